"""The phase of a pod, and what its conditions say, from the states of its containers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.pod import Pod
from podtutor.rules.conditions import (
    generate_containers_ready_condition,
    generate_pod_initialized_condition,
    generate_pod_ready_condition,
)
from podtutor.rules.phase import get_phase

RUNNING = {"state": {"running": {}}, "ready": True, "started": True}
STARTING = {"state": {"running": {}}, "started": False}
CREATING = {"state": {"waiting": {"reason": "ContainerCreating"}}}
OK = {"state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
DONE = {**OK, "ready": True}  # a plain init container that ended with 0 is ready
FAILED = {"state": {"terminated": {"exitCode": 1, "reason": "Error"}}}
CRASHING = {
    "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}},
}
LOOPING_WITH_0 = {**CRASHING, "lastState": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
NOTHING: dict[str, Any] = {"state": {}}

MakePod = Callable[..., Pod]


def of_states(
    make: MakePod,
    policy: str,
    mains: list[dict[str, Any] | None],
    inits: list[tuple[str, dict[str, Any] | None]] | None = None,
    **more: Any,
) -> Pod:
    """A pod whose containers are in these states (None: no status); inits are (kind, state)."""
    inits = inits or []
    names = [f"m{index}" for index in range(len(mains))]
    init_names = [f"{kind}{index}" for index, (kind, _) in enumerate(inits)]
    spec = {
        "restartPolicy": policy,
        "containers": [{"name": name, "image": "img"} for name in names],
        "initContainers": [
            {"name": name, "image": "img", **({"restartPolicy": "Always"} if kind == "sidecar" else {})}
            for name, (kind, _) in zip(init_names, inits, strict=True)
        ],
        **more,
    }
    status = {
        "containerStatuses": [{"name": n, **s} for n, s in zip(names, mains, strict=True) if s is not None],
        "initContainerStatuses": [
            {"name": n, **s} for n, (_, s) in zip(init_names, inits, strict=True) if s is not None
        ],
    }
    return make(spec, status=status)


def statuses(pod: Pod) -> Any:
    return (*pod.status.init_container_statuses, *pod.status.container_statuses)


@pytest.mark.parametrize(
    ("what", "policy", "mains", "inits", "phase"),
    [
        ("nothing known yet", "Always", [None], [], "Pending"),
        ("being created", "Always", [CREATING], [], "Pending"),
        ("running, not ready", "Always", [STARTING], [], "Running"),
        ("one runs, one is being created", "Always", [RUNNING, CREATING], [], "Pending"),
        ("one runs, of one nothing is known", "Always", [RUNNING, None], [], "Pending"),
        ("one runs, one state is empty", "Always", [RUNNING, NOTHING], [], "Pending"),
        ("a crash loop is Running", "Always", [CRASHING], [], "Running"),
        ("a crash loop that may not restart", "Never", [CRASHING], [], "Failed"),
        ("ended with 0 and restarted", "Always", [OK], [], "Running"),
        ("all ended with 0", "OnFailure", [OK, OK], [], "Succeeded"),
        ("one failed, and is restarted", "OnFailure", [OK, FAILED], [], "Running"),
        ("one failed for good", "Never", [OK, FAILED], [], "Failed"),
        ("one failed, one runs", "Never", [FAILED, RUNNING], [], "Running"),
        ("waiting after exit 0 is no success", "OnFailure", [LOOPING_WITH_0], [], "Failed"),
        ("an init container runs", "Always", [CREATING], [("init", RUNNING)], "Pending"),
        ("an init container failed for good", "Never", [CREATING], [("init", FAILED)], "Failed"),
        ("even while a main container runs", "Never", [RUNNING], [("init", FAILED)], "Failed"),
        ("an init container is in a crash loop", "Always", [CREATING], [("init", CRASHING)], "Pending"),
        ("init done", "Always", [RUNNING], [("init", OK)], "Running"),
        ("a sidecar alone keeps the pod running", "Never", [OK], [("sidecar", RUNNING)], "Running"),
        ("a sidecar that failed does not fail the pod", "Never", [OK], [("sidecar", FAILED)], "Succeeded"),
        ("a sidecar is being created", "Never", [OK], [("sidecar", CREATING)], "Pending"),
        ("a sidecar in a crash loop counts for nothing", "Never", [OK], [("sidecar", CRASHING)], "Succeeded"),
    ],
)
def test_phase(what: str, policy: str, mains: Any, inits: Any, phase: str, pod: MakePod) -> None:
    asked = of_states(pod, policy, mains, inits)
    assert get_phase(asked, statuses(asked), pod_is_terminal=False, pod_has_initialized=True) == phase, what


def test_a_sidecar_that_has_not_started_holds_the_pod_only_the_first_time(pod: MakePod) -> None:
    asked = of_states(pod, "Always", [RUNNING], [("sidecar", STARTING)])
    assert get_phase(asked, statuses(asked), pod_is_terminal=False, pod_has_initialized=False) == "Pending"
    assert get_phase(asked, statuses(asked), pod_is_terminal=False, pod_has_initialized=True) == "Running"


@pytest.mark.parametrize(("state", "phase"), [(OK, "Succeeded"), (FAILED, "Failed")])
def test_a_pod_that_will_not_run_again_ends_whatever_its_policy(state: Any, phase: str, pod: MakePod) -> None:
    asked = of_states(pod, "Always", [state])
    assert get_phase(asked, statuses(asked), pod_is_terminal=True, pod_has_initialized=True) == phase


def test_a_static_pod_never_ends_by_itself(pod: MakePod) -> None:
    asked = pod(
        {"restartPolicy": "Always", "containers": [{"name": "m0"}]},
        status={"containerStatuses": [{"name": "m0", **OK}]},
        annotations={"kubernetes.io/config.source": "file"},
    )
    assert get_phase(asked, statuses(asked), pod_is_terminal=True, pod_has_initialized=True) == "Running"


def test_a_container_that_is_restarted_with_all_others_will_run_again(pod: MakePod) -> None:
    removed = {"state": {"terminated": {"exitCode": 137, "reason": "RestartingAllContainers"}}}
    asked = of_states(pod, "Never", [removed])
    assert get_phase(asked, statuses(asked), pod_is_terminal=False, pod_has_initialized=True) == "Running"


@pytest.mark.parametrize(
    ("mains", "inits", "phase", "status", "reason", "message"),
    [
        ([RUNNING], [], "Running", "True", "", ""),
        ([STARTING], [], "Running", "False", "ContainersNotReady", "containers with unready status: [m0]"),
        (
            [None, STARTING],
            [("sidecar", None), ("init", FAILED)],
            "Running",
            "False",
            "ContainersNotReady",
            "containers with unknown status: [sidecar0 m0], containers with unready status: [m1]",
        ),
        ([OK], [], "Succeeded", "False", "PodCompleted", ""),
        ([None], [], "Succeeded", "False", "ContainersNotReady", "containers with unknown status: [m0]"),
        ([RUNNING], [], "Failed", "False", "PodFailed", ""),
    ],
)
def test_containers_ready(
    mains: Any, inits: Any, phase: str, status: str, reason: str, message: str, pod: MakePod
) -> None:
    asked = of_states(pod, "Always", mains, inits)
    found = generate_containers_ready_condition(asked.spec, statuses(asked), phase)
    assert (found.status, found.reason, found.message) == (status, reason, message)


def test_readiness_gates_are_asked_when_the_containers_are_ready(pod: MakePod) -> None:
    gates = [{"conditionType": "example.com/lb"}, {"conditionType": "example.com/cert"}]
    asked = of_states(pod, "Always", [RUNNING], readinessGates=gates)
    before = pod({"containers": []}, status={"conditions": [{"type": "example.com/lb", "status": "Unknown"}]})
    found = generate_pod_ready_condition(asked.spec, before.status.conditions, statuses(asked), "Running")
    assert (found.status, found.reason) == ("False", "ReadinessGatesNotReady")
    assert found.message == (
        'the status of pod readiness gate "example.com/lb" is not "True", but Unknown, '
        'corresponding condition of pod readiness gate "example.com/cert" does not exist.'
    )


@pytest.mark.parametrize(
    ("mains", "inits", "before", "status", "message"),
    [
        ([None], [], "", "True", ""),
        ([CREATING], [("init", DONE)], "", "True", ""),
        ([CREATING], [("init", RUNNING), ("sidecar", None)], "", "False", "containers with unknown status: [sidecar1]"),
        ([CREATING], [("init", FAILED)], "", "False", "containers with incomplete status: [init0]"),
        ([CREATING], [("sidecar", STARTING)], "", "False", "containers with incomplete status: [sidecar0]"),
        ([FAILED], [("sidecar", STARTING)], "", "True", ""),  # a main container has run
        ([CREATING], [("init", FAILED)], "True", "True", ""),  # it was initialized before
    ],
)
def test_initialized(mains: Any, inits: Any, before: str, status: str, message: str, pod: MakePod) -> None:
    asked = of_states(pod, "Always", mains, inits)
    former = pod(
        {"containers": []}, status={"conditions": [{"type": "Initialized", "status": before}] if before else []}
    )
    found = generate_pod_initialized_condition(asked, former.status.conditions, statuses(asked), "Pending")
    assert (found.status, found.message) == (status, message)
