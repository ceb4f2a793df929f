"""Asking whom a node under pressure evicts first."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.kube.quantity import Quantity
from podtutor.rules.critical import is_critical_pod, pod_priority
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.eviction import (
    SIGNAL_TO_RESOURCE,
    Candidate,
    Filesystems,
    Ranked,
    deciding_key,
    eviction_message,
    first_evicted,
    rank_for_eviction,
)
from podtutor.rules.stats import PodStats

Scarce = Literal[
    "memory",
    "pid",
    "nodefs.available",
    "imagefs.available",
    "containerfs.available",
    "nodefs.inodesFree",
    "imagefs.inodesFree",
    "containerfs.inodesFree",
]

_SIGNALS = {"memory": "memory.available", "pid": "pid.available"}


class PodUsage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pod of the node and what it uses (absent: nothing was measured)."""

    pod: Pod
    usage: PodStats | None = None


class Input(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the node is short of, how its disks are laid out, and its pods."""

    resource: Scarce
    filesystems: Filesystems = "single"
    pods: tuple[PodUsage, ...] = ()


def decide(asked: Input) -> Answer:
    """`{order, evicted, message, annotations}`: names in the order of eviction, and the first that goes."""
    ranked = _ranked(asked)
    evicted = first_evicted(ranked)
    answer: Answer = {
        "order": [one.candidate.pod.metadata.name for one in ranked],
        "evicted": None,
        "message": "",
        "annotations": None,
    }
    if evicted is not None:
        said = eviction_message(SIGNAL_TO_RESOURCE[_signal(asked)], evicted)
        answer |= {
            "evicted": evicted.pod.metadata.name,
            "message": said.message,
            "annotations": said.annotations,
        }
    return answer


def explain(asked: Input) -> Explanation:
    """The ranking as a table, each row with the key that put it before the next."""
    ranked = _ranked(asked)
    evicted = first_evicted(ranked)
    rows = []
    for index, one in enumerate(ranked):
        below = ranked[index + 1] if index + 1 < len(ranked) else None
        pod = one.candidate.pod
        note = "spared" if is_critical_pod(pod) else "evicted" if one.candidate is evicted else ""
        key = (deciding_key(one, below) or "equal") if below is not None else ""
        rows.append(
            (
                str(index + 1),
                pod.metadata.name,
                _amount(asked, one.used),
                "" if one.requested is None else str(one.requested),
                str(pod_priority(pod)),
                key,
                note,
            )
        )
    if asked.resource == "pid":
        order = "Order: lower priority, then more processes; requests do not matter."
    else:
        order = "Order: usage above request, then lower priority, then the larger excess. QoS class is no key."
    name = evicted.pod.metadata.name if evicted is not None else "nobody"
    return Explanation(
        verdict=f"evicted first: {name}",
        reasons=(order, "Critical pods are ranked but spared."),
        table=Table(columns=("#", "POD", "USES", "REQUESTS", "PRIORITY", "BEFORE NEXT BY", "NOTE"), rows=tuple(rows)),
    )


def _amount(asked: Input, used: int | None) -> str:
    if used is None:
        return "no stats"
    plain = asked.resource == "pid" or asked.resource.endswith("inodesFree")
    return str(Quantity.of(used, "DecimalSI" if plain else "BinarySI"))


def _signal(asked: Input) -> str:
    return _SIGNALS.get(asked.resource, asked.resource)


def _ranked(asked: Input) -> list[Ranked]:
    candidates = [Candidate(one.pod, one.usage) for one in asked.pods]
    return rank_for_eviction(candidates, _signal(asked), asked.filesystems)
