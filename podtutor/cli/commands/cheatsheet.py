"""`podtutor cheatsheet`: the page for the night before."""

from __future__ import annotations

import typer

from podtutor.cli.options import LessonsArgument, LevelOption, as_level
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.content.common import Level
from podtutor.content.lesson import CheatSheet
from podtutor.errors import ExitCode


def cheatsheet(ctx: typer.Context, lessons: LessonsArgument = None, level: LevelOption = None) -> ExitCode:
    """Must-knows, follow-ups and red flags, on paper.

    With --level, what that level needs and what comes before it. Markdown where the output is not a terminal.
    """
    world = world_of(ctx)
    sheets = _sheets(world, lessons or [], as_level(level))
    if world.console.plain:
        from podtutor.view.cards import sheet_markdown

        world.stdout.write("\n".join(sheet_markdown(title, sheet) for title, sheet in sheets))
        return ExitCode.DONE
    from podtutor.view.cards import SheetView
    from podtutor.view.layout import Page, Stack

    world.console.print(Page(Stack([SheetView(title, sheet) for title, sheet in sheets], gap=2)))
    return ExitCode.DONE


def _sheets(world: World, lessons: list[str], level: Level | None) -> list[tuple[str, CheatSheet]]:
    """The sheets of some lessons, each at a level and below; without lessons the whole path on one sheet."""
    from podtutor.cli.whereabouts import path_lessons, path_name
    from podtutor.tutor.sheet import night_before, sheet_for

    if lessons:
        chosen = [world.library.lesson(name) for name in lessons]
        return [(f"{one.title}: cheat sheet", sheet_for(one.cheatsheet, level or "senior")) for one in chosen]
    every = [world.library.lesson(name) for name in path_lessons(world, path_name(world))]
    return [("The night before", night_before([one.cheatsheet for one in every], world.level(level)))]
