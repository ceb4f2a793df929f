"""`podtutor interview`: a mock interview, timed, with follow-ups and a scorecard."""

from __future__ import annotations

from typing import Annotated

import typer

from podtutor.cli.options import LevelOption, as_level
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def interview(
    ctx: typer.Context,
    level: LevelOption = None,
    minutes: Annotated[int, typer.Option("--minutes", min=1, max=180, help="How long it takes.")] = 20,
    aloud: Annotated[bool, typer.Option("--aloud", help="Speak, see a good answer, tick what you said.")] = False,
    report: Annotated[
        str,
        typer.Option(
            "--report", metavar="FILE", help="Write the scorecard as Markdown (.md) or one page of HTML (.html)."
        ),
    ] = "",
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="The same seed opens with the same questions.")
    ] = None,
) -> ExitCode:
    """Take a mock interview: broad questions, follow-ups by your answers, a scorecard.

    Answers are graded on this machine against rubrics; it shows what was heard, in which words, and you may correct it.
    """
    from podtutor.cli.interviewing import check_report
    from podtutor.cli.steps import Interview

    world = world_of(ctx)
    if report:
        check_report(report)
    step = Interview(
        level=world.level(as_level(level)), minutes=minutes, aloud=aloud, report=report, seed=world.seed(seed)
    )
    if world.has_screen:
        from podtutor.cli.journey import travel

        return travel(world, step)
    from podtutor.cli.interviewlines import interview_by_lines

    interview_by_lines(world, step)
    return ExitCode.DONE
