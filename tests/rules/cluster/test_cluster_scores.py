"""Which fitting node is liked best: the scores, plugin by plugin, and the shortcut beside its slow twin."""

from __future__ import annotations

import random
from typing import Any

import pytest
from cluster_objects import a_node, a_pod

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.selector import selector_from_set
from podtutor.rules.scheduling.cycle import find_nodes_that_fit_pod
from podtutor.rules.scheduling.framework import default_normalize_score
from podtutor.rules.scheduling.node_info import PodInfo, PodShape
from podtutor.rules.scheduling.reuse import ScoreReuse, sign_pod
from podtutor.rules.scheduling.scoring import NodeScores, least_requested_score, prioritize_nodes
from podtutor.rules.scheduling.snapshot import Snapshot


def score(pod: Pod, nodes: list[Node], pods: list[Pod] | None = None, siblings: bool = False) -> NodeScores:
    snapshot = Snapshot.of(nodes, pods or [])
    if siblings:
        snapshot.default_selector = lambda one: selector_from_set(one.metadata.labels)
    incoming = PodInfo(pod)
    return prioritize_nodes(incoming, find_nodes_that_fit_pod(incoming, snapshot).feasible, snapshot)


def of(scores: NodeScores, plugin: str) -> list[int]:
    return list(scores.by_plugin[plugin])


def test_the_emptier_node_is_better() -> None:
    scores = score(
        a_pod(requests="cpu=500m memory=1Gi"), [a_node("n1"), a_node("n2")], [a_pod("x", "n1", requests="cpu=1")]
    )
    assert of(scores, "NodeResourcesFit") == [47, 75]
    assert scores.best() == ["n2"]


@pytest.mark.parametrize(
    ("requested", "capacity", "points"), [(0, 10, 100), (10, 10, 0), (11, 10, 0), (1, 3, 66), (0, 0, 0)]
)
def test_least_requested(requested: int, capacity: int, points: int) -> None:
    assert least_requested_score(requested, capacity) == points


def test_a_pod_that_evens_cpu_and_memory_out_is_welcome() -> None:
    pods = [a_pod("x", "n1", requests="memory=2Gi"), a_pod("y", "n2", requests="cpu=1")]
    scores = score(a_pod(requests="cpu=1"), [a_node("n1"), a_node("n2"), a_node("n3", memory="0")], pods)
    balanced = of(scores, "NodeResourcesBalancedAllocation")
    assert balanced[0] > 75 > balanced[1]
    assert "NodeResourcesBalancedAllocation" not in score(a_pod(), [a_node("n1")]).by_plugin


def test_soft_taints_count_against_a_node() -> None:
    soft = [{"key": "a", "effect": "PreferNoSchedule"}, {"key": "b", "effect": "PreferNoSchedule"}]
    nodes = [a_node("n1"), a_node("n2", taints=soft), a_node("n3", taints=soft[:1])]
    assert of(score(a_pod(), nodes), "TaintToleration") == [300, 0, 150]
    tolerant = a_pod(spec={"tolerations": [{"operator": "Exists"}]})
    assert of(score(tolerant, nodes), "TaintToleration") == [300, 300, 300]


def test_preferred_node_affinity_adds_up() -> None:
    def prefers(weight: int, key: str) -> dict[str, Any]:
        return {"weight": weight, "preference": {"matchExpressions": [{"key": key, "operator": "Exists"}]}}

    affinity = {
        "nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [prefers(80, "a"), prefers(20, "b")]}
    }
    nodes = [a_node("n1", labels={"a": ""}), a_node("n2", labels={"a": "", "b": ""}), a_node("n3")]
    scores = score(a_pod(spec={"affinity": affinity}), nodes)
    assert of(scores, "NodeAffinity") == [160, 200, 0]


def test_large_images_draw_pods_but_not_all_to_one_node() -> None:
    images = [{"names": ["img:1"], "sizeBytes": 600 * 1024 * 1024}]
    nodes = [a_node("n1", images=images), a_node("n2", images=images), a_node("n3")]
    assert of(score(a_pod(), nodes), "ImageLocality") == [38, 38, 0]
    small = [{"names": ["img:1"], "sizeBytes": 20 * 1024 * 1024}]
    assert of(score(a_pod(), [a_node("n1", images=small)]), "ImageLocality") == [0]


def test_siblings_are_spread_without_being_asked() -> None:
    web = {"app": "web"}
    nodes = [a_node("n1"), a_node("n2"), a_node("n3")]
    pods = [a_pod("x", "n1", labels=web), a_pod("y", "n1", labels=web), a_pod("z", "n2", labels=web)]
    scores = score(a_pod(labels=web), nodes, pods, siblings=True)
    assert of(scores, "PodTopologySpread") == [80, 120, 200]
    assert "PodTopologySpread" not in score(a_pod(labels=web), nodes, pods).by_plugin


def test_a_wanted_spread_ignores_nodes_without_the_label() -> None:
    constraint = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
    spec = {"topologySpreadConstraints": [{**constraint, "labelSelector": {"matchLabels": {"app": "web"}}}]}
    nodes = [a_node("n1", labels={"zone": "a"}), a_node("n2", labels={"zone": "b"}), a_node("n3")]
    scores = score(a_pod(spec=spec), nodes, [a_pod("x", "n1", labels={"app": "web"})])
    assert of(scores, "PodTopologySpread") == [0, 200, 0]


def near(kind: str, weight: int) -> dict[str, Any]:
    term = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "kubernetes.io/hostname"}
    return {
        "affinity": {
            kind: {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": weight, "podAffinityTerm": term}]}
        }
    }


def test_preferred_affinity_between_pods() -> None:
    nodes = [a_node("n1"), a_node("n2")]
    database = a_pod("x", "n1", labels={"app": "db"})
    assert of(score(a_pod(spec=near("podAffinity", 7)), nodes, [database]), "InterPodAffinity") == [200, 0]
    assert of(score(a_pod(spec=near("podAntiAffinity", 7)), nodes, [database]), "InterPodAffinity") == [0, 200]
    lover = a_pod("y", "n2", spec=near("podAffinity", 7))
    assert of(score(a_pod(labels={"app": "db"}), nodes, [lover]), "InterPodAffinity") == [0, 200]
    assert "InterPodAffinity" not in score(a_pod(), nodes, [lover]).by_plugin


def test_normalizing() -> None:
    assert default_normalize_score([0, 1, 3], reverse=False) == [0, 33, 100]
    assert default_normalize_score([0, 1, 3], reverse=True) == [100, 67, 0]
    assert default_normalize_score([0, 0], reverse=True) == [100, 100]
    assert default_normalize_score([], reverse=True) == []


def test_of_equal_nodes_the_one_chosen() -> None:
    scores = score(a_pod(), [a_node("n1"), a_node("n2")])
    assert scores.select_host() == "n1"
    assert scores.select_host(lambda ties: ties - 1) == "n2"


def test_the_shortcut_answers_as_the_long_way() -> None:
    chance = random.Random(7)
    for round_number in range(12):
        nodes = [a_node(f"n{i}", cpu=str(chance.choice([1, 2, 4])), pods="6") for i in range(chance.randint(1, 40))]
        snapshot = Snapshot.of(nodes, [])
        if round_number % 2:
            snapshot.default_selector = lambda one: selector_from_set(one.metadata.labels)
        templates = [a_pod("t", requests=f"cpu={100 * (i + 1)}m", labels={"app": f"a{i}"}) for i in range(2)]
        shapes = [PodShape(template) for template in templates]
        reuse, start, most = ScoreReuse(snapshot), 0, max(1, len(nodes) * 2 // 3)
        placed: list[PodInfo] = []
        for number in range(70):
            which = chance.randrange(2)
            pod = a_pod(f"p{number}", requests=f"cpu={100 * (which + 1)}m", labels={"app": f"a{which}"})
            incoming = PodInfo(pod, shapes[which])
            draw = chance.randrange(10**6)
            found = find_nodes_that_fit_pod(incoming, snapshot, most, start)
            short = reuse.select(incoming, most, start, lambda ties, draw=draw: draw % ties)
            if not found.feasible:
                assert short is None
                continue
            scores = prioritize_nodes(incoming, found.feasible, snapshot)
            assert short is not None
            assert short.node == scores.select_host(lambda ties, draw=draw: draw % ties)
            assert (short.feasible, short.looked_at) == (len(found.feasible), len(found.feasible) + len(found.statuses))
            start = (start + short.looked_at) % len(nodes)
            bound = PodInfo(
                a_pod(f"p{number}", short.node, requests=f"cpu={100 * (which + 1)}m", labels={"app": f"a{which}"}),
                shapes[which],
            )
            snapshot.add_pod(bound)
            placed.append(bound)
            if number % 9 == 8:
                snapshot.remove_pod(placed.pop(chance.randrange(len(placed))))
            if number == 40:
                snapshot.set_node(a_node("n0", cpu="8"))


@pytest.mark.parametrize(
    "spec",
    [
        near("podAffinity", 1),
        {"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]},
        {"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "c"}}]},
        {"nodeName": "n1"},
    ],
)
def test_pods_whose_fate_depends_on_more_have_no_signature(spec: dict[str, Any]) -> None:
    assert sign_pod(PodInfo(a_pod(spec=spec))) is None
    assert sign_pod(PodInfo(a_pod())) is not None


def test_the_shortcut_tells_pods_apart_that_share_a_shape() -> None:
    taint = [{"key": "a", "effect": "NoSchedule"}]
    snapshot = Snapshot.of([a_node("n1", taints=taint), a_node("n2", labels={"disk": "ssd"}, taints=taint)], [])
    reuse, plain = ScoreReuse(snapshot), a_pod()
    shape = PodShape(plain)
    tolerations = [{"operator": "Exists"}]
    assert reuse.select(PodInfo(plain, shape), 2) is None
    tolerant = reuse.select(PodInfo(a_pod(spec={"tolerations": tolerations}), shape), 2)
    assert tolerant is not None
    assert (tolerant.node, tolerant.feasible) == ("n1", 2)
    picky = a_pod(spec={"tolerations": tolerations, "nodeSelector": {"disk": "ssd"}})
    picked = reuse.select(PodInfo(picky, shape), 2)
    assert picked is not None
    assert picked.node == "n2"


def test_the_shortcut_notices_new_siblings() -> None:
    web = {"app": "web"}
    large = a_node("n1", cpu="64", memory="256Gi")
    snapshot = Snapshot.of([large, a_node("n2")], [a_pod("x", "n1", labels=web)])
    reuse, incoming = ScoreReuse(snapshot), PodInfo(a_pod(labels=web))
    first = reuse.select(incoming, 2)
    snapshot.default_selector = lambda one: selector_from_set(one.metadata.labels)
    second = reuse.select(incoming, 2)
    assert first is not None
    assert second is not None
    assert first.node == "n1"
    scores = prioritize_nodes(incoming, tuple(snapshot.nodes.values()), snapshot)
    assert second.node == scores.select_host() == "n2"


def test_the_shortcut_does_not_apply_where_scores_depend_on_other_nodes() -> None:
    zone = a_node("n1", labels={"topology.kubernetes.io/zone": "a"})
    assert ScoreReuse(Snapshot.of([zone], [])).select(PodInfo(a_pod()), 1) is None
    picky = a_pod("x", "n1", spec=near("podAffinity", 1))
    assert ScoreReuse(Snapshot.of([a_node("n1")], [picky])).select(PodInfo(a_pod()), 1) is None
