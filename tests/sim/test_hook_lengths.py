"""How long a lifecycle hook takes: a sleep is the kubelet's own and outlasts the container, a program ends with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario


@pytest.mark.parametrize(
    ("hook", "after", "before"),
    [({"sleep": {"seconds": 6}}, 6.5, 8.5), ({"exec": {"command": ["sleep", "6"]}}, 3.5, 5.5)],
)
def test_the_next_container_waits_for_the_hook_of_one_that_ended(
    hook: dict[str, Any], after: float, before: float
) -> None:
    first = {"name": "a", "image": "app:1.0", "lifecycle": {"postStart": hook}}
    spec = {"containers": [first, {"name": "b", "image": "app:1.0"}]}
    world = {
        "scenario": 1,
        "name": "hook",
        "duration": 30,
        "objects": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}],
        "behavior": [{"pod": "p", "container": "a", "attempts": [[{"sleep": 3}, {"exit": 1}], []]}],
    }
    simulation = simulate(read_scenario(json.dumps(world)))
    simulation.run()
    runs = simulation.trace()["pods"]["p"]["runs"]
    start = next(run["precise"][0] for run in runs if run["container"] == "b")
    assert after < start < before
