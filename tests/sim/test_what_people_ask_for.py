"""What kubectl makes of a request, and what the API server will not change once it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

LABELS = {"app": "w"}


def workload(kind: str, image: str = "app:1.0", **spec: Any) -> dict[str, Any]:
    template: dict[str, Any] = {"spec": {"containers": [{"name": "app", "image": image}]}}
    group = "batch/v1" if kind == "Job" else "apps/v1"
    if kind == "Job":
        template["spec"]["restartPolicy"] = "Never"
    else:
        template["metadata"] = {"labels": LABELS}
        spec["selector"] = {"matchLabels": LABELS}
    return {"apiVersion": group, "kind": kind, "metadata": {"name": "w"}, "spec": {"template": template, **spec}}


def trace(
    objects: list[dict[str, Any]], actions: list[dict[str, Any]], behavior: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    world = {"scenario": 1, "name": "asked", "duration": 100, "objects": objects, "actions": actions}
    simulation = simulate(read_scenario(json.dumps({**world, "behavior": behavior or []})))
    simulation.run()
    return simulation.trace()


def answer(before: dict[str, Any], after: dict[str, Any]) -> int:
    code: int = trace([before], [{"at": 5, "apply": [after]}])["actions"][0]["code"]
    return code


def test_recreate_may_be_applied_over_the_default_strategy() -> None:
    assert answer(workload("Deployment"), workload("Deployment", strategy={"type": "Recreate"})) == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"replicas": 2}, 200),
        ({"image": "app:2.0"}, 200),
        ({"minReadySeconds": 5}, 200),
        ({"podManagementPolicy": "Parallel"}, 422),
        ({"serviceName": "other"}, 422),
    ],
)
def test_what_may_change_of_a_stateful_set(change: dict[str, Any], code: int) -> None:
    assert (
        answer(workload("StatefulSet", serviceName="w"), workload("StatefulSet", **{"serviceName": "w", **change}))
        == code
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parallelism": 2}, 200),
        ({"backoffLimit": 2}, 200),
        ({"suspend": True}, 200),
        ({"image": "app:2.0"}, 422),
        ({"completions": 3}, 422),
        ({"completionMode": "Indexed"}, 422),
    ],
)
def test_what_may_change_of_a_job(change: dict[str, Any], code: int) -> None:
    assert answer(workload("Job", completions=2), workload("Job", **{"completions": 2, **change})) == code


def test_an_indexed_job_may_grow_with_its_parallelism() -> None:
    size = {"completionMode": "Indexed"}
    before = workload("Job", completions=2, parallelism=2, **size)
    assert answer(before, workload("Job", completions=3, parallelism=3, **size)) == 200
    assert answer(before, workload("Job", completions=3, parallelism=2, **size)) == 422


def test_no_grace_without_force_is_one_second() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "app", "image": "app:1.0"}]},
    }
    stubborn = [{"pod": "p", "container": "app", "onTerm": "ignore"}]
    gone = trace([pod], [{"at": 5, "delete": "pod/p", "gracePeriodSeconds": 0}], stubborn)["pods"]["p"]["gone"]
    assert gone > 6


def test_a_pod_bound_to_a_node_that_never_was_is_cleared_away() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"nodeName": "nowhere", "containers": [{"name": "app", "image": "app:1.0"}]},
    }
    assert 40 < trace([pod], [])["pods"]["p"]["gone"] <= 81


def test_localhost_is_that_of_the_node_for_pods_on_its_network() -> None:
    def pod(name: str, *, host: bool) -> dict[str, Any]:
        spec = {"hostNetwork": host, "restartPolicy": "Never", "containers": [{"name": "app", "image": "app:1.0"}]}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}

    told = trace(
        [pod("agent", host=True), pod("beside", host=True), pod("second", host=True), pod("apart", host=False)],
        [],
        [
            {"pod": "agent", "container": "app", "attempts": [[{"listen": 9100}]]},
            {"pod": "second", "container": "app", "attempts": [[{"sleep": 2}, {"listen": 9100}]]},
            *(
                {
                    "pod": name,
                    "container": "app",
                    "attempts": [[{"sleep": 2}, {"connect": "localhost:9100"}, {"exit": 0}]],
                }
                for name in ("beside", "apart")
            ),
        ],
    )
    codes = {name: pod["runs"][0]["exitCode"] for name, pod in told["pods"].items()}
    assert codes == {"agent": None, "beside": 0, "second": 98, "apart": 111}
