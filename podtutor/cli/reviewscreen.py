"""A review on the screen: a quiz whose answers move cards; each verdict says when the question comes back, and may be overruled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from podtutor.ask.asker import Key
from podtutor.cli.journey import Learn, Step, kept_words
from podtutor.cli.quizzing import LAST, Quizzer
from podtutor.cli.reading import QUIT
from podtutor.cli.recording import keep_answer
from podtutor.cli.reviewing import Offer, Prepared, flag, issue_text, offers, plan_of, preparation_of, prepare
from podtutor.cli.screen import Frame, Screen, moved
from podtutor.cli.steps import Review
from podtutor.content.common import Level, included
from podtutor.tutor.answers import Shown
from podtutor.tutor.quiz import Outcome, QuizSession
from podtutor.tutor.schedule import AGAIN, RATINGS, evidence_of, rating_of
from podtutor.view.pages import HeadLine, NextSteps
from podtutor.view.prose import Prose
from podtutor.view.results import ResultView
from podtutor.view.review import ComesBack, LeechView, NothingDue, PlanView, Waiting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

_UNDO: Final = "u"
_FLAG: Final = "f"


class UndoneError(Exception):
    """The learner takes the last answer back."""


class Reviewer(Quizzer):
    """One review being taken on a screen. `texts` are those to paste into an issue, by the question found bad."""

    def __init__(self, world: World, screen: Screen, prepared: Prepared) -> None:
        """Take the review; nothing is shown yet."""
        super().__init__(world, screen, prepared.session, title="Review")
        self.stands_for = prepared.stands_for
        self.texts: dict[str, str] = {}
        self._before: list[tuple[QuizSession, str, int]] = []
        self._note = ""

    def _ask(self, shown: Shown) -> None:
        try:
            super()._ask(shown)
        except UndoneError:
            session, question, at = self._before.pop()
            self.world.progress.undo_answer(question, at)
            self.session = session

    def keep(self, outcome: Outcome) -> int:
        """Keep the answer, for the card it stands for too."""
        shown = outcome.asked.shown
        at = keep_answer(self.world, outcome.asked, stands_for="" if shown.again else self.stands_for.get(shown.id, ""))
        asked = self.session.asked[:-1]
        waiting = (shown, *self.session.waiting[: len(self.session.waiting) - outcome.comes_again])
        self._before.append((_with(self.session, asked, waiting), shown.id, at))
        self._note = ""
        return at

    def asking_keys(self) -> tuple[tuple[str, str], ...]:
        """Undo, once there is something to undo."""
        return ((_UNDO, "undo"),) if self._before else ()

    def pressed(self, key: Key) -> None:
        """Undo the answer before this question."""
        if key.name == _UNDO and self._before:
            raise UndoneError

    def telling_keys(self) -> tuple[tuple[str, str], ...]:
        """Overrule the rating, take the answer back, flag the question."""
        return (("1–4", "again hard good easy"), (_UNDO, "undo"), (_FLAG, "bad question"))

    def told(self, key: Key, outcome: Outcome, at: int) -> None:
        """What these keys do."""
        if key.name == _UNDO:
            raise UndoneError
        if key.name.isdecimal() and int(key.name) in RATINGS:
            self.world.progress.rate_answer(outcome.asked.shown.id, at, rating=int(key.name))
            self.page = LAST
        if key.name == _FLAG and not self._note:
            flagged = flag(self.world, outcome.asked.shown.bank)
            self.texts[flagged.question] = issue_text(self.world, flagged, outcome.asked.grade.given)
            self.page = LAST
            self._note = "Flagged. A text to paste into an issue is printed when you leave."

    def remarks(self) -> list[RenderableType]:
        """When the question comes back, and whether it was flagged."""
        shown = self.session.asked[-1].shown
        name = self.stands_for.get(shown.id, shown.id)
        card = self.world.progress.card(name)
        kept = next(iter(self.world.progress.answers(shown.id, 1)), None)
        said: list[RenderableType] = []
        if card is not None and kept is not None:
            rating = rating_of(evidence_of(kept))
            said.append(ComesBack(card.due - self.world.today(), rating, missed=card.missed if rating == AGAIN else 0))
        if self._note:
            said.append(Prose(self._note, style="unsure"))
        return said


def _with(session: QuizSession, asked: Any, waiting: Any) -> QuizSession:
    return replace(session, asked=asked, waiting=waiting)


def review_step(world: World, screen: Screen, step: Review, farewell: list[str]) -> Step:
    """Take a review on the screen; what comes after it."""
    prepared = prepare(world, step)
    if not prepared.session.waiting:
        return _nothing_due(world, screen, step, prepared)
    if step.way == "due" and not _show_plan(world, screen, step):
        return None
    reviewer = Reviewer(world, screen, prepared)
    try:
        session = reviewer.take()
    finally:
        score = reviewer.session.result().score
        texts = "".join(f"\n\n{text}" for text in reviewer.texts.values())
        farewell.append(f"{score.right} of {score.asked} right; {kept_words(world)}.{texts}" if score.asked else "")
    return _at_the_end(world, screen, step, session) if session.asked else None


def _show_plan(world: World, screen: Screen, step: Review) -> bool:
    """Before an interview: the plan. False where the learner leaves."""
    preparation = preparation_of(world)
    if preparation is None:
        return True
    head = HeadLine("Until the interview", aside=step.level)
    parts = (PlanView(plan_of(world, preparation, step.level)),)
    key = _wait(
        screen, Frame(head=head, parts=parts, keys=(("Enter", "begin today's review"), ("q", "quit"))), {"enter"}
    )
    return key == "enter"


def _nothing_due(world: World, screen: Screen, step: Review, prepared: Prepared) -> Step:
    every = offers(world, step.level, waiting=prepared.today.waiting)
    leeches = prepared.today.leeches
    parts: tuple[Any, ...] = (NothingDue(_next_day(world, step.level), waiting=prepared.today.waiting),)
    preparation = preparation_of(world)
    if preparation is not None and step.way == "due":
        parts = (PlanView(plan_of(world, preparation, step.level)), *parts)
    return _choose(world, screen, step, parts, every, leeches)


def _next_day(world: World, level: Level) -> int | None:
    """In how many days something is due; None where there are no cards."""
    days = [day for day in world.progress.due_by_day(included(level)) if day > world.today()]
    return min(days) - world.today() if days else None


def _at_the_end(world: World, screen: Screen, step: Review, session: QuizSession) -> Step:
    from podtutor.cli.journey import rereads_of

    waiting = prepare(world, Review(level=step.level)).today
    parts: list[Any] = [ResultView(session.result(), rereads_of(world, session))]
    left = waiting.waiting + len(waiting.items)
    parts.append(Waiting(left, _next_day(world, step.level)))
    return _choose(world, screen, step, tuple(parts), offers(world, step.level, waiting=left), waiting.leeches)


def _choose(
    world: World, screen: Screen, step: Review, parts: tuple[Any, ...], every: tuple[Offer, ...], leeches: Any
) -> Step:
    """Offer what comes next; leeches come first, as sections to read."""
    steps: list[tuple[str, str, Step]] = []
    for leech in leeches[:1]:
        parts = (*parts, LeechView(leech.entry, leech.missed))
        steps.append(("Enter", "read its section", _section_of(world, leech.entry)))
    for offer in every:
        goal: Step = (
            Review(level=step.level, way=offer.way) if offer.way else Learn(lesson=offer.lesson, level=step.level)
        )
        steps.append((_letter(offer) if steps else "Enter", offer.words, goal))
    shown = (*parts, NextSteps([(key, words) for key, words, _ in steps]))
    keys = tuple((key, words.split(":")[0]) for key, words, _ in steps[:1])
    frame = Frame(head=HeadLine("Review", aside=step.level), parts=shown, keys=(*keys, ("q", "quit")))
    chosen = _wait(screen, frame, {key.lower() for key, _, _ in steps})
    return next((goal for key, _, goal in steps if key.lower() == chosen), None)


def _letter(offer: Offer) -> str:
    return {"more": "m", "weakest": "w", "ahead": "a"}.get(offer.way or "", "n")


def _section_of(world: World, entry: Any) -> Learn:
    """The section that teaches what a question asks."""
    from podtutor.tutor.quiz import place_of

    outline = world.library.outline(entry.lesson)
    for claim in entry.question.claims:
        place = place_of(outline, claim, entry.question.level)
        if place is not None:
            return Learn(lesson=entry.lesson, level=place[0], section=place[1])
    return Learn(lesson=entry.lesson, level=entry.question.level)


def _wait(screen: Screen, frame: Frame, keys: set[str]) -> str:
    """Page through a screen until one of the keys is pressed; empty where the learner leaves."""
    page = 0
    while True:
        page, pages = screen.show(frame, page)
        key = screen.key()
        goal = moved(key, page, pages)
        if goal is not None:
            page = goal
        elif key.name in QUIT:
            return ""
        elif key.name.lower() in keys:
            return key.name.lower()
