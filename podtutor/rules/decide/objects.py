"""The decisions about objects themselves: quantities, selectors, defaults, validation, names and DNS."""

from __future__ import annotations

from podtutor.rules.decide.frame import Decision

OBJECT_DECISIONS: tuple[Decision, ...] = ()
