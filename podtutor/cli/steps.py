"""Steps that lead to one another on the screen, beside lessons and quizzes: a review, a mock interview, a placement."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.content.common import Level

Way = Literal["due", "more", "ahead", "weakest"]


class Review(Struct, frozen=True, kw_only=True):
    """Take a review: what is due; more of it than a day's share; ahead of time; or the weakest topics."""

    level: Level
    count: int | None = None
    way: Way = "due"


class Interview(Struct, frozen=True, kw_only=True):
    """Take a mock interview of so many minutes; `aloud`: spoken, not typed. `report` is a file to write."""

    level: Level
    minutes: int = 20
    aloud: bool = False
    report: str = ""
    seed: int = 0


class Place(Struct, frozen=True):
    """Find the level by a few questions."""
