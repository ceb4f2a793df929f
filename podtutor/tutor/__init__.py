"""The learner's side, pure: answers and their grades, the quiz session, the reading session, and what progress is."""
