"""CronJob schedules: five fields, names, ranges and steps, descriptors, and when they fire next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.rules.go_parse import parse_duration

MONTHS: Final = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
WEEKDAYS: Final = {name: place for place, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}

FIELDS: Final[tuple[tuple[str, int, int, dict[str, int]], ...]] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, MONTHS),
    ("day of week", 0, 6, WEEKDAYS),
)
"""The five fields of a schedule: (what it is, lowest, highest, names)."""

DESCRIPTORS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
"""Schedules with a name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS_TO_SEARCH = 5
LONGEST_EVERY_SECONDS: Final = 100 * 366 * 24 * 3600


class Schedule(Struct, frozen=True, kw_only=True):
    """cron.SpecSchedule or, with `every` seconds, cron.ConstantDelaySchedule.

    Each field lists the values at which it fires; `any_day` and `any_weekday` tell that the field was a star, which makes
    the other one alone decide.
    """

    minutes: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    any_day: bool = False
    any_weekday: bool = False
    every: int | None = None

    def fires_on(self, day: datetime) -> bool:
        """github.com/robfig/cron/v3 dayMatches: day of month and day of week both where one is a star, else either."""
        of_month = day.day in self.days
        of_week = (day.weekday() + 1) % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return of_month and of_week
        return of_month or of_week


@lru_cache(maxsize=1024)
def parse_standard(text: str) -> Schedule:
    """github.com/robfig/cron/v3 ParseStandard

    A schedule of five fields or a descriptor. Raises PodtutorError.
    """
    if text.startswith("@every "):
        return Schedule(every=_every(text.removeprefix("@every ")))
    line = DESCRIPTORS.get(text, text)
    parts = line.split()
    if line.startswith("@"):
        raise PodtutorError(f"unrecognized descriptor: {text}")
    if len(parts) != len(FIELDS):
        raise PodtutorError(f"expected exactly 5 fields, found {len(parts)}: [{' '.join(parts)}]")
    values: list[tuple[int, ...]] = []
    stars: list[bool] = []
    for part, (what, lowest, highest, names) in zip(parts, FIELDS, strict=True):
        of_field, star = _field(part, what, lowest, highest, names)
        values.append(of_field)
        stars.append(star)
    minutes, hours, days, months, weekdays = values
    return Schedule(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=weekdays,
        any_day=stars[2],
        any_weekday=stars[4],
    )


def _every(text: str) -> int:
    """Whole seconds of a Go duration, at least one."""
    try:
        seconds = parse_duration(text) // 1000
    except ValueError as error:
        raise PodtutorError(f"failed to parse duration @every {text}: {error}") from None
    if seconds > LONGEST_EVERY_SECONDS:
        raise PodtutorError(f"@every {text} is longer than a century")
    return max(1, seconds)


def _field(text: str, what: str, lowest: int, highest: int, names: dict[str, int]) -> tuple[tuple[int, ...], bool]:
    """(values, was it a star?) of a field: comma-separated ranges."""
    found: dict[int, None] = {}
    star = False
    for piece in text.split(","):
        values, is_star = _range(piece, what, lowest, highest, names)
        found.update(dict.fromkeys(values))
        star = star or is_star
    return tuple(sorted(found)), star


def _range(text: str, what: str, lowest: int, highest: int, names: dict[str, int]) -> tuple[range, bool]:
    """github.com/robfig/cron/v3 getRange: `*`, `n`, `n-m`, each with `/step`; a step without an end runs to the last."""
    bounds, slash, step_text = text.partition("/")
    low_text, dash, high_text = bounds.partition("-")
    star = low_text in {"*", "?"}
    low = lowest if star else _number(low_text, what, names)
    high = highest if star else low
    if dash and not star:
        high = _number(high_text, what, names)
    step = 1
    if slash:
        step = _number(step_text, what, {})
        if not dash and not star:
            high = highest
        star = star and step == 1
    if step == 0:
        raise PodtutorError(f"step of range should be a positive number: {text}")
    if low < lowest or high > highest:
        raise PodtutorError(f"{what} {text} is out of range ({lowest}-{highest})")
    if low > high:
        raise PodtutorError(f"beginning of range ({low}) beyond end of range ({high}): {text}")
    return range(low, high + 1, step), star


def _number(text: str, what: str, names: dict[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise PodtutorError(f"failed to parse int from {text!r} in the {what} of the schedule")
    return int(text)


def next_after(schedule: Schedule, after: int, zone: tzinfo = UTC) -> int | None:
    """github.com/robfig/cron/v3 Schedule.Next

    The next moment the schedule fires, later than `after` (both in milliseconds since 1970); None where that is never
    within five years, as on the 30th of February. Fields are read in the time zone `zone`.
    """
    if schedule.every is not None:
        return after - after % 1000 + schedule.every * 1000
    moment = (_EPOCH + timedelta(milliseconds=after)).astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    moment += timedelta(minutes=1)
    last_year = moment.year + _YEARS_TO_SEARCH
    while moment.year <= last_year:
        if moment.month not in schedule.months:
            moment = _first_of_next_month(moment)
        elif not schedule.fires_on(moment):
            moment = moment.replace(hour=0, minute=0) + timedelta(days=1)
        elif moment.hour not in schedule.hours:
            moment = moment.replace(minute=0) + timedelta(hours=1)
        elif moment.minute not in schedule.minutes:
            moment += timedelta(minutes=1)
        else:
            return (moment.replace(tzinfo=zone) - _EPOCH) // timedelta(milliseconds=1)
    return None


def _first_of_next_month(moment: datetime) -> datetime:
    return (moment.replace(day=1, hour=0, minute=0) + timedelta(days=32)).replace(day=1)
