"""Exhibits: what one looks at before a prediction, made from a scenario, a run up to a moment, or a rule's input."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from predictions import CRASHED, LEAK, SHOP, Shelf, prediction, resolved

from podtutor.content.quiz import PredictView
from podtutor.judge import exhibit
from podtutor.judge.exhibit import WIDTH, names_in
from podtutor.judge.predictor import Predictor

# The exhibit


def seen(view: str, query: str = CRASHED, **changes: Any) -> list[str]:
    ready = resolved(prediction(query, "something else", view=view, **changes)).ready
    assert ready is not None
    return ready.exhibit.splitlines()


def test_manifests_are_those_the_query_asks_about_with_what_happens_to_them() -> None:
    assert seen("manifest", until=30.0) == [
        "apiVersion: v1",
        "kind: Pod",
        "metadata: {name: thumbnails}",
        "spec:",
        "  containers:",
        "  - name: app",
        "    image: thumbnails:2.1",
        "    resources:",
        "      limits: {memory: 64Mi}",
        "# Nodes:",
        "#   node-1: cpu 4, taint team=media:PreferNoSchedule",
        "# What runs:",
        "#   thumbnails/app, run 1: works for 3 s, uses 200Mi of memory, runs on",
        "#   thumbnails/app, run 2 and later: works for 50 s, runs on",
        "# What is done:",
        "#   at 20 s: kubectl delete pod/ledger",
    ]


def test_settings_of_the_kubelet_are_shown_where_a_scenario_has_them() -> None:
    strict = LEAK + "kubelet: {evictionHard: {memory.available: 500Mi}}"
    ready = Predictor(Shelf(leak=strict)).resolution(prediction()).ready
    assert ready is not None
    assert "# Kubelet:\n#   evictionHard: {memory.available: 500Mi}\n# What runs:" in ready.exhibit


def test_only_the_first_behaviour_that_fits_a_container_is_shown() -> None:
    later = "  - {pod: 'thumb*', container: app, attempts: [[{sleep: 9}, {exit: 3}]]}\n"
    ready = Predictor(Shelf(leak=LEAK.replace("actions:", f"{later}actions:"))).resolution(prediction()).ready
    assert ready is not None
    assert "thumbnails/app, run 1" in ready.exhibit
    assert "thumb*" not in ready.exhibit


def test_where_nobody_is_named_all_manifests_are_shown() -> None:
    assert [line for line in seen("manifest", "length(pods)") if line.startswith("metadata")] == [
        "metadata: {name: thumbnails}",
        "metadata: {name: ledger}",
    ]
    assert "metadata: {name: thumbnails}" not in seen("manifest", "length(pods)", pod="ledger")


def test_a_controller_s_manifest_stands_for_its_pods() -> None:
    ready = Predictor(Shelf(shop=SHOP)).resolution(prediction("status_at('web-?1', `9`)", scenario="shop")).ready
    assert ready is not None
    lines = ready.exhibit.splitlines()
    assert [line for line in lines if line.startswith(("kind", "metadata"))] == [
        "kind: Deployment",
        "metadata: {name: web}",
    ]
    assert lines[-2:] == ["# What runs:", "#   web-*/app, every run: opens port 80, runs on"]


def test_what_else_has_to_be_seen_is_shown_beside_it() -> None:
    also = [line for line in seen("manifest", shows=("ledger",)) if line.startswith("metadata")]
    assert also == ["metadata: {name: thumbnails}", "metadata: {name: ledger}"]


def test_a_manifest_that_comes_later_is_shown_with_its_moment() -> None:
    late = """
actions:
  - at: 4
    apply: [{apiVersion: v1, kind: Pod, metadata: {name: late}, spec: {containers: [{name: app, image: "late:1"}]}}]
"""
    asked = prediction("phase_at('late', `9`)", scenario="shop")
    ready = Predictor(Shelf(shop=SHOP + late)).resolution(asked).ready
    assert ready is not None
    lines = ready.exhibit.splitlines()
    began = lines.index("--- # applied at 4 s")
    assert lines[began + 3] == "metadata: {name: late}"
    early = Predictor(Shelf(shop=SHOP + late)).resolution(prediction("length(pods)", scenario="shop")).ready
    assert early is not None
    assert "--- # applied at 4 s" not in early.exhibit.splitlines()


def asked_of_a_rule(decision: str, query: str, **given: Any) -> list[str]:
    ready = resolved(prediction(query, "something else", decision=decision, input=given)).ready
    assert ready is not None
    return ready.exhibit.splitlines()


def test_the_pod_that_a_rule_is_asked_about_is_a_manifest_and_the_rest_stands_below_it() -> None:
    spec = {"subdomain": "lab", "containers": [{"name": "app", "image": "solver:9.0"}]}
    pod = {"metadata": {"name": "solver-0", "namespace": "shop"}, "spec": spec}
    assert asked_of_a_rule("hostname", "domain", clusterDomain="cluster.local", podIPs=["10.244.1.7"], pod=pod) == [
        "apiVersion: v1",
        "kind: Pod",
        "metadata: {name: solver-0, namespace: shop}",
        "spec:",
        "  subdomain: lab",
        "  containers:",
        "  - {name: app, image: 'solver:9.0'}",
        "# Given besides:",
        "#   clusterDomain: cluster.local",
        "#   podIPs: [10.244.1.7]",
    ]


def test_a_single_number_that_is_given_besides_stands_without_braces() -> None:
    pod = {"metadata": {"name": "search"}, "spec": {"containers": [{"name": "app", "image": "search:5.2"}]}}
    lines = asked_of_a_rule("oom_score_adj", "scores.app", memoryCapacity="8589934592", pod=pod)
    assert lines[-2:] == ["# Given besides:", "#   memoryCapacity: 8589934592"]


def test_what_a_rule_is_asked_without_a_single_pod_stands_as_it_is() -> None:
    pod = {"metadata": {"name": "thumbnails"}, "spec": {"containers": [{"name": "app", "image": "thumbnails:2.0"}]}}
    pods = [{"pod": pod, "usage": {"memory": 41943040}}]
    lines = asked_of_a_rule("eviction_rank", "evicted", resource="memory", pods=pods)
    assert lines[:3] == ["resource: memory", "pods:", "- pod:"]


def test_views_show_only_what_had_happened_by_then() -> None:
    assert "    Last State:     Terminated" not in seen("describe", until=2.0)
    assert "    Last State:     Terminated" in seen("describe", until=10.0)
    assert seen("pods", until=10.0)[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert [line.split()[0] for line in seen("pods", until=10.0)[1:]] == ["ledger", "thumbnails"]
    assert [line for line in seen("events", until=10.0) if "pod/ledger" in line] == []
    assert [line.split()[2] for line in seen("timeline", until=2.0)[1:]] == ["thumbnails"] * 3


@pytest.mark.parametrize("view", [view for view in get_args(PredictView) if view != "none"])
def test_every_view_fits_the_screen(view: str) -> None:
    lines = seen(view, until=30.0)
    assert lines
    assert max(map(len, lines)) <= WIDTH


def test_an_exhibit_of_one_s_own_stands_in_its_place_and_none_is_none() -> None:
    assert seen("pods", exhibit="NAME   IN USE") == ["NAME   IN USE"]
    assert seen("none") == []


def test_every_view_has_a_maker() -> None:
    assert {*exhibit._VIEWS, "manifest", "none"} == set(get_args(PredictView))


def test_names_stand_in_quotes() -> None:
    assert names_in("status_at('web-?1', `40`) || pods.\"db-0\".uid || status_at('web-?1', `4`)") == ["web-?1", "db-0"]
