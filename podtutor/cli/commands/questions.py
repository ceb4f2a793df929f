"""`podtutor questions`: the bank itself."""

from __future__ import annotations

import typer

from podtutor.cli.options import JsonOption, KindOption, LessonsArgument, LevelOption
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def questions(
    ctx: typer.Context,
    lessons: LessonsArgument = None,
    level: LevelOption = None,
    kind: KindOption = None,
    json: JsonOption = False,
) -> ExitCode:
    """List the question bank itself, with answers."""
    world = world_of(ctx)
    found = [
        one
        for one in world.library.questions(lessons or ())
        if (level is None or one.question.level == level) and (not kind or one.kind in kind)
    ]
    ready = world.ready(found)
    if json:
        from podtutor.cli.shapes import print_json, question_shape

        print_json(world, [question_shape(one) for one in ready])
        return ExitCode.DONE
    from podtutor.view.layout import Page
    from podtutor.view.lists import QuestionsView

    world.console.print(Page(QuestionsView(ready)))
    return ExitCode.DONE
