"""Who runs again: policies of pod and container, and restart rules."""

from __future__ import annotations

from typing import Any

import pytest

from podtutor.kube.codec import convert
from podtutor.kube.container import Container
from podtutor.kube.pod import PodSpec
from podtutor.rules.restart import container_should_restart


def rule(action: str, operator: str, *values: int) -> dict[str, Any]:
    return {"action": action, "exitCodes": {"operator": operator, "values": list(values)}}


ON_42 = [rule("Restart", "In", 42)]
NOT_ON_42 = [rule("Restart", "NotIn", 42)]
ALL_ON_1 = [rule("RestartAllContainers", "In", 1)]


@pytest.mark.parametrize(
    ("pod_policy", "policy", "rules", "exit_code", "restarts"),
    [
        ("Always", None, [], 0, True),
        ("Always", None, [], 1, True),
        ("OnFailure", None, [], 0, False),
        ("OnFailure", None, [], 137, True),
        ("Never", None, [], 1, False),
        ("", None, [], 0, True),  # an absent policy is Always
        ("Always", "Never", [], 1, False),  # the container's own policy wins
        ("Never", "Always", [], 0, True),
        ("Never", "OnFailure", [], 0, False),
        ("Never", "OnFailure", [], 3, True),
        ("Never", "Sometimes", [], 1, False),  # an unknown policy leaves it to the pod
        ("Never", "Never", ON_42, 42, True),  # rules come before the policy
        ("Never", "Never", ON_42, 1, False),
        ("Never", "Never", NOT_ON_42, 1, True),
        ("Never", "Never", NOT_ON_42, 42, False),
        ("Never", "Never", ALL_ON_1, 1, True),
        ("Never", None, ON_42, 42, False),  # rules without a policy of the container do not count
        ("Never", "Never", [rule("Shrug", "In", 42)], 42, False),  # an unknown action leaves it to the policy
        ("Never", "Never", [rule("Restart", "Like", 42)], 42, False),  # an unknown operator matches nothing
        ("Never", "Never", [{"action": "Restart"}], 42, False),  # nor does a rule without exit codes
    ],
)
def test_a_container_restarts(
    pod_policy: str, policy: str | None, rules: list[Any], exit_code: int, restarts: bool
) -> None:
    written: dict[str, Any] = {"name": "a", "restartPolicyRules": rules}
    if policy is not None:
        written["restartPolicy"] = policy
    container = convert(written, Container)
    assert container_should_restart(container, PodSpec(restart_policy=pod_policy), exit_code) is restarts


def test_the_first_matching_rule_decides() -> None:
    container = convert(
        {
            "name": "a",
            "restartPolicy": "Never",
            "restartPolicyRules": [rule("Shrug", "In", 1), rule("Restart", "In", 1)],
        },
        Container,
    )
    assert not container_should_restart(container, PodSpec(), 1)
