"""The first minutes: three lines of what this is, and the first question below them; the level is found by answering."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from podtutor.ask.asker import Key
from podtutor.cli.home import PLACEMENT_SETTING
from podtutor.cli.quizzing import Quizzer, StoppedError
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import FORWARD, Frame, Screen, moved
from podtutor.cli.whereabouts import path_lessons, path_name
from podtutor.content.bank import BankQuestion
from podtutor.tutor.answers import Shown, show
from podtutor.tutor.placement import MOST, Placement, next_question, start_placement
from podtutor.tutor.quiz import start_quiz
from podtutor.view.home import PlacedView, WelcomeView
from podtutor.view.layout import Stack
from podtutor.view.pages import HeadLine

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.journey import Step
    from podtutor.cli.world import World

_SKIP: Final = "l"


class _LeaveError(Exception):
    """The learner would rather begin with the first lesson."""


class PlacementQuestions:
    """What a placement asks, each time from another lesson; a quiz is read when its question is asked, not before."""

    def __init__(self, world: World, chance: Random) -> None:
        """Nothing is read yet but the names of the lessons."""
        self.world = world
        self.chance = chance
        self._places = _spread(path_lessons(world, path_name(world)), MOST)

    def next(self, placement: Placement) -> BankQuestion | None:
        """The question that tells most now; None where there are no more."""
        while self._places:
            lesson = self._places.pop(0)
            entry = next_question(placement, self.world.library.questions((lesson,)), self.chance)
            if entry is not None:
                self._places.append(lesson)
                return entry
        return None


def keep_placement(world: World, placement: Placement) -> None:
    """Keep the level that was found."""
    world.progress.set_setting(PLACEMENT_SETTING, "done")
    world.progress.set_level(placement.level)


class Placer(Quizzer):
    """A placement on a screen: each question comes from another lesson, at the level that tells most."""

    passing = "I don't know"

    def __init__(self, world: World, screen: Screen) -> None:
        """Nothing is asked yet."""
        super().__init__(world, screen, start_quiz((), seed=world.seed(None)), title="podtutor")
        self.sure = False
        self.placement = start_placement()
        self.stopped = False
        self.chance = Random(self.session.seed)  # noqa: S311 -- a quiz, not a secret
        self._questions = PlacementQuestions(world, self.chance)

    def place(self) -> Placement:
        """Ask until the level is clear enough, or the learner has had enough. Raises _LeaveError."""
        try:
            while not self.placement.done and (entry := self._questions.next(self.placement)) is not None:
                self._put(entry)
        except StoppedError:
            self.stopped = True
        return self.placement

    def _put(self, entry: BankQuestion) -> None:
        (ready,) = self.world.ready((entry,))
        shown: Shown = show(ready, self.chance)
        self.session = replace(self.session, waiting=(shown,))
        self._ask(shown)
        self.placement = self.placement.answered(entry, right=self.session.asked[-1].right)

    def head(self, *, told: bool) -> HeadLine:
        """Which question this is, of at most eight."""
        number = self.session.position - told
        return HeadLine("podtutor", place=f"question {number} of at most {MOST}", share=(number - (not told)) / MOST)

    def asking_keys(self) -> tuple[tuple[str, str], ...]:
        """A way around all this."""
        return ((_SKIP, "skip to the first lesson"),)

    def pressed(self, key: Key) -> None:
        """Leave the questions for the first lesson."""
        if key.name == _SKIP:
            raise _LeaveError

    def above(self) -> tuple[RenderableType, ...]:
        """What this is, above the first question."""
        return () if self.session.asked else (WelcomeView(),)


def _spread(lessons: tuple[str, ...], count: int) -> list[str]:
    """So many lessons first, evenly over the path, the first among them; those in between come behind."""
    if not lessons:
        return []
    chosen = dict.fromkeys(lessons[number * len(lessons) // count] for number in range(count))
    return [*chosen, *(name for name in lessons if name not in chosen)]


def place_step(world: World, screen: Screen, farewell: list[str]) -> Step:
    """Find the level, keep it, and go on with the first lesson at it."""
    from podtutor.cli.journey import Learn
    from podtutor.cli.whereabouts import next_lesson

    placer = Placer(world, screen)
    farewell.append("`podtutor` goes on from here.")
    try:
        placement = placer.place()
    except _LeaveError:
        world.progress.set_setting(PLACEMENT_SETTING, "skipped")
        first = next_lesson(world, world.level())
        return Learn(lesson=first, level=world.level()) if first is not None else None
    if placer.stopped and len(placement.asked) < MOST // 2:
        return None
    keep_placement(world, placement)
    return _placed(world, screen, placement)


def _placed(world: World, screen: Screen, placement: Placement) -> Step:
    from podtutor.cli.home import standing_of
    from podtutor.cli.journey import Learn, Quiz
    from podtutor.view.home import HomeView

    right = sum(right for _, right in placement.asked)
    standing = standing_of(world)
    parts = (PlacedView(placement.level, right, len(placement.asked)), HomeView(replace(standing, due=0), keys=True))
    frame = Frame(
        head=HeadLine("podtutor", aside=placement.level),
        parts=(Stack(parts),),
        keys=(("Enter", "begin"), ("t", "test out of it by its quiz"), ("q", "quit")),
    )
    name = standing.next_line.head.id if standing.next_line is not None else None
    page = 0
    while True:
        page, pages = screen.show(frame, page)
        key = screen.key()
        goal = moved(key, page, pages)
        if goal is not None:
            page = goal
            continue
        if key.name in QUIT:
            return None
        if name is not None and key.name in FORWARD:
            return Learn(lesson=name, level=placement.level)
        if name is not None and key.name == "t":
            return Quiz(lessons=(name,), level=placement.level, seed=world.seed(None))
