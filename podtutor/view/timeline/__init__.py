"""A history as a picture: rows of containers, time from left to right; and the same in sentences."""
