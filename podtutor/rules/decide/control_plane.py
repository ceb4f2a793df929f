"""The decisions of scheduler and controllers: where pods go, which of them leave, what comes next."""

from __future__ import annotations

from podtutor.rules.decide.frame import Decision

CONTROL_PLANE_DECISIONS: tuple[Decision, ...] = ()
