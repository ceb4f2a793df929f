"""`podtutor review`: what is due by the review schedule, and never an empty screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from podtutor.cli.options import LevelOption, as_level
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.errors import ExitCode

if TYPE_CHECKING:
    from podtutor.cli.steps import Way


def review(
    ctx: typer.Context,
    level: LevelOption = None,
    count: Annotated[
        int | None,
        typer.Option("-n", "--count", min=1, max=1000, help="How many questions; without it, a day's share."),
    ] = None,
    interview: Annotated[
        str | None,
        typer.Option(
            "--interview", metavar="DATE", help="The day of the interview (2026-12-24): the plan until then; or none."
        ),
    ] = None,
    more: Annotated[bool, typer.Option("--more", help="More than a day's share.")] = False,
    ahead: Annotated[bool, typer.Option("--ahead", help="What is due next, ahead of time.")] = False,
    weakest: Annotated[bool, typer.Option("--weakest", help="Your weakest topics.")] = False,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Print the questions you flagged, as texts for issues.")
    ] = False,
) -> ExitCode:
    """Answer what is due, in other words where there are other words.

    What you knew comes back later each time, what you missed soon. Where nothing is due it says what else there is.
    """
    from podtutor.cli.reviewing import prepare_for
    from podtutor.cli.steps import Review

    world = world_of(ctx)
    if flagged:
        return _flagged(world)
    if interview is not None and prepare_for(world, interview) is None:
        world.console.print(Text("No interview is prepared for any more."))
        return ExitCode.DONE
    way: Way = "weakest" if weakest else "ahead" if ahead else "more" if more else "due"
    step = Review(level=world.level(as_level(level)), count=count, way=way)
    if world.has_screen:
        from podtutor.cli.journey import travel

        return travel(world, step)
    from podtutor.cli.reviewlines import review_by_lines

    review_by_lines(world, step)
    return ExitCode.DONE


def _flagged(world: World) -> ExitCode:
    from podtutor.cli.reviewing import issue_text

    flags = world.progress.flags()
    for number, one in enumerate(flags):
        world.console.print(Text(("\n" if number else "") + issue_text(world, one)), soft_wrap=True)
    if not flags:
        world.console.print(Text("You have flagged no question; in a review the key f does."))
    return ExitCode.DONE
