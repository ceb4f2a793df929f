"""Small renderables that everything else is built of: stacks, hanging indents, left bars, labels, bars of progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.measure import Measurement
from rich.segment import Segment
from rich.text import Text

from podtutor.view.console import READING_WIDTH, is_plain

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

NARROW: Final = 50
"""Below this many columns labels stand above what they label."""


class Stack:
    """Renderables one below the other, with `gap` empty lines between them."""

    def __init__(self, parts: Iterable[RenderableType], *, gap: int = 1) -> None:
        """Take the parts in their order from top to bottom."""
        self.parts = tuple(parts)
        self.gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for index, part in enumerate(self.parts):
            if index:
                for _ in range(self.gap):
                    yield Segment.line()
            yield part

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        measured = [Measurement.get(console, options, part) for part in self.parts] or [Measurement(0, 0)]
        return Measurement(max(one.minimum for one in measured), max(one.maximum for one in measured))


class Page:
    """Anything, at reading width and with a margin at its left; plain consoles get no margin."""

    def __init__(self, content: RenderableType, *, margin: int = 2, widest: int = READING_WIDTH) -> None:
        """Take the content; `widest` counts its columns without the margin."""
        self.content = content
        self.margin = margin
        self.widest = widest

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = 0 if is_plain(console) else self.margin
        width = max(1, min(self.widest + margin, options.max_width - (1 if margin else 0)))
        inner = options.update(width=width, height=None)
        yield from (
            prefixed(console, inner, self.content, " " * margin) if margin else console.render(self.content, inner)
        )


class Hanging:
    """A marker, and content that hangs to its right: list items, options, labels."""

    def __init__(self, marker: str | Text, content: RenderableType, *, style: str = "", width: int = 0) -> None:
        """Take the marker with the blank that follows it; `width` widens its column."""
        self.marker = Text(marker, style=style) if isinstance(marker, str) else marker
        self.content = content
        self.width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marker = self.marker.copy()
        marker.end = ""
        column = max(marker.cell_len, self.width)
        marker.pad_right(column - marker.cell_len)
        room = max(1, options.max_width - column)
        lines = console.render_lines(self.content, options.update(width=room, height=None), pad=False)
        for index, line in enumerate(lines):
            yield marker if index == 0 else Segment(" " * column)
            yield from trimmed(line)
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        inner = Measurement.get(console, options, self.content)
        column = max(self.marker.cell_len, self.width)
        return Measurement(inner.minimum + column, inner.maximum + column).with_maximum(options.max_width)


class Barred:
    """Content behind a quiet bar at its left, headed by a word; plain consoles get the word and no bar."""

    def __init__(self, content: RenderableType, *, style: str, heading: Text | None = None, bar: str = "┃ ") -> None:
        """Take the content, the style of the bar, and what stands in its first line."""
        self.content = content
        self.style = style
        self.heading = heading
        self.bar = bar

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        content = self.content if self.heading is None else Stack((self.heading, self.content), gap=0)
        if is_plain(console):
            yield content
            return
        yield from prefixed(console, options, content, self.bar, self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        inner = Measurement.get(console, options, self.content)
        extra = len(self.bar)
        return Measurement(inner.minimum + extra, inner.maximum + extra).with_maximum(options.max_width)


class Labelled:
    """Label and text, row by row, the texts in one column; on narrow consoles each label stands above its text."""

    def __init__(
        self, rows: Sequence[tuple[str | Text, RenderableType]], *, style: str = "label", gap: int = 0
    ) -> None:
        """Take (label, content) pairs; a label that is a Text keeps its own style."""
        self.rows = tuple((Text(label, style=style) if isinstance(label, str) else label, it) for label, it in rows)
        self.gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        column = max((label.cell_len for label, _ in self.rows), default=0) + 2
        for index, (label, content) in enumerate(self.rows):
            for _ in range(self.gap if index else 0):
                yield Segment.line()
            if is_plain(console):
                yield Hanging(f"{label.plain}: ", content)
            elif options.max_width < NARROW:
                yield label
                yield Hanging("  ", content)
            else:
                yield Hanging(label, content, width=column)


class Bar:
    """A bar of so many cells, filled as far as `share` (0 to 1) goes."""

    def __init__(self, share: float, *, width: int = 20, done: str = "bar.done", rest: str = "bar.rest") -> None:
        """Take the share; anything outside 0 to 1 counts as the nearer end."""
        self.share = min(1.0, max(0.0, share))
        self.width = width
        self.done = done
        self.rest = rest

    def text(self) -> Text:
        """The bar as text of exactly `width` cells."""
        filled = round(self.share * self.width)
        return Text.assemble(("━" * filled, self.done), ("─" * (self.width - filled), self.rest), end="")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"{self.share:.0%}") if is_plain(console) else self.text()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.width, self.width)


class Rule:
    """A thin line over the whole width; on plain consoles an empty line."""

    def __init__(self, style: str = "rule") -> None:
        """Take the style of the line."""
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("" if is_plain(console) else "─" * options.max_width, style=self.style)


class Ends:
    """Two texts at the two ends of a line; where both do not fit, one below the other."""

    def __init__(self, left: Text, right: Text) -> None:
        """Take what stands at the left and at the right."""
        self.left = left
        self.right = right

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - self.left.cell_len - self.right.cell_len
        if is_plain(console) or room < 2:
            yield self.left
            if self.right.plain:
                yield self.right
            return
        yield Text.assemble(self.left, " " * room, self.right, no_wrap=True, end="\n")


def prefixed(
    console: Console, options: ConsoleOptions, content: RenderableType, prefix: str, style: str = ""
) -> Iterable[Segment]:
    """Every line of the content with the prefix before it, the prefix inside the width of the options."""
    room = max(1, options.max_width - len(prefix))
    before = Segment(prefix, console.get_style(style) if style else None)
    for line in console.render_lines(content, options.update(width=room, height=None), pad=False):
        if line and any(segment.text.strip() for segment in line):
            yield before
            yield from trimmed(line)
        elif style:
            yield Segment(prefix.rstrip(), console.get_style(style))
        yield Segment.line()


def trimmed(line: list[Segment]) -> list[Segment]:
    """The line without the blanks at its end."""
    while line and not line[-1].text.strip():
        line.pop()
    if line:
        last = line[-1]
        line[-1] = Segment(last.text.rstrip(), last.style)
    return line
