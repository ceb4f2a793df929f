"""What is true: pure functions, each named after the upstream function that decides the same."""
