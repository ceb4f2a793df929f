"""`podtutor quiz`: questions, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podtutor.cli.options import JsonOption, KindOption, LessonsArgument, LevelOption, as_level
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.errors import ExitCode, PodtutorError

if TYPE_CHECKING:
    from podtutor.ask import Asker
    from podtutor.cli.journey import Quiz


def quiz(
    ctx: typer.Context,
    lessons: LessonsArgument = None,
    level: LevelOption = None,
    kind: KindOption = None,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=1000, help="How many questions.")] = 10,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="The same seed gives the same quiz.")] = None,
    exam: Annotated[bool, typer.Option("--exam", help="Hold every verdict back to the end.")] = False,
    sure: Annotated[
        bool | None, typer.Option("--sure/--no-sure", help="Ask how sure you are of each answer; remembered.")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Take the answers from a file, one line a question."),
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """Answer questions, and see why after each one.

    Without LESSON, over all lessons. Where there is no terminal, one line a question is read from standard input.
    """
    from podtutor.cli.journey import Quiz, travel

    world = world_of(ctx)
    if sure is not None:
        from podtutor.cli.quizzing import set_confidence

        set_confidence(world, asked=sure)
    step = Quiz(
        lessons=tuple(lessons or ()),
        level=world.level(as_level(level)),
        kinds=tuple(kind or ()),
        count=count,
        seed=world.seed(seed),
        exam=exam,
    )
    if answers is None and not json and world.has_screen:
        return travel(world, step)
    return _by_lines(world, step, answers, json=json)


def _by_lines(world: World, step: Quiz, answers: Path | None, *, json: bool) -> ExitCode:
    from podtutor.ask import LineAsker
    from podtutor.cli.dialogue import quiz_by_lines

    shown = None if json and answers is not None else (world.messages if json else world.console)
    if answers is None:
        session = quiz_by_lines(world, step, LineAsker(world.stdin), shown)
    else:
        try:
            with answers.open(encoding="utf-8", errors="replace") as stream:
                asker: Asker = LineAsker(stream)
                session = quiz_by_lines(world, step, asker, shown)
        except OSError as error:
            raise PodtutorError(f"{answers}: this file cannot be read: {error.strerror}") from None
    if json:
        from podtutor.cli.shapes import print_json, quiz_shape

        print_json(world, quiz_shape(session))
    return ExitCode.DONE
