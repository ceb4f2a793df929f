"""Seconds as questions and answers have them, milliseconds as rules have them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

LONGEST_SECONDS = 10**12
"""Far beyond any life of a cluster, and far below where arithmetic on floating-point numbers goes wrong."""

Seconds = Annotated[float, Meta(ge=-LONGEST_SECONDS, le=LONGEST_SECONDS)]
WholeSeconds = Annotated[int, Meta(ge=-LONGEST_SECONDS, le=LONGEST_SECONDS)]


def milliseconds(seconds: float) -> int:
    """The nearest whole millisecond."""
    return round(seconds * 1000)


def seconds(milliseconds: int) -> int | float:
    """The same in seconds, a whole number where it is one."""
    whole, rest = divmod(milliseconds, 1000)
    return milliseconds / 1000 if rest else whole
