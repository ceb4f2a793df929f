"""The frame the plugins hang in: their names, order and weights, and the status a filter answers with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from podtutor.kube.constants_control_plane import (
    DEFAULT_PERCENTAGE_OF_NODES_TO_SCORE,
    MAX_NODE_SCORE,
    MIN_FEASIBLE_NODES_PERCENTAGE_TO_FIND,
    MIN_FEASIBLE_NODES_TO_FIND,
    NODES_PER_PERCENT_LESS,
)

UNSCHEDULABLE: Final = "Unschedulable"
"""fwk.Unschedulable: not now; deleting pods (preemption) may help."""
UNSCHEDULABLE_AND_UNRESOLVABLE: Final = "UnschedulableAndUnresolvable"
"""fwk.UnschedulableAndUnresolvable: whatever pods go, this pod does not fit here."""

NODE_UNSCHEDULABLE: Final = "NodeUnschedulable"
NODE_NAME: Final = "NodeName"
TAINT_TOLERATION: Final = "TaintToleration"
NODE_AFFINITY: Final = "NodeAffinity"
NODE_PORTS: Final = "NodePorts"
NODE_RESOURCES_FIT: Final = "NodeResourcesFit"
VOLUME_RESTRICTIONS: Final = "VolumeRestrictions"
VOLUME_BINDING: Final = "VolumeBinding"
VOLUME_ZONE: Final = "VolumeZone"
POD_TOPOLOGY_SPREAD: Final = "PodTopologySpread"
INTER_POD_AFFINITY: Final = "InterPodAffinity"
DYNAMIC_RESOURCES: Final = "DynamicResources"
NODE_RESOURCES_BALANCED_ALLOCATION: Final = "NodeResourcesBalancedAllocation"
IMAGE_LOCALITY: Final = "ImageLocality"

FILTER_ORDER: Final = (
    (NODE_UNSCHEDULABLE, "a cordoned node takes no new pods"),
    (NODE_NAME, "spec.nodeName, where it is set"),
    (TAINT_TOLERATION, "NoSchedule and NoExecute taints need a toleration"),
    (NODE_AFFINITY, "nodeSelector and required node affinity"),
    (NODE_PORTS, "host ports must be free"),
    (NODE_RESOURCES_FIT, "requests, and the number of pods, must fit into what is allocatable"),
    (VOLUME_RESTRICTIONS, "a volume that only one pod may use"),
    (VOLUME_BINDING, "claims must be bound, or bindable here"),
    (VOLUME_ZONE, "volumes of a zone are reached from that zone only"),
    (POD_TOPOLOGY_SPREAD, "DoNotSchedule spread constraints"),
    (INTER_POD_AFFINITY, "required affinity and anti-affinity between pods"),
)
"""The order in which filters run; on each node the first that fails reports. (plugin, what it looks at)"""

SCORE_WEIGHTS: Final = {
    TAINT_TOLERATION: 3,
    NODE_AFFINITY: 2,
    NODE_RESOURCES_FIT: 1,
    POD_TOPOLOGY_SPREAD: 2,
    INTER_POD_AFFINITY: 2,
    DYNAMIC_RESOURCES: 2,
    NODE_RESOURCES_BALANCED_ALLOCATION: 1,
    IMAGE_LOCALITY: 1,
}
"""pkg/scheduler/apis/config/v1/default_plugins.go: what each plugin's score (0 to 100) is multiplied with."""


class Status(Struct, frozen=True):
    """Why a node was refused: by which plugin ("" for all at once), how finally, and in which words."""

    code: str
    plugin: str
    reasons: tuple[str, ...]


def num_feasible_nodes_to_find(all_nodes: int) -> int:
    """pkg/scheduler/schedule_one.go numFeasibleNodesToFind

    After how many fitting nodes the scheduler stops looking: all below 100 nodes, 50 % and one percent less for every
    125 nodes above, never less than 5 % nor than 100.
    """
    if all_nodes < MIN_FEASIBLE_NODES_TO_FIND:
        return all_nodes
    percentage = DEFAULT_PERCENTAGE_OF_NODES_TO_SCORE - all_nodes // NODES_PER_PERCENT_LESS
    percentage = max(percentage, MIN_FEASIBLE_NODES_PERCENTAGE_TO_FIND)
    return max(all_nodes * percentage // 100, MIN_FEASIBLE_NODES_TO_FIND)


def default_normalize_score(scores: Sequence[int], *, reverse: bool) -> list[int]:
    """pkg/scheduler/framework/plugins/helper/normalize_score.go DefaultNormalizeScore

    Scaled so that the highest becomes 100; `reverse` turns the scale around.
    """
    highest = max(scores, default=0)
    if highest == 0:
        return [MAX_NODE_SCORE if reverse else score for score in scores]
    scaled = [MAX_NODE_SCORE * score // highest for score in scores]
    return [MAX_NODE_SCORE - score for score in scaled] if reverse else scaled


def reasons_histogram(statuses: Iterable[Status]) -> list[str]:
    """pkg/scheduler/framework/types.go FitError.Error

    "N reason" for every reason given, sorted as text.
    """
    counts: dict[str, int] = {}
    for status in statuses:
        for reason in status.reasons:
            counts[reason] = counts.get(reason, 0) + 1
    return sorted(f"{count} {reason}" for reason, count in counts.items())


def fit_error(all_nodes: int, statuses: Iterable[Status], pre_filter_message: str = "", post_filter: str = "") -> str:
    """pkg/scheduler/framework/types.go FitError.Error

    The text of a pod that fits nowhere: `0/3 nodes are available: 1 Insufficient cpu, 2 ….`; a rejection before any node
    was looked at gives its own message; what the plugins that look for a way out said comes last.
    """
    text = f"0/{all_nodes} nodes are available:"
    if pre_filter_message:
        text += f" {pre_filter_message}."
    else:
        reasons = reasons_histogram(statuses)
        text += f" {', '.join(reasons)}." if reasons else ""
    return f"{text} {post_filter}" if post_filter else text
