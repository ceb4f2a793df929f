"""What the node measures of its pods, and how old the figures are when they are asked for (cAdvisor)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.rules.stats import ContainerStats, PodStats, VolumeStats
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes

if TYPE_CHECKING:
    from podtutor.sim.runtime.machine import Machine

MEASURED_EVERY = 15_000
"""cAdvisor maxHousekeepingInterval, in ms: how old the figures of a quiet container may be."""


def pod_stats(pod: PodSandboxes, now: int) -> PodStats:
    """The figures the kubelet has of a pod at `now`: memory as last measured, disk as it is."""
    containers = []
    for run in pod.running():
        files = run.process.files if run.process is not None else None
        rootfs = sum(files.own.values()) if files is not None else 0
        containers.append(ContainerStats(name=run.name, memory=container_memory(run, now), rootfs=rootfs, logs=0))
    volumes = tuple(VolumeStats(name=name, used=volume.used()) for name, volume in pod.volumes.items())
    local = sum(volume.used() for volume in pod.volumes.values() if volume.kind == "emptyDir" and not volume.in_memory)
    in_memory = sum(volume.used() for volume in pod.volumes.values() if volume.in_memory)
    return PodStats(
        memory=sum(one.memory or 0 for one in containers) + in_memory,
        processes=len(containers),
        ephemeral_storage=sum(one.rootfs or 0 for one in containers) + local,
        containers=tuple(containers),
        volumes=volumes,
    )


def container_memory(run: ContainerRun, now: int) -> int:
    """The memory of one container as it was last measured, in bytes."""
    return run.resident_at(_last_look(run, now))


def disk_used(machine: Machine) -> int:
    """Bytes that pods have written to the node's disk."""
    return sum((pod_stats(pod, machine.agenda.now).ephemeral_storage or 0) for pod in machine.pods.values())


def _last_look(run: ContainerRun, now: int) -> int:
    """When a container was last looked at. Upstream spreads the looks by chance; here a hash of its name does."""
    began = (run.started_at or 0) + run.look_offset % MEASURED_EVERY
    return now - (now - began) % MEASURED_EVERY
