"""What the kubelet does next for the init containers of a pod, sidecars among them."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.restart import restarts_after_probe_failure
from podtutor.rules.runtime_status import (
    CREATED,
    EXITED,
    LIVENESS_PROBE,
    PROBE_FAILURE,
    PROBE_SUCCESS,
    RUNNING,
    STARTUP_PROBE,
    ContainerToKill,
    RuntimeContainer,
    RuntimePodStatus,
    is_init_container_failed,
    should_container_be_restarted,
)


class InitContainerActions(Struct, frozen=True, kw_only=True):
    """What to do about init containers; `pod_has_initialized`: main containers may start now."""

    pod_has_initialized: bool
    kill_pod: bool = False
    containers_to_start: tuple[Container, ...] = ()
    containers_to_kill: tuple[ContainerToKill, ...] = ()


class _Scan:
    """The look at the init containers, from the last to the first."""

    def __init__(self, pod: Pod, *, pod_has_initialized: bool) -> None:
        self.pod = pod
        self.containers = pod.spec.init_containers
        self.pod_has_initialized = pod_has_initialized
        self.is_previously_initialized = pod_has_initialized
        self.pod_failed = False
        self.start: list[int] = []
        self.kill: list[ContainerToKill] = []

    def look_at(self, index: int, status: RuntimeContainer) -> None:
        """Decide about one container there is a record of."""
        container = self.containers[index]
        if status.state == CREATED:
            self.start.append(index)
        elif is_restartable_init_container(container):
            self._sidecar(index, container, status)
        elif status.state == EXITED:
            self._ended(index, container, status)
        elif status.state != RUNNING:
            self._unknown(index, container, status)

    def _sidecar(self, index: int, container: Container, status: RuntimeContainer) -> None:
        if status.state == RUNNING:
            self._running_sidecar(index, container, status)
        elif status.state == EXITED:
            self.start.append(index)
        else:
            self._kill_and_start(index, container, _in_state(status), "Unknown")

    def _running_sidecar(self, index: int, container: Container, status: RuntimeContainer) -> None:
        if container.startup_probe is not None and status.startup != PROBE_SUCCESS:
            if status.startup == PROBE_FAILURE:
                message = f"Init container {container.name} failed startup probe"
                self._kill_and_start(index, container, message, STARTUP_PROBE)
            return
        self._initialized(index, once=True)
        if status.definition_changed:
            self._kill_and_start(index, container, f"Init container {container.name} definition changed")
        elif container.liveness_probe is not None and status.liveness == PROBE_FAILURE:
            message = f"Init container {container.name} failed liveness probe"
            self._kill_and_start(index, container, message, LIVENESS_PROBE)

    def _ended(self, index: int, container: Container, status: RuntimeContainer) -> None:
        if not is_init_container_failed(status):
            self._initialized(index, once=False)
        elif should_container_be_restarted(container, self.pod, status):
            self.start.append(index)
        else:
            self.pod_failed = True

    def _unknown(self, index: int, container: Container, status: RuntimeContainer) -> None:
        if restarts_after_probe_failure(container, self.pod):
            self._kill_and_start(index, container, _in_state(status), "Unknown")
        else:
            self.pod_failed = True

    def _initialized(self, index: int, *, once: bool) -> None:
        """The container is through: the next one may start, or the main containers."""
        if index == len(self.containers) - 1:
            self.pod_has_initialized = True
        elif not (once and self.is_previously_initialized):
            self.start.append(index + 1)

    def _kill_and_start(self, index: int, container: Container, message: str, reason: str = "") -> None:
        self.kill.append(ContainerToKill(container, message, reason))
        self.start.append(index)


def compute_init_container_actions(pod: Pod, status: RuntimePodStatus) -> InitContainerActions:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go computeInitContainerActions

    Init containers are looked at from the last to the first, and the last one of which there is a record decides:
    records of earlier ones may have been removed. Before that one, and once main containers run, only sidecars are
    kept running. A main container that was created or runs proves that initialization is over; an ended one does
    not, for it may be of an older sandbox.
    """
    if not pod.spec.init_containers:
        return InitContainerActions(pod_has_initialized=True)
    scan = _Scan(pod, pod_has_initialized=_any_main_container_up(pod, status))
    for index in range(len(pod.spec.init_containers) - 1, -1, -1):
        container = pod.spec.init_containers[index]
        is_sidecar = is_restartable_init_container(container)
        found = status.of(container.name)
        if found is None:
            if scan.is_previously_initialized and is_sidecar:
                scan.start.append(index)
            continue
        if scan.is_previously_initialized and not is_sidecar:
            continue
        scan.look_at(index, found)
        if scan.pod_failed:
            return InitContainerActions(pod_has_initialized=False, kill_pod=True, containers_to_kill=tuple(scan.kill))
        scan.is_previously_initialized = True
    if not scan.is_previously_initialized:
        scan.start.append(0)
    return InitContainerActions(
        pod_has_initialized=scan.pod_has_initialized,
        containers_to_start=tuple(pod.spec.init_containers[index] for index in reversed(scan.start)),
        containers_to_kill=tuple(scan.kill),
    )


def _any_main_container_up(pod: Pod, status: RuntimePodStatus) -> bool:
    return any(
        found is not None and found.state in (CREATED, RUNNING)
        for found in (status.of(container.name) for container in pod.spec.containers)
    )


def _in_state(status: RuntimeContainer) -> str:
    return f'Init container is in "{status.state}" state, try killing it before restart'
