"""What `podtutor review` does, whoever answers: finds what is due, keeps answers, flags, and the plan until an interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from podtutor.cli.steps import Review, Way
from podtutor.cli.whereabouts import INTERVIEW_SETTING, interview_ahead, next_lesson, path_lessons, path_name
from podtutor.content.bank import BankQuestion
from podtutor.content.common import Level, included
from podtutor.errors import PodtutorError
from podtutor.tutor.progress import DAY_MILLISECONDS, Card, Flag
from podtutor.tutor.quiz import QuizSession, select, start_quiz
from podtutor.tutor.review import (
    A_DAY,
    Item,
    PlannedDay,
    Preparation,
    Today,
    ahead_of_time,
    plan_until,
    review_today,
    share_of_day,
)
from podtutor.tutor.strength import added, weakest

if TYPE_CHECKING:
    from podtutor.cli.world import World


class Prepared(Struct, frozen=True, kw_only=True):
    """A review ready to be taken: the session, for which question each one asked stands, and what else the day holds."""

    session: QuizSession
    stands_for: dict[str, str]
    today: Today


class Offer(Struct, frozen=True, kw_only=True):
    """What can be done where nothing is due: the key, words, the command; `way` is a kind of review, else a lesson."""

    key: str
    words: str
    command: str
    way: Way | None = None
    lesson: str = ""


def prepare(world: World, step: Review) -> Prepared:
    """The review of a step; its session may be empty."""
    today = today_of(world, step)
    entries = [item.entry for item in today.items]
    session = start_quiz(world.ready(entries), seed=world.seed(None), level=step.level)
    stands_for = {item.entry.id: item.stands_for for item in today.items if item.stands_for}
    return Prepared(session=session, stands_for=stands_for, today=today)


def today_of(world: World, step: Review) -> Today:
    """What a review of this step asks today."""
    bank = world.library.questions()
    cap = step.count or A_DAY
    if step.way == "weakest":
        return Today(items=tuple(Item(entry=one) for one in _weakest(world, bank, step.level, cap)))
    histories = world.progress.histories()
    if step.way == "ahead":
        items = ahead_of_time(world.progress.cards(), bank, histories, level=step.level, cap=step.count or 10)
        return Today(items=items)
    day = world.today()
    preparation = preparation_of(world)
    cards = cards_of(world, bank, step.level) if preparation else world.progress.cards(due=day)
    if step.way == "due" and step.count is None:
        cap = share_of_day(cards, preparation, day=day) if preparation else cap
        cap = max(0, cap - world.progress.reviewed_on(day))
    return review_today(
        cards,
        bank,
        histories,
        day=day,
        level=step.level,
        cap=cap,
        read_since=_read_since(world, bank),
        preparation=preparation,
    )


def cards_of(world: World, bank: Sequence[BankQuestion], level: Level) -> list[Card]:
    """The cards of questions that a review at this level asks: those of higher levels rest."""
    asked = {entry.id for entry in bank if entry.question.level in included(level)}
    return [card for card in world.progress.cards() if card.question in asked]


def _read_since(world: World, bank: Sequence[BankQuestion]) -> dict[str, int]:
    """On which day the lesson of each question was last open at the question's level."""
    days: dict[tuple[str, Level], int] = {}
    for entry in bank:
        place = (entry.lesson, entry.question.level)
        if place not in days:
            at = world.progress.visited(*place)
            days[place] = -1 if at is None else (at + world.zone() * 60_000) // DAY_MILLISECONDS
    return {entry.id: days[entry.lesson, entry.question.level] for entry in bank}


def _weakest(world: World, bank: Sequence[BankQuestion], level: Level, count: int) -> tuple[BankQuestion, ...]:
    """Questions over the three weakest topics; where nothing is known yet, over everything."""
    topics = [name for name, _ in weakest(added(world.progress.by_topic()))][:3]
    count = min(count, 10)
    chosen = select(bank, level=level, topics=topics, count=count, seed=world.seed(None))
    return chosen or select(bank, level=level, count=count, seed=world.seed(None))


# Until the interview


def preparation_of(world: World) -> Preparation | None:
    """The interview that lies ahead, where a day was named."""
    ahead = interview_ahead(world)
    return Preparation(*ahead) if ahead is not None else None


def prepare_for(world: World, date: str) -> Preparation | None:
    """Name the day of the interview (`2026-12-24`), or `none`. Raises PodtutorError where it is no day to come."""
    if date == "none":
        world.progress.set_setting(INTERVIEW_SETTING, "")
        return None
    try:
        moment = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise PodtutorError(f"`{date}` is no date; write it as 2026-12-24, or `none`") from None
    day = (moment - datetime(1970, 1, 1, tzinfo=UTC)).days
    if day <= world.today():
        raise PodtutorError(f"{date} is not in the future; an interview is prepared for before its day")
    known = preparation_of(world)
    since = known.since if known is not None and known.day == day else world.today()
    world.progress.set_setting(INTERVIEW_SETTING, f"{day} {since}")
    return Preparation(day, since)


class Plan(Struct, frozen=True, kw_only=True):
    """The plan until an interview: its day, the days before it, and the lessons that are not done yet."""

    preparation: Preparation
    today: int
    days: tuple[PlannedDay, ...]
    lessons: tuple[str, ...]
    """Titles."""


def plan_of(world: World, preparation: Preparation, level: Level) -> Plan:
    """The plan as it stands today."""
    cards = cards_of(world, world.library.questions(), level)
    finished = world.progress.finished()
    undone = [name for name in path_lessons(world, path_name(world)) if (name, level) not in finished]
    return Plan(
        preparation=preparation,
        today=world.today(),
        days=plan_until(cards, preparation, today=world.today()),
        lessons=tuple(world.library.lesson_head(name).title for name in undone),
    )


# Where nothing is due


def offers(world: World, level: Level, *, waiting: int) -> tuple[Offer, ...]:
    """What there is to do instead, the best first."""
    found: list[Offer] = []

    def offer(key: str, words: str, command: str, *, way: Way | None = None, lesson: str = "") -> None:
        found.append(Offer(key=key if found else "Enter", words=words, command=command, way=way, lesson=lesson))

    following = next_lesson(world, level)

    def offer_lesson() -> None:
        if following is not None:
            title = world.library.lesson_head(following).title
            offer("n", f"a new lesson: {title}", f"podtutor learn {following}", lesson=following)

    if waiting:
        offer_lesson()
        offer("m", f"{waiting} more are due and can wait; take some now", "podtutor review --more", way="more")
    asked = world.progress.by_topic()
    if asked:
        topics = " and ".join(name.replace("-", " ") for name, _ in weakest(added(asked))[:2])
        offer("w", f"your weakest topics: {topics}", "podtutor review --weakest", way="weakest")
    if world.progress.due_by_day(included(level)):
        offer("a", "what is due next, ahead of time", "podtutor review --ahead", way="ahead")
    if not waiting:
        offer_lesson()
    if not found:
        offer("w", "ten questions over everything", "podtutor review --weakest", way="weakest")
    return tuple(found)


# Bad questions


def flag(world: World, entry: BankQuestion, note: str = "") -> Flag:
    """Keep that a question is found bad; once, however often it is said."""
    for known in world.progress.flags():
        if (known.question, known.revision, known.note) == (entry.id, entry.question.revision, note):
            return known
    made = Flag(question=entry.id, revision=entry.question.revision, at=world.now(), note=note)
    world.progress.flag(made)
    return made


def issue_text(world: World, flagged: Flag, given: str = "") -> str:
    """A flag as a text to paste into an issue."""
    from podtutor import __version__

    bank = {entry.id: entry for entry in world.library.questions()}
    entry = bank.get(flagged.question)
    lines = [f"Question `{flagged.question}` (revision {flagged.revision}), podtutor {__version__}"]
    if entry is not None:
        lines += [f"Lesson {entry.lesson}, {entry.question.level}, kind {entry.kind}", ""]
        asked = [entry.question.prompt, getattr(entry.question, "statement", "")]
        lines += [f"> {line}" for line in "\n".join(asked).strip().splitlines()]
    if given:
        lines += ["", f"My answer: {given}"]
    return "\n".join([*lines, "", f"What is wrong with it: {flagged.note}".rstrip()])
