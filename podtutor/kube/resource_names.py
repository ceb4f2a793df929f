"""What a resource name means: standard, extended, huge pages, overcommittable (pkg/apis/core/helper)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.quantity import Quantity, QuantityError, parse_quantity

HUGE_PAGES_PREFIX: Final = "hugepages-"  # v1.ResourceHugePagesPrefix
REQUESTS_PREFIX: Final = "requests."  # v1.DefaultResourceRequestsPrefix
SUPPORTED_POD_LEVEL_RESOURCES: Final = ("cpu", "hugepages-", "memory")  # SupportedPodLevelResources, sorted

_INTEGER_RESOURCES: Final = frozenset(
    {
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
    }
)
_CONTAINER_RESOURCES: Final = frozenset({"cpu", "memory", "ephemeral-storage"})
_STANDARD_RESOURCES: Final = (
    _INTEGER_RESOURCES
    | _CONTAINER_RESOURCES
    | {"requests.cpu", "requests.memory", "requests.ephemeral-storage"}
    | {"limits.cpu", "limits.memory", "limits.ephemeral-storage"}
    | {"storage", "requests.storage"}
)


def is_huge_page_resource_name(name: str) -> bool:
    """pkg/apis/core/helper IsHugePageResourceName."""
    return name.startswith(HUGE_PAGES_PREFIX)


def is_native_resource(name: str) -> bool:
    """pkg/apis/core/helper IsNativeResource: without a slash, or of kubernetes.io."""
    return "/" not in name or "kubernetes.io/" in name


def is_overcommit_allowed(name: str) -> bool:
    """pkg/apis/core/helper IsOvercommitAllowed: whether requests may stay below limits."""
    return is_native_resource(name) and not is_huge_page_resource_name(name)


def is_extended_resource_name(name: str) -> bool:
    """pkg/apis/core/helper IsExtendedResourceName, given that the name is a qualified name.

    A quota prefixes `requests.`; the name's first part must have room for that.
    """
    if is_native_resource(name) or name.startswith(REQUESTS_PREFIX):
        return False
    prefix, _, rest = name.partition("/")
    return "/" not in rest and len(REQUESTS_PREFIX + prefix) <= 253 and 0 < len(rest) <= 63


def is_standard_resource_name(name: str) -> bool:
    """pkg/apis/core/helper IsStandardResourceName."""
    return name in _STANDARD_RESOURCES or name.startswith((HUGE_PAGES_PREFIX, REQUESTS_PREFIX + HUGE_PAGES_PREFIX))


def is_standard_container_resource_name(name: str) -> bool:
    """pkg/apis/core/helper IsStandardContainerResourceName."""
    return name in _CONTAINER_RESOURCES or is_huge_page_resource_name(name)


def is_integer_resource_name(name: str) -> bool:
    """pkg/apis/core/helper IsIntegerResourceName."""
    return name in _INTEGER_RESOURCES or is_extended_resource_name(name)


def is_supported_pod_level_resource(name: str) -> bool:
    """k8s.io/component-helpers/resource IsSupportedPodLevelResource."""
    return name in {"cpu", "memory"} or is_huge_page_resource_name(name)


def is_huge_page_value_divisible(name: str, quantity: Quantity) -> bool:
    """pkg/apis/core/helper IsHugePageResourceValueDivisible."""
    try:
        page = parse_quantity(name.removeprefix(HUGE_PAGES_PREFIX))
    except QuantityError:
        return False
    if page.sign <= 0 or page.milli_value() % 1000:
        return False
    return quantity.value() % page.value() == 0
