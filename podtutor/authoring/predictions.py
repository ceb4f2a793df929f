"""What a prediction must be beyond its format: an answer that can be computed, the same in every run, and well crafted.

Its answer stands nowhere in the file, so that its options are checked as they come out, and told where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from podtutor.authoring.course import Course, Place
from podtutor.authoring.questions import predicted_complaints
from podtutor.content.quiz import Predict, ReadyQuestion
from podtutor.errors import Problem
from podtutor.judge.predictor import Predictor

Scored = tuple[Place, ReadyQuestion]


def ready_questions(course: Course, predictor: Predictor) -> list[Scored]:
    """Every question that can be asked, where it stands; predictions with their computed answers."""
    found: list[Scored] = []
    for place, question in course.questions():
        if not isinstance(question, Predict):
            found.append((place, question))
        elif (made := predictor.resolution(question).ready) is not None:
            found.append((place, made))
    return found


def prediction_problems(course: Course, predictor: Predictor, asked: Callable[[str], bool]) -> Iterator[Problem]:
    """What is wrong with the predictions in the files that are asked for."""
    for place, question in course.questions():
        if not isinstance(question, Predict) or not asked(place.file.path):
            continue
        if question.scenario and question.scenario not in course.scenarios:
            continue  # told by the check of references
        for flaw in predictor.flaws(question):
            yield place.problem(flaw.field, flaw.code, flaw.message, flaw.expected)
        made = predictor.resolution(question).ready
        if made is not None:
            for field, code, message, expected in predicted_complaints(made):
                yield place.problem(_written(field), code, message, expected)


def _written(field: str) -> str:
    """Where an option of a prediction comes from: the first one from the query, the others are the distractors."""
    found = re.match(r"options\[(\d+)\](.*)", field)
    if found is None:
        return "distractors"
    number = int(found[1])
    return f"distractors[{number - 1}]{found[2]}" if number else "query"
