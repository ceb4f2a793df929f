"""Voluntary disruption: what a PodDisruptionBudget allows, and what the Eviction API answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.constants_control_plane import (
    DELETION_TIMEOUT,
    EVICTION_RETRY_AFTER_SECONDS,
    MAX_DISRUPTED_POD_SIZE,
)
from podtutor.kube.meta import Condition
from podtutor.kube.moment import milliseconds, timestamp
from podtutor.kube.pod import Pod, PodCondition
from podtutor.kube.policy import PodDisruptionBudget, PodDisruptionBudgetStatus
from podtutor.kube.wire import Time
from podtutor.rules.availability import is_pod_ready
from podtutor.rules.int_or_percent import get_scaled_value_from_int_or_percent

DISRUPTION_ALLOWED = "DisruptionAllowed"
SUFFICIENT_PODS = "SufficientPods"
INSUFFICIENT_PODS = "InsufficientPods"
SYNC_FAILED = "SyncFailed"


class ControllerScale(Struct, frozen=True):
    """The controller whose number of replicas counts for a pod: a Deployment where its ReplicaSet has one."""

    uid: str
    replicas: int


FindScale = Callable[[Pod], ControllerScale | None]
"""Answers for a pod with a controller: its scale, or None where the controller is unknown."""


class ExpectedPods(Struct, frozen=True):
    """What a budget counts against: `expected` pods in all, `desired_healthy` of them to stay."""

    expected: int
    desired_healthy: int


class BudgetSync(Struct, frozen=True):
    """What one sync of a budget leaves: its status, and when to look again (milliseconds since 1970, None: never)."""

    status: PodDisruptionBudgetStatus
    recheck_at: int | None
    events: tuple[tuple[str, str, str], ...] = ()


def get_expected_scale(pods: Iterable[Pod], has_controller: Callable[[Pod], bool], find_scale: FindScale) -> int:
    """pkg/controller/disruption/disruption.go getExpectedScale

    The sum of the replicas that the pods' controllers want, each controller once; pods without a controller are
    ignored. Raises PodtutorError for a pod whose controller is unknown.
    """
    scales: dict[str, int] = {}
    for pod in pods:
        if not has_controller(pod):
            continue
        scale = find_scale(pod)
        if scale is None:
            raise PodtutorError(f'found no controllers for pod "{pod.metadata.name}"')
        scales[scale.uid] = scale.replicas
    return sum(scales.values())


def get_expected_pod_count(
    budget: PodDisruptionBudget, pods: Sequence[Pod], has_controller: Callable[[Pod], bool], find_scale: FindScale
) -> ExpectedPods:
    """pkg/controller/disruption/disruption.go getExpectedPodCount

    With an integer minAvailable the selected pods themselves are counted; percentages (rounded up) and maxUnavailable
    are measured against what the controllers want. maxUnavailable wins where both are set.
    """
    spec = budget.spec
    if spec.max_unavailable is not None:
        expected = get_expected_scale(pods, has_controller, find_scale)
        unavailable = get_scaled_value_from_int_or_percent(spec.max_unavailable, expected, round_up=True)
        return ExpectedPods(expected, max(0, expected - unavailable))
    if isinstance(spec.min_available, int):
        return ExpectedPods(len(pods), spec.min_available)
    if spec.min_available is None:
        return ExpectedPods(0, 0)
    expected = get_expected_scale(pods, has_controller, find_scale)
    return ExpectedPods(expected, get_scaled_value_from_int_or_percent(spec.min_available, expected, round_up=True))


def build_disrupted_pod_map(
    pods: Iterable[Pod], disrupted: Mapping[str, Time], now: int
) -> tuple[dict[str, Time], int | None]:
    """pkg/controller/disruption/disruption.go buildDisruptedPodMap

    The evictions still waited for, by pod name, and when the first of them is given up. An eviction that did not
    delete its pod within DELETION_TIMEOUT is forgotten. `now` in milliseconds since 1970.
    """
    still: dict[str, Time] = {}
    recheck: int | None = None
    for pod in pods:
        since = disrupted.get(pod.metadata.name)
        if since is None or pod.metadata.deletion_timestamp is not None:
            continue
        expected_deletion = milliseconds(since) + DELETION_TIMEOUT * 1000
        if expected_deletion < now:
            continue
        recheck = expected_deletion if recheck is None else min(recheck, expected_deletion)
        still[pod.metadata.name] = since
    return still, recheck


def count_healthy_pods(pods: Iterable[Pod], disrupted: Mapping[str, Time], now: int) -> int:
    """pkg/controller/disruption/disruption.go countHealthyPods

    Ready pods that are neither being deleted nor evicted a moment ago. The phase is not looked at.
    """
    healthy = 0
    for pod in pods:
        if pod.metadata.deletion_timestamp is not None:
            continue
        since = disrupted.get(pod.metadata.name)
        if since is not None and milliseconds(since) + DELETION_TIMEOUT * 1000 > now:
            continue
        healthy += is_pod_ready(pod)
    return healthy


def allowed_disruptions(expected: ExpectedPods, current_healthy: int) -> int:
    """pkg/controller/disruption/disruption.go updatePdbStatus

    Healthy pods beyond the desired ones; none at all where no pod is expected.
    """
    return max(0, current_healthy - expected.desired_healthy) if expected.expected > 0 else 0


def sync_budget(
    budget: PodDisruptionBudget,
    pods: Sequence[Pod],
    has_controller: Callable[[Pod], bool],
    find_scale: FindScale,
    now: int,
) -> BudgetSync:
    """pkg/controller/disruption/disruption.go trySync, failSafe

    The status after a sync with the selected `pods`. Where a controller is unknown nothing is allowed any more
    (SyncFailed). `events` are (type, reason, message).
    """
    events: list[tuple[str, str, str]] = []
    if not pods:
        events.append(("Normal", "NoPods", "No matching pods found"))
    try:
        expected = get_expected_pod_count(budget, pods, has_controller, find_scale)
    except PodtutorError as error:
        message = f"Failed to calculate the number of expected pods: {error}"
        events.append(("Warning", "CalculateExpectedPodCountFailed", message))
        status = _with_condition(budget, SYNC_FAILED, str(error), now)
        return BudgetSync(status, None, tuple(events))
    disrupted, recheck = build_disrupted_pod_map(pods, budget.status.disrupted_pods, now)
    healthy = count_healthy_pods(pods, disrupted, now)
    allowed = allowed_disruptions(expected, healthy)
    status = PodDisruptionBudgetStatus(
        observed_generation=budget.metadata.generation,
        disrupted_pods=disrupted,
        disruptions_allowed=allowed,
        current_healthy=healthy,
        desired_healthy=expected.desired_healthy,
        expected_pods=expected.expected,
        conditions=_conditions(budget, SUFFICIENT_PODS if allowed > 0 else INSUFFICIENT_PODS, "", now),
    )
    return BudgetSync(status, recheck, tuple(events))


def _with_condition(budget: PodDisruptionBudget, reason: str, message: str, now: int) -> PodDisruptionBudgetStatus:
    """The status as it stood, but allowing nothing."""
    old = budget.status
    return PodDisruptionBudgetStatus(
        observed_generation=old.observed_generation,
        disrupted_pods=old.disrupted_pods,
        disruptions_allowed=0,
        current_healthy=old.current_healthy,
        desired_healthy=old.desired_healthy,
        expected_pods=old.expected_pods,
        conditions=_conditions(budget, reason, message, now),
    )


def _conditions(budget: PodDisruptionBudget, reason: str, message: str, now: int) -> tuple[Condition, ...]:
    """k8s.io/component-helpers/apps/poddisruptionbudget/helpers.go UpdateDisruptionAllowedCondition"""
    status = "True" if reason == SUFFICIENT_PODS else "False"
    since = timestamp(now)
    others: list[Condition] = []
    for condition in budget.status.conditions:
        if condition.type != DISRUPTION_ALLOWED:
            others.append(condition)
        elif condition.status == status and condition.last_transition_time is not None:
            since = condition.last_transition_time
    return (
        *others,
        Condition(
            type=DISRUPTION_ALLOWED,
            status=status,
            observed_generation=budget.metadata.generation,
            last_transition_time=since,
            reason=reason,
            message=message,
        ),
    )


class EvictionAnswer(Struct, frozen=True, kw_only=True):
    """What the Eviction API does: `code` 201 deletes the pod; others refuse.

    `budget` is the name of the budget whose status changes with the eviction: its disruptionsAllowed falls by one and
    the pod is noted in its disruptedPods. `retry_after_seconds` is None where the answer carries no details.
    """

    code: int
    message: str = ""
    cause: str = ""
    retry_after_seconds: int | None = None
    budget: str | None = None
    why: str = ""

    @property
    def evicted(self) -> bool:
        """Whether the pod is deleted."""
        return self.code == 201


def can_ignore_pdb(pod: Pod) -> str:
    """pkg/registry/core/pod/storage/eviction.go canIgnorePDB

    Why budgets do not matter for this pod: the reason, or "" where they do.
    """
    if pod.status.phase in {"Pending", "Succeeded", "Failed"}:
        return f"a pod in phase {pod.status.phase} is deleted without looking at any budget"
    if pod.metadata.deletion_timestamp is not None:
        return "a pod that is being deleted already needs no budget"
    return ""


def evict(pod: Pod, budgets: Sequence[PodDisruptionBudget]) -> EvictionAnswer:
    """pkg/registry/core/pod/storage/eviction.go EvictionREST.Create

    The answer to an eviction of `pod`; `budgets` are those of its namespace that select it.
    """
    ignore = can_ignore_pdb(pod)
    if ignore:
        return EvictionAnswer(code=201, why=ignore)
    if len(budgets) > 1:
        return EvictionAnswer(
            code=500,
            message="This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
            why="more than one budget selects the pod",
        )
    if not budgets:
        return EvictionAnswer(code=201, why="no budget selects the pod")
    budget = budgets[0]
    if not is_pod_ready(pod):
        policy = budget.spec.unhealthy_pod_eviction_policy
        if policy == "AlwaysAllow":
            return EvictionAnswer(code=201, why="the pod is not ready and the budget's policy is AlwaysAllow")
        if budget.status.current_healthy >= budget.status.desired_healthy > 0:
            return EvictionAnswer(code=201, why="the pod is not ready and the budget is healthy without it")
    return check_and_decrement(budget)


def check_and_decrement(budget: PodDisruptionBudget) -> EvictionAnswer:
    """pkg/registry/core/pod/storage/eviction.go checkAndDecrement

    The answer that the budget's numbers give.
    """
    name, status = budget.metadata.name, budget.status
    refusal = "Cannot evict pod as it would violate the pod's disruption budget."
    if status.observed_generation < budget.metadata.generation:
        return EvictionAnswer(
            code=429,
            message=refusal,
            cause=f"The disruption budget {name} is still being processed by the server.",
            retry_after_seconds=EVICTION_RETRY_AFTER_SECONDS,
            why="the controller has not seen the budget's latest change yet",
        )
    forbidden = f'poddisruptionbudget.policy "{name}" is forbidden: '
    if status.disruptions_allowed < 0:
        message = forbidden + "pdb disruptions allowed is negative"
        return EvictionAnswer(code=403, message=message, retry_after_seconds=0, why="disruptionsAllowed is negative")
    if len(status.disrupted_pods) > MAX_DISRUPTED_POD_SIZE:
        message = forbidden + "DisruptedPods map too big - too many evictions not confirmed by PDB controller"
        return EvictionAnswer(code=403, message=message, retry_after_seconds=0, why="too many unconfirmed evictions")
    if status.disruptions_allowed == 0:
        cause = disruption_denied_cause(budget)
        return EvictionAnswer(
            code=429, message=refusal, cause=cause, retry_after_seconds=0, why="disruptionsAllowed is 0"
        )
    return EvictionAnswer(code=201, budget=name, why="the budget allows it: disruptionsAllowed falls by one")


def disruption_denied_cause(budget: PodDisruptionBudget) -> str:
    """pkg/registry/core/pod/storage/eviction.go checkAndDecrement

    Why a budget that allows nothing allows nothing: a failed sync, too few healthy pods, or what its condition says.
    """
    name, status = budget.metadata.name, budget.status
    refusal = f"The disruption budget {name} does not allow evicting pods currently"
    condition = next((one for one in status.conditions if one.type == DISRUPTION_ALLOWED), None)
    told = condition is not None and condition.status == "False" and condition.message != ""
    if condition is not None and told and condition.reason == SYNC_FAILED:
        return f"{refusal} because it failed sync: {condition.message}"
    if status.current_healthy <= status.desired_healthy:
        healthy = f"{status.desired_healthy} healthy pods and has {status.current_healthy} currently"
        return f"The disruption budget {name} needs {healthy}"
    if condition is not None and told:
        return f"{refusal} ({condition.reason}): {condition.message}"
    return refusal


def eviction_condition() -> PodCondition:
    """pkg/registry/core/pod/storage/eviction.go addConditionAndDeletePod

    The condition an evicted pod gets before it is deleted.
    """
    return PodCondition(
        type="DisruptionTarget", status="True", reason="EvictionByEvictionAPI", message="Eviction API: evicting"
    )
