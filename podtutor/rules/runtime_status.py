"""What the container runtime and the probers tell the kubelet about one pod: the ground of its decisions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.rules.restart import container_should_restart

ContainerStateName = Literal["created", "running", "exited", "unknown"]

CREATED = "created"
RUNNING = "running"
EXITED = "exited"
UNKNOWN = "unknown"

ProbeResult = Literal["success", "failure", "unknown"]

PROBE_SUCCESS = "success"
PROBE_FAILURE = "failure"

LIVENESS_PROBE = "LivenessProbe"
STARTUP_PROBE = "StartupProbe"

OOM_KILLED = "OOMKilled"


class RuntimeSandbox(Struct, frozen=True):
    """One sandbox of the pod: whether it is ready, how many there were before it, and its address ("": none)."""

    ready: bool
    attempt: int = 0
    ip: str = ""


class RuntimeContainer(Struct, frozen=True, kw_only=True):
    """The newest record of one container.

    `definition_changed`: the spec is not the one it was started with (image or name). `liveness` and `startup`: what
    the probers hold of it, None where they hold nothing.
    """

    name: str
    state: ContainerStateName
    exit_code: int = 0
    reason: str = ""
    definition_changed: bool = False
    liveness: ProbeResult | None = None
    startup: ProbeResult | None = None


class RuntimePodStatus(Struct, frozen=True):
    """pkg/kubelet/container/runtime.go PodStatus: sandboxes, the newest first, and one record a container."""

    sandboxes: tuple[RuntimeSandbox, ...] = ()
    containers: tuple[RuntimeContainer, ...] = ()

    def of(self, name: str) -> RuntimeContainer | None:
        """pkg/kubelet/container/runtime.go FindContainerStatusByName

        The record of the container of this name, or None.
        """
        for container in self.containers:
            if container.name == name:
                return container
        return None


class ContainerToKill(Struct, frozen=True):
    """A container to kill, the message of the event that says so, and the probe that condemned it, if any."""

    container: Container
    message: str
    reason: str = ""


def should_container_be_restarted(container: Container, pod: Pod, status: RuntimeContainer | None) -> bool:
    """pkg/kubelet/container/helpers.go ShouldContainerBeRestarted

    Whether a container that does not run should be started: not in a pod that is being deleted, always where it
    never ran or its state is unclear, else as its policies say.
    """
    if pod.metadata.deletion_timestamp is not None:
        return False
    if status is None:
        return True
    if status.state == RUNNING:
        return False
    if status.state in (UNKNOWN, CREATED):
        return True
    return container_should_restart(container, pod.spec, status.exit_code)


def is_init_container_failed(status: RuntimeContainer) -> bool:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go isInitContainerFailed

    Whether an init container ended badly; one that was OOM killed did, whatever its exit code.
    """
    if status.reason == OOM_KILLED or status.state == UNKNOWN:
        return True
    return status.state == EXITED and status.exit_code != 0
