"""What resources containers have, as against what they ask for: cgroups, and resizing in place.

Upstream: pkg/kubelet/allocation/allocation_manager.go, pkg/kubelet/kuberuntime/kuberuntime_manager.go
computePodResizeAction, doPodResizeAction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from podtutor.kube.codec import to_builtins
from podtutor.kube.container import Container, ResourceRequirements
from podtutor.kube.pod import Pod, PodCondition, PodSpec
from podtutor.rules.qos import GUARANTEED
from podtutor.rules.requests import pod_limits, pod_requests
from podtutor.sim.cause import Cause
from podtutor.sim.clock import parse
from podtutor.sim.kubelet.admission import missing_resource
from podtutor.sim.kubelet.measure import container_memory
from podtutor.sim.kubelet.snapshot import PodSnapshot
from podtutor.sim.kubelet.termination import kill_container
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

DEFERRED, ERROR = "Deferred", "Error"
PENDING, IN_PROGRESS = "PodResizePending", "PodResizeInProgress"
RESTART_CONTAINER = "RestartContainer"
SOURCE = "pkg/kubelet/allocation/allocation_manager.go"
GRANTED = Cause("missing_resource", SOURCE, "the node has room for what was asked")
PUT_OFF = Cause("missing_resource", SOURCE, "the node has no room for what was asked now")


class _Resize:
    """What is known of one pod's resources: what was granted, and how far a resize is."""

    __slots__ = ("deferred", "deferred_at", "error", "granted", "in_progress")

    def __init__(self, granted: dict[str, ResourceRequirements]) -> None:
        self.granted = granted
        self.deferred = ""
        self.deferred_at = 0
        self.in_progress = False
        self.error = ""


class Allocation:
    """The allocation manager of one node. Pods nobody ever resized are not in its books."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._checkpoint = kubelet.machine.allocations
        self._resizes: dict[str, _Resize] = {}

    # what was granted

    def allocated(self, pod: Pod) -> Pod:
        """UpdatePodFromAllocation: the pod with the resources it was granted."""
        resize = self._resizes.get(pod.metadata.uid)
        if resize is None:
            return pod
        spec = pod.spec
        return replace(
            pod,
            spec=replace(
                spec,
                containers=tuple(_with(one, resize.granted) for one in spec.containers),
                init_containers=tuple(_with(one, resize.granted) for one in spec.init_containers),
            ),
        )

    def conditions(self, pod: Pod) -> tuple[PodCondition, ...]:
        """PodResizePending and PodResizeInProgress, where they hold."""
        resize = self._resizes.get(pod.metadata.uid)
        if resize is None:
            return ()
        found = []
        if resize.deferred:
            found.append(PodCondition(type=PENDING, status="True", reason=DEFERRED, message=resize.deferred))
        if resize.in_progress:
            reason = ERROR if resize.error else ""
            found.append(PodCondition(type=IN_PROGRESS, status="True", reason=reason, message=resize.error))
        return tuple(found)

    def knows(self, uid: str) -> bool:
        """Whether the pod was ever resized."""
        return uid in self._resizes

    def is_busy(self, uid: str) -> bool:
        """Whether a resize of the pod is under way or waits for room."""
        resize = self._resizes.get(uid)
        return resize is not None and (resize.in_progress or bool(resize.deferred))

    def pod_added(self, pod: Pod) -> None:
        """AddPod, BackfillPodResizeConditions: a pod is new, or the kubelet is, and finds what was granted before it."""
        uid = pod.metadata.uid
        spec = self._checkpoint.setdefault(uid, pod.spec)
        if spec is pod.spec:
            return
        resize = _Resize(_resources(spec))
        for condition in pod.status.conditions:
            if condition.type == PENDING:
                resize.deferred = condition.message
                resize.deferred_at = (
                    0 if condition.last_transition_time is None else parse(condition.last_transition_time)
                )
            elif condition.type == IN_PROGRESS:
                resize.in_progress, resize.error = True, condition.message
        if resize.in_progress or resize.granted != _resources(pod.spec):
            self._resizes[uid] = resize

    def pod_updated(self, before: Pod, after: Pod) -> None:
        """The pod's spec changed: where its resources did, see whether there is room, for it and who waits already."""
        wanted = _resources(after.spec)
        resize = self._resizes.get(after.metadata.uid)
        granted = _resources(before.spec) if resize is None else resize.granted
        if wanted == granted:
            if resize is not None:
                resize.deferred = ""
            return
        if resize is None:
            self._resizes[after.metadata.uid] = _Resize(granted)
        self._retry(after)

    def room_was_made(self) -> None:
        """Something left the node, or the kubelet has begun: who waits for room may have it now."""
        self._retry(None)

    def _retry(self, asking: Pod | None) -> None:
        """RetryPendingResizes: all that wait, and the one that asks just now, in the order of sortPendingResizes."""
        waiting = [] if asking is None else [asking]
        for uid, resize in self._resizes.items():
            worker = self._kubelet.workers.get(uid)
            if asking is not None and uid == asking.metadata.uid:
                continue
            if worker is None or worker.terminating:
                continue
            if resize.deferred or resize.granted != _resources(worker.pod.spec):
                waiting.append(worker.pod)
        for pod in sorted(waiting, key=self._rank):
            resize = self._resizes[pod.metadata.uid]
            self._try(pod, resize)
            if pod is not asking and not resize.deferred:
                self._kubelet.workers[pod.metadata.uid].update()

    def _rank(self, pod: Pod) -> tuple[bool, int, bool, bool, int]:
        """sortPendingResizes: who asks for no more first, then by priority, QoS class and the length of the wait."""
        resize = self._resizes[pod.metadata.uid]
        wanted, granted = pod_requests(pod), pod_requests(self.allocated(pod))
        return (
            any(
                name in wanted and (name not in granted or wanted[name].nanos > granted[name].nanos)
                for name in ("cpu", "memory")
            ),
            -(pod.spec.priority or 0),
            pod.status.qos_class != GUARANTEED,
            not resize.deferred,
            resize.deferred_at,
        )

    def _try(self, pod: Pod, resize: _Resize) -> None:
        lacking = missing_resource(self._kubelet, pod)
        if lacking is not None:
            was, resize.deferred = resize.deferred, lacking.message
            if not was:
                resize.deferred_at = self._kubelet.agenda.now
                message = f"Pod resize {lacking.reason}: {_told(pod, lacking.message)}"
                self._kubelet.event(pod, "Warning", "ResizeDeferred", message, cause=PUT_OFF)
            return
        resize.granted = _resources(pod.spec)
        self._checkpoint[pod.metadata.uid] = pod.spec
        self._kubelet.room.take(pod)
        resize.deferred, resize.error, resize.in_progress = "", "", True
        self._kubelet.event(pod, "Normal", "ResizeStarted", f"Pod resize started: {_told(pod)}", cause=GRANTED)

    # what containers have

    def sandbox_created(self, pod: Pod, known: PodSandboxes) -> None:
        """The pod's cgroup is made, with the limit of the whole pod."""
        known.memory_limit = pod_memory_limit(pod)

    def container_created(self, run: ContainerRun) -> None:
        """The container's cgroup is made."""
        run.resources = run.spec.resources
        run.memory_limit = memory_limit(run.spec.resources)

    def settle(self, pod: Pod, snapshot: PodSnapshot) -> None:
        """A resize is complete when no running container has anything else than was granted."""
        resize = self._resizes.get(pod.metadata.uid)
        if resize is None or not resize.in_progress:
            return
        behind = [
            run
            for run in snapshot.runs
            if run.state == "running" and run.resources != resize.granted.get(run.name, run.resources)
        ]
        if not behind:
            self._complete(pod, resize)

    def actuate(self, pod: Pod, known: PodSandboxes) -> Steps:
        """doPodResizeAction: bring running containers to what was granted.

        Returns (anything changed, anything failed, containers that must be started anew).
        """
        resize = self._resizes.get(pod.metadata.uid)
        if resize is None or not resize.in_progress:
            return False, False, ()
        restarted: list[Container] = []
        changed = False
        for container in (*pod.spec.init_containers, *pod.spec.containers):
            run = known.newest(container.name)
            wanted = resize.granted.get(container.name)
            if run is None or run.state != "running" or wanted is None or run.resources == wanted:
                continue
            if _must_restart(container, run.resources, wanted):
                message = f"Container {container.name} resize requires restart"
                yield from kill_container(self._kubelet, pod, known, container.name, message, "", None, None)
                restarted.append(container)
                continue
            trouble = self._apply(run, wanted)
            if trouble:
                resize.error = trouble
                self._kubelet.event(pod, "Warning", "ResizeError", f"Pod resize error: {_told(pod, trouble)}")
                return changed, True, tuple(restarted)
            changed = True
        if changed or restarted:
            known.memory_limit = pod_memory_limit(pod)
        return changed, False, tuple(restarted)

    def after_sync(self, pod: Pod, known: PodSandboxes) -> None:
        """The sync is over: whether the resize is complete by now."""
        resize = self._resizes.get(pod.metadata.uid)
        if resize is None or not resize.in_progress or resize.error:
            return
        if all(run.resources == resize.granted.get(run.name, run.resources) for run in known.running()):
            self._complete(pod, resize)

    def _apply(self, run: ContainerRun, wanted: ResourceRequirements) -> str:
        """Write one container's cgroup; returns what is in the way."""
        limit = memory_limit(wanted)
        used = container_memory(run, self._kubelet.agenda.now)
        if limit is not None and (run.memory_limit is None or limit < run.memory_limit) and used > limit:
            return (
                f"cannot decrease memory limits: attempting to set container {run.name} memory limit ({limit}) "
                f"below current usage ({used})"
            )
        run.resources = wanted
        run.memory_limit = limit
        return ""

    def _complete(self, pod: Pod, resize: _Resize) -> None:
        resize.in_progress = False
        resize.error = ""
        self._kubelet.event(pod, "Normal", "ResizeCompleted", f"Pod resize completed: {_told(pod)}")

    def forget(self, uid: str) -> None:
        """The pod is gone."""
        self._resizes.pop(uid, None)
        self._checkpoint.pop(uid, None)


def _resources(spec: PodSpec) -> dict[str, ResourceRequirements]:
    return {one.name: one.resources for one in (*spec.init_containers, *spec.containers)}


def _with(container: Container, granted: dict[str, ResourceRequirements]) -> Container:
    resources = granted.get(container.name, container.resources)
    return container if resources == container.resources else replace(container, resources=resources)


def _must_restart(container: Container, old: ResourceRequirements, new: ResourceRequirements) -> bool:
    """Whether a resource that changes has the resize policy RestartContainer."""
    policies = {policy.resource_name: policy.restart_policy for policy in container.resize_policy}
    return any(
        policies.get(name) == RESTART_CONTAINER
        and (old.requests.get(name), old.limits.get(name)) != (new.requests.get(name), new.limits.get(name))
        for name in ("cpu", "memory")
    )


def _told(pod: Pod, error: str = "") -> str:
    """The resources as the events carry them."""
    told: dict[str, Any] = {
        "containers": [{"name": one.name, "resources": to_builtins(one.resources)} for one in pod.spec.containers],
        "generation": pod.metadata.generation,
    }
    if error:
        told["error"] = error
    return msgspec.json.encode(told).decode()


def memory_limit(resources: ResourceRequirements) -> int | None:
    """The memory limit in bytes; None for none."""
    limit = resources.limits.get("memory")
    return None if limit is None or limit.nanos == 0 else limit.value()


def pod_memory_limit(pod: Pod) -> int | None:
    """pkg/kubelet/cm/helpers_linux.go ResourceConfigForPod

    The limit of the pod's cgroup, in bytes: at pod level, or the sum where all containers have one.
    """
    level = pod.spec.resources
    if level is not None and "memory" in level.limits:
        return level.limits["memory"].value()
    if any("memory" not in container.resources.limits for container in pod.spec.containers):
        return None
    limit = pod_limits(pod).get("memory")
    return None if limit is None else limit.value()
