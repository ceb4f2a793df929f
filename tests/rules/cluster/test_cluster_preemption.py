"""Who has to make room for a more important pod."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import a_node, a_pod

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.preemption import Preemption, calculate_num_candidates, failed_scheduling_message, preempt
from podtutor.rules.scheduling.cycle import find_nodes_that_fit_pod
from podtutor.rules.scheduling.node_info import PodInfo
from podtutor.rules.scheduling.snapshot import Snapshot


def guest(name: str, node: str, cpu: str, priority: int = 0, start: str = "", **more: Any) -> Pod:
    status = {"startTime": f"2026-06-01T{start}:00Z"} if start else {}
    return a_pod(
        name, node, requests=f"cpu={cpu}", spec={"priority": priority, **more.pop("spec", {})}, status=status, **more
    )


def budget(app: str, allowed: int, namespace: str = "default", **status: Any) -> PodDisruptionBudget:
    return convert(
        {
            "metadata": {"name": app, "namespace": namespace},
            "spec": {"selector": {"matchLabels": {"app": app}}},
            "status": {"disruptionsAllowed": allowed, **status},
        },
        PodDisruptionBudget,
    )


def run(pod: Pod, guests: list[Pod], budgets: list[PodDisruptionBudget] | None = None, nodes: int = 2) -> Preemption:
    snapshot = Snapshot.of([a_node(f"n{place}") for place in range(1, nodes + 1)], guests)
    return preempt(find_nodes_that_fit_pod(PodInfo(pod), snapshot), budgets or [])


def told(outcome: Preemption) -> str:
    return f"{outcome.nominated_node}: {' '.join(sorted(one.pod.metadata.name for one in outcome.victims))}"


KING = guest("king", "", "1500m", 100)
PRINCE = guest("prince", "", "1", 100)


@pytest.mark.parametrize(
    ("what", "guests", "budgets", "says"),
    [
        ("one is enough", [guest("a", "n1", "1"), guest("b", "n1", "1")], [], "n1: b"),
        ("who started later goes", [guest("a", "n1", "1", 0, "10:00"), guest("b", "n1", "1", 0, "09:00")], [], "n1: a"),
        ("the less important go", [guest("a", "n1", "1", 5), guest("b", "n1", "1", 4)], [], "n1: b"),
        ("a small one may stay", [guest("a", "n1", "1500m", 1), guest("b", "n1", "500m", 0)], [], "n1: a"),
        ("the lower victim on another node", [guest("a", "n1", "2", 9), guest("b", "n2", "2", 8)], [], "n2: b"),
        ("the later start", [guest("a", "n1", "2", 5, "09:00"), guest("b", "n2", "2", 5, "10:00")], [], "n2: b"),
        ("budgets are avoided", [guest("a", "n1", "2", 1, labels={"app": "x"}), guest("b", "n2", "2", 9)], [budget("x", 0)], "n2: b"),
        ("one that allows it is no hindrance", [guest("a", "n1", "2", 1, labels={"app": "x"}), guest("b", "n2", "2", 9)], [budget("x", 1)], "n1: a"),
        ("nor one of another namespace", [guest("a", "n1", "2", 1, labels={"app": "x"}), guest("b", "n2", "2", 9)], [budget("x", 0, "other")], "n1: a"),
        ("nor an eviction already granted", [guest("a", "n1", "2", 1, labels={"app": "x"}), guest("b", "n2", "2", 9)], [budget("x", 0, disruptedPods={"a": "2026-06-01T12:00:00Z"})], "n1: a"),
        ("but not respected when nothing else helps", [guest("a", "n1", "2", 1, labels={"app": "x"}), guest("b", "n2", "2", 100)], [budget("x", 0)], "n1: a"),
    ],
)  # fmt: skip
def test_who_goes(what: str, guests: list[Pod], budgets: list[PodDisruptionBudget], says: str) -> None:
    full = [guest("filler", "n2", "2", 100)] if all(one.spec.node_name == "n1" for one in guests) else []
    assert told(run(PRINCE, [*guests, *full], budgets)) == says, what


def test_of_equal_highest_victims_the_smaller_sum_goes() -> None:
    pair = [guest("a", "n1", "1", 5), guest("c", "n1", "1", 4)]
    assert told(run(KING, [*pair, guest("b", "n2", "2", 5)])) == "n2: b"


@pytest.mark.parametrize(
    ("what", "pod", "guests", "message"),
    [
        (
            "equal priority",
            KING,
            [guest("a", "n1", "1", 100)],
            "0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        ),
        ("too large for the node", guest("k", "", "3", 100), [guest("a", "n1", "1")], "0/1 nodes are available: 1 Preemption is not helpful for scheduling."),
        ("still no room", KING, [guest("a", "n1", "1"), guest("b", "n1", "1", 100)], "0/1 nodes are available: 1 Insufficient cpu."),
        ("it may not", guest("k", "", "1500m", 100, spec={"preemptionPolicy": "Never"}), [guest("a", "n1", "1")], "not eligible due to preemptionPolicy=Never."),
    ],
)  # fmt: skip
def test_nobody_goes(what: str, pod: Pod, guests: list[Pod], message: str) -> None:
    outcome = run(pod, guests, nodes=1)
    assert (outcome.nominated_node, outcome.victims, outcome.message) == ("", (), message), what


def test_a_pod_waits_for_victims_on_their_way_out() -> None:
    condition = {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler"}
    leaving = a_pod(
        "a", "n1", requests="cpu=2", status={"conditions": [condition]},
        metadata={"deletionTimestamp": "2026-06-01T12:00:00Z"},
    )  # fmt: skip
    waiting = a_pod("k", requests="cpu=1", spec={"priority": 9}, status={"nominatedNodeName": "n1"})
    outcome = run(waiting, [leaving], nodes=1)
    assert outcome.message == "not eligible due to a terminating pod on the nominated node."
    assert outcome.keeps_nomination


def test_taking_pods_away_also_frees_what_they_keep_off() -> None:
    term = {"labelSelector": {"matchLabels": {"app": "king"}}, "topologyKey": "kubernetes.io/hostname"}
    away = {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}
    hermit = guest("hermit", "n1", "100m", 0, spec=away)
    king = guest("king", "", "100m", 100, labels={"app": "king"})
    assert told(run(king, [hermit, guest("other", "n1", "100m")], nodes=1)) == "n1: hermit"


def test_the_event_says_why_only_while_no_room_is_being_made() -> None:
    snapshot = Snapshot.of([a_node("n1")], [guest("a", "n1", "1")])
    found = find_nodes_that_fit_pod(PodInfo(KING), snapshot)
    assert failed_scheduling_message(found, preempt(found, [])) == "0/1 nodes are available: 1 Insufficient cpu."
    assert snapshot.nodes["n1"].milli_cpu == 1000


@pytest.mark.parametrize(("nodes", "enough"), [(5, 5), (100, 100), (500, 100), (5000, 500)])
def test_how_many_candidates_are_enough(nodes: int, enough: int) -> None:
    assert calculate_num_candidates(nodes) == enough
