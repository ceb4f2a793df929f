"""InterPodAffinity: pods that want to be near other pods, or away from them; strictly (filter) or if possible (score)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from podtutor.kube.constants_control_plane import HARD_POD_AFFINITY_WEIGHT, MAX_NODE_SCORE
from podtutor.rules.scheduling.framework import (
    INTER_POD_AFFINITY,
    UNSCHEDULABLE,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    Status,
)
from podtutor.rules.scheduling.node_info import AffinityTerm, NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import Labels

Pair = tuple[str, str]
"""A topology: (label key, value)."""
Counts = dict[Pair, int]
NamespaceLabels = Mapping[str, Labels]

_NOT_NEAR = Status(UNSCHEDULABLE_AND_UNRESOLVABLE, INTER_POD_AFFINITY, ("node(s) didn't match pod affinity rules",))
_NOT_AWAY = Status(UNSCHEDULABLE, INTER_POD_AFFINITY, ("node(s) didn't match pod anti-affinity rules",))
_UNWANTED = Status(UNSCHEDULABLE, INTER_POD_AFFINITY, ("node(s) didn't satisfy existing pods anti-affinity rules",))


def _add(counts: Counts, pair: Pair, delta: int) -> None:
    """topologyToMatchedTermCount.update: an entry that falls to zero is gone."""
    total = counts.get(pair, 0) + delta
    if total == 0:
        counts.pop(pair, None)
    else:
        counts[pair] = total


class AffinityState:
    """interpodaffinity.preFilterState: how many pods match, by topology."""

    __slots__ = ("affinity", "anti_affinity", "existing_anti_affinity", "incoming", "namespace_labels")

    def __init__(self, incoming: PodInfo, namespace_labels: NamespaceLabels) -> None:
        self.incoming = incoming
        self.namespace_labels = namespace_labels
        self.affinity: Counts = {}
        self.anti_affinity: Counts = {}
        self.existing_anti_affinity: Counts = {}

    def clone(self) -> AffinityState:
        """A copy whose counts may change on their own."""
        copy = AffinityState(self.incoming, self.namespace_labels)
        copy.affinity = dict(self.affinity)
        copy.anti_affinity = dict(self.anti_affinity)
        copy.existing_anti_affinity = dict(self.existing_anti_affinity)
        return copy

    def update_with_pod(self, changed: PodInfo, node: NodeInfo, delta: int) -> None:
        """pkg/scheduler/framework/plugins/interpodaffinity/filtering.go updateWithPod"""
        self.count_existing(changed, node, delta)
        self.count_matching(changed.namespace, changed.pod.metadata.labels, node, delta)

    def count_existing(self, existing: PodInfo, node: NodeInfo, delta: int) -> None:
        """The existing pod's own anti-affinity, where it is against the incoming pod."""
        incoming = self.incoming
        for term in existing.shape.required_anti_affinity:
            value = node.labels.get(term.topology_key)
            if value is not None and self._matches(term, incoming.namespace, incoming.pod.metadata.labels):
                _add(self.existing_anti_affinity, (term.topology_key, value), delta)

    def count_matching(self, namespace: str, labels: Labels, node: NodeInfo, delta: int) -> None:
        """The incoming pod's terms that pods of this namespace with these labels match, `delta` of them."""
        shape = self.incoming.shape
        near = shape.required_affinity
        if near and all(self._matches(term, namespace, labels) for term in near):
            for term in near:
                value = node.labels.get(term.topology_key)
                if value is not None:
                    _add(self.affinity, (term.topology_key, value), delta)
        for term in shape.required_anti_affinity:
            value = node.labels.get(term.topology_key)
            if value is not None and self._matches(term, namespace, labels):
                _add(self.anti_affinity, (term.topology_key, value), delta)

    def matches_itself(self) -> bool:
        """Whether the incoming pod matches all of its own affinity terms: the first of a series may go anywhere."""
        incoming = self.incoming
        labels = incoming.pod.metadata.labels
        return all(self._matches(term, incoming.namespace, labels) for term in incoming.shape.required_affinity)

    def _matches(self, term: AffinityTerm, namespace: str, labels: Labels) -> bool:
        return term.matches(namespace, labels, self.namespace_labels)


def pre_filter_inter_pod_affinity(
    incoming: PodInfo,
    nodes: Iterable[NodeInfo],
    with_affinity: Iterable[NodeInfo],
    namespace_labels: NamespaceLabels,
) -> AffinityState | None:
    """pkg/scheduler/framework/plugins/interpodaffinity/filtering.go PreFilter

    `with_affinity`: the nodes with pods that have affinity terms. None where neither the pod nor any other has a word to
    say.
    """
    state = AffinityState(incoming, namespace_labels)
    for node in with_affinity:
        for existing in node.with_required_anti_affinity.values():
            state.count_existing(existing, node, 1)
    shape = incoming.shape
    if not shape.required_affinity and not shape.required_anti_affinity:
        return state if state.existing_anti_affinity else None
    for node in nodes:
        for group in node.groups.values():
            state.count_matching(group.namespace, group.labels, node, group.pods)
    return state


def filter_inter_pod_affinity(state: AffinityState, node: NodeInfo) -> Status | None:
    """pkg/scheduler/framework/plugins/interpodaffinity/filtering.go Filter

    First the pod's affinity, then its anti-affinity, then that of the pods already there.
    """
    if not _satisfies_affinity(state, node):
        return _NOT_NEAR
    if state.anti_affinity:
        for term in state.incoming.shape.required_anti_affinity:
            value = node.labels.get(term.topology_key)
            if value is not None and state.anti_affinity.get((term.topology_key, value), 0) > 0:
                return _NOT_AWAY
    if state.existing_anti_affinity:
        for pair in node.labels.items():
            if state.existing_anti_affinity.get(pair, 0) > 0:
                return _UNWANTED
    return None


def _satisfies_affinity(state: AffinityState, node: NodeInfo) -> bool:
    """satisfyPodAffinity: a matching pod in every topology; nobody matching anywhere leaves it to the pod itself."""
    pods_exist = True
    for term in state.incoming.shape.required_affinity:
        value = node.labels.get(term.topology_key)
        if value is None:
            return False
        if state.affinity.get((term.topology_key, value), 0) <= 0:
            pods_exist = False
    return pods_exist or (not state.affinity and state.matches_itself())


def pre_score_inter_pod_affinity(
    incoming: PodInfo,
    nodes: Iterable[NodeInfo],
    with_affinity: Iterable[NodeInfo],
    namespace_labels: NamespaceLabels,
) -> Counts | None:
    """pkg/scheduler/framework/plugins/interpodaffinity/scoring.go PreScore

    Points by topology, from the preferred terms of the pod and of the pods there are, and from the required affinity of
    the latter. None where nobody gives any.
    """
    points: Counts = {}
    touched: dict[Pair, None] = {}
    shape = incoming.shape
    own = [(term, 1) for term in shape.preferred_affinity] + [(term, -1) for term in shape.preferred_anti_affinity]

    def give(term: AffinityTerm, node: NodeInfo, points_given: int) -> None:
        value = node.labels.get(term.topology_key)
        if value is not None:
            pair = (term.topology_key, value)
            touched[pair] = None
            points[pair] = points.get(pair, 0) + points_given

    if own:
        for node in nodes:
            for group in node.groups.values():
                for term, sign in own:
                    if term.matches(group.namespace, group.labels, namespace_labels):
                        give(term, node, sign * term.weight * group.pods)
    labels_of_incoming = incoming.pod.metadata.labels
    for node in with_affinity:
        for existing in node.with_affinity.values():
            for term, weight in _terms_of_existing(existing):
                if term.matches(incoming.namespace, labels_of_incoming, namespace_labels):
                    give(term, node, weight)
    return points if touched else None


def _terms_of_existing(existing: PodInfo) -> list[tuple[AffinityTerm, int]]:
    shape = existing.shape
    return [
        *((term, HARD_POD_AFFINITY_WEIGHT) for term in shape.required_affinity),
        *((term, term.weight) for term in shape.preferred_affinity),
        *((term, -term.weight) for term in shape.preferred_anti_affinity),
    ]


def score_inter_pod_affinity(points: Counts, node: NodeInfo) -> int:
    """pkg/scheduler/framework/plugins/interpodaffinity/scoring.go Score"""
    return sum(points.get(pair, 0) for pair in node.labels.items())


def normalize_inter_pod_affinity(scores: Sequence[int]) -> list[int]:
    """pkg/scheduler/framework/plugins/interpodaffinity/scoring.go NormalizeScore

    Stretched so that the lowest becomes 0 and the highest 100; all 0 where they are equal.
    """
    lowest, highest = min(scores, default=0), max(scores, default=0)
    if lowest == highest:
        return [0 for _ in scores]
    return [int(MAX_NODE_SCORE * ((score - lowest) / (highest - lowest))) for score in scores]
