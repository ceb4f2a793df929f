"""From runs to container statuses: what the API shows of each container (pkg/kubelet/kubelet_pods.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from podtutor.kube.container import Container
from podtutor.kube.container_status import (
    ContainerState,
    ContainerStateRunning,
    ContainerStateTerminated,
    ContainerStateWaiting,
    ContainerStatus,
)
from podtutor.kube.pod import Pod
from podtutor.rules.restart import RESTARTING_ALL_CONTAINERS
from podtutor.rules.runtime_status import RuntimeContainer, should_container_be_restarted
from podtutor.sim.clock import stamp
from podtutor.sim.kubelet.snapshot import PodSnapshot, RunRecord

CONTAINER_CREATING, POD_INITIALIZING = "ContainerCreating", "PodInitializing"
CREATING = ContainerState(waiting=ContainerStateWaiting(reason=CONTAINER_CREATING))
INITIALIZING = ContainerState(waiting=ContainerStateWaiting(reason=POD_INITIALIZING))
WAITING = ContainerState(waiting=ContainerStateWaiting())
NOTHING_KNOWN = ContainerState()
VANISHED = ContainerStateTerminated(
    exit_code=137,
    reason="ContainerStatusUnknown",
    message="The container could not be located when the pod was deleted.  The container used to be Running",
)

RESTART_MESSAGE = "The container is removed because RestartAllContainers in place"
REMOVED_FOR_RESTART = ContainerState(
    waiting=ContainerStateWaiting(reason=RESTARTING_ALL_CONTAINERS, message=RESTART_MESSAGE)
)
ENDED_FOR_RESTART = ContainerState(
    terminated=ContainerStateTerminated(exit_code=137, reason=RESTARTING_ALL_CONTAINERS, message=RESTART_MESSAGE)
)

WaitingReasons = Callable[[str], tuple[str, str] | None]
"""What holds a container of the pod back: (reason, message), by its name (pkg/kubelet/reason_cache.go)."""


def runtime_container(run: RunRecord, definition: str = "") -> RuntimeContainer:
    """The run as the rules look at it; `definition` is that of the container's spec now."""
    return RuntimeContainer(
        name=run.name,
        state=run.state,
        exit_code=run.exit_code,
        reason=run.reason,
        definition_changed=bool(definition) and definition != run.definition,
    )


def state_of(run: RunRecord) -> ContainerState:
    """convertContainerStatus: the state of one run."""
    if run.state == "running" and run.started_at is not None:
        return ContainerState(running=ContainerStateRunning(started_at=stamp(run.started_at)))
    if run.state == "exited":
        return ContainerState(
            terminated=ContainerStateTerminated(
                exit_code=run.exit_code,
                reason=run.reason,
                message=run.message,
                started_at=None if run.started_at is None else stamp(run.started_at),
                finished_at=None if run.finished_at is None else stamp(run.finished_at),
                container_id=f"containerd://{run.identifier}",
            )
        )
    return WAITING


def status_of(run: RunRecord, container: Container, last: ContainerState) -> ContainerStatus:
    """The status a run stands for, with `last` as what came before; `container` has what was granted."""
    resources = run.resources
    return ContainerStatus(
        name=run.name,
        state=state_of(run),
        last_state=last,
        restart_count=run.attempt,
        image=run.image,
        image_id=run.image,
        container_id=f"containerd://{run.identifier}",
        allocated_resources=container.resources.requests,
        resources=resources if resources.requests or resources.limits else None,
    )


def convert_statuses(
    pod: Pod,
    snapshot: PodSnapshot,
    old: Iterable[ContainerStatus],
    containers: Iterable[Container],
    reasons: WaitingReasons,
    *,
    init: bool,
    restarting_all: bool = False,
) -> tuple[ContainerStatus, ...]:
    """pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses

    The statuses of `containers`, from their runs in `snapshot`, what was said before (`old`) and what holds them
    back (`reasons`). `restarting_all`: containers are being removed because all of them restart in place.
    """
    before = {status.name: status for status in old}
    default = INITIALIZING if pod.spec.init_containers else CREATING
    out: list[ContainerStatus] = []
    for container in containers:
        runs = [run for run in snapshot.runs if run.name == container.name]
        known = before.get(container.name)
        if runs:
            earlier = state_of(runs[1]) if len(runs) > 1 else None
            last = earlier or (known.last_state if known is not None else NOTHING_KNOWN)
            if earlier is None and known is not None and known.restart_count != runs[0].attempt:
                last = known.state if known.state.terminated is not None else known.last_state
            status = status_of(runs[0], container, last)
        else:
            status = _without_run(pod, container, known, default, restarting_all=restarting_all)
        out.append(_held_back(pod, container, runs[0] if runs else None, status, reasons, init=init))
    return tuple(out)


def _without_run(
    pod: Pod, container: Container, known: ContainerStatus | None, default: ContainerState, *, restarting_all: bool
) -> ContainerStatus:
    """The status of a container the runtime knows nothing of: waiting, or lost where it ran before."""
    if known is None:
        return ContainerStatus(name=container.name, image=container.image, state=default)
    if restarting_all and (known.state.terminated is not None or known.state.running is not None):
        return ContainerStatus(
            name=container.name,
            image=container.image,
            state=REMOVED_FOR_RESTART,
            last_state=ENDED_FOR_RESTART,
            restart_count=known.restart_count + 1,
        )
    if known.state.terminated is not None:
        return known
    status = ContainerStatus(
        name=container.name,
        image=container.image,
        state=default,
        restart_count=known.restart_count,
        last_state=known.last_state,
    )
    if known.state.running is None or known.last_state.terminated is not None:
        return status
    lost = replace(status, last_state=ContainerState(terminated=VANISHED))
    return lost if pod.metadata.deletion_timestamp is not None else replace(lost, restart_count=known.restart_count + 1)


def _held_back(
    pod: Pod,
    container: Container,
    run: RunRecord | None,
    status: ContainerStatus,
    reasons: WaitingReasons,
    *,
    init: bool,
) -> ContainerStatus:
    """A container that will be started at the next sync waits, and says what for, where that is known."""
    if init and run is not None and run.state == "exited" and run.exit_code == 0:
        return status
    reason = reasons(container.name)
    if reason is None:
        return status
    if not should_container_be_restarted(container, pod, None if run is None else runtime_container(run)):
        return status
    waiting = ContainerState(waiting=ContainerStateWaiting(reason=reason[0], message=reason[1]))
    if status.state.terminated is not None:
        return replace(status, state=waiting, last_state=status.state)
    return replace(status, state=waiting)
