"""Small questions every controller asks of a pod: does it still count, is it ready, has it been ready for long enough."""

from __future__ import annotations

from podtutor.kube.meta import ObjectMeta, OwnerReference
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod, PodCondition


def get_pod_condition(pod: Pod, kind: str) -> PodCondition | None:
    """pkg/api/v1/pod/util.go GetPodCondition

    The pod's condition of a type (`Ready`, `PodScheduled` …), or None.
    """
    for condition in pod.status.conditions:
        if condition.type == kind:
            return condition
    return None


def is_pod_active(pod: Pod) -> bool:
    """pkg/controller/controller_utils.go IsPodActive

    Whether a controller counts the pod: neither terminal nor told to go. A crash-looping pod counts.
    """
    return pod.metadata.deletion_timestamp is None and pod.status.phase not in {"Succeeded", "Failed"}


def is_pod_terminating(pod: Pod) -> bool:
    """pkg/controller/controller_utils.go IsPodTerminating

    Whether the pod was told to go and its processes may still run.
    """
    return pod.metadata.deletion_timestamp is not None and pod.status.phase not in {"Succeeded", "Failed"}


def is_pod_ready(pod: Pod) -> bool:
    """pkg/api/v1/pod/util.go IsPodReady"""
    condition = get_pod_condition(pod, "Ready")
    return condition is not None and condition.status == "True"


def available_at(pod: Pod, min_ready_seconds: int) -> int | None:
    """pkg/api/v1/pod/util.go IsPodAvailable

    The moment (ms since 1970) from which the pod counts as available; None while it is not ready. Without
    minReadySeconds that is at once.
    """
    condition = get_pod_condition(pod, "Ready")
    if condition is None or condition.status != "True":
        return None
    if min_ready_seconds == 0:
        return 0
    if condition.last_transition_time is None:
        return None
    return milliseconds(condition.last_transition_time) + min_ready_seconds * 1000


def is_pod_available(pod: Pod, min_ready_seconds: int, now: int) -> bool:
    """pkg/api/v1/pod/util.go IsPodAvailable

    Whether the pod has been ready for `min_ready_seconds` at `now` (ms since 1970).
    """
    since = available_at(pod, min_ready_seconds)
    return since is not None and since <= now


def get_controller_of(metadata: ObjectMeta) -> OwnerReference | None:
    """k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go GetControllerOf

    The one owner that manages the object, None for an object of nobody.
    """
    for owner in metadata.owner_references:
        if owner.controller:
            return owner
    return None
