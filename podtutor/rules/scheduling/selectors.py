"""Selectors made ready to be asked often: label selectors over pods, node selectors over nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import Affinity, NodeSelectorRequirement, NodeSelectorTerm, Pod

Labels = Mapping[str, str]
Requirement = tuple[str, str, tuple[str, ...]]
"""(key, operator, values)"""

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
NODE_NAME_FIELD = "metadata.name"


class CompiledSelector:
    """A label selector as a list of requirements; None of them matches everything, `nothing` matches nothing."""

    __slots__ = ("nothing", "requirements")

    def __init__(self, requirements: tuple[Requirement, ...], *, nothing: bool = False) -> None:
        self.requirements = requirements
        self.nothing = nothing

    def matches(self, labels: Labels) -> bool:
        """Whether an object with these labels is selected."""
        if self.nothing:
            return False
        return all(_holds(labels, key, operator, values) for key, operator, values in self.requirements)

    @property
    def empty(self) -> bool:
        """Whether it selects everything."""
        return not self.nothing and not self.requirements

    def with_requirements(self, more: tuple[Requirement, ...]) -> CompiledSelector:
        """The same selector with further requirements; one that selects nothing still does."""
        return CompiledSelector((*self.requirements, *more), nothing=self.nothing)


NOTHING = CompiledSelector((), nothing=True)


def label_selector_as_selector(selector: LabelSelector | None) -> CompiledSelector:
    """k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector

    None selects nothing, an empty selector everything. One that upstream refuses selects nothing.
    """
    if selector is None:
        return NOTHING
    requirements: list[Requirement] = [(key, "In", (value,)) for key, value in selector.match_labels.items()]
    for one in selector.match_expressions:
        needs_values = one.operator in {"In", "NotIn"}
        if one.operator not in {"In", "NotIn", "Exists", "DoesNotExist"} or needs_values != bool(one.values):
            return NOTHING
        requirements.append((one.key, one.operator, one.values))
    return CompiledSelector(tuple(requirements))


def selector_from_set(labels: Labels) -> CompiledSelector:
    """k8s.io/apimachinery/pkg/labels/selector.go SelectorFromSet

    All of these labels; none select everything.
    """
    return CompiledSelector(tuple((key, "In", (value,)) for key, value in labels.items()))


def _holds(labels: Labels, key: str, operator: str, values: tuple[str, ...]) -> bool:
    """k8s.io/apimachinery/pkg/labels/selector.go Requirement.Matches"""
    value = labels.get(key)
    if operator == "In":
        return value is not None and value in values
    if operator == "NotIn":
        return value is None or value not in values
    if operator == "Exists":
        return value is not None
    if operator == "DoesNotExist":
        return value is None
    return _compares(value, operator, values)


def _compares(value: str | None, operator: str, values: tuple[str, ...]) -> bool:
    """Gt and Lt: integers on both sides."""
    if operator not in {"Gt", "Lt"} or len(values) != 1 or value is None:
        return False
    if not (_INTEGER.fullmatch(value) and _INTEGER.fullmatch(values[0])):
        return False
    return int(value) > int(values[0]) if operator == "Gt" else int(value) < int(values[0])


def node_selector_term_matches(term: NodeSelectorTerm, labels: Labels, name: str) -> bool:
    """k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go nodeSelectorTerm.match

    All expressions over labels and all over fields; a term with neither, or one that upstream refuses, matches nothing.
    """
    if not term.match_expressions and not term.match_fields:
        return False
    if not all(_is_valid(one) and _holds(labels, one.key, one.operator, one.values) for one in term.match_expressions):
        return False
    return all(_field_matches(one, name) for one in term.match_fields)


def _is_valid(one: NodeSelectorRequirement) -> bool:
    if one.operator in {"In", "NotIn"}:
        return bool(one.values)
    if one.operator in {"Exists", "DoesNotExist"}:
        return not one.values
    return one.operator in {"Gt", "Lt"} and len(one.values) == 1 and bool(_INTEGER.fullmatch(one.values[0]))


def _field_matches(one: NodeSelectorRequirement, name: str) -> bool:
    if one.operator not in {"In", "NotIn"} or len(one.values) != 1:
        return False
    value = name if one.key == NODE_NAME_FIELD else ""
    return (value == one.values[0]) == (one.operator == "In")


class RequiredNodeAffinity:
    """nodeaffinity.RequiredNodeAffinity: a pod's nodeSelector and its required node affinity."""

    __slots__ = ("labels", "terms")

    def __init__(self, labels: tuple[tuple[str, str], ...], terms: tuple[NodeSelectorTerm, ...] | None) -> None:
        self.labels = labels
        self.terms = terms

    def matches(self, labels: Labels, name: str) -> bool:
        """k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go RequiredNodeAffinity.Match"""
        for key, value in self.labels:
            if labels.get(key) != value:
                return False
        if self.terms is None:
            return True
        return any(node_selector_term_matches(term, labels, name) for term in self.terms)


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
