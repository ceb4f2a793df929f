"""The ground: agenda, store, queues, cluster, API server."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod, PodSpec
from podtutor.sim.agenda import Agenda
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cluster import Cluster
from podtutor.sim.queue import RetryError, SpinningError, WorkQueue


def pod(name: str, **spec: object) -> Pod:
    return Pod(metadata=ObjectMeta(name=name, labels={"app": name}), spec=PodSpec(**spec))  # type: ignore[arg-type]


def test_the_agenda_keeps_time_then_order_of_asking() -> None:
    agenda, seen = Agenda(), []
    agenda.at(5, seen.append, "b")
    agenda.at(3, seen.append, "a")
    agenda.at(5, seen.append, "c")
    agenda.at(4, seen.append, "never").cancel()
    while agenda.next_time() is not None:
        agenda.do_next()
    assert seen == ["a", "b", "c"]
    assert agenda.now == 5


def test_watchers_hear_of_changes_after_the_watch_latency_in_order() -> None:
    cluster, seen = Cluster(), []
    cluster.store.watch(Pod, lambda change: seen.append((cluster.now, change.type, change.key)))
    cluster.agenda.at(100, lambda: cluster.api.create(pod("a")))
    cluster.agenda.at(104, lambda: cluster.api.delete(Pod, "default/a"))
    cluster.run(1000)
    assert seen == [(110, "ADDED", "default/a"), (114, "MODIFIED", "default/a"), (114, "DELETED", "default/a")]


def test_indexes_follow_the_object() -> None:
    cluster = Cluster()
    cluster.api.create(pod("a"))
    cluster.api.bind("default/a", "n1", ())
    assert [p.metadata.name for p in cluster.store.select(Pod, "node", "n1")] == ["a"]
    assert cluster.store.select_keys(Pod, "label", "default/app=a") == ["default/a"]
    cluster.store.remove(Pod, "default/a")
    assert cluster.store.select(Pod, "node", "n1") == []


def test_a_failing_key_comes_again_after_5_10_20_ms() -> None:
    cluster, seen = Cluster(), []

    def sync(_key: str) -> None:
        seen.append(cluster.now)
        if len(seen) < 4:
            raise RetryError

    queue = WorkQueue(cluster, "test", sync)
    queue.add("x")
    cluster.run(10_000)
    assert seen == [0, 5, 15, 35]
    assert queue.failures("x") == 0


def test_a_spinning_key_is_named() -> None:
    cluster = Cluster()
    queue = WorkQueue(cluster, "ouroboros", lambda key: queue.add(key))  # noqa: PLW0108 - queue is bound later
    queue.add("default/tail")
    with pytest.raises(SpinningError, match=r"ouroboros keeps syncing default/tail"):
        cluster.run(1000)


def test_creating_twice_is_a_conflict() -> None:
    cluster = Cluster()
    created = cluster.api.create(pod("a"))
    assert created.metadata.uid
    assert created.metadata.namespace == "default"
    with pytest.raises(ApiError) as refusal:
        cluster.api.create(pod("a"))
    assert refusal.value.code == 409


def test_a_pod_never_scheduled_is_deleted_at_once_a_running_one_gets_its_grace() -> None:
    cluster = Cluster()
    cluster.api.create(pod("waits", termination_grace_period_seconds=30))
    cluster.api.create(pod("runs", termination_grace_period_seconds=30, node_name="n1"))
    cluster.api.delete(Pod, "default/waits")
    cluster.api.delete(Pod, "default/runs")
    assert cluster.store.get(Pod, "default/waits") is None
    leaving = cluster.store.get(Pod, "default/runs")
    assert leaving is not None
    assert leaving.metadata.deletion_timestamp == "2026-01-01T00:00:30Z"
    cluster.api.delete(Pod, "default/runs", grace=5)
    leaving = cluster.store.get(Pod, "default/runs")
    assert leaving is not None
    assert leaving.metadata.deletion_timestamp == "2026-01-01T00:00:05Z"
    cluster.api.delete(Pod, "default/runs", grace=0)
    assert cluster.store.get(Pod, "default/runs") is None


def test_a_finalizer_holds_the_object_until_it_is_taken_off() -> None:
    cluster = Cluster()
    made = cluster.api.create(
        replace(pod("a"), metadata=ObjectMeta(name="a", finalizers=("batch.kubernetes.io/job-tracking",)))
    )
    cluster.api.delete(Pod, "default/a")
    held = cluster.store.get(Pod, "default/a")
    assert held is not None
    assert held.metadata.deletion_timestamp is not None
    cluster.api.update(replace(held, metadata=replace(held.metadata, finalizers=())))
    assert cluster.store.get(Pod, "default/a") is None
    assert made.metadata.uid == held.metadata.uid
