"""Where a learner stands on a path: what is done, what was begun, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from podtutor.content.common import LEVELS, Level
from podtutor.content.library import DEFAULT_PATH
from podtutor.content.outline import LessonHead
from podtutor.tutor.reading import CLOSING
from podtutor.view.lists import BEGUN, DONE, NOT_BEGUN, LessonLine, TrackState

if TYPE_CHECKING:
    from podtutor.cli.world import World
    from podtutor.content.lesson import Lesson


INTERVIEW_SETTING: Final = "interview"
_LAST_DAY: Final = 2_932_896  # 9999-12-31, counted from 1970-01-01


def interview_ahead(world: World) -> tuple[int, int] | None:
    """The day of the interview that lies ahead, and since when it is prepared for; None where none was named."""
    day, _, since = (world.progress.setting(INTERVIEW_SETTING) or "").partition(" ")
    if not (day.isdecimal() and since.isdecimal() and len(day) < 8 and len(since) < 8):
        return None
    return (int(day), int(since)) if world.today() < int(day) <= _LAST_DAY else None


def path_name(world: World) -> str:
    """The learner's path, where it still exists; else the default one, else the first there is."""
    names = [path.id for path in world.library.paths]
    chosen = world.progress.path()
    if chosen in names:
        return str(chosen)
    return DEFAULT_PATH if DEFAULT_PATH in names or not names else names[0]


def path_lessons(world: World, name: str) -> tuple[str, ...]:
    """The lessons of a path in order; every lesson there is, where no path is known."""
    if not world.library.paths:
        return tuple(head.id for head in world.library.lesson_heads)
    return world.library.path(name).lessons


def next_lesson(world: World, level: Level, *, after: str = "") -> str | None:
    """The lesson to take: what was begun, else the first of the path that is not done at this level.

    With `after`, the first such lesson behind that one, then from the beginning of the path.
    """
    lessons = path_lessons(world, path_name(world))
    finished = world.progress.finished()
    if not after:
        last = world.progress.last_position()
        if last is not None and last.level == level and last.lesson in lessons and last.section != CLOSING:
            return last.lesson
    start = lessons.index(after) + 1 if after in lessons else 0
    ordered = [one for one in (*lessons[start:], *lessons[:start]) if one != after]
    return next((one for one in ordered if (one, level) not in finished), None)


def higher(level: Level) -> Level | None:
    """The level after this one."""
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def lesson_lines(world: World, lessons: Sequence[str], next_up: str | None) -> tuple[LessonLine, ...]:
    """Lessons for a list, each track with its state."""
    finished = world.progress.finished()
    return tuple(
        LessonLine(head=world.library.lesson_head(name), tracks=_tracks(world, name, finished), next_up=name == next_up)
        for name in lessons
    )


def _tracks(world: World, lesson: str, finished: Mapping[tuple[str, Level], int]) -> tuple[TrackState, ...]:
    outline = world.library.outline(lesson)
    states = []
    for level in LEVELS:
        if (lesson, level) in finished:
            state = DONE
        else:
            state = BEGUN if world.progress.position(lesson, level) is not None else NOT_BEGUN
        states.append(TrackState(level=level, sections=len(outline.sections[level]), state=state))
    return tuple(states)


def not_done_before(world: World, head: LessonHead, level: Level) -> tuple[str, ...]:
    """The lessons that should come before this one and are not done."""
    finished = world.progress.finished()
    return tuple(name for name in head.prerequisites if (name, level) not in finished)


def beside(world: World, lesson: Lesson) -> tuple[str, ...]:
    """The commands for what a lesson names as related: a lesson to take, or a term to look up."""
    lessons = {head.id for head in world.library.lesson_heads}
    return tuple(f"podtutor {'learn' if name in lessons else 'explain'} {name}" for name in lesson.related)
