"""A pod and a node as the scheduler keeps them: everything a plugin asks for again and again, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from podtutor.kube.container import Container, ResourceList
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod, PodAffinityTerm, WeightedPodAffinityTerm
from podtutor.rules.critical import pod_priority
from podtutor.rules.requests import NON_ZERO_REQUESTS, PodResourcesOptions, pod_requests
from podtutor.rules.scheduling.selectors import (
    Labels,
    Requirement,
    Selector,
    label_selector_as_selector,
)
from podtutor.rules.taints import DO_NOT_SCHEDULE_EFFECTS, PREFER_NO_SCHEDULE

ANY_ADDRESS: Final = "0.0.0.0"  # noqa: S104  (the name of all addresses in a pod's hostIP, not a socket)

HostPort = tuple[str, int, str]
"""(protocol, port, address)"""
GroupKey = tuple[str, tuple[tuple[str, str], ...]]
"""Namespace and sorted labels: pods of one group are the same to every selector."""

_IN_USE = PodResourcesOptions(use_status_resources=True)
_SCORED = PodResourcesOptions(use_status_resources=True, non_missing_container_requests=dict(NON_ZERO_REQUESTS))


class Resource(Struct, frozen=True, kw_only=True):
    """framework.Resource: amounts as whole numbers: thousandths of a CPU, bytes, and pieces of everything else."""

    milli_cpu: int = 0
    memory: int = 0
    ephemeral_storage: int = 0
    allowed_pod_number: int = 0
    scalar: dict[str, int] = {}


def is_scalar_resource_name(name: str) -> bool:
    """pkg/scheduler/util/utils.go IsScalarResourceName

    Extended resources (`example.com/gpu`), huge pages, attachable volumes.
    """
    return "/" in name or name.startswith(("hugepages-", "attachable-volumes-"))


def resource_of(amounts: ResourceList) -> Resource:
    """pkg/scheduler/framework/types.go Resource.Add

    Amounts rounded up to whole units; names the scheduler does not know are left out.
    """
    cpu, memory = amounts.get("cpu"), amounts.get("memory")
    storage, pods = amounts.get("ephemeral-storage"), amounts.get("pods")
    scalar = {name: amount.value() for name, amount in amounts.items() if is_scalar_resource_name(name)}
    return Resource(
        milli_cpu=0 if cpu is None else cpu.milli_value(),
        memory=0 if memory is None else memory.value(),
        ephemeral_storage=0 if storage is None else storage.value(),
        allowed_pod_number=0 if pods is None else pods.value(),
        scalar=scalar,
    )


class AffinityTerm(Struct, frozen=True):
    """framework.AffinityTerm: a term of pod affinity with its selectors ready; `weight` 0 for required terms."""

    namespaces: tuple[str, ...]
    namespace_selector: Selector
    selector: Selector
    topology_key: str
    weight: int = 0

    def matches(self, namespace: str, labels: Labels, namespace_labels: Mapping[str, Labels]) -> bool:
        """pkg/scheduler/framework/types.go AffinityTerm.Matches"""
        if namespace not in self.namespaces:
            if self.namespace_selector.nothing:
                return False
            if not self.namespace_selector.matches(namespace_labels.get(namespace, {})):
                return False
        return self.selector.matches(labels)


def affinity_term(pod: Pod, term: PodAffinityTerm, weight: int = 0) -> AffinityTerm:
    """pkg/scheduler/framework/types.go newAffinityTerm

    Without namespaces a term means the pod's own; matchLabelKeys and mismatchLabelKeys take the pod's values.
    """
    more: list[Requirement] = []
    for keys, operator in ((term.match_label_keys, "In"), (term.mismatch_label_keys, "NotIn")):
        labels = pod.metadata.labels
        more.extend(Requirement(key, operator, (labels[key],)) for key in keys if key in labels)
    own = not term.namespaces and term.namespace_selector is None
    return AffinityTerm(
        namespaces=(pod.metadata.namespace,) if own else term.namespaces,
        namespace_selector=label_selector_as_selector(term.namespace_selector),
        selector=label_selector_as_selector(term.label_selector, tuple(more)),
        topology_key=term.topology_key,
        weight=weight,
    )


def _weighted(pod: Pod, terms: tuple[WeightedPodAffinityTerm, ...]) -> tuple[AffinityTerm, ...]:
    return tuple(affinity_term(pod, one.pod_affinity_term, one.weight) for one in terms)


def get_host_ports(pod: Pod) -> tuple[HostPort, ...]:
    """pkg/scheduler/util/utils.go GetHostPorts

    The host ports of main containers and sidecars; no address means all, no protocol TCP.
    """
    containers: list[Container] = [*pod.spec.containers]
    containers += [one for one in pod.spec.init_containers if one.restart_policy == "Always"]
    return tuple(
        (port.protocol or "TCP", port.host_port, port.host_ip or ANY_ADDRESS)
        for container in containers
        for port in container.ports
        if port.host_port > 0
    )


class PodShape:
    """What follows from a pod's specification alone; pods of one template can share it."""

    __slots__ = (
        "claims",
        "host_ports",
        "non_zero_memory",
        "non_zero_milli_cpu",
        "preferred_affinity",
        "preferred_anti_affinity",
        "priority",
        "requests",
        "required_affinity",
        "required_anti_affinity",
    )

    def __init__(self, pod: Pod) -> None:
        spec = pod.spec
        self.requests = resource_of(pod_requests(pod, _IN_USE))
        scored = resource_of(pod_requests(pod, _SCORED))
        self.non_zero_milli_cpu, self.non_zero_memory = scored.milli_cpu, scored.memory
        self.priority = pod_priority(pod)
        self.host_ports = get_host_ports(pod)
        self.claims = tuple(
            volume.persistent_volume_claim.claim_name
            for volume in spec.volumes
            if volume.persistent_volume_claim is not None
        )
        near = spec.affinity.pod_affinity if spec.affinity is not None else None
        away = spec.affinity.pod_anti_affinity if spec.affinity is not None else None
        self.required_affinity: tuple[AffinityTerm, ...] = ()
        self.preferred_affinity: tuple[AffinityTerm, ...] = ()
        if near is not None:
            required = near.required_during_scheduling_ignored_during_execution
            self.required_affinity = tuple(affinity_term(pod, term) for term in required)
            self.preferred_affinity = _weighted(pod, near.preferred_during_scheduling_ignored_during_execution)
        self.required_anti_affinity: tuple[AffinityTerm, ...] = ()
        self.preferred_anti_affinity: tuple[AffinityTerm, ...] = ()
        if away is not None:
            required = away.required_during_scheduling_ignored_during_execution
            self.required_anti_affinity = tuple(affinity_term(pod, term) for term in required)
            self.preferred_anti_affinity = _weighted(pod, away.preferred_during_scheduling_ignored_during_execution)

    @property
    def has_affinity(self) -> bool:
        """Whether the pod has any term of affinity to, or from, other pods."""
        return bool(
            self.required_affinity
            or self.preferred_affinity
            or self.required_anti_affinity
            or self.preferred_anti_affinity
        )


class PodInfo:
    """framework.PodInfo: a pod and what the scheduler works out about it once."""

    __slots__ = ("group", "key", "namespace", "pod", "shape", "terminating")

    def __init__(self, pod: Pod, shape: PodShape | None = None) -> None:
        """`shape`: where another pod of the same specification (and namespace, and labels) has it already."""
        metadata = pod.metadata
        self.pod = pod
        self.namespace = metadata.namespace
        self.key = metadata.uid or f"{metadata.namespace}/{metadata.name}"
        self.shape = shape or PodShape(pod)
        self.group: GroupKey = (metadata.namespace, tuple(sorted(metadata.labels.items())))
        self.terminating = metadata.deletion_timestamp is not None


class PodGroup:
    """The pods of one namespace and one set of labels on a node: how many, and how many of them are not being deleted."""

    __slots__ = ("alive", "labels", "namespace", "pods")

    def __init__(self, namespace: str, labels: Labels) -> None:
        self.namespace = namespace
        self.labels = labels
        self.pods = 0
        self.alive = 0


class NodeInfo:
    """framework.NodeInfo: a node with the pods on it, and the sums over them.

    It changes with every pod that comes or goes, which is why it is not frozen: at 5,000 nodes and 150,000 pods a copy
    for each change costs more than the scheduling.
    """

    __slots__ = (
        "allocatable",
        "blocking_taints",
        "ephemeral_storage",
        "generation",
        "groups",
        "images",
        "labels",
        "memory",
        "milli_cpu",
        "name",
        "node",
        "non_zero_memory",
        "non_zero_milli_cpu",
        "pods",
        "preferred_taints",
        "scalar",
        "used_ports",
        "with_affinity",
        "with_required_anti_affinity",
    )

    def __init__(self, node: Node) -> None:
        self.generation = 0
        self.milli_cpu = self.memory = self.ephemeral_storage = 0
        self.non_zero_milli_cpu = self.non_zero_memory = 0
        self.scalar: dict[str, int] = {}
        self.pods: dict[str, PodInfo] = {}
        self.with_affinity: dict[str, PodInfo] = {}
        self.with_required_anti_affinity: dict[str, PodInfo] = {}
        self.groups: dict[GroupKey, PodGroup] = {}
        self.used_ports: dict[tuple[str, int], dict[str, int]] = {}
        self.set_node(node)

    def set_node(self, node: Node) -> None:
        """pkg/scheduler/framework/types.go NodeInfo.SetNode"""
        self.node = node
        self.name = node.metadata.name
        self.labels = node.metadata.labels
        self.allocatable = resource_of(node.status.allocatable)
        taints = node.spec.taints
        self.blocking_taints = tuple(taint for taint in taints if taint.effect in DO_NOT_SCHEDULE_EFFECTS)
        self.preferred_taints = tuple(taint for taint in taints if taint.effect == PREFER_NO_SCHEDULE)
        self.images = {
            normalized_image_name(name): image.size_bytes for image in node.status.images for name in image.names
        }
        self.generation += 1

    def add_pod(self, info: PodInfo) -> None:
        """pkg/scheduler/framework/types.go NodeInfo.AddPodInfo"""
        self.pods[info.key] = info
        self._count(info, 1)

    def remove_pod(self, info: PodInfo) -> None:
        """pkg/scheduler/framework/types.go NodeInfo.RemovePod

        Nothing happens where the pod is not here.
        """
        stored = self.pods.pop(info.key, None)
        if stored is not None:
            self._count(stored, -1)

    def _count(self, info: PodInfo, sign: int) -> None:
        shape, requests = info.shape, info.shape.requests
        self.generation += 1
        self.milli_cpu += sign * requests.milli_cpu
        self.memory += sign * requests.memory
        self.ephemeral_storage += sign * requests.ephemeral_storage
        self.non_zero_milli_cpu += sign * shape.non_zero_milli_cpu
        self.non_zero_memory += sign * shape.non_zero_memory
        for name, amount in requests.scalar.items():
            self.scalar[name] = self.scalar.get(name, 0) + sign * amount
        for protocol, port, address in shape.host_ports:
            addresses = self.used_ports.setdefault((protocol, port), {})
            addresses[address] = addresses.get(address, 0) + sign
            if addresses[address] <= 0:
                del addresses[address]
        group = self.groups.get(info.group)
        if group is None:
            group = self.groups[info.group] = PodGroup(info.namespace, info.pod.metadata.labels)
        group.pods += sign
        group.alive += 0 if info.terminating else sign
        if group.pods == 0:
            del self.groups[info.group]
        if shape.has_affinity:
            self._index(self.with_affinity, info, sign)
        if shape.required_anti_affinity:
            self._index(self.with_required_anti_affinity, info, sign)

    @staticmethod
    def _index(index: dict[str, PodInfo], info: PodInfo, sign: int) -> None:
        if sign > 0:
            index[info.key] = info
        else:
            index.pop(info.key, None)

    def clone(self) -> NodeInfo:
        """pkg/scheduler/framework/types.go NodeInfo.Snapshot: a copy whose pods may come and go on their own."""
        copy = NodeInfo(self.node)
        for info in self.pods.values():
            copy.add_pod(info)
        return copy

    def port_is_taken(self, protocol: str, port: int, address: str) -> bool:
        """pkg/scheduler/framework/types.go HostPortInfo.CheckConflict

        A port on all addresses conflicts with the same port on any.
        """
        addresses = self.used_ports.get((protocol, port))
        if not addresses:
            return False
        return address == ANY_ADDRESS or ANY_ADDRESS in addresses or address in addresses


def normalized_image_name(name: str) -> str:
    """pkg/scheduler/framework/plugins/imagelocality/image_locality.go normalizedImageName

    With `:latest` where no tag stands.
    """
    return name if name.rfind(":") > name.rfind("/") else f"{name}:latest"
