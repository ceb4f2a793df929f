"""Asking what the Eviction API answers."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.kube.policy import PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.disruption import EvictionAnswer, evict


class EvictedPod(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The pod whose eviction is asked for."""

    name: str
    phase: str = ""
    ready: bool = False
    terminating: bool = False


class Budget(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A budget of the pod's namespace with the status its controller left."""

    name: str
    matches: bool = False
    unhealthy_pod_eviction_policy: Literal["", "IfHealthyBudget", "AlwaysAllow"] = ""
    current_healthy: int = 0
    desired_healthy: int = 0
    disruptions_allowed: int = 0
    observed_generation_stale: bool = False


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod and the budgets of its namespace."""

    pod: EvictedPod
    budgets: tuple[Budget, ...] = ()


def decide(asked: Input) -> Answer:
    """Whether the pod goes; code, message and cause where it does not; what the budgets allow afterwards."""
    said = _evict(asked)
    answer: Answer = {
        "evicted": said.evicted,
        "disruptionsAllowedAfter": {
            budget.name: budget.disruptions_allowed - (budget.name == said.budget and budget.matches)
            for budget in asked.budgets
        },
    }
    if said.budget is not None:
        answer["recordedInDisruptedPods"] = True
    if not said.evicted:
        answer["code"], answer["message"] = said.code, said.message
        if said.cause:
            answer["cause"] = said.cause
        if said.retry_after_seconds is not None:
            answer["retryAfterSeconds"] = said.retry_after_seconds
    return answer


def explain(asked: Input) -> Explanation:
    """The answer and the rule that gave it."""
    said = _evict(asked)
    reasons = [said.why[:1].upper() + said.why[1:] + "."]
    if said.message:
        reasons.append(said.message)
    if said.cause:
        reasons.append(said.cause)
    rows = [
        (
            budget.name,
            "yes" if budget.matches else "no",
            str(budget.current_healthy),
            str(budget.desired_healthy),
            str(budget.disruptions_allowed),
        )
        for budget in asked.budgets
    ]
    return Explanation(
        verdict=f"{said.code}: the pod is evicted" if said.evicted else f"{said.code}: refused",
        reasons=tuple(reasons),
        table=Table(columns=("BUDGET", "SELECTS IT", "HEALTHY", "DESIRED", "ALLOWED"), rows=tuple(rows)),
    )


def _evict(asked: Input) -> EvictionAnswer:
    asked_pod = asked.pod
    pod = Pod(
        metadata=ObjectMeta(
            name=asked_pod.name, deletion_timestamp="2026-01-01T00:00:00Z" if asked_pod.terminating else None
        ),
        status=PodStatus(
            phase=asked_pod.phase,
            conditions=(PodCondition(type="Ready", status="True" if asked_pod.ready else "False"),),
        ),
    )
    return evict(pod, [_budget(budget) for budget in asked.budgets if budget.matches])


def _budget(budget: Budget) -> PodDisruptionBudget:
    return PodDisruptionBudget(
        metadata=ObjectMeta(name=budget.name, generation=1 if budget.observed_generation_stale else 0),
        spec=PodDisruptionBudgetSpec(unhealthy_pod_eviction_policy=budget.unhealthy_pod_eviction_policy or None),
        status=PodDisruptionBudgetStatus(
            current_healthy=budget.current_healthy,
            desired_healthy=budget.desired_healthy,
            disruptions_allowed=budget.disruptions_allowed,
        ),
    )
