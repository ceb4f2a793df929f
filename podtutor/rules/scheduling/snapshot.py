"""What the scheduler sees of a cluster: its nodes with their pods, and the objects a few plugins look up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import Selector

LONGEST_LOG = 1 << 16
"""Changes kept for those who read them."""

DefaultSelector = Callable[[Pod], Selector | None]


def _no_default(_pod: Pod) -> Selector | None:
    return None


class Snapshot:
    """backend/cache.Snapshot: the nodes by name, in order, and the objects plugins look up.

    `default_selector` answers which pods count as a pod's siblings where it names no spread constraint (its Services and
    its controller); None where nothing selects it. `nominated` holds pods that wait for the room preemption makes them.
    `changes` lists, from number `forgotten` on, the nodes that changed, by name; `layout` grows when a node comes, goes or is
    described anew.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        self.images: dict[str, list[int]] = {}
        self.namespace_labels: dict[str, Mapping[str, str]] = {}
        self.claims: dict[tuple[str, str], PersistentVolumeClaim] = {}
        self.volumes: dict[str, PersistentVolume] = {}
        self.storage_classes: dict[str, StorageClass] = {}
        self.nominated: dict[str, list[PodInfo]] = {}
        self.default_selector: DefaultSelector = _no_default
        self.pods_with_affinity = 0
        self.layout = 0
        self.changes: list[str] = []
        self.forgotten = 0

    @classmethod
    def of(cls, nodes: Iterable[Node], pods: Iterable[Pod]) -> Snapshot:
        """A snapshot of nodes and the pods bound to them."""
        snapshot = cls()
        for node in nodes:
            snapshot.set_node(node)
        for pod in pods:
            snapshot.add_pod(PodInfo(pod))
        return snapshot

    def set_node(self, node: Node) -> NodeInfo:
        """pkg/scheduler/backend/cache/cache.go AddNode, UpdateNode"""
        info = self.nodes.get(node.metadata.name)
        if info is None:
            info = self.nodes[node.metadata.name] = NodeInfo(node)
        else:
            self._count_images(info, -1)
            info.set_node(node)
        self._count_images(info, 1)
        self.layout += 1
        return info

    def remove_node(self, name: str) -> None:
        """pkg/scheduler/backend/cache/cache.go RemoveNode"""
        info = self.nodes.pop(name, None)
        if info is not None:
            self._count_images(info, -1)
            self.pods_with_affinity -= len(info.with_affinity)
            self.layout += 1

    def add_pod(self, info: PodInfo) -> None:
        """pkg/scheduler/backend/cache/cache.go AddPod: on the node it is bound to, where that is known."""
        node = self.nodes.get(info.pod.spec.node_name)
        if node is not None:
            node.add_pod(info)
            self._note(node.name)
            self.pods_with_affinity += info.shape.has_affinity

    def remove_pod(self, info: PodInfo) -> None:
        """pkg/scheduler/backend/cache/cache.go RemovePod"""
        node = self.nodes.get(info.pod.spec.node_name)
        if node is not None and info.key in node.pods:
            self.pods_with_affinity -= node.pods[info.key].shape.has_affinity
            node.remove_pod(info)
            self._note(node.name)

    def _note(self, name: str) -> None:
        """The log of changes is cut when it is long; who has not read so far looks at every node again."""
        self.changes.append(name)
        if len(self.changes) > LONGEST_LOG:
            self.forgotten += len(self.changes)
            self.changes.clear()

    def _count_images(self, info: NodeInfo, sign: int) -> None:
        """addNodeImageStates: for each image its size as first seen and the nodes that have it."""
        for name, size in info.images.items():
            state = self.images.setdefault(name, [size, 0])
            state[1] += sign
            if state[1] <= 0:
                del self.images[name]

    def nodes_with_affinity(self) -> list[NodeInfo]:
        """The nodes with a pod that has affinity terms."""
        if self.pods_with_affinity == 0:
            return []
        return [info for info in self.nodes.values() if info.with_affinity]
