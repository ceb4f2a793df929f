"""Where a moment stands on the line: time as columns, long waits folded, so that a second of action is seen beside an hour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

FOLD: Final = 8
"""Columns that a folded wait takes."""
_TOGETHER: Final = 0.2
"""Seconds within which moments share a column."""
_FINE: Final = 0.25
"""Of the waits between moments, this share (the shortest) may fall below a column before another wait is folded."""


class Fold(Struct, frozen=True):
    """A wait that is not drawn to scale: its columns."""

    begin: int
    end: int

    @property
    def middle(self) -> int:
        """The column in which the cut is drawn; it takes one more to the right."""
        return self.begin + (self.end - self.begin) // 2


class Scale(Struct, frozen=True):
    """Moments with their columns, both ascending, and the folded waits between them."""

    moments: tuple[float, ...]
    columns: tuple[int, ...]
    folds: tuple[Fold, ...]
    width: int

    def column(self, at: float) -> int:
        """The column in which a moment stands; moments between two known ones stand in proportion."""
        place = bisect_right(self.moments, at + 1e-9) - 1
        if place < 0:
            return 0
        if place >= len(self.moments) - 1:
            return self.columns[-1]
        begin, end = self.moments[place], self.moments[place + 1]
        if at - begin < _TOGETHER:
            return self.columns[place]
        share = (at - begin) / (end - begin)
        return self.columns[place] + int(share * (self.columns[place + 1] - self.columns[place]))


def scale_of(times: Sequence[float], width: int) -> Scale:
    """A scale of `width` columns for these moments (ascending, the first and the last are its ends)."""
    together = _TOGETHER
    moments = _clustered(times, together)
    while len(moments) > max(2, width):
        together *= 2
        moments = _clustered(times, together)
    waits = [after - before for before, after in pairwise(moments)]
    folded = _folded(waits, width)
    widths = _widths(waits, folded, width)
    columns = [0]
    for columns_of_wait in widths:
        columns.append(columns[-1] + columns_of_wait)
    folds = tuple(Fold(columns[place], columns[place + 1]) for place in sorted(folded) if widths[place] >= FOLD)
    return Scale(tuple(moments), tuple(columns), folds, width)


def _clustered(times: Sequence[float], together: float) -> list[float]:
    kept: list[float] = []
    for at in times:
        if not kept or at - kept[-1] >= together:
            kept.append(at)
    return kept


def _folded(waits: Sequence[float], width: int) -> frozenset[int]:
    """Which waits to fold: the longest first, until the short ones can be told apart."""
    folded: list[int] = []
    by_length = sorted(range(len(waits)), key=lambda place: -waits[place])
    most = max(0, (width - len(waits)) // (FOLD + 4))
    for place in by_length:
        drawn = [wait for number, wait in enumerate(waits) if number not in folded]
        second = sum(drawn) / max(1, width - FOLD * len(folded))
        short = sorted(drawn)[int(len(drawn) * _FINE)] if drawn else 0.0
        if len(folded) >= most or short >= second or waits[place] <= second * FOLD * 1.5:
            break
        folded.append(place)
    return frozenset(folded)


def _widths(waits: Sequence[float], folded: frozenset[int], width: int) -> list[int]:
    """Columns for every wait, all together at most `width - 1`: as many for each as its words need, the rest by length."""
    least = _least(len(waits), width - FOLD * len(folded))
    room = width - 1 - FOLD * len(folded) - least * (len(waits) - len(folded))
    drawn = sum(wait for place, wait in enumerate(waits) if place not in folded)
    exact = [0.0 if place in folded or not drawn else wait / drawn * max(0, room) for place, wait in enumerate(waits)]
    widths = [FOLD if place in folded else least + int(share) for place, share in enumerate(exact)]
    by_rest = sorted(range(len(waits)), key=lambda place: (int(exact[place]) - exact[place], place))
    for place in by_rest[: max(0, min(len(waits), width - 1 - sum(widths)))]:
        widths[place] += place not in folded
    while sum(widths) > width - 1:
        widest = max(range(len(widths)), key=lambda place: (place not in folded, widths[place]))
        if widths[widest] <= 1:
            break
        widths[widest] -= 1
    return widths


def _least(waits: int, width: int) -> int:
    """Columns that even the shortest wait gets: more where there is room, for a word needs a few."""
    share = width // (2 * max(1, waits))
    return max(1, min(5, share))
