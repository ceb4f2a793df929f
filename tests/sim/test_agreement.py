"""The recorded scenarios, run again: the histories agree with those of real nodes."""

from __future__ import annotations

from pathlib import Path

from podtutor.fidelity.replay import verify_histories
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.trace import encode_trace

SHIPPED = Path(__file__).parents[1] / "conformance" / "scenarios"
BARS = {"outcome": 1.0, "timing": 0.97, "display": 0.95}


def simulated(name: str) -> bytes:
    simulation = simulate(read_scenario((SHIPPED / f"{name}.yaml").read_text(), name))
    simulation.run()
    return encode_trace(simulation.trace())


def test_histories_agree_with_the_recorded_ones() -> None:
    figures = verify_histories(simulated).as_json()
    for level, bar in BARS.items():
        assert figures[level]["agree"] >= bar * figures[level]["cases"], figures
