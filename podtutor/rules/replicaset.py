"""ReplicaSets: how many pods to make or to take away, and who has to go first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from math import log2
from typing import Final

from msgspec import Struct

from podtutor.kube.constants_control_plane import BURST_REPLICAS, SLOW_START_INITIAL_BATCH_SIZE
from podtutor.kube.moment import milliseconds, timestamp
from podtutor.kube.pod import Pod
from podtutor.kube.workload import ReplicaSet, ReplicaSetStatus, WorkloadCondition
from podtutor.rules.availability import get_pod_condition, is_pod_active, is_pod_available, is_pod_ready

POD_DELETION_COST: Final = "controller.kubernetes.io/pod-deletion-cost"
PHASE_ORDINAL: Final = {"Pending": 0, "Unknown": 1, "Running": 2}
"""controller.podPhaseToOrdinal: who is further on is kept longer."""

DELETION_KEYS: Final = (
    ("assigned", "a pod without a node goes before one that has a node"),
    ("phase", "Pending before Unknown before Running"),
    ("ready", "not ready before ready"),
    ("deletion cost", "the lower pod-deletion-cost first"),
    ("co-location", "the more of its kind share the node, the sooner"),
    ("ready time", "ready for a shorter time first, by powers of two; within one power of two by UID"),
    ("restarts", "more restarts first; then more restarts of sidecars"),
    ("creation", "younger first, by powers of two; within one power of two by UID"),
)
"""The order of controller.ActivePodsWithRanks: (key, what it says)."""

_INT32 = range(-(2**31), 2**31)
_DELETION_COST = re.compile(r"(?:(-)0*|(?!0[0-9]))([0-9]+)", re.ASCII)


class RankedPod(Struct, frozen=True):
    """A pod as the scale-down order sees it; times in milliseconds since 1970, None where there is none."""

    pod: Pod
    rank: int
    assigned: bool
    phase: int
    ready: bool
    cost: int
    ready_since: int | None
    restarts: int
    sidecar_restarts: int
    created: int | None


def get_deletion_cost_from_pod_annotations(annotations: dict[str, str]) -> int:
    """pkg/apis/core/helper/helpers.go GetDeletionCostFromPodAnnotations

    A 32-bit integer; a plus sign, leading zeros, anything else that is not a number counts as 0.
    """
    match = _DELETION_COST.fullmatch(annotations.get(POD_DELETION_COST, "0"))
    if match is None or len(match[2]) > 10:
        return 0
    cost = int((match[1] or "") + match[2])
    return cost if cost in _INT32 else 0


def get_pods_ranked_by_related_pods_on_same_node(pods: Sequence[Pod], related: Iterable[Pod]) -> list[int]:
    """pkg/controller/replicaset/replica_set.go getPodsRankedByRelatedPodsOnSameNode

    For each of `pods` how many active pods of `related` (all pods of the same owner, `pods` included) share its node.
    """
    on_node: dict[str, int] = {}
    for pod in related:
        if is_pod_active(pod):
            on_node[pod.spec.node_name] = on_node.get(pod.spec.node_name, 0) + 1
    return [on_node.get(pod.spec.node_name, 0) for pod in pods]


def rank_pod(pod: Pod, rank: int) -> RankedPod:
    """pkg/controller/controller_utils.go ActivePodsWithRanks

    Reads the keys of the order off a pod once.
    """
    sidecars = {container.name for container in pod.spec.init_containers if container.restart_policy == "Always"}
    ready = get_pod_condition(pod, "Ready")
    since = ready.last_transition_time if ready is not None and ready.status == "True" else None
    created = pod.metadata.creation_timestamp
    return RankedPod(
        pod=pod,
        rank=rank,
        assigned=pod.spec.node_name != "",
        phase=PHASE_ORDINAL.get(pod.status.phase, 0),
        ready=is_pod_ready(pod),
        cost=get_deletion_cost_from_pod_annotations(pod.metadata.annotations),
        ready_since=None if since is None else milliseconds(since),
        restarts=max((status.restart_count for status in pod.status.container_statuses), default=0),
        sidecar_restarts=max(
            (status.restart_count for status in pod.status.init_container_statuses if status.name in sidecars),
            default=0,
        ),
        created=None if created is None else milliseconds(created),
    )


def compare_for_deletion(left: RankedPod, right: RankedPod, now: int) -> tuple[int, int]:
    """pkg/controller/controller_utils.go ActivePodsWithRanks.Less

    (sign, key): sign -1 where `left` goes first, 1 where `right` does, 0 for a tie; key: which row of DELETION_KEYS
    decided, -1 for none. `now` in milliseconds since 1970.
    """
    plain = (
        (left.assigned, right.assigned),
        (left.phase, right.phase),
        (left.ready, right.ready),
        (left.cost, right.cost),
        (right.rank, left.rank),
    )
    for key, (mine, other) in enumerate(plain):
        if mine != other:
            return (-1 if mine < other else 1), key
    if left.ready and right.ready and left.ready_since != right.ready_since:
        return _compare_ages(left, right, (left.ready_since, right.ready_since), now), 5
    if left.restarts != right.restarts:
        return (-1 if left.restarts > right.restarts else 1), 6
    if left.sidecar_restarts != right.sidecar_restarts:
        return (-1 if left.sidecar_restarts > right.sidecar_restarts else 1), 6
    if left.created != right.created:
        return _compare_ages(left, right, (left.created, right.created), now), 7
    return 0, -1


def _compare_ages(left: RankedPod, right: RankedPod, since: tuple[int | None, int | None], now: int) -> int:
    """The sign for two different moments: no moment first, then the younger power of two, then the UID."""
    mine, other = since
    if mine is None or other is None:
        return -1 if mine is None else 1
    difference = logarithmic_rank(now - mine) - logarithmic_rank(now - other)
    if difference:
        return -1 if difference < 0 else 1
    return -1 if left.pod.metadata.uid < right.pod.metadata.uid else 1


def logarithmic_rank(age: int) -> int:
    """pkg/controller/controller_utils.go logarithmicRankDiff

    The power of two that an age (milliseconds) falls into, counted in nanoseconds as upstream does; -1 for none.
    """
    return int(log2(age * 1_000_000)) if age > 0 else -1


def sort_for_deletion(pods: Sequence[Pod], ranks: Sequence[int], now: int) -> list[Pod]:
    """pkg/controller/controller_utils.go ActivePodsWithRanks (sort.Sort)

    The pods in the order in which a scale-down deletes them. Ties, which upstream leaves to chance, keep their order.
    """
    ranked = [rank_pod(pod, rank) for pod, rank in zip(pods, ranks, strict=True)]
    ranked.sort(key=cmp_to_key(lambda left, right: compare_for_deletion(left, right, now)[0]))
    return [one.pod for one in ranked]


def get_pods_to_delete(pods: Sequence[Pod], related: Iterable[Pod], surplus: int, now: int) -> list[Pod]:
    """pkg/controller/replicaset/replica_set.go getPodsToDelete

    The `surplus` pods that a ReplicaSet gives up; without sorting where all of them go.
    """
    if surplus >= len(pods):
        return list(pods)
    ranks = get_pods_ranked_by_related_pods_on_same_node(pods, related)
    return sort_for_deletion(pods, ranks, now)[:surplus]


def manage_replicas(wanted: int, active: int) -> int:
    """pkg/controller/replicaset/replica_set.go manageReplicas

    Pods to create (positive) or to delete (negative) in one sync, at most BURST_REPLICAS of either.
    """
    return max(-BURST_REPLICAS, min(BURST_REPLICAS, wanted - active))


def slow_start_batches(count: int) -> list[int]:
    """pkg/controller/replicaset/replica_set.go slowStartBatch

    The batches in which `count` pods are created: 1, 2, 4 ...; after a batch with a refusal no further one begins.
    """
    batches: list[int] = []
    size = min(count, SLOW_START_INITIAL_BATCH_SIZE)
    while count > 0:
        batches.append(size)
        count -= size
        size = min(2 * size, count)
    return batches


def calculate_status(
    replica_set: ReplicaSet, active: Sequence[Pod], terminating: int, failure: str | None, now: int
) -> ReplicaSetStatus:
    """pkg/controller/replicaset/replica_set_utils.go calculateStatus

    The status a sync writes. `failure` is the message of a refused creation or deletion, None where all went well.
    """
    template_labels = replica_set.spec.template.metadata.labels.items()
    ready = [pod for pod in active if is_pod_ready(pod)]
    wait = replica_set.spec.min_ready_seconds
    counts = ReplicaCounts(
        active=len(active),
        fully_labeled=sum(template_labels <= pod.metadata.labels.items() for pod in active),
        ready=len(ready),
        available=sum(is_pod_available(pod, wait, now) for pod in ready),
        terminating=terminating,
    )
    return status_of_counts(replica_set, counts, failure, now)


class ReplicaCounts(Struct, frozen=True):
    """How many pods a ReplicaSet has."""

    active: int
    fully_labeled: int
    ready: int
    available: int
    terminating: int


def status_of_counts(replica_set: ReplicaSet, counts: ReplicaCounts, failure: str | None, now: int) -> ReplicaSetStatus:
    """pkg/controller/replicaset/replica_set_utils.go calculateStatus

    The status a sync writes, for pods that were counted already.
    """
    return ReplicaSetStatus(
        replicas=counts.active,
        fully_labeled_replicas=counts.fully_labeled,
        ready_replicas=counts.ready,
        available_replicas=counts.available,
        terminating_replicas=counts.terminating,
        observed_generation=replica_set.metadata.generation,
        conditions=_replica_failure(replica_set, counts.active, failure, now),
    )


def _replica_failure(
    replica_set: ReplicaSet, active: int, failure: str | None, now: int
) -> tuple[WorkloadCondition, ...]:
    """The ReplicaFailure condition: set by a refusal, taken away by the first sync without one."""
    others = tuple(condition for condition in replica_set.status.conditions if condition.type != "ReplicaFailure")
    standing = len(others) < len(replica_set.status.conditions)
    if failure is None:
        return others
    if standing:
        return replica_set.status.conditions
    wanted = 1 if replica_set.spec.replicas is None else replica_set.spec.replicas
    reason = "FailedCreate" if wanted > active else "FailedDelete"
    return (
        *others,
        WorkloadCondition(
            type="ReplicaFailure", status="True", last_transition_time=timestamp(now), reason=reason, message=failure
        ),
    )
