"""The first minutes without a screen: the questions that find the level, answered line by line."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from podtutor.cli.dialogue import END, answered, put
from podtutor.cli.home import PLACEMENT_SETTING, standing_of
from podtutor.cli.placing import PlacementQuestions, keep_placement
from podtutor.cli.printing import say
from podtutor.cli.recording import keep_answer
from podtutor.tutor.answers import show
from podtutor.tutor.placement import MOST, Placement, start_placement
from podtutor.tutor.quiz import start_quiz
from podtutor.view.feedback import FeedbackView
from podtutor.view.home import HomeView, PlacedView, WelcomeView
from podtutor.view.layout import Stack
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from podtutor.cli.world import World
    from podtutor.content.bank import BankQuestion

_HOW: Final = f"At most {MOST} questions find your level. Enter alone: I don't know. {END}: on to the first lesson."


def place_by_lines(world: World) -> None:
    """Find the level of somebody who reads and types lines, and keep it; then where they stand."""
    say(world, Stack((WelcomeView(), Inline(_HOW))))
    chance = Random(world.seed(None))  # noqa: S311 -- a quiz, not a secret
    questions, placement = PlacementQuestions(world, chance), start_placement()
    stopped = False
    while not stopped and not placement.done and (entry := questions.next(placement)) is not None:
        following = _asked(world, placement, entry, chance)
        placement, stopped = following or placement, following is None
    if not stopped or len(placement.asked) >= MOST // 2:
        keep_placement(world, placement)
        right = sum(right for _, right in placement.asked)
        say(world, PlacedView(placement.level, right, len(placement.asked)))
    else:
        world.progress.set_setting(PLACEMENT_SETTING, "skipped")
    say(world, HomeView(standing_of(world)))


def _asked(world: World, placement: Placement, entry: BankQuestion, chance: Random) -> Placement | None:
    """The placement after one question more; None where nobody answers it."""
    (ready,) = world.ready((entry,))
    shown = show(ready, chance)
    session = start_quiz((ready,), seed=world.seed(None))
    session = replace(session, waiting=(shown,))
    put(world.console, "podtutor", session, shown, place=f"question {len(placement.asked) + 1} of at most {MOST}")
    following = answered(world, session, world.asker, world.console)
    if following is None:
        return None
    _, outcome = following
    keep_answer(world, outcome.asked)
    say(world, FeedbackView(outcome, world.library.claims))
    return placement.answered(entry, right=outcome.asked.grade.right)
