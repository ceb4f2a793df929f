"""`podtutor scenarios`: what can be run."""

from __future__ import annotations

import typer

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def scenarios(ctx: typer.Context, json: JsonOption = False) -> ExitCode:
    """List the scenarios that can be run."""
    from podtutor.cli.scenery import scenario_lines

    world = world_of(ctx)
    lines = scenario_lines(world)
    if json:
        from podtutor.cli.shapes import print_json

        print_json(world, [one.as_json() for one in lines])
        return ExitCode.DONE
    from podtutor.view.layout import Page
    from podtutor.view.lists import ScenariosView

    world.console.print(Page(ScenariosView([(one.name, one.title, one.summary) for one in lines])))
    return ExitCode.DONE
