"""One kubelet: its parts, and what wakes them (pkg/kubelet/kubelet.go syncLoop).

A kubelet forgets everything when it ends; what lives on (sandboxes, processes, disks) is the machine's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podtutor.kube.constants_node import MINIMUM_GRACE_PERIOD_SECONDS
from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.rules.probes import LIVENESS, READINESS, STARTUP
from podtutor.rules.restart_all import all_containers_could_restart, generate_all_containers_restarting_condition
from podtutor.rules.runtime_status import ProbeResult
from podtutor.sim.cause import UNSAID, Cause
from podtutor.sim.clock import parse, stamp
from podtutor.sim.kubelet.admission import admit
from podtutor.sim.kubelet.allocation import Allocation
from podtutor.sim.kubelet.configuration import KubeletConfiguration
from podtutor.sim.kubelet.eviction import EvictionManager
from podtutor.sim.kubelet.images import Images
from podtutor.sim.kubelet.node_status import NodeStatus
from podtutor.sim.kubelet.pleg import DIED, REMOVED, Pleg
from podtutor.sim.kubelet.pod_status import generate_api_pod_status
from podtutor.sim.kubelet.pod_workers import SYNC_TICK, PodWorker
from podtutor.sim.kubelet.prober import Prober, Worker
from podtutor.sim.kubelet.room import Room
from podtutor.sim.kubelet.runtime_manager import RuntimeManager
from podtutor.sim.kubelet.snapshot import PodSnapshot, look_at
from podtutor.sim.kubelet.status_manager import TERMINAL, StatusManager
from podtutor.sim.kubelet.volumes import Volumes
from podtutor.sim.kubelet.why import EVENT_CAUSES, cause_of_verdict
from podtutor.sim.runtime.pod import PodSandboxes
from podtutor.sim.task import Steps, Task

if TYPE_CHECKING:
    from podtutor.sim.cluster import Cluster
    from podtutor.sim.runtime.machine import Machine

SOURCE = "kubelet"
NOT_REGISTERED = (
    'MountVolume.SetUp failed for volume "kube-api-access" : [object "default"/"kube-root-ca.crt" not registered]'
)
"""What a restarted kubelet says of a pod that is on its way out: it never set that pod up, yet looks for its volumes."""


class Kubelet:
    """The agent of one node, from its start to its end."""

    parks_quiet_pods = True
    """Whether pods and probes that cannot change by themselves are left alone; the tests compare with False."""

    def __init__(
        self, cluster: Cluster, machine: Machine, configuration: KubeletConfiguration, phase: int, tick: int
    ) -> None:
        """`phase`, `tick`: where in each second the PLEG looks and the sync loop ticks, in ms."""
        self.cluster = cluster
        self.agenda = cluster.agenda
        self.machine = machine
        self.name = machine.name
        self.configuration = configuration
        self.address = machine.network.node_address(machine.name)
        self._tick = tick
        self._began = self.agenda.now
        self._reasons: dict[str, dict[str, tuple[str, str]]] = {}
        self.workers: dict[str, PodWorker] = {}
        self.statuses = StatusManager(cluster, self.could_have_running_containers)
        self.pleg = Pleg(self.agenda, machine, phase, self._lifecycle_event)
        self.probes = Prober(self)
        self.statuses.on_change = self.probes.wake
        self.images = Images(self)
        self.volumes = Volumes(self)
        self.room = Room()
        self.allocation = Allocation(self)
        self.runtime_manager = RuntimeManager(self)
        self.evictions = EvictionManager(self)
        self.node_status = NodeStatus(self)
        machine.on_memory = self.evictions.wake
        machine.on_files = lambda _pod: self.evictions.wake()

    def stop(self) -> None:
        """The process ends; nothing it knew is kept."""
        for worker in self.workers.values():
            worker.stop()
        self.probes.stop()
        self.pleg.stop()
        self.evictions.stop()
        self.node_status.stop()
        self.statuses.running = False
        self.machine.on_memory = lambda: None
        self.machine.on_files = lambda _pod: None

    # chance and time

    def jitter(self, base: int, factor: float) -> int:
        """`wait.Jitter`."""
        return self.cluster.jitter(base, factor)

    def chance(self) -> float:
        """Between 0 and 1; the middle where nothing is left to chance."""
        return 0.5 if self.cluster.random is None else self.cluster.random.random()

    def next_tick(self, when: int) -> int:
        """The sync loop's next tick at or after `when`."""
        return when + (self._tick - when) % SYNC_TICK

    # the sync loop's sources

    def pod_added(self, pod: Pod) -> None:
        """HandlePodAdditions: admit the pod, or refuse it for good."""
        uid = pod.metadata.uid
        if uid in self.workers:
            self.pod_updated(pod)
            return
        worker = PodWorker(self, pod)
        if (
            pod.status.phase not in TERMINAL
            and pod.metadata.deletion_timestamp is None
            and uid not in self.machine.pods
        ):
            refusal = admit(self, pod)
            if refusal is not None:
                self.reject(pod, refusal.reason, refusal.message)
                return
        self.workers[uid] = worker
        self.allocation.pod_added(pod)
        if pod.status.phase not in TERMINAL:
            self.room.take(self.allocation.allocated(pod))
        self._arrange_deadline(pod)
        worker.update(pod)
        if self._began > 0 and pod.metadata.deletion_timestamp is not None and uid in self.machine.pods:
            self.event(pod, "Warning", "FailedMount", NOT_REGISTERED)

    def pod_updated(self, pod: Pod) -> None:
        """HandlePodUpdates: spec, labels or deletion changed."""
        worker = self.workers.get(pod.metadata.uid)
        if worker is None:
            self.pod_added(pod)
            return
        self.statuses.refresh(pod)
        self.allocation.pod_updated(worker.pod, pod)
        self._arrange_deadline(pod)
        worker.update(pod)

    def pod_reconciled(self, pod: Pod) -> None:
        """HandlePodReconcile: only the status changed, perhaps by another hand: gates are judged anew."""
        worker = self.workers.get(pod.metadata.uid)
        if worker is None:
            return
        before, worker.pod = worker.pod, pod
        self.statuses.refresh(pod)
        if (
            pod.spec.readiness_gates
            and pod.status.conditions != before.status.conditions
            and self._gates_changed(before, pod)
        ):
            worker.update(pod)

    @staticmethod
    def _gates_changed(before: Pod, after: Pod) -> bool:
        gates = {gate.condition_type for gate in after.spec.readiness_gates}
        old = [(one.type, one.status) for one in before.status.conditions if one.type in gates]
        return old != [(one.type, one.status) for one in after.status.conditions if one.type in gates]

    def pod_removed(self, pod: Pod) -> None:
        """HandlePodRemoves: the API knows it no more; what runs is stopped with the least grace."""
        uid = pod.metadata.uid
        worker = self.workers.get(uid)
        if worker is None or worker.finished:
            self.forget(uid)
            return
        worker.removed = True
        worker.grace = 1
        self.statuses.forget(uid)
        worker.update()

    def pod_dirty(self, uid: str) -> None:
        """HandlePodSyncs: something about the pod's containers changed."""
        worker = self.workers.get(uid)
        if worker is not None:
            worker.update()

    def _lifecycle_event(self, uid: str, event: str, identifier: str) -> None:
        if event != REMOVED:
            self.pod_dirty(uid)
        if event == DIED:
            self._clean_up_containers(uid, identifier)

    def _clean_up_containers(self, uid: str, identifier: str) -> None:
        """cleanUpContainersInPod: of each container the newest ended run is kept, of an evicted pod none."""
        known = self.machine.pods.get(uid)
        worker = self.workers.get(uid)
        if known is None:
            return
        remove_all = worker is not None and (worker.evicted or (worker.deleted and worker.terminated))
        for runs in list(known.containers.values()):
            ended = [run for run in runs if run.state == "exited"]
            if not remove_all and not any(run.identifier == identifier for run in runs):
                continue
            for run in ended if remove_all else ended[1:]:
                self.agenda.after(self.cluster.latency.container_remove, self.machine.remove, known, run)

    def probe_result(self, worker: Worker, result: ProbeResult) -> None:
        """The sync loop's answer to a published probe result."""
        pod = self._current(worker.pod)
        cause = cause_of_verdict(pod, worker.container.name, worker.kind, success=result == "success")
        if worker.kind == READINESS:
            self.statuses.set_container_readiness(
                pod, worker.state.container_id, ready=result == "success", cause=cause
            )
            self.pod_dirty(pod.metadata.uid)
        elif worker.kind == STARTUP:
            self.statuses.set_container_startup(
                pod, worker.state.container_id, started=result == "success", cause=cause
            )
            if result != "unknown":
                self.pod_dirty(pod.metadata.uid)
        elif worker.kind == LIVENESS and result == "failure":
            self.pod_dirty(pod.metadata.uid)

    def _current(self, pod: Pod) -> Pod:
        worker = self.workers.get(pod.metadata.uid)
        return pod if worker is None else worker.pod

    def clean_up_orphans(self) -> None:
        """HandlePodCleanups: what runs here and is wanted by nobody is stopped."""
        for uid, known in list(self.machine.pods.items()):
            if uid not in self.workers and any(True for _ in known.running()):
                self.agenda.after(0, self._kill_orphan, uid)

    def _kill_orphan(self, uid: str) -> None:
        known = self.machine.pods.get(uid)
        if known is not None and uid not in self.workers:
            Task(self.agenda, self._end_orphan(known)).start()

    def _end_orphan(self, known: PodSandboxes) -> Steps:
        for run in list(known.running()):
            yield from self.machine.stop(run, MINIMUM_GRACE_PERIOD_SECONDS * 1000)
        self.machine.forget(known.uid)

    # what the parts ask of each other

    def event(
        self, pod: Pod, kind: str, reason: str, message: str, *, container: str | None = None, cause: Cause = UNSAID
    ) -> None:
        """Tell that something happened to a pod, or to one of its containers."""
        if cause is UNSAID:
            cause = EVENT_CAUSES.get(reason, UNSAID)
        self.cluster.api.events.record(pod, kind, reason, message, source=SOURCE, container=container, cause=cause)

    def could_have_running_containers(self, uid: str) -> bool:
        """podWorkers.CouldHaveRunningContainers."""
        worker = self.workers.get(uid)
        return worker is not None and not worker.terminated and not worker.finished

    def remember_reason(self, uid: str, container: str, reason: tuple[str, str] | None) -> None:
        """Keep why a container did not start; None: it did."""
        reasons = self._reasons.setdefault(uid, {})
        if reason is None:
            reasons.pop(container, None)
        else:
            reasons[container] = reason

    def reasons_of(self, uid: str) -> Callable[[str], tuple[str, str] | None]:
        """What holds the containers of a pod back, by name."""
        return self._reasons.get(uid, {}).get

    def sandbox_ready(self, pod: Pod, _snapshot: PodSnapshot) -> None:
        """OnPodSandboxReady: the pod has its address; say so before its containers start."""
        known = self.machine.pods[pod.metadata.uid]
        snapshot = look_at(known, self.agenda.now, "")
        self.statuses.set(pod, generate_api_pod_status(self, pod, snapshot, pod_is_terminal=False))

    def restarting_condition(self, pod: Pod, snapshot: PodSnapshot, old: PodStatus, phase: str) -> PodCondition | None:
        """AllContainersRestarting, for pods whose rules may ask for it."""
        if not all_containers_could_restart(pod):
            return None
        return generate_all_containers_restarting_condition(
            pod, self.runtime_manager.rule_status(pod, snapshot), old, phase
        )

    def is_quiet(self, worker: PodWorker) -> bool:
        """Whether looking at the pod again would change nothing: all its containers run, are ready, and stay as they are."""
        status = self.statuses.get(worker.uid)
        if status is None or status.phase != "Running" or self.allocation.is_busy(worker.uid):
            return False
        return all(one.ready for one in status.container_statuses) and all(
            one.state.terminated is not None or one.ready for one in status.init_container_statuses
        )

    def past_deadline(self, pod: Pod) -> bool:
        """pkg/kubelet/active_deadline.go: whether the pod's activeDeadlineSeconds are over."""
        seconds = pod.spec.active_deadline_seconds
        status = self.statuses.get(pod.metadata.uid) or pod.status
        if seconds is None or status.start_time is None:
            return False
        return self.agenda.now >= parse(status.start_time) + seconds * 1000

    def _arrange_deadline(self, pod: Pod) -> None:
        seconds = pod.spec.active_deadline_seconds
        if seconds is not None:
            start = parse(pod.status.start_time or stamp(self.agenda.now))
            due = self.next_tick(start + seconds * 1000)
            if due >= self.agenda.now:
                self.agenda.at(due, self._deadline, pod)

    def _deadline(self, pod: Pod) -> None:
        if self.statuses.running and not self.is_terminating(pod.metadata.uid):
            self.event(
                pod, "Normal", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"
            )
            self.pod_dirty(pod.metadata.uid)

    def is_terminating(self, uid: str) -> bool:
        """Whether the pod is on its way out, or gone."""
        worker = self.workers.get(uid)
        return worker is None or worker.terminating

    def reject(self, pod: Pod, reason: str, message: str) -> None:
        """rejectPod: refused at the node's door; the pod has failed. `message` as the event says it."""
        worker = PodWorker(self, pod)
        worker.terminating = worker.terminated = True
        self.workers[pod.metadata.uid] = worker
        self.event(pod, "Warning", reason, message)
        cause = Cause("admit", "pkg/kubelet/kubelet.go rejectPod", message)
        qos = pod.status.qos_class
        status = PodStatus(
            phase="Failed",
            reason=reason,
            message=f"Pod was rejected: {message}",
            qos_class=qos,
            conditions=pod.status.conditions,
        )
        self.statuses.set(pod, status, cause)
        worker.finished = True

    def worker_finished(self, worker: PodWorker) -> None:
        """A worker has cleaned up after its pod."""
        if worker.removed:
            self.forget(worker.uid)

    def forget(self, uid: str) -> None:
        """Nothing of the pod is left to look after."""
        self.workers.pop(uid, None)
        self.statuses.forget(uid)
        self._reasons.pop(uid, None)
        self.pleg.forget(uid)
        self.volumes.forget(uid)
        self.room.leave(uid)
        self.allocation.forget(uid)
        self.machine.forget(uid)
        self.evictions.wake()
