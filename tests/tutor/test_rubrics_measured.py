"""The grader, measured on answers as people type them: how well it hears what is there, and only what is there.

A third of the answers is held out: chosen by a hash of their ids, never looked at while rubrics are tuned.
`python tests/tutor/test_rubrics_measured.py [--held-out]` prints the figures, and where the grader differs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from podtutor.content.folders import shipped_folder
from podtutor.content.interview import questions_of
from podtutor.content.library import Library
from podtutor.content.quiz import Open, Rubric
from podtutor.tutor.rubric import grade_open

FOLDER = Path(__file__).parent.parent / "rubrics"
LATER = ("second-judge", "fresh-look")  # what files of later rounds begin with; they count their answers anew


class Answer(NamedTuple):
    """An answer as typed, and what a fair interviewer ticks."""

    id: str
    question: str
    style: str
    text: str
    heard: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        return blake2b(self.id.encode(), digest_size=4).digest()[0] % 3 == 0


class Figures(NamedTuple):
    """How the grader compares with the interviewer."""

    answers: int
    f1_heard: float
    f1_not_heard: float
    flag_precision: float
    flag_recall: float
    false_flags_on_negated: int


@cache
def rubrics() -> dict[str, Rubric]:
    """Every rubric of the shipped course, by the id of its question (of interviews: TREE.QUESTION)."""
    library = Library([shipped_folder()])
    found = {one.id: one.question.rubric for one in library.questions() if isinstance(one.question, Open)}
    for tree in library.interviews:
        found |= {f"{tree.id}.{question.id}": question.rubric for question in questions_of(tree)}
    return found


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(_answers())


def _answers() -> Iterator[Answer]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for question, listed in yaml.safe_load(path.read_text("utf-8")).items():
            for number, (style, text, heard, said) in enumerate(listed, start=1):
                place = "/".join((*(later for later in LATER if path.stem.startswith(later)), str(number)))
                yield Answer(f"{question}/{place}", question, style, text, tuple(heard), tuple(said))


def differences(chosen: list[Answer]) -> list[tuple[Answer, list[str], list[str], list[str], list[str]]]:
    """Answers with ideas missed and invented, and red flags missed and invented."""
    found = []
    for one in chosen:
        graded = grade_open(rubrics()[one.question], one.text)
        heard, said = [hit.id for hit in graded.heard], [hit.id for hit in graded.said]
        found.append((
            one,
            [name for name in one.heard if name not in heard], [name for name in heard if name not in one.heard],
            [name for name in one.said if name not in said], [name for name in said if name not in one.said],
        ))  # fmt: skip
    return found


def figures(chosen: list[Answer]) -> Figures:
    """F1 per idea, over all ideas of all answers; precision and recall of red flags."""
    both = missed = invented = neither = flags = flags_missed = flags_invented = negated = 0
    for one, lost, extra, lost_flags, extra_flags in differences(chosen):
        both += len(one.heard) - len(lost)
        missed, invented = missed + len(lost), invented + len(extra)
        neither += len(rubrics()[one.question].ideas) - len(one.heard) - len(extra)
        flags += len(one.said) - len(lost_flags)
        flags_missed, flags_invented = flags_missed + len(lost_flags), flags_invented + len(extra_flags)
        negated += len(extra_flags) * (one.style == "negated")
    return Figures(
        answers=len(chosen),
        f1_heard=2 * both / (2 * both + missed + invented),
        f1_not_heard=2 * neither / (2 * neither + missed + invented),
        flag_precision=flags / max(1, flags + flags_invented),
        flag_recall=flags / max(1, flags + flags_missed),
        false_flags_on_negated=negated,
    )


def test_there_is_enough_to_measure() -> None:
    questions = {one.question for one in answers()}
    assert len(questions) >= 45
    assert questions <= set(rubrics())
    assert all(sum(one.question == name for one in answers()) >= 6 for name in questions)
    assert len({one.id for one in answers()}) == len(answers())
    for one in answers():
        rubric = rubrics()[one.question]
        assert set(one.heard) <= {idea.id for idea in rubric.ideas}, one.id
        assert set(one.said) <= {flag.id for flag in rubric.forbidden}, one.id


@pytest.mark.parametrize("held_out", [False, True])
def test_there_are_red_flags_and_denials_enough_for_precision_to_mean_something(held_out: bool) -> None:
    part = [one for one in answers() if one.held_out == held_out]
    assert sum(len(one.said) for one in part) >= 60
    assert sum(one.style == "negated" for one in part) >= 30


def test_about_a_third_is_held_out() -> None:
    assert 0.25 < sum(one.held_out for one in answers()) / len(answers()) < 0.42


@pytest.mark.parametrize("held_out", [False, True])
def test_the_grader_hears_what_is_there_and_only_that(held_out: bool) -> None:
    found = figures([one for one in answers() if one.held_out == held_out])
    assert found.f1_heard >= 0.85, found
    assert found.f1_not_heard >= 0.85, found
    assert found.flag_precision >= 0.95, found
    assert found.flag_recall >= 0.80, found
    assert found.false_flags_on_negated == 0, found


def off_topic(each: int) -> tuple[float, float]:
    """What answers to other questions are heard to say: shares of the ideas heard, and of the answers with a red flag."""
    ideas = heard = graded = flagged = 0
    chance = random.Random(1)
    for question, rubric in rubrics().items():
        for one in chance.sample(answers(), each):
            if one.question != question:
                found = grade_open(rubric, one.text)
                ideas, heard = ideas + len(rubric.ideas), heard + len(found.heard)
                graded, flagged = graded + 1, flagged + bool(found.said)
    return heard / ideas, flagged / graded


def test_an_answer_to_another_question_is_hardly_heard() -> None:
    heard, flagged = off_topic(each=25)
    assert heard <= 0.045
    assert flagged <= 0.01


if __name__ == "__main__":
    wanted = "--held-out" in sys.argv
    part = [one for one in answers() if one.held_out == wanted]
    print(figures(part))
    print(
        "of answers to other questions: {:.1%} of the ideas heard, {:.2%} with a red flag".format(*off_topic(each=60))
    )
    for one, *parts in differences(part) if "--quiet" not in sys.argv else ():
        if any(parts):
            print(f"\n{one.id} [{one.style}] {one.text}")
            for word, names in zip(("not heard", "invented", "flag missed", "flag invented"), parts, strict=True):
                if names:
                    print(f"    {word}: {', '.join(names)}")
