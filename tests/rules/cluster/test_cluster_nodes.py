"""DaemonSets, silent nodes, and the pods that are left over."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import NOW, a_node, a_pod, ready

from podtutor.kube.codec import convert
from podtutor.kube.moment import timestamp
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.workload import DaemonSet
from podtutor.rules.daemonset import (
    daemon_pod_spec,
    get_nodes_to_daemon_pods,
    get_target_node_name,
    manage,
    node_should_run_daemon_pod,
    rolling_update,
    update_daemon_set_status,
)
from podtutor.rules.node_lifecycle import (
    compute_zone_state,
    mark_pod_not_ready,
    monitor_node_health,
    taints_after_sync,
    zone_eviction_rate,
)
from podtutor.rules.pod_gc import gc_orphaned, gc_terminated, gc_unscheduled_terminating

GOING = {"deletionTimestamp": "2026-06-01T12:00:00Z"}


def daemon_set(template: dict[str, Any] | None = None, **update: Any) -> DaemonSet:
    strategy = {"type": "RollingUpdate", "rollingUpdate": update} if update else {}
    spec = {"template": {"spec": {"containers": [], **(template or {})}}, "updateStrategy": strategy}
    return convert({"metadata": {"name": "ds"}, "spec": spec}, DaemonSet)


def taint(key: str, effect: str) -> dict[str, Any]:
    return {"taints": [{"key": key, "effect": effect}]}


@pytest.mark.parametrize(
    ("what", "template", "node", "runs", "stays"),
    [
        ("every node", {}, a_node("n"), True, True),
        ("a cordoned one too", {}, a_node("n", unschedulable=True, **taint("node.kubernetes.io/unschedulable", "NoSchedule")), True, True),
        ("and one under pressure", {}, a_node("n", **taint("node.kubernetes.io/memory-pressure", "NoSchedule")), True, True),
        ("and one that is lost", {}, a_node("n", **taint("node.kubernetes.io/unreachable", "NoExecute")), True, True),
        ("not one that is tainted", {}, a_node("n", **taint("gpu", "NoSchedule")), False, True),
        ("NoExecute drives out", {}, a_node("n", **taint("gpu", "NoExecute")), False, False),
        ("not one that is not selected", {"nodeSelector": {"disk": "ssd"}}, a_node("n"), False, False),
        ("nor another by name", {"nodeName": "m"}, a_node("n"), False, False),
        ("network: on the host's only", {}, a_node("n", **taint("node.kubernetes.io/network-unavailable", "NoSchedule")), False, True),
        ("network: there", {"hostNetwork": True}, a_node("n", **taint("node.kubernetes.io/network-unavailable", "NoSchedule")), True, True),
    ],
)  # fmt: skip
def test_which_nodes_run_the_daemon(what: str, template: dict[str, Any], node: Node, runs: bool, stays: bool) -> None:
    verdict = node_should_run_daemon_pod(daemon_set(template), node)
    assert (verdict.should_run, verdict.should_continue_running) == (runs, stays), what


def test_a_daemon_pod_is_tied_to_its_node_by_name() -> None:
    term = {"matchExpressions": [{"key": "disk", "operator": "Exists"}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}
    spec = daemon_pod_spec(daemon_set({"affinity": affinity}), "n7")
    assert get_target_node_name(Pod(spec=spec)) == "n7"
    assert len(spec.tolerations) == 6
    assert daemon_pod_spec(daemon_set({"tolerations": [{"key": "a"}]}), "n").tolerations[0].key == "a"


def test_one_sync_over_all_nodes() -> None:
    nodes = [a_node("n1"), a_node("n2"), a_node("n3"), a_node("n4"), a_node("n5", **taint("gpu", "NoExecute"))]
    pods = [
        a_pod("going", "n1", metadata=GOING),
        a_pod("failed", "n2", status={"phase": "Failed"}),
        a_pod("old", "n3", metadata={"creationTimestamp": "2026-06-01T10:00:00Z"}),
        a_pod("twin", "n3", metadata={"creationTimestamp": "2026-06-01T11:00:00Z"}),
        a_pod("driven", "n5"),
        a_pod("lost", "n9"),
        a_pod("over", "n4", metadata=GOING, status={"phase": "Failed"}),
    ]
    plan = manage(daemon_set(), nodes, pods)
    assert plan.create == ("n4",)
    assert [pod.metadata.name for pod in plan.delete] == ["failed", "twin", "driven", "lost"]
    assert [reason for _, reason, _ in plan.events] == ["FailedDaemonPod"]


def test_an_update_replaces_what_is_down_first_and_then_as_many_as_it_may() -> None:
    pods = [a_pod(f"p{i}", f"n{i}", status=ready(is_ready=i != 3)) for i in range(5)]
    by_node = get_nodes_to_daemon_pods(pods)
    updated = {"p0": True}
    for limit, gone in ((1, ["p3"]), (2, ["p3", "p1"]), ("60%", ["p3", "p1", "p2"])):
        plan = rolling_update(daemon_set(maxUnavailable=limit), by_node, updated, 5, NOW)
        assert [pod.metadata.name for pod in plan] == gone
    by_node["n9"] = [a_pod("x", "n9", metadata=GOING)]
    assert [pod.metadata.name for pod in rolling_update(daemon_set(maxUnavailable=2), by_node, updated, 6, NOW)] == [
        "p3"
    ]


def test_the_status_counts_nodes() -> None:
    nodes = [a_node("n1"), a_node("n2"), a_node("n3", **taint("gpu", "NoSchedule"))]
    pods = [a_pod("a", "n1", status=ready()), a_pod("c", "n3", status=ready())]
    status = update_daemon_set_status(daemon_set(), nodes, get_nodes_to_daemon_pods(pods), {"a": True}, NOW)
    assert (status.desired_number_scheduled, status.current_number_scheduled, status.number_misscheduled) == (2, 1, 1)
    assert (status.number_ready, status.number_available, status.number_unavailable) == (1, 1, 1)
    assert status.updated_number_scheduled == 1


def conditions(ready_status: str, **others: str) -> dict[str, Any]:
    statuses = {"Ready": ready_status, **others}
    return {"conditions": [{"type": kind, "status": status} for kind, status in statuses.items()]}


def test_a_node_is_lost_after_fifty_seconds_of_silence() -> None:
    node = a_node("n", **conditions("True", MemoryPressure="False"))
    assert not monitor_node_health(node, NOW - 50_000, NOW).lost
    health = monitor_node_health(node, NOW - 50_001, NOW)
    assert health.lost
    assert {one.type: (one.status, one.reason) for one in health.conditions} == {
        "Ready": ("Unknown", "NodeStatusUnknown"),
        "MemoryPressure": ("Unknown", "NodeStatusUnknown"),
        "DiskPressure": ("Unknown", "NodeStatusNeverUpdated"),
        "PIDPressure": ("Unknown", "NodeStatusNeverUpdated"),
    }
    assert not monitor_node_health(a_node("new"), NOW - 60_000, NOW).lost


@pytest.mark.parametrize(
    ("what", "node", "execute", "taints"),
    [
        ("ready", a_node("n", **conditions("True")), True, []),
        ("not ready", a_node("n", **conditions("False")), True, ["not-ready:NoSchedule", "not-ready:NoExecute"]),
        ("lost", a_node("n", **conditions("Unknown")), True, ["unreachable:NoSchedule", "unreachable:NoExecute"]),
        ("lost like all others", a_node("n", **conditions("Unknown")), False, ["unreachable:NoSchedule"]),
        ("under pressure", a_node("n", **conditions("True", DiskPressure="True")), True, ["disk-pressure:NoSchedule"]),
        ("cordoned", a_node("n", unschedulable=True, **conditions("True")), True, ["unschedulable:NoSchedule"]),
        (
            "recovered; other people's taints stay",
            a_node("n", taints=[{"key": "node.kubernetes.io/not-ready", "effect": "NoExecute"}, {"key": "gpu", "effect": "NoSchedule"}], **conditions("True")),
            True,
            ["gpu:NoSchedule"],
        ),
    ],
)  # fmt: skip
def test_taints_follow_conditions(what: str, node: Node, execute: bool, taints: list[str]) -> None:
    after = taints_after_sync(node, execute=execute, now=NOW)
    assert [f"{one.key.removeprefix('node.kubernetes.io/')}:{one.effect}" for one in after] == taints, what


def test_a_taint_that_stays_keeps_its_age() -> None:
    lost = a_node("n", **conditions("Unknown"))
    first = taints_after_sync(lost, execute=True, now=NOW)
    again = convert({"metadata": {"name": "n"}, "spec": {}, "status": conditions("Unknown")}, Node)
    again = Node(metadata=again.metadata, spec=type(again.spec)(taints=first), status=again.status)
    assert taints_after_sync(again, execute=True, now=NOW + 9000) == first


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], "Normal"),
        (["True"], "Normal"),
        (["Unknown"], "FullDisruption"),
        (["Unknown", "False", "True"], "Normal"),
        (["Unknown"] * 3 + ["True"] * 2, "PartialDisruption"),
        (["Unknown"] * 3 + ["True"] * 3, "Normal"),
    ],
)
def test_the_state_of_a_zone(statuses: list[str], state: str) -> None:
    assert compute_zone_state(statuses) == state


@pytest.mark.parametrize(
    ("state", "size", "everywhere", "rate"),
    [
        ("Normal", 3, False, 0.1),
        ("PartialDisruption", 50, False, 0.0),
        ("PartialDisruption", 51, False, 0.01),
        ("FullDisruption", 3, False, 0.1),
        ("FullDisruption", 3, True, 0.0),
    ],
)
def test_how_fast_pods_are_driven_out(state: str, size: int, everywhere: bool, rate: float) -> None:
    assert zone_eviction_rate(state, size, all_fully_disrupted=everywhere) == rate


def test_pods_of_a_lost_node_become_unready_and_nothing_else() -> None:
    changed = mark_pod_not_ready(a_pod("p", "n", status=ready()), NOW)
    assert changed is not None
    assert (changed[0].status, changed[0].last_transition_time) == ("False", timestamp(NOW))
    assert mark_pod_not_ready(a_pod("p", "n"), NOW) is None


def test_pods_nobody_clears_away() -> None:
    ended = [
        a_pod("new", "n", status={"phase": "Failed"}, metadata={"creationTimestamp": "2026-06-01T11:00:00Z"}),
        a_pod("old", "n", status={"phase": "Succeeded"}, metadata={"creationTimestamp": "2026-06-01T10:00:00Z"}),
        a_pod("evicted", "n", status={"phase": "Failed", "reason": "Evicted"}, metadata={"creationTimestamp": "2026-06-01T11:30:00Z"}),
        a_pod("running", "n"),
    ]  # fmt: skip
    assert [one.pod.metadata.name for one in gc_terminated(ended, 1)] == ["evicted", "old"]
    assert gc_terminated(ended) == []
    orphans = [a_pod("a", "gone"), a_pod("b", "gone", status={"phase": "Failed"}), a_pod("c", "just"), a_pod("d", "n")]
    found = gc_orphaned(orphans, {"gone": NOW - 40_000, "just": NOW - 39_999}, NOW)
    assert [(one.pod.metadata.name, one.mark_failed) for one in found] == [("a", True), ("b", False)]
    assert [one.pod.metadata.name for one in gc_unscheduled_terminating([a_pod("x", metadata=GOING), a_pod("y")])] == [
        "x"
    ]
