"""`podtutor` alone: where you stand, the next step under Enter, and the other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.cli.whereabouts import lesson_lines, next_lesson, path_lessons, path_name
from podtutor.errors import ExitCode
from podtutor.view.home import HomeView, Standing
from podtutor.view.layout import Page

if TYPE_CHECKING:
    from podtutor.cli.world import World


def standing_of(world: World) -> Standing:
    """Where the learner stands."""
    level = world.level()
    name = path_name(world)
    lessons = path_lessons(world, name)
    finished = world.progress.finished()
    following = next_lesson(world, level)
    position = world.progress.position(following, level) if following else None
    path = world.library.path(name) if world.library.paths else None
    return Standing(
        level=level,
        path=path.title if path else "",
        done=sum((one, level) in finished for one in lessons),
        lessons=len(lessons),
        next_line=lesson_lines(world, (following,), following)[0] if following else None,
        begun=position is not None,
        new=not finished and world.progress.last_position() is None,
        answers=sum(total.asked for total in world.progress.by_topic().values()),
        right=sum(total.right for total in world.progress.by_topic().values()),
    )


def go_home(world: World) -> ExitCode:
    """Show the home screen; on a terminal wait for the one key."""
    standing = standing_of(world)
    if not world.has_screen:
        world.console.print(Page(HomeView(standing)))
        return ExitCode.DONE
    from podtutor.cli.homescreen import at_home

    return at_home(world, standing)
