"""What a review asks today: which cards, in which wording, in which order; and the plan until the interview.

After a break more is due than anybody answers in a day. A day is capped, and begins with what a review saves most of:
what is still half known comes before what is lost and must be learned anew anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Final

import msgspec

from podtutor.content.bank import BankQuestion, options_of
from podtutor.content.common import Level, included
from podtutor.content.quiz import Predict
from podtutor.tutor.progress import Card, QuestionHistory
from podtutor.tutor.schedule import Evidence, after, recall

A_DAY: Final = 20
"""Questions in a day of review, unless more are asked for."""

LEECH: Final = 5
"""Misses after which asking again teaches nothing, and its section is read instead."""

_LONGEST_PLAN: Final = 366  # days

# Topics that are taken for one another: their questions are asked side by side, so that the difference is what is learned.
_LOOK_ALIKE: Final = (
    ("probes",),
    ("eviction", "qos", "resources", "scheduling", "disruption"),
    ("init-containers", "sidecars", "multi-container-patterns"),
    ("restart", "lifecycle", "container-states", "termination"),
    ("networking", "storage", "namespaces"),
)
_FAMILY: Final = {topic: number for number, topics in enumerate(_LOOK_ALIKE) for topic in topics}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A question to ask, and the one it stands for where another wording of the same claim is due."""

    entry: BankQuestion
    stands_for: str = ""


class Leech(msgspec.Struct, frozen=True, kw_only=True):
    """A question missed so often that its section should be read before it is asked again."""

    entry: BankQuestion
    missed: int


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """A day of review: what is asked, in order; how many more are due and can wait; what should be read instead."""

    items: tuple[Item, ...]
    waiting: int = 0
    leeches: tuple[Leech, ...] = ()


class Preparation(msgspec.Struct, frozen=True):
    """An interview on `day`, prepared for since `since`: every card that was not seen since is seen before the day."""

    day: int
    since: int


def subject_of(entry: BankQuestion) -> tuple[str, Level]:
    """What a question is about: its first claim, at its level. Questions of one subject are wordings of one another."""
    return (entry.question.claims or (entry.id,))[0], entry.question.level


def review_today(
    cards: Sequence[Card],
    bank: Sequence[BankQuestion],
    histories: Mapping[str, QuestionHistory],
    *,
    day: int,
    level: Level,
    cap: int = A_DAY,
    read_since: Mapping[str, int] | None = None,
    preparation: Preparation | None = None,
) -> Today:
    """Today's review.

    `histories` are those of the questions in the bank. `read_since` says on which day the lesson of a question was last
    read, for leeches. With a preparation, cards that would come too late are brought forward, as the plan says.
    """
    entries = {entry.id: entry for entry in bank if entry.question.level in included(level)}
    known = [card for card in cards if card.question in entries]
    due = _due(known, day, preparation)
    leeches = [card for card in due if _is_leech(card, read_since or {})]
    asked = sorted((card for card in due if card not in leeches), key=lambda card: _rank(card, entries, day, level))
    items = _worded(asked, entries, histories)
    if preparation is not None and day == preparation.day - 1:  # the last chance: other wordings of the same too
        taken = {item.stands_for or item.entry.id for item in items} | {item.entry.id for item in items}
        items += [Item(entry=entries[card.question]) for card in asked if card.question not in taken]
    return Today(
        items=tuple(side_by_side(items[:cap])),
        waiting=max(0, len(items) - cap),
        leeches=tuple(Leech(entry=entries[card.question], missed=card.missed) for card in leeches),
    )


def ahead_of_time(
    cards: Sequence[Card],
    bank: Sequence[BankQuestion],
    histories: Mapping[str, QuestionHistory],
    *,
    level: Level,
    cap: int = A_DAY,
) -> tuple[Item, ...]:
    """What is due next though not yet: the soonest first."""
    entries = {entry.id: entry for entry in bank if entry.question.level in included(level)}
    known = sorted((card for card in cards if card.question in entries), key=lambda card: (card.due, card.question))
    return tuple(side_by_side(_worded(known, entries, histories)[:cap]))


def _rank(card: Card, entries: Mapping[str, BankQuestion], day: int, level: Level) -> tuple[float, str]:
    """Most valuable first: what is likeliest still known, one's own level before the levels below it."""
    weight = 1.0 if entries[card.question].question.level == level else 0.8
    return -weight * recall(card, day), card.question


def _is_leech(card: Card, read_since: Mapping[str, int]) -> bool:
    return card.missed >= LEECH and card.last_missed and read_since.get(card.question, -1) < card.reviewed


# Wording


def _worded(
    due: Sequence[Card], entries: Mapping[str, BankQuestion], histories: Mapping[str, QuestionHistory]
) -> list[Item]:
    """Each subject once, in the wording that was not heard for longest; wordings that are due themselves first."""
    wordings: dict[tuple[str, Level], list[str]] = {}
    for entry in entries.values():
        wordings.setdefault(subject_of(entry), []).append(entry.id)
    waiting = {card.question for card in due}
    items: dict[tuple[str, Level], Item] = {}
    for card in due:
        subject = subject_of(entries[card.question])
        if subject in items:
            continue

        def heard(name: str) -> int:
            return histories[name].last_at if name in histories else -1

        last = max(wordings[subject], key=heard)
        fresh = [name for name in wordings[subject] if name != last] or [last]
        chosen = min(fresh, key=lambda name: (name not in waiting, heard(name), name))
        stands_for = card.question if chosen != card.question else ""
        items[subject] = Item(entry=entries[chosen], stands_for=stands_for)
    return list(items.values())


# Order


def side_by_side(items: Sequence[Item]) -> list[Item]:
    """The same questions, such that what is easily confused stands next to one another and nothing twice in a row."""
    rest, ordered = list(items), list[Item]()
    while rest:
        last = ordered[-1].entry if ordered else None
        costs = [_cost(last, item.entry) if last is not None else 0 for item in rest]
        ordered.append(rest.pop(costs.index(min(costs))))
    return ordered


def _cost(last: BankQuestion, entry: BankQuestion) -> int:
    one, other = last.question, entry.question
    cost = 4 * (one.claims[:1] == other.claims[:1]) + (one.topic == other.topic) + (last.kind == entry.kind)
    return cost - 3 * confusable(last, entry)


def confusable(one: BankQuestion, other: BankQuestion) -> bool:
    """Whether two questions are about things taken for one another: a wrong option of one voices a claim of the other."""
    if one.question.claims[:1] == other.question.claims[:1]:
        return False
    voiced = any(name in other.question.claims for name in _voices(one))
    voiced = voiced or any(name in one.question.claims for name in _voices(other))
    family = _FAMILY.get(one.question.topic)
    return voiced or (family is not None and family == _FAMILY.get(other.question.topic))


def _voices(entry: BankQuestion) -> tuple[str, ...]:
    if isinstance(entry.question, Predict):
        return tuple(one.voices for one in entry.question.distractors)
    return tuple(option.voices for option in options_of(entry.question) if option.voices)


# Until the interview


class PlannedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the plan: how many questions, and how many of them were brought forward."""

    day: int
    questions: int
    brought_forward: int


def plan_until(
    cards: Sequence[Card], preparation: Preparation, *, today: int, cap: int = A_DAY
) -> tuple[PlannedDay, ...]:
    """The days until an interview, if every answer is right; days get longer than `cap` only where they must."""
    days = range(today, min(preparation.day, today + _LONGEST_PLAN))
    waiting = list(cards)
    planned = []
    for day in days:
        due = _due(waiting, day, preparation)
        taken = due[: share_of_day(waiting, preparation, day=day, cap=cap)]
        forward = sum(card.due >= preparation.day for card in taken)
        planned.append(PlannedDay(day=day, questions=len(taken), brought_forward=forward))
        names = {card.question for card in taken}
        good = Evidence(kind="", right=True, day=day)
        waiting = [after(card, card.question, good) if card.question in names else card for card in waiting]
    return tuple(planned)


def share_of_day(cards: Iterable[Card], preparation: Preparation, *, day: int, cap: int = A_DAY) -> int:
    """How many questions a day before an interview holds: the cap, or more where the rest would not fit otherwise."""
    needed = sum(card.due < preparation.day or card.reviewed < preparation.since for card in cards)
    return max(cap, ceil(needed / max(1, preparation.day - day)))


def _due(cards: Iterable[Card], day: int, preparation: Preparation | None) -> list[Card]:
    """What is due on a day; before an interview also a fair share of what would come too late for it."""
    listed = list(cards)
    due = [card for card in listed if card.due <= day]
    if preparation is None or day >= preparation.day:
        return due
    late = [card for card in listed if card.due >= preparation.day and card.reviewed < preparation.since]
    late.sort(key=lambda card: (card.stability, card.question))
    share = ceil(len(late) / (preparation.day - day))
    return late[:share] + due
