"""Asking what the kubelet does next for a pod."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.rules.actions import PodActions, compute_pod_actions, pod_sandbox_changed
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.runtime_status import (
    ContainerStateName,
    ProbeResult,
    RuntimeContainer,
    RuntimePodStatus,
    RuntimeSandbox,
)


class Sandbox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sandbox of the pod."""

    state: Literal["ready", "notReady"]
    attempt: int = 0
    ip: str = ""


class Container(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The newest record of a container."""

    name: str
    state: ContainerStateName
    exit_code: int = 0
    reason: str = ""
    spec_changed: bool = False
    liveness: ProbeResult | None = None
    startup: ProbeResult | None = None


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod, its sandboxes (newest first) and containers as the runtime knows them."""

    pod: Pod
    sandboxes: tuple[Sandbox, ...] | None = None
    containers: tuple[Container, ...] | None = None
    restart_all_containers: bool = False


def decide(asked: Input) -> Answer:
    """`{killPod, createSandbox, attempt, …}`: what to start, kill and reset, by name."""
    actions = _actions(asked)
    kills = [
        {"name": kill.container.name, "message": kill.message, "reason": kill.reason}
        for kill in sorted(actions.containers_to_kill, key=lambda kill: kill.container.name)
    ]
    answer: Answer = {
        "killPod": actions.kill_pod,
        "createSandbox": actions.create_sandbox,
        "attempt": actions.attempt,
        "initContainersToStart": [container.name for container in actions.init_containers_to_start],
        "containersToStart": [container.name for container in actions.containers_to_start],
        "containersToKill": kills,
    }
    if actions.ephemeral_containers_to_start:
        answer["ephemeralContainersToStart"] = [container.name for container in actions.ephemeral_containers_to_start]
    if actions.containers_to_reset:
        answer["containersToReset"] = [
            {"name": reset.container.name, "kill": reset.kill} for reset in actions.containers_to_reset
        ]
    return answer


def explain(asked: Input) -> Explanation:
    """The actions in the order in which they are done."""
    actions = _actions(asked)
    sandbox = pod_sandbox_changed(asked.pod, _status(asked).sandboxes)
    rows: list[tuple[str, str, str]] = []
    if actions.kill_pod:
        rows.append(("kill", "the pod", sandbox.why or "no container is left that runs or will run"))
    rows += [("kill", kill.container.name, kill.message) for kill in actions.containers_to_kill]
    rows += [
        ("reset", reset.container.name, "killed and removed" if reset.kill else "removed")
        for reset in actions.containers_to_reset
    ]
    if actions.create_sandbox:
        rows.append(("create", "the sandbox", f"attempt {actions.attempt}"))
    for kind, containers in (
        ("ephemeral container", actions.ephemeral_containers_to_start),
        ("init container", actions.init_containers_to_start),
        ("container", actions.containers_to_start),
    ):
        rows += [("start", container.name, kind) for container in containers]
    verdict = ", ".join(f"{what} {name}" for what, name, _ in rows) or "nothing to do"
    reasons = (f"A sandbox is needed: {sandbox.why}.",) if sandbox.changed else ()
    table = Table(columns=("ACTION", "WHAT", "WHY"), rows=tuple(rows)) if rows else None
    return Explanation(verdict=verdict, reasons=reasons, table=table)


def _actions(asked: Input) -> PodActions:
    return compute_pod_actions(asked.pod, _status(asked), restart_all_containers=asked.restart_all_containers)


def _status(asked: Input) -> RuntimePodStatus:
    return RuntimePodStatus(
        sandboxes=tuple(
            RuntimeSandbox(ready=sandbox.state == "ready", attempt=sandbox.attempt, ip=sandbox.ip)
            for sandbox in asked.sandboxes or ()
        ),
        containers=tuple(
            RuntimeContainer(
                name=container.name,
                state=container.state,
                exit_code=container.exit_code,
                reason=container.reason,
                definition_changed=container.spec_changed,
                liveness=container.liveness,
                startup=container.startup,
            )
            for container in asked.containers or ()
        ),
    )
