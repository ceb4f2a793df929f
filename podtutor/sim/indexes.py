"""The indexes every cluster keeps: pods by node, by controller, by label; other objects by controller."""

from __future__ import annotations

from podtutor.kube.batch import Job
from podtutor.kube.pod import Pod
from podtutor.kube.service import EndpointSlice
from podtutor.kube.workload import ReplicaSet
from podtutor.sim.store import KubeObject, Store


def node_of(pod: Pod) -> tuple[str, ...]:
    """The node a pod is bound to."""
    return (pod.spec.node_name,) if pod.spec.node_name else ()


def controller_of(obj: KubeObject) -> tuple[str, ...]:
    """The uid of the owner that controls an object; `NAMESPACE/` for an orphan."""
    for reference in obj.metadata.owner_references:
        if reference.controller:
            return (reference.uid,)
    return (obj.metadata.namespace + "/",)


def owners_of(obj: KubeObject) -> tuple[str, ...]:
    """The uids of all owners, controlling or not."""
    return tuple(reference.uid for reference in obj.metadata.owner_references)


def labels_of(obj: KubeObject) -> tuple[str, ...]:
    """`NAMESPACE/KEY=VALUE` for each label."""
    namespace = obj.metadata.namespace
    return tuple(f"{namespace}/{name}={value}" for name, value in obj.metadata.labels.items())


def add_indexes(store: Store) -> None:
    """Register the indexes: `node`, `label` for pods; `controller`, `owner` for whatever controllers make."""
    store.add_index(Pod, "node", node_of)
    store.add_index(Pod, "label", labels_of)
    for kind in (Pod, ReplicaSet, Job, EndpointSlice):
        store.add_index(kind, "controller", controller_of)
        store.add_index(kind, "owner", owners_of)


def pods_matching(store: Store, namespace: str, labels: dict[str, str]) -> list[Pod]:
    """The pods of a namespace that carry all of `labels`, by the smallest label's index."""
    if not labels:
        return [pod for pod in store.all(Pod) if pod.metadata.namespace == namespace]
    buckets = [store.select_keys(Pod, "label", f"{namespace}/{name}={value}") for name, value in labels.items()]
    smallest = min(buckets, key=len)
    found = [store.get(Pod, key) for key in smallest]
    wanted = labels.items()
    return [pod for pod in found if pod is not None and wanted <= pod.metadata.labels.items()]
