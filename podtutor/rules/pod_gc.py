"""The pod garbage collector: pods that nobody else clears away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from podtutor.kube.constants_control_plane import POD_GC_QUARANTINE, TERMINATED_POD_GC_THRESHOLD
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod, PodCondition

DELETION_BY_POD_GC: Final = "DeletionByPodGC"
"""v1.PodReasonDeletionByPodGC: the reason in the DisruptionTarget condition of a pod that lost its node."""


class Collected(Struct, frozen=True, kw_only=True):
    """A pod to be removed at once, without grace: why, and whether it is marked Failed with a DisruptionTarget first."""

    pod: Pod
    why: str
    mark_failed: bool = False


def gc_terminated(pods: Sequence[Pod], threshold: int = TERMINATED_POD_GC_THRESHOLD) -> list[Collected]:
    """pkg/controller/podgc/gc_controller.go gcTerminated

    Ended pods beyond the threshold: evicted ones first, then the oldest.
    """
    ended = [pod for pod in pods if pod.status.phase in {"Succeeded", "Failed"}]
    surplus = len(ended) - threshold
    if threshold <= 0 or surplus <= 0:
        return []
    ended.sort(key=_by_eviction_and_creation)
    return [Collected(pod=pod, why="more ended pods than are kept") for pod in ended[:surplus]]


def _by_eviction_and_creation(pod: Pod) -> tuple[bool, int, str]:
    created = pod.metadata.creation_timestamp
    evicted = pod.status.phase == "Failed" and pod.status.reason == "Evicted"
    return not evicted, 0 if created is None else milliseconds(created), pod.metadata.name


def gc_orphaned(pods: Iterable[Pod], missing_since: Mapping[str, int], now: int) -> list[Collected]:
    """pkg/controller/podgc/gc_controller.go gcOrphaned

    Pods bound to a node that is no more, once it has been missing for 40 s. `missing_since`: by node name, since when
    (milliseconds since 1970).
    """
    return [
        Collected(pod=pod, why="its node no longer exists", mark_failed=pod.status.phase not in {"Succeeded", "Failed"})
        for pod in pods
        if pod.spec.node_name in missing_since and now - missing_since[pod.spec.node_name] >= POD_GC_QUARANTINE * 1000
    ]


def gc_unscheduled_terminating(pods: Iterable[Pod]) -> list[Collected]:
    """pkg/controller/podgc/gc_controller.go gcUnscheduledTerminating

    Pods told to go that no node ever had.
    """
    return [
        Collected(pod=pod, why="it was told to go before any node had it")
        for pod in pods
        if pod.metadata.deletion_timestamp is not None and not pod.spec.node_name
    ]


def orphan_condition() -> PodCondition:
    """pkg/controller/podgc/gc_controller.go gcOrphaned

    The condition a pod gets before it is removed because its node is no more.
    """
    return PodCondition(
        type="DisruptionTarget",
        status="True",
        reason=DELETION_BY_POD_GC,
        message="PodGC: node no longer exists",
    )
