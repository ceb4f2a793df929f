"""Text that is in its columns already, as kubectl prints it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.view.text import literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class PrintedView:
    """Lines that are in their columns already, made for the width there is; the first may be a header."""

    def __init__(self, lines: Callable[[int], Sequence[str]], *, header: bool = True) -> None:
        """Take what makes the lines of a width."""
        self.lines = lines
        self.header = header

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, line in enumerate(self.lines(options.max_width)):
            yield Text(literal(line), style="table.header" if self.header and number == 0 else "", overflow="fold")
