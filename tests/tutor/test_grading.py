"""Grades by kind: right or not, how much of it, and what is said about it."""

from __future__ import annotations

import pytest
from one_of_each import CHOICE, EVERY, FILL, FINE, MULTI, NUMBER, OPEN, ORDER, PREDICTED, RED_FLAG, TRUE_FALSE, shown

from podtutor.content.quiz import ReadyQuestion
from podtutor.tutor.answers import Arranged, Nothing, Picked, Words, parse
from podtutor.tutor.grading import Grade, grade


def graded(question: ReadyQuestion, typed: str) -> Grade:
    put = shown(question)
    return grade(put, parse(put, typed))


@pytest.mark.parametrize(
    ("question", "typed", "right", "credit"),
    [
        (CHOICE, "b", True, 1.0),
        (CHOICE, "a", False, 0.0),
        (MULTI, "a,d", True, 1.0),
        (MULTI, "a", False, 0.5),
        (MULTI, "a,b,d", False, 0.5),
        (MULTI, "b,c", False, 0.0),
        (TRUE_FALSE, "false", True, 1.0),
        (TRUE_FALSE, "true", False, 0.0),
        (RED_FLAG, "flag b", True, 1.0),
        (RED_FLAG, "flag a", False, 0.5),
        (RED_FLAG, "flag", False, 0.5),
        (RED_FLAG, "fine", False, 0.0),
        (FINE, "fine", True, 1.0),
        (FINE, "flag a", False, 0.0),
        (ORDER, "4 3 2 1", True, 1.0),
        (ORDER, "3 4 2 1", False, pytest.approx(2 / 3)),
        (ORDER, "1 2 3 4", False, 0.0),
        (NUMBER, "30", True, 1.0),
        (NUMBER, "31", True, 1.0),
        (NUMBER, "31.5", False, 0.0),
        (NUMBER, "0.5 min", True, 1.0),
        (FILL, "emptydir", True, 1.0),
        (FILL, ' "Empty  Dir" ', True, 1.0),
        (FILL, "`emptyDir`.", True, 1.0),
        (FILL, "emptyDirs", False, 0.0),
        (FILL, "hostPath", False, 0.0),
        (PREDICTED, "a", True, 1.0),
        (PREDICTED, "running", False, 0.0),
        (OPEN, "kubelet restarts in the same pod with backoff", True, 1.0),
        (OPEN, "kubelet, same pod", True, pytest.approx(2 / 3)),
        (OPEN, "the kubelet", False, pytest.approx(1 / 3)),
        (OPEN, "the kubelet makes a new pod, same pod name, with backoff", False, 0.5),
    ],
)
def test_grades(question: ReadyQuestion, typed: str, right: bool, credit: float) -> None:
    found = graded(question, typed)
    assert (found.right, found.credit, found.answered) == (right, credit, True)


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_no_answer_is_wrong_and_still_taught(question: ReadyQuestion) -> None:
    found = grade(shown(question), Nothing())
    assert (found.right, found.credit, found.answered, found.given) == (False, 0.0, False, "")
    assert found.answer
    assert [remark.why for remark in found.remarks] == [option.option.why for option in shown(question).options]


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_an_answer_of_another_shape_counts_as_none(question: ReadyQuestion) -> None:
    other = Words("x") if question in (CHOICE, MULTI, TRUE_FALSE, RED_FLAG, FINE, ORDER, NUMBER) else Arranged((0,))
    assert not grade(shown(question), other).answered


@pytest.mark.parametrize(
    ("question", "typed", "notes"),
    [
        (MULTI, "a", ("1 of the right answers is missing.",)),
        (RED_FLAG, "fine", ("This is a red flag.",)),
        (RED_FLAG, "flag c", ("A red flag it is, but the wrong part is another one.",)),
        (FINE, "flag a", ("There is nothing wrong with this statement.",)),
        (ORDER, "3 4 2 1", ("“pulled” comes after “scheduled”.",)),
        (NUMBER, "300", ("The right figure is lower.",)),
        (NUMBER, "3", ("The right figure is higher.",)),
        (FILL, "emtpyDir", ("Nearly: it is spelt `emptyDir`.",)),
        (FILL, "hostPath", ()),
    ],
)
def test_what_is_said_about_a_wrong_answer(question: ReadyQuestion, typed: str, notes: tuple[str, ...]) -> None:
    assert graded(question, typed).notes == notes


def test_every_option_gets_its_remark_whether_chosen_or_not() -> None:
    remarks = grade(shown(CHOICE), Picked((0,))).remarks
    assert [(remark.letter, remark.correct, remark.chosen) for remark in remarks] == [
        ("a", False, True),
        ("b", True, False),
        ("c", False, False),
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (CHOICE, "It waits"),
        (MULTI, "IP; volumes"),
        (TRUE_FALSE, "False"),
        (RED_FLAG, "red flag: Then the pod was replaced."),
        (FINE, "fine"),
        (ORDER, "scheduled; pulled; started; ready"),
        (NUMBER, "30 seconds"),
        (FILL, "emptyDir"),
        (OPEN, OPEN.model),
        (PREDICTED, "Error"),
    ],
)
def test_the_right_answer_in_words(question: ReadyQuestion, answer: str) -> None:
    assert grade(shown(question), Nothing()).answer == answer
