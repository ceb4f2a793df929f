"""PodTopologySpread: pods spread evenly over the values of a node label; strictly (filter) or if possible (score)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, log
from typing import Final

from msgspec import Struct

from podtutor.kube.constants_control_plane import (
    DEFAULT_SPREAD_MAX_SKEW_HOSTNAME,
    DEFAULT_SPREAD_MAX_SKEW_ZONE,
    MAX_NODE_SCORE,
)
from podtutor.kube.pod import Pod, TopologySpreadConstraint
from podtutor.rules.scheduling.framework import (
    POD_TOPOLOGY_SPREAD,
    UNSCHEDULABLE,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    Status,
)
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import (
    RequiredNodeAffinity,
    Requirement,
    Selector,
    get_required_node_affinity,
    label_selector_as_selector,
)
from podtutor.rules.taints import find_matching_untolerated_taint

HOSTNAME: Final = "kubernetes.io/hostname"
ZONE: Final = "topology.kubernetes.io/zone"

_TOO_UNEVEN = Status(UNSCHEDULABLE, POD_TOPOLOGY_SPREAD, ("node(s) didn't match pod topology spread constraints",))
_NO_LABEL = Status(
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    POD_TOPOLOGY_SPREAD,
    ("node(s) didn't match pod topology spread constraints (missing required label)",),
)


class Constraint(Struct, frozen=True, kw_only=True):
    """podtopologyspread.topologySpreadConstraint: a constraint with its selector ready."""

    max_skew: int
    topology_key: str
    selector: Selector
    min_domains: int = 1
    honors_affinity: bool = True
    honors_taints: bool = False


def get_constraints(pod: Pod, when: str) -> tuple[Constraint, ...]:
    """pkg/scheduler/framework/plugins/podtopologyspread/common.go filterTopologySpreadConstraints

    The pod's own constraints that are DoNotSchedule, or ScheduleAnyway, as `when` says.
    """
    return tuple(
        Constraint(
            max_skew=one.max_skew,
            topology_key=one.topology_key,
            selector=_selector(pod, one),
            min_domains=1 if one.min_domains is None else one.min_domains,
            honors_affinity=one.node_affinity_policy != "Ignore",
            honors_taints=one.node_taints_policy == "Honor",
        )
        for one in pod.spec.topology_spread_constraints
        if one.when_unsatisfiable == when
    )


def _selector(pod: Pod, one: TopologySpreadConstraint) -> Selector:
    labels = pod.metadata.labels
    own = tuple(Requirement(key, "In", (labels[key],)) for key in one.match_label_keys if key in labels)
    return label_selector_as_selector(one.label_selector, own)


def system_default_constraints(selector: Selector) -> tuple[Constraint, ...]:
    """pkg/scheduler/framework/plugins/podtopologyspread/plugin.go systemDefaultConstraints

    What holds for a pod without constraints that a Service or a controller selects: evenly over nodes and zones, if
    possible.
    """
    return (
        Constraint(max_skew=DEFAULT_SPREAD_MAX_SKEW_HOSTNAME, topology_key=HOSTNAME, selector=selector),
        Constraint(max_skew=DEFAULT_SPREAD_MAX_SKEW_ZONE, topology_key=ZONE, selector=selector),
    )


def count_pods_match_selector(node: NodeInfo, selector: Selector, namespace: str) -> int:
    """pkg/scheduler/framework/plugins/podtopologyspread/common.go countPodsMatchSelector

    Pods of the namespace on the node that the selector matches; those being deleted do not count.
    """
    if selector.empty or selector.nothing:
        return 0
    return sum(
        group.alive
        for group in node.groups.values()
        if group.alive and group.namespace == namespace and selector.matches(group.labels)
    )


class _Includes:
    """matchNodeInclusionPolicies: which nodes a constraint counts, asked for one pod."""

    __slots__ = ("pod", "required")

    def __init__(self, pod: Pod) -> None:
        self.pod = pod
        self.required: RequiredNodeAffinity | None = get_required_node_affinity(pod)

    def counts(self, constraint: Constraint, node: NodeInfo) -> bool:
        """Whether the node is one the pod could go to, as far as the constraint's policies ask."""
        required = self.required if constraint.honors_affinity else None
        if required is not None and not required.matches(node.labels, node.name):
            return False
        if constraint.honors_taints and node.blocking_taints:
            return find_matching_untolerated_taint(node.blocking_taints, self.pod.spec.tolerations) is None
        return True


class SpreadState:
    """podtopologyspread.preFilterState: for each constraint how many matching pods each topology value has."""

    __slots__ = ("constraints", "counts", "includes", "matches_itself", "namespace")

    def __init__(
        self,
        pod: Pod,
        constraints: tuple[Constraint, ...],
        counts: list[dict[str, int]],
        includes: _Includes,
    ) -> None:
        self.constraints = constraints
        self.counts = counts
        self.includes = includes
        self.namespace = pod.metadata.namespace
        self.matches_itself = [one.selector.matches(pod.metadata.labels) for one in constraints]

    def clone(self) -> SpreadState:
        """A copy whose counts may change on their own."""
        return SpreadState(self.includes.pod, self.constraints, [dict(one) for one in self.counts], self.includes)

    def update_with_pod(self, changed: PodInfo, node: NodeInfo, delta: int) -> None:
        """pkg/scheduler/framework/plugins/podtopologyspread/filtering.go updateWithPod"""
        if changed.namespace != self.namespace or not _has_all_labels(node, self.constraints):
            return
        for constraint, counts in zip(self.constraints, self.counts, strict=True):
            matches = constraint.selector.matches(changed.pod.metadata.labels)
            if matches and self.includes.counts(constraint, node):
                value = node.labels[constraint.topology_key]
                counts[value] = counts.get(value, 0) + delta


def _has_all_labels(node: NodeInfo, constraints: Iterable[Constraint]) -> bool:
    return all(one.topology_key in node.labels for one in constraints)


def pre_filter_topology_spread(pod: Pod, nodes: Iterable[NodeInfo]) -> SpreadState | None:
    """pkg/scheduler/framework/plugins/podtopologyspread/filtering.go calPreFilterState

    Counts over all nodes of the cluster; None where the pod has no DoNotSchedule constraint.
    """
    constraints = get_constraints(pod, "DoNotSchedule")
    if not constraints:
        return None
    includes = _Includes(pod)
    counts: list[dict[str, int]] = [{} for _ in constraints]
    namespace = pod.metadata.namespace
    for node in nodes:
        if not _has_all_labels(node, constraints):
            continue
        for constraint, by_value in zip(constraints, counts, strict=True):
            if includes.counts(constraint, node):
                value = node.labels[constraint.topology_key]
                found = count_pods_match_selector(node, constraint.selector, namespace)
                by_value[value] = by_value.get(value, 0) + found
    return SpreadState(pod, constraints, counts, includes)


def filter_topology_spread(state: SpreadState, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/podtopologyspread/filtering.go Filter

    Pods here, with this one, may exceed the emptiest value by maxSkew at most. Fewer values than minDomains make the
    emptiest count as 0.
    """
    for constraint, counts, itself in zip(state.constraints, state.counts, state.matches_itself, strict=True):
        value = node.labels.get(constraint.topology_key)
        if value is None:
            return _NO_LABEL
        fewest = min(counts.values()) if counts and len(counts) >= constraint.min_domains else 0
        if counts.get(value, 0) + itself - fewest > constraint.max_skew:
            return _TOO_UNEVEN
    return None


class SpreadScores(Struct, frozen=True):
    """podtopologyspread.preScoreState: constraints, counts by topology value, weights, and nodes not to be scored."""

    constraints: tuple[Constraint, ...]
    counts: tuple[dict[str, int], ...]
    weights: tuple[float, ...]
    ignored: tuple[str, ...]
    namespace: str


def pre_score_topology_spread(
    pod: Pod, default: Selector | None, feasible: Sequence[NodeInfo], nodes: Iterable[NodeInfo]
) -> SpreadScores | None:
    """pkg/scheduler/framework/plugins/podtopologyspread/scoring.go PreScore

    `default`: what selects the pod's siblings where it names no constraint at all; None where nothing does. The answer is
    None where there is nothing to score.
    """
    own = bool(pod.spec.topology_spread_constraints)
    constraints = get_constraints(pod, "ScheduleAnyway")
    if not own and default is not None and not default.empty:
        constraints = system_default_constraints(default)
    if not constraints:
        return None
    counts: tuple[dict[str, int], ...] = tuple({} for _ in constraints)
    ignored = [node.name for node in feasible if own and not _has_all_labels(node, constraints)]
    for node in feasible:
        if node.name in ignored:
            continue
        for constraint, by_value in zip(constraints, counts, strict=True):
            if constraint.topology_key != HOSTNAME:
                by_value.setdefault(node.labels.get(constraint.topology_key, ""), 0)
    scored = len(feasible) - len(ignored)
    sizes = [
        scored if one.topology_key == HOSTNAME else len(by_value)
        for one, by_value in zip(constraints, counts, strict=True)
    ]
    namespace = pod.metadata.namespace
    _count_siblings(_Includes(pod), constraints, counts, nodes, namespace, own=own)
    return SpreadScores(constraints, counts, tuple(log(size + 2) for size in sizes), tuple(ignored), namespace)


def _count_siblings(
    includes: _Includes,
    constraints: tuple[Constraint, ...],
    counts: tuple[dict[str, int], ...],
    nodes: Iterable[NodeInfo],
    namespace: str,
    *,
    own: bool,
) -> None:
    """Adds the matching pods of every node to the topology values that a fitting node has."""
    if not any(counts):
        return
    for node in nodes:
        if own and not _has_all_labels(node, constraints):
            continue
        for constraint, by_value in zip(constraints, counts, strict=True):
            value = node.labels.get(constraint.topology_key, "")
            if value in by_value and includes.counts(constraint, node):
                by_value[value] += count_pods_match_selector(node, constraint.selector, namespace)


def score_topology_spread(state: SpreadScores, node: NodeInfo) -> int:
    """pkg/scheduler/framework/plugins/podtopologyspread/scoring.go Score

    The more matching pods share the node's topology values, the higher; turned around by the normalization.
    """
    if node.name in state.ignored:
        return 0
    score = 0.0
    for constraint, by_value, weight in zip(state.constraints, state.counts, state.weights, strict=True):
        value = node.labels.get(constraint.topology_key)
        if value is None:
            continue
        if constraint.topology_key == HOSTNAME:
            found = count_pods_match_selector(node, constraint.selector, state.namespace)
        else:
            found = by_value[value]
        score += found * weight + (constraint.max_skew - 1)
    return floor(score + 0.5)


def normalize_topology_spread(state: SpreadScores, nodes: Sequence[NodeInfo], scores: Sequence[int]) -> list[int]:
    """pkg/scheduler/framework/plugins/podtopologyspread/scoring.go NormalizeScore"""
    counted = [score for node, score in zip(nodes, scores, strict=True) if node.name not in state.ignored]
    lowest, highest = min(counted, default=0), max([0, *counted])
    result: list[int] = []
    for node, score in zip(nodes, scores, strict=True):
        if node.name in state.ignored:
            result.append(0)
        elif highest == 0:
            result.append(MAX_NODE_SCORE)
        else:
            result.append(MAX_NODE_SCORE * (highest + lowest - score) // highest)
    return result
