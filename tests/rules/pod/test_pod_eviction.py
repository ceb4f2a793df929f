"""Whom a node evicts, when, and what it says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from podtutor.errors import PodtutorError
from podtutor.kube.pod import Pod
from podtutor.kube.quantity import parse_quantity
from podtutor.rules.eviction import (
    Candidate,
    deciding_key,
    eviction_message,
    first_evicted,
    local_volume_names,
    rank_for_eviction,
)
from podtutor.rules.eviction_local import local_storage_eviction
from podtutor.rules.eviction_thresholds import (
    EvictionState,
    Observation,
    ThresholdConfig,
    by_eviction_priority,
    eviction_round,
    parse_threshold_config,
)
from podtutor.rules.stats import ContainerStats, PodStats, VolumeStats

MakePod = Callable[..., Pod]

MI = 1024**2


@pytest.fixture
def candidate(pod: MakePod) -> Callable[..., Candidate]:
    def make(name: str, request: str = "", stats: PodStats | None = None, **of_spec: Any) -> Candidate:
        requests = {"requests": {"memory": request}} if request else {}
        made = pod({"containers": [{"name": "a", "resources": requests}], **of_spec}, name=name)
        return Candidate(made, stats)

    return make


def test_memory_unknown_then_exceeding_then_priority_then_excess(candidate: Callable[..., Candidate]) -> None:
    candidates = [
        candidate("guaranteed-below", "500Mi", PodStats(memory=400 * MI)),
        candidate("best-effort-idle", "", PodStats(memory=1 * MI)),
        candidate("far-over", "100Mi", PodStats(memory=300 * MI)),
        candidate("far-over-but-dear", "100Mi", PodStats(memory=900 * MI), priority=10),
        candidate("exactly-at", "200Mi", PodStats(memory=200 * MI)),
        candidate("unmeasured", "1Gi"),
    ]
    ranked = rank_for_eviction(candidates, "memory.available")
    assert [
        (one.candidate.pod.metadata.name, deciding_key(one, after)) for one, after in itertools.pairwise(ranked)
    ] == [
        ("unmeasured", "no stats"),
        ("far-over", "larger excess"),
        ("best-effort-idle", "priority"),
        ("far-over-but-dear", "exceeds request"),
        ("exactly-at", "larger excess"),
    ]


def test_pids_priority_then_processes(candidate: Callable[..., Candidate]) -> None:
    candidates = [
        candidate("few", stats=PodStats(processes=3)),
        candidate("many", stats=PodStats(processes=300)),
        candidate("cheap", stats=PodStats(processes=1), priority=-1),
    ]
    ranked = rank_for_eviction(candidates, "pid.available")
    assert [one.candidate.pod.metadata.name for one in ranked] == ["cheap", "many", "few"]


@pytest.mark.parametrize(
    ("filesystems", "signal", "first"),
    [
        ("single", "nodefs.available", "layer"),
        ("imagefs", "nodefs.available", "volume"),
        ("imagefs", "imagefs.available", "layer"),
        ("split", "nodefs.available", "layer"),
        ("single", "nodefs.inodesFree", "inodes"),
    ],
)
def test_what_counts_on_a_disk(filesystems: Any, signal: str, first: str, candidate: Callable[..., Candidate]) -> None:
    volumes = [{"name": "v", "emptyDir": {}}]
    container = {"name": "a", "logs": 0, "rootfs_inodes": 1}
    candidates = [
        candidate("volume", stats=PodStats(containers=(ContainerStats(**container, rootfs=0),), volumes=(VolumeStats(name="v", used=500, inodes=1),)), volumes=volumes),
        candidate("layer", stats=PodStats(containers=(ContainerStats(**container, rootfs=900),))),
        candidate("inodes", stats=PodStats(containers=(ContainerStats(name="a", rootfs=1, rootfs_inodes=99),))),
    ]  # fmt: skip
    ranked = rank_for_eviction(candidates, signal, filesystems)
    assert ranked[0].candidate.pod.metadata.name == first


def test_local_volumes(pod: MakePod) -> None:
    made = pod(
        {
            "containers": [],
            "volumes": [
                {"name": "disk", "emptyDir": {}},
                {"name": "memory", "emptyDir": {"medium": "Memory"}},
                {"name": "config", "configMap": {"name": "c"}},
                {"name": "secret", "secret": {"secretName": "s"}},
                {"name": "host", "hostPath": {"path": "/var"}},
                {"name": "claim", "persistentVolumeClaim": {"claimName": "c"}},
            ],
        }
    )
    assert local_volume_names(made) == ["disk", "config", "host"]


def test_critical_pods_are_ranked_but_spared(candidate: Callable[..., Candidate], pod: MakePod) -> None:
    static = Candidate(pod({"containers": []}, annotations={"kubernetes.io/config.source": "file"}), None)
    critical = candidate("critical", priority=2_000_000_000)
    plain = candidate("plain", priority=5, stats=PodStats(memory=0))
    ranked = rank_for_eviction([static, critical, plain], "memory.available")
    assert first_evicted(ranked) is plain
    assert first_evicted(ranked[:-1]) is None


def test_the_message_names_the_containers_above_their_requests(candidate: Callable[..., Candidate]) -> None:
    of = candidate("p", "100Mi", PodStats(containers=(ContainerStats(name="a", memory=300 * MI),)))
    said = eviction_message("memory", of)
    assert said.message == (
        "The node was low on resource: memory. "
        "Container a was using 300Mi, request is 100Mi, has larger consumption of memory. "
    )
    assert said.annotations == {
        "offending_containers": "a",
        "offending_containers_usage": "300Mi",
        "starved_resource": "memory",
    }


def test_the_message_can_name_the_threshold(candidate: Callable[..., Candidate]) -> None:
    said = eviction_message("memory", candidate("p"), (parse_quantity("100Mi"), parse_quantity("60Mi")))
    assert said.message == "The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. "


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"hard": {"memory.used": "1"}}, "unsupported eviction signal memory.used"),
        ({"hard": {"memory.available": "0"}}, "eviction threshold memory.available must be positive: 0"),
        ({"hard": {"memory.available": "-1Mi"}}, "eviction threshold memory.available must be positive: -1Mi"),
        ({"hard": {"pid.available": "-1%"}}, "eviction percentage threshold pid.available must be >= 0%: -1%"),
        ({"hard": {"pid.available": "101%"}}, "eviction percentage threshold pid.available must be <= 100%: 101%"),
        ({"hard": {"pid.available": "x%"}}, 'strconv.ParseFloat: parsing "x": invalid syntax'),
        (
            {"soft": {"pid.available": "5%"}},
            "grace period must be specified for the soft eviction threshold pid.available",
        ),
        (
            {"soft": {"pid.available": "5%"}, "soft_grace_period": {"pid.available": "5"}},
            'time: missing unit in duration "5"',
        ),
        (
            {"minimum_reclaim": {"pid.available": "0%"}},
            "eviction percentage minimum reclaim pid.available must be positive: 0%",
        ),
    ],
)
def test_settings_that_are_refused(config: dict[str, Any], error: str) -> None:
    with pytest.raises(PodtutorError) as refused:
        parse_threshold_config(ThresholdConfig(**config))
    assert str(refused.value) == error


def test_a_percentage_of_nothing_or_all_switches_a_signal_off_but_only_in_these_words() -> None:
    hard = {"memory.available": "0%", "nodefs.available": "100%", "pid.available": "100.0%"}
    assert [one.signal for one in parse_threshold_config(ThresholdConfig(hard=hard))] == ["pid.available"]


def rounds(config: ThresholdConfig, seen: list[tuple[float, int]], transition: float = 300) -> list[str]:
    """Rounds of (at, available) of nodefs with a capacity of 1000: `met|unresolved|conditions|evict`, as counts."""
    thresholds, state, shown = parse_threshold_config(config), EvictionState(), []
    for at, available in seen:
        observations = {"nodefs.available": Observation(available, 1000)} if available >= 0 else {}
        found = eviction_round(thresholds, observations, state, round(at * 1000), round(transition * 1000))
        state = found.state
        parts = (found.met_now, found.unresolved, found.node_conditions, found.evict_for)
        shown.append("".join(str(len(part)) for part in parts))
    return shown


def test_a_hard_threshold_is_met_strictly_below_and_its_condition_outlasts_it() -> None:
    config = ThresholdConfig(hard={"nodefs.available": "10%"})
    seen = [(0, 100), (10, 99), (20, 100), (309.999, 100), (310, 100)]
    assert rounds(config, seen) == ["0000", "1111", "0010", "0010", "0000"]


def test_a_soft_threshold_evicts_when_its_grace_is_over_and_forgets_it_when_it_is_not_met() -> None:
    config = ThresholdConfig(soft={"nodefs.available": "100"}, soft_grace_period={"nodefs.available": "30s"})
    seen = [(0, 99), (29, 99), (30, 99), (40, 100), (50, 99), (79, 99), (80, 99)]
    assert rounds(config, seen) == ["1110", "1110", "1111", "0010", "1110", "1110", "1111"]


def test_minimum_reclaim_holds_a_threshold_that_had_evicted() -> None:
    config = ThresholdConfig(hard={"nodefs.available": "100"}, minimum_reclaim={"nodefs.available": "50"})
    assert rounds(config, [(0, 120), (10, 99), (20, 149), (30, 150)]) == ["0000", "1111", "0111", "0010"]


def test_without_measurement_nothing_is_met_and_the_clock_starts_again() -> None:
    config = ThresholdConfig(soft={"nodefs.available": "100"}, soft_grace_period={"nodefs.available": "30s"})
    assert rounds(config, [(0, 99), (20, -1), (30, 99), (60, 99)]) == ["1110", "0010", "1110", "1111"]


def test_memory_is_relieved_first() -> None:
    hard = {"nodefs.available": "1", "memory.available": "1", "pid.available": "1"}
    thresholds = parse_threshold_config(ThresholdConfig(hard=hard, enforce_node_allocatable=("pods",)))
    assert [one.signal for one in by_eviction_priority(thresholds)] == [
        "memory.available",
        "allocatableMemory.available",
        "nodefs.available",
        "pid.available",
    ]


@pytest.mark.parametrize(
    ("what", "stats", "dedicated", "message"),
    [
        ("nothing measured", None, False, None),
        ("at its limit", PodStats(volumes=(VolumeStats(name="v", used=10 * MI),)), False, None),
        (
            "an emptyDir over its limit",
            PodStats(volumes=(VolumeStats(name="v", used=10 * MI + 1),)),
            False,
            'Usage of EmptyDir volume "v" exceeds the limit "10Mi". ',
        ),
        (
            "the pod over the sum of the limits there are",
            PodStats(ephemeral_storage=101 * MI),
            False,
            "Pod ephemeral local storage usage exceeds the total limit of containers 100Mi. ",
        ),
        (
            "a container over its own",
            PodStats(containers=(ContainerStats(name="a", rootfs=60 * MI, logs=41 * MI),)),
            False,
            'Container a exceeded its local ephemeral storage limit "100Mi". ',
        ),
        (
            "its writable layer is elsewhere",
            PodStats(containers=(ContainerStats(name="a", rootfs=60 * MI, logs=41 * MI),)),
            True,
            None,
        ),
        ("a container without limit", PodStats(containers=(ContainerStats(name="b", logs=900 * MI),)), False, None),
    ],
)
def test_local_storage(what: str, stats: Any, dedicated: bool, message: str | None, pod: MakePod) -> None:
    spec = {
        "containers": [{"name": "a", "resources": {"limits": {"ephemeral-storage": "100Mi"}}}, {"name": "b"}],
        "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "10Mi", "medium": "Memory"}}],
    }
    assert local_storage_eviction(pod(spec), stats, dedicated_image_fs=dedicated) == message, what
    critical = pod({**spec, "priority": 2_000_000_000})
    assert local_storage_eviction(critical, stats, dedicated_image_fs=dedicated) is None
