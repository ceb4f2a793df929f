"""Changed copies of frozen values that keep what does not change, so that defaulting a defaulted object costs little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


def changed(value: S, **changes: Any) -> S:
    """`value` with these fields; `value` itself where every field already holds that very object."""
    for name, new in changes.items():
        if getattr(value, name) is not new:
            return msgspec.structs.replace(value, **changes)
    return value


def each(function: Callable[[T], T], items: tuple[T, ...]) -> tuple[T, ...]:
    """The function's results for all items; `items` itself where every result is the item."""
    results = tuple(map(function, items))
    return items if all(map(_is, results, items)) else results


def _is(one: object, other: object) -> bool:
    return one is other
