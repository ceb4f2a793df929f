"""Lessons, quizzes, claims and the glossary: what authors write, as typed values, and the library that finds them."""
