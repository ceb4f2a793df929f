"""The content formats by their first key, and reading one file strictly: a value, or every problem in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from podtutor.content.claims import Claims, Glossary, Paths, Traps
from podtutor.content.common import Authored
from podtutor.content.interview import InterviewTree
from podtutor.content.lesson import Lesson
from podtutor.content.quiz import Quiz
from podtutor.errors import Problem, UnusableInputError

if TYPE_CHECKING:  # PyYAML is loaded only where a file is really read; a warm cache does without
    from podtutor.reading import Name
    from podtutor.source import Node

AnyAuthored = TypeVar("AnyAuthored", bound=Authored)

FORMATS: Final[Mapping[str, type[Authored]]] = {
    "lesson": Lesson,
    "quiz": Quiz,
    "interview": InterviewTree,
    "claims": Claims,
    "traps": Traps,
    "glossary": Glossary,
    "paths": Paths,
}
"""What the first key of a file of ours may be; scenarios and exercises have readers of their own."""

CURRENT_VERSION: Final = 1


class FileReading(msgspec.Struct, frozen=True, kw_only=True):
    """One file as read: its format, its value where it is clean, its problems, and its nodes for finding places.

    `names` are what it defines and refers to, as far as it could be read.
    """

    path: str
    format: str = ""
    value: Authored | None = None
    problems: tuple[Problem, ...] = ()
    node: Any = None
    names: tuple[Name, ...] = ()


def read_text(text: str | bytes, path: str) -> FileReading:
    """Reads the text of one content file; never raises, every problem is in the answer."""
    from podtutor.source import compose

    try:
        documents = compose(text, path)
    except UnusableInputError as error:
        return FileReading(path=path, problems=error.problems)
    if not documents:
        return FileReading(path=path, problems=(_empty(path),))
    if len(documents) > 1:
        return FileReading(path=path, problems=(_several(documents[1], path),), node=documents[0])
    return read_node(documents[0], path)


def read_node(node: Node, path: str) -> FileReading:
    """As `read_text`, from the composed document."""
    from podtutor.reading import read

    name, problem = _format_of(node, path)
    if problem is not None:
        return FileReading(path=path, format=name, problems=(problem,), node=node)
    reading = read(node, FORMATS[name], path)
    return FileReading(
        path=path, format=name, value=reading.value, problems=reading.problems, node=node, names=reading.names
    )


def read_as(kind: type[AnyAuthored], text: str | bytes, path: str) -> AnyAuthored:
    """The text as a value of one format. Raises UnusableInputError with every problem."""
    reading = read_text(text, path)
    if isinstance(reading.value, kind):
        return reading.value
    if reading.problems:
        raise UnusableInputError(reading.problems)
    wanted = next(name for name, of in FORMATS.items() if of is kind)
    message = f"this is a file of format `{reading.format}`"
    raise UnusableInputError([Problem(path=path, line=1, column=1, code="format", message=message, expected=wanted)])


def _format_of(node: Node, path: str) -> tuple[str, Problem | None]:
    from podtutor.source import entries, mark_of

    listed = entries(node)
    name = listed[0][0] if listed else ""
    where, version = (listed[0][1], listed[0][2]) if listed else (node, node)
    line, column = mark_of(where)
    if name not in FORMATS:
        said = f"the first key is `{name[:40]}`" if listed else "this is not a mapping"
        expected = "a file whose first key names its format: " + ", ".join(f"`{known}: 1`" for known in FORMATS)
        return "", Problem(path=path, line=line, column=column, code="format", message=said, expected=expected)
    line, column = mark_of(version)
    written = str(version.value) if isinstance(version.value, str) else ""
    if written == str(CURRENT_VERSION):
        return name, None
    newer = written.isdecimal() and len(written) < 10 and int(written) > CURRENT_VERSION
    if newer:
        message = f"this {name} file is of format {written}, made for a newer podtutor; this one reads format 1"
        expected = f"`{name}: 1`, or a newer podtutor"
        code = "from-the-future"
    else:
        message, expected, code = f"`{name}` gives the number of the format", f"`{name}: 1`", "format"
    return name, Problem(path=path, line=line, column=column, field=name, code=code, message=message, expected=expected)


def _empty(path: str) -> Problem:
    return Problem(path=path, code="empty", message="the file is empty", expected="a lesson, a quiz or another format")


def _several(second: Node, path: str) -> Problem:
    from podtutor.source import mark_of

    line, column = mark_of(second)
    message = "a second document begins here"
    return Problem(path=path, line=line, column=column, code="format", message=message, expected="one document a file")
