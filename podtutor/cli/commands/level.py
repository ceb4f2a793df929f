"""`podtutor level`: the learner's own level."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from podtutor.cli.options import as_level, complete_level, one_of
from podtutor.cli.settings import world_of
from podtutor.content.common import LEVELS
from podtutor.errors import ExitCode


def level(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[LEVEL]", callback=one_of(LEVELS), autocompletion=complete_level, help="junior, middle or senior."
        ),
    ] = None,
) -> ExitCode:
    """Show your level, or set it.

    Junior, middle or senior; the tracks build on one another.
    """
    from podtutor.view.layout import Page
    from podtutor.view.lists import ChoicesView, level_lines

    world = world_of(ctx)
    chosen = as_level(name)
    if chosen is not None:
        world.progress.set_level(chosen)
        said = f"Your level is now {chosen}. `podtutor learn` goes on from there."
        if not world.progress.keeps:
            said = f"Your level could not be kept; `--level {chosen}` asks for it each time."
        world.console.print(Text(said))
        return ExitCode.DONE
    hint = "Set it with `podtutor level LEVEL`."
    world.console.print(Page(ChoicesView("Levels", level_lines(), world.level(), hint)))
    return ExitCode.DONE
