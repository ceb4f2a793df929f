"""Between virtual milliseconds and the timestamps of the API: whole seconds, from one fixed epoch."""

from __future__ import annotations

from functools import lru_cache

from podtutor.kube.moment import milliseconds, timestamp

SECOND = 1000
MINUTE = 60 * SECOND

EPOCH = milliseconds("2026-01-01T00:00:00Z")
"""What the cluster's clock shows at t=0, in ms since 1970; the start of a minute, as CronJob schedules care."""


@lru_cache(maxsize=16384)
def _stamp_of_second(second: int) -> str:
    return timestamp(EPOCH + second * SECOND)


def stamp(at: int) -> str:
    """The API's timestamp (whole seconds, cut, as on the wire) of virtual time `at` in milliseconds."""
    return _stamp_of_second(at // SECOND)


def parse(text: str) -> int:
    """Virtual milliseconds of an API timestamp."""
    return milliseconds(text) - EPOCH


def unix(at: int) -> int:
    """Milliseconds since 1970 of virtual time `at`: what rules that compare timestamps take as now."""
    return EPOCH + at
