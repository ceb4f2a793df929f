"""The learner's side of a question: with the lesson it belongs to attached, and its options in one shape for all kinds.

The bank holds questions as written; to be asked, listed or graded they must be ready, their predictions computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from podtutor.content.quiz import (
    Choice,
    Fill,
    Multi,
    Number,
    Open,
    Option,
    Order,
    Predict,
    Predicted,
    Question,
    ReadyQuestion,
    RedFlagQuestion,
    TrueFalse,
)

KINDS: Final[Mapping[type, str]] = {
    Choice: "choice",
    Multi: "multi",
    TrueFalse: "truefalse",
    RedFlagQuestion: "redflag",
    Order: "order",
    Number: "number",
    Fill: "fill",
    Open: "open",
    Predict: "predict",
}
"""Every kind of question, as it is written, under its name; a test holds this and every other table over kinds complete."""


class BankQuestion(msgspec.Struct, frozen=True):
    """A question of the bank: as authored, with its lesson and the file it stands in."""

    question: Question | Predicted
    lesson: str
    path: str

    @property
    def id(self) -> str:
        """The question's own id."""
        return self.question.id

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return str(type(self.question).__struct_config__.tag)


class ReadyEntry(BankQuestion, frozen=True):
    """A question of the bank that can be asked."""

    question: ReadyQuestion


def _of_truefalse(question: TrueFalse) -> tuple[Option, ...]:
    wrong = question.voices
    return (
        Option(text="True", why=question.why_true, correct=question.answer, voices="" if question.answer else wrong),
        Option(text="False", why=question.why_false, correct=not question.answer, voices=wrong * question.answer),
    )


def _no_options(_: Any) -> tuple[Option, ...]:
    return ()


_OPTIONS: Final[Mapping[type, Callable[[Any], tuple[Option, ...]]]] = {
    Choice: lambda question: question.options,
    Multi: lambda question: question.options,
    TrueFalse: _of_truefalse,
    RedFlagQuestion: lambda question: question.parts,
    Order: _no_options,
    Number: _no_options,
    Fill: _no_options,
    Open: _no_options,
    Predicted: lambda question: question.options,
}


def options_of(question: ReadyQuestion) -> tuple[Option, ...]:
    """What there is to choose from: options, `True` and `False`, the parts of a statement; empty for typed answers."""
    return _OPTIONS[type(question)](question)


def right_answer(question: ReadyQuestion) -> str:
    """The right answer in words, one line; for `open` the model answer."""
    return _RIGHT[type(question)](question)


def number_text(value: float) -> str:
    """A number as people write it: no `.0` behind whole ones."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _right_options(question: Any) -> str:
    return "; ".join(option.text for option in options_of(question) if option.correct)


def _right_flag(question: RedFlagQuestion) -> str:
    return f"red flag: {_right_options(question)}" if question.flag else "fine"


_RIGHT: Final[Mapping[type, Callable[[Any], str]]] = {
    Choice: _right_options,
    Multi: _right_options,
    TrueFalse: _right_options,
    RedFlagQuestion: _right_flag,
    Order: lambda question: "; ".join(question.steps),
    Number: lambda question: f"{number_text(question.answer)} {question.unit}".strip(),
    Fill: lambda question: next(iter(question.accept), ""),
    Open: lambda question: question.model,
    Predicted: _right_options,
}
