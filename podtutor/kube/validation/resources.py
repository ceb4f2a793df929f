"""Requests and limits of containers and pods (pkg/apis/core/validation validateResourceRequirements and callers)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from podtutor.kube.container import ContainerResizePolicy, ResourceClaim, ResourceList, ResourceRequirements
from podtutor.kube.pod import PodSpec
from podtutor.kube.pod_resources import aggregate_container_requests
from podtutor.kube.quantity import ZERO, Quantity
from podtutor.kube.resource_names import (
    SUPPORTED_POD_LEVEL_RESOURCES,
    is_extended_resource_name,
    is_huge_page_resource_name,
    is_huge_page_value_divisible,
    is_integer_resource_name,
    is_native_resource,
    is_overcommit_allowed,
    is_standard_container_resource_name,
    is_standard_resource_name,
    is_supported_pod_level_resource,
)
from podtutor.kube.validation.field_error import (
    IS_NOT_INTEGER_ERROR,
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
    validate_nonnegative_quantity,
)
from podtutor.kube.validation.names import is_dns1123_label, is_qualified_name

_NameCheck = Callable[[str, str], Errors]


def validate_resource_name(name: str, path: str) -> Errors:
    """pkg/apis/core/validation validateResourceName."""
    messages = is_qualified_name(name)
    yield from each_invalid(path, name, messages)
    if not messages and "/" not in name and not is_standard_resource_name(name):
        yield invalid(path, name, "must be a standard resource type or fully qualified")


def validate_container_resource_name(name: str, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerResourceName."""
    yield from validate_resource_name(name, path)
    if "/" not in name:
        if not is_standard_container_resource_name(name):
            yield invalid(path, name, "must be a standard resource for containers")
    elif not is_native_resource(name) and (is_qualified_name(name) or not is_extended_resource_name(name)):
        yield invalid(path, name, "doesn't follow extended resource name standard")


def validate_pod_resource_name(name: str, path: str) -> Errors:
    """pkg/apis/core/validation validatePodResourceName."""
    yield from validate_resource_name(name, path)
    if not is_supported_pod_level_resource(name):
        yield not_supported(path, name, SUPPORTED_POD_LEVEL_RESOURCES)


def validate_resource_quantity_value(name: str, value: Quantity, path: str) -> Errors:
    """pkg/apis/core/validation ValidateResourceQuantityValue."""
    yield from validate_nonnegative_quantity(value, path)
    if is_integer_resource_name(name) and value.milli_value() % 1000:
        yield invalid(path, value, IS_NOT_INTEGER_ERROR)


def validate_container_resources(resources: ResourceRequirements, pod_claim_names: Sequence[str], path: str) -> Errors:
    """pkg/apis/core/validation ValidateContainerResourceRequirements."""
    yield from _validate_requirements(resources, validate_container_resource_name, path)
    yield from _validate_claim_names(resources.claims, pod_claim_names, f"{path}.claims")


def validate_overhead(overhead: ResourceList, path: str) -> Errors:
    """pkg/apis/core/validation validateOverhead: checked as if it were limits, and reported as such."""
    yield from validate_container_resources(ResourceRequirements(limits=overhead), (), path)


def validate_pod_resources(spec: PodSpec, pod_claim_names: Sequence[str], path: str) -> Errors:
    """pkg/apis/core/validation validatePodResources: of the pod as a whole."""
    resources = spec.resources
    if resources is None:
        return
    if resources.claims:
        yield forbidden(f"{path}.claims", "claims cannot be set for Resources at pod-level")
    yield from _validate_requirements(resources, validate_pod_resource_name, path)
    yield from _validate_claim_names(resources.claims, pod_claim_names, f"{path}.claims")
    for name, total in sorted(aggregate_container_requests(spec).items()):
        requested = resources.requests.get(name, ZERO)
        if is_supported_pod_level_resource(name) and total > requested:
            message = f"must be greater than or equal to aggregate container requests of {total}"
            yield invalid(f"{path}.requests[{name}]", requested, message)
    for index, container in enumerate(spec.containers):
        for name, limit in container.resources.limits.items():
            pod_limit = resources.limits.get(name)
            if pod_limit is not None and limit > pod_limit:
                message = f"must be less than or equal to pod limits of {pod_limit}"
                yield invalid(f"{path}.containers[{index}][{name}].limits", limit, message)


def _validate_requirements(resources: ResourceRequirements, name_check: _NameCheck, path: str) -> Errors:
    """pkg/apis/core/validation validateResourceRequirements, but for the claims."""
    limits, requests = resources.limits, resources.requests
    for name, quantity in limits.items():
        place = f"{path}.limits[{name}]"
        yield from name_check(name, place)
        yield from validate_resource_quantity_value(name, quantity, place)
        yield from _validate_huge_page_value(name, quantity, place)
    for name, quantity in requests.items():
        place = f"{path}.requests[{name}]"
        yield from name_check(name, place)
        yield from validate_resource_quantity_value(name, quantity, place)
        yield from _validate_against_limit(name, quantity, limits, path)
        yield from _validate_huge_page_value(name, quantity, place)
    names = [*limits, *requests]
    if any(map(is_huge_page_resource_name, names)) and "cpu" not in names and "memory" not in names:
        yield forbidden(path, "HugePages require cpu or memory")


def _validate_against_limit(name: str, request: Quantity, limits: ResourceList, path: str) -> Errors:
    limit = limits.get(name)
    overcommit = is_overcommit_allowed(name)
    if limit is None:
        if not overcommit:
            yield required(f"{path}.limits", "Limit must be set for non overcommitable resources")
    elif request != limit and not overcommit:
        yield invalid(f"{path}.requests", request, f"must be equal to {name} limit of {limit}")
    elif request > limit:
        yield invalid(f"{path}.requests", request, f"must be less than or equal to {name} limit of {limit}")


def _validate_huge_page_value(name: str, quantity: Quantity, path: str) -> Errors:
    if is_huge_page_resource_name(name) and not is_huge_page_value_divisible(name, quantity):
        yield invalid(path, quantity, f"{quantity} is not positive integer multiple of {name}")


def _validate_claim_names(claims: tuple[ResourceClaim, ...], pod_claim_names: Sequence[str], path: str) -> Errors:
    """pkg/apis/core/validation validateResourceClaimNames."""
    seen: list[str] = []
    for index, claim in enumerate(claims):
        place = f"{path}[{index}]"
        if not claim.name:
            yield required(place)
            continue
        yield from _validate_claim_reference(claim, seen, place)
        if claim.name not in pod_claim_names:
            detail = "must be one of the names in pod.spec.resourceClaims"
            known = ", ".join(pod_claim_names)
            detail += f": {known}" if known else " which is empty"
            yield not_found(place, claim.name, detail)


def _validate_claim_reference(claim: ResourceClaim, seen: list[str], path: str) -> Errors:
    if claim.name in seen:
        yield duplicate(path, claim.name)
        return
    key = claim.name
    if claim.request:
        yield from each_invalid(f"{path}.request", claim.request, is_dns1123_label(claim.request))
        key = f"{claim.name}/{claim.request}"
    if key in seen:
        yield duplicate(path, key)
    elif not claim.request:
        for other in seen:
            if other.startswith(f"{claim.name}/"):
                yield duplicate(path, claim.name)
    seen.append(key)


_RESIZABLE = ("cpu", "memory")
_RESIZE_POLICIES = ("NotRequired", "RestartContainer")


def validate_resize_policy(policies: tuple[ContainerResizePolicy, ...], path: str, pod_restart_policy: str) -> Errors:
    """pkg/apis/core/validation validateResizePolicy."""
    seen: list[str] = []
    for index, policy in enumerate(policies):
        if policy.resource_name in seen:
            yield duplicate(f"{path}[{index}]", policy.resource_name)
        seen.append(policy.resource_name)
        for value, supported in ((policy.resource_name, _RESIZABLE), (policy.restart_policy, _RESIZE_POLICIES)):
            if not value:
                yield required(path)
            elif value not in supported:
                yield not_supported(path, value, supported)
        if pod_restart_policy == "Never" and policy.restart_policy != "NotRequired":
            message = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            yield invalid(path, policy.restart_policy, message)
