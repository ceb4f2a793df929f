"""A Deployment's status and conditions: does it progress, is it complete, has it run out of time.

The arithmetic of its ReplicaSets' sizes is in `podtutor.rules.rollout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from podtutor.kube.moment import milliseconds, timestamp
from podtutor.kube.pod import Pod, PodTemplateSpec
from podtutor.kube.workload import Deployment, DeploymentStatus, ReplicaSet, WorkloadCondition
from podtutor.rules.rollout import Rollout, max_unavailable

DESIRED_REPLICAS: Final = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS: Final = "deployment.kubernetes.io/max-replicas"
REVISION: Final = "deployment.kubernetes.io/revision"
POD_TEMPLATE_HASH: Final = "pod-template-hash"
NO_DEADLINE: Final = 2**31 - 1
"""HasProgressDeadline: the largest number means there is none."""

NEW_REPLICA_SET_CREATED: Final = "NewReplicaSetCreated"
FOUND_NEW_REPLICA_SET: Final = "FoundNewReplicaSet"
REPLICA_SET_UPDATED: Final = "ReplicaSetUpdated"
NEW_REPLICA_SET_AVAILABLE: Final = "NewReplicaSetAvailable"
PROGRESS_DEADLINE_EXCEEDED: Final = "ProgressDeadlineExceeded"
DEPLOYMENT_PAUSED: Final = "DeploymentPaused"
DEPLOYMENT_RESUMED: Final = "DeploymentResumed"

Conditions = tuple[WorkloadCondition, ...]


def wanted_replicas(deployment: Deployment) -> int:
    """pkg/apis/apps/v1/defaults.go SetDefaults_Deployment

    `spec.replicas`, 1 where it is not given.
    """
    return 1 if deployment.spec.replicas is None else deployment.spec.replicas


def rollout_of(deployment: Deployment) -> Rollout:
    """pkg/apis/apps/v1/defaults.go SetDefaults_Deployment

    What the arithmetic needs to know of a Deployment; a quarter may be surplus and a quarter missing by default.
    """
    strategy = deployment.spec.strategy
    rolling = strategy.rolling_update
    surge = rolling.max_surge if rolling is not None and rolling.max_surge is not None else "25%"
    missing = rolling.max_unavailable if rolling is not None and rolling.max_unavailable is not None else "25%"
    return Rollout(
        replicas=wanted_replicas(deployment),
        status_replicas=deployment.status.replicas,
        max_surge=surge,
        max_unavailable=missing,
        strategy=strategy.type or "RollingUpdate",
    )


def equal_ignore_hash(left: PodTemplateSpec, right: PodTemplateSpec) -> bool:
    """pkg/controller/deployment/util/deployment_util.go EqualIgnoreHash

    Whether two templates make the same pods: the label with the template's hash does not count.
    """
    if left.spec is not right.spec and left.spec != right.spec:
        return False
    return _without_hash(left) == _without_hash(right)


def _without_hash(template: PodTemplateSpec) -> PodTemplateSpec:
    labels = {name: value for name, value in template.metadata.labels.items() if name != POD_TEMPLATE_HASH}
    return PodTemplateSpec(metadata=replace(template.metadata, labels=labels))


def find_new_replica_set(deployment: Deployment, oldest_first: Iterable[ReplicaSet]) -> ReplicaSet | None:
    """pkg/controller/deployment/util/deployment_util.go FindNewReplicaSet

    The ReplicaSet made from the Deployment's present template; the oldest, should there be several.
    """
    template = deployment.spec.template
    return next((one for one in oldest_first if equal_ignore_hash(one.spec.template, template)), None)


def get_deployment_condition(conditions: Conditions, kind: str) -> WorkloadCondition | None:
    """pkg/controller/deployment/util/deployment_util.go GetDeploymentCondition"""
    return next((condition for condition in conditions if condition.type == kind), None)


def set_deployment_condition(conditions: Conditions, condition: WorkloadCondition) -> Conditions:
    """pkg/controller/deployment/util/deployment_util.go SetDeploymentCondition

    The conditions with one replaced: it moves to the end, unless status and reason are what they were. The time of
    transition stays while the status does.
    """
    standing = get_deployment_condition(conditions, condition.type)
    if standing is not None and (standing.status, standing.reason) == (condition.status, condition.reason):
        return conditions
    if standing is not None and standing.status == condition.status:
        condition = replace(condition, last_transition_time=standing.last_transition_time)
    return (*remove_deployment_condition(conditions, condition.type), condition)


def remove_deployment_condition(conditions: Conditions, kind: str) -> Conditions:
    """pkg/controller/deployment/util/deployment_util.go RemoveDeploymentCondition"""
    return tuple(condition for condition in conditions if condition.type != kind)


def new_deployment_condition(kind: str, status: str, reason: str, message: str, now: int) -> WorkloadCondition:
    """pkg/controller/deployment/util/deployment_util.go NewDeploymentCondition

    `now` in milliseconds since 1970.
    """
    moment = timestamp(now)
    return WorkloadCondition(
        type=kind,
        status=status,
        last_update_time=moment,
        last_transition_time=moment,
        reason=reason,
        message=message,
    )


def has_progress_deadline(deployment: Deployment) -> bool:
    """pkg/controller/deployment/util/deployment_util.go HasProgressDeadline"""
    return deployment.spec.progress_deadline_seconds not in {None, NO_DEADLINE}


def deployment_complete(deployment: Deployment, status: DeploymentStatus) -> bool:
    """pkg/controller/deployment/util/deployment_util.go DeploymentComplete

    All pods are of the present template, all are available, and no old one is left.
    """
    wanted = wanted_replicas(deployment)
    return (
        status.updated_replicas == status.replicas == status.available_replicas == wanted
        and status.observed_generation >= deployment.metadata.generation
    )


def deployment_progressing(deployment: Deployment, status: DeploymentStatus) -> bool:
    """pkg/controller/deployment/util/deployment_util.go DeploymentProgressing

    More new pods, fewer old ones, or more ready or available ones than its status told so far.
    """
    before = deployment.status
    return (
        status.updated_replicas > before.updated_replicas
        or status.replicas - status.updated_replicas < before.replicas - before.updated_replicas
        or status.ready_replicas > before.ready_replicas
        or status.available_replicas > before.available_replicas
    )


def deployment_timed_out(deployment: Deployment, status: DeploymentStatus, now: int) -> bool:
    """pkg/controller/deployment/util/deployment_util.go DeploymentTimedOut

    Whether nothing has progressed for longer than `progressDeadlineSeconds` at `now` (ms since 1970).
    """
    condition = get_deployment_condition(status.conditions, "Progressing")
    if not has_progress_deadline(deployment) or condition is None or condition.reason == NEW_REPLICA_SET_AVAILABLE:
        return False
    if condition.reason == PROGRESS_DEADLINE_EXCEEDED:
        return True
    return progress_deadline(deployment, condition) < now


def progress_deadline(deployment: Deployment, progressing: WorkloadCondition) -> int:
    """pkg/controller/deployment/util/deployment_util.go DeploymentTimedOut

    The moment (ms since 1970) until which the next progress is waited for.
    """
    seconds = deployment.spec.progress_deadline_seconds or 0
    return milliseconds(progressing.last_update_time or "1970-01-01T00:00:00Z") + seconds * 1000


def stuck_check_after(deployment: Deployment, status: DeploymentStatus, now: int) -> int | None:
    """pkg/controller/deployment/progress.go requeueStuckDeployment

    In how many milliseconds to look whether the rollout is stuck; None where there is nothing to wait for.
    """
    condition = get_deployment_condition(status.conditions, "Progressing")
    if not has_progress_deadline(deployment) or condition is None:
        return None
    if deployment_complete(deployment, status) or condition.reason == PROGRESS_DEADLINE_EXCEEDED:
        return None
    return max(progress_deadline(deployment, condition) - now, 0) + 1000


def calculate_status(
    deployment: Deployment, all_sets: Sequence[ReplicaSet], new_set: ReplicaSet | None, now: int
) -> DeploymentStatus:
    """pkg/controller/deployment/sync.go calculateStatus

    The counts over all ReplicaSets, and the condition Available. Pods that a ReplicaSet wants and cannot make (a quota,
    say) count as unavailable.
    """
    available = sum(one.status.available_replicas for one in all_sets)
    wanted = sum(1 if one.spec.replicas is None else one.spec.replicas for one in all_sets)
    enough = available >= wanted_replicas(deployment) - max_unavailable(rollout_of(deployment))
    if enough:
        verdict = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        verdict = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    condition = new_deployment_condition("Available", *verdict, now)
    return DeploymentStatus(
        observed_generation=deployment.metadata.generation,
        replicas=sum(one.status.replicas for one in all_sets),
        updated_replicas=0 if new_set is None else new_set.status.replicas,
        ready_replicas=sum(one.status.ready_replicas for one in all_sets),
        available_replicas=available,
        unavailable_replicas=max(wanted - available, 0),
        terminating_replicas=sum(one.status.terminating_replicas or 0 for one in all_sets),
        collision_count=deployment.status.collision_count,
        conditions=set_deployment_condition(deployment.status.conditions, condition),
    )


def sync_rollout_status(
    deployment: Deployment, all_sets: Sequence[ReplicaSet], new_set: ReplicaSet | None, now: int
) -> DeploymentStatus:
    """pkg/controller/deployment/progress.go syncRolloutStatus

    The status after a step of the rollout, with Progressing and ReplicaFailure. `now` in milliseconds since 1970.
    """
    status = calculate_status(deployment, all_sets, new_set, now)
    conditions = status.conditions
    if not has_progress_deadline(deployment):
        conditions = remove_deployment_condition(conditions, "Progressing")
    current = get_deployment_condition(deployment.status.conditions, "Progressing")
    was_complete = (
        status.replicas == status.updated_replicas
        and current is not None
        and current.reason == NEW_REPLICA_SET_AVAILABLE
    )
    if has_progress_deadline(deployment) and not was_complete:
        conditions = _progress(deployment, replace(status, conditions=conditions), new_set, current, now)
    failure = replica_failure(all_sets, new_set)
    if failure is not None:
        conditions = set_deployment_condition(conditions, failure)
    else:
        conditions = remove_deployment_condition(conditions, "ReplicaFailure")
    return replace(status, conditions=conditions)


def _progress(
    deployment: Deployment,
    status: DeploymentStatus,
    new_set: ReplicaSet | None,
    current: WorkloadCondition | None,
    now: int,
) -> Conditions:
    what = f'ReplicaSet "{new_set.metadata.name}"' if new_set else f'Deployment "{deployment.metadata.name}"'
    conditions = status.conditions
    if deployment_complete(deployment, status):
        message = f"{what} has successfully progressed."
        condition = new_deployment_condition("Progressing", "True", NEW_REPLICA_SET_AVAILABLE, message, now)
        return set_deployment_condition(conditions, condition)
    if deployment_progressing(deployment, status):
        message = f"{what} is progressing."
        condition = new_deployment_condition("Progressing", "True", REPLICA_SET_UPDATED, message, now)
        if current is not None and current.status == "True":
            condition = replace(condition, last_transition_time=current.last_transition_time)
        return (*remove_deployment_condition(conditions, "Progressing"), condition)
    if deployment_timed_out(deployment, status, now):
        message = f"{what} has timed out progressing."
        condition = new_deployment_condition("Progressing", "False", PROGRESS_DEADLINE_EXCEEDED, message, now)
        return set_deployment_condition(conditions, condition)
    return conditions


def replica_failure(all_sets: Sequence[ReplicaSet], new_set: ReplicaSet | None) -> WorkloadCondition | None:
    """pkg/controller/deployment/progress.go getReplicaFailures

    The condition ReplicaFailure of the new ReplicaSet, or else of any other.
    """
    ordered = [*([new_set] if new_set is not None else []), *all_sets]
    for one in ordered:
        for condition in one.status.conditions:
            if condition.type == "ReplicaFailure":
                return condition
    return None


def paused_condition(deployment: Deployment, now: int) -> WorkloadCondition | None:
    """pkg/controller/deployment/progress.go checkPausedConditions

    The condition to set because the Deployment was paused or resumed; None where nothing changed.
    """
    condition = get_deployment_condition(deployment.status.conditions, "Progressing")
    reason = "" if condition is None else condition.reason
    if not has_progress_deadline(deployment) or reason == PROGRESS_DEADLINE_EXCEEDED:
        return None
    if deployment.spec.paused and reason != DEPLOYMENT_PAUSED:
        return new_deployment_condition("Progressing", "Unknown", DEPLOYMENT_PAUSED, "Deployment is paused", now)
    if not deployment.spec.paused and reason == DEPLOYMENT_PAUSED:
        return new_deployment_condition("Progressing", "Unknown", DEPLOYMENT_RESUMED, "Deployment is resumed", now)
    return None


def old_pods_running(pods: Iterable[Pod]) -> bool:
    """pkg/controller/deployment/recreate.go oldPodsRunning

    Whether any of these pods of old ReplicaSets is not yet terminal. One that is only still listed does not count.
    """
    return any(pod.status.phase not in {"Succeeded", "Failed"} for pod in pods)


def replica_sets_to_clean_up(old_sets: Iterable[ReplicaSet], limit: int) -> list[ReplicaSet]:
    """pkg/controller/deployment/sync.go cleanupDeployment

    Old, empty ReplicaSets beyond `revisionHistoryLimit`, lowest revision first.
    """
    empty = [one for one in old_sets if one.metadata.deletion_timestamp is None]
    surplus = len(empty) - limit
    if surplus <= 0:
        return []
    by_revision = sorted(empty, key=revision_of)
    return [one for one in by_revision[:surplus] if one.status.replicas == 0 and one.spec.replicas == 0]


def revision_of(replica_set: ReplicaSet) -> int:
    """pkg/controller/deployment/util/deployment_util.go Revision

    The number of the rollout that a ReplicaSet stands for; 0 where it has none.
    """
    text = replica_set.metadata.annotations.get(REVISION, "0")
    return int(text) if text.isdecimal() else 0
