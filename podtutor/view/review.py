"""What a review says beyond a quiz: when a question comes back, that nothing is due, the plan until an interview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from rich.text import Text

from podtutor.content.bank import BankQuestion
from podtutor.tutor.review import LEECH, PlannedDay, Preparation
from podtutor.tutor.schedule import RATINGS
from podtutor.view.console import is_plain
from podtutor.view.layout import Bar, Stack
from podtutor.view.prose import Prose
from podtutor.view.text import Inline, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_MOST_DAYS: Final = 11
"""As many as leave all of the plan on one screen."""


def in_days(days: int) -> str:
    """`today`, `tomorrow`, `in 11 days`."""
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


class ComesBack:
    """When a question comes back, by which rating."""

    def __init__(self, days: int, rating: int, *, missed: int = 0) -> None:
        """Take days from today, the rating, and how often the question was missed, where it was just missed."""
        self.days = days
        self.rating = rating
        self.missed = missed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text.assemble(
            ("It comes back " if is_plain(console) else "↻ It comes back ", "muted"),
            (in_days(self.days), "strong"),
            (f" ({RATINGS[self.rating]})", "muted"),
        )
        if self.missed >= LEECH:
            text = f"Missed {self.missed} times. Asking again teaches nothing; its section of the lesson comes first."
            yield Prose(text, style="unsure")


class NothingDue:
    """Nothing is due, which is good news."""

    def __init__(self, days: int | None, *, waiting: int = 0) -> None:
        """Take in how many days something is due (None: nothing was ever learned), and what waits beyond today's share."""
        self.days = days
        self.waiting = waiting

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.waiting:
            yield Prose(
                f"Today's share is done. {self.waiting} more are due, and can wait until tomorrow.", style="strong"
            )
        elif self.days is None:
            yield Prose("There is nothing to review yet: what you answer in quizzes comes back here.", style="strong")
        else:
            yield Prose(f"Nothing is due. The next question comes back {in_days(self.days)}.", style="strong")


class Waiting:
    """After a review: what is left, without reproach."""

    def __init__(self, left: int, days: int | None) -> None:
        """Take how many are due still, and in how many days the next is."""
        self.left = left
        self.days = days

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.left:
            yield Prose(f"That is enough for a day. {self.left} more are due, and can wait.")
        elif self.days is not None:
            yield Prose(f"Nothing more is due. The next question comes back {in_days(self.days)}.")


class LeechView:
    """A question that was missed too often to be asked again at once."""

    def __init__(self, entry: BankQuestion, missed: int) -> None:
        """Take the question and how often it was missed."""
        self.entry = entry
        self.missed = missed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Prose(f"Missed {self.missed} times, so read first, then be asked again:", style="unsure")
        yield Inline(self.entry.question.prompt)


class AnyPlan(Protocol):
    """What the plan view needs to know."""

    @property
    def preparation(self) -> Preparation:
        """The interview."""

    @property
    def today(self) -> int:
        """The day of today."""

    @property
    def days(self) -> tuple[PlannedDay, ...]:
        """The days before it."""

    @property
    def lessons(self) -> tuple[str, ...]:
        """Titles of the lessons that are not done."""


class PlanView:
    """The days until the interview: how many questions each brings, and the lessons still to take."""

    def __init__(self, plan: AnyPlan) -> None:
        """Take the plan."""
        self.plan = plan

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plan = self.plan
        left = plan.preparation.day - plan.today
        date = _date(plan.preparation.day)
        parts: list[RenderableType] = [
            Text(f"The interview is {in_days(left)}, on {date:%A}, {date.day} {date:%B %Y}.", style="strong")
        ]
        if any(day.questions for day in plan.days):
            parts.append(_Days(plan.days, plan.today))
        else:
            parts.append(Prose("No question comes back before that day: quizzes and lessons bring some."))
        if plan.lessons:
            parts.append(Prose(_lessons(plan.lessons, left)))
        parts.append(Prose("To rehearse: `podtutor interview`. The night before: `podtutor cheatsheet`."))
        yield Stack(parts)


class _Days:
    def __init__(self, days: Sequence[PlannedDay], today: int) -> None:
        self.days = tuple(days)
        self.today = today

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        most = max(day.questions for day in self.days)
        for day in self.days[:_MOST_DAYS]:
            label = (
                "today" if day.day == self.today else f"{_date(day.day):%a} {_date(day.day).day:2} {_date(day.day):%b}"
            )
            counted = "1 question" if day.questions == 1 else f"{day.questions} questions"
            forward = f", {day.brought_forward} brought forward" if day.brought_forward else ""
            if is_plain(console):
                yield Text(f"{label}: {counted}{forward}")
            else:
                bar = Bar(day.questions / most, width=min(24, max(6, options.max_width - 50))).text()
                yield Text.assemble((f"{label:11}", "label"), bar, f"  {counted}", (forward, "muted"), end="\n")
        rest = self.days[_MOST_DAYS:]
        if rest:
            yield Text(f"and {sum(day.questions for day in rest)} in the {len(rest)} days after", style="muted")


def _lessons(titles: Sequence[str], days: int) -> str:
    count = len(titles)
    pace = f"one every {days // count} days" if days >= 2 * count else f"{-(-count // max(1, days))} a day"
    listed = ", ".join(words(title) for title in titles[:4]) + (" …" if count > 4 else "")
    return f"{count} {'lesson' if count == 1 else 'lessons'} of your path not done yet ({pace}): {listed}"


def _date(day: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
