"""Whether a node takes a pod that was bound to it (pkg/kubelet/lifecycle/predicate.go, eviction_manager.go Admit)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podtutor.kube.constants_node import EVICTED
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.quantity import Quantity
from podtutor.rules.critical import is_critical_pod
from podtutor.rules.qos import BEST_EFFORT, get_pod_qos
from podtutor.rules.requests import pod_requests

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

MEMORY_PRESSURE_TAINT = "node.kubernetes.io/memory-pressure"


class Refusal(NamedTuple):
    """Why the pod may not run here: the reason and message of its failed status."""

    reason: str
    message: str


def admit(kubelet: Kubelet, pod: Pod) -> Refusal | None:
    """None where the pod may run, else the Refusal."""
    return _under_pressure(kubelet, pod) or _out_of_resources(kubelet, pod)


def _under_pressure(kubelet: Kubelet, pod: Pod) -> Refusal | None:
    """pkg/kubelet/eviction/eviction_manager.go Admit."""
    conditions = kubelet.evictions.conditions
    if not conditions or is_critical_pod(pod):
        return None
    if conditions == ("MemoryPressure",):
        if get_pod_qos(pod) != BEST_EFFORT:
            return None
        if any(
            one.key in {"", MEMORY_PRESSURE_TAINT} and one.operator == "Exists" and one.effect in {"", "NoSchedule"}
            for one in pod.spec.tolerations
        ):
            return None
    return Refusal(EVICTED, f"The node had condition: [{' '.join(conditions)}]. ")


def _out_of_resources(kubelet: Kubelet, pod: Pod) -> Refusal | None:
    """pkg/kubelet/lifecycle/predicate.go: what the scheduler asked, asked again, for pods that passed it by."""
    node = kubelet.cluster.store.get(Node, kubelet.name)
    if node is None:
        return None
    most, there = node.status.allocatable.get("pods"), kubelet.room.pods
    if most is not None and there + 1 > most.value():
        return Refusal("OutOfpods", _lacks("pods", 1, there, most.value()))
    return missing_resource(kubelet, pod)


def missing_resource(kubelet: Kubelet, pod: Pod) -> Refusal | None:
    """The first resource that the node has too little of for the pod beside its other pods; None where there is room."""
    node = kubelet.cluster.store.get(Node, kubelet.name)
    if node is None:
        return None
    asked = pod_requests(pod)
    wanted_names = [name for name in ("cpu", "memory", "ephemeral-storage") if name in asked and asked[name].nanos]
    if not wanted_names:
        return None
    for name in wanted_names:
        capacity = node.status.allocatable.get(name)
        if capacity is None:
            continue
        wanted = asked[name].nanos
        used = kubelet.room.used_beside(pod.metadata.uid, name)
        if used + wanted > capacity.nanos:
            return Refusal(
                f"OutOf{name}", _lacks(name, *(_figure(name, one) for one in (wanted, used, capacity.nanos)))
            )
    return None


def _lacks(name: str, requested: int, used: int, capacity: int) -> str:
    """pkg/kubelet/lifecycle/predicate.go InsufficientResourceError."""
    return f"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {capacity}"


def _figure(name: str, nanos: int) -> int:
    """cpu in thousandths, everything else in whole units, as upstream's InsufficientResourceError."""
    return Quantity(nanos).milli_value() if name == "cpu" else Quantity(nanos).value()
