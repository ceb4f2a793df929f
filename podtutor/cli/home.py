"""`podtutor` alone: where you stand, what is due, the next step under Enter, and the other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podtutor.cli.steps import Review
from podtutor.cli.whereabouts import interview_ahead, lesson_lines, next_lesson, path_lessons, path_name
from podtutor.content.common import Level, included
from podtutor.errors import ExitCode
from podtutor.view.home import HomeView, Standing
from podtutor.view.layout import Page

if TYPE_CHECKING:
    from podtutor.cli.world import World
    from podtutor.tutor.review import Today

PLACEMENT_SETTING: Final = "placement"


def standing_of(world: World) -> Standing:
    """Where the learner stands."""
    level = world.level()
    name = path_name(world)
    lessons = path_lessons(world, name)
    finished = world.progress.finished()
    following = next_lesson(world, level)
    position = world.progress.position(following, level) if following else None
    path = world.library.path(name) if world.library.paths else None
    totals = world.progress.by_topic()
    review = _review(world, level)
    return Standing(
        level=level,
        path=path.title if path else "",
        done=sum((one, level) in finished for one in lessons),
        lessons=len(lessons),
        next_line=lesson_lines(world, (following,), following)[0] if following else None,
        begun=position is not None,
        new=not finished and not totals and world.progress.last_position() is None,
        answers=sum(total.asked for total in totals.values()),
        right=sum(total.right for total in totals.values()),
        due=len(review.items) if review else 0,
        waiting=review.waiting if review else 0,
        reread=len(review.leeches) if review else 0,
        interview_in=_interview_in(world),
    )


def _review(world: World, level: Level) -> Today | None:
    """What a review at this level asks today; nothing is read or computed where nothing can be due."""
    due = any(day <= world.today() for day in world.progress.due_by_day(included(level)))
    if not due and _interview_in(world) is None:
        return None
    from podtutor.cli.reviewing import today_of

    return today_of(world, Review(level=level))


def _interview_in(world: World) -> int | None:
    ahead = interview_ahead(world)
    return ahead[0] - world.today() if ahead is not None else None


def go_home(world: World) -> ExitCode:
    """Show the home screen; on a terminal wait for the one key. The first time the first question comes at once."""
    standing = standing_of(world)
    if not world.has_screen:
        if world.has_person and standing.new and world.progress.setting(PLACEMENT_SETTING) is None:
            from podtutor.cli.placinglines import place_by_lines

            place_by_lines(world)
            return ExitCode.DONE
        world.console.print(Page(HomeView(standing)))
        return ExitCode.DONE
    from podtutor.cli.homescreen import at_home

    if standing.new and world.progress.setting(PLACEMENT_SETTING) is None:
        from podtutor.cli.journey import travel
        from podtutor.cli.steps import Place

        return travel(world, Place())
    return at_home(world, standing)
