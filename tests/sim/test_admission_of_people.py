"""What people hand in is validated as the API server would: refused with 422, and nothing is written."""

from __future__ import annotations

import pytest

from podtutor.errors import UnusableInputError
from podtutor.kube.workload import Deployment
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

NO_SELECTOR = """
scenario: 1
name: no-selector
duration: 5
objects:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: checkout}
    spec: {template: {metadata: {labels: {app: checkout}}, spec: {containers: [{name: app, image: "checkout:1.0"}]}}}
"""

CHANGED_ENVIRONMENT = """
scenario: 1
name: changed-environment
duration: 5
objects:
  - {apiVersion: v1, kind: Pod, metadata: {name: checkout}, spec: {containers: [{name: app, image: "checkout:1.0"}]}}
actions:
  - at: 2
    apply:
      - apiVersion: v1
        kind: Pod
        metadata: {name: checkout}
        spec: {containers: [{name: app, image: "checkout:1.0", env: [{name: MODE, value: fast}]}]}
"""


def test_a_deployment_without_a_selector_is_refused_and_makes_nothing() -> None:
    simulation = simulate(read_scenario(NO_SELECTOR, "no-selector.yaml"))
    simulation.run()
    ((_, refusal),) = simulation.refused
    assert refusal.code == 422
    assert "spec.selector: Required value" in refusal.message
    assert simulation.cluster.store.all(Deployment) == []


def test_a_running_pods_environment_cannot_be_changed() -> None:
    simulation = simulate(read_scenario(CHANGED_ENVIRONMENT, "changed-environment.yaml"))
    simulation.run()
    (answer,) = simulation.trace()["actions"]
    assert answer["code"] == 422
    assert "pod updates may not change fields other than" in answer["message"]


def test_two_nodes_cannot_have_one_name() -> None:
    text = "scenario: 1\nname: twins\nduration: 5\nnodes:\n  - name: node-1\n  - name: node-1\nobjects: []\n"
    with pytest.raises(UnusableInputError, match=r"twins.yaml:6:11: .*node-1"):
        simulate(read_scenario(text, "twins.yaml"))
