"""Whether a pod is evicted for its own doing: more local storage than its limits allow. No pressure is needed."""

from __future__ import annotations

from podtutor.kube.pod import Pod
from podtutor.kube.quantity import Quantity
from podtutor.rules.critical import is_critical_pod
from podtutor.rules.eviction import EPHEMERAL_STORAGE
from podtutor.rules.go_format import quoted
from podtutor.rules.requests import pod_limits
from podtutor.rules.stats import PodStats


def local_storage_eviction(pod: Pod, stats: PodStats | None, *, dedicated_image_fs: bool) -> str | None:
    """pkg/kubelet/eviction/eviction_manager.go localStorageEviction

    The message of the eviction, or None where the pod stays: without stats, and where it is critical. An emptyDir
    over its size limit counts first, then the whole pod over the sum of its containers' limits, then a container
    over its own. `dedicated_image_fs`: writable layers are not on the node's own filesystem.
    """
    if stats is None or is_critical_pod(pod):
        return None
    return (
        empty_dir_limit_eviction(pod, stats)
        or pod_ephemeral_storage_limit_eviction(pod, stats)
        or container_ephemeral_storage_limit_eviction(pod, stats, dedicated_image_fs=dedicated_image_fs)
    )


def empty_dir_limit_eviction(pod: Pod, stats: PodStats) -> str | None:
    """pkg/kubelet/eviction/eviction_manager.go emptyDirLimitEviction

    The message where an emptyDir, on disk or in memory, holds more than its positive size limit.
    """
    used = {volume.name: volume.used for volume in stats.volumes}
    for volume in pod.spec.volumes:
        limit = volume.empty_dir.size_limit if volume.empty_dir is not None else None
        amount = used.get(volume.name)
        if limit is None or amount is None or limit.sign <= 0:
            continue
        if _bytes(amount) > limit:
            return f"Usage of EmptyDir volume {quoted(volume.name)} exceeds the limit {quoted(str(limit))}. "
    return None


def pod_ephemeral_storage_limit_eviction(pod: Pod, stats: PodStats) -> str | None:
    """pkg/kubelet/eviction/eviction_manager.go podEphemeralStorageLimitEviction

    The message where the pod uses more than its limit: the sum over those containers that have one.
    """
    limit = pod_limits(pod).get(EPHEMERAL_STORAGE)
    if limit is None or _bytes(stats.ephemeral_storage or 0) <= limit:
        return None
    return f"Pod ephemeral local storage usage exceeds the total limit of containers {limit}. "


def container_ephemeral_storage_limit_eviction(pod: Pod, stats: PodStats, *, dedicated_image_fs: bool) -> str | None:
    """pkg/kubelet/eviction/eviction_manager.go containerEphemeralStorageLimitEviction

    The message where a main container's logs and writable layer exceed its limit; a limit of 0 is none.
    """
    limits = {
        container.name: limit
        for container in pod.spec.containers
        if (limit := container.resources.limits.get(EPHEMERAL_STORAGE)) is not None and limit.value() != 0
    }
    for container in stats.containers:
        limit = limits.get(container.name)
        amount = (container.logs or 0) + (0 if dedicated_image_fs else container.rootfs or 0)
        if limit is not None and _bytes(amount) > limit:
            return f"Container {container.name} exceeded its local ephemeral storage limit {quoted(str(limit))}. "
    return None


def _bytes(amount: int) -> Quantity:
    return Quantity.of(amount, "BinarySI")
