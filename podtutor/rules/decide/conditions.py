"""Asking for the conditions of a pod."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.pod import Pod, PodCondition
from podtutor.rules.conditions import (
    generate_containers_ready_condition,
    generate_pod_initialized_condition,
    generate_pod_ready_condition,
)
from podtutor.rules.decide.frame import Answer, Explanation, Table


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod with its statuses and former conditions; `statuses_known` false: the kubelet knows no containers yet."""

    pod: Pod
    phase: str = ""
    statuses_known: bool = True


def from_pod(pod: Pod, _now: str) -> Input:
    """The question a bare Pod asks: with the phase and the statuses it carries."""
    return Input(pod=pod, phase=pod.status.phase)


def decide(asked: Input) -> Answer:
    """`{ContainersReady, Initialized, Ready}`, each `{type, status, reason?, message?}`."""
    return {condition.type: _as_recorded(condition) for condition in _conditions(asked)}


def explain(asked: Input) -> Explanation:
    """The three conditions in a table, Ready in the headline."""
    conditions = _conditions(asked)
    ready = conditions[-1]
    because = ready.message or ready.reason or "every container is ready and every readiness gate is open"
    return Explanation(
        verdict="Ready" if ready.status == "True" else "not Ready",
        reasons=(because + ("" if because.endswith(".") else "."),),
        table=Table(
            columns=("CONDITION", "STATUS", "REASON", "MESSAGE"),
            rows=tuple((c.type, c.status, c.reason, c.message) for c in conditions),
        ),
    )


def _conditions(asked: Input) -> tuple[PodCondition, PodCondition, PodCondition]:
    """Initialized, ContainersReady, Ready."""
    pod, status = asked.pod, asked.pod.status
    statuses = (*status.init_container_statuses, *status.container_statuses) if asked.statuses_known else None
    return (
        generate_pod_initialized_condition(pod, status.conditions, statuses, asked.phase),
        generate_containers_ready_condition(pod.spec, statuses, asked.phase),
        generate_pod_ready_condition(pod.spec, status.conditions, statuses, asked.phase),
    )


def _as_recorded(condition: PodCondition) -> Answer:
    answer: Answer = {"type": condition.type, "status": condition.status}
    if condition.reason:
        answer["reason"] = condition.reason
    if condition.message:
        answer["message"] = condition.message
    return answer
