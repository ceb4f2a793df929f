"""Why a container was not started."""

from __future__ import annotations

from typing import NamedTuple


class StartFailure(NamedTuple):
    """The waiting reason and message; when a back-off ends, where it is one, in ms."""

    reason: str
    message: str
    back_off_ends: int | None = None
