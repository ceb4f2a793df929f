"""`podtutor explain`: the glossary."""

from __future__ import annotations

from typing import Annotated

import typer

from podtutor.cli.options import LevelOption, as_level, complete_term
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def explain(
    ctx: typer.Context,
    term: Annotated[
        list[str], typer.Argument(metavar="TERM", autocompletion=complete_term, help="A word, however you spell it.")
    ],
    level: LevelOption = None,
) -> ExitCode:
    """Explain a term on one card.

    In a line, as a picture and where the picture breaks, and in depth by level.
    """
    from podtutor.view.cards import TermView
    from podtutor.view.layout import Page

    world = world_of(ctx)
    card = world.library.term(" ".join(term))
    see = [one for one in card.see if one in world.library.terms]
    world.console.print(Page(TermView(card, level=world.level(as_level(level)), see=see)))
    return ExitCode.DONE
