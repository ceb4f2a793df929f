"""A screen's frame: a head line, a body cut into pages that keep together what belongs together, the keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from rich.segment import Segment
from rich.text import Text

from podtutor.view.layout import Page, Stack

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

Line = list[Segment]

POINTER: Final = "▸ "
_EARLIEST_BREAK: Final = 0.5
"""A page ends before a part that does not fit only where at least this share of it is filled."""


class Together:
    """A part that is kept on one page wherever it fits on one; where it does not, pages end between its pieces."""

    def __init__(self, *pieces: RenderableType) -> None:
        """Take what belongs together: a question with its answers, a prediction with the picture that follows."""
        self.content = Stack(pieces)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.content


class Leaf(Struct, frozen=True):
    """One page of a body: its lines, and the number of the part that its first line belongs to."""

    lines: list[Line]
    first: int
    parts: frozenset[int]

    @property
    def pointed(self) -> bool:
        """Whether the cursor of a list stands on this page."""
        return any(POINTER in segment.text for line in self.lines for segment in line)


def leaves(console: Console, parts: Sequence[RenderableType], *, width: int, height: int) -> list[Leaf]:
    """The body cut into pages of at most `height` lines, an empty line between parts; there is at least one page."""
    options = console.options.update(width=width, height=None)
    made: list[Leaf] = []
    lines: list[Line] = []
    held: list[int] = []

    def close() -> None:
        if lines:
            made.append(Leaf(_stripped(lines), held[0], frozenset(held)))
            lines.clear()
            held.clear()

    for number, part in enumerate(parts):
        rest = _stripped(console.render_lines(Page(part), options, pad=False))
        if not rest:
            continue
        gap = 1 if lines else 0
        if len(lines) + gap + len(rest) > height and lines and _begins_anew(part, rest, len(lines) + gap, height):
            close()
            gap = 0
        if gap:
            lines.append([])
        sizes = _sizes(console, part, options)
        while rest:
            room = height - len(lines)
            cut = len(rest) if len(rest) <= room else _between(sizes, len(rest), room, height) or _break(rest, room)
            lines.extend(rest[:cut])
            held.append(number)
            rest = _stripped(rest[cut:])
            if rest:
                close()
    close()
    return made or [Leaf([], 0, frozenset({0}))]


def _begins_anew(part: RenderableType, lines: Sequence[Line], filled: int, height: int) -> bool:
    """Whether a part that does not fit below what stands already begins on a page of its own."""
    if isinstance(part, Together) and len(lines) <= height:
        return True
    return filled >= height * _EARLIEST_BREAK or (len(lines) <= height and _gap_before(lines, height - filled) == 0)


def _sizes(console: Console, part: RenderableType, options: ConsoleOptions) -> list[int]:
    """How many lines the pieces of a part take; nothing where it has no pieces."""
    if not isinstance(part, Together):
        return []
    rendered = [_stripped(console.render_lines(Page(piece), options, pad=False)) for piece in part.content.parts]
    return [len(lines) for lines in rendered if lines]


def _between(sizes: Sequence[int], left: int, room: int, height: int) -> int:
    """Where the last `left` lines of pieces are best cut: before a piece that has room on one page, and none here."""
    ahead, begin = 0, 0
    for size in reversed(sizes):
        ahead += size
        begin = left - ahead
        ahead += 1  # the empty line above a piece
        if begin <= 0:
            break
        if begin <= room:
            return begin if size <= height and begin + size > room else 0
    return 0


def _gap_before(lines: Sequence[Line], room: int) -> int:
    """The last empty line in the second half of the room, from 1; 0 where there is none."""
    for cut in range(min(room, len(lines)), max(1, int(room * _EARLIEST_BREAK)), -1):
        if not _written(lines[cut - 1]):
            return cut
    return 0


def _break(lines: Sequence[Line], room: int) -> int:
    """Where to cut: at an empty line if one stands late enough, else where the room ends."""
    return _gap_before(lines, room) or max(1, room)


def _written(line: Line) -> bool:
    return any(segment.text.strip(" ┃│") for segment in line)


def _stripped(lines: Sequence[Line]) -> list[Line]:
    """The lines without empty ones at either end."""
    kept = list(lines)
    while kept and not any(segment.text.strip() for segment in kept[-1]):
        kept.pop()
    while kept and not any(segment.text.strip() for segment in kept[0]):
        kept.pop(0)
    return kept


class Keys:
    """What can be pressed now: each key with its word, in as many lines as it takes; keys never part from their words."""

    def __init__(self, keys: Sequence[tuple[str, str]], *, question: str = "") -> None:
        """Take (key, word) pairs; a question may stand before them."""
        self.keys = tuple(keys)
        self.question = question

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        pieces = [Text.assemble((key, "key"), f" {word}") for key, word in self.keys]
        if self.question:
            pieces.insert(0, Text(self.question, style="strong"))
        line = Text(" ")
        for piece in pieces:
            if line.cell_len > 1 and line.cell_len + piece.cell_len + 1 > options.max_width:
                yield line
                line = Text(" ")
            line.append_text(Text.assemble(" ", piece, "  "))
        line.rstrip()
        yield line


class FootRule:
    """The line above the keys; where the body has several pages it says which one this is."""

    def __init__(self, page: int, pages: int) -> None:
        """Take the number of the page, from 1, and how many there are."""
        self.page = page
        self.pages = pages

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        word = f" part {self.page} of {self.pages} " if self.pages > 1 else ""
        yield Text.assemble(
            ("─" * max(0, options.max_width - len(word) - 2), "rule"), (word, "muted"), ("──", "rule"), no_wrap=True
        )
