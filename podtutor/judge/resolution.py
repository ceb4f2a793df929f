"""What comes of a prediction: a question that can be asked, or the flaws for which it cannot; light to load from a cache."""

from __future__ import annotations

from msgspec import Struct

from podtutor.content.quiz import Predicted


class Flaw(Struct, frozen=True):
    """Why a prediction cannot be asked: the field below the question, a code, the message, what was expected."""

    field: str
    code: str
    message: str
    expected: str = ""


class Resolution(Struct, frozen=True, kw_only=True):
    """What came of a prediction: a question to be asked, or its flaws. `value` is the computed value as plain text."""

    ready: Predicted | None = None
    flaws: tuple[Flaw, ...] = ()
    value: str = ""
