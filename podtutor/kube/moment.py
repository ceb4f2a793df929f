"""Moments as they stand on the wire (RFC 3339) and as numbers (milliseconds since 1970, UTC)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=16384)
def milliseconds(moment: str) -> int:
    """Milliseconds since 1970 of an RFC 3339 timestamp. Raises ValueError where it is none."""
    parsed = datetime.fromisoformat(moment)
    if parsed.tzinfo is None:
        raise ValueError(f"{moment!r} names no time zone")
    return (parsed - _EPOCH) // timedelta(milliseconds=1)
