"""Words from content as Rich text: the Markdown subset, and characters that would command a terminal made visible.

Lessons may come from anybody. Nothing in them is ever read as Rich markup or reaches the terminal as a control.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.text import Text

from podtutor.view.console import is_colourless, is_plain

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement

_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"} | {0x7F: "␡"}
_HIDDEN: Final = (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_VISIBLE: Final = _PICTURES | {code: f"<U+{code:04X}>" for code in _HIDDEN}

_INLINE: Final = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\*\*(?=\S)(?P<strong>.+?)(?<=\S)\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<emphasis>.+?)(?<=[^\s*])\*(?![\w*])",
    re.DOTALL,
)


def literal(text: str) -> str:
    """The text with every control and direction character shown as what it is; line breaks and tabs stay."""
    return text if text.isprintable() else text.translate(_VISIBLE)


@lru_cache(maxsize=2048)
def _pieces(text: str, style: str) -> tuple[tuple[str, str], ...]:
    pieces: list[tuple[str, str]] = []
    place = 0
    for match in _INLINE.finditer(text):
        if match.start() > place:
            pieces.append((text[place : match.start()], style))
        if match["code"] is not None:
            pieces.append((match["code"].strip(), "code"))
        elif match["strong"] is not None:
            pieces.extend(_pieces(match["strong"], "strong"))
        else:
            pieces.extend(_pieces(match["emphasis"], "emphasis"))
        place = match.end()
    if place < len(text):
        pieces.append((text[place:], style))
    return tuple(pieces)


def inline(text: str, *, style: str = "", ticks: bool = False) -> Text:
    """One run of the Markdown subset as Rich text; with `ticks` code keeps its backticks."""
    out = Text(style=style, overflow="fold")
    for piece, name in _pieces(literal(" ".join(text.split())), ""):
        out.append(f"`{piece}`" if ticks and name == "code" else piece, name or None)
    return out


def words(text: str) -> str:
    """The same run as bare words, for one-line places: marks gone, controls visible."""
    return "".join(piece for piece, _ in _pieces(literal(" ".join(text.split())), ""))


def wrapped(text: str, width: int) -> list[str]:
    """Text without styles as lines of at most `width` cells: what Rich makes of it, in a fifth of the time."""
    measure = len if text.isascii() else cell_len
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        cells = measure(word)
        if line and used + 1 + cells <= width:
            line, used = f"{line} {word}", used + 1 + cells
            continue
        if line:
            lines.append(line)
        if cells > width:
            *full, rest = chop_cells(word, width)
            lines.extend(full)
            line, used = rest, measure(rest)
        else:
            line, used = word, cells
    return [*lines, line]


class Inline:
    """A run of the Markdown subset that keeps its backticks where no colour would tell code from text."""

    def __init__(self, text: str, *, style: str = "") -> None:
        """Take the text as its author wrote it."""
        self.text = text
        self.style = style

    def rendered(self, console: Console) -> Text:
        """The text as this console should show it."""
        return inline(self.text, style=self.style, ticks=is_colourless(console))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if is_plain(console):
            for line in wrapped(self.rendered(console).plain, options.max_width):
                yield Segment(line)
                yield Segment.line()
        else:
            yield self.rendered(console)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return self.rendered(console).__rich_measure__(console, options)
