"""Selectors as the scheduler uses them: refused ones match nothing, node selectors are judged term by term."""

from __future__ import annotations

from functools import lru_cache

from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import Affinity, NodeSelector, NodeSelectorTerm, Pod
from podtutor.kube.selector import (
    NODE_NAME_FIELD,
    NOTHING,
    CompiledNodeSelector,
    Labels,
    Requirement,
    Selector,
    SelectorError,
    new_node_selector,
)
from podtutor.kube.selector import label_selector_as_selector as strict_selector

_NO_TERM = CompiledNodeSelector(())


def label_selector_as_selector(selector: LabelSelector | None, more: tuple[Requirement, ...] = ()) -> Selector:
    """k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector

    None selects nothing, an empty selector everything, one that upstream refuses nothing; `more` requirements are added.
    """
    try:
        compiled = strict_selector(selector)
    except SelectorError:
        return NOTHING
    return Selector((*compiled.requirements, *more), compiled.nothing) if more else compiled


@lru_cache(maxsize=4096)
def _compiled(term: NodeSelectorTerm) -> CompiledNodeSelector:
    try:
        return new_node_selector(NodeSelector(node_selector_terms=(term,)))
    except SelectorError:
        return _NO_TERM


def node_selector_term_matches(term: NodeSelectorTerm, labels: Labels, name: str) -> bool:
    """k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go LazyErrorNodeSelector.Match

    All expressions over labels and all over fields; a term with neither, or one that upstream refuses, matches nothing.
    """
    return _compiled(term).matches(labels, name)


class RequiredNodeAffinity:
    """nodeaffinity.RequiredNodeAffinity: a pod's nodeSelector and its required node affinity."""

    __slots__ = ("labels", "terms")

    def __init__(self, labels: tuple[tuple[str, str], ...], terms: tuple[NodeSelectorTerm, ...] | None) -> None:
        self.labels = labels
        self.terms = None if terms is None else tuple(_compiled(term) for term in terms)

    def matches(self, labels: Labels, name: str) -> bool:
        """k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go RequiredNodeAffinity.Match"""
        for key, value in self.labels:
            if labels.get(key) != value:
                return False
        if self.terms is None:
            return True
        return any(term.matches(labels, name) for term in self.terms)


def get_required_node_affinity(pod: Pod) -> RequiredNodeAffinity | None:
    """k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go GetRequiredNodeAffinity

    None for a pod that asks for nothing.
    """
    terms = required_node_selector_terms(pod.spec.affinity)
    if terms is None and not pod.spec.node_selector:
        return None
    return RequiredNodeAffinity(tuple(pod.spec.node_selector.items()), terms)


def required_node_selector_terms(affinity: Affinity | None) -> tuple[NodeSelectorTerm, ...] | None:
    """The terms of the required node affinity, None where there is none."""
    if affinity is None or affinity.node_affinity is None:
        return None
    required = affinity.node_affinity.required_during_scheduling_ignored_during_execution
    return None if required is None else required.node_selector_terms


__all__ = [
    "NODE_NAME_FIELD",
    "NOTHING",
    "Labels",
    "RequiredNodeAffinity",
    "Requirement",
    "Selector",
    "get_required_node_affinity",
    "label_selector_as_selector",
    "node_selector_term_matches",
    "required_node_selector_terms",
]
