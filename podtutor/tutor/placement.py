"""Finds a learner's level by asking: at most eight questions, each at the level that tells most, until it is clear enough.

Every answer moves the odds that the learner is junior, middle or senior; who guesses is allowed for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

import msgspec

from podtutor.content.bank import BankQuestion
from podtutor.content.common import LEVELS, Level

MOST: Final = 8
_LEAST: Final = 4
_CLEAR: Final = 0.85

# The chance of a right answer: by the learner's level, then by the question's. A guess among four is right one time in four.
_RIGHT: Final[Mapping[Level, Mapping[Level, float]]] = {
    "junior": {"junior": 0.65, "middle": 0.35, "senior": 0.25},
    "middle": {"junior": 0.9, "middle": 0.75, "senior": 0.4},
    "senior": {"junior": 0.95, "middle": 0.9, "senior": 0.75},
}
_BEFORE: Final[Mapping[Level, float]] = {"junior": 0.4, "middle": 0.35, "senior": 0.25}
_KINDS: Final = ("choice", "truefalse")


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """A placement on its way: the odds of each level, and what was asked (question ids) with right or wrong."""

    odds: dict[Level, float]
    asked: tuple[tuple[str, bool], ...] = ()

    @property
    def done(self) -> bool:
        """Whether it is clear enough, or enough was asked."""
        return len(self.asked) >= MOST or (len(self.asked) >= _LEAST and max(self.odds.values()) >= _CLEAR)

    @property
    def level(self) -> Level:
        """The likeliest level; of two as likely the lower, which skips nothing."""
        return max(LEVELS, key=lambda level: (round(self.odds[level], 9), -LEVELS.index(level)))

    @property
    def next_level(self) -> Level:
        """The level at which the next question tells most."""
        return min(LEVELS, key=lambda level: (round(_left_over(self.odds, level), 9), LEVELS.index(level)))

    def answered(self, entry: BankQuestion, *, right: bool) -> Placement:
        """After one more answer."""
        odds = _after(self.odds, entry.question.level, right=right)
        return Placement(odds=odds, asked=(*self.asked, (entry.id, right)))


def start_placement() -> Placement:
    """Before the first question."""
    return Placement(odds=dict(_BEFORE))


def next_question(placement: Placement, bank: Sequence[BankQuestion], chance: Random) -> BankQuestion | None:
    """A question at the level that tells most, over a topic not asked about yet where there is one; None where none is left."""
    asked = {name: place for place, (name, _) in enumerate(placement.asked)}
    topics = [entry.question.topic for entry in bank if entry.id in asked]
    for level in sorted(LEVELS, key=lambda one: (one != placement.next_level, LEVELS.index(one))):
        pool = [
            entry
            for entry in bank
            if entry.question.level == level
            and entry.id not in asked
            and entry.kind in _KINDS
            and not entry.question.exhibit
        ]
        if pool:
            rarest = min(topics.count(entry.question.topic) for entry in pool)
            return chance.choice([entry for entry in pool if topics.count(entry.question.topic) == rarest])
    return None


def _after(odds: Mapping[Level, float], asked: Level, *, right: bool) -> dict[Level, float]:
    moved = {level: odds[level] * (_RIGHT[level][asked] if right else 1 - _RIGHT[level][asked]) for level in LEVELS}
    whole = sum(moved.values())
    return {level: share / whole for level, share in moved.items()}


def _left_over(odds: Mapping[Level, float], asked: Level) -> float:
    """What stays unclear after a question of a level: the expected chance of naming the wrong level."""
    chance = sum(odds[level] * _RIGHT[level][asked] for level in LEVELS)
    right, wrong = _after(odds, asked, right=True), _after(odds, asked, right=False)
    return chance * (1 - max(right.values())) + (1 - chance) * (1 - max(wrong.values()))
