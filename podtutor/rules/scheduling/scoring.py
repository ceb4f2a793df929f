"""The scores: of the nodes a pod fits on, which one the scheduler likes best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from podtutor.kube.constants_control_plane import (
    IMAGE_LOCALITY_MAX_CONTAINER_THRESHOLD,
    IMAGE_LOCALITY_MIN_THRESHOLD,
    MAX_NODE_SCORE,
)
from podtutor.kube.pod import Pod, PreferredSchedulingTerm
from podtutor.rules.scheduling.framework import (
    DYNAMIC_RESOURCES,
    IMAGE_LOCALITY,
    INTER_POD_AFFINITY,
    NODE_AFFINITY,
    NODE_RESOURCES_BALANCED_ALLOCATION,
    NODE_RESOURCES_FIT,
    POD_TOPOLOGY_SPREAD,
    SCORE_WEIGHTS,
    TAINT_TOLERATION,
    default_normalize_score,
)
from podtutor.rules.scheduling.inter_pod_affinity import (
    normalize_inter_pod_affinity,
    pre_score_inter_pod_affinity,
    score_inter_pod_affinity,
)
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo, normalized_image_name
from podtutor.rules.scheduling.selectors import node_selector_term_matches
from podtutor.rules.scheduling.snapshot import Snapshot
from podtutor.rules.scheduling.topology_spread import (
    normalize_topology_spread,
    pre_score_topology_spread,
    score_topology_spread,
)
from podtutor.rules.taints import count_intolerable_taints_prefer_no_schedule, get_all_tolerations_prefer_no_schedule


class NodeScores(Struct, frozen=True):
    """The scores of nodes, in the order asked: each plugin's, normalized and weighted, and their sum."""

    names: tuple[str, ...]
    by_plugin: dict[str, tuple[int, ...]]
    totals: tuple[int, ...]

    def best(self) -> list[str]:
        """The names of the nodes with the highest total, sorted; upstream takes one of them at random."""
        highest = max(self.totals, default=0)
        return sorted(name for name, total in zip(self.names, self.totals, strict=True) if total == highest)

    def select_host(self, choose: Callable[[int], int] | None = None) -> str:
        """pkg/scheduler/schedule_one.go selectHost

        One of the nodes with the highest total: `choose` is handed how many there are and gives the place of one, in the
        order the nodes were looked at; without it the first. There must be a node.
        """
        highest = max(self.totals)
        ties = [name for name, total in zip(self.names, self.totals, strict=True) if total == highest]
        return ties[choose(len(ties)) if choose is not None and len(ties) > 1 else 0]


def prioritize_nodes(incoming: PodInfo, feasible: Sequence[NodeInfo], snapshot: Snapshot) -> NodeScores:
    """pkg/scheduler/schedule_one.go prioritizeNodes

    Every plugin scores every fitting node from 0 to 100; a plugin with nothing to say about the pod is left out.
    """
    pod = incoming.pod
    raw: dict[str, list[int]] = {TAINT_TOLERATION: _taint_toleration(pod, feasible)}
    preferred = preferred_scheduling_terms(pod)
    if preferred:
        sums = [score_node_affinity(preferred, node) for node in feasible]
        raw[NODE_AFFINITY] = default_normalize_score(sums, reverse=False)
    raw[NODE_RESOURCES_FIT] = [least_allocated_score(incoming, node) for node in feasible]
    spread = pre_score_topology_spread(pod, snapshot.default_selector(pod), feasible, snapshot.nodes.values())
    if spread is not None:
        counts = [score_topology_spread(spread, node) for node in feasible]
        raw[POD_TOPOLOGY_SPREAD] = normalize_topology_spread(spread, feasible, counts)
    points = pre_score_inter_pod_affinity(
        incoming, snapshot.nodes.values(), snapshot.nodes_with_affinity(), snapshot.namespace_labels
    )
    if points is not None:
        sums = [score_inter_pod_affinity(points, node) for node in feasible]
        raw[INTER_POD_AFFINITY] = normalize_inter_pod_affinity(sums)
    raw[DYNAMIC_RESOURCES] = [0 for _ in feasible]
    requests = incoming.shape.requests
    if requests.milli_cpu or requests.memory:
        raw[NODE_RESOURCES_BALANCED_ALLOCATION] = [balanced_allocation_score(incoming, node) for node in feasible]
    raw[IMAGE_LOCALITY] = [image_locality_score(pod, node, snapshot) for node in feasible]
    weighted = {name: tuple(SCORE_WEIGHTS[name] * score for score in scores) for name, scores in raw.items()}
    totals = tuple(map(sum, zip(*weighted.values(), strict=True)))
    return NodeScores(tuple(node.name for node in feasible), weighted, totals)


def _taint_toleration(pod: Pod, feasible: Sequence[NodeInfo]) -> list[int]:
    tolerations = get_all_tolerations_prefer_no_schedule(pod.spec.tolerations)
    counts = [count_intolerable_taints_prefer_no_schedule(node.preferred_taints, tolerations) for node in feasible]
    return default_normalize_score(counts, reverse=True)


def preferred_scheduling_terms(pod: Pod) -> tuple[PreferredSchedulingTerm, ...]:
    """pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go getPodPreferredNodeAffinity"""
    affinity = pod.spec.affinity
    if affinity is None or affinity.node_affinity is None:
        return ()
    return affinity.node_affinity.preferred_during_scheduling_ignored_during_execution


def score_node_affinity(terms: Sequence[PreferredSchedulingTerm], node: NodeInfo) -> int:
    """pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go Score

    The weights of the preferred terms that the node meets.
    """
    return sum(term.weight for term in terms if node_selector_term_matches(term.preference, node.labels, node.name))


def least_allocated_score(incoming: PodInfo, node: NodeInfo) -> int:
    """pkg/scheduler/framework/plugins/noderesources/least_allocated.go leastResourceScorer

    The mean over CPU and memory of what would stay free, in percent. Containers without a request count as 100m CPU and
    200Mi memory.
    """
    shape, allocatable = incoming.shape, node.allocatable
    scores = [
        least_requested_score(requested, capacity)
        for requested, capacity in (
            (node.non_zero_milli_cpu + shape.non_zero_milli_cpu, allocatable.milli_cpu),
            (node.non_zero_memory + shape.non_zero_memory, allocatable.memory),
        )
        if capacity != 0
    ]
    return sum(scores) // len(scores) if scores else 0


def least_requested_score(requested: int, capacity: int) -> int:
    """pkg/scheduler/framework/plugins/noderesources/least_allocated.go leastRequestedScore"""
    if capacity == 0 or requested > capacity:
        return 0
    return (capacity - requested) * MAX_NODE_SCORE // capacity


def balanced_allocation_score(incoming: PodInfo, node: NodeInfo) -> int:
    """pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go BalancedAllocation.Score

    75 for a pod that leaves CPU and memory as evenly used as they were, more where it evens them out, less where it does
    the contrary.
    """
    requests = incoming.shape.requests
    after = balanced_resource_score(node, requests.milli_cpu, requests.memory)
    before = balanced_resource_score(node, 0, 0)
    half = MAX_NODE_SCORE // 2
    return half + (half + after - before) // 2


def balanced_resource_score(node: NodeInfo, milli_cpu: int, memory: int) -> int:
    """pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go balancedResourceScorer

    100 less the standard deviation (in percent) of the used fractions of CPU and memory, with so much more in use.
    """
    allocatable = node.allocatable
    fractions = [
        min(1.0, requested / capacity)
        for requested, capacity in (
            (node.milli_cpu + milli_cpu, allocatable.milli_cpu),
            (node.memory + memory, allocatable.memory),
        )
        if capacity != 0
    ]
    deviation = abs((fractions[0] - fractions[1]) / 2) if len(fractions) == 2 else 0.0
    return int((1 - deviation) * MAX_NODE_SCORE)


def image_locality_score(pod: Pod, node: NodeInfo, snapshot: Snapshot) -> int:
    """pkg/scheduler/framework/plugins/imagelocality/image_locality.go Score

    How much of the pod's images the node has already; an image counts in proportion to the nodes that have it, so that
    pods do not all follow the first.
    """
    images = [container.image for container in (*pod.spec.init_containers, *pod.spec.containers)]
    images += [volume.image.reference for volume in pod.spec.volumes if volume.image is not None]
    total = 0
    for image in images if node.images else ():
        name = normalized_image_name(image)
        state = snapshot.images.get(name)
        if state is not None and name in node.images:
            size, nodes = state
            total += int(size * (nodes / len(snapshot.nodes)))
    lowest = IMAGE_LOCALITY_MIN_THRESHOLD
    highest = IMAGE_LOCALITY_MAX_CONTAINER_THRESHOLD * len(images)
    total = min(max(total, lowest), highest)
    return MAX_NODE_SCORE * (total - lowest) // (highest - lowest) if highest > lowest else 0
