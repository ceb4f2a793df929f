"""The filters that look at one node and the pod alone: cordon, name, taints, affinity, ports, resources."""

from __future__ import annotations

from typing import Final

from podtutor.kube.node import Taint
from podtutor.kube.pod import NodeSelectorTerm, Pod
from podtutor.rules.scheduling.framework import (
    NODE_AFFINITY,
    NODE_NAME,
    NODE_PORTS,
    NODE_RESOURCES_FIT,
    NODE_UNSCHEDULABLE,
    TAINT_TOLERATION,
    UNSCHEDULABLE,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    Status,
)
from podtutor.rules.scheduling.node_info import HostPort, NodeInfo, Resource
from podtutor.rules.scheduling.selectors import (
    NODE_NAME_FIELD,
    RequiredNodeAffinity,
    required_node_selector_terms,
)
from podtutor.rules.taints import NO_SCHEDULE, find_matching_untolerated_taint, tolerations_tolerate_taint

UNSCHEDULABLE_TAINT: Final = Taint(key="node.kubernetes.io/unschedulable", effect=NO_SCHEDULE)
"""What a cordon amounts to: who tolerates this taint may come all the same."""

_FINAL = UNSCHEDULABLE_AND_UNRESOLVABLE
_CORDONED = Status(_FINAL, NODE_UNSCHEDULABLE, ("node(s) were unschedulable",))
_OTHER_NAME = Status(_FINAL, NODE_NAME, ("node(s) didn't match the requested node name",))
_TAINTED = Status(_FINAL, TAINT_TOLERATION, ("node(s) had untolerated taint(s)",))
_NOT_SELECTED = Status(_FINAL, NODE_AFFINITY, ("node(s) didn't match Pod's node affinity/selector",))
_PORT_TAKEN = Status(UNSCHEDULABLE, NODE_PORTS, ("node(s) didn't have free ports for the requested pod ports",))
AFFINITY_CONFLICT: Final = Status(_FINAL, NODE_AFFINITY, ("pod affinity terms conflict",))


def tolerates_cordon(pod: Pod) -> bool:
    """pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go Filter"""
    return tolerations_tolerate_taint(pod.spec.tolerations, UNSCHEDULABLE_TAINT)


def filter_node_unschedulable(node: NodeInfo, *, tolerated: bool) -> Status | None:
    """pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go Filter

    A cordoned node takes no pods, except those that tolerate the cordon's taint (`tolerated`).
    """
    return None if tolerated or not node.node.spec.unschedulable else _CORDONED


def filter_node_name(pod: Pod, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/nodename/node_name.go Filter"""
    wanted = pod.spec.node_name
    return None if not wanted or wanted == node.name else _OTHER_NAME


def filter_taint_toleration(pod: Pod, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go Filter"""
    if not node.blocking_taints:
        return None
    found = find_matching_untolerated_taint(node.blocking_taints, pod.spec.tolerations)
    return None if found is None else _TAINTED


def pre_filter_node_affinity(pod: Pod) -> tuple[str, ...] | Status | None:
    """pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go PreFilter

    The names of the only nodes the pod can go to, where every term names some (as for DaemonSet pods); None where all
    nodes are to be looked at; a Status where the names contradict each other.
    """
    terms = required_node_selector_terms(pod.spec.affinity)
    if not terms:
        return None
    names: dict[str, None] = {}
    for term in terms:
        of_term = _node_names(term)
        if of_term is None:
            return None
        names.update(dict.fromkeys(of_term))
    return tuple(sorted(names)) or AFFINITY_CONFLICT


def _node_names(term: NodeSelectorTerm) -> list[str] | None:
    """The node names a term allows, None where it names none."""
    names: list[str] | None = None
    for one in term.match_fields:
        if one.key == NODE_NAME_FIELD and one.operator == "In":
            names = list(one.values) if names is None else [name for name in names if name in one.values]
    return names


def filter_node_affinity(required: RequiredNodeAffinity | None, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go Filter"""
    return None if required is None or required.matches(node.labels, node.name) else _NOT_SELECTED


def filter_node_ports(host_ports: tuple[HostPort, ...], node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/nodeports/node_ports.go Filter"""
    for protocol, port, address in host_ports:
        if node.port_is_taken(protocol, port, address):
            return _PORT_TAKEN
    return None


def fits_request(requests: Resource, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/noderesources/fit.go fitsRequest

    Every missing resource is named; one that is requested beyond the node's whole allocatable can never fit.
    """
    allocatable = node.allocatable
    reasons: list[str] = []
    never = False
    if len(node.pods) + 1 > allocatable.allowed_pod_number:
        reasons.append("Too many pods")
    cpu, memory, storage = requests.milli_cpu, requests.memory, requests.ephemeral_storage
    if cpu > 0 and cpu > allocatable.milli_cpu - node.milli_cpu:
        reasons.append("Insufficient cpu")
        never = cpu > allocatable.milli_cpu
    if memory > 0 and memory > allocatable.memory - node.memory:
        reasons.append("Insufficient memory")
        never = never or memory > allocatable.memory
    if storage > 0 and storage > allocatable.ephemeral_storage - node.ephemeral_storage:
        reasons.append("Insufficient ephemeral-storage")
        never = never or storage > allocatable.ephemeral_storage
    for name, amount in sorted(requests.scalar.items()):
        whole = allocatable.scalar.get(name, 0)
        if amount > 0 and amount > whole - node.scalar.get(name, 0):
            reasons.append(f"Insufficient {name}")
            never = never or amount > whole
    if not reasons:
        return None
    return Status(_FINAL if never else UNSCHEDULABLE, NODE_RESOURCES_FIT, tuple(reasons))
