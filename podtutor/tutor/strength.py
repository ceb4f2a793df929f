"""How sure a share of right answers is: three answers are not thirty, and the picture must say so."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Final, Literal

import msgspec

from podtutor.content.common import Level
from podtutor.tutor.progress import Total

_Z: Final = 1.645
"""Nine times in ten the true share lies between the two ends."""

ENOUGH: Final = 8
"""Answers below which a share is told, but not judged."""

Standing = Literal["unknown", "weak", "growing", "strong"]


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """A share of right answers with its uncertainty: the share, and the ends between which it lies nine times in ten."""

    asked: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Right answers of those given, 0 to 1; 0 without answers."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def standing(self) -> Standing:
        """In a word; `unknown` where there are too few answers to judge."""
        if self.asked < ENOUGH:
            return "unknown"
        if self.low >= 0.7:
            return "strong"
        return "weak" if self.share < 0.6 else "growing"


def strength_of(total: Total) -> Strength:
    """The strength behind some answers, by Wilson's interval."""
    count, right = total.asked, total.right
    if not count:
        return Strength(asked=0, right=0, low=0.0, high=1.0)
    share, z2 = right / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    reach = _Z / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Strength(asked=count, right=right, low=max(0.0, middle - reach), high=min(1.0, middle + reach))


def added(totals: Mapping[tuple[str, Level], Total]) -> dict[str, Total]:
    """Totals by name and level as totals by name."""
    sums: dict[str, Total] = {}
    for (name, _), total in totals.items():
        known = sums.get(name, Total())
        sums[name] = Total(known.asked + total.asked, known.right + total.right)
    return sums


def weakest(totals: Mapping[str, Total]) -> list[tuple[str, Strength]]:
    """Names with their strengths, those first that are most likely weak; few answers alone make nothing weak."""
    rated = [(name, strength_of(total)) for name, total in totals.items() if total.asked]
    return sorted(rated, key=lambda entry: (entry[1].asked < ENOUGH, entry[1].share, entry[0]))


Trust = Literal["too few", "overconfident", "fair", "underconfident"]

# What each degree of being sure ought to be worth: below the first it promises too much, above the second too little.
_WORTH: Final[Mapping[int, tuple[float, float]]] = {1: (0.15, 0.6), 2: (0.55, 0.92), 3: (0.85, 1.01)}


def trust_in(confidence: int, total: Total) -> Trust:
    """Whether answers given so surely were right as often as that promises; judged only beyond chance."""
    strength = strength_of(total)
    if strength.asked < ENOUGH or confidence not in _WORTH:
        return "too few"
    least, most = _WORTH[confidence]
    if strength.high < least:
        return "overconfident"
    return "underconfident" if strength.low > most else "fair"
