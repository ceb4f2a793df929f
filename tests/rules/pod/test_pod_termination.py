"""How a pod is stopped: grace periods, hooks, the turn of sidecars, SIGTERM and SIGKILL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.pod import Pod
from podtutor.rules.termination import (
    EffectiveGracePeriod,
    StoppingContainer,
    calculate_effective_grace_period,
    set_termination_grace_period,
    termination_schedule,
)

MakePod = Callable[..., Pod]


@pytest.mark.parametrize(
    ("previous", "deletion", "termination", "override", "seconds", "shortened"),
    [
        (0, None, 30, None, 30, False),  # nobody said anything: the spec
        (0, 60, 30, None, 60, False),  # the spec is no maximum
        (0, 5, 30, 60, 5, False),  # an override never lengthens
        (0, 30, 30, 5, 5, False),
        (30, 5, 30, None, 5, True),  # a second deletion shortens
        (5, 30, 30, None, 5, False),  # but never lengthens
        (0, 0, 30, 60, 60, False),  # 0 counts as not said
        (0, 0, 30, None, 1, False),  # at least one second
        (0, None, None, None, 1, False),
        (30, None, 10, 0, 1, True),
    ],
)
def test_the_pod_workers_grace_period(
    previous: int, deletion: int | None, termination: int | None, override: int | None, seconds: int, shortened: bool
) -> None:
    found = calculate_effective_grace_period(previous, deletion, termination, override)
    assert found == EffectiveGracePeriod(seconds, shortened)


@pytest.mark.parametrize(
    ("pod_grace", "deletion_grace", "probe_grace", "reason", "seconds"),
    [
        (30, None, None, "", 30),
        (None, None, None, "", 2),
        (30, 5, 60, "LivenessProbe", 5),
        (30, None, 60, "LivenessProbe", 60),
        (30, None, 60, "StartupProbe", 30),  # the other probe's value does not count
        (None, None, 60, "LivenessProbe", 2),
    ],
)
def test_a_containers_grace_period(
    pod_grace: Any, deletion_grace: Any, probe_grace: Any, reason: str, seconds: int, pod: MakePod
) -> None:
    probe = {"livenessProbe": {"terminationGracePeriodSeconds": probe_grace}}
    asked = pod(
        {"terminationGracePeriodSeconds": pod_grace, "containers": [{"name": "a", **probe}]},
        deletionGracePeriodSeconds=deletion_grace,
    )
    assert set_termination_grace_period(asked, asked.spec.containers[0], reason) == seconds


def test_two_containers_of_one_name_do_not_wait_for_each_other(pod: MakePod) -> None:
    twice = [{"name": "s", "restartPolicy": "Always"}] * 2
    asked = pod({"containers": [{"name": "s"}], "initContainers": twice, "terminationGracePeriodSeconds": 5})
    (stopped,) = termination_schedule(asked, [StoppingContainer("s", exits_after=1000)])
    assert stopped.exited_at == 1000


def ends(make: MakePod, grace: int, running: dict[str, tuple[float | None, float | None]]) -> dict[str, str]:
    """For each container (lives after SIGTERM, preStop takes; seconds): `SIGTERM at, ends at`, `!` for SIGKILL.

    Containers whose names begin with s are sidecars, with i init containers.
    """
    inits = [name for name in running if name[0] in "si"]
    asked = make(
        {
            "terminationGracePeriodSeconds": grace,
            "containers": [{"name": name} for name in running if name not in inits],
            "initContainers": [
                {"name": name, **({"restartPolicy": "Always"} if name[0] == "s" else {})} for name in inits
            ],
        }
    )

    def milliseconds(seconds: float | None) -> int | None:
        return None if seconds is None else round(seconds * 1000)

    schedule = termination_schedule(
        asked,
        [StoppingContainer(name, milliseconds(lives), milliseconds(hook)) for name, (lives, hook) in running.items()],
    )
    return {
        one.name: f"{one.stop_called_at / 1000:g} {one.exited_at / 1000:g}{'!' if one.killed else ''}"
        for one in schedule
    }


@pytest.mark.parametrize(
    ("what", "grace", "running", "expected"),
    [
        ("in time", 30, {"a": (1.5, None)}, {"a": "0 1.5"}),
        ("killed at the end of grace", 10, {"a": (None, None)}, {"a": "0 10!"}),
        ("two seconds at least", 0, {"a": (5, None)}, {"a": "0 2!"}),
        ("the hook eats the grace", 10, {"a": (None, 4)}, {"a": "4 10!"}),
        ("whole seconds only", 10, {"a": (None, 4.9)}, {"a": "4.9 10.9!"}),
        ("a hook longer than the grace is cut off", 10, {"a": (None, 60)}, {"a": "10 12!"}),
        ("no hook without grace", 0, {"a": (1, 5)}, {"a": "0 1"}),
        ("a sidecar waits its turn", 30, {"s": (1, None), "a": (5, None)}, {"s": "5 6", "a": "0 5"}),
        (
            "sidecars go in reverse order",
            30,
            {"s1": (1, None), "s2": (2, None), "a": (5, None)},
            {"s1": "7 8", "s2": "5 7", "a": "0 5"},
        ),
        (
            "a main container that uses up the grace leaves them two seconds",
            10,
            {"s1": (None, None), "s2": (None, None), "a": (None, None)},
            {"s1": "10 12!", "s2": "10 12!", "a": "0 10!"},
        ),
        ("a sidecar's hook runs at once", 30, {"s": (1, 4), "a": (6, None)}, {"s": "6 7", "a": "0 6"}),
        ("a plain init container waits for nobody", 30, {"i": (3, None), "s": (1, None)}, {"i": "0 3", "s": "0 1"}),
    ],
)
def test_ends(what: str, grace: int, running: Any, expected: dict[str, str], pod: MakePod) -> None:
    assert ends(pod, grace, running) == expected, what
