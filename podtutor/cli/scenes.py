"""Scenarios inside lessons: run when their section is opened, shown after the learner has predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podtutor.content.lesson import ShowScenario
from podtutor.errors import PodtutorError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

_MANY: Final = 3
"""More pods than this are shown by one row a container, so that a page holds them."""


def picture_of(world: World, block: ShowScenario) -> RenderableType | None:
    """What the block shows of its scenario; None where it cannot be run, and reading goes on without it."""
    from podtutor.cli.showing import views_of
    from podtutor.cli.simulating import run_scenario
    from podtutor.view.layout import Stack
    from podtutor.view.timeline.drawing import TimelineView

    try:
        done = run_scenario(world.library.scenario(block.scenario))
    except PodtutorError:
        return None
    if block.view == "timeline" and len(done.story.pods) > _MANY:
        return TimelineView(done.story, compact=True)
    return Stack(views_of(done, block.view))
