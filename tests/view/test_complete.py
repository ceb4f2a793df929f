"""Tables over closed unions are complete: every block and every kind of question can be shown."""

from __future__ import annotations

from typing import get_args

from podtutor.cli import quizzing, shapes
from podtutor.content.claims import Verdict
from podtutor.content.lesson import AnyBlock, CalloutKind
from podtutor.content.quiz import ReadyQuestion
from podtutor.view import blocks, questions
from podtutor.view.lists import VERDICTS
from podtutor.view.remarks import CALLOUTS
from podtutor.view.theme import STYLES


def test_every_block_has_a_view() -> None:
    assert set(blocks._VIEWS) == set(get_args(AnyBlock))


def test_every_callout_has_a_word_and_a_style() -> None:
    assert set(CALLOUTS) == set(get_args(CalloutKind))
    assert {f"callout.{kind}" for kind in CALLOUTS} <= set(STYLES)


def test_every_verdict_has_a_word() -> None:
    assert set(VERDICTS) == set(get_args(Verdict))


def test_every_kind_of_question_is_shown_asked_and_listed() -> None:
    kinds = set(get_args(ReadyQuestion))
    for table in (
        questions._ANSWERS, questions.HINTS, questions.TYPED_HINTS, quizzing._FIELDS, quizzing._GIVEN, shapes._BY_KIND,
    ):  # fmt: skip
        assert set(table) == kinds
