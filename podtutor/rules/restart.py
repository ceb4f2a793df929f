"""Whether a container that ended runs again: restart policies of pod and container, and restart rules."""

from __future__ import annotations

from collections.abc import Iterable

from podtutor.kube.container import Container, ContainerRestartRule
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod, PodSpec

ALWAYS = "Always"
ON_FAILURE = "OnFailure"
NEVER = "Never"

RESTART = "Restart"
RESTART_ALL_CONTAINERS = "RestartAllContainers"
RESTARTING_ALL_CONTAINERS = "RestartingAllContainers"
"""The reason of a container that was removed because a rule restarts the whole pod in place."""


def get_container_status(statuses: Iterable[ContainerStatus], name: str) -> ContainerStatus | None:
    """pkg/api/v1/pod/util.go GetContainerStatus

    The status of the container of this name, or None where nothing is known of it.
    """
    for status in statuses:
        if status.name == name:
            return status
    return None


def find_matching_container_restart_rule(container: Container, exit_code: int) -> ContainerRestartRule | None:
    """pkg/api/v1/pod/util.go findMatchingContainerRestartRule

    The first of the container's restart rules that speaks of this exit code, or None.
    """
    for rule in container.restart_policy_rules:
        if rule.exit_codes is None:
            continue
        listed = exit_code in rule.exit_codes.values
        if (rule.exit_codes.operator == "In" and listed) or (rule.exit_codes.operator == "NotIn" and not listed):
            return rule
    return None


def container_should_restart(container: Container, spec: PodSpec, exit_code: int) -> bool:
    """pkg/api/v1/pod/util.go ContainerShouldRestart

    Whether a container that ended with `exit_code` runs again: by its rules, else by its own policy, else by the
    pod's (an absent policy is Always). Rules count only where the container has a policy of its own.
    """
    policy = spec.restart_policy
    if container.restart_policy is not None:
        rule = find_matching_container_restart_rule(container, exit_code)
        if rule is not None and rule.action in (RESTART, RESTART_ALL_CONTAINERS):
            return True
        if container.restart_policy in (ALWAYS, ON_FAILURE, NEVER):
            policy = container.restart_policy
    if policy == ON_FAILURE:
        return exit_code != 0
    return policy != NEVER


def should_restart_on_failure(pod: Pod) -> bool:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go shouldRestartOnFailure

    Whether the pod's own policy is not Never.
    """
    return pod.spec.restart_policy != NEVER


def restarts_after_probe_failure(container: Container, pod: Pod) -> bool:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions

    Whether a running container that a probe condemned comes back: its own policy decides where it has one, else
    the pod's. Rules are not asked, for there is no exit code yet.
    """
    if container.restart_policy is not None:
        return container.restart_policy != NEVER
    return should_restart_on_failure(pod)
