"""Spans of time as kubectl shows them in AGE and RESTARTS."""

from __future__ import annotations

MINUTE = 60
HOUR = 60 * MINUTE
DAY_HOURS = 24
YEAR_DAYS = 365

INVALID = "<invalid>"
UNKNOWN = "<unknown>"


def human_duration(milliseconds: int) -> str:
    """k8s.io/apimachinery/pkg/util/duration/duration.go HumanDuration

    `119s`, `2m5s`, `179m`, `3h1m`, `47h`, `2d3h`, `729d`, `2y1d`, `8y`: the longer, the rougher; parts are cut off,
    not rounded. One second in the future counts as now, more is `<invalid>`.
    """
    if milliseconds < 0:
        return INVALID if milliseconds <= -2000 else "0s"
    seconds = milliseconds // 1000
    minutes, hours = seconds // MINUTE, seconds // HOUR
    days = hours // DAY_HOURS
    if seconds < 2 * MINUTE:
        return f"{seconds}s"
    if minutes < 10:
        return _two(minutes, "m", seconds % MINUTE, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % DAY_HOURS, "h")
    if days < 2 * YEAR_DAYS:
        return f"{days}d"
    if days < 8 * YEAR_DAYS:
        return _two(days // YEAR_DAYS, "y", days % YEAR_DAYS, "d")
    return f"{days // YEAR_DAYS}y"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
