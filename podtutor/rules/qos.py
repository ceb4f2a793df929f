"""The quality of service class of a pod: Guaranteed, Burstable or BestEffort."""

from __future__ import annotations

from collections.abc import Mapping

from podtutor.kube.pod import Pod
from podtutor.kube.quantity import Quantity

GUARANTEED = "Guaranteed"
BURSTABLE = "Burstable"
BEST_EFFORT = "BestEffort"

SUPPORTED_QOS_COMPUTE_RESOURCES = ("cpu", "memory")
"""Only these count: pkg/apis/core/v1/helper/qos/qos.go supportedQoSComputeResources."""


def get_pod_qos(pod: Pod) -> str:
    """pkg/apis/core/v1/helper/qos/qos.go GetPodQOS

    The class written in the pod's status, for it never changes; computed where there is none yet.
    """
    return pod.status.qos_class or compute_pod_qos(pod)


def compute_pod_qos(pod: Pod) -> str:
    """pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS

    The class of the pod as it is written, without defaulting: BestEffort where nothing positive is requested or
    limited; Guaranteed where every container and init container has positive limits for cpu and memory and the sums
    of requests equal the sums of limits; else Burstable. Resources at pod level, even empty ones, replace those of
    the containers. Ephemeral containers and overhead do not count.
    """
    requests: dict[str, int] = {}
    limits: dict[str, int] = {}
    may_be_guaranteed = True
    resources = pod.spec.resources
    if resources is not None:
        _add(resources.requests, requests)
        _add(resources.limits, limits)
        may_be_guaranteed = not resources.limits or len(limits) == len(SUPPORTED_QOS_COMPUTE_RESOURCES)
    else:
        for container in (*pod.spec.containers, *pod.spec.init_containers):
            if container.resources.requests:
                _add(container.resources.requests, requests)
            found = _add(container.resources.limits, limits) if container.resources.limits else 0
            if found < len(SUPPORTED_QOS_COMPUTE_RESOURCES):
                may_be_guaranteed = False
    if not requests and not limits:
        return BEST_EFFORT
    return GUARANTEED if may_be_guaranteed and requests == limits else BURSTABLE


def _add(amounts: Mapping[str, Quantity], total: dict[str, int]) -> int:
    """Add the positive amounts that count to the total (billionths); how many there were."""
    found = 0
    for name in SUPPORTED_QOS_COMPUTE_RESOURCES:
        amount = amounts.get(name)
        if amount is not None and amount.nanos > 0:
            total[name] = total.get(name, 0) + amount.nanos
            found += 1
    return found
