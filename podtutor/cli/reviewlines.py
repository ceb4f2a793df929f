"""A review without a screen: one line a question; `!u` takes back, `!f` flags, ` !easy` and the like overrule the rating."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from rich.text import Text

from podtutor.cli.dialogue import END, put
from podtutor.cli.recording import keep_answer
from podtutor.cli.reviewing import flag, issue_text, offers, plan_of, preparation_of, prepare
from podtutor.cli.steps import Review
from podtutor.content.common import included
from podtutor.tutor.answers import Shown, UnreadableAnswerError
from podtutor.tutor.quiz import QuizSession
from podtutor.tutor.schedule import AGAIN, RATINGS, evidence_of, rating_of
from podtutor.view.feedback import FeedbackView
from podtutor.view.layout import Page, Stack
from podtutor.view.pages import HeadLine, NextSteps
from podtutor.view.results import ResultView
from podtutor.view.review import ComesBack, LeechView, NothingDue, PlanView, Waiting
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

_COMMANDS: Final = (
    "!u takes the last answer back; !f and a few words flag the question as a bad one.",
    f"{', '.join(f'!{word}' for word in RATINGS.values())} behind an answer overrule when it comes back.",
)
_RATED: Final = re.compile(rf"(?:^|\s)!({'|'.join(RATINGS.values())})\s*\Z")


class _Lines:
    """One review, answered line by line."""

    def __init__(self, world: World, session: QuizSession, stands_for: dict[str, str]) -> None:
        self.world = world
        self.session = session
        self.stands_for = stands_for
        self.before: list[tuple[QuizSession, str, int]] = []

    def say(self, content: RenderableType) -> None:
        self.world.console.print(Page(content))
        self.world.console.print()

    def take(self) -> None:
        """Ask until nothing is left, or nobody answers."""
        while (shown := self.session.current) is not None:
            put(self.world.console, "Review", self.session, shown)
            if not self._answer(shown):
                return

    def _answer(self, shown: Shown) -> bool:
        began = self.world.ticks()
        while (line := self.world.asker.line()) is not None and line.strip() != END:
            if not self.world.has_person:
                self.world.console.print(Page(Text.assemble("> ", Inline(line).rendered(self.world.console))))
            if line.strip() == "!u":
                if self.before:
                    session, question, at = self.before.pop()
                    self.world.progress.undo_answer(question, at)
                    self.session = session
                return True
            if line.strip().startswith("!f"):
                text = issue_text(self.world, flag(self.world, shown.bank, literal(line.strip()[2:].strip())))
                self.world.console.print(Text(f"Flagged. To paste into an issue:\n\n{text}\n"), soft_wrap=True)
                continue
            try:
                self._graded(shown, line, self.world.ticks() - began)
            except UnreadableAnswerError as error:
                self.world.warn(str(error))
                if self.world.has_person:
                    continue
                self._graded(shown, "", self.world.ticks() - began)
            return True
        return False

    def _graded(self, shown: Shown, line: str, milliseconds: int) -> None:
        rated = _RATED.search(line)
        said = line[: rated.start()] if rated else line
        before = self.session
        self.session, outcome = before.answer_line(said, milliseconds=milliseconds)
        name = "" if shown.again else self.stands_for.get(shown.id, "")
        at = keep_answer(self.world, outcome.asked, stands_for=name)
        self.before.append((before, shown.id, at))
        if rated:
            rating = next(number for number, word in RATINGS.items() if word == rated[1])
            self.world.progress.rate_answer(shown.id, at, rating=rating)
        self.say(Stack((FeedbackView(outcome, self.world.library.claims), *self._returns(shown, name))))

    def _returns(self, shown: Shown, name: str) -> list[RenderableType]:
        card = self.world.progress.card(name or shown.id)
        kept = self.world.progress.answers(shown.id, 1)
        if card is None or not kept:
            return []
        rating = rating_of(evidence_of(kept[0]))
        return [ComesBack(card.due - self.world.today(), rating, missed=card.missed if rating == AGAIN else 0)]


def review_by_lines(world: World, step: Review) -> None:
    """Take a review line by line; where nothing is due, say what there is to do instead."""
    from podtutor.cli.journey import rereads_of

    preparation = preparation_of(world)
    if preparation is not None and step.way == "due":
        world.console.print(
            Page(Stack((HeadLine("Until the interview"), PlanView(plan_of(world, preparation, step.level)))))
        )
        world.console.print()
    prepared = prepare(world, step)
    lines = _Lines(world, prepared.session, prepared.stands_for)
    if prepared.session.waiting:
        lines.say(Stack([Inline(one) for one in _COMMANDS], gap=0))
    lines.take()
    waiting = prepared.today.waiting
    following = [day for day in world.progress.due_by_day(included(step.level)) if day > world.today()]
    days = min(following) - world.today() if following else None
    parts: list[RenderableType] = []
    if lines.session.asked:
        parts.append(ResultView(lines.session.result(), rereads_of(world, lines.session)))
        left = prepare(world, replace(step, way="due", count=None)).today
        waiting = left.waiting + len(left.items)
        parts.append(Waiting(waiting, days))
    elif not prepared.session.waiting:
        parts.append(NothingDue(days, waiting=waiting))
    else:
        return
    parts += [LeechView(leech.entry, leech.missed) for leech in prepared.today.leeches]
    steps = [(f"`{one.command}`", one.words) for one in offers(world, step.level, waiting=waiting)]
    parts.append(NextSteps([(command.strip("`"), words) for command, words in steps]))
    world.console.print(Page(Stack(parts)))
