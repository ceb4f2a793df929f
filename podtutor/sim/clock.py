"""Between virtual milliseconds and the timestamps of the API: whole seconds, RFC 3339, from one fixed epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""What the cluster's clock shows at t=0; the start of a minute, as CronJob schedules care."""

SECOND = 1000
MINUTE = 60 * SECOND


@lru_cache(maxsize=8192)
def stamp_of_second(second: int) -> str:
    """The API's timestamp `second` seconds after the epoch."""
    return (EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(at: int) -> str:
    """The API's timestamp (whole seconds, cut, as on the wire) of virtual time `at` in milliseconds."""
    return stamp_of_second(at // SECOND)


@lru_cache(maxsize=8192)
def parse(text: str) -> int:
    """Virtual milliseconds of an API timestamp."""
    moment = datetime.fromisoformat(text)
    return round((moment - EPOCH).total_seconds() * SECOND)
