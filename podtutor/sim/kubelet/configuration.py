"""What a scenario's `kubelet:` may set: the part of KubeletConfiguration that counts here."""

from __future__ import annotations

from typing import Any

import msgspec

from podtutor.errors import PodtutorError, Problem, UnusableInputError
from podtutor.kube.constants_node import (
    DEFAULT_EVICTION_HARD,
    EVICTION_MONITORING_PERIOD_MILLISECONDS,
    EVICTION_PRESSURE_TRANSITION_PERIOD_MILLISECONDS,
    MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS,
)
from podtutor.kube.quantity import parse_quantity
from podtutor.rules.eviction_thresholds import ThresholdConfig, parse_threshold_config

DURATION = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"


class KubeletConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds are quantities or percentages by signal; times in ms."""

    thresholds: ThresholdConfig = ThresholdConfig(hard=DEFAULT_EVICTION_HARD)
    eviction_max_pod_grace_period: int = 0
    eviction_pressure_transition_period: int = EVICTION_PRESSURE_TRANSITION_PERIOD_MILLISECONDS
    eviction_monitoring_period: int = EVICTION_MONITORING_PERIOD_MILLISECONDS
    max_crash_loop_back_off: int = MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS
    max_pods: int = 110
    sync_frequency: int = 60_000
    node_status_update_frequency: int = 10_000

    def memory_threshold(self, capacity: int) -> int:
        """`memory.available` of evictionHard in bytes; a percentage is of `capacity`."""
        text = self.thresholds.hard.get("memory.available", "0")
        if text.endswith("%"):
            return int(capacity * float(text[:-1]) / 100)
        return parse_quantity(text).value()


_DURATIONS = {
    "evictionPressureTransitionPeriod": "eviction_pressure_transition_period",
    "syncFrequency": "sync_frequency",
    "nodeStatusUpdateFrequency": "node_status_update_frequency",
}
_THRESHOLDS = {
    "evictionHard": "hard",
    "evictionSoft": "soft",
    "evictionSoftGracePeriod": "soft_grace_period",
    "evictionMinimumReclaim": "minimum_reclaim",
}
_PLAIN = {
    "evictionMaxPodGracePeriod": "eviction_max_pod_grace_period",
    "maxPods": "max_pods",
}


def duration_in_ms(text: str) -> int:
    """Milliseconds of a Go duration such as `1m30s`. Raises ValueError."""
    units = {"ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}
    total, number, rest = 0.0, "", text
    while rest:
        number = ""
        while rest and (rest[0].isdigit() or rest[0] == "."):
            number, rest = number + rest[0], rest[1:]
        unit = "ms" if rest.startswith("ms") else rest[:1]
        if not number or unit not in units:
            raise ValueError(f"{text!r} is no duration")
        total += float(number) * units[unit]
        rest = rest[len(unit) :]
    return round(total)


def read_configuration(given: dict[str, Any], path: str = "") -> KubeletConfiguration:
    """The configuration of a scenario's `kubelet:`. Raises UnusableInputError naming what is unknown or wrong."""
    values: dict[str, Any] = {}
    thresholds: dict[str, Any] = {"hard": DEFAULT_EVICTION_HARD}
    problems: list[Problem] = []
    for key, value in given.items():
        try:
            if key in _DURATIONS:
                values[_DURATIONS[key]] = duration_in_ms(str(value))
            elif key in _PLAIN:
                values[_PLAIN[key]] = int(value)
            elif key in _THRESHOLDS:
                thresholds[_THRESHOLDS[key]] = {signal: str(amount) for signal, amount in value.items()}
            elif key == "crashLoopBackOff":
                values["max_crash_loop_back_off"] = duration_in_ms(str(value["maxContainerRestartPeriod"]))
            else:
                known = sorted([*_DURATIONS, *_PLAIN, *_THRESHOLDS, "crashLoopBackOff"])
                problems.append(_problem(path, key, f"unknown key `{key}`", "one of " + ", ".join(known)))
        except (ValueError, TypeError, KeyError, AttributeError):
            problems.append(_problem(path, key, f"`{value}` cannot be read", "a value as in KubeletConfiguration"))
    if problems:
        raise UnusableInputError(problems)
    configuration = KubeletConfiguration(**values, thresholds=ThresholdConfig(**thresholds))
    try:
        parse_threshold_config(configuration.thresholds)
    except PodtutorError as error:
        given_thresholds = ", ".join(f"{key}: {given[key]}" for key in _THRESHOLDS if key in given)
        raise UnusableInputError([_problem(path, "evictionHard", f"{given_thresholds}: {error}", "")]) from None
    return configuration


def _problem(path: str, key: str, message: str, expected: str) -> Problem:
    return Problem(path=path, field=f"kubelet.{key}", code="bad-value", message=message, expected=expected)
