"""Asking how the containers of a pod end, or how long one is given."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.seconds import Seconds, WholeSeconds, milliseconds, seconds
from podtutor.rules.go_format import duration
from podtutor.rules.termination import (
    StoppedContainer,
    StoppingContainer,
    set_termination_grace_period,
    termination_schedule,
)


class Running(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A running container: seconds it lives after SIGTERM (negative: for ever), seconds its preStop hook takes."""

    name: str
    exits_after_sigterm_seconds: Seconds = 0
    pre_stop_seconds: Seconds | None = None


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`op` killPod: a pod, its running containers, perhaps an override of its grace period.

    `op` containerGrace: a pod, and the reason for which its first container is killed.
    """

    op: Literal["killPod", "containerGrace"]
    pod: Pod
    running: tuple[Running, ...] | None = None
    grace_period_override: WholeSeconds | None = None
    reason: Literal["", "StartupProbe", "LivenessProbe", "Unknown"] = ""


def decide(asked: Input) -> Answer:
    """killPod: `{containers: {name: {stopCalledAt, stopTimeout, exitedAt, killed}}}`; containerGrace: seconds."""
    if asked.op == "containerGrace":
        return {"gracePeriodSeconds": _container_grace(asked)}
    return {
        "containers": {
            stopped.name: {
                "stopCalledAt": seconds(stopped.stop_called_at),
                "stopTimeout": stopped.timeout,
                "exitedAt": seconds(stopped.exited_at),
                "killed": stopped.killed,
            }
            for stopped in _schedule(asked)
        }
    }


def explain(asked: Input) -> Explanation:
    """The end of each container as a table, in the order in which they are told."""
    if asked.op == "containerGrace":
        return Explanation(
            verdict=f"{_container_grace(asked)} s",
            reasons=("The deletion's grace period wins; then the probe's own, where a probe kills; then the pod's.",),
        )
    schedule = sorted(_schedule(asked), key=lambda stopped: (stopped.stop_called_at, stopped.exited_at))
    sidecars = [init.name for init in asked.pod.spec.init_containers if is_restartable_init_container(init)]
    reasons = ["preStop hooks run at once; their time, in whole seconds, is taken from the grace period."]
    if any(stopped.name in sidecars for stopped in schedule):
        reasons.append("Sidecars wait for the main containers and for the sidecars after them, at most their grace.")
    if any(stopped.killed for stopped in schedule):
        reasons.append("Whoever still runs after its timeout, two seconds at least, is killed.")
    last = max((stopped.exited_at for stopped in schedule), default=0)
    return Explanation(
        verdict=f"the last container ends after {duration(last)}",
        reasons=tuple(reasons),
        table=Table(
            columns=("CONTAINER", "SIGTERM AT", "TIMEOUT", "ENDS AT", "HOW"),
            rows=tuple(
                (
                    stopped.name,
                    duration(stopped.stop_called_at),
                    f"{stopped.timeout}s",
                    duration(stopped.exited_at),
                    "SIGKILL" if stopped.killed else "by itself",
                )
                for stopped in schedule
            ),
        ),
    )


def _container_grace(asked: Input) -> int:
    if not asked.pod.spec.containers:
        raise PodtutorError("pod.spec.containers: expected at least one container")
    return set_termination_grace_period(asked.pod, asked.pod.spec.containers[0], asked.reason)


def _schedule(asked: Input) -> list[StoppedContainer]:
    spec = asked.pod.spec
    known = {container.name for container in (*spec.containers, *spec.init_containers)}
    for index, running in enumerate(asked.running or ()):
        if running.name not in known:
            raise PodtutorError(f"running[{index}].name: the pod has no container named {running.name!r}")
    return termination_schedule(
        asked.pod,
        [
            StoppingContainer(
                running.name,
                exits_after=None
                if running.exits_after_sigterm_seconds < 0
                else milliseconds(running.exits_after_sigterm_seconds),
                pre_stop=None if running.pre_stop_seconds is None else milliseconds(running.pre_stop_seconds),
            )
            for running in asked.running or ()
        ],
        asked.grace_period_override,
    )
