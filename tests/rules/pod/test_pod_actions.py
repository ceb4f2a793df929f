"""What the kubelet does next for a pod, told as: what it finds, what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.pod import Pod
from podtutor.rules.actions import PodActions, compute_pod_actions, pod_sandbox_changed
from podtutor.rules.runtime_status import RuntimeContainer, RuntimePodStatus, RuntimeSandbox

MakePod = Callable[..., Pod]

READY = RuntimeSandbox(ready=True, attempt=0, ip="10.0.0.1")
PROBED = {"exec": {"command": ["true"]}}


def told(actions: PodActions) -> str:
    """The actions as one line: `kill pod`, `sandbox 1`, `-a` kills, `+a` starts, `~a` resets."""
    words = ["kill pod"] if actions.kill_pod else []
    words += [f"-{kill.container.name}" for kill in actions.containers_to_kill]
    words += [f"~{reset.container.name}{'!' if reset.kill else ''}" for reset in actions.containers_to_reset]
    words += [f"sandbox {actions.attempt}"] if actions.create_sandbox else []
    starting = (
        *actions.ephemeral_containers_to_start,
        *actions.init_containers_to_start,
        *actions.containers_to_start,
    )
    words += [f"+{container.name}" for container in starting]
    return " ".join(words) or "nothing"


def spec(policy: str, mains: str = "a", inits: str = "", **of: dict[str, Any]) -> dict[str, Any]:
    """Containers by name; init containers too, those beginning with s are sidecars; `of` adds to a container."""
    return {
        "restartPolicy": policy,
        "containers": [{"name": name, "image": "img", **of.get(name, {})} for name in mains.split()],
        "initContainers": [
            {
                "name": name,
                "image": "img",
                **({"restartPolicy": "Always"} if name.startswith("s") else {}),
                **of.get(name, {}),
            }
            for name in inits.split()
        ],
    }


def found(text: str) -> tuple[RuntimeContainer, ...]:
    """`a:running b:exited/1 c:running/liveness=failure d:running/changed`"""
    containers = []
    for word in text.split():
        name, _, state = word.partition(":")
        state, _, detail = state.partition("/")
        more: dict[str, Any] = {}
        if detail.isdigit():
            more["exit_code"] = int(detail)
        elif detail == "changed":
            more["definition_changed"] = True
        elif detail:
            probe, _, result = detail.partition("=")
            more[probe] = result
        containers.append(RuntimeContainer(name=name, state=state, **more))  # type: ignore[arg-type]
    return tuple(containers)


@pytest.mark.parametrize(
    ("what", "asked", "finds", "does"),
    [
        ("all run", spec("Always", "a b"), "a:running b:running", "nothing"),
        ("one ended", spec("Always", "a b"), "a:running b:exited/1", "+b"),
        ("one ended with 0, Always", spec("Always", "a b"), "a:running b:exited/0", "+b"),
        ("one ended with 0, OnFailure", spec("OnFailure", "a b"), "a:running b:exited/0", "nothing"),
        ("the last one ended for good", spec("Never"), "a:exited/1", "kill pod"),
        ("created but never started", spec("Never"), "a:created", "+a"),
        ("unknown: kill it before it starts", spec("Never"), "a:unknown", "-a +a"),
        ("liveness failed", spec("Always"), "a:running/liveness=failure", "-a +a"),
        ("liveness failed, Never", spec("Never"), "a:running/liveness=failure", "kill pod -a"),
        (
            "liveness failed, the container's own policy",
            spec("Always", a={"restartPolicy": "Never"}),
            "a:running/liveness=failure",
            "kill pod -a",
        ),
        ("a new image restarts whatever the policy", spec("Never"), "a:running/changed", "-a +a"),
        ("first init container", spec("Always", "a", "i j"), "", "+i"),
        ("init container runs", spec("Always", "a", "i j"), "i:running", "nothing"),
        ("next init container", spec("Always", "a", "i j"), "i:exited/0", "+j"),
        ("initialized", spec("Always", "a", "i j"), "i:exited/0 j:exited/0", "+a"),
        ("the last record decides", spec("Always", "a", "i j"), "j:exited/0", "+a"),
        ("init container failed", spec("Always", "a", "i"), "i:exited/1", "+i"),
        ("init container failed for good", spec("Never", "a", "i"), "i:exited/1", "kill pod"),
        ("sidecar runs: next", spec("Always", "a", "s i"), "s:running", "+i"),
        (
            "sidecar with startup probe: wait",
            spec("Always", "a", "s i", s={"startupProbe": PROBED}),
            "s:running",
            "nothing",
        ),
        (
            "sidecar's startup probe failed",
            spec("Never", "a", "s i", s={"startupProbe": PROBED}),
            "s:running/startup=failure",
            "-s +s",
        ),
        ("sidecar ended beside a main container", spec("Never", "a", "s"), "s:exited/0 a:running", "+s"),
        ("sidecar whose record is lost", spec("Always", "a", "s"), "a:running", "+s"),
        ("no main container left: sidecars go too", spec("Never", "a", "s"), "s:running a:exited/0", "kill pod"),
        ("an ended main container proves nothing", spec("Always", "a", "i"), "a:exited/1", "+i"),
    ],
)
def test_actions(what: str, asked: dict[str, Any], finds: str, does: str, pod: MakePod) -> None:
    assert told(compute_pod_actions(pod(asked), RuntimePodStatus((READY,), found(finds)))) == does, what


@pytest.mark.parametrize(
    ("what", "asked", "attempts", "finds", "does"),
    [
        ("new pod", spec("Always", "a b"), 0, "", "kill pod sandbox 0 +a +b"),
        ("new pod with init containers", spec("Always", "a", "i j"), 0, "", "kill pod sandbox 0 +i"),
        (
            "sandbox died: init containers run again",
            spec("Always", "a", "i"),
            1,
            "i:exited/0 a:exited/1",
            "kill pod sandbox 1 +i",
        ),
        ("sandbox died, Never", spec("Never"), 1, "a:exited/1", "kill pod"),
        ("sandbox died before any container was created, Never", spec("Never"), 1, "", "kill pod sandbox 1 +a"),
        ("sandbox died, everything had succeeded", spec("OnFailure"), 1, "a:exited/0", "kill pod"),
        (
            "sandbox died, one had succeeded",
            spec("OnFailure", "a b"),
            1,
            "a:exited/0 b:exited/1",
            "kill pod sandbox 1 +b",
        ),
    ],
)
def test_actions_without_a_sandbox(
    what: str, asked: dict[str, Any], attempts: int, finds: str, does: str, pod: MakePod
) -> None:
    dead = tuple(RuntimeSandbox(ready=False, attempt=n) for n in reversed(range(attempts)))
    assert told(compute_pod_actions(pod(asked), RuntimePodStatus(dead, found(finds)))) == does, what


@pytest.mark.parametrize(
    ("sandboxes", "host_network", "why"),
    [
        ((), False, "the pod has no sandbox"),
        ((READY,), False, ""),
        ((RuntimeSandbox(True, 1), READY), False, "more than one sandbox is ready"),
        ((RuntimeSandbox(False, 1), READY), False, "the newest sandbox is not ready"),
        ((RuntimeSandbox(True, 0),), False, "the sandbox has no IP address"),
        ((RuntimeSandbox(True, 0),), True, ""),
    ],
)
def test_when_a_sandbox_is_needed(sandboxes: Any, host_network: bool, why: str, pod: MakePod) -> None:
    change = pod_sandbox_changed(pod({"hostNetwork": host_network, "containers": []}), sandboxes)
    assert (change.why, change.changed) == (why, bool(why))


def test_messages_say_whether_the_container_comes_back(pod: MakePod) -> None:
    asked = pod(spec("Always", "a", "s", s={"livenessProbe": PROBED}))
    status = RuntimePodStatus((READY,), found("a:running/liveness=failure s:running/liveness=failure"))
    kills = compute_pod_actions(asked, status).containers_to_kill
    assert [(kill.message, kill.reason) for kill in kills] == [
        ("Init container s failed liveness probe", "LivenessProbe"),
        ("Container a failed liveness probe, will be restarted", "LivenessProbe"),
    ]


def test_a_deleted_pod_starts_nothing(pod: MakePod) -> None:
    asked = pod(spec("Always"), deletionTimestamp="2026-01-01T00:00:00Z")
    assert told(compute_pod_actions(asked, RuntimePodStatus((READY,), found("a:exited/1")))) == "kill pod"


def test_ephemeral_containers_start_during_initialization_and_never_again(pod: MakePod) -> None:
    asked = pod({**spec("Always", "a", "i"), "ephemeralContainers": [{"name": "debug", "image": "img"}]})
    assert told(compute_pod_actions(asked, RuntimePodStatus((READY,), found("i:running")))) == "+debug"
    again = RuntimePodStatus((READY,), found("i:running debug:exited/1"))
    assert told(compute_pod_actions(asked, again)) == "nothing"


def test_restarting_all_containers_removes_the_cause_last(pod: MakePod) -> None:
    rules = {
        "restartPolicy": "Never",
        "restartPolicyRules": [{"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [42]}}],
    }
    asked = pod(spec("Always", "a b", "i", a=rules))
    status = RuntimePodStatus((READY,), found("i:exited/0 a:exited/42 b:running"))
    assert told(compute_pod_actions(asked, status, restart_all_containers=True)) == "~b! ~i ~a"
