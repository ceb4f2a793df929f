"""Running text: paragraphs, lists and fenced code of the Markdown subset, at reading width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

from podtutor.view.console import is_plain
from podtutor.view.layout import Hanging, Stack, prefixed
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_ITEM: Final = re.compile(r"^(?P<indent> *)(?P<marker>[-*+]|\d{1,3}[.)]) +(?P<text>.*)$")
_FENCE: Final = re.compile(r"^ *(```|~~~)")
_HEADING: Final = re.compile(r"^#{1,6} +(?P<text>.*)$")


class Piece(NamedTuple):
    """One paragraph, list item, heading or code block; `depth` counts the lists it stands in."""

    kind: str
    text: str
    marker: str = ""
    depth: int = 0


class Prose:
    """Text of the Markdown subset, as its author wrote it."""

    def __init__(self, text: str, *, style: str = "") -> None:
        """Take the whole text; its line breaks inside paragraphs mean nothing."""
        self.text = text
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        before = ""
        for piece in pieces_of(self.text):
            if before and not (before == piece.kind == "item"):
                yield Text("")
            yield _drawn(piece, self.style, plain=plain)
            before = piece.kind


def _drawn(piece: Piece, style: str, *, plain: bool) -> RenderableType:
    if piece.kind == "heading":
        return Inline(piece.text, style="heading")
    if piece.kind == "code":
        return Code(piece.text)
    if piece.kind == "item":
        bullet = piece.marker if piece.marker[0].isdigit() else ("-" if plain else "•")
        indent = "  " * piece.depth
        return Hanging(f"{indent}{bullet} ", Inline(piece.text, style=style), style="accent")
    return Inline(piece.text, style=style)


class Code:
    """Text as it stands: indented, in the style of code, lines never joined; too long lines fold."""

    def __init__(self, text: str, *, style: str = "output", indent: str = "  ") -> None:
        """Take the text; an empty line at its end is dropped."""
        self.text = text
        self.style = style
        self.indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = literal(self.text.rstrip("\n")).expandtabs(8)
        yield from prefixed(
            console, options, Text(lines, style=self.style, overflow="fold", no_wrap=False), self.indent
        )


@lru_cache(maxsize=512)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order."""
    return tuple(_pieces(text.split("\n")))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    kind, marker, depth = "paragraph", "", 0
    words: list[str] = []
    fenced: list[str] | None = None
    for line in lines:
        if _FENCE.match(line):
            if fenced is not None:
                yield Piece("code", "\n".join(fenced))
                fenced = None
                continue
            if words:
                yield Piece(kind, " ".join(words), marker, depth)
            kind, words, fenced = "paragraph", [], []
            continue
        if fenced is not None:
            fenced.append(line)
            continue
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if words and (item or heading or not line.strip()):
            yield Piece(kind, " ".join(words), marker, depth)
            words = []
        if heading:
            yield Piece("heading", heading["text"])
            kind = "paragraph"
        elif item:
            kind, marker, depth = "item", item["marker"], len(item["indent"]) // 2
            words = [item["text"].strip()]
        elif line.strip():
            if not words:
                kind = "paragraph"
            words.append(line.strip())
    if fenced is not None:
        yield Piece("code", "\n".join(fenced))
    elif words:
        yield Piece(kind, " ".join(words), marker, depth)


def paragraphs(*texts: str, style: str = "") -> Stack:
    """Several texts below one another, an empty line between them."""
    return Stack([Prose(text, style=style) for text in texts if text])
