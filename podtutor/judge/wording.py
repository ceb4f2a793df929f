"""Values in words: what a verdict shows of what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

LONGEST: Final = 160
"""Characters of a value that are shown; the rest is left out, and said to be."""


def in_words(value: Any) -> str:
    """A value as one would say it: nothing, 2, 12.5, a text in quotes, a short list."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return _cut(f'"{value}"')
    if isinstance(value, (list, tuple)):
        return _cut(", ".join(in_words(member) for member in value)) if value else "an empty list"
    if isinstance(value, Mapping):
        return _cut(", ".join(f"{key}: {in_words(member)}" for key, member in value.items())) if value else "nothing"
    return _cut(json.dumps(value, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
