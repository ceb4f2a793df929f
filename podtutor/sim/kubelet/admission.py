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
    running = [worker.pod for worker in kubelet.workers.values() if not worker.terminated and not worker.finished]
    allocatable = node.status.allocatable
    room = allocatable.get("pods")
    if room is not None and len(running) + 1 > room.value():
        return Refusal(
            "OutOfpods",
            f"Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: {len(running)}, capacity: {room}",
        )
    asked = pod_requests(pod)
    for name in ("cpu", "memory", "ephemeral-storage"):
        wanted = asked.get(name)
        capacity = allocatable.get(name)
        if wanted is None or capacity is None or wanted.nanos == 0:
            continue
        used = sum(one.nanos for other in running if (one := pod_requests(other).get(name)) is not None)
        if used + wanted.nanos > capacity.nanos:
            figures = [_figure(name, amount) for amount in (wanted.nanos, used, capacity.nanos)]
            return Refusal(
                f"OutOf{name}",
                f"Pod was rejected: Node didn't have enough resource: {name}, requested: {figures[0]}, used: {figures[1]}, capacity: {figures[2]}",
            )
    return None


def _figure(name: str, nanos: int) -> int:
    """cpu in thousandths, everything else in whole units, as upstream's InsufficientResourceError."""
    return Quantity(nanos).milli_value() if name == "cpu" else Quantity(nanos).value()
