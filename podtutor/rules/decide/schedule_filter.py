"""Asking on which nodes a pod fits, and why not on the others."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.scheduling_question import incoming_pod, snapshot_of
from podtutor.rules.preemption import failed_scheduling_message, preempt
from podtutor.rules.scheduling.cycle import Diagnosis, find_nodes_that_fit_pod
from podtutor.rules.scheduling.framework import FILTER_ORDER


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Nodes, the pods bound to them, and a pod."""

    nodes: tuple[Node, ...] = ()
    existing_pods: tuple[Pod, ...] = ()
    pod: Pod


def decide(asked: Input) -> Answer:
    """`{feasible, nodes}`, and where no node fits `message` and `eventMessage`."""
    found = _find(asked)
    nodes: Answer = {}
    for node in asked.nodes:
        name = node.metadata.name
        status = found.statuses.get(name)
        if status is None:
            nodes[name] = {"fits": True}
        else:
            nodes[name] = {
                "fits": False,
                "plugin": status.plugin,
                "code": status.code,
                "reasons": list(status.reasons),
            }
    answer: Answer = {"feasible": sorted(node.name for node in found.feasible), "nodes": nodes}
    if not found.feasible:
        answer["message"] = found.message()
        answer["eventMessage"] = failed_scheduling_message(found, preempt(found, ()))
    return answer


def explain(asked: Input) -> Explanation:
    """Where it fits, and for each other node the first filter that refused."""
    found = _find(asked)
    rows = []
    for node in asked.nodes:
        name = node.metadata.name
        status = found.statuses.get(name)
        if status is None:
            rows.append((name, "fits", ""))
        else:
            rows.append((name, status.plugin or "not looked at", "; ".join(status.reasons)))
    names = sorted(node.name for node in found.feasible)
    reasons = tuple(f"{plugin}: {what}." for plugin, what in FILTER_ORDER)
    if not names:
        reasons = (failed_scheduling_message(found, preempt(found, ())), *reasons)
    return Explanation(
        verdict=f"fits on {', '.join(names)}" if names else "fits nowhere",
        reasons=reasons,
        table=Table(columns=("NODE", "FILTER", "WHY"), rows=tuple(rows)),
    )


def _find(asked: Input) -> Diagnosis:
    return find_nodes_that_fit_pod(incoming_pod(asked.pod), snapshot_of(asked.nodes, asked.existing_pods))
