"""`podtutor verify`: how faithful the rules and the simulator are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode, PodtutorError


def verify(
    ctx: typer.Context,
    vectors: Annotated[
        Path | None, typer.Option("--vectors", metavar="DIR", help="Recorded decisions: KIND.jsonl, one case a line.")
    ] = None,
    traces: Annotated[
        Path | None, typer.Option("--traces", metavar="DIR", help="Recorded histories; needs --scenarios.")
    ] = None,
    scenarios: Annotated[
        Path | None, typer.Option("--scenarios", metavar="DIR", help="The scenarios of those histories.")
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """Replay what was recorded from Kubernetes, and compare.

    Without folders, the recordings that came with podtutor. Exit code 1 where anything differs.
    """
    from podtutor.cli.verifying import Recordings, collected, shown

    if (traces is None) != (scenarios is None):
        raise typer.BadParameter("--traces and --scenarios go together")
    for folder in (vectors, traces, scenarios):
        if folder is not None and not folder.is_dir():
            raise PodtutorError(f"{folder}: there is no such folder")
    world = world_of(ctx)
    recordings = Recordings(vectors=vectors, traces=traces, scenarios=scenarios)
    agreement = collected(recordings) if json else shown(world, recordings)
    if json:
        from podtutor.cli.shapes import print_json

        print_json(world, agreement.as_json())
    return ExitCode.DONE if agreement.agrees else ExitCode.NO
