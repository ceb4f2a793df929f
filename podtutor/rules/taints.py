"""Taints and tolerations: which pods a node keeps off, which it sends away, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable

from podtutor.kube.node import Taint
from podtutor.kube.pod import Toleration

NO_SCHEDULE = "NoSchedule"
PREFER_NO_SCHEDULE = "PreferNoSchedule"
NO_EXECUTE = "NoExecute"

DO_NOT_SCHEDULE_EFFECTS = (NO_SCHEDULE, NO_EXECUTE)
"""The effects that keep a new pod off a node; PreferNoSchedule only lowers the node's score."""

_DECIMAL_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_INT64 = range(-(2**63), 2**63)


def tolerates_taint(toleration: Toleration, taint: Taint, *, comparison_operators: bool = False) -> bool:
    """k8s.io/api/core/v1/toleration.go ToleratesTaint

    An empty effect or key of the toleration matches all; Exists ignores values; Equal (also written as nothing) compares
    them. Gt and Lt compare numbers only where the gate TaintTolerationComparisonOperators (`comparison_operators`, off
    in 1.36) is on. `tolerationSeconds` plays no part.
    """
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    operator = toleration.operator
    if operator in {"", "Equal"}:
        return toleration.value == taint.value
    if operator == "Exists":
        return True
    if operator in {"Gt", "Lt"} and comparison_operators:
        return compare_numeric_values(toleration.value, taint.value, operator)
    return False


def compare_numeric_values(toleration_value: str, taint_value: str, operator: str) -> bool:
    """k8s.io/api/core/v1/toleration.go compareNumericValues

    Whether the taint's value is greater (Gt) or less (Lt) than the toleration's; both must be 64-bit decimal integers
    without leading zeros or a plus sign.
    """
    if not (_DECIMAL_INTEGER.fullmatch(toleration_value) and _DECIMAL_INTEGER.fullmatch(taint_value)):
        return False
    if len(toleration_value) > 20 or len(taint_value) > 20:
        return False
    tolerated, tainted = int(toleration_value), int(taint_value)
    if tolerated not in _INT64 or tainted not in _INT64:
        return False
    return tainted > tolerated if operator == "Gt" else tainted < tolerated


def tolerations_tolerate_taint(tolerations: Iterable[Toleration], taint: Taint) -> bool:
    """k8s.io/component-helpers/scheduling/corev1/helpers.go TolerationsTolerateTaint"""
    return any(tolerates_taint(toleration, taint) for toleration in tolerations)


def find_matching_untolerated_taint(
    taints: Iterable[Taint], tolerations: tuple[Toleration, ...], effects: tuple[str, ...] = DO_NOT_SCHEDULE_EFFECTS
) -> Taint | None:
    """k8s.io/component-helpers/scheduling/corev1/helpers.go FindMatchingUntoleratedTaint

    The first taint, in the node's order, with one of `effects` that no toleration covers; None where there is none.
    """
    for taint in taints:
        if taint.effect in effects and not tolerations_tolerate_taint(tolerations, taint):
            return taint
    return None


def count_intolerable_taints_prefer_no_schedule(taints: Iterable[Taint], tolerations: tuple[Toleration, ...]) -> int:
    """pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go countIntolerableTaintsPreferNoSchedule

    `tolerations`: those of the pod that can cover PreferNoSchedule, see `get_all_tolerations_prefer_no_schedule`.
    """
    return sum(
        taint.effect == PREFER_NO_SCHEDULE and not tolerations_tolerate_taint(tolerations, taint) for taint in taints
    )


def get_all_tolerations_prefer_no_schedule(tolerations: tuple[Toleration, ...]) -> tuple[Toleration, ...]:
    """pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go getAllTolerationPreferNoSchedule

    Tolerations with no effect or PreferNoSchedule.
    """
    return tuple(toleration for toleration in tolerations if toleration.effect in {"", PREFER_NO_SCHEDULE})


def get_matching_tolerations(
    taints: Iterable[Taint], tolerations: tuple[Toleration, ...]
) -> tuple[bool, list[Toleration]]:
    """pkg/util/taints/taints.go (pkg/apis/core/v1/helper) GetMatchingTolerations

    Whether every taint is covered, and for each the first toleration that covers it.
    """
    used: list[Toleration] = []
    for taint in taints:
        first = next((toleration for toleration in tolerations if tolerates_taint(toleration, taint)), None)
        if first is None:
            return False, []
        used.append(first)
    return True, used


def get_min_toleration_time(tolerations: Iterable[Toleration]) -> int | None:
    """pkg/controller/tainteviction/taint_eviction.go getMinTolerationTime

    How many seconds the pod may stay: the smallest `tolerationSeconds`, never below 0; None for as long as it likes.
    """
    limits = [limit for toleration in tolerations if (limit := toleration.toleration_seconds) is not None]
    return max(0, min(limits)) if limits else None


def seconds_until_eviction(taints: Iterable[Taint], tolerations: tuple[Toleration, ...]) -> int | None:
    """pkg/controller/tainteviction/taint_eviction.go processPodOnNode

    Seconds a running pod may stay on a node with these taints, from the moment the taints are noticed: 0 where a
    NoExecute taint is not covered at all, None where it may stay.
    """
    no_execute = [taint for taint in taints if taint.effect == NO_EXECUTE]
    covered, used = get_matching_tolerations(no_execute, tolerations)
    return get_min_toleration_time(used) if covered else 0
