"""Who is evicted for the node's sake is a target of a disruption; who exceeded its own limits on disk is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

SCENARIOS = Path(__file__).parent.parent / "conformance" / "scenarios"


@pytest.mark.parametrize(
    ("scenario", "disrupted"),
    [("emptydir-size-limit", False), ("ephemeral-storage-limit", False), ("evict-memory-qos-143", True)],
)
def test_the_condition_disruption_target(scenario: str, disrupted: bool) -> None:
    simulation = simulate(read_scenario((SCENARIOS / f"{scenario}.yaml").read_bytes()))
    simulation.run()
    trace = simulation.trace()
    evicted = {event["object"].removeprefix("Pod/") for event in trace["events"] if event["reason"] == "Evicted"}
    assert evicted
    told = {"DisruptionTarget" in trace["pods"][name]["final"]["conditions"] for name in evicted}
    assert told == {disrupted}
