"""The row that `kubectl get pod -o wide` shows, as the API server makes it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from podtutor.kube.constants_node import NODE_UNREACHABLE_POD_REASON
from podtutor.kube.container_status import ContainerStateTerminated, ContainerStatus
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod, PodCondition
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.conditions import INITIALIZED, POD_SCHEDULED, READY, TRUE, get_pod_condition
from podtutor.rules.human_duration import UNKNOWN, human_duration
from podtutor.rules.phase import FAILED, SUCCEEDED

NONE = "<none>"
COMPLETED = "Completed"
RUNNING = "Running"
NOT_READY = "NotReady"
TERMINATING = "Terminating"
POD_INITIALIZING = "PodInitializing"
SCHEDULING_GATED = "SchedulingGated"
ZERO_TIME = "0001-01-01T00:00:00Z"


class PodRow(Struct, frozen=True, kw_only=True):
    """The columns after NAME; `why` says which part of the pod decided STATUS."""

    ready: str
    status: str
    restarts: str
    age: str
    ip: str
    node: str
    nominated_node: str
    readiness_gates: str
    why: str


class _Row:
    """The columns while they are being found."""

    def __init__(self, pod: Pod) -> None:
        self.status = pod.status.phase
        self.why = "the phase"
        self.ready = 0
        self.restarts = 0
        self.last_restart: int | None = None

    def show(self, status: str, why: str) -> None:
        self.status = status
        self.why = why

    def count(self, container: ContainerStatus) -> None:
        self.restarts += container.restart_count
        self.last_restart = _later(self.last_restart, container)


def print_pod(pod: Pod, now: int) -> PodRow:
    """pkg/printers/internalversion/printers.go printPod

    The row of a pod at `now` (milliseconds since 1970). STATUS is no field of the pod: it is the phase, overridden
    by the pod's reason, by the first unfinished init container, by the first main container that waits or ended,
    and last by deletion. ValueError where a timestamp is none.
    """
    row = _Row(pod)
    if pod.status.reason:
        row.show(pod.status.reason, "the reason in the pod's status")
    for condition in pod.status.conditions:
        if condition.type == POD_SCHEDULED and condition.reason == SCHEDULING_GATED:
            row.show(SCHEDULING_GATED, "the condition PodScheduled")
    sidecars = {init.name for init in pod.spec.init_containers if is_restartable_init_container(init)}
    initializing = _init_containers(pod, sidecars, row)
    initialized = get_pod_condition(pod.status.conditions, INITIALIZED)
    if not initializing or (initialized is not None and initialized.status == TRUE):
        _main_containers(pod, sidecars, row)
    if pod.metadata.deletion_timestamp is not None:
        if pod.status.reason == NODE_UNREACHABLE_POD_REASON:
            row.show("Unknown", "the node is lost and the pod is being deleted")
        elif pod.status.phase not in (SUCCEEDED, FAILED):
            row.show(TERMINATING, "the pod is being deleted")
    restarts = str(row.restarts)
    if row.restarts and row.last_restart is not None:
        restarts += f" ({human_duration(now - row.last_restart)} ago)"
    return PodRow(
        ready=f"{row.ready}/{len(pod.spec.containers) + _number_of_sidecars(pod)}",
        status=row.status,
        restarts=restarts,
        age=translate_timestamp_since(pod.metadata.creation_timestamp, now),
        ip=(pod.status.pod_ips[0].ip if pod.status.pod_ips else "") or NONE,
        node=pod.spec.node_name or NONE,
        nominated_node=pod.status.nominated_node_name or NONE,
        readiness_gates=_readiness_gates(pod),
        why=row.why,
    )


def translate_timestamp_since(timestamp: str | None, now: int) -> str:
    """pkg/printers/internalversion/printers.go translateTimestampSince

    How long ago a moment on the wire was; `<unknown>` where there is none.
    """
    if timestamp is None or timestamp == ZERO_TIME:
        return UNKNOWN
    return human_duration(now - milliseconds(timestamp))


def has_pod_ready_condition(conditions: Iterable[PodCondition]) -> bool:
    """pkg/printers/internalversion/printers.go hasPodReadyCondition

    Whether a condition Ready is True.
    """
    return any(condition.type == READY and condition.status == TRUE for condition in conditions)


def _init_containers(pod: Pod, sidecars: set[str], row: _Row) -> bool:
    """Go through the init containers to the first that is not done; whether there is one."""
    for index, container in enumerate(pod.status.init_container_statuses):
        row.count(container)
        ended = container.state.terminated
        waiting = container.state.waiting
        if ended is not None and ended.exit_code == 0:
            continue
        if container.name in sidecars and container.started:
            row.ready += container.ready
            continue
        why = f"init container {container.name}"
        if ended is not None:
            row.show(f"Init:{_ending(ended)}", why + " ended")
        elif waiting is not None and waiting.reason not in ("", POD_INITIALIZING):
            row.show(f"Init:{waiting.reason}", why + " waits")
        else:
            row.show(f"Init:{index}/{len(pod.spec.init_containers)}", why + " is not done")
        return True
    return False


def _main_containers(pod: Pod, sidecars: set[str], row: _Row) -> None:
    """Go through the main containers from the last to the first, each overriding what the ones after it said."""
    row.restarts = 0
    row.last_restart = None
    for sidecar in pod.status.init_container_statuses:
        if sidecar.name in sidecars:
            row.count(sidecar)
        if _stops_the_scan(sidecar, sidecars):
            break
    has_running = False
    error = ""
    for container in reversed(pod.status.container_statuses):
        row.count(container)
        state = container.state
        if state.waiting is not None and state.waiting.reason:
            row.show(state.waiting.reason, f"container {container.name} waits")
        elif state.terminated is not None:
            row.show(_ending(state.terminated), f"container {container.name} ended")
            if state.terminated.exit_code != 0:
                error = row.status
        elif container.ready and state.running is not None:
            has_running = True
            row.ready += 1
    if row.status == COMPLETED:
        if has_running and has_pod_ready_condition(pod.status.conditions):
            row.show(RUNNING, "a container completed, another runs, and the pod is Ready")
        elif error:
            row.show(error, "a container completed, another ended with an error")
        elif has_running:
            row.show(NOT_READY, "a container completed, another runs, and the pod is not Ready")


def _stops_the_scan(container: ContainerStatus, sidecars: set[str]) -> bool:
    """Whether the look at the init containers ended with this one."""
    ended = container.state.terminated
    if ended is not None and ended.exit_code == 0:
        return False
    return not (container.name in sidecars and container.started)


def _ending(ended: ContainerStateTerminated) -> str:
    if ended.reason:
        return ended.reason
    return f"Signal:{ended.signal}" if ended.signal else f"ExitCode:{ended.exit_code}"


def _later(before: int | None, container: ContainerStatus) -> int | None:
    ended = container.last_state.terminated
    if ended is None or ended.finished_at is None or ended.finished_at == ZERO_TIME:
        return before
    finished = milliseconds(ended.finished_at)
    return finished if before is None else max(before, finished)


def _number_of_sidecars(pod: Pod) -> int:
    return sum(is_restartable_init_container(init) for init in pod.spec.init_containers)


def _readiness_gates(pod: Pod) -> str:
    gates = pod.spec.readiness_gates
    if not gates:
        return NONE
    found = [get_pod_condition(pod.status.conditions, gate.condition_type) for gate in gates]
    return f"{sum(condition is not None and condition.status == TRUE for condition in found)}/{len(gates)}"
