"""Asking whether a selector matches: of labels (op labelSelector, op string), of a node (op nodeSelector)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.codec import convert
from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import NodeSelector
from podtutor.kube.selector import (
    Requirement,
    SelectorError,
    label_selector_as_selector,
    new_node_selector,
)
from podtutor.kube.selector_text import parse_selector
from podtutor.kube.validation.labels import validate_label_selector
from podtutor.rules.decide.fields import needed
from podtutor.rules.decide.frame import Answer, Explanation, Table


class NodeInput(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A node: its name and labels."""

    name: str = ""
    labels: dict[str, str] = msgspec.field(default_factory=dict)


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`selector` by `op`: a LabelSelector or null, the text of `kubectl -l`, a NodeSelector (which needs `node`)."""

    op: Literal["labelSelector", "string", "nodeSelector"]
    selector: Any = None
    labels: dict[str, str] | None = None
    node: NodeInput | None = None


def decide(asked: Input) -> Answer:
    """`matches` with the canonical `string`, or `error` in upstream's words."""
    try:
        if asked.op == "string":
            selector = parse_selector(_text(asked))
            return {"matches": selector.matches(asked.labels or {}), "ok": True, "string": str(selector)}
        if asked.op == "labelSelector":
            return _decide_label_selector(asked)
        node = needed(asked.node, "node", asked.op)
        compiled = new_node_selector(convert(asked.selector, NodeSelector))
        return {"matches": compiled.matches(node.labels, node.name)}
    except SelectorError as error:
        return {"error": str(error), "ok": False} if asked.op == "string" else {"error": str(error)}


def _text(asked: Input) -> str:
    if not isinstance(asked.selector, str):
        raise UnusableInputError([Problem(field="selector", message="op string needs a text", code="type")])
    return asked.selector


def _label_selector(asked: Input) -> LabelSelector | None:
    return None if asked.selector is None else convert(asked.selector, LabelSelector)


def _decide_label_selector(asked: Input) -> Answer:
    selector = _label_selector(asked)
    errors = [error.text for error in validate_label_selector(selector, "selector")]
    answer: Answer
    try:
        compiled = label_selector_as_selector(selector)
        answer = {"matches": compiled.matches(asked.labels or {}), "string": str(compiled)}
    except SelectorError as error:
        answer = {"error": str(error)}
    return {**answer, "validationErrors": errors} if errors else answer


def explain(asked: Input) -> Explanation:
    """The verdict, and requirement by requirement what the labels say."""
    answer = decide(asked)
    if "error" in answer:
        return Explanation(verdict="not a selector", reasons=(answer["error"],))
    verdict = "matches" if answer["matches"] else "does not match"
    if asked.op == "nodeSelector":
        return _explain_node_selector(asked, verdict)
    if asked.op == "labelSelector" and asked.selector is None:
        return Explanation(verdict=verdict, reasons=("A null selector selects nothing; an empty one everything.",))
    selector = (
        parse_selector(_text(asked)) if asked.op == "string" else label_selector_as_selector(_label_selector(asked))
    )
    if selector.empty:
        return Explanation(verdict=verdict, reasons=("An empty selector selects everything.",))
    labels = asked.labels or {}
    rows = tuple(_row(requirement, labels) for requirement in selector.requirements)
    return Explanation(
        verdict=verdict,
        reasons=("All requirements have to hold.",),
        table=Table(columns=("REQUIREMENT", "LABEL", "HOLDS"), rows=rows),
    )


def _row(requirement: Requirement, labels: dict[str, str]) -> tuple[str, str, str]:
    value = labels.get(requirement.key)
    return str(requirement), "missing" if value is None else repr(value), "yes" if requirement.matches(labels) else "no"


def _explain_node_selector(asked: Input, verdict: str) -> Explanation:
    node = needed(asked.node, "node", asked.op)
    rows: list[tuple[str, ...]] = []
    selector = convert(asked.selector, NodeSelector)
    for index, term in enumerate(selector.node_selector_terms):
        if not term.match_expressions and not term.match_fields:
            rows.append((f"{index}", "empty", "matches nothing", "no"))
        for one in term.match_expressions:
            requirement = Requirement(one.key, one.operator, one.values)
            rows.append((f"{index}", *_row(requirement, node.labels)))
        for one in term.match_fields:
            alone = NodeSelector(
                node_selector_terms=(msgspec.structs.replace(term, match_expressions=(), match_fields=(one,)),)
            )
            holds = new_node_selector(alone).matches(node.labels, node.name)
            rows.append(
                (f"{index}", f"{one.key} {one.operator} {one.values[0]}", repr(node.name), "yes" if holds else "no")
            )
    return Explanation(
        verdict=verdict,
        reasons=("One term is enough; inside a term everything has to hold; no terms match nothing.",),
        table=Table(columns=("TERM", "REQUIREMENT", "NODE HAS", "HOLDS"), rows=tuple(rows)),
    )
