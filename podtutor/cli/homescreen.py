"""The home screen with its keys: each leads to where one wants to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.cli.journey import Learn, Quiz, Step, travel
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import FORWARD, Frame, Screen, moved
from podtutor.cli.steps import Interview, Review
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

    page = 0
    with Screen(world.console, world.asker) as screen:
        while True:
            share = standing.done / standing.lessons if standing.lessons else None
            head = HeadLine("podtutor", aside=standing.level, share=share)
            frame = Frame(head=head, parts=(HomeView(standing, keys=True),), keys=_keys(standing))
            page, pages = screen.show(frame, page)
            try:
                key = screen.key()
            except EOFError:
                return None
            goal = moved(key, page, pages)
            if key.name in QUIT:
                return None
            if goal is not None:
                page = goal
            elif key.name == "p":
                _show_progress(world, screen)
            elif key.name == "v":
                world.progress.set_level(LEVELS[(LEVELS.index(standing.level) + 1) % len(LEVELS)])
                standing = standing_of(world)
            else:
                name = "enter" if key.name in FORWARD else key.name
                step = _steps(world, standing).get(name)
                if step is not None:
                    return step


def _keys(standing: Standing) -> tuple[tuple[str, str], ...]:
    lesson = standing.next_line is not None
    keys = []
    if standing.reviews_first:
        keys.append(("Enter", "review"))
    elif lesson:
        keys.append(("Enter", "go on" if standing.begun else "begin"))
    else:
        keys.append(("Enter", "quiz"))
    if lesson and standing.reviews_first:
        keys.append(("l", "lesson"))
    if lesson and not standing.begun:
        keys.append(("t", "test out of it"))
    keys += [("z", "quiz"), ("i", "interview")] if lesson or standing.reviews_first else [("i", "interview")]
    return (*keys, ("r", "review"), ("p", "progress"), ("v", f"level: {standing.level}"), ("q", "quit"))


def _steps(world: World, standing: Standing) -> dict[str, Step]:
    """Where each key leads."""
    level = standing.level
    quiz = Quiz(level=level, seed=world.seed(None))
    review = Review(level=level)
    steps: dict[str, Step] = {"z": quiz, "r": review, "i": Interview(level=level, seed=world.seed(None)), "enter": quiz}
    if standing.next_line is not None:
        name = standing.next_line.head.id
        steps["enter"] = steps["l"] = Learn(lesson=name, level=level)
        steps["t"] = Quiz(lessons=(name,), level=level, seed=world.seed(None))
    if standing.reviews_first:
        steps["enter"] = review
    return steps


def _show_progress(world: World, screen: Screen) -> None:
    """The picture of what was learned, page by page; any other key leads back."""
    from podtutor.cli.progressing import picture_of_progress
    from podtutor.view.progress import progress_parts

    parts = tuple(progress_parts(picture_of_progress(world)))
    page = 0
    while True:
        frame = Frame(head=HeadLine("What you have learned"), parts=parts, keys=(("any key", "back"),))
        page, pages = screen.show(frame, page)
        key = screen.key()
        goal = moved(key, page, pages)
        if goal is None and key.name != "resize":
            return
        page = page if goal is None else goal
