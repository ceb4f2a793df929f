"""Nodes that fall silent: when they count as lost, which taints they get, and when that stops because too many are lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from podtutor.kube.constants_control_plane import (
    LARGE_CLUSTER_SIZE_THRESHOLD,
    NODE_EVICTION_RATE,
    NODE_MONITOR_GRACE_PERIOD,
    NODE_STARTUP_GRACE_PERIOD,
    SECONDARY_NODE_EVICTION_RATE,
    UNHEALTHY_ZONE_THRESHOLD_PERCENT,
)
from podtutor.kube.moment import timestamp
from podtutor.kube.node import Node, NodeCondition, Taint
from podtutor.kube.pod import Pod, PodCondition
from podtutor.rules.taints import NO_EXECUTE, NO_SCHEDULE

NOT_READY: Final = "node.kubernetes.io/not-ready"
UNREACHABLE: Final = "node.kubernetes.io/unreachable"
UNSCHEDULABLE: Final = "node.kubernetes.io/unschedulable"

CONDITION_TAINTS: Final[Mapping[tuple[str, str], str]] = {
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
    ("MemoryPressure", "True"): "node.kubernetes.io/memory-pressure",
    ("DiskPressure", "True"): "node.kubernetes.io/disk-pressure",
    ("NetworkUnavailable", "True"): "node.kubernetes.io/network-unavailable",
    ("PIDPressure", "True"): "node.kubernetes.io/pid-pressure",
}
"""nodeConditionToTaintKeyStatusMap: (condition, status) and the key of the NoSchedule taint it brings."""

WATCHED_CONDITIONS: Final = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
"""The conditions that become Unknown when a node is no longer heard."""

NORMAL: Final = "Normal"
PARTIAL_DISRUPTION: Final = "PartialDisruption"
FULL_DISRUPTION: Final = "FullDisruption"
ZONE_STATES: Final = {
    NORMAL: "lost nodes are tainted one after the other",
    PARTIAL_DISRUPTION: "more than half of the zone is lost: slower, and not at all in a small cluster",
    FULL_DISRUPTION: "no node of the zone is heard; if that is so everywhere, nobody is driven out",
}
"""What each state of a zone means for its lost nodes."""


class Health(Struct, frozen=True):
    """tryUpdateNodeHealth: whether a node is lost now, and the conditions it is to have then."""

    lost: bool
    conditions: tuple[NodeCondition, ...]


def grace_period(node: Node) -> int:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth

    The silence that is borne, in milliseconds: longer for a node that has never reported.
    """
    reported = any(condition.type == "Ready" for condition in node.status.conditions)
    return (NODE_MONITOR_GRACE_PERIOD if reported else NODE_STARTUP_GRACE_PERIOD) * 1000


def monitor_node_health(node: Node, last_heard: int, now: int) -> Health:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth

    `last_heard`: when the node's status or lease last changed; both in milliseconds since 1970. A silent node's conditions
    become Unknown.
    """
    if now <= last_heard + grace_period(node):
        return Health(lost=False, conditions=node.status.conditions)
    result: list[NodeCondition] = []
    for condition in node.status.conditions:
        if condition.type in WATCHED_CONDITIONS and condition.status != "Unknown":
            result.append(
                replace(
                    condition,
                    status="Unknown",
                    reason="NodeStatusUnknown",
                    message="Kubelet stopped posting node status.",
                    last_transition_time=timestamp(now),
                )
            )
        else:
            result.append(condition)
    present = [condition.type for condition in result]
    result += [
        NodeCondition(
            type=kind,
            status="Unknown",
            reason="NodeStatusNeverUpdated",
            message="Kubelet never posted node status.",
            last_transition_time=timestamp(now),
        )
        for kind in WATCHED_CONDITIONS
        if kind not in present
    ]
    return Health(lost=True, conditions=tuple(result))


def ready_status(node: Node) -> str:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go processTaintBaseEviction

    The status of the node's Ready condition, "Unknown" where it has none.
    """
    return next((condition.status for condition in node.status.conditions if condition.type == "Ready"), "Unknown")


def no_schedule_taints(node: Node) -> tuple[Taint, ...]:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go doNoScheduleTaintingPass

    The NoSchedule taints that follow from the node's conditions and from a cordon.
    """
    keys = [
        key
        for condition in node.status.conditions
        if (key := CONDITION_TAINTS.get((condition.type, condition.status))) is not None
    ]
    if node.spec.unschedulable:
        keys.append(UNSCHEDULABLE)
    return tuple(Taint(key=key, effect=NO_SCHEDULE) for key in keys)


def no_execute_taint(node: Node) -> str:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go processTaintBaseEviction

    The key of the NoExecute taint a node gets for not being ready (False) or not being heard (Unknown); "" where it is
    ready.
    """
    return {"False": NOT_READY, "Unknown": UNREACHABLE}.get(ready_status(node), "")


def taints_after_sync(node: Node, *, execute: bool, now: int) -> tuple[Taint, ...]:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go doNoScheduleTaintingPass, doNoExecuteTaintingPass

    The node's taints once the controller has caught up with its conditions; `execute`: whether lost nodes get the NoExecute
    taint too (see `zone_eviction_rate`). Taints of other origin stay, in their order; taints that stay keep their timeAdded.
    """
    managed = {*CONDITION_TAINTS.values(), UNSCHEDULABLE}
    wanted = [(taint.key, taint.effect) for taint in no_schedule_taints(node)]
    lost = no_execute_taint(node)
    if lost and execute:
        wanted.append((lost, NO_EXECUTE))
    kept: list[Taint] = []
    for taint in node.spec.taints:
        ours = (taint.effect == NO_SCHEDULE and taint.key in managed) or (
            taint.effect == NO_EXECUTE and taint.key in {NOT_READY, UNREACHABLE}
        )
        if not ours or (taint.key, taint.effect) in wanted:
            kept.append(taint)
    present = [(taint.key, taint.effect) for taint in kept]
    kept += [
        Taint(key=key, effect=effect, time_added=timestamp(now))
        for key, effect in wanted
        if (key, effect) not in present
    ]
    return tuple(kept)


def compute_zone_state(ready_statuses: Iterable[str]) -> str:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go ComputeZoneState

    The state of a zone from the Ready statuses of its nodes: fully disrupted without any ready one, partially where more
    than two and at least 55 % are not.
    """
    statuses = list(ready_statuses)
    lost = sum(status != "True" for status in statuses)
    if lost and lost == len(statuses):
        return FULL_DISRUPTION
    if lost > 2 and 100 * lost >= UNHEALTHY_ZONE_THRESHOLD_PERCENT * len(statuses):
        return PARTIAL_DISRUPTION
    return NORMAL


def zone_eviction_rate(state: str, zone_size: int, *, all_fully_disrupted: bool) -> float:
    """pkg/controller/nodelifecycle/node_lifecycle_controller.go handleDisruption, setLimiterInZone

    How many lost nodes of a zone get their NoExecute taint per second; 0 for none at all. When no zone has a ready node the
    fault is taken to be the controller's own.
    """
    if all_fully_disrupted:
        return 0.0
    if state == PARTIAL_DISRUPTION:
        return SECONDARY_NODE_EVICTION_RATE if zone_size > LARGE_CLUSTER_SIZE_THRESHOLD else 0.0
    return NODE_EVICTION_RATE


def mark_pod_not_ready(pod: Pod, now: int) -> tuple[PodCondition, ...] | None:
    """pkg/controller/util/node/controller_utils.go MarkPodsNotReady

    The conditions of a pod on a node that is lost: Ready becomes False, nothing else is touched; None where it was not True.
    """
    for place, condition in enumerate(pod.status.conditions):
        if condition.type == "Ready" and condition.status == "True":
            changed = replace(condition, status="False", last_transition_time=timestamp(now))
            return (*pod.status.conditions[:place], changed, *pod.status.conditions[place + 1 :])
    return None
