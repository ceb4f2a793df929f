"""`podtutor learn`: a lesson, section by section."""

from __future__ import annotations

from typing import Annotated

import typer

from podtutor.cli.options import LessonArgument, LevelOption, as_level
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.content.common import Level
from podtutor.errors import ExitCode, PodtutorError


def learn(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    level: LevelOption = None,
    section: Annotated[
        str, typer.Option("--from", metavar="SECTION", help="Begin at this section, by its id or its number.")
    ] = "",
    outline: Annotated[
        bool, typer.Option("--outline", help="Print the sections of the lesson, and nothing more.")
    ] = False,
) -> ExitCode:
    """Take a lesson; it goes on where you left it.

    Without LESSON, the next one on your path. Where there is no terminal, the whole lesson is printed.
    """
    world = world_of(ctx)
    chosen = world.level(as_level(level))
    name = lesson or _next(world, chosen)
    if outline:
        return _outline(world, name, chosen)
    if not world.has_person:
        return _print(world, name, chosen, section)
    from podtutor.cli.journey import Learn, travel

    step = Learn(lesson=name, level=chosen, section=section)
    if world.has_screen:
        return travel(world, step)
    from podtutor.cli.dialogue import talk_through

    talk_through(world, step)
    return ExitCode.DONE


def _next(world: World, level: Level) -> str:
    from podtutor.cli.whereabouts import next_lesson, path_lessons, path_name

    lessons = path_lessons(world, path_name(world))
    if not lessons:
        raise PodtutorError("there are no lessons yet; `--content DIR` adds a folder of them")
    return next_lesson(world, level) or lessons[-1]


def _print(world: World, name: str, level: Level, section: str) -> ExitCode:
    from podtutor.cli.printing import print_lesson
    from podtutor.tutor.reading import open_lesson

    reading = open_lesson(world.library.lesson(name), level)
    print_lesson(world, reading.to(section) if section else reading)
    return ExitCode.DONE


def _outline(world: World, name: str, level: Level) -> ExitCode:
    from podtutor.view.layout import Page, Stack
    from podtutor.view.pages import HeadLine, OutlineView

    titles = [one.title for one in world.library.outline(name).sections[level]]
    head = HeadLine(world.library.lesson_head(name).title, aside=level)
    world.console.print(Page(Stack((head, OutlineView(titles)))))
    return ExitCode.DONE
