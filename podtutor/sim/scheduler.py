"""The scheduler: takes pods without a node from its queue, one after the other, and binds them or says why not.

Upstream: pkg/scheduler/schedule_one.go. What fits where, and which node is best, is decided in
`podtutor.rules.scheduling`; whom preemption takes in `podtutor.rules.preemption`.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from podtutor.kube.config import Namespace
from podtutor.kube.constants_control_plane import MAX_IN_UNSCHEDULABLE_PODS_DURATION
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod, PodCondition
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.kube.service import Service
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from podtutor.kube.workload import ReplicaSet, StatefulSet
from podtutor.rules.critical import pod_priority
from podtutor.rules.preemption import Preemption, failed_scheduling_message, preempt
from podtutor.rules.scheduling.cycle import Diagnosis, find_nodes_that_fit_pod, scheduling_gates
from podtutor.rules.scheduling.framework import (
    INTER_POD_AFFINITY,
    NODE_PORTS,
    NODE_RESOURCES_FIT,
    POD_TOPOLOGY_SPREAD,
    VOLUME_BINDING,
    VOLUME_RESTRICTIONS,
    VOLUME_ZONE,
    num_feasible_nodes_to_find,
)
from podtutor.rules.scheduling.node_info import PodInfo
from podtutor.rules.scheduling.reuse import ScoreReuse
from podtutor.rules.scheduling.scoring import prioritize_nodes
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND
from podtutor.sim.cluster import Cluster
from podtutor.sim.scheduler_cache import SchedulerCache
from podtutor.sim.scheduling_queue import ANYTHING, QueuedPod, SchedulingQueue
from podtutor.sim.store import Change, key_of

DEFAULT_SCHEDULER: Final = "default-scheduler"
FLUSH_PERIOD: Final = 30 * SECOND
"""flushUnschedulablePodsLeftover runs this often."""

ROOM_IS_MADE: Final = (
    NODE_RESOURCES_FIT,
    NODE_PORTS,
    VOLUME_RESTRICTIONS,
    POD_TOPOLOGY_SPREAD,
    INTER_POD_AFFINITY,
)
POD_CAME: Final = (INTER_POD_AFFINITY, POD_TOPOLOGY_SPREAD)
STORAGE_CAME: Final = (VOLUME_BINDING, VOLUME_ZONE, VOLUME_RESTRICTIONS)

FITS = Cause(
    "prioritize_nodes",
    "pkg/scheduler/schedule_one.go schedulePod",
    "the node passed all filters and has the best score",
)
FITS_NOWHERE = Cause(
    "find_nodes_that_fit_pod",
    "pkg/scheduler/schedule_one.go findNodesThatFitPod",
    "no node passes all filters",
)
GIVES_WAY = Cause(
    "preempt",
    "pkg/scheduler/framework/preemption/preemption.go Preempt",
    "a pod of higher priority fits nowhere, and here it will once this one is gone",
    "spec.priorityClassName",
)


class Scheduler:
    """Binds pods to nodes."""

    name = DEFAULT_SCHEDULER

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.store = cluster.store
        self.api = cluster.api
        self.cache = SchedulerCache(cluster.store)
        self._reuse = ScoreReuse(self.cache.snapshot)
        self._queue = SchedulingQueue()
        self._nominations: dict[str, tuple[str, PodInfo]] = {}
        self._next_start = 0
        self._busy = False
        self._flushing = False

    def start(self) -> None:
        """Watch what decides where pods fit."""
        for kind in (Namespace, PersistentVolumeClaim, PersistentVolume, StorageClass):
            self.store.watch(kind, self._object_changed)
        for owner in (Service, ReplicaSet, StatefulSet):
            self.store.watch(owner, self._owner_changed)
        self.store.watch(Node, self._node_changed)
        self.store.watch(Pod, self._pod_changed)

    # what happens in the cluster

    def _object_changed(self, change: Change) -> None:
        self.cache.object_changed(change)
        self._move(STORAGE_CAME if change.kind is not Namespace else (INTER_POD_AFFINITY,))

    def _owner_changed(self, change: Change) -> None:
        if change.old is None or change.new is None or change.old.spec is not change.new.spec:
            self.cache.object_changed(change)

    def _node_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if old is not None and new is not None and _matters(old) == _matters(new):
            return
        self.cache.node_changed(change)
        if new is not None:
            self._move((ANYTHING,))

    def _pod_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if new is None:
            self._pod_deleted(old)
        elif new.spec.node_name:
            self._assigned_pod_changed(old, new)
        else:
            self._waiting_pod_changed(old, new)

    def _pod_deleted(self, pod: Pod) -> None:
        self._queue.remove(key_of(pod))
        self._withdraw(pod.metadata.uid)
        if self.cache.forget(pod):
            self._move(ROOM_IS_MADE)

    def _assigned_pod_changed(self, old: Pod | None, new: Pod) -> None:
        if old is not None and old.spec is new.spec and old.metadata is new.metadata and not _ended(new):
            return
        self._queue.remove(key_of(new))
        if _ended(new):
            if self.cache.forget(new):
                self._move(ROOM_IS_MADE)
            return
        if not self.cache.knows(new):
            self.cache.assume(new)
            self._move(POD_CAME)
        elif old is not None and old.spec.node_name and (old.spec is not new.spec or old.metadata is not new.metadata):
            self.cache.assume(new)
            self._move(ROOM_IS_MADE)

    def _waiting_pod_changed(self, old: Pod | None, new: Pod) -> None:
        if (new.spec.scheduler_name or DEFAULT_SCHEDULER) != DEFAULT_SCHEDULER:
            return
        if scheduling_gates(new) or new.metadata.deletion_timestamp is not None or _ended(new):
            self._queue.remove(key_of(new))
            return
        if old is None or old.spec is not new.spec or old.metadata.labels != new.metadata.labels:
            self._queue.add(key_of(new), pod_priority(new))
            self._wake()

    def _move(self, plugins: tuple[str, ...]) -> None:
        if self._queue.waiting and self._queue.move(plugins, self.cluster.now):
            self._wake()

    def _wake(self) -> None:
        if not self._busy:
            self._busy = True
            self.cluster.agenda.at(self.cluster.now, self._work)

    def _flush(self) -> None:
        """Every 30 s: pods that have waited for five minutes are tried again, whatever happened."""
        before = self.cluster.now - MAX_IN_UNSCHEDULABLE_PODS_DURATION * SECOND
        if self._queue.flush(before, self.cluster.now):
            self._wake()
        self._flushing = self._queue.waiting
        if self._flushing:
            self.cluster.agenda.after(FLUSH_PERIOD, self._flush)

    # one pod after the other

    def _work(self) -> None:
        queued = self._queue.pop()
        while queued is not None:
            self._schedule_one(queued)
            queued = self._queue.pop()
        self._busy = False

    def _schedule_one(self, queued: QueuedPod) -> None:
        """pkg/scheduler/schedule_one.go ScheduleOne."""
        pod = self.store.get(Pod, queued.key)
        if pod is None or pod.spec.node_name or pod.metadata.deletion_timestamp is not None:
            self._queue.remove(queued.key)
            return
        incoming = self.cache.info(pod)
        nominated = self._nominations.pop(pod.metadata.uid, None)
        if nominated is not None:
            self.cache.snapshot.nominated[nominated[0]].remove(nominated[1])
        node, diagnosis = self._choose(incoming, nominated[0] if nominated is not None else "")
        if node:
            self._bind(queued, pod, node)
        elif diagnosis is not None:
            self._refuse(queued, pod, diagnosis)

    def _choose(self, incoming: PodInfo, nominated: str) -> tuple[str, Diagnosis | None]:
        """pkg/scheduler/schedule_one.go schedulePod: the node, or what was found out where there is none."""
        snapshot = self.cache.snapshot
        all_nodes = len(snapshot.nodes)
        most = num_feasible_nodes_to_find(all_nodes)
        random = self.cluster.random
        choose = None if random is None else random.randrange
        choice = None if nominated else self._reuse.select(incoming, most, self._next_start, choose)
        if choice is not None:
            self._next_start = (self._next_start + choice.looked_at) % all_nodes
            return choice.node, None
        diagnosis = find_nodes_that_fit_pod(incoming, snapshot, most, self._next_start)
        feasible = diagnosis.feasible
        if all_nodes:
            self._next_start = (self._next_start + len(feasible) + len(diagnosis.statuses)) % all_nodes
        if not feasible:
            return "", diagnosis
        if any(node.name == nominated for node in feasible):
            return nominated, None
        if len(feasible) == 1:
            return feasible[0].name, None
        return prioritize_nodes(incoming, feasible, snapshot).select_host(choose), None

    def _bind(self, queued: QueuedPod, pod: Pod, node: str) -> None:
        """pkg/scheduler/schedule_one.go bindingCycle; the API server adds the condition PodScheduled."""
        self._queue.remove(queued.key)
        condition = PodCondition(type="PodScheduled", status="True", last_transition_time=self.cluster.stamp())
        others = tuple(one for one in pod.status.conditions if one.type != "PodScheduled")
        try:
            bound = self.api.bind(queued.key, node, (*others, condition), FITS)
        except ApiError:
            return
        self.cache.assume(bound)
        message = f"Successfully assigned {queued.key} to {node}"
        self.api.events.record(bound, "Normal", "Scheduled", message, source=self.name, cause=FITS)

    def _refuse(self, queued: QueuedPod, pod: Pod, diagnosis: Diagnosis) -> None:
        """pkg/scheduler/schedule_one.go handleSchedulingFailure: say why, and make room where that helps."""
        preemption = preempt(diagnosis, self.store.all(PodDisruptionBudget))
        message = failed_scheduling_message(diagnosis, preemption)
        plugins = [status.plugin or ANYTHING for status in diagnosis.statuses.values()]
        self._queue.refused(queued, plugins, self.cluster.now)
        if not self._flushing:
            self._flushing = True
            self.cluster.agenda.after(FLUSH_PERIOD, self._flush)
        self.api.events.record(pod, "Warning", "FailedScheduling", message, source=self.name, cause=FITS_NOWHERE)
        nominated = pod.status.nominated_node_name if preemption.keeps_nomination else preemption.nominated_node
        if nominated:
            self._nominate(pod, nominated)
        self._say_unschedulable(pod, message, nominated)
        for victim in preemption.victims:
            self._preempt(pod, victim.pod, preemption)

    def _nominate(self, pod: Pod, node: str) -> None:
        """The room on the node is the pod's from now on, against pods of lower priority."""
        info = self.cache.info(pod)
        self._nominations[pod.metadata.uid] = (node, info)
        self.cache.snapshot.nominated.setdefault(node, []).append(info)

    def _withdraw(self, uid: str) -> None:
        nomination = self._nominations.pop(uid, None)
        if nomination is not None:
            self.cache.snapshot.nominated[nomination[0]].remove(nomination[1])

    def _say_unschedulable(self, pod: Pod, message: str, nominated: str) -> None:
        standing = next((one for one in pod.status.conditions if one.type == "PodScheduled"), None)
        since = standing.last_transition_time if standing is not None and standing.status == "False" else None
        condition = PodCondition(
            type="PodScheduled",
            status="False",
            last_transition_time=since or self.cluster.stamp(),
            reason="Unschedulable",
            message=message,
        )
        others = tuple(one for one in pod.status.conditions if one.type != "PodScheduled")
        status = replace(pod.status, conditions=(*others, condition), nominated_node_name=nominated)
        self.api.update_status(replace(pod, status=status), FITS_NOWHERE)

    def _preempt(self, preemptor: Pod, victim: Pod, preemption: Preemption) -> None:
        """pkg/scheduler/framework/preemption/executor.go preemptPod."""
        key = key_of(victim)
        current = self.store.get(Pod, key)
        if current is None or current.metadata.uid != victim.metadata.uid:
            return
        condition = PodCondition(
            type="DisruptionTarget",
            status="True",
            last_transition_time=self.cluster.stamp(),
            reason="PreemptionByScheduler",
            message=f"{self.name}: preempting to accommodate a higher priority pod",
        )
        others = tuple(one for one in current.status.conditions if one.type != condition.type)
        status = replace(current.status, conditions=(*others, condition))
        self.api.update_status(replace(current, status=status), GIVES_WAY)
        message = f"Preempted by pod {preemptor.metadata.uid} on node {preemption.nominated_node}"
        try:
            self.api.delete(Pod, key, GIVES_WAY, uid=victim.metadata.uid)
        except ApiError:
            return
        self.api.events.record(current, "Normal", "Preempted", message, source=self.name, cause=GIVES_WAY)


def _ended(pod: Pod) -> bool:
    return pod.status.phase in {"Succeeded", "Failed"}


def _matters(node: Node) -> tuple[object, ...]:
    """What of a node the scheduler looks at (nodeSchedulingPropertiesChange)."""
    return node.spec, node.metadata.labels, node.status.allocatable, node.status.images
