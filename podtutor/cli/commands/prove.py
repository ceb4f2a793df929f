"""`podtutor prove`: the experiments behind the claims, before one's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from podtutor.cli.options import JsonOption, complete_claim
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.errors import ExitCode

if TYPE_CHECKING:
    from podtutor.judge.proofs import Proved


def prove(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", autocompletion=complete_claim, help="Claims; none: all.")
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """Run the experiment behind a claim, before your eyes.

    With an ID you predict first, where there is a terminal. Exit code 1 where a proof fails.
    """
    from podtutor.judge.laboratory import Workbench
    from podtutor.judge.proofs import prove as prove_claim

    world = world_of(ctx)
    claims = [world.library.claim(name) for name in names] if names else list(world.library.claims.values())
    workbench = Workbench(world.scenario_text)
    proofs = [prove_claim(claim, workbench) for claim in claims]
    if json:
        from podtutor.cli.shapes import print_json

        print_json(world, [one.as_json() for one in proofs])
    elif names:
        _one_by_one(world, proofs)
    else:
        from podtutor.view.layout import Page
        from podtutor.view.proofs import ProofsView

        world.console.print(Page(ProofsView(proofs)))
    return ExitCode.NO if any(one.passed is False for one in proofs) else ExitCode.DONE


def _one_by_one(world: World, proofs: list[Proved]) -> None:
    from podtutor.cli.proving import picture_for, prove_on_screen
    from podtutor.view.layout import Page, Stack
    from podtutor.view.proofs import ProofView, StatementView

    if world.has_screen:
        prove_on_screen(world, proofs)
        return
    for one in proofs:
        picture = picture_for(world, one)
        world.console.print(Page(Stack((StatementView(one.claim), ProofView(one, picture=picture)))))
        world.console.print()
