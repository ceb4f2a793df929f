"""Restarting all containers of a pod in place, because a restart rule asked for it."""

from __future__ import annotations

from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.rules.conditions import FALSE, POD_COMPLETED, POD_FAILED, TRUE, get_pod_condition
from podtutor.rules.phase import FAILED, SUCCEEDED
from podtutor.rules.restart import RESTART_ALL_CONTAINERS, find_matching_container_restart_rule
from podtutor.rules.runtime_status import EXITED, RuntimePodStatus

ALL_CONTAINERS_RESTARTING = "AllContainersRestarting"
RESTART_ALL_CONTAINERS_STARTED = "RestartAllContainersStarted"


def all_containers_could_restart(pod: Pod) -> bool:
    """pkg/api/v1/pod/util.go AllContainersCouldRestart

    Whether any container has a rule that restarts all of them.
    """
    for containers in (pod.spec.containers, pod.spec.init_containers):
        for container in containers:
            if any(rule.action == RESTART_ALL_CONTAINERS for rule in container.restart_policy_rules):
                return True
    return False


def should_all_containers_restart(pod: Pod, runtime: RuntimePodStatus, status: PodStatus | None) -> bool:
    """pkg/kubelet/container/helpers.go ShouldAllContainersRestart

    Whether a restart of all containers is under way: the condition says so, or a container ended as a rule awaits.
    """
    if not all_containers_could_restart(pod):
        return False
    if status is not None:
        condition = get_pod_condition(status.conditions, ALL_CONTAINERS_RESTARTING)
        if condition is not None and condition.status == TRUE:
            return True
    for container in (*pod.spec.init_containers, *pod.spec.containers):
        found = runtime.of(container.name)
        if found is None or found.state != EXITED:
            continue
        rule = find_matching_container_restart_rule(container, found.exit_code)
        if rule is not None and rule.action == RESTART_ALL_CONTAINERS:
            return True
    return False


def all_containers_restart_cleaned_up(pod: Pod, runtime: RuntimePodStatus) -> bool:
    """pkg/kubelet/container/helpers.go AllContainersRestartCleanedUp

    Whether nothing is left of the containers that had to go.
    """
    return all(runtime.of(container.name) is None for container in (*pod.spec.init_containers, *pod.spec.containers))


def generate_all_containers_restarting_condition(
    pod: Pod, runtime: RuntimePodStatus, status: PodStatus | None, phase: str
) -> PodCondition:
    """pkg/kubelet/status/generate.go GenerateAllContainersRestartingCondition

    True from the exit that asked for it until every container has been removed.
    """
    if phase in (SUCCEEDED, FAILED):
        reason = POD_COMPLETED if phase == SUCCEEDED else POD_FAILED
        return PodCondition(type=ALL_CONTAINERS_RESTARTING, status=FALSE, reason=reason)
    if should_all_containers_restart(pod, runtime, status) and not all_containers_restart_cleaned_up(pod, runtime):
        return PodCondition(
            type=ALL_CONTAINERS_RESTARTING,
            status=TRUE,
            reason=RESTART_ALL_CONTAINERS_STARTED,
            message="container exited with restart policy rule",
        )
    return PodCondition(type=ALL_CONTAINERS_RESTARTING, status=FALSE)
