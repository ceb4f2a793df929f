"""`podtutor lessons`: what there is to learn."""

from __future__ import annotations

import typer

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def lessons(ctx: typer.Context, json: JsonOption = False) -> ExitCode:
    """List the lessons by path, with what is done."""
    from podtutor.cli.whereabouts import lesson_lines, next_lesson, path_lessons, path_name
    from podtutor.view.layout import Page
    from podtutor.view.lists import LessonsView, legend

    world = world_of(ctx)
    next_up = next_lesson(world, world.level())
    every = tuple(head.id for head in world.library.lesson_heads)
    if json:
        from podtutor.cli.shapes import lesson_shape, print_json

        print_json(world, [lesson_shape(world, line) for line in lesson_lines(world, every, next_up)])
        return ExitCode.DONE
    name = path_name(world)
    on_path = path_lessons(world, name)
    path = world.library.path(name) if world.library.paths else None
    title, summary = (path.title, path.summary) if path else ("Lessons", "")
    world.console.print(Page(LessonsView(title, summary, lesson_lines(world, on_path, next_up))))
    others = tuple(one for one in every if one not in on_path)
    if others:
        world.console.print(Page(LessonsView("Not on this path", "", lesson_lines(world, others, next_up))))
    world.console.print(Page(legend(world.console)))
    return ExitCode.DONE
