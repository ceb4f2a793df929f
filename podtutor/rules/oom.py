"""Whom the kernel kills first when a node runs out of memory: the score adjustment of each container."""

from __future__ import annotations

from podtutor.kube.constants_node import BEST_EFFORT_OOM_SCORE_ADJ, GUARANTEED_OOM_SCORE_ADJ
from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.kube.quantity import ZERO
from podtutor.rules.critical import is_node_critical_pod
from podtutor.rules.go_arithmetic import int64, truncated_division
from podtutor.rules.qos import BEST_EFFORT, GUARANTEED, get_pod_qos
from podtutor.rules.requests import aggregate_container_requests, is_pod_level_requests_set

LARGEST_SCORE = 1000


def get_container_oom_score_adjust(pod: Pod, container: Container, memory_capacity: int) -> int:
    """pkg/kubelet/qos/policy.go GetContainerOOMScoreAdjust

    What the kubelet writes into oom_score_adj of a container's processes: the higher, the sooner the kernel kills
    it. `memory_capacity` is the node's, in bytes, and greater than zero. -997 for Guaranteed and node-critical
    pods, 1000 for BestEffort; in between 1000 less the permille of the node that the container requests.
    """
    if is_node_critical_pod(pod):
        return GUARANTEED_OOM_SCORE_ADJ
    qos = get_pod_qos(pod)
    if qos == GUARANTEED:
        return GUARANTEED_OOM_SCORE_ADJ
    if qos == BEST_EFFORT:
        return BEST_EFFORT_OOM_SCORE_ADJ
    share = remaining_pod_memory_request_per_container(pod) if is_pod_level_requests_set(pod) else 0
    score = _score(_memory_request(container) + share, memory_capacity)
    if _is_sidecar(pod, container) and pod.spec.containers:
        smallest = min(_memory_request(main) for main in pod.spec.containers)
        score = min(score, _score(smallest + share, memory_capacity))
    floor = LARGEST_SCORE + GUARANTEED_OOM_SCORE_ADJ
    if score < floor:
        return floor
    return score - 1 if score == BEST_EFFORT_OOM_SCORE_ADJ else score


def remaining_pod_memory_request_per_container(pod: Pod) -> int:
    """pkg/kubelet/qos/helpers.go remainingPodMemReqPerContainer

    The bytes requested at pod level that no container requests, divided by the containers; negative where the
    containers request more than the pod.
    """
    level = pod.spec.resources
    asked = level.requests.get("memory", ZERO) if level is not None else ZERO
    containers = len(pod.spec.containers) + len(pod.spec.init_containers)
    if not asked or not containers:
        return 0
    of_containers = aggregate_container_requests(pod).get("memory", ZERO)
    return truncated_division(asked.value() - of_containers.value(), containers)


def _score(request: int, memory_capacity: int) -> int:
    return LARGEST_SCORE - truncated_division(int64(LARGEST_SCORE * request), memory_capacity)


def _memory_request(container: Container) -> int:
    return container.resources.requests.get("memory", ZERO).value()


def _is_sidecar(pod: Pod, container: Container) -> bool:
    return is_restartable_init_container(container) and any(
        init.name == container.name for init in pod.spec.init_containers
    )
