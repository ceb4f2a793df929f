"""A quiz question as it is put: prompt, exhibit, and what there is to choose, tick, arrange or type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from rich.text import Text

from podtutor.content.quiz import (
    Choice,
    Fill,
    Multi,
    Number,
    Open,
    Order,
    Predicted,
    ReadyQuestion,
    RedFlagQuestion,
    TrueFalse,
)
from podtutor.tutor.answers import Shown
from podtutor.view.blocks import OptionLine
from podtutor.view.console import is_plain
from podtutor.view.layout import Hanging, Stack
from podtutor.view.prose import Code, Prose
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

FINE_LETTER: Final = "f"

HINTS: Final[Mapping[type, str]] = {
    Choice: "Choose one.",
    Multi: "Choose all that are right.",
    TrueFalse: "True or false?",
    RedFlagQuestion: "Fine, or a red flag? Which part is wrong?",
    Order: "Put them in order.",
    Number: "Type a number.",
    Fill: "Type a word or two.",
    Open: "Answer as you would say it aloud, in a sentence or two.",
    Predicted: "Predict: choose one.",
}
"""What is wanted, by kind of question."""

TYPED_HINTS: Final[Mapping[type, str]] = {
    Choice: "Type the letter",
    Multi: "Type the letters of all that are right, like a,c",
    TrueFalse: "Type a or b",
    RedFlagQuestion: "Type fine, or flag and the letter of the wrong part, like flag b",
    Order: "Type the numbers in the right order, like 3 1 2",
    Number: "Type a number",
    Fill: "Type a word or two",
    Open: "Type your answer in one line",
    Predicted: "Type the letter",
}
"""How to answer in one line, by kind of question."""


class Draft(Struct, frozen=True, kw_only=True):
    """An answer on its way: cursor, ticks, order and text, as far as the kind of question has them."""

    cursor: int | None = None
    ticked: frozenset[int] = frozenset()
    order: tuple[int, ...] = ()
    lifted: bool = False
    text: str = ""
    place: int | None = None


EMPTY: Final = Draft()


class QuestionView:
    """A question and the draft of its answer."""

    def __init__(self, shown: Shown, draft: Draft = EMPTY) -> None:
        """Take the question as it is put."""
        self.shown = shown
        self.draft = draft

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        question = self.shown.question
        parts: list[RenderableType] = [Prose(question.prompt, style="strong")]
        if question.exhibit:
            parts.append(Code(question.exhibit))
        if isinstance(question, RedFlagQuestion):
            parts.append(Hanging("  ", Inline(f"“{question.statement.strip()}”", style="emphasis")))
        if not is_plain(console):
            parts.append(Text(HINTS[type(question)], style="muted"))
        if not is_plain(console) or type(question) not in _WRITTEN:
            parts.append(_ANSWERS[type(question)](self.shown, self.draft))
        yield Stack(parts)


def _options(shown: Shown, draft: Draft) -> RenderableType:
    return Stack(
        [OptionLine(place, one.option.text, cursor=draft.cursor == place) for place, one in enumerate(shown.options)],
        gap=0,
    )


def _ticks(shown: Shown, draft: Draft) -> RenderableType:
    return Stack(
        [
            OptionLine(place, one.option.text, cursor=draft.cursor == place, chosen=place in draft.ticked)
            for place, one in enumerate(shown.options)
        ],
        gap=0,
    )


def _parts(shown: Shown, draft: Draft) -> RenderableType:
    return _Parts(shown, draft)


class _Parts:
    """The parts of a statement, each of which may be the wrong one, and `fine` below them."""

    def __init__(self, shown: Shown, draft: Draft) -> None:
        self.shown = shown
        self.draft = draft

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        lines = [(one.letter, f"Red flag: “{one.option.text}”") for one in self.shown.options]
        lines.append((FINE_LETTER, "Fine: nothing in it is wrong"))
        for place, (letter, text) in enumerate(lines):
            under = self.draft.cursor == place
            if plain:
                word = "fine" if letter == FINE_LETTER else f"flag {letter}"
                yield Hanging(f"{word}) ", Inline(text))
            else:
                style = "cursor" if under else "key"
                yield Hanging(
                    f"{'▸' if under else ' '} {letter}  ", Inline(text, style="cursor" if under else ""), style=style
                )


def typed_hint(question: ReadyQuestion) -> str:
    """How to answer this question in one line."""
    unit = f" (in {question.unit})" if isinstance(question, Number) and question.unit else ""
    return TYPED_HINTS[type(question)] + unit


def _steps(shown: Shown, draft: Draft) -> RenderableType:
    return _Steps(shown, draft)


class _Steps:
    """Steps in the order they have now; each keeps the number under which it was first shown."""

    def __init__(self, shown: Shown, draft: Draft) -> None:
        self.shown = shown
        self.draft = draft

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        order = self.draft.order or tuple(range(len(self.shown.steps)))
        for place, step in enumerate(order):
            if plain:
                yield Hanging(f"{step + 1}) ", Inline(self.shown.steps[step]))
                continue
            under = self.draft.cursor == place
            pointer = ("↕ " if self.draft.lifted else "▸ ") if under else "  "
            style = "cursor" if under else "key"
            yield Hanging(
                f"{pointer}{step + 1}  ", Inline(self.shown.steps[step], style="cursor" if under else ""), style=style
            )


def _typed(shown: Shown, draft: Draft) -> RenderableType:
    question = shown.question
    unit = question.unit if isinstance(question, Number) else ""
    return _Typed(draft, unit)


class _Typed:
    """A line of text with its cursor, and the unit behind it where there is one."""

    def __init__(self, draft: Draft, unit: str) -> None:
        self.draft = draft
        self.unit = unit

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        place = self.draft.place
        if place is None:
            return
        text = self.draft.text
        line = Text(literal(text[:place]), overflow="fold")
        line.append(literal(text[place : place + 1]) or " ", "reverse")
        line.append(literal(text[place + 1 :]))
        if self.unit:
            line.append(f" {self.unit}", "muted")
        yield Hanging("› ", line, style="prompt")


_WRITTEN: Final = frozenset({Number, Fill, Open})

_ANSWERS: Final[Mapping[type, Callable[[Shown, Draft], Any]]] = {
    Choice: _options,
    Multi: _ticks,
    TrueFalse: _options,
    RedFlagQuestion: _parts,
    Order: _steps,
    Number: _typed,
    Fill: _typed,
    Open: _typed,
    Predicted: _options,
}
