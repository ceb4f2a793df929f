"""How Go reads durations and floating-point numbers, with its errors."""

from __future__ import annotations

import re
import struct
from decimal import ROUND_CEILING, Decimal

_UNITS = {
    "ns": Decimal("0.000001"),
    "us": Decimal("0.001"),
    "µs": Decimal("0.001"),
    "μs": Decimal("0.001"),
    "ms": Decimal(1),
    "s": Decimal(1000),
    "m": Decimal(60_000),
    "h": Decimal(3_600_000),
}
_LARGEST_DURATION = Decimal(2**63 - 1) / 1_000_000
_PART = re.compile(r"([0-9]*)(?:(\.)([0-9]*))?([^0-9.]*)")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|infinity)|nan", re.IGNORECASE)
_LARGEST_FLOAT32 = 3.4028235677973366e38
_LONGEST = 100


def parse_duration(text: str) -> int:
    """time/format.go ParseDuration

    `1m30s`, `1.5h`, `-10s` as milliseconds; parts of a millisecond are rounded up. ValueError with Go's text.
    """
    rest = text[:_LONGEST]
    negative = rest[:1] == "-"
    if rest[:1] in ("-", "+"):
        rest = rest[1:]
    if rest == "0":
        return 0
    shown = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not rest or len(text) > _LONGEST:
        raise ValueError(f"time: invalid duration {shown}")
    total = Decimal(0)
    while rest:
        part = _PART.match(rest)
        if part is None or not (part[1] or part[3]):
            raise ValueError(f"time: invalid duration {shown}")
        if not part[4]:
            raise ValueError(f"time: missing unit in duration {shown}")
        if part[4] not in _UNITS:
            raise ValueError(f'time: unknown unit "{part[4]}" in duration {shown}')
        total += Decimal(f"{part[1] or 0}.{part[3] or 0}") * _UNITS[part[4]]
        if total > _LARGEST_DURATION:
            raise ValueError(f"time: invalid duration {shown}")
        rest = rest[part.end() :]
    milliseconds = int(total.to_integral_value(ROUND_CEILING))
    return -milliseconds if negative else milliseconds


def parse_float32(text: str) -> float:
    """strconv/atof.go ParseFloat with 32 bits

    The nearest number of 32 bits. ValueError with Go's text.
    """
    shown = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not _FLOAT.fullmatch(text) or len(text) > _LONGEST:
        raise ValueError(f"strconv.ParseFloat: parsing {shown}: invalid syntax")
    number = float(text)
    if abs(number) >= _LARGEST_FLOAT32 and "inf" not in text.lower():
        raise ValueError(f"strconv.ParseFloat: parsing {shown}: value out of range")
    return float32(number)


def float32(number: float) -> float:
    """Go specification, numeric types: the number with the precision of 32 bits."""
    rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    return rounded
