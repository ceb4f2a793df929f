"""Asking how the scheduler scores the nodes a pod fits on."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.scheduling_question import incoming_pod, snapshot_of
from podtutor.rules.scheduling.cycle import find_nodes_that_fit_pod
from podtutor.rules.scheduling.framework import SCORE_WEIGHTS
from podtutor.rules.scheduling.scoring import NodeScores, prioritize_nodes


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Nodes, the pods bound to them, and a pod."""

    nodes: tuple[Node, ...] = ()
    existing_pods: tuple[Pod, ...] = ()
    pod: Pod


def decide(asked: Input) -> Answer:
    """`{total, weightedByPlugin, best}`."""
    scores = _scores(asked)
    return {
        "total": dict(zip(scores.names, scores.totals, strict=True)),
        "weightedByPlugin": {
            name: {plugin: values[place] for plugin, values in scores.by_plugin.items()}
            for place, name in enumerate(scores.names)
        },
        "best": scores.best(),
    }


def explain(asked: Input) -> Explanation:
    """The best node, and what every plugin gave to each."""
    scores = _scores(asked)
    rows = [
        (name, *(str(values[place]) for values in scores.by_plugin.values()), str(scores.totals[place]))
        for place, name in enumerate(scores.names)
    ]
    best = scores.best()
    verdict = f"{best[0]} is best" if len(best) == 1 else f"{', '.join(best)} are equally good: one is drawn"
    return Explanation(
        verdict=verdict if best else "the pod fits nowhere; nothing is scored",
        reasons=tuple(f"{plugin}: 0 to 100, times {SCORE_WEIGHTS[plugin]}." for plugin in scores.by_plugin),
        table=Table(columns=("NODE", *scores.by_plugin, "TOTAL"), rows=tuple(rows)),
    )


def _scores(asked: Input) -> NodeScores:
    snapshot = snapshot_of(asked.nodes, asked.existing_pods)
    incoming = incoming_pod(asked.pod)
    return prioritize_nodes(incoming, find_nodes_that_fit_pod(incoming, snapshot).feasible, snapshot)
