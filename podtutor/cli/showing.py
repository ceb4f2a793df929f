"""The views of a run, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from podtutor.cli.simulating import Run
from podtutor.view.kubectl import PodsView, PrintedView
from podtutor.view.timeline.drawing import TimelineView

if TYPE_CHECKING:
    from rich.console import RenderableType


def views_of(done: Run, name: str) -> list[RenderableType]:
    """What one view shows of a run."""
    return _VIEWS[name](done)


def _events(done: Run) -> list[RenderableType]:
    from podtutor.sim.kubectl_text import events_text

    history = done.simulation.history
    return [PrintedView(lambda width: events_text(history, width=width))] if history is not None else []


_VIEWS: Final[Mapping[str, Callable[[Run], list[RenderableType]]]] = {
    "timeline": lambda done: [TimelineView(done.story)],
    "pods": lambda done: [PodsView(done.trace, until=done.until)],
    "events": _events,
}
