"""`podtutor claims`: what people say about pods, judged."""

from __future__ import annotations

from typing import Annotated

import typer

from podtutor.cli.options import JsonOption, complete_claim
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode


def claims(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", autocompletion=complete_claim, help="One claim, in full.")
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """What people say about pods, judged.

    Each is true, false, nuanced or outdated; with ID, one claim in full, with its evidence.
    """
    world = world_of(ctx)
    found = [world.library.claim(name)] if name else list(world.library.claims.values())
    if json:
        from podtutor.cli.shapes import print_json
        from podtutor.judge.proofs import claim_as_json

        print_json(world, [claim_as_json(one) for one in found])
        return ExitCode.DONE
    from podtutor.view.layout import Page
    from podtutor.view.lists import ClaimsView, ClaimView

    world.console.print(Page(ClaimView(found[0]) if name else ClaimsView(found)))
    return ExitCode.DONE
