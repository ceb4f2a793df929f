"""What a kubelet says of its node, and when: every ten seconds (pkg/kubelet/kubelet_node_status.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.node import Node, NodeCondition
from podtutor.sim.agenda import Appointment
from podtutor.sim.cause import Cause
from podtutor.sim.clock import stamp

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

REPORT_EVERY = 10_000
"""KubeletConfiguration nodeStatusUpdateFrequency, in ms."""
REPORTED = Cause(
    "node_conditions", "pkg/kubelet/kubelet_node_status.go tryUpdateNodeStatus", "the kubelet reported its node"
)
FINE = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}
"""The conditions of a healthy node."""
SHORT = {
    "MemoryPressure": ("True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"),
    "DiskPressure": ("True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
    "PIDPressure": ("True", "KubeletHasInsufficientPID", "kubelet has insufficient PID available"),
}
"""The conditions of a node that is short of something."""
EVENTS = {
    ("MemoryPressure", True): "NodeHasInsufficientMemory",
    ("MemoryPressure", False): "NodeHasSufficientMemory",
    ("DiskPressure", True): "NodeHasDiskPressure",
    ("DiskPressure", False): "NodeHasNoDiskPressure",
    ("PIDPressure", True): "NodeHasInsufficientPID",
    ("PIDPressure", False): "NodeHasSufficientPID",
}


def node_conditions(now: int, node: Node | None = None, short_of: tuple[str, ...] = ()) -> tuple[NodeCondition, ...]:
    """The conditions a kubelet reports of its node at `now` ms; what holds already keeps its time."""
    before = {} if node is None else {one.type: one for one in node.status.conditions}
    out = []
    for kind, fine in FINE.items():
        status, reason, message = SHORT[kind] if kind in short_of else fine
        old = before.get(kind)
        if old is not None and old.status == status:
            out.append(old)
            continue
        moment = stamp(now)
        out.append(
            NodeCondition(
                type=kind,
                status=status,
                reason=reason,
                message=message,
                last_heartbeat_time=moment,
                last_transition_time=moment,
            )
        )
    return tuple(out)


class NodeStatus:
    """Reports the node when there is something new to say, at the next of its regular times."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._next: Appointment | None = None

    def stop(self) -> None:
        """The kubelet has ended."""
        if self._next is not None:
            self._next.cancel()

    def report_in_time(self) -> None:
        """Something changed: say so at the next regular time."""
        if self._next is None or not self._next.pending:
            agenda, phase = self._kubelet.agenda, self._kubelet.cluster.latency.node_status_phase
            self._next = agenda.at(agenda.now + REPORT_EVERY - (agenda.now - phase) % REPORT_EVERY, self.report)

    def report(self) -> None:
        """Write the node's conditions now, where the API server can be reached."""
        kubelet = self._kubelet
        node = kubelet.cluster.store.get(Node, kubelet.name)
        if node is None or not kubelet.statuses.connected:
            return
        conditions = node_conditions(kubelet.agenda.now, node, kubelet.evictions.conditions)
        before = {one.type: one.status for one in node.status.conditions}
        kubelet.cluster.api.update_status(replace(node, status=replace(node.status, conditions=conditions)), REPORTED)
        for one in conditions:
            reason = EVENTS.get((one.type, one.status == "True"))
            if reason is not None and before.get(one.type) != one.status:
                message = f"Node {kubelet.name} status is now: {reason}"
                kubelet.cluster.api.events.record(node, "Normal", reason, message, source="kubelet")
