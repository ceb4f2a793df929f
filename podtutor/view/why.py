"""Why things happened: each step of a history with the rule that decided it and the function of Kubernetes behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.text import Text

from podtutor.sim.cause import Cause
from podtutor.view.console import is_plain
from podtutor.view.layout import Hanging
from podtutor.view.text import literal
from podtutor.view.timeline.drawing import time_words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class Reason(Struct, frozen=True, kw_only=True):
    """One step and its cause; `because` is a sentence of its own where the cause has no better one."""

    at: float
    text: str
    cause: Cause
    because: str = ""


class WhyView:
    """Steps in the order of time, each followed by its reason. The same reason is given once in a row."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """Take the steps in the order of time."""
        self.reasons = tuple(reasons)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        arrow = "because " if is_plain(console) else "↳ "
        for one in self.reasons:
            yield Hanging(f"{time_words(one.at):>7}  ", Text(literal(one.text)), style="accent")
            cause = one.cause
            said = one.because or cause.text
            if cause.field:
                said = f"{said} ({cause.field})"
            yield Hanging(f"{'':9}{arrow}", Text(literal(said)), style="muted")
            where = "; ".join(part for part in (cause.rule, cause.source) if part)
            if where:
                yield Hanging(f"{'':9}{' ' * len(arrow)}", Text(literal(where), style="muted"))
