"""The home screen with its keys: each leads to where one wants to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.cli.journey import Learn, Quiz, Step, travel
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import FORWARD, Frame, Screen
from podtutor.content.common import LEVELS
from podtutor.errors import ExitCode
from podtutor.view.home import HomeView, Standing
from podtutor.view.pages import HeadLine

if TYPE_CHECKING:
    from podtutor.cli.world import World


def at_home(world: World, standing: Standing) -> ExitCode:
    """Wait on the home screen until the learner goes somewhere."""
    step = _choose(world, standing)
    return travel(world, step) if step is not None else ExitCode.DONE


def _choose(world: World, standing: Standing) -> Step:
    from podtutor.cli.home import standing_of

    with Screen(world.console, world.asker) as screen:
        while True:
            keys = [("Enter", "go on" if standing.begun else "begin")] if standing.next_line else []
            keys += [("z", "quiz"), ("l", f"level: {standing.level}"), ("q", "quit")]
            share = standing.done / standing.lessons if standing.lessons else None
            head = HeadLine("podtutor", aside=standing.level, share=share)
            frame = Frame(head=head, parts=(HomeView(standing, keys=True),), keys=tuple(keys))
            screen.draw(frame, screen.cut(frame), 0)
            try:
                key = screen.key()
            except EOFError:
                return None
            if key.name in QUIT:
                return None
            if key.name in FORWARD and standing.next_line is not None:
                return Learn(lesson=standing.next_line.head.id, level=standing.level)
            if key.name == "z":
                return Quiz(level=standing.level, seed=world.seed(None))
            if key.name == "l":
                world.progress.set_level(LEVELS[(LEVELS.index(standing.level) + 1) % len(LEVELS)])
                standing = standing_of(world)
