"""What holds of every cluster, whatever runs in it and whatever is done to it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from worlds import scenarios

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.requests import pod_requests
from podtutor.sim.loops import name_loops
from podtutor.sim.run import Simulation, simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.store import Change

TERMINAL = {"Succeeded", "Failed"}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def begun(world: dict[str, Any]) -> Simulation:
    return simulate(read_scenario(json.dumps(world)))


def changes_of_pods(simulation: Simulation) -> list[Change]:
    seen: list[Change] = []
    simulation.cluster.store.observe(lambda change: seen.append(change) if change.kind is Pod else None)
    return seen


@MANY
@given(scenarios())
def test_a_phase_is_final_but_for_the_evicted_that_end_well(world: dict[str, Any]) -> None:
    simulation = begun(world)
    simulation.run()
    assert simulation.history is not None
    for record in simulation.history.pods:
        phases = [step.phase for step in record.phases]
        for before, after in pairwise(phases):
            assert before not in TERMINAL or (before, after) == ("Failed", "Succeeded"), (record.name, phases)


@MANY
@given(scenarios())
def test_restart_counts_never_fall(world: dict[str, Any]) -> None:
    simulation = begun(world)
    changes = changes_of_pods(simulation)
    simulation.run()
    counts: dict[tuple[str, str], int] = {}
    for change in changes:
        if change.new is None:
            continue
        for status in (*change.new.status.init_container_statuses, *change.new.status.container_statuses):
            key = (change.new.metadata.uid, status.name)
            assert status.restart_count >= counts.get(key, 0), key
            counts[key] = status.restart_count


@MANY
@given(scenarios())
def test_no_node_is_over_its_allocatable(world: dict[str, Any]) -> None:
    simulation = begun(world)
    over: list[str] = []

    def look(change: Change) -> None:
        if change.kind is not Pod or change.new is None or not change.new.spec.node_name:
            return
        node = simulation.cluster.store.get(Node, change.new.spec.node_name)
        pods = [
            pod
            for pod in simulation.cluster.store.select(Pod, "node", change.new.spec.node_name)
            if pod.status.phase not in TERMINAL
        ]
        assert node is not None
        for name in ("cpu", "memory"):
            asked = sum(one.nanos for pod in pods if (one := pod_requests(pod).get(name)) is not None)
            if asked > node.status.allocatable[name].nanos:
                over.append(f"{node.metadata.name} {name}")

    simulation.cluster.store.observe(look)
    simulation.run()
    assert over == []


@MANY
@given(scenarios())
def test_evictions_never_take_more_than_a_budget_allows(world: dict[str, Any]) -> None:
    simulation = begun(world)
    seen: list[int] = []
    simulation.cluster.store.observe(
        lambda change: (
            seen.append(change.new.status.disruptions_allowed)
            if change.kind is PodDisruptionBudget and change.new is not None
            else None
        )
    )
    simulation.run()
    assert all(allowed >= 0 for allowed in seen)


@MANY
@given(scenarios())
def test_only_the_kubelet_writes_container_statuses(world: dict[str, Any]) -> None:
    simulation = begun(world)
    changes = changes_of_pods(simulation)
    simulation.run()
    for change in changes:
        if change.old is None or change.new is None:
            continue
        old, new = change.old.status, change.new.status
        if (old.container_statuses, old.init_container_statuses) != (
            new.container_statuses,
            new.init_container_statuses,
        ):
            assert change.cause.source.startswith("pkg/kubelet/"), change.cause


@MANY
@given(scenarios())
def test_nothing_runs_on_a_node_before_it_is_bound_there(world: dict[str, Any]) -> None:
    simulation = begun(world)
    changes = changes_of_pods(simulation)
    simulation.run()
    bound = {
        change.new.metadata.uid: change.at
        for change in reversed(changes)
        if change.new is not None and change.new.spec.node_name
    }
    assert simulation.history is not None
    for record in simulation.history.pods:
        for run in record.runs:
            assert run.started is None or run.started >= bound[record.uid], record.name


@MANY
@given(scenarios())
def test_everything_settles_or_goes_on_in_a_loop_that_has_a_name(world: dict[str, Any]) -> None:
    simulation = begun({**world, "duration": 2400})
    simulation.run(1_500_000)
    loops = name_loops(simulation.cluster)
    changes = changes_of_pods(simulation)
    simulation.run(2_400_000)
    if not loops:
        assert [change.key for change in changes] == []


@MANY
@given(scenarios())
def test_the_same_scenario_gives_the_same_history(world: dict[str, Any]) -> None:
    once, again = begun(world), begun(world)
    once.run()
    again.run(30_000)
    again.run()
    assert once.trace() == again.trace()
