"""The picture of progress: everything its screen and its JSON show, as values."""

from __future__ import annotations

import msgspec

from podtutor.content.common import Level
from podtutor.tutor.progress import Total
from podtutor.tutor.strength import Strength

CALENDAR_WEEKS = 17


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One track of a lesson: when it was done first (milliseconds since 1970), whether begun, and its answers."""

    level: Level
    done: int | None
    begun: bool
    total: Total


class LessonProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson and its three tracks."""

    id: str
    title: str
    tracks: tuple[Track, ...]


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was answered rightly once and wrongly the last time, on `day`."""

    question: str
    prompt: str
    lesson: str
    day: int


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Review cards: due by today, tomorrow, within the six days after; and all there are."""

    now: int = 0
    tomorrow: int = 0
    week: int = 0
    cards: int = 0


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has learned. Days are counted from 1970-01-01; `calendar` holds days with answers only."""

    level: Level
    path: str
    path_title: str
    today: int
    lessons: tuple[LessonProgress, ...]
    topics: tuple[tuple[str, Strength], ...]
    calendar: dict[int, Total]
    due: Due
    calibration: dict[int, Total]
    forgotten: tuple[Forgotten, ...] = ()
    answers: Total = Total()


def due_of(by_day: dict[int, int], today: int) -> Due:
    """The review cards by day, counted up."""
    return Due(
        now=sum(count for day, count in by_day.items() if day <= today),
        tomorrow=by_day.get(today + 1, 0),
        week=sum(count for day, count in by_day.items() if today + 1 < day <= today + 7),
        cards=sum(by_day.values()),
    )
