"""Who goes first when a ReplicaSet shrinks, key by key."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import NOW, a_pod, ready

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.kube.workload import ReplicaSet
from podtutor.rules.replicaset import (
    DELETION_KEYS,
    calculate_status,
    compare_for_deletion,
    get_deletion_cost_from_pod_annotations,
    get_pods_ranked_by_related_pods_on_same_node,
    get_pods_to_delete,
    logarithmic_rank,
    manage_replicas,
    rank_pod,
    slow_start_batches,
)


def old(created: str = "2026-05-01T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {"creationTimestamp": created, **more}


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        (a_pod("a"), a_pod("b", "n1"), "assigned"),
        (a_pod("a", "n1", status={"phase": "Pending"}), a_pod("b", "n1"), "phase"),
        (a_pod("a", "n1"), a_pod("b", "n1", status=ready()), "ready"),
        (
            a_pod("a", "n1", metadata={"annotations": {"controller.kubernetes.io/pod-deletion-cost": "-1"}}),
            a_pod("b", "n1"),
            "deletion cost",
        ),
        (
            a_pod("a", "n1", status=ready("2026-06-01T11:59:00Z")),
            a_pod("b", "n1", status=ready("2026-06-01T11:00:00Z")),
            "ready time",
        ),
        (
            a_pod("b", "n1", status=ready("2026-06-01T11:10:00Z"), metadata={"uid": "1"}),
            a_pod("a", "n1", status=ready("2026-06-01T11:11:00Z"), metadata={"uid": "2"}),
            "ready time",
        ),
        (
            a_pod("a", "n1", status={"containerStatuses": [{"name": "a", "restartCount": 2}]}),
            a_pod("b", "n1", status={"containerStatuses": [{"name": "a", "restartCount": 1}]}),
            "restarts",
        ),
        (
            a_pod("a", "n1", metadata=old("2026-06-01T11:59:00Z")),
            a_pod("b", "n1", metadata=old()),
            "creation",
        ),
    ],
)
def test_keys_in_their_order(first: Pod, second: Pod, key: str) -> None:
    left, right = rank_pod(first, 1), rank_pod(second, 1)
    sign, deciding = compare_for_deletion(left, right, NOW)
    assert (sign, DELETION_KEYS[deciding][0]) == (-1, key)
    assert compare_for_deletion(right, left, NOW)[0] == 1


def test_pods_that_share_a_node_with_their_like_go_first() -> None:
    pods = [a_pod("alone", "n1", status=ready()), a_pod("pair-1", "n2", status=ready())]
    related = [*pods, a_pod("pair-2", "n2"), a_pod("ended", "n1", status={"phase": "Succeeded"})]
    assert get_pods_ranked_by_related_pods_on_same_node(pods, related) == [1, 2]
    assert [pod.metadata.name for pod in get_pods_to_delete(pods, related, 1, NOW)] == ["pair-1"]


def test_pods_alike_in_everything_are_a_tie() -> None:
    pod = a_pod("a", "n1", metadata=old())
    assert compare_for_deletion(rank_pod(pod, 1), rank_pod(pod, 1), NOW) == (0, -1)


def test_when_all_go_nothing_is_sorted() -> None:
    pods = [a_pod("b", "n1", status=ready()), a_pod("a")]
    assert get_pods_to_delete(pods, pods, 2, NOW) == pods


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("5", 5), ("-5", -5), ("-007", -7), ("-0", 0), ("0", 0), ("2147483647", 2147483647), ("-2147483648", -(2**31)),
        ("2147483648", 0), ("+5", 0), ("007", 0), ("abc", 0), ("", 0), ("1_0", 0), ("9" * 5000, 0),
    ],
)  # fmt: skip
def test_deletion_costs(text: str, cost: int) -> None:
    annotations = {"controller.kubernetes.io/pod-deletion-cost": text}
    assert get_deletion_cost_from_pod_annotations(annotations) == cost


def test_ages_are_compared_by_powers_of_two() -> None:
    assert logarithmic_rank(0) == logarithmic_rank(-5000) == -1
    assert logarithmic_rank(1000) == 29
    assert logarithmic_rank(60_000) == logarithmic_rank(50_000) == 35


def test_at_most_five_hundred_in_one_sync() -> None:
    assert [manage_replicas(wanted, active) for wanted, active in ((3, 1), (1, 3), (9000, 0), (0, 9000))] == [
        2, -2, 500, -500,
    ]  # fmt: skip


def test_creation_starts_slowly() -> None:
    assert slow_start_batches(10) == [1, 2, 4, 3]
    assert slow_start_batches(0) == []


def test_status_counts_and_a_refusal_stays_until_a_sync_without_one() -> None:
    template = {"metadata": {"labels": {"app": "web"}}}
    spec = {"replicas": 3, "minReadySeconds": 60, "template": template}
    replica_set = convert({"metadata": {"name": "rs", "generation": 4}, "spec": spec}, ReplicaSet)
    pods = [
        a_pod("a", "n1", labels={"app": "web"}, status=ready("2026-06-01T11:00:00Z")),
        a_pod("b", "n1", labels={"app": "web", "more": "1"}, status=ready("2026-06-01T11:59:30Z")),
        a_pod("c", "n1", labels={"app": "other"}),
    ]
    status = calculate_status(replica_set, pods, 1, "no room", NOW)
    assert (status.replicas, status.fully_labeled_replicas, status.ready_replicas) == (3, 2, 2)
    assert (status.available_replicas, status.terminating_replicas, status.observed_generation) == (1, 1, 4)
    assert [(one.type, one.message) for one in status.conditions] == [("ReplicaFailure", "no room")]
    assert calculate_status(replica_set, pods, 0, None, NOW).conditions == ()
