"""The pod garbage collector: pods that nobody else clears away (pkg/controller/podgc)."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from podtutor.kube.constants_control_plane import POD_GC_PERIOD, POD_GC_QUARANTINE, TERMINATED_POD_GC_THRESHOLD
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.pod_gc import Collected, gc_orphaned, gc_terminated, gc_unscheduled_terminating, orphan_condition
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND, unix
from podtutor.sim.cluster import Cluster
from podtutor.sim.store import Change, key_of

PERIOD: Final = POD_GC_PERIOD * SECOND


class PodGarbageCollector:
    """Looks every 20 s, but only while there is something that it might find."""

    name = "pod-garbage-collector"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.store = cluster.store
        self.api = cluster.api
        self._missing: dict[str, int] = {}
        self._planned = False
        self._ended = 0

    def start(self) -> None:
        """Watch for nodes that vanish, pods that end, and pods told to go before they were bound."""
        self.store.watch(Node, self._node_changed)
        self.store.watch(Pod, self._pod_changed)

    def _node_changed(self, change: Change) -> None:
        if change.new is None:
            self._missing[change.old.metadata.name] = unix(self.cluster.now)
            self._plan()
        else:
            self._missing.pop(change.new.metadata.name, None)

    def _pod_changed(self, change: Change) -> None:
        self._ended += _has_ended(change.new) - _has_ended(change.old)
        pod = change.new
        if change.old is None and pod is not None:
            self._note_missing(pod.spec.node_name)
        if self._ended > TERMINATED_POD_GC_THRESHOLD or (
            pod is not None and pod.metadata.deletion_timestamp is not None and not pod.spec.node_name
        ):
            self._plan()

    def _note_missing(self, node: str) -> None:
        """A pod may name a node that never was: the collector finds that out when it looks next."""
        if node and node not in self._missing and self.store.get(Node, node) is None:
            self._missing[node] = unix(self.cluster.now + PERIOD - self.cluster.now % PERIOD)
            self._plan()

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self.cluster.agenda.after(PERIOD - self.cluster.now % PERIOD, self._collect)

    def _collect(self) -> None:
        """pkg/controller/podgc/gc_controller.go gc."""
        self._planned = False
        pods = self.store.all(Pod)
        now = unix(self.cluster.now)
        found = [*gc_terminated(pods), *gc_orphaned(pods, self._missing, now), *gc_unscheduled_terminating(pods)]
        for one in found:
            self._remove(one)
        if any(now - since < POD_GC_QUARANTINE * SECOND + PERIOD for since in self._missing.values()):
            self._plan()

    def _remove(self, one: Collected) -> None:
        pod = one.pod
        cause = Cause("pod_gc", "pkg/controller/podgc/gc_controller.go", one.why)
        if one.mark_failed:
            condition = replace(orphan_condition(), last_transition_time=self.cluster.stamp())
            status = replace(pod.status, phase="Failed", conditions=(*pod.status.conditions, condition))
            self.api.update_status(replace(pod, status=status), cause)
        try:
            self.api.delete(Pod, key_of(pod), cause, grace=0, uid=pod.metadata.uid)
        except ApiError:
            return


def _has_ended(pod: Pod | None) -> bool:
    return pod is not None and pod.status.phase in {"Succeeded", "Failed"}
