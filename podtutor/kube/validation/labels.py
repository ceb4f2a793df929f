"""Labels and label selectors (apimachinery/pkg/apis/meta/v1/validation)."""

from __future__ import annotations

from collections.abc import Mapping

from podtutor.kube.meta import LabelSelector, LabelSelectorRequirement
from podtutor.kube.validation.field_error import Errors, each_invalid, forbidden, invalid, required
from podtutor.kube.validation.names import is_qualified_name, is_valid_label_value


def validate_label_name(name: str, path: str) -> Errors:
    """meta/v1/validation ValidateLabelName."""
    yield from each_invalid(path, name, is_qualified_name(name))


def validate_labels(labels: Mapping[str, str], path: str) -> Errors:
    """meta/v1/validation ValidateLabels: errors stand at the map, not at the key."""
    for key, value in labels.items():
        yield from validate_label_name(key, path)
        yield from each_invalid(path, value, is_valid_label_value(value))


def validate_label_selector(selector: LabelSelector | None, path: str) -> Errors:
    """meta/v1/validation ValidateLabelSelector."""
    if selector is None:
        return
    yield from validate_labels(selector.match_labels, f"{path}.matchLabels")
    for index, requirement in enumerate(selector.match_expressions):
        yield from validate_label_selector_requirement(requirement, f"{path}.matchExpressions[{index}]")


def validate_label_selector_requirement(requirement: LabelSelectorRequirement, path: str) -> Errors:
    """meta/v1/validation ValidateLabelSelectorRequirement."""
    values = f"{path}.values"
    if requirement.operator in {"In", "NotIn"}:
        if not requirement.values:
            yield required(values, "must be specified when `operator` is 'In' or 'NotIn'")
    elif requirement.operator in {"Exists", "DoesNotExist"}:
        if requirement.values:
            yield forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        yield invalid(f"{path}.operator", requirement.operator, "not a valid selector operator")
    yield from validate_label_name(requirement.key, f"{path}.key")
    for index, value in enumerate(requirement.values):
        yield from each_invalid(f"{values}[{index}]", value, is_valid_label_value(value))
