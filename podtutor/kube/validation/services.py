"""Services, budgets, priorities, configuration, claims: the parts that a learner meets (pkg/apis/*/validation)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.config import ConfigMap, Secret
from podtutor.kube.policy import PodDisruptionBudget, PriorityClass
from podtutor.kube.service import Service, ServicePort
from podtutor.kube.storage import PersistentVolumeClaim
from podtutor.kube.validation.claims import validate_persistent_volume_claim_spec
from podtutor.kube.validation.field_error import (
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.labels import validate_label_selector, validate_labels
from podtutor.kube.validation.metadata import validate_object_meta
from podtutor.kube.validation.names import (
    is_config_map_key,
    is_dns1123_label,
    is_dns1123_subdomain,
    is_valid_port_num,
    name_is_dns1035_label,
    name_is_dns_subdomain,
)
from podtutor.kube.validation.probes import validate_port_num_or_name
from podtutor.kube.validation.workloads import (
    validate_not_more_than_100_percent,
    validate_positive_int_or_percent,
)

_SERVICE_TYPES: Final = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS: Final = ("SCTP", "TCP", "UDP")
HIGHEST_USER_DEFINABLE_PRIORITY: Final = 1_000_000_000  # scheduling.HighestUserDefinablePriority


def validate_service(service: Service) -> Errors:
    """pkg/apis/core/validation ValidateService."""
    spec = service.spec
    yield from validate_object_meta(service.metadata, "metadata", name_is_dns1035_label)
    headless = spec.cluster_ip == "None"
    if not spec.ports and not headless and spec.type != "ExternalName":
        yield required("spec.ports")
    if spec.type not in _SERVICE_TYPES:
        yield not_supported("spec.type", spec.type, _SERVICE_TYPES)
    if spec.type == "ExternalName":
        messages = is_dns1123_subdomain(spec.external_name.removesuffix("."))
        if spec.cluster_ip and not headless:
            yield forbidden("spec.clusterIPs", "may not be set when `type` is 'ExternalName'")
        yield from each_invalid("spec.externalName", spec.external_name, messages)
    elif headless and spec.type in {"LoadBalancer", "NodePort"}:
        yield invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {spec.type} services")
    yield from _validate_service_ports(spec.ports)
    yield from validate_labels(spec.selector, "spec.selector")
    if spec.session_affinity not in {"", "None", "ClientIP"}:
        yield not_supported("spec.sessionAffinity", spec.session_affinity, ("ClientIP", "None"))


def _validate_service_ports(ports: tuple[ServicePort, ...]) -> Errors:
    names: list[str] = []
    taken: list[tuple[str, int]] = []
    for index, port in enumerate(ports):
        place = f"spec.ports[{index}]"
        if len(ports) > 1 and not port.name:
            yield required(f"{place}.name")
        elif port.name:
            yield from each_invalid(f"{place}.name", port.name, is_dns1123_label(port.name))
            if port.name in names:
                yield duplicate(f"{place}.name", port.name)
            names.append(port.name)
        yield from each_invalid(f"{place}.port", port.port, is_valid_port_num(port.port))
        if port.protocol not in _PROTOCOLS:
            yield not_supported(f"{place}.protocol", port.protocol, _PROTOCOLS)
        if port.target_port is not None:
            yield from validate_port_num_or_name(port.target_port, f"{place}.targetPort")
    for index, port in enumerate(ports):
        if (port.protocol, port.port) in taken:
            yield duplicate(f"spec.ports[{index}]", port)
        taken.append((port.protocol, port.port))


def validate_pod_disruption_budget(budget: PodDisruptionBudget) -> Errors:
    """pkg/apis/policy/validation ValidatePodDisruptionBudget."""
    spec = budget.spec
    yield from validate_object_meta(budget.metadata, "metadata", name_is_dns_subdomain)
    if spec.min_available is not None and spec.max_unavailable is not None:
        yield invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set")
    for name, value in (("minAvailable", spec.min_available), ("maxUnavailable", spec.max_unavailable)):
        if value is not None:
            yield from validate_positive_int_or_percent(value, f"spec.{name}")
            yield from validate_not_more_than_100_percent(value, f"spec.{name}")
    yield from validate_label_selector(spec.selector, "spec.selector")
    policy = spec.unhealthy_pod_eviction_policy
    if policy is not None and policy not in {"AlwaysAllow", "IfHealthyBudget"}:
        yield not_supported("spec.unhealthyPodEvictionPolicy", policy, ("AlwaysAllow", "IfHealthyBudget"))


def validate_priority_class(priority: PriorityClass) -> Errors:
    """pkg/apis/scheduling/validation ValidatePriorityClass."""
    yield from validate_object_meta(priority.metadata, "metadata", name_is_dns_subdomain, requires_namespace=False)
    if priority.metadata.name.startswith("system-"):
        message = "priority class names with 'system-' prefix are reserved for system use only. error: "
        name = priority.metadata.name
        yield forbidden("metadata.name", f"{message}{name} is not a known system priority class")
    elif priority.value > HIGHEST_USER_DEFINABLE_PRIORITY:
        message = f"maximum allowed value of a user defined priority is {HIGHEST_USER_DEFINABLE_PRIORITY}"
        yield forbidden("value", message)
    if priority.preemption_policy not in {None, "PreemptLowerPriority", "Never"}:
        supported = ("PreemptLowerPriority", "Never")
        yield not_supported("preemptionPolicy", priority.preemption_policy, supported)


def validate_config_map(config_map: ConfigMap) -> Errors:
    """pkg/apis/core/validation ValidateConfigMap."""
    yield from validate_object_meta(config_map.metadata, "metadata", name_is_dns_subdomain)
    for key in config_map.data:
        yield from each_invalid(f"data[{key}]", key, is_config_map_key(key))
        if key in config_map.binary_data:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in config_map.binary_data:
        yield from each_invalid(f"binaryData[{key}]", key, is_config_map_key(key))


def validate_secret(secret: Secret) -> Errors:
    """pkg/apis/core/validation ValidateSecret, the keys."""
    yield from validate_object_meta(secret.metadata, "metadata", name_is_dns_subdomain)
    for key in {**secret.data, **secret.string_data}:
        yield from each_invalid(f"data[{key}]", key, is_config_map_key(key))


def validate_persistent_volume_claim(claim: PersistentVolumeClaim) -> Errors:
    """pkg/apis/core/validation ValidatePersistentVolumeClaim."""
    yield from validate_object_meta(claim.metadata, "metadata", name_is_dns_subdomain)
    yield from validate_persistent_volume_claim_spec(claim.spec, "spec")
