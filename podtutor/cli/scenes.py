"""Scenarios inside lessons: what they are given, and what is seen of their run once the learner has predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podtutor.content.lesson import ShowScenario
from podtutor.errors import PodtutorError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

_MANY: Final = 3
"""More pods than this are shown by one row a container, so that a page holds them."""


def situation_of(world: World, block: ShowScenario) -> RenderableType:
    """What the block's scenario is given: manifests, nodes, what runs, what is done. Raises PodtutorError."""
    from podtutor.judge.exhibit import situation
    from podtutor.sim.scenario_reader import read_scenario
    from podtutor.view.prose import Code

    text, path = world.scenario_text(block.scenario)
    return Code("\n".join(situation(read_scenario(text.encode("utf-8"), path))))


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
