"""Taint eviction: pods that do not tolerate a NoExecute taint are deleted, at once or when their patience ends.

Upstream: pkg/controller/tainteviction.
"""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod, PodCondition
from podtutor.rules.taints import NO_EXECUTE, seconds_until_eviction
from podtutor.sim.agenda import Appointment
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND
from podtutor.sim.cluster import Cluster
from podtutor.sim.store import Change, key_of

DRIVEN_OUT = Cause(
    "seconds_until_eviction",
    "pkg/controller/tainteviction/taint_eviction.go processPodOnNode",
    "the pod does not tolerate a NoExecute taint of its node, or not for longer",
    "spec.tolerations",
)


class TaintEvictionController:
    """Deletes pods from nodes whose taints they do not tolerate."""

    name = "taint-eviction-controller"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.store = cluster.store
        self.api = cluster.api
        self._planned: dict[str, tuple[int, Appointment]] = {}

    def start(self) -> None:
        """Watch nodes for taints, pods for tolerations and bindings."""
        self.store.watch(Node, self._node_changed)
        self.store.watch(Pod, self._pod_changed)

    def _node_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if new is None:
            return
        before = () if old is None else old.spec.taints
        if before != new.spec.taints:
            for pod in self.store.select(Pod, "node", new.metadata.name):
                self._consider(pod, new)

    def _pod_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if new is None:
            self._forget(change.key)
            return
        if old is not None and (old.spec is new.spec or _placed(old) == _placed(new)):
            return
        node = self.store.get(Node, new.spec.node_name) if new.spec.node_name else None
        if node is not None:
            self._consider(new, node)

    def _consider(self, pod: Pod, node: Node) -> None:
        """pkg/controller/tainteviction/taint_eviction.go processPodOnNode."""
        key = key_of(pod)
        taints = [taint for taint in node.spec.taints if taint.effect == NO_EXECUTE]
        seconds = seconds_until_eviction(taints, pod.spec.tolerations) if taints else None
        if seconds is None:
            if self._forget(key):
                self._tell(pod, f"Cancelling deletion of Pod {key}")
            return
        if seconds == 0:
            self._forget(key)
            self._evict(key, pod.metadata.uid)
            return
        planned = self._planned.get(key)
        begun = self.cluster.now
        if planned is not None:
            begun, appointment = planned
            if begun + seconds * SECOND >= appointment.when:
                return
            appointment.cancel()
        due = max(begun + seconds * SECOND, self.cluster.now)
        self._planned[key] = (begun, self.cluster.agenda.at(due, self._evict, key, pod.metadata.uid))

    def _forget(self, key: str) -> bool:
        planned = self._planned.pop(key, None)
        if planned is None:
            return False
        planned[1].cancel()
        return True

    def _tell(self, pod: Pod, message: str) -> None:
        self.api.events.record(pod, "Normal", "TaintManagerEviction", message, source=self.name, cause=DRIVEN_OUT)

    def _evict(self, key: str, uid: str) -> None:
        """pkg/controller/tainteviction/taint_eviction.go deletePodHandler, addConditionAndDeletePod."""
        self._planned.pop(key, None)
        pod = self.store.get(Pod, key)
        if pod is None or pod.metadata.uid != uid:
            return
        self._tell(pod, f"Marking for deletion Pod {key}")
        condition = PodCondition(
            type="DisruptionTarget",
            status="True",
            last_transition_time=self.cluster.stamp(),
            reason="DeletionByTaintManager",
            message="Taint manager: deleting due to NoExecute taint",
        )
        others = tuple(one for one in pod.status.conditions if one.type != condition.type)
        self.api.update_status(replace(pod, status=replace(pod.status, conditions=(*others, condition))), DRIVEN_OUT)
        try:
            self.api.delete(Pod, key, DRIVEN_OUT, uid=uid)
        except ApiError:
            return


def _placed(pod: Pod) -> tuple[object, ...]:
    return pod.spec.node_name, pod.spec.tolerations
