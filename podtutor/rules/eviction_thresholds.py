"""When a node is under pressure, what it says about it, and when it begins to evict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, structs

from podtutor.errors import PodtutorError
from podtutor.kube.constants_node import ENFORCE_NODE_ALLOCATABLE_PODS
from podtutor.kube.quantity import Quantity, parse_quantity
from podtutor.rules.eviction import MEMORY, SIGNAL_TO_RESOURCE
from podtutor.rules.go_parse import float32, parse_duration, parse_float32

LESS_THAN = "LessThan"
MEMORY_AVAILABLE = "memory.available"
ALLOCATABLE_MEMORY_AVAILABLE = "allocatableMemory.available"

MEMORY_PRESSURE = "MemoryPressure"
DISK_PRESSURE = "DiskPressure"
PID_PRESSURE = "PIDPressure"

RESOURCE_TO_NODE_CONDITION: Mapping[str, str] = MappingProxyType(
    {
        "memory": MEMORY_PRESSURE,
        "ephemeral-storage": DISK_PRESSURE,
        "inodes": DISK_PRESSURE,
        "pids": PID_PRESSURE,
    }
)
"""pkg/kubelet/eviction/helpers.go signalToNodeCondition, by the resource the signal is short of."""


class ThresholdValue(Struct, frozen=True):
    """pkg/kubelet/eviction/api/types.go ThresholdValue: an amount, or a part of the capacity (0.1 is 10 %)."""

    quantity: Quantity | None = None
    percentage: float = 0.0

    def of_capacity(self, capacity: int) -> int:
        """pkg/kubelet/eviction/api/types.go GetThresholdQuantity, in billionths."""
        if self.quantity is not None:
            return self.quantity.nanos
        return Quantity.of(int(float(capacity) * self.percentage)).nanos


class Threshold(Struct, frozen=True):
    """pkg/kubelet/eviction/api/types.go Threshold: `grace_period` in milliseconds, 0 for a hard one.

    `statement` tells apart thresholds of one amount that come from two settings, as upstream's pointers do; plain
    percentages have no pointer, and there it is 0.
    """

    signal: str
    value: ThresholdValue
    grace_period: int = 0
    min_reclaim: ThresholdValue | None = None
    statement: int = 0

    @property
    def is_hard(self) -> bool:
        """pkg/kubelet/eviction/helpers.go isHardEvictionThreshold"""
        return self.grace_period == 0


class ThresholdConfig(Struct, frozen=True, kw_only=True):
    """The kubelet's settings of eviction, signal by signal, as its configuration file has them."""

    hard: Mapping[str, str] = {}
    soft: Mapping[str, str] = {}
    soft_grace_period: Mapping[str, str] = {}
    minimum_reclaim: Mapping[str, str] = {}
    enforce_node_allocatable: tuple[str, ...] = ()


class Observation(Struct, frozen=True):
    """What a node measures for a signal, in whole units."""

    available: int
    capacity: int


Observations = Mapping[str, Observation]


class EvictionState(Struct, frozen=True):
    """What the eviction manager remembers between its rounds; moments in milliseconds."""

    thresholds_met: tuple[Threshold, ...] = ()
    first_observed_at: Mapping[Threshold, int] = {}
    condition_observed_at: Mapping[str, int] = {}


class EvictionRound(Struct, frozen=True, kw_only=True):
    """What one round of the eviction manager finds.

    `met_now`: below their value; `unresolved`: those and the ones not yet back above value and minimum reclaim;
    `node_conditions`: what the node reports; `evict_for`: what evicts pods in this round.
    """

    state: EvictionState
    met_now: tuple[Threshold, ...]
    unresolved: tuple[Threshold, ...]
    node_conditions: tuple[str, ...]
    evict_for: tuple[Threshold, ...]


def parse_threshold_config(config: ThresholdConfig) -> tuple[Threshold, ...]:
    """pkg/kubelet/eviction/helpers.go ParseThresholdConfig

    The thresholds that the settings mean: hard ones, soft ones, and with `pods` enforced a copy of hard
    memory.available for the pods' own part of the memory. PodtutorError with upstream's text where they are wrong.
    """
    try:
        results = list(_parse_statements(config.hard))
        soft = _parse_statements(config.soft)
        grace_periods = _parse_grace_periods(config.soft_grace_period)
        reclaims = _parse_minimum_reclaims(config.minimum_reclaim)
    except ValueError as error:
        raise PodtutorError(str(error)) from error
    for threshold in soft:
        if threshold.signal not in grace_periods:
            raise PodtutorError(f"grace period must be specified for the soft eviction threshold {threshold.signal}")
        results.append(structs.replace(threshold, grace_period=grace_periods[threshold.signal]))
    for index, threshold in enumerate(results):
        reclaim = reclaims.get(threshold.signal)
        told_apart = threshold.value.quantity is not None or reclaim is not None
        results[index] = structs.replace(threshold, min_reclaim=reclaim, statement=index + 1 if told_apart else 0)
    if ENFORCE_NODE_ALLOCATABLE_PODS in config.enforce_node_allocatable:
        results += [
            structs.replace(threshold, signal=ALLOCATABLE_MEMORY_AVAILABLE)
            for threshold in results
            if threshold.signal == MEMORY_AVAILABLE and threshold.is_hard
        ]
    return tuple(results)


def eviction_round(
    thresholds: Sequence[Threshold],
    observations: Observations,
    state: EvictionState,
    now: int,
    pressure_transition_period: int,
) -> EvictionRound:
    """pkg/kubelet/eviction/eviction_manager.go synchronize

    One round at `now` (milliseconds) up to the question whom to evict. A node condition shows as soon as a
    threshold is met, and for `pressure_transition_period` after it was last met.
    """
    met_now = thresholds_met(thresholds, observations, enforce_min_reclaim=False)
    unresolved = merge_thresholds(met_now, thresholds_met(state.thresholds_met, observations, enforce_min_reclaim=True))
    first_observed_at = {threshold: state.first_observed_at.get(threshold, now) for threshold in unresolved}
    condition_observed_at = {
        **state.condition_observed_at,
        **dict.fromkeys(node_conditions(unresolved), now),
    }
    shown = tuple(
        condition
        for condition, observed_at in condition_observed_at.items()
        if now - observed_at < pressure_transition_period
    )
    driving = tuple(
        threshold for threshold, observed_at in first_observed_at.items() if now - observed_at >= threshold.grace_period
    )
    return EvictionRound(
        state=EvictionState(driving, first_observed_at, condition_observed_at),
        met_now=met_now,
        unresolved=unresolved,
        node_conditions=shown,
        evict_for=tuple(threshold for threshold in driving if threshold.signal in observations),
    )


def thresholds_met(
    thresholds: Iterable[Threshold], observations: Observations, *, enforce_min_reclaim: bool
) -> tuple[Threshold, ...]:
    """pkg/kubelet/eviction/helpers.go thresholdsMet

    Those of the thresholds whose value (with the minimum reclaim on top, where that is enforced) is strictly more
    than what is available. A signal nobody observed is never met.
    """
    return tuple(
        threshold
        for threshold in thresholds
        if (observed := observations.get(threshold.signal)) is not None
        and _needed(threshold, observed.capacity, enforce_min_reclaim=enforce_min_reclaim)
        > Quantity.of(observed.available).nanos
    )


def merge_thresholds(first: Sequence[Threshold], second: Sequence[Threshold]) -> tuple[Threshold, ...]:
    """pkg/kubelet/eviction/helpers.go mergeThresholds

    Both, without those of the second that the merged ones have already: same signal, amount and grace period.
    """
    merged = list(first)
    seen = [(threshold.signal, threshold.value, threshold.grace_period) for threshold in first]
    for threshold in second:
        key = (threshold.signal, threshold.value, threshold.grace_period)
        if key not in seen:
            seen.append(key)
            merged.append(threshold)
    return tuple(merged)


def node_conditions(thresholds: Iterable[Threshold]) -> tuple[str, ...]:
    """pkg/kubelet/eviction/helpers.go nodeConditions

    What the node says about thresholds that are met: each condition once.
    """
    found = (RESOURCE_TO_NODE_CONDITION[SIGNAL_TO_RESOURCE[threshold.signal]] for threshold in thresholds)
    return tuple(dict.fromkeys(found))


def by_eviction_priority(thresholds: Iterable[Threshold]) -> list[Threshold]:
    """pkg/kubelet/eviction/helpers.go byEvictionPriority

    The thresholds in the order in which they are relieved: memory before everything else.
    """
    return sorted(thresholds, key=lambda threshold: SIGNAL_TO_RESOURCE[threshold.signal] != MEMORY)


def parse_threshold_statement(signal: str, value: str) -> Threshold | None:
    """pkg/kubelet/eviction/helpers.go parseThresholdStatement

    The hard threshold that a setting means; None for exactly `0%` and `100%`, which switch it off. ValueError with
    upstream's text.
    """
    _require_signal(signal)
    if not value.endswith("%"):
        quantity = parse_quantity(value)
        if quantity.sign <= 0:
            raise ValueError(f"eviction threshold {signal} must be positive: {quantity}")
        return Threshold(signal, ThresholdValue(quantity=quantity))
    if value in ("0%", "100%"):
        return None
    percentage = parse_percentage(value)
    if percentage < 0:
        raise ValueError(f"eviction percentage threshold {signal} must be >= 0%: {value}")
    if percentage > 1:
        raise ValueError(f"eviction percentage threshold {signal} must be <= 100%: {value}")
    return Threshold(signal, ThresholdValue(percentage=percentage))


def parse_percentage(text: str) -> float:
    """pkg/kubelet/eviction/helpers.go parsePercentage

    `15%` as 0.15, in the precision of 32 bits. ValueError with Go's text.
    """
    return float32(parse_float32(text.rstrip("%")) / 100)


def _parse_statements(statements: Mapping[str, str]) -> list[Threshold]:
    parsed = (parse_threshold_statement(signal, value) for signal, value in statements.items())
    return [threshold for threshold in parsed if threshold is not None]


def _parse_grace_periods(statements: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for signal, value in statements.items():
        _require_signal(signal)
        found[signal] = parse_duration(value)
        if found[signal] < 0:
            raise ValueError(f"invalid eviction grace period specified: {value}, must be a positive value")
    return found


def _parse_minimum_reclaims(statements: Mapping[str, str]) -> dict[str, ThresholdValue]:
    found: dict[str, ThresholdValue] = {}
    for signal, value in statements.items():
        _require_signal(signal)
        if value.endswith("%"):
            percentage = parse_percentage(value)
            if percentage <= 0:
                raise ValueError(f"eviction percentage minimum reclaim {signal} must be positive: {value}")
            found[signal] = ThresholdValue(percentage=percentage)
            continue
        quantity = parse_quantity(value)
        if quantity.sign < 0:
            raise ValueError(f"negative eviction minimum reclaim specified for {signal}")
        found[signal] = ThresholdValue(quantity=quantity)
    return found


def _require_signal(signal: str) -> None:
    if signal not in SIGNAL_TO_RESOURCE:
        raise ValueError(f"unsupported eviction signal {signal}")


def _needed(threshold: Threshold, capacity: int, *, enforce_min_reclaim: bool) -> int:
    needed = threshold.value.of_capacity(capacity)
    if enforce_min_reclaim and threshold.min_reclaim is not None:
        needed += threshold.min_reclaim.of_capacity(capacity)
    return needed
