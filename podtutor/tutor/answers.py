"""What a learner answers: a question as it is shown (shuffled, lettered), and typed text read as an answer to it.

Letters, exact texts, `a,c`, `3 1 2`, `fine`, `flag b`, numbers with units; a last field ` !1` to ` !3` says how sure one is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from string import ascii_lowercase
from typing import Any, Final

import msgspec

from podtutor.content.bank import ReadyEntry, number_text, options_of
from podtutor.content.quiz import (
    Choice,
    Fill,
    Multi,
    Number,
    Open,
    Option,
    Order,
    Predicted,
    ReadyQuestion,
    RedFlagQuestion,
    TrueFalse,
)
from podtutor.errors import PodtutorError


class UnreadableAnswerError(PodtutorError):
    """Typed text that is no answer to this question; says what would be one."""


class ShownOption(msgspec.Struct, frozen=True):
    """An option under the letter it is shown with."""

    letter: str
    option: Option


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it is put: options in their shown order under letters, steps in their shown order under numbers.

    `again` says that it was asked before in this session.
    """

    bank: ReadyEntry
    options: tuple[ShownOption, ...] = ()
    steps: tuple[str, ...] = ()
    again: bool = False

    @property
    def question(self) -> ReadyQuestion:
        """The question as authored, its prediction computed."""
        return self.bank.question

    @property
    def id(self) -> str:
        """The question's id."""
        return self.bank.question.id

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.bank.kind


class Nothing(msgspec.Struct, frozen=True):
    """No answer."""


class Picked(msgspec.Struct, frozen=True):
    """Options, by their positions as shown (from 0), in ascending order."""

    positions: tuple[int, ...]


class Judged(msgspec.Struct, frozen=True):
    """A statement judged: fine, or a red flag, and which part (its position from 0) is wrong; None: none was named."""

    flag: bool
    part: int | None = None


class Arranged(msgspec.Struct, frozen=True):
    """Steps put in order, by their positions as shown (from 0)."""

    positions: tuple[int, ...]


class Figure(msgspec.Struct, frozen=True):
    """A number, in the unit of the question."""

    value: float


class Words(msgspec.Struct, frozen=True):
    """Free text."""

    text: str


Given = Nothing | Picked | Judged | Arranged | Figure | Words


def show(bank: ReadyEntry, chance: Random, *, again: bool = False) -> Shown:
    """A question with its options shuffled. True and False, and the parts of a statement, keep their order."""
    question = bank.question
    options = list(options_of(question))
    if isinstance(question, (Choice, Multi, Predicted)):
        chance.shuffle(options)
    lettered = tuple(ShownOption(letter, option) for letter, option in zip(ascii_lowercase, options, strict=False))
    steps = _scrambled(question.steps, chance) if isinstance(question, Order) else ()
    return Shown(bank=bank, options=lettered, steps=steps, again=again)


def _scrambled(steps: Sequence[str], chance: Random) -> tuple[str, ...]:
    """The steps in any order but the right one."""
    mixed = list(steps)
    chance.shuffle(mixed)
    if mixed == list(steps):
        mixed.append(mixed.pop(0))
    return tuple(mixed)


_SURE: Final = re.compile(r"(?:^|\s)!([123])\s*\Z")


def split_confidence(typed: str) -> tuple[str, int | None]:
    """A line of answers as the answer itself and how sure one is (1 guessed, 2 rather sure, 3 certain), if it says so."""
    found = _SURE.search(typed)
    return (typed[: found.start()].strip(), int(found[1])) if found else (typed.strip(), None)


def parse(shown: Shown, typed: str) -> Given:
    """Typed text as an answer; empty text is no answer. Raises UnreadableAnswerError."""
    text = typed.strip()
    return _PARSERS[type(shown.question)](shown, text) if text else Nothing()


def _same(text: str) -> str:
    """A text for comparing: spaces, case and Markdown marks do not matter."""
    return " ".join(re.sub(r"[`*]", "", text).casefold().split())


def _letters(shown: Shown) -> str:
    return " ".join(option.letter for option in shown.options)


def _position(shown: Shown, text: str) -> int | None:
    wanted = _same(text).removesuffix(")").removesuffix(".") if len(text) <= 2 else _same(text)
    for position, option in enumerate(shown.options):
        if wanted in (option.letter, _same(option.option.text)):
            return position
    return None


def _parse_choice(shown: Shown, text: str) -> Given:
    position = _position(shown, text)
    if position is None:
        raise UnreadableAnswerError(f"`{text[:60]}` is none of the answers; type one letter: {_letters(shown)}")
    return Picked((position,))


def _parse_truefalse(shown: Shown, text: str) -> Given:
    said = {"t": "true", "f": "false", "yes": "true", "no": "false"}.get(text.casefold(), text)
    return _parse_choice(shown, said)


def _parse_multi(shown: Shown, text: str) -> Given:
    positions = _several(shown, text)
    if not positions:
        raise UnreadableAnswerError(
            f"`{text[:60]}` is no choice of answers; type letters, as in `a,c`: {_letters(shown)}"
        )
    return Picked(tuple(sorted(positions)))


def _several(shown: Shown, text: str) -> list[int]:
    """Positions of several letters or texts with commas, semicolons or blanks between them; empty where one is unknown."""
    letters = re.sub(r"[\s,;]+", "", text.casefold())
    known = _letters(shown).split()
    if all(letter in known for letter in letters) and len(set(letters)) == len(letters):
        return [known.index(letter) for letter in letters]
    rest = _same(text)
    by_length = sorted(enumerate(shown.options), key=lambda entry: -len(entry[1].option.text))
    positions: list[int] = []
    while rest:
        for position, option in by_length:
            said = _same(option.option.text)
            if rest.startswith(said) and (len(rest) == len(said) or rest[len(said)] in ",; "):
                positions.append(position)
                rest = rest[len(said) :].lstrip(",; ")
                break
        else:
            return []
    return list(dict.fromkeys(positions))


def _parse_redflag(shown: Shown, text: str) -> Given:
    word, _, part = text.partition(" ")
    said = word.casefold().rstrip(":,")
    if said in ("fine", "ok", "okay") and not part:
        return Judged(flag=False)
    if said in ("flag", "redflag"):
        position = _position(shown, part.strip()) if part.strip() else None
        if position is not None or not part.strip():
            return Judged(flag=True, part=position)
    elif (position := _position(shown, text)) is not None:
        return Judged(flag=True, part=position)
    raise UnreadableAnswerError(
        f"`{text[:60]}` is no verdict; type `fine`, or `flag` and the letter of the part that is wrong: {_letters(shown)}"
    )


def _parse_order(shown: Shown, text: str) -> Given:
    count = len(shown.steps)
    parts = re.split(r"[\s,;>-]+", text.strip())
    if len(parts) == 1 and count < 10:
        parts = list(text)
    numbers = [int(part) for part in parts if part.isdecimal() and len(part) < 4]
    if len(numbers) != len(parts) or sorted(numbers) != list(range(1, count + 1)):
        example = " ".join(str(number) for number in range(count, 0, -1))
        raise UnreadableAnswerError(
            f"`{text[:60]}` is no order; type each number from 1 to {count} once, as in `{example}`"
        )
    return Arranged(tuple(number - 1 for number in numbers))


_NUMBER: Final = re.compile(r"([-+]?\d[\d,_]*(?:\.\d+)?|[-+]?\.\d+)\s*(.*)", re.DOTALL)
_SECONDS: Final = {"s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
                   "hour": 3600.0, "ms": 0.001, "millisecond": 0.001, "d": 86400.0, "day": 86400.0}  # fmt: skip


def _singular(unit: str) -> str:
    said = unit.casefold().strip().rstrip(".")
    return said[:-1] if len(said) > 2 and said.endswith("s") else said


def _parse_number(shown: Shown, text: str) -> Given:
    unit = shown.question.unit if isinstance(shown.question, Number) else ""
    found = _NUMBER.fullmatch(text.strip().removeprefix("~").strip())
    hint = f"type a number{f' of {unit}' if unit else ''}, as in `{number_text(30.0)}`"
    if not found or len(found[1]) > 30:
        raise UnreadableAnswerError(f"`{text[:60]}` is no number; {hint}")
    value = float(found[1].replace(",", "").replace("_", ""))
    written, wanted = _singular(found[2]), _singular(unit)
    if not written or written == wanted:
        return Figure(value)
    if written in _SECONDS and wanted in _SECONDS:
        return Figure(value * _SECONDS[written] / _SECONDS[wanted])
    raise UnreadableAnswerError(f"`{found[2][:40]}` is another unit; {hint}")


def _parse_words(_: Shown, text: str) -> Given:
    return Words(text)


_PARSERS: Final[Mapping[type, Callable[[Shown, str], Given]]] = {
    Choice: _parse_choice,
    Multi: _parse_multi,
    TrueFalse: _parse_truefalse,
    RedFlagQuestion: _parse_redflag,
    Order: _parse_order,
    Number: _parse_number,
    Fill: _parse_words,
    Open: _parse_words,
    Predicted: _parse_choice,
}


def in_words(shown: Shown, given: Given) -> str:
    """An answer as it is kept: in words and figures rather than letters, for letters change with every shuffle."""
    return _WORDINGS[type(given)](shown, given)


def _picked_words(shown: Shown, given: Picked) -> str:
    return "; ".join(shown.options[position].option.text for position in given.positions)


def _judged_words(shown: Shown, given: Judged) -> str:
    if not given.flag:
        return "fine"
    return "flag" if given.part is None else f"flag: {shown.options[given.part].option.text}"


_WORDINGS: Final[Mapping[type, Callable[[Shown, Any], str]]] = {
    Nothing: lambda _shown, _given: "",
    Picked: _picked_words,
    Judged: _judged_words,
    Arranged: lambda shown, given: "; ".join(shown.steps[position] for position in given.positions),
    Figure: lambda _, given: number_text(given.value),
    Words: lambda _, given: given.text,
}
