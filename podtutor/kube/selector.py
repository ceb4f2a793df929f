"""Selectors: of labels, from objects and from `kubectl -l`, and of nodes (apimachinery/pkg/labels and callers)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import NodeSelector, NodeSelectorRequirement, NodeSelectorTerm
from podtutor.kube.validation.field_error import FieldError, invalid, not_supported, quoted
from podtutor.kube.validation.names import is_qualified_name, is_valid_label_value

Labels = Mapping[str, str]

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,30}", re.ASCII)
_SYMBOLS: Final = {"In": " in (", "NotIn": " notin (", "=": "=", "==": "==", "!=": "!=", "Gt": ">", "Lt": "<"}
_NODE_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
_FIELD_OPERATORS: Final = ("In", "NotIn")
_LABEL_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")
NODE_NAME_FIELD: Final = "metadata.name"  # metav1.ObjectNameField


class SelectorError(ValueError):
    """A selector that is none, in upstream's words."""


class Requirement(NamedTuple):
    """labels.Requirement: a key, one of In NotIn = == != Exists DoesNotExist Gt Lt, and values."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Labels) -> bool:
        """labels.Requirement.Matches: NotIn and != hold where the key is missing."""
        value = labels.get(self.key)
        operator = self.operator
        if operator in {"In", "=", "=="}:
            return value is not None and value in self.values
        if operator in {"NotIn", "!="}:
            return value is None or value not in self.values
        if operator == "Exists":
            return value is not None
        if operator == "DoesNotExist":
            return value is None
        return self._compares(value)

    def _compares(self, value: str | None) -> bool:
        have = None if value is None else _parse_int(value)
        limit = _parse_int(self.values[0])
        if have is None or limit is None:
            return False
        return have > limit if self.operator == "Gt" else have < limit

    def __str__(self) -> str:
        if self.operator == "Exists":
            return self.key
        if self.operator == "DoesNotExist":
            return f"!{self.key}"
        closing = ")" if self.operator in {"In", "NotIn"} else ""
        return f"{self.key}{_SYMBOLS[self.operator]}{','.join(sorted(self.values))}{closing}"


class Selector(NamedTuple):
    """labels.Selector: all of its requirements, sorted by key; or, from a null selector, nothing at all."""

    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    def matches(self, labels: Labels) -> bool:
        """Whether an object with these labels is selected."""
        if self.nothing:
            return False
        for requirement in self.requirements:
            if requirement.operator == "In":
                if labels.get(requirement.key) not in requirement.values:
                    return False
            elif not requirement.matches(labels):
                return False
        return True

    @property
    def empty(self) -> bool:
        """Whether it selects everything."""
        return not self.nothing and not self.requirements

    def __str__(self) -> str:
        return ",".join(str(requirement) for requirement in self.requirements)


NOTHING: Final = Selector(nothing=True)
EVERYTHING: Final = Selector()


def _parse_int(text: str) -> int | None:
    """strconv.ParseInt(text, 10, 64); None where that fails."""
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _requirement_errors(requirement: Requirement, path: str) -> list[FieldError]:
    """labels.NewRequirement: what is wrong with a requirement, in upstream's order."""
    key, operator, values = requirement
    at = f"{path}." if path else ""
    place = f"{at}values"
    errors = []
    messages = is_qualified_name(key)
    if messages:
        errors.append(invalid(f"{at}key", key, "; ".join(messages)))
    shown = list(values) or None
    if operator in {"In", "NotIn"} and not values:
        errors.append(invalid(place, shown, "for 'in', 'notin' operators, values set can't be empty"))
    elif operator in {"=", "==", "!="} and len(values) != 1:
        errors.append(invalid(place, shown, "exact-match compatibility requires one single value"))
    elif operator in {"Exists", "DoesNotExist"} and values:
        errors.append(invalid(place, shown, "values set must be empty for exists and does not exist"))
    elif operator in {"Gt", "Lt"}:
        if len(values) != 1:
            errors.append(invalid(place, shown, "for 'Gt', 'Lt' operators, exactly one value is required"))
        errors += [
            invalid(f"{place}[{index}]", value, "for 'Gt', 'Lt' operators, the value must be an integer")
            for index, value in enumerate(values)
            if _parse_int(value) is None
        ]
    for index, value in enumerate(values):
        messages = is_valid_label_value(value)
        if messages:
            errors.append(invalid(f"{place}[{index}][{key}]", value, "; ".join(messages)))
    return errors


def _aggregate(errors: list[FieldError]) -> SelectorError:
    """utilerrors.Aggregate: one error as it is, several in brackets, none twice."""
    texts = list(dict.fromkeys(error.text for error in errors))
    return SelectorError(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")


@lru_cache(maxsize=8192)
def new_requirement(key: str, operator: str, values: tuple[str, ...], path: str = "") -> Requirement:
    """labels.NewRequirement. Raises SelectorError."""
    requirement = Requirement(key, operator, values)
    errors = _requirement_errors(requirement, path)
    if errors:
        raise _aggregate(errors)
    return requirement


def _sorted(requirements: list[Requirement]) -> tuple[Requirement, ...]:
    return tuple(sorted(requirements, key=lambda requirement: requirement.key))


def label_selector_as_selector(selector: LabelSelector | None) -> Selector:
    """apimachinery/pkg/apis/meta/v1 LabelSelectorAsSelector: null selects nothing, an empty one everything.

    Raises SelectorError for a selector that validation would have refused.
    """
    if selector is None:
        return NOTHING
    requirements = [new_requirement(key, "=", (value,)) for key, value in selector.match_labels.items()]
    for expression in selector.match_expressions:
        if expression.operator not in _LABEL_OPERATORS:
            message = f"{quoted(expression.operator)} is not a valid label selector operator"
            raise SelectorError(message)
        requirements.append(new_requirement(expression.key, expression.operator, expression.values))
    return Selector(_sorted(requirements))


def selector_from_set(labels: Labels) -> Selector:
    """apimachinery/pkg/labels SelectorFromSet: all of these labels; none select everything."""
    return Selector(_sorted([Requirement(key, "=", (value,)) for key, value in labels.items()]))


class _CompiledTerm(NamedTuple):
    """A term of a node selector, read."""

    expressions: tuple[Requirement, ...]
    fields: tuple[NodeSelectorRequirement, ...]

    def matches(self, labels: Labels, name: str) -> bool:
        return all(requirement.matches(labels) for requirement in self.expressions) and (
            not name or all(_field_matches(field, name) for field in self.fields)
        )


def _field_matches(field: NodeSelectorRequirement, name: str) -> bool:
    value = name if field.key == NODE_NAME_FIELD else ""
    return (value == field.values[0]) == (field.operator == "In")


class CompiledNodeSelector(NamedTuple):
    """nodeaffinity.NodeSelector: any of its terms; without terms nothing."""

    terms: tuple[_CompiledTerm, ...]

    def matches(self, labels: Labels, name: str) -> bool:
        """nodeaffinity.NodeSelector.Match, for a node of these labels and this name."""
        return any(term.matches(labels, name) for term in self.terms)


def new_node_selector(selector: NodeSelector) -> CompiledNodeSelector:
    """k8s.io/component-helpers/scheduling/corev1/nodeaffinity NewNodeSelector.

    An empty term matches nothing. All terms are read first: one bad term makes the whole selector an error.
    """
    terms: list[_CompiledTerm] = []
    errors: list[FieldError] = []
    for index, term in enumerate(selector.node_selector_terms):
        if term.match_expressions or term.match_fields:
            terms.append(_compile_term(term, f"nodeSelectorTerms[{index}]", errors))
    if errors:
        raise _aggregate(errors)
    return CompiledNodeSelector(tuple(terms))


def _compile_term(term: NodeSelectorTerm, path: str, errors: list[FieldError]) -> _CompiledTerm:
    expressions = []
    for index, one in enumerate(term.match_expressions):
        place = f"{path}.matchExpressions[{index}]"
        if one.operator not in _NODE_OPERATORS:
            errors.append(not_supported(f"{place}.operator", one.operator, _NODE_OPERATORS))
            continue
        requirement = Requirement(one.key, one.operator, one.values)
        errors += _requirement_errors(requirement, place)
        expressions.append(requirement)
    for index, one in enumerate(term.match_fields):
        place = f"{path}.matchFields[{index}]"
        if one.operator not in _FIELD_OPERATORS:
            errors.append(not_supported(f"{place}.operator", one.operator, _FIELD_OPERATORS))
        elif len(one.values) != 1:
            errors.append(invalid(f"{place}.values", list(one.values) or None, "must have one element"))
    return _CompiledTerm(tuple(expressions), term.match_fields)
