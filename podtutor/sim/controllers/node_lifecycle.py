"""The node lifecycle controller: notices silent nodes, taints nodes by their conditions, marks their pods not ready.

Upstream: pkg/controller/nodelifecycle. A node that is heard costs nothing: only silent ones are looked at.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from podtutor.kube.constants_control_plane import NODE_MONITOR_PERIOD
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.node_lifecycle import (
    FULL_DISRUPTION,
    compute_zone_state,
    mark_pod_not_ready,
    monitor_node_health,
    no_execute_taint,
    ready_status,
    taints_after_sync,
    zone_eviction_rate,
)
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND, unix
from podtutor.sim.cluster import Cluster, Controller
from podtutor.sim.store import Change

ZONE: Final = "topology.kubernetes.io/zone"
MONITOR_PERIOD: Final = NODE_MONITOR_PERIOD * SECOND

SILENT = Cause(
    "monitor_node_health",
    "pkg/controller/nodelifecycle/node_lifecycle_controller.go monitorNodeHealth",
    "nothing was heard of the node for longer than --node-monitor-grace-period",
)
TAINTED = Cause(
    "taints_after_sync",
    "pkg/controller/nodelifecycle/node_lifecycle_controller.go doNoScheduleTaintingPass",
    "the node's conditions, or a cordon, bring taints with them",
)


class NodeLifecycleController(Controller):
    """Watches over the nodes."""

    name = "node-lifecycle"

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self._monitoring = False
        self._next_execute: dict[str, int] = {}

    def start(self) -> None:
        """Watch nodes, and listen for those that fall silent."""
        self.store.watch(Node, self._node_changed)
        self.cluster.watch_heartbeats(self._heartbeat_changed)

    def _node_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if new is not None and (old is None or _taint_relevant(old) != _taint_relevant(new)):
            self.queue.add(change.key)

    def _heartbeat_changed(self, _node: str) -> None:
        if not self._monitoring:
            self._monitoring = True
            left = MONITOR_PERIOD - self.cluster.now % MONITOR_PERIOD
            self.cluster.agenda.after(left, self._monitor)

    def sync(self, key: str) -> None:
        """pkg/controller/nodelifecycle/node_lifecycle_controller.go doNodeProcessingPassWorker: NoSchedule taints."""
        node = self.store.get(Node, key)
        if node is not None:
            self._taint(node, execute=_has_execute_taint(node) and bool(no_execute_taint(node)))

    def _taint(self, node: Node, *, execute: bool) -> None:
        taints = taints_after_sync(node, execute=execute, now=unix(self.cluster.now))
        if taints != node.spec.taints:
            self.api.update(replace(node, spec=replace(node.spec, taints=taints)), TAINTED)

    def _monitor(self) -> None:
        """monitorNodeHealth, every 5 s while any node is silent or still bears the taint of its silence."""
        nodes = self.store.all(Node)
        for node in nodes:
            last = self.cluster.heartbeats.get(node.metadata.name)
            if last is not None:
                self._look_at(node, last)
        self._execute()
        restless = any(
            self.cluster.heartbeats.get(node.metadata.name) is not None or _has_execute_taint(node)
            for node in self.store.all(Node)
        )
        self._monitoring = restless
        if restless:
            self.cluster.agenda.after(MONITOR_PERIOD, self._monitor)

    def _look_at(self, node: Node, last: int) -> None:
        now = unix(self.cluster.now)
        health = monitor_node_health(node, unix(last), now)
        if not health.lost:
            return
        if health.conditions != node.status.conditions:
            was_ready = ready_status(node) == "True"
            node = replace(node, status=replace(node.status, conditions=health.conditions))
            self.api.update_status(node, SILENT)
            if was_ready:
                message = f"Node {node.metadata.name} status is now: NodeNotReady"
                self.api.events.record(node, "Normal", "NodeNotReady", message, source="node-controller", cause=SILENT)
                self._mark_pods(node.metadata.name)

    def _mark_pods(self, node: str) -> None:
        """pkg/controller/util/node/controller_utils.go MarkPodsNotReady."""
        for pod in self.store.select(Pod, "node", node):
            conditions = mark_pod_not_ready(pod, unix(self.cluster.now))
            if conditions is not None:
                status = replace(pod.status, conditions=conditions)
                self.api.update_status(replace(pod, status=status), SILENT)
                self.api.events.record(
                    pod, "Warning", "NodeNotReady", "Node is not ready", source="node-controller", cause=SILENT
                )

    def _execute(self) -> None:
        """doNoExecuteTaintingPass: NoExecute taints, zone by zone at the zone's rate; taken off where a node is back."""
        zones: dict[str, list[Node]] = {}
        for node in self.store.all(Node):
            zones.setdefault(node.metadata.labels.get(ZONE, ""), []).append(node)
        states = {zone: compute_zone_state(map(ready_status, nodes)) for zone, nodes in zones.items()}
        all_lost = all(state == FULL_DISRUPTION for state in states.values())
        for zone, nodes in zones.items():
            rate = zone_eviction_rate(states[zone], len(nodes), all_fully_disrupted=all_lost)
            for node in nodes:
                lost = no_execute_taint(node)
                if not lost or all_lost:
                    if _has_execute_taint(node):
                        self._taint(node, execute=False)
                elif not _has_execute_taint(node) and rate > 0 and self.cluster.now >= self._next_execute.get(zone, 0):
                    self._next_execute[zone] = self.cluster.now + round(SECOND / rate)
                    self._taint(node, execute=True)


def _taint_relevant(node: Node) -> tuple[object, ...]:
    conditions = tuple((condition.type, condition.status) for condition in node.status.conditions)
    return conditions, node.spec.unschedulable, node.spec.taints


def _has_execute_taint(node: Node) -> bool:
    own = {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}
    return any(taint.effect == "NoExecute" and taint.key in own for taint in node.spec.taints)
