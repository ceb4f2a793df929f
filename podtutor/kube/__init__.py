"""What an object is: typed, frozen API objects, quantities, selectors, defaulting and validation."""
