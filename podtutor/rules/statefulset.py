"""StatefulSets: which ordinal is made, waited for or taken away next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from podtutor.kube.pod import Pod
from podtutor.kube.workload import StatefulSet, StatefulSetStatus
from podtutor.rules.availability import is_pod_available, is_pod_ready

CONTROLLER_REVISION_HASH: Final = "controller-revision-hash"
POD_NAME_LABEL: Final = "statefulset.kubernetes.io/pod-name"
POD_INDEX_LABEL: Final = "apps.kubernetes.io/pod-index"
PARALLEL: Final = "Parallel"
ON_DELETE: Final = "OnDelete"

_ORDINAL = re.compile(r"(.*)-([0-9]+)$", re.DOTALL)


class StatefulSetStep(Struct, frozen=True, kw_only=True):
    """What one sync does: `create` (ordinal, revision) pairs, pods to `delete`, and the status to write.

    `waits_for` is the pod that holds everything else up, as name and reason; empty where nothing does.
    """

    status: StatefulSetStatus
    create: tuple[tuple[int, str], ...] = ()
    delete: tuple[Pod, ...] = ()
    waits_for: tuple[str, str] = ("", "")


class _Counting:
    """A sync in progress: what is known of the set, and what has been decided so far."""

    def __init__(self, stateful_set: StatefulSet, current: str, update: str, now: int) -> None:
        self.set, self.spec = stateful_set, stateful_set.spec
        self.current, self.update, self.now = current, update, now
        self.start = self.spec.ordinals.start if self.spec.ordinals is not None else 0
        self.wanted = 1 if self.spec.replicas is None else self.spec.replicas
        self.monotonic = self.spec.pod_management_policy != PARALLEL
        self.create: list[tuple[int, str]] = []
        self.delete: list[Pod] = []
        self.waits_for = ("", "")

    def wait(self, pod: Pod, why: str) -> bool:
        """Whether the sync ends here because this pod is waited for: always in order, never in parallel."""
        if self.monotonic:
            self.waits_for = (pod.metadata.name, why)
        return self.monotonic

    def available(self, pod: Pod) -> bool:
        return is_running_and_ready(pod) and is_pod_available(pod, self.spec.min_ready_seconds, self.now)

    def healthy(self, pod: Pod) -> bool:
        return is_running_and_ready(pod) and not is_terminating(pod)


def get_ordinal(pod: Pod) -> int:
    """pkg/controller/statefulset/stateful_set_utils.go getParentNameAndOrdinal

    The number at the end of the pod's name, -1 where there is none.
    """
    found = _ORDINAL.fullmatch(pod.metadata.name)
    return int(found[2]) if found else -1


def get_pod_revision(pod: Pod) -> str:
    """pkg/controller/statefulset/stateful_set_utils.go getPodRevision"""
    return pod.metadata.labels.get(CONTROLLER_REVISION_HASH, "")


def is_running_and_ready(pod: Pod) -> bool:
    """pkg/controller/statefulset/stateful_set_utils.go isRunningAndReady"""
    return pod.status.phase == "Running" and is_pod_ready(pod)


def is_terminating(pod: Pod) -> bool:
    """pkg/controller/statefulset/stateful_set_utils.go isTerminating"""
    return pod.metadata.deletion_timestamp is not None


def update_stateful_set(
    stateful_set: StatefulSet, pods: Sequence[Pod], current: str, update: str, now: int
) -> StatefulSetStep:
    """pkg/controller/statefulset/stateful_set_control.go updateStatefulSet

    One sync with all pods of the set. `current` and `update` name the revisions that pods have and shall have; `now` in
    milliseconds since 1970. In order (OrderedReady) a pod that is missing, going, or not ready holds back all others;
    in parallel none waits, but an update still takes one pod after the other.
    """
    sync = _Counting(stateful_set, current, update, now)
    status = _count(sync, pods)
    end = sync.start + sync.wanted
    by_ordinal = {get_ordinal(pod): pod for pod in pods}
    condemned = sorted(
        (pod for pod in pods if not sync.start <= get_ordinal(pod) < end and get_ordinal(pod) >= 0),
        key=get_ordinal,
        reverse=True,
    )
    if stateful_set.metadata.deletion_timestamp is None:
        ended = False
        for ordinal in _in_turn(sync, end, by_ordinal):
            ended = _process_replica(sync, by_ordinal, ordinal) or ended
        ended = ended or _process_condemned(sync, condemned, by_ordinal)
        if not ended and stateful_set.spec.update_strategy.type != ON_DELETE:
            replicas = [by_ordinal[ordinal] for ordinal in range(sync.start, end) if ordinal in by_ordinal]
            _update(sync, replicas)
    lost = sum(get_pod_revision(pod) == current and pod not in condemned for pod in sync.delete)
    status = replace(status, current_replicas=max(0, status.current_replicas - lost)) if current != update else status
    return StatefulSetStep(
        status=complete_rolling_update(stateful_set, status),
        create=tuple(sync.create),
        delete=tuple(sync.delete),
        waits_for=sync.waits_for,
    )


def _in_turn(sync: _Counting, end: int, by_ordinal: dict[int, Pod]) -> Sequence[int]:
    """The ordinals that this sync gets to: in order only up to the first that is waited for."""
    ordinals = range(sync.start, end)
    if not sync.monotonic:
        return ordinals
    for ordinal in ordinals:
        pod = by_ordinal.get(ordinal)
        if pod is None or is_terminating(pod) or not sync.available(pod):
            return range(sync.start, ordinal + 1)
    return ordinals


def _process_replica(sync: _Counting, by_ordinal: dict[int, Pod], ordinal: int) -> bool:
    """processReplica: whether the sync ends with this ordinal."""
    pod = by_ordinal.get(ordinal)
    if pod is None:
        sync.create.append((ordinal, revision_for(sync.set, ordinal, sync.current, sync.update)))
        return sync.monotonic
    if pod.status.phase in {"Succeeded", "Failed"}:
        if not is_terminating(pod):
            sync.delete.append(pod)
        return True
    if is_terminating(pod):
        return sync.wait(pod, "it must be gone before its successor is made")
    if not is_running_and_ready(pod):
        return sync.wait(pod, "it must be Running and Ready before the next one's turn")
    if not sync.available(pod):
        return sync.wait(pod, "it must be available before the next one's turn")
    return False


def _process_condemned(sync: _Counting, condemned: list[Pod], by_ordinal: dict[int, Pod]) -> bool:
    """processCondemned: pods beyond the wanted number go, the highest ordinal first, one at a time in order."""
    first_unhealthy = next((pod for _, pod in sorted(by_ordinal.items()) if not sync.healthy(pod)), None)
    ended = False
    for pod in condemned:
        if is_terminating(pod):
            if sync.wait(pod, "it must be gone before the next one goes"):
                return True
            continue
        if not sync.available(pod) and pod is not first_unhealthy and sync.wait(pod, "another pod is not healthy"):
            return True
        sync.delete.append(pod)
        ended = True
        if sync.monotonic:
            return True
    return ended and sync.monotonic


def _update(sync: _Counting, replicas: list[Pod]) -> None:
    """updateStatefulSet, its last part: one old pod goes, from the highest ordinal down to the partition.

    Pods that are not available are waited for only when their turn comes, so an old pod that is broken goes at once
    (in order it never comes to that: the sync has ended before). The gate MaxUnavailableStatefulSet, which would count
    them first, is beta and off in 1.36.
    """
    rolling = sync.spec.update_strategy.rolling_update
    least = sync.start + ((rolling.partition or 0) if rolling is not None else 0)
    by_ordinal = {get_ordinal(pod): pod for pod in replicas}
    for ordinal in range(sync.start + sync.wanted - 1, least - 1, -1):
        pod = by_ordinal.get(ordinal)
        if pod is None:
            return
        if get_pod_revision(pod) != sync.update and not is_terminating(pod):
            sync.delete.append(pod)
            return
        if is_terminating(pod) or not sync.available(pod):
            return


def revision_for(stateful_set: StatefulSet, ordinal: int, current: str, update: str) -> str:
    """pkg/controller/statefulset/stateful_set_utils.go newVersionedStatefulSetPod

    The revision that a pod of this ordinal is made from: below the partition still the current one.
    """
    strategy, ordinals = stateful_set.spec.update_strategy, stateful_set.spec.ordinals
    start = ordinals.start if ordinals is not None else 0
    if strategy.type == ON_DELETE:
        return update
    if strategy.rolling_update is None or strategy.rolling_update.partition is None:
        return current if ordinal < start + stateful_set.status.current_replicas else update
    return current if ordinal < start + strategy.rolling_update.partition else update


def _count(sync: _Counting, pods: Sequence[Pod]) -> StatefulSetStatus:
    """updateStatus: what the set has, by revision and readiness."""
    created = [pod for pod in pods if pod.status.phase]
    staying = [get_pod_revision(pod) for pod in created if not is_terminating(pod)]
    return StatefulSetStatus(
        observed_generation=sync.set.metadata.generation,
        replicas=len(created),
        ready_replicas=sum(map(is_running_and_ready, pods)),
        available_replicas=sum(map(sync.available, pods)),
        current_replicas=staying.count(sync.current),
        updated_replicas=staying.count(sync.update),
        current_revision=sync.current,
        update_revision=sync.update,
        collision_count=sync.set.status.collision_count or 0,
        conditions=sync.set.status.conditions,
    )


def complete_rolling_update(stateful_set: StatefulSet, status: StatefulSetStatus) -> StatefulSetStatus:
    """pkg/controller/statefulset/stateful_set_utils.go completeRollingUpdate

    When every pod has the new revision and is ready, the new revision is the current one.
    """
    wanted = 1 if stateful_set.spec.replicas is None else stateful_set.spec.replicas
    if stateful_set.spec.update_strategy.type == ON_DELETE:
        return status
    if status.updated_replicas == status.replicas == status.ready_replicas == wanted:
        return replace(status, current_replicas=status.updated_replicas, current_revision=status.update_revision)
    return status
