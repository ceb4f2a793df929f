"""A resize that waits for room: what makes the kubelet look again, and what takes the request back."""

from __future__ import annotations

import json
from typing import Any

from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario


def pod(name: str, cpu: str) -> dict[str, Any]:
    container = {"name": "app", "image": "app:1.0", "resources": {"requests": {"cpu": cpu}}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}}


def resize(at: float, name: str, cpu: str) -> dict[str, Any]:
    return {
        "at": at,
        "resize": f"pod/{name}",
        "containers": [{"name": "app", "resources": {"requests": {"cpu": cpu}}}],
    }


def trace(objects: list[dict[str, Any]], actions: list[dict[str, Any]]) -> dict[str, Any]:
    world = {"scenario": 1, "name": "resizes", "duration": 60, "objects": objects, "actions": actions}
    simulation = simulate(read_scenario(json.dumps(world)))
    simulation.run()
    return simulation.trace()


def granted(history: dict[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    last = history["pods"][name]["resize"][-1]
    return last["allocated"]["app"]["cpu"], last["conditions"]


def test_a_neighbour_that_shrinks_makes_room_for_a_deferred_resize() -> None:
    history = trace([pod("p", "500m"), pod("q", "1")], [resize(10, "p", "1500m"), resize(20, "q", "200m")])
    assert granted(history, "p") == ("1500m", {})
    started = [event["object"] for event in history["events"] if event["reason"] == "ResizeStarted"]
    assert started == ["Pod/q", "Pod/p"]


def test_asking_for_what_is_granted_already_ends_the_wait() -> None:
    history = trace([pod("p", "500m"), pod("q", "1")], [resize(10, "p", "1500m"), resize(20, "p", "500m")])
    assert granted(history, "p") == ("500m", {})


def test_of_two_that_wait_the_longer_wait_comes_first() -> None:
    actions = [resize(10, "b", "900m"), resize(15, "a", "900m"), {"at": 30, "delete": "pod/q"}]
    history = trace([pod("a", "500m"), pod("b", "500m"), pod("q", "500m")], actions)
    assert granted(history, "b")[0] == "900m"
    assert granted(history, "a")[0] == "900m"
    started = [event["object"] for event in history["events"] if event["reason"] == "ResizeStarted"]
    assert started == ["Pod/b", "Pod/a"]


def test_a_restarted_kubelet_still_knows_what_it_had_granted() -> None:
    actions = [
        resize(5, "p", "1500m"),
        {"at": 10, "restart-kubelet": "node-1", "down": 1},
        {"at": 30, "delete": "pod/q"},
    ]
    history = trace([pod("p", "500m"), pod("q", "1")], actions)
    steps = history["pods"]["p"]["resize"]
    before = [step["allocated"]["app"]["cpu"] for step in steps if step["at"] < 30 and step["allocated"]["app"]]
    assert set(before) == {"500m"}
    assert granted(history, "p") == ("1500m", {})
    deferred = [event for event in history["events"] if event["reason"] == "ResizeDeferred"]
    assert len(deferred) == 1


def test_a_resize_asked_for_while_the_kubelet_was_away_is_seen_when_it_is_back() -> None:
    actions = [{"at": 5, "restart-kubelet": "node-1", "down": 10}, resize(8, "p", "1500m"), resize(9, "q", "400m")]
    history = trace([pod("p", "500m"), pod("q", "1")], actions)
    assert granted(history, "p") == ("1500m", {})
    started = [event for event in history["events"] if event["reason"] == "ResizeStarted"]
    assert [event["object"] for event in started] == ["Pod/q", "Pod/p"]
    assert all(event["at"] > 15 for event in started)


def test_what_the_node_could_never_give_is_refused_in_thousandths_and_bytes() -> None:
    history = trace([pod("p", "500m")], [resize(10, "p", "64")])
    refused = history["actions"][-1]
    assert refused["code"] == 403
    assert refused["message"] == (
        'pods "p" is forbidden: node didn\'t have enough allocatable resources: '
        "cpu, requested: 64000, allocatable: 2000"
    )
