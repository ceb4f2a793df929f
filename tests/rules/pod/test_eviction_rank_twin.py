"""The ranking by keys against its slow twin: pods compared two by two, as upstream does."""

from __future__ import annotations

import random
from functools import cmp_to_key

import pytest

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.rules.critical import pod_priority
from podtutor.rules.eviction import Candidate, pod_disk_usage, rank_for_eviction
from podtutor.rules.requests import get_resource_request_quantity
from podtutor.rules.stats import ContainerStats, PodStats

MI = 1024**2


def either_unmeasured(one: Candidate, other: Candidate) -> int | None:
    """Below zero where one comes first; None where both are measured."""
    if one.stats is not None and other.stats is not None:
        return None
    return (other.stats is None) - (one.stats is None)


def used(candidate: Candidate, signal: str) -> int:
    stats = candidate.stats
    assert stats is not None
    if signal == "memory.available":
        return stats.memory or 0
    inodes = signal.endswith("inodesFree")
    return pod_disk_usage(stats, candidate.pod, ("rootfs", "logs", "volumes"), inodes=inodes)


def requested(candidate: Candidate, resource: str) -> int:
    return get_resource_request_quantity(candidate.pod, resource).value()


def compared(one: Candidate, other: Candidate, signal: str) -> int:
    """exceed…Requests, then priority, then memory or disk: the first that is not zero."""
    resource = {"memory.available": "memory", "nodefs.available": "ephemeral-storage"}.get(signal, "inodes")
    subtracted = "memory" if resource == "memory" else "ephemeral-storage"
    unmeasured = either_unmeasured(one, other)
    exceeding = unmeasured
    if exceeding is None:
        exceeds = [used(each, signal) > requested(each, resource) for each in (one, other)]
        exceeding = exceeds[1] - exceeds[0]
    if exceeding:
        return exceeding
    priority = pod_priority(one.pod) - pod_priority(other.pod)
    if priority:
        return priority
    if unmeasured is not None:
        return unmeasured
    excess = [used(each, signal) - requested(each, subtracted) for each in (one, other)]
    return excess[1] - excess[0]


def some_candidates(chance: random.Random) -> list[Candidate]:
    found = []
    for index in range(chance.randint(0, 12)):
        requests = {
            name: f"{chance.randint(0, 3)}Mi" for name in ("memory", "ephemeral-storage") if chance.random() < 0.7
        }
        spec = {
            "containers": [{"name": "a", "resources": {"requests": requests}}],
            "priority": chance.choice([None, 0, 1, 5]),
        }
        stats = PodStats(
            memory=chance.choice([None, 0, MI, 2 * MI, 3 * MI]),
            containers=(
                ContainerStats(name="a", rootfs=chance.randint(0, 3) * MI, rootfs_inodes=chance.randint(0, 2)),
            ),
        )
        pod = convert({"metadata": {"name": f"p{index}"}, "spec": spec}, Pod)
        found.append(Candidate(pod, stats if chance.random() < 0.8 else None))
    return found


@pytest.mark.parametrize("signal", ["memory.available", "nodefs.available", "nodefs.inodesFree"])
def test_keys_rank_as_comparing_does(signal: str) -> None:
    chance = random.Random(signal)
    for _ in range(300):
        candidates = some_candidates(chance)
        slowly = sorted(candidates, key=cmp_to_key(lambda one, other: compared(one, other, signal)))
        assert [one.candidate for one in rank_for_eviction(candidates, signal)] == slowly
