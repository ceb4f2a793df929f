"""The conditions the kubelet writes about a pod: Initialized, ContainersReady, Ready, PodReadyToStartContainers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from podtutor.kube.container import Container
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod, PodCondition, PodSpec
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.go_format import list_of, quoted
from podtutor.rules.phase import FAILED, SUCCEEDED
from podtutor.rules.restart import get_container_status

INITIALIZED = "Initialized"
CONTAINERS_READY = "ContainersReady"
READY = "Ready"
POD_SCHEDULED = "PodScheduled"
POD_READY_TO_START_CONTAINERS = "PodReadyToStartContainers"

TRUE = "True"
FALSE = "False"

UNKNOWN_CONTAINER_STATUSES = "UnknownContainerStatuses"
POD_COMPLETED = "PodCompleted"
POD_FAILED = "PodFailed"
CONTAINERS_NOT_READY = "ContainersNotReady"
CONTAINERS_NOT_INITIALIZED = "ContainersNotInitialized"
READINESS_GATES_NOT_READY = "ReadinessGatesNotReady"


def get_pod_condition(conditions: Iterable[PodCondition], of_type: str) -> PodCondition | None:
    """pkg/api/v1/pod/util.go GetPodConditionFromList

    The first condition of this type, or None.
    """
    for condition in conditions:
        if condition.type == of_type:
            return condition
    return None


def generate_containers_ready_condition(
    spec: PodSpec, statuses: Sequence[ContainerStatus] | None, phase: str
) -> PodCondition:
    """pkg/kubelet/status/generate.go GenerateContainersReadyCondition

    Whether every main container and every sidecar is ready. `statuses` are those of init and main containers;
    None where the kubelet knows nothing of the pod's containers.
    """
    if statuses is None:
        return PodCondition(type=CONTAINERS_READY, status=FALSE, reason=UNKNOWN_CONTAINER_STATUSES)
    sidecars = [container for container in spec.init_containers if is_restartable_init_container(container)]
    unknown: list[str] = []
    unready: list[str] = []
    for container in (*sidecars, *spec.containers):
        status = get_container_status(statuses, container.name)
        if status is None:
            unknown.append(container.name)
        elif not status.ready:
            unready.append(container.name)
    if phase == SUCCEEDED and not unknown:
        return PodCondition(type=CONTAINERS_READY, status=FALSE, reason=POD_COMPLETED)
    if phase == FAILED:
        return PodCondition(type=CONTAINERS_READY, status=FALSE, reason=POD_FAILED)
    message = _message(unknown, unready, "unready")
    if message:
        return PodCondition(type=CONTAINERS_READY, status=FALSE, reason=CONTAINERS_NOT_READY, message=message)
    return PodCondition(type=CONTAINERS_READY, status=TRUE)


def generate_pod_ready_condition(
    spec: PodSpec, conditions: Sequence[PodCondition], statuses: Sequence[ContainerStatus] | None, phase: str
) -> PodCondition:
    """pkg/kubelet/status/generate.go GeneratePodReadyCondition

    Whether the pod may receive traffic: its containers are ready and every readiness gate has a True condition
    among `conditions`.
    """
    containers_ready = generate_containers_ready_condition(spec, statuses, phase)
    if containers_ready.status != TRUE:
        return PodCondition(
            type=READY,
            status=containers_ready.status,
            reason=containers_ready.reason,
            message=containers_ready.message,
        )
    missing: list[str] = []
    for gate in spec.readiness_gates:
        condition = get_pod_condition(conditions, gate.condition_type)
        name = quoted(gate.condition_type)
        if condition is None:
            missing.append(f"corresponding condition of pod readiness gate {name} does not exist.")
        elif condition.status != TRUE:
            missing.append(f'the status of pod readiness gate {name} is not "True", but {condition.status}')
    if missing:
        return PodCondition(type=READY, status=FALSE, reason=READINESS_GATES_NOT_READY, message=", ".join(missing))
    return PodCondition(type=READY, status=TRUE)


def generate_pod_initialized_condition(
    pod: Pod, conditions: Sequence[PodCondition], statuses: Sequence[ContainerStatus] | None, phase: str
) -> PodCondition:
    """pkg/kubelet/status/generate.go GeneratePodInitializedCondition

    Whether the init containers are through: plain ones ended with 0, sidecars started. Once a main container has
    been started the pod stays initialized, and so does a pod whose `conditions` say that it was.
    """
    spec = pod.spec
    if statuses is None and spec.init_containers:
        return PodCondition(type=INITIALIZED, status=FALSE, reason=UNKNOWN_CONTAINER_STATUSES)
    known = statuses or ()
    unknown: list[str] = []
    incomplete: list[str] = []
    for container in spec.init_containers:
        status = get_container_status(known, container.name)
        if status is None:
            unknown.append(container.name)
        elif not _is_init_container_initialized(container, status):
            incomplete.append(container.name)
    if phase == SUCCEEDED and not unknown:
        return PodCondition(type=INITIALIZED, status=TRUE, reason=POD_COMPLETED)
    if has_any_regular_container_started(spec, known):
        return PodCondition(type=INITIALIZED, status=TRUE)
    message = _message(unknown, incomplete, "incomplete")
    before = get_pod_condition(conditions, INITIALIZED)
    if message and not (before is not None and before.status == TRUE):
        return PodCondition(type=INITIALIZED, status=FALSE, reason=CONTAINERS_NOT_INITIALIZED, message=message)
    return PodCondition(type=INITIALIZED, status=TRUE)


def generate_pod_ready_to_start_containers_condition(*, sandbox_must_be_created: bool) -> PodCondition:
    """pkg/kubelet/status/generate.go GeneratePodReadyToStartContainersCondition

    Whether the pod has a sandbox with its network; `pod_sandbox_changed` tells whether one must be created.
    """
    return PodCondition(type=POD_READY_TO_START_CONTAINERS, status=FALSE if sandbox_must_be_created else TRUE)


def has_any_regular_container_started(spec: PodSpec, statuses: Iterable[ContainerStatus]) -> bool:
    """pkg/kubelet/container/helpers.go HasAnyRegularContainerStarted

    Whether a main container runs or has ended: then the init containers were through once.
    """
    names = {container.name for container in spec.containers}
    return any(
        status.name in names and (status.state.running is not None or status.state.terminated is not None)
        for status in statuses
    )


def _is_init_container_initialized(container: Container, status: ContainerStatus) -> bool:
    if is_restartable_init_container(container):
        return bool(status.started)
    return status.ready


def _message(unknown: list[str], others: list[str], what: str) -> str:
    parts = []
    if unknown:
        parts.append(f"containers with unknown status: {list_of(unknown)}")
    if others:
        parts.append(f"containers with {what} status: {list_of(others)}")
    return ", ".join(parts)
