"""Arguments and options that several commands share, with their completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from podtutor.content.common import LEVELS, Level
from podtutor.errors import PodtutorError

if TYPE_CHECKING:
    from podtutor.content.library import Library

Pairs = Iterable[tuple[str, str]]


def completing(known: Callable[[Library], Pairs]) -> Callable[[str], list[tuple[str, str]]]:
    """A completion from the library: names with a word of help; nothing at all where the library cannot be read."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from podtutor.cli.world import world_here

        with suppress(PodtutorError):
            found = known(world_here().library)
            return [(name, help_text) for name, help_text in found if name.startswith(incomplete)]
        return []

    return complete


def _one_line(text: str) -> str:
    return " ".join(text.split())


complete_lesson = completing(lambda library: [(one.id, _one_line(one.title)) for one in library.lesson_heads])
complete_path = completing(lambda library: [(one.id, _one_line(one.title)) for one in library.paths])
complete_claim = completing(lambda library: [(one.id, _one_line(one.claim)) for one in library.claims.values()])
complete_term = completing(lambda library: [(one.id, _one_line(one.term)) for one in library.terms.values()])


complete_scenario = completing(lambda library: [(name, "") for name in library.scenarios])


def complete_level(incomplete: str) -> list[str]:
    """The levels that begin so."""
    return [level for level in LEVELS if level.startswith(incomplete)]


def complete_kind(incomplete: str) -> list[str]:
    """The kinds of questions that begin so."""
    from podtutor.content.bank import KINDS

    return [kind for kind in KINDS.values() if kind.startswith(incomplete)]


def one_of(known: Iterable[str]) -> Callable[[Any], Any]:
    """A check that every value given is one of the known names."""
    names = tuple(known)

    def check(value: Any) -> Any:
        for one in value if isinstance(value, list) else [value]:
            if one is not None and one not in names:
                raise typer.BadParameter(f"`{one}` is none of {', '.join(names)}")
        return value

    return check


def check_kinds(value: list[str] | None) -> list[str] | None:
    """The kinds, where every one of them is known."""
    from podtutor.content.bank import KINDS

    return cast("list[str] | None", one_of(KINDS.values())(value))


def as_level(value: str | None) -> Level | None:
    """A checked name as a level."""
    return cast("Level | None", value)


LevelOption = Annotated[
    str | None,
    typer.Option(
        "--level",
        "-l",
        metavar="junior|middle|senior",
        callback=one_of(LEVELS),
        autocompletion=complete_level,
        help="The level; without it, your own.",
    ),
]
KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        "-k",
        metavar="KIND",
        callback=check_kinds,
        autocompletion=complete_kind,
        help="Only this kind of question.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
LessonArgument = Annotated[
    str | None, typer.Argument(metavar="[LESSON]", autocompletion=complete_lesson, help="The id of a lesson.")
]
LessonsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LESSON]...", autocompletion=complete_lesson, help="Ids of lessons; none: all of them."),
]
