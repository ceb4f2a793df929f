"""`podtutor check`: lint for authors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files or folders; none: everything there is.")
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """Check lessons, quizzes and claims for problems.

    Every problem is told with its line and column. Exit code 1 where there is one.
    """
    from podtutor.authoring.check import check as check_course
    from podtutor.content.cache import Cache, cache_folder
    from podtutor.view.problems import FiguresView, ProblemsView

    world = world_of(ctx)
    report = check_course(world.library.folders, paths or (), cached=Cache(cache_folder(world.environment)))
    if json:
        from podtutor.cli.shapes import print_json, problem_shape

        problems = [problem_shape(one) for one in report.problems]
        print_json(world, {"problems": problems, "figures": report.figures})
    else:
        world.console.print(ProblemsView(report.problems), soft_wrap=world.console.plain)
        if report.problems:
            world.console.print(Text(f"{len(report.problems)} problems", style="wrong"))
        else:
            world.console.print(FiguresView(report.figures))
            world.console.print(Text("No problems.", style="right"))
    return ExitCode.NO if report.problems else ExitCode.DONE
