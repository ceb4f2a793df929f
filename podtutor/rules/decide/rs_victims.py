"""Asking which pods a ReplicaSet gives up first."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.rules.decide.fields import check_pod_moments, moment
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.replicaset import (
    DELETION_KEYS,
    compare_for_deletion,
    get_pods_ranked_by_related_pods_on_same_node,
    rank_pod,
    sort_for_deletion,
)


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The pods of the ReplicaSet, those of other ReplicaSets of the same owner, and the moment of the decision."""

    now: str
    pods: tuple[Pod, ...] = ()
    related_pods: tuple[Pod, ...] = ()


def decide(asked: Input) -> Answer:
    """`{deletionOrder, coLocationRank}`."""
    now, ranks = _now(asked), _ranks(asked)
    order = sort_for_deletion(asked.pods, ranks, now)
    return {
        "deletionOrder": [pod.metadata.name for pod in order],
        "coLocationRank": {pod.metadata.name: rank for pod, rank in zip(asked.pods, ranks, strict=True)},
    }


def explain(asked: Input) -> Explanation:
    """The order, and for each pod which key puts it before the next."""
    now, ranks = _now(asked), _ranks(asked)
    rank_of = {id(pod): rank for pod, rank in zip(asked.pods, ranks, strict=True)}
    order = [rank_pod(pod, rank_of[id(pod)]) for pod in sort_for_deletion(asked.pods, ranks, now)]
    rows = []
    for place, one in enumerate(order):
        why = ""
        if place + 1 < len(order):
            key = compare_for_deletion(one, order[place + 1], now)[1]
            why = DELETION_KEYS[key][0] if key >= 0 else "a tie"
        rows.append((str(place + 1), one.pod.metadata.name, one.pod.spec.node_name or "-", str(one.rank), why))
    first = order[0].pod.metadata.name if order else "nobody"
    return Explanation(
        verdict=f"{first} goes first",
        reasons=tuple(f"{name}: {says}." for name, says in DELETION_KEYS),
        table=Table(columns=("ORDER", "POD", "NODE", "CO-LOCATED", "BEFORE THE NEXT BY"), rows=tuple(rows)),
    )


def _now(asked: Input) -> int:
    check_pod_moments(asked.pods, "pods")
    return moment(asked.now, "now")


def _ranks(asked: Input) -> list[int]:
    return get_pods_ranked_by_related_pods_on_same_node(asked.pods, (*asked.pods, *asked.related_pods))
