"""Every shortcut of the simulator beside its slow twin: the histories must be the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from worlds import scenarios

from podtutor.sim import admission
from podtutor.sim.controllers.replicaset import ReplicaSetController
from podtutor.sim.kubelet.eviction import EvictionManager
from podtutor.sim.kubelet.kubelet import Kubelet
from podtutor.sim.kubelet.pleg import Pleg
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

SHIPPED = Path(__file__).parents[1] / "conformance" / "scenarios"
SHORTCUTS = [
    (Kubelet, "parks_quiet_pods"),
    (Pleg, "rests_when_quiet"),
    (EvictionManager, "rests_when_quiet"),
    (ReplicaSetController, "uses_tallies"),
    (admission.Admission, "shares_specs"),
]
EXAMPLES = (
    *("readiness-flaps-deployment", "liveness-crashloop", "evict-memory-three-in-turn", "sidecar-termination-order"),
    *("rollout-default", "story-drain-shop", "startup-probe-slow", "resize-deferred", "readiness-other-container"),
    *("emptydir-size-limit", "kubelet-restart-during-init", "story-video-leak", "condition-readiness-gate"),
)


def history(text: str) -> dict[str, Any]:
    simulation = simulate(read_scenario(text))
    simulation.run()
    trace = simulation.trace()
    # What befalls different objects in one millisecond has no order.
    trace["events"].sort(key=lambda event: (event["at"], event["object"]))
    return trace


@pytest.mark.parametrize(("owner", "flag"), SHORTCUTS, ids=[f"{owner.__name__}.{flag}" for owner, flag in SHORTCUTS])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_recorded_scenario_goes_the_same_way(
    name: str, owner: type, flag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (SHIPPED / f"{name}.yaml").read_text()
    quick = history(text)
    monkeypatch.setattr(owner, flag, False)
    assert history(text) == quick


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(scenarios())
def test_random_scenarios_go_the_same_way_without_any_shortcut(world: dict[str, Any]) -> None:
    text = json.dumps(world)
    quick = history(text)
    with pytest.MonkeyPatch.context() as patch:
        for owner, flag in SHORTCUTS:
            patch.setattr(owner, flag, False)
        assert history(text) == quick
