"""For people who write lessons: checks that find every problem."""
