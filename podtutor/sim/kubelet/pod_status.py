"""The status of a pod as the kubelet sees it, container statuses, phase and conditions together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.pod import HostIP, Pod, PodCondition, PodIP, PodStatus
from podtutor.rules.actions import pod_sandbox_changed
from podtutor.rules.conditions import (
    POD_SCHEDULED,
    TRUE,
    generate_containers_ready_condition,
    generate_pod_initialized_condition,
    generate_pod_ready_condition,
    generate_pod_ready_to_start_containers_condition,
    get_pod_condition,
)
from podtutor.rules.phase import FAILED, get_phase
from podtutor.rules.qos import get_pod_qos
from podtutor.rules.restart_all import ALL_CONTAINERS_RESTARTING
from podtutor.sim.kubelet.container_status import convert_statuses
from podtutor.sim.kubelet.snapshot import PodSnapshot
from podtutor.sim.kubelet.status_manager import DISRUPTION_TARGET, TERMINAL

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

SCHEDULED = PodCondition(type=POD_SCHEDULED, status=TRUE)
DEADLINE_EXCEEDED = "DeadlineExceeded"
DEADLINE_MESSAGE = "Pod was active on the node longer than the specified deadline"

KUBELET_CONDITIONS = frozenset(
    {
        *("PodScheduled", "Ready", "Initialized", "ContainersReady", "PodReadyToStartContainers"),
        *("PodResizePending", "PodResizeInProgress", "AllContainersRestarting"),
    }
)


def generate_api_pod_status(kubelet: Kubelet, pod: Pod, snapshot: PodSnapshot, *, pod_is_terminal: bool) -> PodStatus:
    """pkg/kubelet/kubelet_pods.go generateAPIPodStatus

    What the API should show of the pod, from the last look at its containers and what was said of it before.
    """
    pod = kubelet.allocation.allocated(pod)
    uid = pod.metadata.uid
    old = kubelet.statuses.get(uid) or pod.status
    status = _convert(kubelet, pod, snapshot, old)
    statuses = (*status.container_statuses, *status.init_container_statuses)
    phase = get_phase(
        pod, statuses, pod_is_terminal=pod_is_terminal, pod_has_initialized=_any_main_in_sandbox(pod, snapshot)
    )
    if phase not in TERMINAL:
        if old.phase in TERMINAL:
            phase = old.phase
        elif pod.status.phase in TERMINAL:
            phase = pod.status.phase
    reason = message = ""
    if phase == old.phase:
        reason = old.reason or pod.status.reason
        message = old.message or pod.status.message
    if kubelet.past_deadline(pod):
        phase, reason, message = FAILED, DEADLINE_EXCEEDED, DEADLINE_MESSAGE
    if pod.status.phase in TERMINAL:
        phase = pod.status.phase
    status = replace(status, phase=phase, reason=reason, message=message)
    status = kubelet.probes.update_pod_status(pod, status)
    return replace(status, conditions=_conditions(kubelet, pod, snapshot, old, status))


def _convert(kubelet: Kubelet, pod: Pod, snapshot: PodSnapshot, old: PodStatus) -> PodStatus:
    """convertStatusToAPIStatus: addresses, class and container statuses."""
    spec = pod.spec
    host = kubelet.address
    ip = host if spec.host_network else snapshot.ip
    reasons = kubelet.reasons_of(pod.metadata.uid)
    restarting = get_pod_condition(old.conditions, ALL_CONTAINERS_RESTARTING)
    restarting_all = restarting is not None and restarting.status == TRUE
    return PodStatus(
        observed_generation=pod.metadata.generation,
        host_ip=host,
        host_ips=(HostIP(ip=host),),
        pod_ip=ip,
        pod_ips=(PodIP(ip=ip),) if ip else (),
        start_time=old.start_time,
        qos_class=pod.status.qos_class or get_pod_qos(pod),
        container_statuses=convert_statuses(
            pod, snapshot, old.container_statuses, spec.containers, reasons, init=False, restarting_all=restarting_all
        ),
        init_container_statuses=convert_statuses(
            pod,
            snapshot,
            old.init_container_statuses,
            spec.init_containers,
            reasons,
            init=True,
            restarting_all=restarting_all,
        )
        if spec.init_containers
        else (),
        ephemeral_container_statuses=convert_statuses(
            pod, snapshot, old.ephemeral_container_statuses, spec.ephemeral_containers, reasons, init=False
        )
        if spec.ephemeral_containers
        else (),
        resize=pod.status.resize,
        resource_claim_statuses=pod.status.resource_claim_statuses,
    )


def _any_main_in_sandbox(pod: Pod, snapshot: PodSnapshot) -> bool:
    """pkg/kubelet/container/helpers.go HasAnyActiveRegularContainerStarted."""
    if not pod.spec.init_containers:
        return True
    return any(run.kind == "container" and run.in_current_sandbox for run in snapshot.runs)


def _conditions(
    kubelet: Kubelet, pod: Pod, snapshot: PodSnapshot, old: PodStatus, status: PodStatus
) -> tuple[PodCondition, ...]:
    kept = [condition for condition in pod.status.conditions if condition.type not in KUBELET_CONDITIONS]
    disrupted = get_pod_condition(old.conditions, DISRUPTION_TARGET)
    if disrupted is not None and get_pod_condition(kept, DISRUPTION_TARGET) is None:
        kept.append(disrupted)
    sandbox = pod_sandbox_changed(pod, snapshot.sandboxes)
    statuses = (*status.init_container_statuses, *status.container_statuses)
    conditions = [
        *kept,
        *kubelet.allocation.conditions(pod),
        generate_pod_ready_to_start_containers_condition(sandbox_must_be_created=sandbox.changed),
        generate_pod_initialized_condition(pod, old.conditions, statuses, status.phase),
    ]
    conditions.append(generate_pod_ready_condition(pod.spec, conditions, statuses, status.phase))
    conditions.append(generate_containers_ready_condition(pod.spec, statuses, status.phase))
    conditions.append(SCHEDULED)
    restarting = kubelet.restarting_condition(pod, snapshot, old, status.phase)
    if restarting is not None:
        conditions.append(restarting)
    return tuple(conditions)
