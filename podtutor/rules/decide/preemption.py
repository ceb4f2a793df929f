"""Asking which pods have to make room for one that fits nowhere."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.scheduling_question import incoming_pod, snapshot_of
from podtutor.rules.preemption import (
    PICK_ORDER,
    Preemption,
    failed_scheduling_message,
    pick_key,
    preempt,
)
from podtutor.rules.scheduling.cycle import Diagnosis, find_nodes_that_fit_pod


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Nodes, the pods bound to them, disruption budgets with their status, and the pod that wants to come."""

    nodes: tuple[Node, ...] = ()
    existing_pods: tuple[Pod, ...] = ()
    pdbs: tuple[PodDisruptionBudget, ...] = ()
    pod: Pod


def decide(asked: Input) -> Answer:
    """`{nominatedNode, victims, message}`."""
    found, outcome = _preempt(asked)
    return {
        "nominatedNode": outcome.nominated_node,
        "victims": sorted(info.pod.metadata.name for info in outcome.victims),
        "message": failed_scheduling_message(found, outcome),
    }


def explain(asked: Input) -> Explanation:
    """Who goes, and how the nodes compared."""
    found, outcome = _preempt(asked)
    if not outcome.nominated_node:
        return Explanation(verdict="nobody goes", reasons=(failed_scheduling_message(found, outcome),))
    names = ", ".join(info.pod.metadata.name for info in outcome.victims)
    rows = []
    for candidate in sorted(outcome.candidates, key=pick_key):
        violations, highest, _, count, _ = pick_key(candidate)
        victims = ", ".join(info.pod.metadata.name for info in candidate.victims)
        rows.append((candidate.node, victims, str(violations), str(highest), str(count)))
    return Explanation(
        verdict=f"{outcome.nominated_node}: {names} must go",
        reasons=tuple(f"{place}. {what}." for place, (_, what) in enumerate(PICK_ORDER, 1)),
        table=Table(columns=("NODE", "VICTIMS", "PDBS VIOLATED", "HIGHEST PRIORITY", "NUMBER"), rows=tuple(rows)),
    )


def _preempt(asked: Input) -> tuple[Diagnosis, Preemption]:
    found = find_nodes_that_fit_pod(incoming_pod(asked.pod), snapshot_of(asked.nodes, asked.existing_pods))
    return found, preempt(found, asked.pdbs)
