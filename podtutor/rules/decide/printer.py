"""Asking for the row of `kubectl get pod -o wide`."""

from __future__ import annotations

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.printer import PodRow, print_pod


class Input(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pod with its status, and the moment it is looked at (RFC 3339)."""

    pod: Pod
    now: str


def from_pod(pod: Pod, now: str) -> Input:
    """The question a bare Pod asks: how it looks at `now`."""
    return Input(pod=pod, now=now)


def decide(asked: Input) -> Answer:
    """`{ready, status, restarts, age, ip, node, nominatedNode, readinessGates}`, all text."""
    row = _row(asked)
    return {
        "age": row.age,
        "ip": row.ip,
        "node": row.node,
        "nominatedNode": row.nominated_node,
        "readinessGates": row.readiness_gates,
        "ready": row.ready,
        "restarts": row.restarts,
        "status": row.status,
    }


def explain(asked: Input) -> Explanation:
    """The row as a table, and what decided STATUS."""
    row = _row(asked)
    reasons = [f"STATUS comes from here: {row.why}."]
    if not asked.pod.status.phase:
        reasons.append("The pod has no phase yet; the API server writes Pending when it is created.")
    return Explanation(
        verdict=row.status,
        reasons=tuple(reasons),
        table=Table(
            columns=("NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"),
            rows=((asked.pod.metadata.name, row.ready, row.status, row.restarts, row.age, row.ip, row.node),),
        ),
    )


def _row(asked: Input) -> PodRow:
    try:
        return print_pod(asked.pod, milliseconds(asked.now))
    except (ValueError, OverflowError) as error:
        raise PodtutorError(f"a timestamp is not RFC 3339: {error}") from error
