"""Decisions asked of single rules: the list of kinds, and an answer with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.rules.decide import Decision, Explanation
from podtutor.view.console import is_plain
from podtutor.view.grid import Grid
from podtutor.view.layout import Hanging, Stack
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


class DecisionsView:
    """The kinds of decisions that can be asked; those that take a bare Pod say so."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        """Take the kinds in order."""
        self.decisions = tuple(decisions)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [
            (Text(one.name, style="strong"), Text("pod" if one.accepts_pod else "", style="accent"), one.summary)
            for one in self.decisions
        ]
        yield Grid(("kind", "takes", "decides"), rows, ruled=False, spoken=False)


class ExplanationView:
    """An answer for people: the verdict, its reasons, the steps that led there."""

    def __init__(self, explanation: Explanation, *, subject: str = "", upstream: str = "") -> None:
        """Take the answer; `subject` names what was asked about, `upstream` the function of Kubernetes."""
        self.explanation = explanation
        self.subject = subject
        self.upstream = upstream

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        answer = self.explanation
        plain = is_plain(console)
        verdict = Text(literal(answer.verdict), style="title")
        if self.subject:
            verdict = Text.assemble((f"{literal(self.subject)}: ", "strong"), verdict)
        parts: list[RenderableType] = [verdict]
        if answer.reasons:
            bullet = "- " if plain else "• "
            lines = [Hanging(bullet, Text(literal(one), overflow="fold"), style="accent") for one in answer.reasons]
            parts.append(Stack(lines, gap=0))
        if answer.table is not None and answer.table.rows:
            rows = [[Text(literal(cell), overflow="fold") for cell in row] for row in answer.table.rows]
            parts.append(Grid(answer.table.columns, rows, ruled=True, spoken=False))
        if self.upstream:
            parts.append(Hanging("as in ", Inline(self.upstream, style="muted"), style="muted"))
        yield Stack(parts)
