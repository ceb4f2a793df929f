"""Pods that are special to the kubelet by where they come from or how much they matter."""

from __future__ import annotations

from podtutor.kube.constants_node import (
    API_SERVER_SOURCE,
    CONFIG_MIRROR_ANNOTATION,
    CONFIG_SOURCE_ANNOTATION,
    SYSTEM_CRITICAL_PRIORITY,
    SYSTEM_NODE_CRITICAL,
)
from podtutor.kube.pod import Pod


def is_static_pod(pod: Pod) -> bool:
    """pkg/kubelet/types/pod_update.go IsStaticPod

    Whether the kubelet read the pod from a file or URL of its own, not from the API server.
    """
    source = pod.metadata.annotations.get(CONFIG_SOURCE_ANNOTATION)
    return source is not None and source != API_SERVER_SOURCE


def is_mirror_pod(pod: Pod) -> bool:
    """pkg/kubelet/types/pod_update.go IsMirrorPod

    Whether the pod is the image in the API of a static pod.
    """
    return CONFIG_MIRROR_ANNOTATION in pod.metadata.annotations


def is_critical_pod(pod: Pod) -> bool:
    """pkg/kubelet/types/pod_update.go IsCriticalPod

    Whether the kubelet spares the pod in evictions: static, mirrored, or of system priority.
    """
    if is_static_pod(pod) or is_mirror_pod(pod):
        return True
    return pod.spec.priority is not None and pod.spec.priority >= SYSTEM_CRITICAL_PRIORITY


def is_node_critical_pod(pod: Pod) -> bool:
    """pkg/kubelet/types/pod_update.go IsNodeCriticalPod

    Whether a critical pod carries the class system-node-critical; the name alone is not enough.
    """
    return is_critical_pod(pod) and pod.spec.priority_class_name == SYSTEM_NODE_CRITICAL


def pod_priority(pod: Pod) -> int:
    """k8s.io/component-helpers/scheduling/corev1/helpers.go PodPriority

    The pod's priority; 0 where none was set.
    """
    return pod.spec.priority if pod.spec.priority is not None else 0
