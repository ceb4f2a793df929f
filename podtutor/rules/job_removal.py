"""Which running pods a Job gives up when it has too many: repeated indexes first, then the least advanced."""

from __future__ import annotations

from collections.abc import Sequence

from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.rules.availability import get_pod_condition
from podtutor.rules.job_indexes import UNKNOWN_COMPLETION_INDEX, get_completion_index
from podtutor.rules.replicaset import PHASE_ORDINAL


def active_pods_key(pod: Pod) -> tuple[int, ...]:
    """pkg/controller/controller_utils.go ActivePods.Less

    The order in which pods are given up: unassigned, less far on, not ready, ready for a shorter time, more restarts,
    younger.
    """
    sidecars = {container.name for container in pod.spec.init_containers if container.restart_policy == "Always"}
    ready = get_pod_condition(pod, "Ready")
    is_ready = ready is not None and ready.status == "True"
    since = ready.last_transition_time if ready is not None and is_ready else None
    created = pod.metadata.creation_timestamp
    return (
        pod.spec.node_name != "",
        PHASE_ORDINAL.get(pod.status.phase, 0),
        is_ready,
        *_younger_first(since if is_ready else None),
        -max((status.restart_count for status in pod.status.container_statuses), default=0),
        -max((s.restart_count for s in pod.status.init_container_statuses if s.name in sidecars), default=0),
        *_younger_first(created),
    )


def _younger_first(moment: str | None) -> tuple[int, int]:
    """controller.afterOrZero: no moment at all, then the later one."""
    return (0, 0) if moment is None else (1, -milliseconds(moment))


def active_pods_for_removal(pods: Sequence[Pod], at_least: int, completions: int | None) -> list[Pod]:
    """pkg/controller/job/job_controller.go activePodsForRemoval

    The pods to delete: of an Indexed Job (`completions` given) all that have no valid index or repeat one, then so many
    more that `at_least` go in all.
    """
    going: list[Pod] = []
    left = list(pods)
    if completions is not None:
        going, left = append_duplicated_index_pods_for_removal(pods, completions)
    if len(going) < at_least:
        going += sorted(left, key=active_pods_key)[: at_least - len(going)]
    return going


def append_duplicated_index_pods_for_removal(pods: Sequence[Pod], completions: int) -> tuple[list[Pod], list[Pod]]:
    """pkg/controller/job/indexed_job_utils.go appendDuplicatedIndexPodsForRemoval

    (going, staying): of every index the most advanced pod stays.
    """
    by_index: dict[int, list[Pod]] = {}
    for pod in sorted(pods, key=get_completion_index):
        by_index.setdefault(get_completion_index(pod), []).append(pod)
    going: list[Pod] = []
    staying: list[Pod] = []
    for index, same in by_index.items():
        if index == UNKNOWN_COMPLETION_INDEX or index >= completions:
            going += same
        else:
            ranked = sorted(same, key=active_pods_key)
            going += ranked[:-1]
            staying.append(ranked[-1])
    return going, staying
