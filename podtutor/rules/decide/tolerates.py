"""Asking whether a toleration covers a taint (op one), or a pod's tolerations the taints of a node (op schedule)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.codec import to_builtins
from podtutor.kube.node import Taint
from podtutor.kube.pod import Toleration
from podtutor.rules.decide.fields import needed
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.taints import (
    DO_NOT_SCHEDULE_EFFECTS,
    find_matching_untolerated_taint,
    tolerates_taint,
)


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`op` one: `toleration`, `taint`; `op` schedule: `tolerations`, `taints`."""

    op: Literal["one", "schedule"]
    toleration: Toleration | None = None
    taint: Taint | None = None
    tolerations: tuple[Toleration, ...] = ()
    taints: tuple[Taint, ...] = ()


def decide(asked: Input) -> Answer:
    """`{tolerates}` (with `toleratesWithComparisonGate` where the gate changes it) or `{schedulable}`."""
    if asked.op == "one":
        toleration, taint = needed(asked.toleration, "toleration", "one"), needed(asked.taint, "taint", "one")
        answer: Answer = {"tolerates": tolerates_taint(toleration, taint)}
        with_gate = tolerates_taint(toleration, taint, comparison_operators=True)
        if with_gate != answer["tolerates"]:
            answer["toleratesWithComparisonGate"] = with_gate
        return answer
    first = find_matching_untolerated_taint(asked.taints, asked.tolerations)
    if first is None:
        return {"schedulable": True}
    return {"schedulable": False, "firstUntolerated": to_builtins(first)}


def explain(asked: Input) -> Explanation:
    """The verdict, and for each taint what becomes of it."""
    if asked.op == "one":
        taint = needed(asked.taint, "taint", "one")
        toleration = needed(asked.toleration, "toleration", "one")
        return Explanation(
            verdict="tolerated" if tolerates_taint(toleration, taint) else "not tolerated",
            reasons=(_why(toleration, taint),),
        )
    first = find_matching_untolerated_taint(asked.taints, asked.tolerations)
    rows = []
    for taint in asked.taints:
        cover = next((t for t in asked.tolerations if tolerates_taint(t, taint)), None)
        blocks = taint.effect in DO_NOT_SCHEDULE_EFFECTS
        what = "tolerated" if cover is not None else ("keeps the pod off" if blocks else "lowers the node's score")
        rows.append((_taint(taint), what, "" if cover is None else _toleration(cover)))
    return Explanation(
        verdict="schedulable" if first is None else f"not schedulable: {_taint(first)}",
        reasons=("Only NoSchedule and NoExecute keep a new pod off; tolerationSeconds plays no part.",),
        table=Table(columns=("TAINT", "WHAT IT DOES", "TOLERATED BY"), rows=tuple(rows)),
    )


def _why(toleration: Toleration, taint: Taint) -> str:
    if toleration.effect and toleration.effect != taint.effect:
        return f"The toleration is for {toleration.effect}, the taint's effect is {taint.effect}."
    if toleration.key and toleration.key != taint.key:
        return f"The toleration is for the key {toleration.key!r}, the taint has {taint.key!r}."
    if toleration.operator in {"", "Equal"}:
        relation = "equal" if toleration.value == taint.value else "differ"
        return f"Equal compares values exactly: {toleration.value!r} and {taint.value!r} {relation}."
    if toleration.operator == "Exists":
        return "Exists asks for no value."
    if toleration.operator in {"Gt", "Lt"}:
        return f"{toleration.operator} needs the gate TaintTolerationComparisonOperators, which is off."
    return f"{toleration.operator!r} is no operator; it never matches."


def _taint(taint: Taint) -> str:
    return f"{taint.key}={taint.value}:{taint.effect}" if taint.value else f"{taint.key}:{taint.effect}"


def _toleration(toleration: Toleration) -> str:
    key = toleration.key or "every key"
    value = "" if toleration.operator == "Exists" else f"={toleration.value}"
    return f"{key}{value}:{toleration.effect or 'every effect'}"
