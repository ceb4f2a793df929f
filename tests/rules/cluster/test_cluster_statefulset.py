"""Which pod of a StatefulSet an update takes away next, and for whom it waits."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import NOW, a_pod, ready

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.kube.workload import StatefulSet
from podtutor.rules.statefulset import update_stateful_set

GOOD, BAD = "ledger-good", "ledger-bad"


def a_set(policy: str, **rolling: Any) -> StatefulSet:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 0, **rolling}}
    spec = {"replicas": 3, "serviceName": "ledger", "podManagementPolicy": policy, "updateStrategy": strategy}
    return convert({"metadata": {"name": "ledger", "namespace": "default", "uid": "set"}, "spec": spec}, StatefulSet)


def pods(*revisions: str) -> list[Pod]:
    """One pod for each revision, from ordinal 0 on; those of the bad revision are not ready."""
    return [
        a_pod(
            f"ledger-{ordinal}",
            "n1",
            labels={"controller-revision-hash": revision},
            status=ready(is_ready=revision == GOOD),
        )
        for ordinal, revision in enumerate(revisions)
    ]


@pytest.mark.parametrize(
    ("policy", "goes"),
    [("OrderedReady", []), ("Parallel", ["ledger-2"])],
)
def test_a_broken_pod_holds_up_the_way_back_in_order_and_not_in_parallel(policy: str, goes: list[str]) -> None:
    step = update_stateful_set(a_set(policy), pods(GOOD, GOOD, BAD), GOOD, GOOD, NOW)
    assert [pod.metadata.name for pod in step.delete] == goes


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
def test_an_update_takes_the_highest_ordinal_and_one_pod_only(policy: str) -> None:
    step = update_stateful_set(a_set(policy, maxUnavailable=2), pods(GOOD, GOOD, GOOD), GOOD, "newer", NOW)
    assert [pod.metadata.name for pod in step.delete] == ["ledger-2"]


def test_an_update_in_parallel_waits_for_the_new_pod_that_is_broken() -> None:
    step = update_stateful_set(a_set("Parallel"), pods(GOOD, GOOD, BAD), GOOD, BAD, NOW)
    assert step.delete == ()


def test_below_the_partition_nothing_goes() -> None:
    step = update_stateful_set(a_set("Parallel", partition=3), pods(GOOD, GOOD, GOOD), GOOD, "newer", NOW)
    assert step.delete == ()
