"""One scheduling cycle up to the filters: what is worked out once for a pod, and how each node is judged by it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.rules.scheduling.filters import (
    filter_node_affinity,
    filter_node_name,
    filter_node_ports,
    filter_node_unschedulable,
    filter_taint_toleration,
    fits_request,
    pre_filter_node_affinity,
    tolerates_cordon,
)
from podtutor.rules.scheduling.framework import (
    NODE_AFFINITY,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    Status,
    fit_error,
)
from podtutor.rules.scheduling.inter_pod_affinity import (
    AffinityState,
    filter_inter_pod_affinity,
    pre_filter_inter_pod_affinity,
)
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import get_required_node_affinity
from podtutor.rules.scheduling.snapshot import Snapshot
from podtutor.rules.scheduling.topology_spread import (
    SpreadState,
    filter_topology_spread,
    pre_filter_topology_spread,
)
from podtutor.rules.scheduling.volumes import VolumeState, filter_volumes, pre_filter_volumes


class CycleState:
    """framework.CycleState after PreFilter: what the filters need of a pod, worked out once.

    `node_names`: the only nodes to look at, None for all. `affinity` and `spread` count pods and change when pods are
    tried out (`update_with_pod`); everything else stands.
    """

    __slots__ = (
        "affinity",
        "incoming",
        "node_names",
        "required_affinity",
        "snapshot",
        "spread",
        "tolerates_cordon",
        "volumes",
    )

    def __init__(self, incoming: PodInfo, snapshot: Snapshot, node_names: tuple[str, ...] | None) -> None:
        pod = incoming.pod
        self.incoming = incoming
        self.snapshot = snapshot
        self.node_names = node_names
        self.tolerates_cordon = tolerates_cordon(pod)
        self.required_affinity = get_required_node_affinity(pod)
        self.volumes: VolumeState | None = None
        self.spread: SpreadState | None = None
        self.affinity: AffinityState | None = None

    def clone(self) -> CycleState:
        """A copy in which pods can be tried out."""
        copy = CycleState.__new__(CycleState)
        for name in self.__slots__:
            setattr(copy, name, getattr(self, name))
        copy.spread = None if self.spread is None else self.spread.clone()
        copy.affinity = None if self.affinity is None else self.affinity.clone()
        return copy

    def update_with_pod(self, changed: PodInfo, node: NodeInfo, delta: int) -> None:
        """pkg/scheduler/framework/runtime/framework.go RunPreFilterExtensionAddPod, RunPreFilterExtensionRemovePod

        A pod comes to (1) or leaves (-1) the node.
        """
        if self.spread is not None:
            self.spread.update_with_pod(changed, node, delta)
        if self.affinity is not None:
            self.affinity.update_with_pod(changed, node, delta)


def scheduling_gates(pod: Pod) -> str:
    """pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go PreEnqueue

    Why the pod is not even queued: "waiting for scheduling gates: [..]"; "" without gates.
    """
    if not pod.spec.scheduling_gates:
        return ""
    return f"waiting for scheduling gates: [{' '.join(gate.name for gate in pod.spec.scheduling_gates)}]"


def run_pre_filter_plugins(incoming: PodInfo, snapshot: Snapshot) -> CycleState | Status:
    """pkg/scheduler/framework/runtime/framework.go RunPreFilterPlugins

    The state for the filters, or the Status of the plugin that refuses the pod before any node is looked at.
    """
    pod = incoming.pod
    names = pre_filter_node_affinity(pod)
    if isinstance(names, Status):
        return names
    state = CycleState(incoming, snapshot, names)
    volumes = pre_filter_volumes(pod, snapshot)
    if isinstance(volumes, Status):
        return volumes
    state.volumes = volumes
    nodes = snapshot.nodes.values()
    state.spread = pre_filter_topology_spread(pod, nodes)
    state.affinity = pre_filter_inter_pod_affinity(
        incoming, nodes, snapshot.nodes_with_affinity(), snapshot.namespace_labels
    )
    return state


def run_filter_plugins(state: CycleState, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/runtime/framework.go RunFilterPlugins

    None where the pod fits the node, else the Status of the first filter (FILTER_ORDER) that refuses.
    """
    incoming = state.incoming
    pod, shape = incoming.pod, incoming.shape
    status = (
        filter_node_unschedulable(node, tolerated=state.tolerates_cordon)
        or filter_node_name(pod, node)
        or filter_taint_toleration(pod, node)
        or filter_node_affinity(state.required_affinity, node)
        or filter_node_ports(shape.host_ports, node)
        or fits_request(shape.requests, node)
    )
    if status is None and state.volumes is not None:
        status = filter_volumes(state.volumes, incoming, node, state.snapshot)
    if status is None and state.spread is not None:
        status = filter_topology_spread(state.spread, node)
    if status is None and state.affinity is not None:
        status = filter_inter_pod_affinity(state.affinity, node)
    return status


def run_filter_plugins_with_nominated_pods(state: CycleState, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/runtime/framework.go RunFilterPluginsWithNominatedPods

    As `run_filter_plugins`, but the room promised to pods of the same or a higher priority counts as taken: the pod has to
    fit with them, and without them.
    """
    nominated = [
        info
        for info in state.snapshot.nominated.get(node.name, ())
        if info.key != state.incoming.key and info.shape.priority >= state.incoming.shape.priority
    ]
    if not nominated:
        return run_filter_plugins(state, node)
    crowded, with_them = node.clone(), state.clone()
    for info in nominated:
        crowded.add_pod(info)
        with_them.update_with_pod(info, crowded, 1)
    return run_filter_plugins(with_them, crowded) or run_filter_plugins(state, node)


class Diagnosis(Struct, frozen=True, kw_only=True):
    """framework.Diagnosis: what became of every node looked at.

    `statuses`: by node name, for those refused; `pre_filter_message`: why the pod was refused before any node was looked
    at. `all_nodes`: how many nodes the cluster has.
    """

    feasible: tuple[NodeInfo, ...]
    statuses: dict[str, Status]
    all_nodes: int
    pre_filter_message: str = ""
    state: CycleState | None = None

    def message(self, post_filter: str = "") -> str:
        """pkg/scheduler/framework/types.go FitError.Error: the text where no node fits."""
        return fit_error(self.all_nodes, self.statuses.values(), self.pre_filter_message, post_filter)


def find_nodes_that_fit_pod(
    incoming: PodInfo, snapshot: Snapshot, most: int | None = None, start: int = 0
) -> Diagnosis:
    """pkg/scheduler/schedule_one.go findNodesThatFitPod

    Which nodes the pod fits on, and why not on the others. `most`: enough after so many fitting nodes (see
    num_feasible_nodes_to_find); `start`: the place in the list of nodes where the search begins.
    """
    state = run_pre_filter_plugins(incoming, snapshot)
    all_nodes = len(snapshot.nodes)
    if isinstance(state, Status):
        return Diagnosis(
            feasible=(),
            statuses=dict.fromkeys(snapshot.nodes, state),
            all_nodes=all_nodes,
            pre_filter_message=", ".join(state.reasons),
        )
    feasible: list[NodeInfo] = []
    statuses: dict[str, Status] = {}
    for node in _nodes_to_look_at(state, start):
        status = run_filter_plugins_with_nominated_pods(state, node)
        if status is not None:
            statuses[node.name] = status
        else:
            feasible.append(node)
            if most is not None and len(feasible) >= most:
                break
    if state.node_names is not None:
        absent = Status(UNSCHEDULABLE_AND_UNRESOLVABLE, "", (f"node(s) didn't satisfy plugin(s) [{NODE_AFFINITY}]",))
        statuses.update((name, absent) for name in snapshot.nodes if name not in state.node_names)
    return Diagnosis(feasible=tuple(feasible), statuses=statuses, all_nodes=all_nodes, state=state)


def _nodes_to_look_at(state: CycleState, start: int) -> Iterable[NodeInfo]:
    nodes = state.snapshot.nodes
    if state.node_names is not None:
        return [nodes[name] for name in state.node_names if name in nodes]
    ordered = list(nodes.values())
    return ordered[start:] + ordered[:start] if start else ordered
