"""Asking for the phase of a pod."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.phase import FAILED, SUCCEEDED, explain_phase, get_phase


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod with the statuses of its containers, and what only the kubelet knows about it."""

    pod: Pod
    pod_is_terminal: bool = False
    pod_has_initialized: bool = False


def from_pod(pod: Pod, _now: str) -> Input:
    """The question a bare Pod asks: taken as initialized once a main container has run."""
    return Input(
        pod=pod,
        pod_is_terminal=pod.status.phase in (SUCCEEDED, FAILED),
        pod_has_initialized=any(
            status.state.running or status.state.terminated or status.last_state.terminated
            for status in pod.status.container_statuses
        ),
    )


def decide(asked: Input) -> Answer:
    """`{phase}`."""
    return {
        "phase": get_phase(
            asked.pod,
            _statuses(asked.pod),
            pod_is_terminal=asked.pod_is_terminal,
            pod_has_initialized=asked.pod_has_initialized,
        )
    }


def explain(asked: Input) -> Explanation:
    """The phase, why, and the state of each container."""
    statuses = _statuses(asked.pod)
    found = explain_phase(
        asked.pod,
        statuses,
        pod_is_terminal=asked.pod_is_terminal,
        pod_has_initialized=asked.pod_has_initialized,
    )
    by_name = {status.name: status for status in reversed(statuses)}
    spec = asked.pod.spec
    rows = [
        (container.name, kind, _state(by_name.get(container.name)))
        for kind, containers in (("init", spec.init_containers), ("main", spec.containers))
        for container in containers
    ]
    return Explanation(
        verdict=found.phase,
        reasons=(found.why + ".",),
        table=Table(columns=("CONTAINER", "KIND", "STATE"), rows=tuple(rows)),
    )


def _statuses(pod: Pod) -> tuple[ContainerStatus, ...]:
    return (*pod.status.init_container_statuses, *pod.status.container_statuses)


def _state(status: ContainerStatus | None) -> str:
    if status is None:
        return "nothing known"
    state = status.state
    if state.running is not None:
        return "running" if status.started is not False else "running, not started"
    if state.terminated is not None:
        return f"terminated, exit code {state.terminated.exit_code}"
    if state.waiting is None:
        return "unknown"
    text = f"waiting ({state.waiting.reason})" if state.waiting.reason else "waiting"
    if status.last_state.terminated is not None:
        text += f", last exit code {status.last_state.terminated.exit_code}"
    return text
