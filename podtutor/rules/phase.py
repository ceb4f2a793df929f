"""The phase of a pod, told from the states of its containers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from podtutor.kube.container import Container
from podtutor.kube.container_status import ContainerStateTerminated, ContainerStatus
from podtutor.kube.pod import Pod, PodSpec
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.critical import is_static_pod
from podtutor.rules.restart import RESTARTING_ALL_CONTAINERS, container_should_restart

PENDING = "Pending"
RUNNING = "Running"
SUCCEEDED = "Succeeded"
FAILED = "Failed"


class _Initialization(Struct):
    """How far the init containers are."""

    failed_for_good: list[str]
    unfinished: list[str]
    sidecars_not_started: list[str]


class _Tally(Struct):
    """How many main containers and running sidecars are in which state."""

    unknown: int = 0
    running: int = 0
    waiting: int = 0
    stopped: int = 0
    succeeded: int = 0
    restartable: int = 0


class PhaseReason(Struct, frozen=True):
    """A phase and the sentence that says why."""

    phase: str
    why: str


def get_phase(
    pod: Pod, statuses: Sequence[ContainerStatus], *, pod_is_terminal: bool, pod_has_initialized: bool
) -> str:
    """pkg/kubelet/kubelet_pods.go getPhase

    Pending, Running, Succeeded or Failed. `statuses` are those of init and main containers together;
    `pod_is_terminal` says that no container will run again whatever the policies; `pod_has_initialized` that a main
    container has been started in the present sandbox. What is decided elsewhere (a phase that never leaves
    Succeeded or Failed, evictions, deadlines) is not decided here.
    """
    return explain_phase(pod, statuses, pod_is_terminal=pod_is_terminal, pod_has_initialized=pod_has_initialized).phase


def explain_phase(
    pod: Pod, statuses: Sequence[ContainerStatus], *, pod_is_terminal: bool, pod_has_initialized: bool
) -> PhaseReason:
    """pkg/kubelet/kubelet_pods.go getPhase

    As get_phase, with the reason.
    """
    by_name = {status.name: status for status in reversed(statuses)}
    tally = _Tally()
    started = _initialization(pod.spec, by_name, tally)
    for container in pod.spec.containers:
        _count(container, pod.spec, by_name.get(container.name), tally)

    if started.failed_for_good:
        return PhaseReason(FAILED, f"init container {started.failed_for_good[0]} failed and is not restarted")
    if started.unfinished:
        return PhaseReason(PENDING, f"init container {started.unfinished[0]} has not finished")
    if started.sidecars_not_started and not pod_has_initialized:
        return PhaseReason(PENDING, f"sidecar {started.sidecars_not_started[0]} has not started")
    if tally.waiting:
        return PhaseReason(PENDING, "a container waits for its first start")
    if tally.unknown:
        return PhaseReason(PENDING, "of a container nothing is known yet")
    if tally.running:
        return PhaseReason(RUNNING, "every container has been started, and at least one runs")
    if not tally.stopped:
        return PhaseReason(PENDING, "no container has been started")
    return _phase_of_stopped(tally, pod_is_terminal=pod_is_terminal and not is_static_pod(pod))


def _phase_of_stopped(tally: _Tally, *, pod_is_terminal: bool) -> PhaseReason:
    all_succeeded = tally.stopped == tally.succeeded
    if not pod_is_terminal and tally.restartable:
        return PhaseReason(RUNNING, "no container runs now, but at least one will be restarted")
    if all_succeeded:
        return PhaseReason(SUCCEEDED, "every container ended with exit code 0 and none will run again")
    return PhaseReason(FAILED, "no container will run again, and not every one ended with exit code 0")


def _initialization(spec: PodSpec, by_name: dict[str, ContainerStatus], tally: _Tally) -> _Initialization:
    """Look through the init containers; sidecars that run or wait are added to the tally."""
    found = _Initialization([], [], [])
    for container in spec.init_containers:
        status = by_name.get(container.name)
        if is_restartable_init_container(container):
            _count_sidecar(container, status, tally, found)
        elif status is None or status.state.running is not None:
            found.unfinished.append(container.name)
        else:
            ended = status.state.terminated
            if ended is None and status.state.waiting is not None:
                ended = status.last_state.terminated
            if ended is None:
                found.unfinished.append(container.name)
            elif ended.exit_code != 0 and not _will_restart(container, spec, ended):
                found.failed_for_good.append(container.name)
    return found


def _count_sidecar(container: Container, status: ContainerStatus | None, tally: _Tally, found: _Initialization) -> None:
    """A sidecar that ended counts for nothing: neither its success nor its failure is the pod's."""
    if status is None:
        tally.unknown += 1
    elif status.state.running is not None:
        tally.running += 1
        if not status.started:
            found.sidecars_not_started.append(container.name)
    elif status.state.terminated is not None:
        pass
    elif status.state.waiting is not None:
        if status.last_state.terminated is None:
            tally.waiting += 1
            found.sidecars_not_started.append(container.name)
    else:
        tally.unknown += 1
        found.sidecars_not_started.append(container.name)


def _count(container: Container, spec: PodSpec, status: ContainerStatus | None, tally: _Tally) -> None:
    if status is None:
        tally.unknown += 1
        return
    state = status.state
    if state.running is not None:
        tally.running += 1
    elif state.terminated is not None:
        tally.stopped += 1
        tally.succeeded += state.terminated.exit_code == 0
        tally.restartable += _will_restart(container, spec, state.terminated)
    elif state.waiting is None:
        tally.unknown += 1
    elif status.last_state.terminated is not None:
        tally.stopped += 1
        tally.restartable += _will_restart(container, spec, status.last_state.terminated)
    else:
        tally.waiting += 1


def _will_restart(container: Container, spec: PodSpec, ended: ContainerStateTerminated) -> bool:
    return ended.reason == RESTARTING_ALL_CONTAINERS or container_should_restart(container, spec, ended.exit_code)
