"""Which pod a node under pressure evicts first, and the message that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.kube.quantity import ZERO, Quantity
from podtutor.kube.volume import Volume
from podtutor.rules.critical import is_critical_pod, pod_priority
from podtutor.rules.requests import get_resource_request_quantity
from podtutor.rules.stats import PodStats

Filesystems = Literal["single", "imagefs", "split"]
"""How a node's disks are laid out: one for all; images and writable layers on their own; images alone on theirs."""

Measure = Literal["rootfs", "logs", "volumes"]

MEMORY = "memory"
EPHEMERAL_STORAGE = "ephemeral-storage"
INODES = "inodes"
PIDS = "pids"

SIGNAL_TO_RESOURCE: Mapping[str, str] = MappingProxyType(
    {
        "memory.available": MEMORY,
        "allocatableMemory.available": MEMORY,
        "imagefs.available": EPHEMERAL_STORAGE,
        "imagefs.inodesFree": INODES,
        "containerfs.available": EPHEMERAL_STORAGE,
        "containerfs.inodesFree": INODES,
        "nodefs.available": EPHEMERAL_STORAGE,
        "nodefs.inodesFree": INODES,
        "pid.available": PIDS,
    }
)
"""pkg/kubelet/eviction/helpers.go signalToResource: every signal there is, and what it is short of."""

_EVERYTHING: tuple[Measure, ...] = ("rootfs", "logs", "volumes")

SIGNAL_TO_MEASURES: Mapping[Filesystems, Mapping[str, tuple[Measure, ...]]] = MappingProxyType(
    {
        "single": {"nodefs": _EVERYTHING, "imagefs": _EVERYTHING, "containerfs": _EVERYTHING},
        "imagefs": {"nodefs": ("logs", "volumes"), "imagefs": ("rootfs",), "containerfs": ("rootfs",)},
        "split": {"nodefs": _EVERYTHING, "imagefs": (), "containerfs": _EVERYTHING},
    }
)
"""pkg/kubelet/eviction/helpers.go buildSignalToRankFunc: what of a pod counts where its disk is short."""

OFFENDING_CONTAINERS = "offending_containers"
OFFENDING_CONTAINERS_USAGE = "offending_containers_usage"
OFFENDING_POD = "offending_pod"
OFFENDING_POD_USAGE = "offending_pod_usage"
STARVED_RESOURCE = "starved_resource"


class Candidate(Struct, frozen=True):
    """A pod that may be evicted, and what was measured of it (None: no stats)."""

    pod: Pod
    stats: PodStats | None = None


class Ranked(Struct, frozen=True):
    """A candidate in the ranking: what it used and requested, and the keys it was ordered by, smallest first.

    `used` and `requested` are in whole units of the resource that decides; None without stats.
    """

    candidate: Candidate
    used: int | None
    requested: Quantity | None
    key: tuple[int, ...]
    key_names: tuple[str, ...]


class EvictionMessage(Struct, frozen=True):
    """The message of an eviction and the annotations of its event."""

    message: str
    annotations: dict[str, str]


def rank_for_eviction(
    candidates: Sequence[Candidate], signal: str, filesystems: Filesystems = "single"
) -> list[Ranked]:
    """pkg/kubelet/eviction/helpers.go buildSignalToRankFunc

    The candidates in the order of eviction for a signal (`memory.available`, `nodefs.available` …). Upstream's sort
    leaves equals in any order; here they keep the order they came in.
    """
    resource = SIGNAL_TO_RESOURCE[signal]
    if resource == MEMORY:
        ranked = rank_memory_pressure(candidates)
    elif resource == PIDS:
        ranked = rank_pid_pressure(candidates)
    else:
        measures = SIGNAL_TO_MEASURES[filesystems][signal.partition(".")[0]]
        ranked = rank_disk_pressure(candidates, measures, resource)
    return ranked


def rank_memory_pressure(candidates: Iterable[Candidate]) -> list[Ranked]:
    """pkg/kubelet/eviction/helpers.go rankMemoryPressure

    First pods without stats, then those that use more memory than they request; among them the lower priority;
    then who exceeds its request by more bytes. The QoS class is no key.
    """

    def memory(candidate: Candidate) -> tuple[int, Quantity, Quantity]:
        used = candidate.stats.memory or 0 if candidate.stats is not None else 0
        requested = get_resource_request_quantity(candidate.pod, MEMORY)
        return used, requested, requested

    return _ranked_by_excess(candidates, memory)


def rank_disk_pressure(candidates: Iterable[Candidate], measures: Sequence[Measure], resource: str) -> list[Ranked]:
    """pkg/kubelet/eviction/helpers.go rankDiskPressureFunc

    As for memory, with the disk space or inodes (`resource`) that `measures` name. For inodes the last key
    subtracts the requested bytes of storage from a count of inodes: so does upstream.
    """

    def disk(candidate: Candidate) -> tuple[int, Quantity, Quantity]:
        used = 0
        if candidate.stats is not None:
            used = pod_disk_usage(candidate.stats, candidate.pod, measures, inodes=resource == INODES)
        return (
            used,
            get_resource_request_quantity(candidate.pod, resource),
            get_resource_request_quantity(candidate.pod, EPHEMERAL_STORAGE),
        )

    return _ranked_by_excess(candidates, disk)


def rank_pid_pressure(candidates: Iterable[Candidate]) -> list[Ranked]:
    """pkg/kubelet/eviction/helpers.go rankPIDPressure

    First the lower priority, then pods without stats, then who runs more processes. Requests do not matter.
    """
    names = ("priority", "no stats", "more processes")
    ranked = []
    for candidate in candidates:
        priority = pod_priority(candidate.pod)
        if candidate.stats is None:
            ranked.append(Ranked(candidate, None, None, (priority, 0, 0), names))
        else:
            processes = candidate.stats.processes or 0
            ranked.append(Ranked(candidate, processes, None, (priority, 1, -processes), names))
    ranked.sort(key=lambda one: one.key)
    return ranked


def first_evicted(ranked: Iterable[Ranked]) -> Candidate | None:
    """pkg/kubelet/eviction/eviction_manager.go synchronize, evictPod

    The first of the ranking that is not critical: critical pods are ranked but spared. None: nobody can go.
    """
    return next((one.candidate for one in ranked if not is_critical_pod(one.candidate.pod)), None)


def deciding_key(one: Ranked, other: Ranked) -> str:
    """The name of the first key in which two neighbours of a ranking differ; "" where they are equal."""
    for name, mine, theirs in zip(one.key_names, one.key, other.key, strict=True):
        if mine != theirs:
            return name
    return ""


def pod_disk_usage(stats: PodStats, pod: Pod, measures: Sequence[Measure], *, inodes: bool) -> int:
    """pkg/kubelet/eviction/helpers.go podDiskUsage

    Bytes, or inodes, that a pod uses of what is measured.
    """
    used = 0
    for container in stats.containers:
        if "rootfs" in measures:
            used += (container.rootfs_inodes if inodes else container.rootfs) or 0
        if "logs" in measures:
            used += (container.logs_inodes if inodes else container.logs) or 0
    if "volumes" in measures:
        of_volume = {volume.name: volume for volume in reversed(stats.volumes)}
        for name in local_volume_names(pod):
            volume = of_volume.get(name)
            if volume is not None:
                used += (volume.inodes if inodes else volume.used) or 0
    return used


def local_volume_names(pod: Pod) -> list[str]:
    """pkg/kubelet/eviction/helpers.go localVolumeNames

    The volumes that take room on the node: host paths, and emptyDir on disk, configMap and gitRepo.
    """
    return [volume.name for volume in pod.spec.volumes if volume.host_path is not None or _is_local(volume)]


def eviction_message(
    resource: str, candidate: Candidate, met: tuple[Quantity, Quantity] | None = None
) -> EvictionMessage:
    """pkg/kubelet/eviction/helpers.go evictionMessage

    What is said about a pod evicted for want of `resource` (memory, ephemeral-storage, inodes or pids): the
    threshold that was met and what was available (`met`, where known), and which of its containers use more than
    they request. Each sentence ends with a blank.
    """
    message = f"The node was low on resource: {resource}. "
    if met is not None:
        message += f"Threshold quantity: {met[0]}, available: {met[1]}. "
    annotations: dict[str, str] = {}
    pod, stats = candidate.pod, candidate.stats
    if stats is None:
        return EvictionMessage(message, annotations)
    level = pod.spec.resources
    if resource == MEMORY and level is not None and MEMORY in level.requests and stats.memory is not None:
        used = Quantity.of(stats.memory, "BinarySI")
        message += _sentence(f"Pod {pod.metadata.name}", used, level.requests[MEMORY], resource)
        annotations[OFFENDING_POD] = pod.metadata.name
        annotations[OFFENDING_POD_USAGE] = str(used)
    requests = {
        container.name: container.resources.requests.get(resource, ZERO)
        for container in (*reversed(pod.spec.init_containers), *reversed(pod.spec.containers))
    }
    offending: list[tuple[str, str]] = []
    for container in stats.containers:
        amount: int | None = None
        if resource == MEMORY:
            amount = container.memory
        elif resource == EPHEMERAL_STORAGE and container.rootfs is not None and container.logs is not None:
            amount = container.rootfs + container.logs
        requested = requests.get(container.name)
        if amount is None or requested is None:
            continue
        used = Quantity.of(amount, "BinarySI")
        if used > requested:
            message += _sentence(f"Container {container.name}", used, requested, resource)
            offending.append((container.name, str(used)))
    annotations[OFFENDING_CONTAINERS] = ",".join(name for name, _ in offending)
    annotations[OFFENDING_CONTAINERS_USAGE] = ",".join(used_text for _, used_text in offending)
    annotations[STARVED_RESOURCE] = resource
    return EvictionMessage(message, annotations)


def _ranked_by_excess(
    candidates: Iterable[Candidate], measure: Callable[[Candidate], tuple[int, Quantity, Quantity]]
) -> list[Ranked]:
    """Rank by what `measure` gives: (used, request that may be exceeded, request that is subtracted)."""
    names = ("no stats", "exceeds request", "priority", "larger excess")
    ranked = []
    for candidate in candidates:
        priority = pod_priority(candidate.pod)
        used, requested, subtracted = measure(candidate)
        if candidate.stats is None:
            ranked.append(Ranked(candidate, None, requested, (0, 0, priority, 0), names))
            continue
        nanos = Quantity.of(used).nanos
        exceeds = nanos > requested.nanos
        key = (1, 0 if exceeds else 1, priority, subtracted.nanos - nanos)
        ranked.append(Ranked(candidate, used, requested, key, names))
    ranked.sort(key=lambda one: one.key)
    return ranked


def _is_local(volume: Volume) -> bool:
    """pkg/volume/util/util.go IsLocalEphemeralVolume"""
    on_disk = volume.empty_dir is not None and not volume.empty_dir.medium
    return on_disk or volume.config_map is not None or volume.git_repo is not None


def _sentence(who: str, used: Quantity, requested: Quantity, resource: str) -> str:
    return f"{who} was using {used}, request is {requested}, has larger consumption of {resource}. "
