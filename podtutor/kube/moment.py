"""Moments as they stand on the wire (RFC 3339) and as numbers (milliseconds since 1970, UTC)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


@lru_cache(maxsize=16384)
def milliseconds(moment: str) -> int:
    """Milliseconds since 1970 of an RFC 3339 timestamp. Raises ValueError where it is none."""
    if not _RFC3339.fullmatch(moment):
        raise ValueError(f"{moment!r} is not a time; expected RFC 3339, as 2026-01-31T12:00:00Z")
    try:
        return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(milliseconds=1)
    except OverflowError as error:
        raise ValueError(f"{moment!r} is outside the calendar") from error


@lru_cache(maxsize=16384)
def timestamp(moment: int) -> str:
    """The API's timestamp of a moment in milliseconds since 1970: whole seconds, cut, as on the wire."""
    return (_EPOCH + timedelta(seconds=moment // 1000)).strftime("%Y-%m-%dT%H:%M:%SZ")
