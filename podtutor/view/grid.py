"""Tables that fit: rules between header and rows only, columns that share the width, records where they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.text import Text

from podtutor.view.console import is_colourless, is_plain
from podtutor.view.layout import Hanging, trimmed
from podtutor.view.text import inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

_GAP: Final = 2
_LEAST: Final = 9
"""A column that wraps text is never narrower than this; a table that would be is shown as records."""

Cell = str | Text


class Grid:
    """A table of the Markdown subset (or ready Rich texts), at most as wide as it needs to be.

    `lead` is the style of the first column, `right` names the columns (by number) that align right. A plain console
    gets one line a row, every cell after the name of its column, which is how a screen reader says a table best.
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        lead: str = "table.lead",
        right: Sequence[int] = (),
        ruled: bool = True,
        spoken: bool = True,
    ) -> None:
        """Take header and rows; `spoken` false keeps the columns on plain consoles too (figures, lists)."""
        self.columns = tuple(columns)
        self.rows = tuple(tuple(row) for row in rows)
        self.lead = lead
        self.right = frozenset(right)
        self.ruled = ruled
        self.spoken = spoken

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ticks = is_colourless(console)
        header = [_text(cell, "table.header", ticks=ticks) for cell in self.columns]
        rows = [
            [_text(cell, self.lead if index == 0 else "", ticks=ticks) for index, cell in enumerate(row)]
            for row in self.rows
        ]
        if is_plain(console) and self.spoken and any(text.plain for text in header):
            yield from _spoken(header, rows)
            return
        widths = shared_widths([header, *rows], options.max_width)
        if widths is None:
            yield from _records(header, rows)
            return
        if any(text.plain for text in header):
            yield from self._line(console, options, header, widths)
            if self.ruled and not is_plain(console):
                yield Text((" " * _GAP).join("─" * width for width in widths), style="rule", no_wrap=True)
        tall = False
        for index, row in enumerate(rows):
            lines = list(self._line(console, options, row, widths))
            height = sum(1 for segment in lines if segment == Segment.line())
            if index and (height > 1 or tall) and self.ruled:
                yield Segment.line()
            tall = height > 1
            yield from lines

    def _line(
        self, console: Console, options: ConsoleOptions, row: Sequence[Text], widths: Sequence[int]
    ) -> list[Segment]:
        cells = []
        for index, (text, width) in enumerate(zip(row, widths, strict=True)):
            text.justify = "right" if index in self.right else "left"
            cells.append(console.render_lines(text, options.update(width=width, height=None), pad=True))
        out: list[Segment] = []
        for number in range(max(len(cell) for cell in cells)):
            line: list[Segment] = []
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
                if index:
                    line.append(Segment(" " * _GAP))
                line.extend(cell[number] if number < len(cell) else [Segment(" " * width)])
            out.extend(trimmed(line))
            out.append(Segment.line())
        return out


def _text(cell: Cell, style: str, *, ticks: bool) -> Text:
    if isinstance(cell, Text):
        return cell.copy()
    if "\n" in cell.strip():
        return Text("\n").join([inline(line, style=style, ticks=ticks) for line in cell.strip().split("\n")])
    return inline(cell, style=style, ticks=ticks)


def _spoken(header: Sequence[Text], rows: Sequence[Sequence[Text]]) -> RenderResult:
    """Row by row, the first cell by itself, every other one after the name of its column (two columns need none)."""
    two = len(header) == 2
    if two and header[0].plain:
        yield Text(f"{header[0].plain}: {header[1].plain}")
    for row in rows:
        first, *others = (cell.plain for cell in row)
        if two:
            yield Hanging("- ", Text(f"{first}: {others[0]}" if others[0] else first))
        else:
            named = [_named(name.plain, cell) for name, cell in zip(header[1:], others, strict=True) if cell]
            yield Hanging("- ", Text("; ".join([first, *named])))


def _named(name: str, cell: str) -> str:
    if not name:
        return cell
    return f"{name} {cell}" if name.endswith("?") else f"{name}: {cell}"


def _records(header: Sequence[Text], rows: Sequence[Sequence[Text]]) -> RenderResult:
    for index, row in enumerate(rows):
        if index:
            yield Segment.line()
        for place, (name, cell) in enumerate(zip(header, row, strict=True)):
            if place == 0:
                heading = cell.copy()
                heading.stylize("table.header")
                yield heading
            elif cell.plain:
                yield Hanging("  ", Text.assemble((f"{name.plain}: " if name.plain else "", "label"), cell))


def shared_widths(lines: Sequence[Sequence[Text]], room: int) -> list[int] | None:
    """A width for every column, all of them together in `room`; None where some column would be too narrow.

    Columns that are short anyway keep what they need; the others share the rest by what they hold.
    """
    count = max((len(line) for line in lines), default=0)
    wanted = [max((_widest(line[index]) for line in lines), default=0) for index in range(count)]
    free = room - _GAP * (count - 1)
    if sum(wanted) <= free:
        return wanted
    least = [min(want, max(_LEAST, _longest_word(lines, index))) for index, want in enumerate(wanted)]
    if sum(least) > free:
        least = [min(want, _LEAST) for want in wanted]
        if sum(least) > free:
            return None
    widths = list(least)
    left = free - sum(widths)
    while left > 0:
        hungry = max(range(count), key=lambda index: (_hunger(lines, index, widths[index]), -index))
        if widths[hungry] >= wanted[hungry]:
            hungry = max(range(count), key=lambda index: wanted[index] - widths[index])
            if widths[hungry] >= wanted[hungry]:
                break
        widths[hungry] += 1
        left -= 1
    return widths


def _hunger(lines: Sequence[Sequence[Text]], index: int, width: int) -> int:
    """How many lines the tallest cell of the column needs at this width; the sum breaks ties."""
    tallest = max(-(-_widest(line[index]) // max(1, width)) for line in lines)
    return tallest * 10_000 + sum(-(-_widest(line[index]) // max(1, width)) for line in lines)


def _widest(text: Text) -> int:
    return max((part.cell_len for part in text.split("\n")), default=0)


def _longest_word(lines: Sequence[Sequence[Text]], index: int) -> int:
    longest = max((len(word) for line in lines for word in literal(line[index].plain).split()), default=0)
    return min(longest, 26)
