"""What the scheduler knows of the cluster: a snapshot kept current by watching, pods assumed bound included.

Upstream: pkg/scheduler/backend/cache, pkg/scheduler/eventhandlers.go.
"""

from __future__ import annotations

from typing import Any

from podtutor.kube.config import Namespace
from podtutor.kube.meta import LabelSelector
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.selector import Requirement, Selector
from podtutor.kube.service import Service
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from podtutor.kube.workload import ReplicaSet, StatefulSet
from podtutor.rules.availability import get_controller_of
from podtutor.rules.scheduling.node_info import PodInfo, PodShape
from podtutor.rules.scheduling.selectors import label_selector_as_selector
from podtutor.rules.scheduling.snapshot import Snapshot
from podtutor.sim.store import Change, Store

Parts = tuple[Any, ...]


class SchedulerCache:
    """Nodes with the pods on them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.snapshot = Snapshot()
        self.snapshot.default_selector = self.default_selector
        self._infos: dict[str, PodInfo] = {}
        self._shapes: dict[tuple[int, ...], tuple[Parts, PodShape]] = {}
        self._selectors: dict[tuple[object, ...], Selector | None] = {}

    def info(self, pod: Pod) -> PodInfo:
        """The pod as the scheduler sees it; pods that share the parts of their specification share its shape."""
        spec = pod.spec
        parts: Parts = (
            spec.containers,
            spec.init_containers,
            spec.affinity,
            spec.volumes,
            spec.resources,
            spec.overhead,
            pod.status.container_statuses,
            pod.metadata.labels if spec.affinity is not None else None,
        )
        identity = (*map(id, parts), spec.priority or 0)
        known = self._shapes.get(identity)
        if known is None:
            info = PodInfo(pod)
            self._shapes[identity] = (parts, info.shape)
            return info
        return PodInfo(pod, known[1])

    def assume(self, pod: Pod) -> None:
        """The pod counts on the node it names from now on."""
        key = pod.metadata.uid
        if key in self._infos:
            self.forget(pod)
        info = self._infos[key] = self.info(pod)
        self.snapshot.add_pod(info)

    def forget(self, pod: Pod) -> bool:
        """The pod counts no more: deleted, or ended. Whether it did."""
        info = self._infos.pop(pod.metadata.uid, None)
        if info is not None:
            self.snapshot.remove_pod(info)
        return info is not None

    def knows(self, pod: Pod) -> bool:
        """Whether the pod counts on a node."""
        return pod.metadata.uid in self._infos

    def node_changed(self, change: Change) -> None:
        """A node came, changed or went."""
        if change.new is None:
            self.snapshot.remove_node(change.old.metadata.name)
            return
        node: Node = change.new
        known = node.metadata.name in self.snapshot.nodes
        self.snapshot.set_node(node)
        if not known:
            for pod in self._store.select(Pod, "node", node.metadata.name):
                info = self._infos.get(pod.metadata.uid)
                if info is not None:
                    self.snapshot.add_pod(info)

    def object_changed(self, change: Change) -> None:
        """An object that plugins look up came, changed or went."""
        obj = change.object
        name = obj.metadata.name
        snapshot = self.snapshot
        tables: dict[type[Any], tuple[dict[Any, Any], Any, Any]] = {
            PersistentVolumeClaim: (snapshot.claims, (obj.metadata.namespace, name), obj),
            PersistentVolume: (snapshot.volumes, name, obj),
            StorageClass: (snapshot.storage_classes, name, obj),
            Namespace: (snapshot.namespace_labels, name, obj.metadata.labels),
        }
        if change.kind not in tables:
            self._selectors.clear()
            return
        table, key, value = tables[change.kind]
        if change.new is None:
            table.pop(key, None)
        else:
            table[key] = value

    def default_selector(self, pod: Pod) -> Selector | None:
        """pkg/scheduler/framework/plugins/helper/spread.go DefaultSelector: Services and controllers that select it."""
        owner = get_controller_of(pod.metadata)
        labels = pod.metadata.labels
        identity = (pod.metadata.namespace, tuple(labels.items()), owner.uid if owner is not None else "")
        if identity not in self._selectors:
            self._selectors[identity] = self._sibling_selector(pod)
        return self._selectors[identity]

    def _sibling_selector(self, pod: Pod) -> Selector | None:
        namespace, labels = pod.metadata.namespace, pod.metadata.labels
        wanted: dict[str, str] = {}
        for service in self._store.all(Service):
            selector = service.spec.selector
            if service.metadata.namespace == namespace and selector and selector.items() <= labels.items():
                wanted.update(selector)
        more = tuple(Requirement(key, "In", (value,)) for key, value in wanted.items())
        owned = self._owner_selector(pod)
        if owned is None:
            return label_selector_as_selector(LabelSelector(), more) if more else None
        return label_selector_as_selector(owned, more)

    def _owner_selector(self, pod: Pod) -> LabelSelector | None:
        owner = get_controller_of(pod.metadata)
        if owner is None or owner.kind not in {"ReplicaSet", "StatefulSet"}:
            return None
        key = f"{pod.metadata.namespace}/{owner.name}"
        kind: type[ReplicaSet | StatefulSet] = ReplicaSet if owner.kind == "ReplicaSet" else StatefulSet
        controller = self._store.get(kind, key)
        return controller.spec.selector if controller is not None else None
