"""What kubectl prints, as it prints it: rows while watching, and ready text in its own columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.rules.human_duration import human_duration
from podtutor.view.text import literal
from podtutor.view.timeline.trace import Trace

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

_GAP: Final = 3
_HEADER: Final = ("NAME", "READY", "STATUS", "RESTARTS", "AGE")


class PodsView:
    """`kubectl get pods -w`: a row whenever one changes, pods mixed in the order of time."""

    def __init__(self, trace: Trace, *, until: float) -> None:
        """Take a history and the second at which watching stops."""
        rows = [
            (row.at, name, row.ready, row.status, row.restarts, human_duration(round((row.at - pod.created) * 1000)))
            for name, pod in trace.pods.items()
            for row in pod.kubectl
            if row.at <= until
        ]
        self.rows = [row[1:] for row in sorted(rows, key=lambda row: row[0])]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = [max(len(row[place]) for row in (_HEADER, *self.rows)) + _GAP for place in range(len(_HEADER) - 1)]
        for number, row in enumerate((_HEADER, *self.rows)):
            line = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + row[-1]
            yield Text(literal(line), style="table.header" if number == 0 else "", no_wrap=True, overflow="fold")


class PrintedView:
    """Lines that are in their columns already, made for the width there is; the first may be a header."""

    def __init__(self, lines: Callable[[int], Sequence[str]], *, header: bool = True) -> None:
        """Take what makes the lines of a width."""
        self.lines = lines
        self.header = header

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, line in enumerate(self.lines(options.max_width)):
            yield Text(literal(line), style="table.header" if self.header and number == 0 else "", overflow="fold")
