"""All nodes: machines and their kubelets, and who of them is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.pod import Pod
from podtutor.sim.kubelet.configuration import KubeletConfiguration
from podtutor.sim.kubelet.kubelet import Kubelet
from podtutor.sim.runtime.machine import Machine
from podtutor.sim.store import Change

if TYPE_CHECKING:
    from podtutor.sim.cluster import Cluster

SPREAD = 137
"""By how many ms the loops of one node lie behind those of the node before it."""
HEARTBEAT = 10_000
"""nodeStatusUpdateFrequency and the renewal of the node's lease, in ms."""


class Fleet:
    """Passes changes of pods on to the kubelet of their node, and starts and stops kubelets and machines."""

    name = "kubelet"

    def __init__(self, cluster: Cluster, configuration: KubeletConfiguration) -> None:
        self._cluster = cluster
        self._configuration = configuration
        self.machines: dict[str, Machine] = {}
        self.kubelets: dict[str, Kubelet | None] = {}
        self._silent: dict[str, None] = {}
        self._off: dict[str, None] = {}
        self._generation: dict[str, int] = {}

    def start(self) -> None:
        """Watch pods."""
        self._cluster.store.watch(Pod, self._pod_changed)

    def add_node(self, machine: Machine) -> None:
        """A node joins, its kubelet running since before the beginning."""
        self.machines[machine.name] = machine
        self._run(machine.name)
        self._cluster.heartbeats[machine.name] = None

    def _run(self, node: str) -> Kubelet:
        number = [*self.machines].index(node) if len(self.machines) < 64 else len(self.kubelets)
        latency, spread = self._cluster.latency, SPREAD * number
        relist, tick = latency.relist_phase + spread, latency.sync_tick_phase + spread
        kubelet = Kubelet(self._cluster, self.machines[node], self._configuration, relist % 1000, tick % 1000)
        self.kubelets[node] = kubelet
        return kubelet

    def _pod_changed(self, change: Change) -> None:
        pod: Pod = change.object
        node = pod.spec.node_name
        kubelet = self.kubelets.get(node) if node else None
        if kubelet is not None and node not in self._silent:
            _deliver(kubelet, change)

    # what befalls nodes

    def restart_kubelet(self, node: str, down: int) -> None:
        """The kubelet ends now and starts again `down` ms later; containers go on."""
        self._stop_kubelet(node)
        self._cluster.agenda.after(
            down + self._cluster.latency.kubelet_start, self._start_kubelet, node, self._generation[node]
        )

    def silence(self, node: str) -> None:
        """The network to the node is cut."""
        if node in self._silent:
            return
        self._silent[node] = None
        kubelet = self.kubelets.get(node)
        if kubelet is not None:
            kubelet.statuses.connected = False
        self._fall_silent(node)

    def unsilence(self, node: str) -> None:
        """The network to the node is back: its kubelet hears what it missed and says what it knows."""
        if node not in self._silent:
            return
        del self._silent[node]
        kubelet = self.kubelets.get(node)
        if kubelet is None:
            return
        kubelet.statuses.connected = True
        self._cluster.agenda.after(self._cluster.latency.reconnect, self._reconnected, node)

    def stop_node(self, node: str) -> None:
        """A power cut."""
        self._stop_kubelet(node)
        self._off[node] = None
        self.machines[node].power_off()

    def start_node(self, node: str) -> None:
        """The node boots; its kubelet starts as soon as it is up."""
        if node in self._off:
            del self._off[node]
            self.machines[node].power_on()
            delay = self._cluster.latency.kubelet_start
            self._cluster.agenda.after(delay, self._start_kubelet, node, self._generation[node])

    def _stop_kubelet(self, node: str) -> None:
        self._generation[node] = self._generation.get(node, 0) + 1
        kubelet = self.kubelets.get(node)
        self.kubelets[node] = None
        if kubelet is not None:
            kubelet.stop()
            self._fall_silent(node)

    def _fall_silent(self, node: str) -> None:
        """The last heartbeat was the last full ten seconds ago."""
        if self._cluster.heartbeats.get(node) is None:
            now = self._cluster.now
            self._cluster.fell_silent(node, now - now % HEARTBEAT)

    def _start_kubelet(self, node: str, generation: int) -> None:
        if self._generation.get(node, 0) != generation or node in self._off:
            return
        kubelet = self._run(node)
        if node in self._silent:
            kubelet.statuses.connected = False
            return
        self._report(node, kubelet)
        for pod in self._cluster.store.select(Pod, "node", node):
            kubelet.pod_added(pod)
        kubelet.allocation.room_was_made()
        kubelet.clean_up_orphans()

    def _reconnected(self, node: str) -> None:
        kubelet = self.kubelets.get(node)
        if kubelet is None or node in self._silent:
            return
        self._report(node, kubelet)
        known = dict(kubelet.workers)
        for pod in self._cluster.store.select(Pod, "node", node):
            worker = known.pop(pod.metadata.uid, None)
            if worker is None:
                kubelet.pod_added(pod)
            elif _is_other_wish(worker.pod, pod):
                kubelet.pod_updated(pod)
            else:
                kubelet.pod_reconciled(pod)
        for worker in known.values():
            kubelet.pod_removed(worker.pod)
        kubelet.statuses.resync()

    def _report(self, node: str, kubelet: Kubelet) -> None:
        """Heard again: the lease is renewed, and the node's conditions are the kubelet's own."""
        self._cluster.heard(node)
        kubelet.node_status.report()


def _deliver(kubelet: Kubelet, change: Change) -> None:
    """What a change is to a kubelet (pkg/kubelet/config): a new pod, a changed wish, a changed status, the end."""
    if change.new is None:
        kubelet.pod_removed(change.old)
    elif change.old is None or not change.old.spec.node_name:
        kubelet.pod_added(change.new)
    elif _is_other_wish(change.old, change.new):
        kubelet.pod_updated(change.new)
    else:
        kubelet.pod_reconciled(change.new)


def _is_other_wish(before: Pod, after: Pod) -> bool:
    """pkg/kubelet/config/config.go checkAndUpdatePod: whether more than the status changed."""
    if before.spec is not after.spec and before.spec != after.spec:
        return True
    old, new = before.metadata, after.metadata
    if old is new:
        return False
    return (old.deletion_timestamp, old.deletion_grace_period_seconds, old.labels, old.annotations) != (
        new.deletion_timestamp,
        new.deletion_grace_period_seconds,
        new.labels,
        new.annotations,
    )
