"""The views of a run, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from podtutor.cli.simulating import Run
from podtutor.sim.describe import describe_text
from podtutor.sim.history import History
from podtutor.sim.kubectl_text import events_text, standing, watch_text
from podtutor.view.printed import PrintedView
from podtutor.view.timeline.drawing import TimelineView

if TYPE_CHECKING:
    from rich.console import RenderableType

_NONE: Final = "No resources found in default namespace."


def views_of(done: Run, name: str) -> list[RenderableType]:
    """What one view shows of a run."""
    return _VIEWS[name](done)


def _printed(done: Run, lines: Callable[[History, int], Sequence[str]]) -> list[RenderableType]:
    history = done.simulation.history
    return [] if history is None else [PrintedView(lambda width: lines(history, width))]


def _described(done: Run) -> list[RenderableType]:
    """Every pod that is still there, one after the other."""
    history = done.simulation.history
    there = standing(history) if history is not None else []
    if history is None or not there:
        return [PrintedView(lambda _width: [_NONE], header=False)]
    return [
        PrintedView(lambda width, record=record: describe_text(history, record, width=width), header=False)  # type: ignore[misc]
        for record in there
    ]


_VIEWS: Final[Mapping[str, Callable[[Run], list[RenderableType]]]] = {
    "timeline": lambda done: [TimelineView(done.story)],
    "pods": lambda done: _printed(done, lambda history, width: watch_text(history, width=width)),
    "events": lambda done: _printed(done, lambda history, width: events_text(history, width=width)),
    "describe": _described,
}
