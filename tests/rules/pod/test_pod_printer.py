"""What `kubectl get pod` shows: STATUS, READY, RESTARTS, AGE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.rules.human_duration import human_duration
from podtutor.rules.printer import print_pod

MakePod = Callable[..., Pod]

NOW = milliseconds("2026-06-01T12:00:00Z")
RUNS = {"state": {"running": {}}, "ready": True, "started": True}
UNREADY = {"state": {"running": {}}, "ready": False, "started": True}
OK = {"state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
ERROR = {"state": {"terminated": {"exitCode": 1, "reason": "Error"}}}
OOM = {"state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}
SIGNALLED = {"state": {"terminated": {"exitCode": 137, "signal": 9}}}
CODE = {"state": {"terminated": {"exitCode": 3}}}
LOOP = {"state": {"waiting": {"reason": "CrashLoopBackOff"}}}
CREATING = {"state": {"waiting": {"reason": "ContainerCreating"}}}
INITIALIZING = {"state": {"waiting": {"reason": "PodInitializing"}}}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0s"), (119, "119s"), (120, "2m"), (121, "2m1s"), (599, "9m59s"), (600, "10m"), (659, "10m"),
        (10_799, "179m"), (10_800, "3h"), (10_861, "3h1m"), (28_799, "7h59m"), (28_800, "8h"), (172_799, "47h"),
        (172_800, "2d"), (176_400, "2d1h"), (691_200, "8d"), (63_071_999, "729d"), (63_072_000, "2y"),
        (63_158_400, "2y1d"), (252_288_000, "8y"), (1e9, "31y"), (-1, "0s"), (-2, "<invalid>"),
    ],
)  # fmt: skip
def test_human_duration(seconds: float, shown: str) -> None:
    assert human_duration(int(seconds * 1000)) == shown


@pytest.mark.parametrize(
    ("what", "phase", "mains", "inits", "conditions", "status", "ready"),
    [
        ("nothing known", "Pending", [], [], {}, "Pending", "0/2"),
        ("creating", "Pending", [CREATING, CREATING], [], {}, "ContainerCreating", "0/2"),
        ("running", "Running", [RUNS, RUNS], [], {"Ready": "True"}, "Running", "2/2"),
        ("running, one not ready", "Running", [RUNS, UNREADY], [], {}, "Running", "1/2"),
        ("the first container wins", "Running", [ERROR, LOOP], [], {}, "Error", "0/2"),
        ("the only one that says something", "Running", [RUNS, LOOP], [], {}, "CrashLoopBackOff", "1/2"),
        ("without reason: the signal", "Running", [SIGNALLED, RUNS], [], {}, "Signal:9", "1/2"),
        ("without reason and signal: the code", "Running", [CODE, RUNS], [], {}, "ExitCode:3", "1/2"),
        ("completed, Ready", "Running", [OK, RUNS], [], {"Ready": "True"}, "Running", "1/2"),
        ("completed, not Ready", "Running", [OK, RUNS], [], {}, "NotReady", "1/2"),
        ("completed, the other failed", "Failed", [OK, OOM], [], {}, "OOMKilled", "0/2"),
        ("completed, the other loops", "Running", [OK, LOOP], [], {}, "Completed", "0/2"),
        ("both completed", "Succeeded", [OK, OK], [], {}, "Completed", "0/2"),
        ("first of two inits", "Pending", [], [("i", UNREADY), ("i", INITIALIZING)], {}, "Init:0/2", "0/2"),
        ("second of two inits", "Pending", [], [("i", OK), ("i", UNREADY)], {}, "Init:1/2", "0/2"),
        ("init failed", "Pending", [], [("i", ERROR)], {}, "Init:Error", "0/2"),
        ("init failed without reason", "Pending", [], [("i", CODE)], {}, "Init:ExitCode:3", "0/2"),
        ("init loops", "Pending", [], [("i", LOOP)], {}, "Init:CrashLoopBackOff", "0/2"),
        ("sidecar runs: it counts", "Running", [RUNS, RUNS], [("s", RUNS)], {}, "Running", "3/3"),
        (
            "sidecar loops",
            "Running",
            [RUNS, RUNS],
            [("s", LOOP)],
            {"Initialized": "True"},
            "Init:CrashLoopBackOff",
            "2/3",
        ),
        ("sidecar loops, main too", "Running", [ERROR, RUNS], [("s", LOOP)], {"Initialized": "True"}, "Error", "1/3"),
    ],
)
def test_status_and_ready(
    what: str, phase: str, mains: Any, inits: Any, conditions: Any, status: str, ready: str, pod: MakePod
) -> None:
    row = print_pod(of_states(pod, phase, mains, inits, conditions), NOW)
    assert (row.status, row.ready) == (status, ready), what


def of_states(make: MakePod, phase: str, mains: Any, inits: Any, conditions: Any, **status: Any) -> Pod:
    """A pod of two main containers and these init containers (i plain, s sidecar) in these states."""
    return make(
        {
            "containers": [{"name": "a"}, {"name": "b"}],
            "initContainers": [
                {"name": f"{kind}{index}", **({"restartPolicy": "Always"} if kind == "s" else {})}
                for index, (kind, _) in enumerate(inits)
            ],
        },
        status={
            "phase": phase,
            "conditions": [{"type": kind, "status": value} for kind, value in conditions.items()],
            "containerStatuses": [{"name": name, **state} for name, state in zip("ab", mains, strict=False)],
            "initContainerStatuses": [{"name": f"{kind}{index}", **state} for index, (kind, state) in enumerate(inits)],
            **status,
        },
    )


def test_an_evicted_pod_shows_its_reason_only_without_containers(pod: MakePod) -> None:
    assert print_pod(of_states(pod, "Failed", [], [], {}, reason="Evicted"), NOW).status == "Evicted"
    assert print_pod(of_states(pod, "Failed", [ERROR], [], {}, reason="Evicted"), NOW).status == "Error"


@pytest.mark.parametrize(
    ("phase", "reason", "shown"),
    [("Running", "", "Terminating"), ("Failed", "", "Failed"), ("Running", "NodeLost", "Unknown")],
)
def test_a_pod_being_deleted(phase: str, reason: str, shown: str, pod: MakePod) -> None:
    asked = pod(
        {"containers": [{"name": "a"}]},
        status={"phase": phase, "reason": reason},
        deletionTimestamp="2026-06-01T12:00:00Z",
    )
    assert print_pod(asked, NOW).status == shown


def test_restarts_of_init_containers_are_forgotten_when_the_main_containers_start(pod: MakePod) -> None:
    last = {"lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-06-01T11:55:00Z"}}}
    during = of_states(pod, "Pending", [], [("i", {**UNREADY, **last, "restartCount": 2})], {})
    assert print_pod(during, NOW).restarts == "2 (5m ago)"
    after = of_states(pod, "Running", [RUNS, RUNS], [("i", {**OK, **last, "restartCount": 2})], {})
    assert print_pod(after, NOW).restarts == "0"


def test_the_wide_columns(pod: MakePod) -> None:
    asked = pod(
        {"containers": [{"name": "a"}], "nodeName": "node-1", "readinessGates": [{"conditionType": "x"}]},
        status={"phase": "Pending", "podIPs": [{"ip": "10.0.0.1"}], "nominatedNodeName": "node-2"},
        creationTimestamp="2026-06-01T11:00:00Z",
    )
    row = print_pod(asked, NOW)
    assert (row.ip, row.node, row.nominated_node, row.readiness_gates) == ("10.0.0.1", "node-1", "node-2", "0/1")
    assert row.age == "60m"
    assert print_pod(pod({"containers": []}), NOW).age == "<unknown>"
