"""Problems of files, as compilers print them, so that editors and eyes find the place; and figures about a course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.errors import Problem
from podtutor.view.console import is_plain
from podtutor.view.grid import Grid
from podtutor.view.text import literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class ProblemsView:
    """Problems, one a line: `path:line:column: what is wrong; expected what`. Lines are never folded by us."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take the problems in the order of the files."""
        self.problems = tuple(problems)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for problem in self.problems:
            place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
            text = Text(overflow="ignore", no_wrap=is_plain(console))
            if place:
                text.append(f"{literal(place)}: ", "problem.place")
            text.append(literal(problem.message), "problem.message")
            if problem.expected:
                text.append(f"; expected {literal(problem.expected)}", "problem.expected")
            yield text


class FiguresView:
    """Figures under one another."""

    def __init__(self, figures: Mapping[str, float]) -> None:
        """Take names with their figures."""
        self.figures = dict(figures)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [(name, f"{value:g}") for name, value in self.figures.items()]
        yield Grid(("", ""), rows, right=(1,), ruled=False, spoken=False)
