"""What a pod asks for, its class, and whom the kernel kills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.pod import Pod
from podtutor.rules.oom import get_container_oom_score_adjust
from podtutor.rules.qos import compute_pod_qos
from podtutor.rules.requests import (
    IN_USE,
    NON_ZERO_REQUESTS,
    PodResourcesOptions,
    get_resource_request_quantity,
    pod_limits,
    pod_requests,
)

MakePod = Callable[..., Pod]


def resources(text: str) -> dict[str, Any]:
    """`cpu=1/2 memory=1Gi/-` as requests and limits; `-` is not set."""
    found: dict[str, Any] = {"requests": {}, "limits": {}}
    for word in text.split():
        name, _, amounts = word.partition("=")
        request, _, limit = amounts.partition("/")
        for part, amount in (("requests", request), ("limits", limit)):
            if amount not in ("", "-"):
                found[part][name] = amount
    return found


def spec(mains: list[str], inits: list[tuple[str, str]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "containers": [{"name": f"m{i}", "resources": resources(text)} for i, text in enumerate(mains)],
        "initContainers": [
            {
                "name": f"{kind}{i}",
                "resources": resources(text),
                **({"restartPolicy": "Always"} if kind == "sidecar" else {}),
            }
            for i, (kind, text) in enumerate(inits or [])
        ],
        **more,
    }


@pytest.mark.parametrize(
    ("what", "asked", "qos"),
    [
        ("nothing", spec([""]), "BestEffort"),
        ("zero is nothing", spec(["cpu=0/0 memory=0/0"]), "BestEffort"),
        ("storage does not count", spec(["ephemeral-storage=1Gi/1Gi"]), "BestEffort"),
        ("all equal", spec(["cpu=1/1 memory=1Gi/1Gi"]), "Guaranteed"),
        ("equal in another spelling", spec(["cpu=1/1000m memory=1Gi/1024Mi"]), "Guaranteed"),
        ("memory alone", spec(["memory=1Gi/1Gi"]), "Burstable"),
        ("requests below limits", spec(["cpu=1/2 memory=1Gi/1Gi"]), "Burstable"),
        ("limits alone, before defaulting", spec(["cpu=-/1 memory=-/1Gi"]), "Burstable"),
        ("one container without", spec(["cpu=1/1 memory=1Gi/1Gi", ""]), "Burstable"),
        ("only the sums are compared", spec(["cpu=1/2 memory=1/1", "cpu=2/1 memory=1/1"]), "Guaranteed"),
        ("init containers count", spec(["cpu=1/1 memory=1/1"], [("init", "")]), "Burstable"),
        ("empty pod level hides the containers", spec(["cpu=1/1 memory=1/1"], resources={}), "BestEffort"),
        ("pod level", spec([""], resources=resources("cpu=1/1 memory=1/1")), "Guaranteed"),
        ("pod level requests", spec([""], resources=resources("cpu=1 memory=1")), "Burstable"),
    ],
)
def test_qos(what: str, asked: Any, qos: str, pod: MakePod) -> None:
    assert compute_pod_qos(pod(asked)) == qos, what


@pytest.mark.parametrize(
    ("what", "asked", "requests", "limits"),
    [
        ("a sum", spec(["cpu=100m memory=64Mi", "cpu=200m/1"]), "cpu 300m, memory 64Mi", "cpu 1"),
        ("a heavy init", spec(["cpu=500m"], [("init", "cpu=600m"), ("init", "cpu=700m")]), "cpu 700m", ""),
        ("a sidecar adds up", spec(["cpu=500m"], [("sidecar", "cpu=100m")]), "cpu 600m", ""),
        ("an init beside it", spec(["cpu=500m"], [("sidecar", "cpu=100m"), ("init", "cpu=1")]), "cpu 1100m", ""),
        ("an init before it", spec(["cpu=500m"], [("init", "cpu=1"), ("sidecar", "cpu=100m")]), "cpu 1", ""),
        ("pod level replaces", spec(["cpu=500m"], resources=resources("cpu=100m")), "cpu 100m", ""),
        ("but not storage", spec([""], resources=resources("ephemeral-storage=1Gi")), "", ""),
        (
            "overhead: on limits only where there are some",
            spec(["cpu=1/2 memory=-/0"], overhead={"cpu": "50m", "memory": "1Mi"}),
            "cpu 1050m, memory 1Mi",
            "cpu 2050m, memory 0",
        ),
        ("the first format stays", spec(["memory=1G", "memory=1Gi"]), "memory 2073741824", ""),
    ],
)
def test_requests_and_limits(what: str, asked: Any, requests: str, limits: str, pod: MakePod) -> None:
    def line(amounts: Any) -> str:
        return ", ".join(f"{name} {amounts[name]}" for name in sorted(amounts))

    made = pod(asked)
    assert (line(pod_requests(made)), line(pod_limits(made))) == (requests, limits), what


def test_containers_that_ask_for_nothing_are_given_something_by_the_scheduler(pod: MakePod) -> None:
    made = pod(spec(["", "cpu=0"]))
    found = pod_requests(made, PodResourcesOptions(non_missing_container_requests=dict(NON_ZERO_REQUESTS)))
    assert {name: str(amount) for name, amount in found.items()} == {"cpu": "100m", "memory": "419430400"}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("Deferred", "2"), ("Infeasible", "1")],
)
def test_a_resize_counts_the_larger_unless_it_can_never_be(reason: str, expected: str, pod: MakePod) -> None:
    status = {
        "conditions": [{"type": "PodResizePending", "status": "True", "reason": reason}],
        "containerStatuses": [
            {"name": "m0", "resources": {"requests": {"cpu": "1"}}, "allocatedResources": {"cpu": "1"}}
        ],
    }
    made = pod(spec(["cpu=2"]), status=status)
    assert str(pod_requests(made, IN_USE)["cpu"]) == expected
    assert str(pod_requests(made)["cpu"]) == "2"


def test_eviction_forgets_the_containers_where_anything_stands_at_pod_level(pod: MakePod) -> None:
    made = pod(spec(["memory=1Gi"], resources=resources("cpu=1")))
    assert str(get_resource_request_quantity(made, "memory")) == "0"


GIB8 = 8 * 1024**3


@pytest.mark.parametrize(
    ("what", "asked", "scores"),
    [
        ("best effort", spec([""]), [1000]),
        ("guaranteed", spec(["cpu=1/1 memory=1Gi/1Gi"]), [-997]),
        ("a quarter of the node", spec(["memory=2Gi"]), [750]),
        ("a byte", spec(["memory=1"]), [999]),
        ("the whole node", spec(["memory=8Gi"]), [3]),
        ("each container its own", spec(["memory=2Gi", "cpu=1"]), [750, 999]),
        ("a sidecar outlives the main containers", spec(["memory=4Gi"], [("sidecar", "memory=1Gi")]), [500, 500]),
        ("an init container does not", spec(["memory=4Gi"], [("init", "memory=1Gi")]), [500, 875]),
        ("the pod's rest is shared", spec(["memory=1Gi", ""], resources=resources("memory=4Gi")), [688, 813]),
        (
            "critical for the node",
            spec([""], priorityClassName="system-node-critical", priority=2_000_001_000),
            [-997],
        ),
        ("the name of the class is not enough", spec([""], priorityClassName="system-node-critical"), [1000]),
    ],
)
def test_oom_scores(what: str, asked: Any, scores: list[int], pod: MakePod) -> None:
    made = pod(asked)
    containers = (*made.spec.containers, *made.spec.init_containers)
    assert [get_container_oom_score_adjust(made, container, GIB8) for container in containers] == scores, what
