"""Asking what a kubelet's eviction settings mean, or what it makes of a series of measurements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from podtutor.errors import PodtutorError
from podtutor.kube.constants_node import EVICTION_PRESSURE_TRANSITION_PERIOD_MILLISECONDS
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.seconds import Seconds, milliseconds, seconds
from podtutor.rules.eviction import MEMORY, SIGNAL_TO_RESOURCE
from podtutor.rules.eviction_thresholds import (
    LESS_THAN,
    EvictionRound,
    EvictionState,
    Observation,
    Threshold,
    ThresholdConfig,
    ThresholdValue,
    eviction_round,
    parse_threshold_config,
)
from podtutor.rules.go_format import duration
from podtutor.rules.go_parse import float32

Amount = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class Measured(Struct, frozen=True, forbid_unknown_fields=True):
    """What is available of a capacity."""

    available: Amount = 0
    capacity: Amount = 0


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One round of the eviction manager: seconds since the first, and what was measured by signal."""

    at: Seconds
    observations: dict[str, Measured] = {}


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`op` parse: the settings alone. `op` session: the settings and the rounds."""

    op: Literal["parse", "session"]
    eviction_hard: dict[str, str] = {}
    eviction_soft: dict[str, str] = {}
    eviction_soft_grace_period: dict[str, str] = {}
    eviction_minimum_reclaim: dict[str, str] = {}
    enforce_node_allocatable: tuple[str, ...] = ()
    pressure_transition_period_seconds: Seconds = EVICTION_PRESSURE_TRANSITION_PERIOD_MILLISECONDS / 1000
    steps: tuple[Step, ...] = ()


def decide(asked: Input) -> Answer:
    """parse: `{ok, thresholds}` or `{ok, error}`; session: `{steps: [{metNow, metOrUnresolved, …}]}`."""
    if asked.op == "session":
        return {"steps": [_step(step, found) for step, found in _rounds(asked)]}
    try:
        thresholds = _thresholds(asked)
    except PodtutorError as error:
        return {"ok": False, "error": str(error)}
    return {"ok": True, "thresholds": [_threshold(threshold) for threshold in thresholds] or None}


def explain(asked: Input) -> Explanation:
    """The thresholds, or the rounds, as a table."""
    if asked.op == "session":
        return _explain_session(asked)
    thresholds = _thresholds(asked)
    rows = [
        (
            threshold.signal,
            "hard" if threshold.is_hard else "soft",
            "below " + _value(threshold.value),
            duration(threshold.grace_period),
            _value(threshold.min_reclaim) if threshold.min_reclaim is not None else "",
        )
        for threshold in thresholds
    ]
    return Explanation(
        verdict=f"{len(rows)} thresholds" if rows else "no eviction by pressure",
        table=Table(columns=("SIGNAL", "KIND", "MET", "GRACE", "MIN RECLAIM"), rows=tuple(rows)),
    )


def _explain_session(asked: Input) -> Explanation:
    rows = [
        (
            duration(milliseconds(step.at)),
            ", ".join(_names(found.met_now)) or "-",
            ", ".join(_names(found.unresolved)) or "-",
            ", ".join(sorted(found.node_conditions)) or "-",
            ", ".join(_names(found.evict_for)) or "-",
        )
        for step, found in _rounds(asked)
    ]
    return Explanation(
        verdict=f"evicts in {sum(row[-1] != '-' for row in rows)} of {len(rows)} rounds",
        reasons=(
            "A threshold is met strictly below its value; a soft one evicts when its grace period is over.",
            "A node condition shows at once, and stays for the transition period after the last round it was met in.",
        ),
        table=Table(columns=("AT", "MET", "MET OR UNRESOLVED", "CONDITIONS", "EVICTS FOR"), rows=tuple(rows)),
    )


def _config(asked: Input) -> ThresholdConfig:
    return ThresholdConfig(
        hard=asked.eviction_hard,
        soft=asked.eviction_soft,
        soft_grace_period=asked.eviction_soft_grace_period,
        minimum_reclaim=asked.eviction_minimum_reclaim,
        enforce_node_allocatable=asked.enforce_node_allocatable,
    )


def _thresholds(asked: Input) -> list[Threshold]:
    """Sorted by signal and grace period."""
    return sorted(
        parse_threshold_config(_config(asked)), key=lambda threshold: (threshold.signal, threshold.grace_period)
    )


def _rounds(asked: Input) -> Iterator[tuple[Step, EvictionRound]]:
    thresholds = parse_threshold_config(_config(asked))
    transition = milliseconds(asked.pressure_transition_period_seconds)
    state = EvictionState()
    for step in asked.steps:
        observations = {
            signal: Observation(measured.available, measured.capacity) for signal, measured in step.observations.items()
        }
        found = eviction_round(thresholds, observations, state, milliseconds(step.at), transition)
        state = found.state
        yield step, found


def _step(step: Step, found: EvictionRound) -> Answer:
    answer: Answer = {
        "at": seconds(milliseconds(step.at)),
        "metNow": _names(found.met_now),
        "metOrUnresolved": _names(found.unresolved),
        "nodeConditions": sorted(found.node_conditions),
        "evictFor": _names(found.evict_for),
    }
    if any(SIGNAL_TO_RESOURCE[threshold.signal] == MEMORY for threshold in found.evict_for):
        answer["reclaimFirst"] = MEMORY
    return answer


def _names(thresholds: Iterable[Threshold]) -> list[str]:
    return sorted(f"{threshold.signal}/{'hard' if threshold.is_hard else 'soft'}" for threshold in thresholds)


def _threshold(threshold: Threshold) -> Answer:
    answer: Answer = {
        "signal": threshold.signal,
        "operator": LESS_THAN,
        "value": _recorded_value(threshold.value),
        "gracePeriodSeconds": seconds(threshold.grace_period),
    }
    if threshold.min_reclaim is not None:
        answer["minReclaim"] = _recorded_value(threshold.min_reclaim)
    return answer


def _recorded_value(value: ThresholdValue) -> Answer:
    if value.quantity is not None:
        return {"quantity": str(value.quantity)}
    return {"percentage": f"{float32(value.percentage * 100):.4f}"}


def _value(value: ThresholdValue) -> str:
    return str(value.quantity) if value.quantity is not None else f"{value.percentage * 100:g}%"
