"""When a question comes back: one card a question, moved by the FSRS model. Days are counted from 1970-01-01, the learner's own.

A card follows from the answers alone, so it can be made anew from them at any time. No chance, no clock: days are handed
in, intervals are not blurred, and there are no learning steps within a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Literal, cast

import msgspec

from podtutor.tutor.progress import Card, KeptAnswer

if TYPE_CHECKING:
    from datetime import datetime

    from fsrs import Card as FsrsCard
    from fsrs import Scheduler

Rating = Literal[1, 2, 3, 4]
AGAIN: Final = 1
HARD: Final = 2
GOOD: Final = 3
EASY: Final = 4
RATINGS: Final[Mapping[int, str]] = {AGAIN: "again", HARD: "hard", GOOD: "good", EASY: "easy"}
"""The four ratings of the model, in words."""

RETENTION: Final = 0.9
"""The chance of still knowing it that is left when a question comes back."""

INTERVIEW: Final = "interview"
"""The kind under which answers of mock interviews are kept; they make no cards."""

_CERTAIN: Final = 3
_GUESS: Final = 1

# Seconds, reading included: an answer below the first is quick, above the second it took thought.
_PACE: Final[Mapping[str, tuple[int, int]]] = {
    "truefalse": (8, 40),
    "choice": (15, 60),
    "predict": (20, 90),
    "redflag": (20, 75),
    "multi": (20, 90),
    "fill": (8, 45),
    "number": (8, 45),
    "order": (25, 120),
    "open": (60, 240),
}
_USUAL_PACE: Final = (15, 60)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says about memory: right or not, how sure, how fast, and the learner's own rating where given."""

    kind: str
    right: bool
    day: int
    confidence: int | None = None
    milliseconds: int = 0
    rating: int | None = None


def evidence_of(answer: KeptAnswer) -> Evidence:
    """The evidence in a kept answer; the learner's own verdict and rating count."""
    return Evidence(
        kind=answer.kind,
        right=answer.counts_right,
        day=answer.day,
        confidence=answer.confidence,
        milliseconds=answer.milliseconds,
        rating=answer.rating,
    )


def rating_of(evidence: Evidence) -> Rating:
    """The rating: wrong is again; right is good, hard where it was a guess or took long, easy where certain and quick."""
    if evidence.rating in RATINGS:
        return cast("Rating", evidence.rating)
    if not evidence.right:
        return AGAIN
    quick, slow = _PACE.get(evidence.kind, _USUAL_PACE)
    seconds = evidence.milliseconds / 1000
    if evidence.confidence == _GUESS or seconds > slow:
        return HARD
    if evidence.confidence == _CERTAIN and 0 < seconds < quick:
        return EASY
    return GOOD


def after(card: Card | None, question: str, evidence: Evidence) -> Card:
    """The card of a question after one more answer; `card` is None before the first."""
    from fsrs import Rating as FsrsRating

    rating = rating_of(evidence)
    day = max(evidence.day, card.reviewed) if card is not None else evidence.day
    moved, _ = _scheduler().review_card(_as_fsrs(card, question), FsrsRating(rating), _moment(day))
    return Card(
        question=question,
        stability=moved.stability or 0.0,
        difficulty=moved.difficulty or 0.0,
        reviewed=day,
        due=_day(moved.due),
        reviews=(card.reviews if card else 0) + 1,
        missed=(card.missed if card else 0) + (rating == AGAIN),
        last_missed=rating == AGAIN,
    )


def replay(question: str, evidence: Iterable[Evidence]) -> Card | None:
    """The card that a question's answers make, in their order; None without answers."""
    card: Card | None = None
    for one in evidence:
        if one.kind != INTERVIEW:
            card = after(card, question, one)
    return card


def recall(card: Card, day: int) -> float:
    """The chance (0 to 1) that a question is still known on a day, by the model."""
    return float(_scheduler().get_card_retrievability(_as_fsrs(card, card.question), _moment(max(day, card.reviewed))))


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _as_fsrs(card: Card | None, question: str) -> FsrsCard:
    from fsrs import Card as FsrsCard
    from fsrs import State

    number = int.from_bytes(blake2b(question.encode("utf-8"), digest_size=8).digest(), "big") >> 1
    if card is None:
        return FsrsCard(card_id=number, due=_moment(0))
    return FsrsCard(
        card_id=number,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_moment(card.due),
        last_review=_moment(card.reviewed),
    )


def _moment(day: int) -> datetime:
    from datetime import UTC, datetime, timedelta

    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)


def _day(moment: datetime) -> int:
    from datetime import UTC, datetime

    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).days
