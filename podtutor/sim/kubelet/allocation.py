"""What resources containers have, as against what they ask for: cgroups, and resizing in place.

Upstream: pkg/kubelet/allocation, pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodResizeAction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod, PodCondition
from podtutor.rules.requests import pod_limits
from podtutor.sim.kubelet.snapshot import PodSnapshot
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet


class Allocation:
    """The allocation manager of one node."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet

    def allocated(self, pod: Pod, _snapshot: PodSnapshot) -> Pod:
        """The pod with the resources it was granted."""
        return pod

    def conditions(self, _pod: Pod) -> tuple[PodCondition, ...]:
        """PodResizePending and PodResizeInProgress, where they hold."""
        return ()

    def pod_updated(self, before: Pod, after: Pod) -> None:
        """The pod's spec changed, perhaps its resources."""

    def sandbox_created(self, pod: Pod, known: PodSandboxes) -> None:
        """The pod's cgroup is made, with the limit of the whole pod."""
        known.memory_limit = pod_memory_limit(pod)

    def container_created(self, pod: Pod, run: ContainerRun) -> None:
        """The container's cgroup is made."""
        run.resources = run.spec.resources
        run.memory_limit = memory_limit(run.spec)

    def actuate(self, pod: Pod, known: PodSandboxes, snapshot: PodSnapshot) -> Steps:
        """Bring cgroups to what was granted. Returns (anything changed, anything failed)."""
        yield from ()
        return False, False

    def is_busy(self, uid: str) -> bool:
        """Whether a resize of the pod is under way."""
        return False

    def forget(self, uid: str) -> None:
        """The pod is gone."""


def memory_limit(container: Container) -> int | None:
    """The container's memory limit in bytes; None for none."""
    limit = container.resources.limits.get("memory")
    return None if limit is None or limit.nanos == 0 else limit.value()


def pod_memory_limit(pod: Pod) -> int | None:
    """pkg/kubelet/cm/helpers_linux.go ResourceConfigForPod: the limit of the pod's cgroup, where all containers have one."""
    level = pod.spec.resources
    if level is not None and "memory" in level.limits:
        return level.limits["memory"].value()
    if any("memory" not in container.resources.limits for container in pod.spec.containers):
        return None
    limit = pod_limits(pod).get("memory")
    return None if limit is None else limit.value()
