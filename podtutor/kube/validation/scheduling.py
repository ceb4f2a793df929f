"""What decides where a pod may run: affinity, spreading, tolerations, gates (pkg/apis/core/validation)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import (
    Affinity,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    PodAffinityTerm,
    PodReadinessGate,
    PodSchedulingGate,
    Toleration,
    TopologySpreadConstraint,
    WeightedPodAffinityTerm,
)
from podtutor.kube.validation.field_error import (
    IS_NOT_POSITIVE_ERROR,
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.labels import validate_label_name, validate_label_selector
from podtutor.kube.validation.names import (
    is_qualified_name,
    is_valid_label_value,
    name_is_dns_label,
    name_is_dns_subdomain,
)

TAINT_EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_SCHEDULE_ACTIONS: Final = ("DoNotSchedule", "ScheduleAnyway")
_INCLUSION_POLICIES: Final = ("Honor", "Ignore")
_WEIGHTS: Final = "must be in the range 1-100"


def validate_tolerations(tolerations: tuple[Toleration, ...], path: str) -> Errors:
    """pkg/apis/core/validation ValidateTolerations; comparison operators (Lt, Gt) are behind a gate that is off."""
    for index, toleration in enumerate(tolerations):
        place = f"{path}[{index}]"
        operator = toleration.operator
        if toleration.key:
            yield from validate_label_name(toleration.key, f"{place}.key")
        elif operator != "Exists":
            message = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            yield invalid(f"{place}.operator", operator, message)
        if toleration.toleration_seconds is not None and toleration.effect != "NoExecute":
            message = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            yield invalid(f"{place}.effect", toleration.effect, message)
        if operator in {"", "Equal"}:
            messages = is_valid_label_value(toleration.value)
            if messages:
                yield invalid(f"{place}.operator", toleration.value, ";".join(messages))
        elif operator == "Exists":
            if toleration.value:
                message = "value must be empty when `operator` is 'Exists'"
                yield invalid(f"{place}.operator", toleration.value, message)
        elif operator in {"Lt", "Gt"}:
            yield not_supported(f"{place}.operator", operator, ("Equal", "Exists", "Lt", "Gt"))
        else:
            yield not_supported(f"{place}.operator", operator, ("Equal", "Exists"))
        if toleration.effect and toleration.effect not in TAINT_EFFECTS:
            yield not_supported(f"{place}.effect", toleration.effect, TAINT_EFFECTS)


def validate_scheduling_gates(gates: tuple[PodSchedulingGate, ...], path: str) -> Errors:
    """pkg/apis/core/validation validateSchedulingGates."""
    seen: list[str] = []
    for index, gate in enumerate(gates):
        place = f"{path}[{index}]"
        yield from each_invalid(place, gate.name, is_qualified_name(gate.name))
        if gate.name in seen:
            yield duplicate(place, gate.name)
        seen.append(gate.name)


def validate_readiness_gates(gates: tuple[PodReadinessGate, ...], path: str) -> Errors:
    """pkg/apis/core/validation validateReadinessGates."""
    for index, gate in enumerate(gates):
        place = f"{path}[{index}].conditionType"
        yield from each_invalid(place, gate.condition_type, is_qualified_name(gate.condition_type))


def validate_affinity(affinity: Affinity | None, path: str) -> Errors:
    """pkg/apis/core/validation validateAffinity."""
    if affinity is None:
        return
    required_name = "requiredDuringSchedulingIgnoredDuringExecution"
    preferred_name = "preferredDuringSchedulingIgnoredDuringExecution"
    node = affinity.node_affinity
    if node is not None:
        wanted = node.required_during_scheduling_ignored_during_execution
        if wanted is not None:
            yield from validate_node_selector(wanted, f"{path}.nodeAffinity.{required_name}")
        for index, term in enumerate(node.preferred_during_scheduling_ignored_during_execution):
            place = f"{path}.nodeAffinity.{preferred_name}[{index}]"
            if not 1 <= term.weight <= 100:
                yield invalid(f"{place}.weight", term.weight, _WEIGHTS)
            yield from _validate_node_selector_term(term.preference, f"{place}.preference", check_values=False)
    for name, pods in (("podAffinity", affinity.pod_affinity), ("podAntiAffinity", affinity.pod_anti_affinity)):
        if pods is None:
            continue
        for index, wanted_term in enumerate(pods.required_during_scheduling_ignored_during_execution):
            yield from _validate_pod_affinity_term(wanted_term, f"{path}.{name}.{required_name}[{index}]")
        for index, weighted in enumerate(pods.preferred_during_scheduling_ignored_during_execution):
            yield from _validate_weighted_term(weighted, f"{path}.{name}.{preferred_name}[{index}]")


def validate_node_selector(selector: NodeSelector, path: str) -> Errors:
    """pkg/apis/core/validation ValidateNodeSelector."""
    if not selector.node_selector_terms:
        yield required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")
    for index, term in enumerate(selector.node_selector_terms):
        yield from _validate_node_selector_term(term, f"{path}.nodeSelectorTerms[{index}]", check_values=True)


def _validate_node_selector_term(term: NodeSelectorTerm, path: str, *, check_values: bool) -> Errors:
    for index, requirement in enumerate(term.match_expressions):
        place = f"{path}.matchExpressions[{index}]"
        yield from _validate_node_selector_requirement(requirement, place, check_values=check_values)
    for index, requirement in enumerate(term.match_fields):
        yield from _validate_node_field_requirement(requirement, f"{path}.matchFields[{index}]")


def _validate_node_selector_requirement(
    requirement: NodeSelectorRequirement, path: str, *, check_values: bool
) -> Errors:
    operator, values = requirement.operator, requirement.values
    if operator in {"In", "NotIn"}:
        if not values:
            yield required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            yield forbidden(f"{path}.values", message)
    elif operator in {"Gt", "Lt"}:
        if len(values) != 1:
            yield required(f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")
    yield from validate_label_name(requirement.key, f"{path}.key")
    if check_values:
        for index, value in enumerate(values):
            yield from each_invalid(f"{path}.values[{index}]", value, is_valid_label_value(value))


def _validate_node_field_requirement(requirement: NodeSelectorRequirement, path: str) -> Errors:
    if requirement.operator in {"In", "NotIn"}:
        if len(requirement.values) != 1:
            message = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
            yield required(f"{path}.values", message)
    else:
        yield invalid(f"{path}.operator", requirement.operator, "not a valid selector operator")
    if requirement.key != "metadata.name":
        yield invalid(f"{path}.key", requirement.key, "not a valid field selector key")
        return
    for index, value in enumerate(requirement.values):
        yield from each_invalid(f"{path}.values[{index}]", value, name_is_dns_subdomain(value))


def _validate_weighted_term(weighted: WeightedPodAffinityTerm, path: str) -> Errors:
    if not 1 <= weighted.weight <= 100:
        yield invalid(f"{path}.weight", weighted.weight, _WEIGHTS)
    yield from _validate_pod_affinity_term(weighted.pod_affinity_term, f"{path}.podAffinityTerm")


def _validate_pod_affinity_term(term: PodAffinityTerm, path: str) -> Errors:
    """pkg/apis/core/validation validatePodAffinityTerm."""
    yield from validate_label_selector(term.label_selector, f"{path}.labelSelector")
    yield from validate_label_selector(term.namespace_selector, f"{path}.namespaceSelector")
    for namespace in term.namespaces:
        yield from each_invalid(f"{path}.namespace", namespace, name_is_dns_label(namespace))
    for name, keys in (("matchLabelKeys", term.match_label_keys), ("mismatchLabelKeys", term.mismatch_label_keys)):
        yield from _validate_label_keys(keys, term.label_selector, f"{path}.{name}")
    yield from _validate_keys_not_selected(term.match_label_keys, term.label_selector, path)
    for index, key in enumerate(term.match_label_keys):
        if key in term.mismatch_label_keys:
            message = "exists in both matchLabelKeys and mismatchLabelKeys"
            yield invalid(f"{path}.matchLabelKeys[{index}]", key, message)
    if not term.topology_key:
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from validate_label_name(term.topology_key, f"{path}.topologyKey")


def _validate_label_keys(keys: tuple[str, ...], selector: LabelSelector | None, path: str) -> Errors:
    """pkg/apis/core/validation validateLabelKeys."""
    if keys and selector is None:
        yield forbidden(path, "must not be specified when labelSelector is not set")
        return
    for index, key in enumerate(keys):
        yield from validate_label_name(key, f"{path}[{index}]")


def _validate_keys_not_selected(keys: tuple[str, ...], selector: LabelSelector | None, path: str) -> Errors:
    """A key that is both in matchLabelKeys and, beside the requirement made of it, in the selector."""
    if selector is None:
        return
    selected = list(selector.match_labels)
    for expression in selector.match_expressions:
        if expression.key in keys and expression.key in selected:
            place = f"{path}[{keys.index(expression.key)}]"
            yield invalid(place, expression.key, "exists in both matchLabelKeys and labelSelector")
        selected.append(expression.key)


def validate_topology_spread_constraints(constraints: tuple[TopologySpreadConstraint, ...], path: str) -> Errors:
    """pkg/apis/core/validation validateTopologySpreadConstraints."""
    for index, constraint in enumerate(constraints):
        place = f"{path}[{index}]"
        action = constraint.when_unsatisfiable
        if constraint.max_skew <= 0:
            yield invalid(f"{place}.maxSkew", constraint.max_skew, IS_NOT_POSITIVE_ERROR)
        if not constraint.topology_key:
            yield required(f"{place}.topologyKey", "can not be empty")
        if action not in _SCHEDULE_ACTIONS:
            yield not_supported(f"{place}.whenUnsatisfiable", action, _SCHEDULE_ACTIONS)
        pair = (constraint.topology_key, action)
        if any((later.topology_key, later.when_unsatisfiable) == pair for later in constraints[index + 1 :]):
            yield duplicate(f"{place}.{{topologyKey, whenUnsatisfiable}}", f"{{{pair[0]}, {pair[1]}}}")
        if constraint.min_domains is not None:
            if constraint.min_domains <= 0:
                yield invalid(f"{place}.minDomains", constraint.min_domains, IS_NOT_POSITIVE_ERROR)
            if action != "DoNotSchedule":
                message = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
                yield invalid(f"{place}.minDomains", constraint.min_domains, message)
        for name, policy in (
            ("nodeAffinityPolicy", constraint.node_affinity_policy),
            ("nodeTaintsPolicy", constraint.node_taints_policy),
        ):
            if policy is not None and policy not in _INCLUSION_POLICIES:
                yield not_supported(f"{place}.{name}", policy, _INCLUSION_POLICIES)
        yield from _validate_label_keys(
            constraint.match_label_keys, constraint.label_selector, f"{place}.matchLabelKeys"
        )
        yield from _validate_keys_not_selected(constraint.match_label_keys, constraint.label_selector, place)
        yield from validate_label_selector(constraint.label_selector, f"{place}.labelSelector")
