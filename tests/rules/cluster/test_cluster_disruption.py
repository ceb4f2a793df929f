"""Disruption budgets: what they allow, and what the Eviction API answers."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import NOW, a_pod, ready
from msgspec.structs import replace

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.availability import get_controller_of
from podtutor.rules.disruption import ControllerScale, evict, sync_budget

SCALES = {"web": ControllerScale("u-web", 4), "db": ControllerScale("u-db", 3)}


def owned(name: str, owner: str = "web", **more: Any) -> Pod:
    references = [{"kind": "ReplicaSet", "name": owner, "uid": owner, "controller": True}] if owner else []
    metadata = {"ownerReferences": references, **more.pop("metadata", {})}
    return a_pod(name, "n1", metadata=metadata, **{"status": ready(), **more})


def sync(spec: dict[str, Any], pods: list[Pod], status: dict[str, Any] | None = None) -> PodDisruptionBudget:
    budget = convert(
        {"metadata": {"name": "b", "generation": 2}, "spec": spec, "status": status or {}}, PodDisruptionBudget
    )

    def scale(pod: Pod) -> ControllerScale | None:
        owner = get_controller_of(pod.metadata)
        return None if owner is None else SCALES.get(owner.name)

    found = sync_budget(budget, pods, lambda pod: get_controller_of(pod.metadata) is not None, scale, NOW)
    return replace(budget, status=found.status)


FOUR = [owned(f"p{i}") for i in range(4)]


@pytest.mark.parametrize(
    ("what", "spec", "pods", "expected", "desired", "healthy", "allowed"),
    [
        ("a number counts the pods there are", {"minAvailable": 2}, FOUR[:3], 3, 2, 3, 1),
        ("a share counts what the controllers want", {"minAvailable": "50%"}, FOUR[:3], 4, 2, 3, 1),
        ("shares round up", {"minAvailable": "51%"}, FOUR, 4, 3, 4, 1),
        ("maxUnavailable rounds up too", {"maxUnavailable": "30%"}, FOUR, 4, 2, 4, 2),
        ("each controller once", {"maxUnavailable": 1}, [owned("a"), owned("b"), owned("c", "db")], 7, 6, 3, 0),
        ("naked pods are nobody's", {"maxUnavailable": 1}, [owned("a", "")], 0, 0, 1, 0),
        ("no pods, nothing allowed", {"minAvailable": 0}, [], 0, 0, 0, 0),
        ("both set: maxUnavailable wins", {"maxUnavailable": 4, "minAvailable": 4}, FOUR, 4, 0, 4, 4),
        ("unready pods are not healthy", {"minAvailable": 1}, [*FOUR[:2], owned("x", status={})], 3, 1, 2, 1),
        (
            "nor are those on their way out",
            {"minAvailable": 1},
            [*FOUR[:2], owned("x", metadata={"deletionTimestamp": "2026-06-01T12:00:00Z"})],
            3, 1, 2, 1,
        ),
    ],
)  # fmt: skip
def test_the_numbers_of_a_budget(
    what: str, spec: dict[str, Any], pods: list[Pod], expected: int, desired: int, healthy: int, allowed: int
) -> None:
    status = sync(spec, pods).status
    told = (status.expected_pods, status.desired_healthy, status.current_healthy, status.disruptions_allowed)
    assert told == (expected, desired, healthy, allowed), what
    assert status.conditions[0].status == ("True" if allowed else "False")
    assert status.observed_generation == 2


def test_an_unknown_controller_fails_the_sync_and_allows_nothing() -> None:
    budget = sync({"maxUnavailable": 1}, [owned("a", "gone")], {"disruptionsAllowed": 3, "observedGeneration": 2})
    assert budget.status.disruptions_allowed == 0
    assert (budget.status.conditions[0].reason, budget.status.conditions[0].status) == ("SyncFailed", "False")
    answer = evict(owned("a"), [budget])
    assert answer.cause.endswith('because it failed sync: found no controllers for pod "a"')


@pytest.mark.parametrize(
    ("evicted_at", "healthy", "remembered"),
    [("2026-06-01T11:59:30Z", 3, True), ("2026-06-01T11:58:00Z", 4, True), ("2026-06-01T11:57:59Z", 4, False)],
)
def test_an_evicted_pod_counts_as_gone_for_two_minutes(evicted_at: str, healthy: int, remembered: bool) -> None:
    status = sync({"minAvailable": 1}, FOUR, {"disruptedPods": {"p0": evicted_at}}).status
    assert status.current_healthy == healthy
    assert ("p0" in status.disrupted_pods) is remembered


def budget_of(allowed: int = 0, healthy: int = 2, desired: int = 2, policy: str | None = None, **more: Any) -> Any:
    status = {"disruptionsAllowed": allowed, "currentHealthy": healthy, "desiredHealthy": desired, **more}
    spec = {} if policy is None else {"unhealthyPodEvictionPolicy": policy}
    return convert({"metadata": {"name": "b"}, "spec": spec, "status": status}, PodDisruptionBudget)


RUNNING, UNREADY = owned("p"), owned("p", status={})


@pytest.mark.parametrize(
    ("what", "pod", "budgets", "code", "counts"),
    [
        ("nobody asks", RUNNING, [], 201, False),
        ("allowed", RUNNING, [budget_of(1)], 201, True),
        ("used up", RUNNING, [budget_of(0)], 429, False),
        ("negative", RUNNING, [budget_of(-1)], 403, False),
        ("two budgets", RUNNING, [budget_of(1), budget_of(1)], 500, False),
        ("ended pods need no budget", owned("p", status={"phase": "Failed"}), [budget_of(0)], 201, False),
        ("nor do pending ones", a_pod("p"), [budget_of(0), budget_of(0)], 201, False),
        ("unready, the budget is healthy", UNREADY, [budget_of(0, 2, 2)], 201, False),
        ("unready, the budget is not", UNREADY, [budget_of(0, 1, 2)], 429, False),
        ("unready, always allowed", UNREADY, [budget_of(0, 1, 2, "AlwaysAllow")], 201, False),
        ("unready, nothing desired: the ordinary way", UNREADY, [budget_of(1, 0, 0)], 201, True),
    ],
)
def test_what_the_eviction_api_answers(what: str, pod: Pod, budgets: list[Any], code: int, counts: bool) -> None:
    answer = evict(pod, budgets)
    assert (answer.code, answer.budget is not None) == (code, counts), what
    assert answer.evicted == (code == 201)


@pytest.mark.parametrize(
    ("budget", "cause"),
    [
        (budget_of(0, 1, 2), "The disruption budget b needs 2 healthy pods and has 1 currently"),
        (budget_of(0, 3, 2), "The disruption budget b does not allow evicting pods currently"),
        (
            budget_of(
                0,
                3,
                2,
                conditions=[
                    {"type": "DisruptionAllowed", "status": "False", "reason": "Paused", "message": "not today"}
                ],
            ),
            "The disruption budget b does not allow evicting pods currently (Paused): not today",
        ),
    ],
)
def test_the_cause_of_a_refusal(budget: Any, cause: str) -> None:
    assert evict(RUNNING, [budget]).cause == cause


def test_a_budget_its_controller_has_not_seen_yet_asks_to_come_back() -> None:
    fresh = convert(
        {"metadata": {"name": "b", "generation": 1}, "status": {"disruptionsAllowed": 1}}, PodDisruptionBudget
    )
    answer = evict(RUNNING, [fresh])
    assert (answer.code, answer.retry_after_seconds) == (429, 10)
