"""The status manager: what the kubelet holds a pod's status to be, and when it tells the API server.

Upstream: pkg/kubelet/status/status_manager.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.container_status import ContainerState, ContainerStateTerminated, ContainerStatus
from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.rules.conditions import (
    CONTAINERS_READY,
    READY,
    generate_containers_ready_condition,
    generate_pod_ready_condition,
    get_pod_condition,
)
from podtutor.rules.phase import FAILED, SUCCEEDED
from podtutor.sim.cause import Cause
from podtutor.sim.clock import stamp
from podtutor.sim.kubelet.why import PUBLISHED, cause_of_change

if TYPE_CHECKING:
    from podtutor.sim.cluster import Cluster

TERMINAL = frozenset({SUCCEEDED, FAILED})
DISRUPTION_TARGET = "DisruptionTarget"
STATUS_UNKNOWN = "ContainerStatusUnknown"
LOST = ContainerStateTerminated(
    exit_code=137, reason=STATUS_UNKNOWN, message="The container could not be located when the pod was terminated"
)
FINISHED = Cause(
    "delete", "pkg/kubelet/status/status_manager.go canBeDeleted", "nothing of the deleted pod is left on its node"
)


class StatusManager:
    """Statuses by pod uid. Writes reach the API server after the status latency; one write takes the newest."""

    def __init__(self, cluster: Cluster, could_have_running_containers: Callable[[str], bool]) -> None:
        self._cluster = cluster
        self._could_run = could_have_running_containers
        self._statuses: dict[str, PodStatus] = {}
        self._pods: dict[str, Pod] = {}
        self._causes: dict[str, Cause] = {}
        self._finished: dict[str, None] = {}
        self._writing: dict[str, None] = {}
        self.on_change: Callable[[str], None] = lambda _uid: None
        self.connected = True
        self.running = True

    def get(self, uid: str) -> PodStatus | None:
        """What the kubelet holds the pod's status to be."""
        return self._statuses.get(uid)

    def set(self, pod: Pod, status: PodStatus, cause: Cause | None = None) -> None:
        """SetPodStatus: keep it and write it, where it differs from what was kept (or the pod is to go).

        Without a `cause` one is told from what changed.
        """
        uid = pod.metadata.uid
        old = self._statuses.get(uid) or pod.status
        status = self._with_times(old, status)
        self._pods[uid] = pod
        if self._statuses.get(uid) == status and pod.metadata.deletion_timestamp is None:
            return
        self._statuses[uid] = status
        self._causes[uid] = cause_of_change(pod, old, status) if cause is None else cause
        if _looks_other(old, status):
            self.on_change(uid)
        self._write_soon(uid)

    def set_container_readiness(self, pod: Pod, container_id: str, *, ready: bool, cause: Cause) -> None:
        """SetContainerReadiness: a probe changed one container's readiness; the conditions follow."""
        status = self._statuses.get(pod.metadata.uid)
        if status is None:
            return
        changed = _with_container(status, container_id, ready=ready)
        if changed is None:
            return
        statuses = (*changed.init_container_statuses, *changed.container_statuses)
        spec = pod.spec
        conditions = _replaced(
            changed.conditions, generate_pod_ready_condition(spec, changed.conditions, statuses, changed.phase)
        )
        conditions = _replaced(conditions, generate_containers_ready_condition(spec, statuses, changed.phase))
        self.set(pod, replace(changed, conditions=conditions), cause)

    def set_container_startup(self, pod: Pod, container_id: str, *, started: bool, cause: Cause) -> None:
        """SetContainerStartup: a startup probe changed its mind."""
        status = self._statuses.get(pod.metadata.uid)
        if status is None:
            return
        changed = _with_container(status, container_id, started=started)
        if changed is not None:
            self.set(pod, changed, cause)

    def terminate(self, pod: Pod) -> None:
        """TerminatePod: nothing runs any more and nothing will; missing containers count as failed."""
        uid = pod.metadata.uid
        status = self._statuses.get(uid) or pod.status
        if _has_initialized(pod, status):
            status = replace(status, container_statuses=tuple(_lost(one) for one in status.container_statuses))
        last = max((i for i, one in enumerate(status.init_container_statuses) if _has_evidence(one)), default=-1)
        inits = tuple(_lost(one) if i <= last else one for i, one in enumerate(status.init_container_statuses))
        status = replace(status, init_container_statuses=inits)
        if status.phase not in TERMINAL:
            status = replace(status, phase=FAILED)
        self._statuses[uid] = self._with_times(self._statuses.get(uid) or pod.status, status)
        self._pods[uid] = pod
        self._finished[uid] = None
        self._write_soon(uid)

    def forget(self, uid: str) -> None:
        """The pod is gone from the API."""
        for known in (self._statuses, self._pods, self._causes, self._finished, self._writing):
            known.pop(uid, None)

    def resync(self) -> None:
        """Write everything that may not have arrived: the network to the API server is back."""
        for uid in self._statuses:
            self._write_soon(uid)

    def refresh(self, pod: Pod) -> None:
        """The pod as the API server has it now."""
        if pod.metadata.uid in self._pods:
            self._pods[pod.metadata.uid] = pod

    def _write_soon(self, uid: str) -> None:
        if uid not in self._writing:
            self._writing[uid] = None
            self._cluster.agenda.after(self._cluster.latency.status_write, self._write, uid)

    def _write(self, uid: str) -> None:
        """syncPod: merge with what the API server has, write, and delete the pod where that was the last word."""
        self._writing.pop(uid, None)
        known = self._pods.get(uid)
        if known is None or not self.connected or not self.running:
            return
        key = f"{known.metadata.namespace}/{known.metadata.name}"
        pod = self._cluster.store.get(Pod, key)
        if pod is None or pod.metadata.uid != uid:
            return
        merged = self._merged(pod, self._statuses[uid])
        if merged != pod.status:
            pod = self._cluster.api.update_status(replace(pod, status=merged), self._causes.get(uid, PUBLISHED)) or pod
        if uid in self._finished and pod.metadata.deletion_timestamp is not None:
            self._cluster.api.delete(Pod, key, FINISHED, grace=0, uid=uid)

    def _merged(self, pod: Pod, status: PodStatus) -> PodStatus:
        """mergePodStatus: others' conditions stay; a phase does not become terminal while something may run."""
        old = pod.status
        own = [condition for condition in status.conditions if _is_by_kubelet(condition.type)]
        others = [condition for condition in old.conditions if not _is_by_kubelet(condition.type)]
        becomes_terminal = status.phase in TERMINAL and old.phase not in TERMINAL
        if becomes_terminal and self._could_run(pod.metadata.uid):
            status = replace(status, phase=old.phase, reason=old.reason, message=old.message)
        elif becomes_terminal:
            shared = [condition for condition in status.conditions if condition.type == DISRUPTION_TARGET]
            others = [condition for condition in others if not shared or condition.type != DISRUPTION_TARGET] + shared
        if status.phase in TERMINAL:
            statuses = (*status.init_container_statuses, *status.container_statuses)
            for generated in (
                generate_containers_ready_condition(pod.spec, statuses, status.phase),
                generate_pod_ready_condition(pod.spec, (), statuses, status.phase),
            ):
                before = get_pod_condition(own, generated.type)
                if before is not None and before.status == "True":
                    kept = replace(generated, last_transition_time=stamp(self._cluster.now))
                    own = [kept if condition.type == generated.type else condition for condition in own]
        return replace(
            status,
            conditions=(*others, *own),
            nominated_node_name=old.nominated_node_name,
            ephemeral_container_statuses=status.ephemeral_container_statuses,
            start_time=status.start_time,
        )

    def _with_times(self, old: PodStatus, new: PodStatus) -> PodStatus:
        now = stamp(self._cluster.now)
        conditions = []
        for condition in new.conditions:
            before = get_pod_condition(old.conditions, condition.type)
            same = before is not None and before.status == condition.status and before.last_transition_time is not None
            since = before.last_transition_time if same and before is not None else now
            conditions.append(
                condition if condition.last_transition_time == since else replace(condition, last_transition_time=since)
            )
        return replace(new, conditions=tuple(conditions), start_time=new.start_time or old.start_time or now)


def _looks_other(old: PodStatus, new: PodStatus) -> bool:
    """Whether a prober would see anything else: other containers, started or running otherwise, another phase."""
    if old.phase != new.phase:
        return True
    for before, after in (
        (old.container_statuses, new.container_statuses),
        (old.init_container_statuses, new.init_container_statuses),
    ):
        if [_seen(one) for one in before] != [_seen(one) for one in after]:
            return True
    return False


def _seen(status: ContainerStatus) -> tuple[str, bool | None, bool, bool]:
    return status.container_id, status.started, status.state.running is None, status.state.terminated is None


_BY_KUBELET = frozenset(
    {
        *("PodScheduled", "PodReady", "Ready", "Initialized", "ContainersReady", "PodReadyToStartContainers"),
        *("PodResizePending", "PodResizeInProgress", "AllContainersRestarting"),
    }
)


def _is_by_kubelet(condition_type: str) -> bool:
    """pkg/kubelet/types/pod_status.go PodConditionByKubelet."""
    return condition_type in _BY_KUBELET


def _replaced(conditions: tuple[PodCondition, ...], condition: PodCondition) -> tuple[PodCondition, ...]:
    if any(one.type == condition.type for one in conditions):
        return tuple(condition if one.type == condition.type else one for one in conditions)
    return (*conditions, condition)


def _with_container(
    status: PodStatus, container_id: str, *, ready: bool | None = None, started: bool | None = None
) -> PodStatus | None:
    """The status with one container's flags changed; None where nothing would change."""
    for group in ("container_statuses", "init_container_statuses"):
        entries: tuple[ContainerStatus, ...] = getattr(status, group)
        for index, entry in enumerate(entries):
            if entry.container_id != container_id:
                continue
            new = entry
            if ready is not None:
                new = replace(new, ready=ready)
            if started is not None:
                new = replace(new, started=started)
            if new == entry:
                return None
            return replace(status, **{group: (*entries[:index], new, *entries[index + 1 :])})
    return None


def _lost(status: ContainerStatus) -> ContainerStatus:
    return status if status.state.terminated is not None else replace(status, state=ContainerState(terminated=LOST))


def _has_evidence(status: ContainerStatus) -> bool:
    """Whether the container was ever started, as far as its status shows."""
    state = status.state
    return (
        state.running is not None
        or state.terminated is not None
        or status.last_state.terminated is not None
        or status.ready
    )


def _has_initialized(pod: Pod, status: PodStatus) -> bool:
    """pkg/kubelet/status/status_manager.go hasPodInitialized."""
    if not pod.spec.init_containers:
        return True
    initialized = get_pod_condition(status.conditions, "Initialized")
    if initialized is None or initialized.status != "True":
        return False
    inits = status.init_container_statuses
    if inits:
        last = inits[-1]
        terminated = last.last_state.terminated or last.state.terminated
        if pod.spec.init_containers[-1].restart_policy == "Always":
            return bool(last.started)
        return terminated is not None and terminated.exit_code == 0
    return False


__all__ = ["CONTAINERS_READY", "READY", "STATUS_UNKNOWN", "TERMINAL", "StatusManager"]
