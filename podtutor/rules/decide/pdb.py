"""Asking what a PodDisruptionBudget allows at this moment."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.meta import ObjectMeta, OwnerReference
from podtutor.kube.moment import timestamp
from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.kube.policy import PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus
from podtutor.kube.wire import IntOrString
from podtutor.rules.decide.fields import Count, Seconds
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.disruption import SYNC_FAILED, BudgetSync, ControllerScale, sync_budget

_NOW = 1_767_225_600_000
"""The moment the ages of a question are counted back from (2026-01-01); the answer does not depend on it."""


class Owner(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A controller whose pods the budget selects, with the replicas it wants."""

    kind: Literal["ReplicaSet", "Deployment", "StatefulSet", "ReplicationController"]
    name: str
    replicas: Count


class BudgetPod(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod of the namespace; `owner` names its controller, `evictedSecondsAgo` an eviction the budget remembers."""

    name: str
    owner: str = ""
    ready: bool = False
    terminating: bool = False
    phase: str = ""
    matches_selector: bool = False
    evicted_seconds_ago: Seconds | None = None


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A budget, the controllers there are and the pods."""

    min_available: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    owners: tuple[Owner, ...] = ()
    pods: tuple[BudgetPod, ...] = ()


def decide(asked: Input) -> Answer:
    """The numbers of the budget's status and its condition."""
    status = _sync(asked).status
    condition = status.conditions[-1]
    return {
        "currentHealthy": status.current_healthy,
        "desiredHealthy": status.desired_healthy,
        "expectedPods": status.expected_pods,
        "disruptionsAllowed": status.disruptions_allowed,
        "disruptionAllowedCondition": condition.status,
        "reason": condition.reason,
    }


def explain(asked: Input) -> Explanation:
    """How many pods may go, from which numbers, and which pods counted."""
    status = _sync(asked).status
    if status.conditions[-1].reason == SYNC_FAILED:
        return Explanation(verdict="0 disruptions allowed", reasons=(status.conditions[-1].message + ".",))
    limit = (
        f"maxUnavailable {asked.max_unavailable}"
        if asked.max_unavailable is not None
        else f"minAvailable {asked.min_available}"
    )
    rows = [(pod.name, pod.owner or "-", _state(pod)) for pod in asked.pods if pod.matches_selector]
    return Explanation(
        verdict=f"{status.disruptions_allowed} disruptions allowed",
        reasons=(
            f"{limit} of {status.expected_pods} expected pods: {status.desired_healthy} must stay healthy.",
            f"{status.current_healthy} are healthy now.",
        ),
        table=Table(columns=("POD", "CONTROLLER", "COUNTS AS"), rows=tuple(rows)),
    )


def _state(pod: BudgetPod) -> str:
    if pod.terminating:
        return "gone: it is being deleted"
    if pod.evicted_seconds_ago is not None:
        return f"evicted {pod.evicted_seconds_ago} s ago" + ("" if pod.ready else ", not ready")
    return "healthy" if pod.ready else "not healthy: not ready"


def _sync(asked: Input) -> BudgetSync:
    scales = {owner.name: ControllerScale(f"{owner.kind}/{owner.name}", owner.replicas) for owner in asked.owners}
    disrupted = {
        pod.name: timestamp(_NOW - pod.evicted_seconds_ago * 1000)
        for pod in asked.pods
        if pod.evicted_seconds_ago is not None
    }
    budget = PodDisruptionBudget(
        spec=PodDisruptionBudgetSpec(min_available=asked.min_available, max_unavailable=asked.max_unavailable),
        status=PodDisruptionBudgetStatus(disrupted_pods=disrupted),
    )
    return sync_budget(
        budget,
        [_pod(pod) for pod in asked.pods if pod.matches_selector],
        lambda pod: bool(pod.metadata.owner_references),
        lambda pod: scales.get(pod.metadata.owner_references[0].name),
        _NOW,
    )


def _pod(pod: BudgetPod) -> Pod:
    return Pod(
        metadata=ObjectMeta(
            name=pod.name,
            deletion_timestamp=timestamp(_NOW) if pod.terminating else None,
            owner_references=(OwnerReference(name=pod.owner, controller=True),) if pod.owner else (),
        ),
        status=PodStatus(
            phase=pod.phase or "Running",
            conditions=(PodCondition(type="Ready", status="True" if pod.ready else "False"),),
        ),
    )
