"""The base of every API type, and the two spellings of "this key is always on the wire".

An attribute is the snake case of the API's own name; `omit_defaults` plays the part of Go's `omitempty`.
A Go field without `omitempty` is declared with `field(default_factory=...)`, which is written even when empty.
"""

from __future__ import annotations

import msgspec

Time = str
"""A moment as it stands on the wire: RFC 3339 in UTC, whole seconds (`2026-11-20T12:00:00Z`)."""

IntOrString = int | str
"""Kubernetes' IntOrString: a number, or a name or percentage as text."""


class ApiType(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename="camel",
    forbid_unknown_fields=True,
    gc=False,
):
    """A value of the Kubernetes API. Frozen, compared by value, free of reference cycles (hence `gc=False`)."""
