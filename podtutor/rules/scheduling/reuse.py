"""A shortcut through filters and scores for pods of one signature: what was worked out for one holds for the next.

Between two pods of the same template only the nodes differ that a pod came to or left. `ScoreReuse` keeps, for each
signature, every node's verdict and score in lists and works out again only what changed; it answers exactly what
`find_nodes_that_fit_pod`, `prioritize_nodes` and `NodeScores.select_host` answer, or None where the shortcut does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log
from operator import add

from msgspec import Struct

from podtutor.kube.constants_control_plane import DEFAULT_SPREAD_MAX_SKEW_HOSTNAME, MAX_NODE_SCORE
from podtutor.kube.pod import NodeSelectorTerm, Toleration
from podtutor.rules.scheduling.cycle import CycleState, run_filter_plugins, run_pre_filter_plugins
from podtutor.rules.scheduling.framework import POD_TOPOLOGY_SPREAD, SCORE_WEIGHTS, Status
from podtutor.rules.scheduling.node_info import GroupKey, NodeInfo, PodInfo, PodShape
from podtutor.rules.scheduling.scoring import (
    balanced_allocation_score,
    image_locality_score,
    least_allocated_score,
    preferred_scheduling_terms,
)
from podtutor.rules.scheduling.selectors import Selector, required_node_selector_terms
from podtutor.rules.scheduling.snapshot import Snapshot
from podtutor.rules.scheduling.topology_spread import HOSTNAME, ZONE, count_pods_match_selector

_UNFIT = -(10**9)

Signature = tuple[
    GroupKey, int, tuple[Toleration, ...], tuple[tuple[str, str], ...], tuple[NodeSelectorTerm, ...] | None
]


class Choice(Struct, frozen=True):
    """The node chosen, and how many nodes were looked at: the next search begins after them."""

    node: str
    looked_at: int
    feasible: int


def sign_pod(incoming: PodInfo) -> Signature | None:
    """pkg/scheduler/framework/runtime/framework.go SignPod

    What pods must share for the shortcut: namespace, labels, shape (the same PodShape object), and what the filters read
    besides. None for pods whose fate depends on more than one node at a time, or on anything outside their specification.
    """
    pod, shape = incoming.pod, incoming.shape
    spec = pod.spec
    if shape.has_affinity or spec.topology_spread_constraints or preferred_scheduling_terms(pod):
        return None
    if spec.volumes and (shape.claims or any(volume.ephemeral is not None for volume in spec.volumes)):
        return None
    if spec.node_name or pod.status.nominated_node_name:
        return None
    required = required_node_selector_terms(spec.affinity)
    return incoming.group, id(shape), spec.tolerations, tuple(spec.node_selector.items()), required


class _Table:
    """For one signature: by place in the list of nodes, the sum of the node's own scores and the siblings on it."""

    __slots__ = ("counts", "locals", "names", "places", "read", "selector", "shape", "state")

    def __init__(self, incoming: PodInfo, state: CycleState, selector: Selector | None, snapshot: Snapshot) -> None:
        self.shape: PodShape = incoming.shape
        self.state = state
        self.selector = selector
        self.names = list(snapshot.nodes)
        self.places = {name: place for place, name in enumerate(self.names)}
        self.locals = [0] * len(self.names)
        self.counts = [0] * len(self.names)
        self.read = -1

    def refresh(self, incoming: PodInfo, snapshot: Snapshot) -> None:
        """Works out again what changed since the last time."""
        if self.read < snapshot.forgotten:
            changed = self.names
        else:
            changed = list(dict.fromkeys(snapshot.changes[self.read - snapshot.forgotten :]))
        self.read = snapshot.forgotten + len(snapshot.changes)
        for name in changed:
            place = self.places[name]
            node = snapshot.nodes[name]
            self.locals[place] = self._local(incoming, node, snapshot)
            if self.selector is not None:
                self.counts[place] = count_pods_match_selector(node, self.selector, incoming.namespace)

    def _local(self, incoming: PodInfo, node: NodeInfo, snapshot: Snapshot) -> int:
        if run_filter_plugins(self.state, node) is not None:
            return _UNFIT
        score = least_allocated_score(incoming, node) + image_locality_score(incoming.pod, node, snapshot)
        requests = incoming.shape.requests
        if requests.milli_cpu or requests.memory:
            score += balanced_allocation_score(incoming, node)
        return score

    def choose(self, most: int, start: int, choose: Callable[[int], int] | None) -> Choice | None:
        """The best of the first `most` fitting nodes from `start` on; None where none fits."""
        size = len(self.names)
        scores, looked_at = _slice(self.locals, start, most), min(most, size)
        unfit = scores.count(_UNFIT)
        while looked_at - unfit < most and looked_at < size:
            step = min(most - looked_at + unfit, size - looked_at)
            more = _slice(self.locals, (start + looked_at) % size, step)
            scores += more
            unfit += more.count(_UNFIT)
            looked_at += step
        if looked_at == unfit:
            return None
        if self.selector is not None:
            scores = _with_spread(scores, _slice(self.counts, start, looked_at), looked_at - unfit)
        highest = max(scores)
        place = scores.index(highest)
        if choose is not None and (ties := scores.count(highest)) > 1:
            for _ in range(choose(ties)):
                place = scores.index(highest, place + 1)
        return Choice(self.names[(start + place) % size], looked_at, looked_at - unfit)


def _slice(values: list[int], start: int, length: int) -> list[int]:
    """`length` values from `start` on, around the end."""
    end = start + length
    return values[start:end] if end <= len(values) else values[start:] + values[: end - len(values)][:start]


def _with_spread(scores: list[int], counts: list[int], feasible: int) -> list[int]:
    """PodTopologySpread with the system's default constraint over host names, as `prioritize_nodes` has it.

    Scores of nodes that do not fit stay far below all others.
    """
    weight = log(feasible + 2)
    skew = DEFAULT_SPREAD_MAX_SKEW_HOSTNAME - 1
    raw = {count: floor(count * weight + skew + 0.5) for count in dict.fromkeys(counts)}
    fitting = list(raw)
    if feasible < len(scores):
        fitting = [count for score, count in zip(scores, counts, strict=True) if score > _UNFIT]
    lowest, highest = raw[min(fitting)], raw[max(fitting)]
    if lowest == highest:
        return scores
    by_count = {
        count: SCORE_WEIGHTS[POD_TOPOLOGY_SPREAD] * (MAX_NODE_SCORE * (highest + lowest - score) // highest)
        for count, score in raw.items()
    }
    return list(map(add, scores, map(by_count.__getitem__, counts)))


class ScoreReuse:
    """The tables of the signatures seen, over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._tables: dict[Signature, _Table] = {}
        self._layout = -1
        self._applies = False

    def select(
        self, incoming: PodInfo, most: int, start: int = 0, choose: Callable[[int], int] | None = None
    ) -> Choice | None:
        """The node for the pod; None where it fits nowhere or has to go the long way.

        `most`, `start` and `choose` as in find_nodes_that_fit_pod and NodeScores.select_host.
        """
        snapshot = self._snapshot
        signature = sign_pod(incoming)
        if signature is None or snapshot.pods_with_affinity or any(snapshot.nominated.values()):
            return None
        if not self._cluster_is_plain():
            return None
        selector = snapshot.default_selector(incoming.pod)
        selector = None if selector is None or selector.empty else selector
        table = self._tables.get(signature)
        if table is None or table.selector != selector:
            state = run_pre_filter_plugins(incoming, snapshot)
            if isinstance(state, Status) or state.node_names is not None:
                return None
            table = self._tables[signature] = _Table(incoming, state, selector, snapshot)
        table.refresh(incoming, snapshot)
        return table.choose(most, start, choose)

    def _cluster_is_plain(self) -> bool:
        """Whether no node has a zone, a soft taint or no host name: then every score but the spread is the node's own."""
        snapshot = self._snapshot
        if self._layout != snapshot.layout:
            self._layout = snapshot.layout
            self._applies = bool(snapshot.nodes) and all(
                not node.preferred_taints and ZONE not in node.labels and HOSTNAME in node.labels
                for node in snapshot.nodes.values()
            )
            self._tables.clear()
        return self._applies
