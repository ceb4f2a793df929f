"""Asking how long a pod that has to go is given."""

from __future__ import annotations

from msgspec import Struct

from podtutor.rules.decide.frame import Answer, Explanation
from podtutor.rules.decide.seconds import WholeSeconds
from podtutor.rules.termination import calculate_effective_grace_period


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Seconds: what is in force (0: nothing), what the deletion, the spec and an eviction ask for (null: nothing)."""

    previous: WholeSeconds = 0
    deletion_grace_period_seconds: WholeSeconds | None = None
    termination_grace_period_seconds: WholeSeconds | None = None
    override: WholeSeconds | None = None


def decide(asked: Input) -> Answer:
    """`{gracePeriodSeconds, shortened}`."""
    found = calculate_effective_grace_period(
        asked.previous,
        asked.deletion_grace_period_seconds,
        asked.termination_grace_period_seconds,
        asked.override,
    )
    return {"gracePeriodSeconds": found.seconds, "shortened": found.shortened}


def explain(asked: Input) -> Explanation:
    """The grace period and what set it."""
    answer = decide(asked)
    reasons = ["The deletion's and the eviction's values may only shorten what is in force; 0 in force means nothing."]
    if asked.deletion_grace_period_seconds is None and asked.override is None and asked.previous == 0:
        reasons.append("Nothing was said at the deletion: the spec's terminationGracePeriodSeconds counts.")
    if answer["gracePeriodSeconds"] == 1:
        reasons.append("At least one second; the runtime raises anything below two to two.")
    return Explanation(verdict=f"{answer['gracePeriodSeconds']} s", reasons=tuple(reasons))
