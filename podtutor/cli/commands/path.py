"""`podtutor path`: the learning paths."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from podtutor.cli.options import complete_path
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def path(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[PATH]", autocompletion=complete_path, help="The path to take from now on.")
    ] = None,
) -> ExitCode:
    """Show the learning paths, or choose one."""
    from podtutor.cli.whereabouts import path_name
    from podtutor.view.layout import Page
    from podtutor.view.lists import ChoicesView

    world = world_of(ctx)
    if name is not None:
        chosen = world.library.path(name)
        world.progress.set_path(chosen.id)
        said = f"Your path is now {chosen.id}: {len(chosen.lessons)} lessons. `podtutor lessons` lists them."
        if not world.progress.keeps:
            said = "Your path could not be kept; `podtutor learn LESSON` takes any lesson."
        world.console.print(Text(said))
        return ExitCode.DONE
    rows = [(one.id, f"{one.title}. {one.summary} {len(one.lessons)} lessons.") for one in world.library.paths]
    if not rows:
        world.console.print(Text("There are no learning paths; `podtutor lessons` lists the lessons."))
        return ExitCode.DONE
    hint = "Choose with `podtutor path PATH`."
    world.console.print(Page(ChoicesView("Learning paths", rows, path_name(world), hint)))
    return ExitCode.DONE
