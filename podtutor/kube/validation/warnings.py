"""What the API server warns of while it accepts a pod (pkg/api/pod/warnings.go)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from podtutor.kube.container import Container, ContainerPort, ResourceList
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import NodeSelectorTerm, Pod, PodSpec
from podtutor.kube.validation.annotations import APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD
from podtutor.kube.validation.field_error import quoted
from podtutor.kube.validation.names import is_dns1123_label, is_valid_label_value, parse_ip_sloppy
from podtutor.kube.validation.volume_overlaps import warnings_for_overlapping_virtual_paths
from podtutor.kube.validation.windows import containers_with_path

Warnings = Iterator[str]

_DEPRECATED_NODE_LABELS: Final = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}
_DEPRECATED_ANNOTATIONS: Final = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
_DEPRECATED_VOLUMES: Final = (
    ("photon_persistent_disk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("git_repo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scale_io", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
)
_NO_SELECTOR: Final = "a null labelSelector results in matching no pod"


def warnings_on_create(pod: Pod) -> list[str]:
    """pkg/registry/core/pod podStrategy.WarningsOnCreate."""
    warnings: list[str] = []
    messages = is_dns1123_label(pod.metadata.name)
    if messages:
        advice = (
            "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended"
        )
        warnings.append(f"metadata.name: {advice}: [{' '.join(messages)}]")
    warnings += warnings_for_pod_spec_and_meta(pod.spec, pod.metadata, "")
    return warnings


def warnings_for_pod_spec_and_meta(spec: PodSpec, meta: ObjectMeta, template_path: str) -> Warnings:
    """pkg/api/pod warningsForPodSpecAndMeta; `template_path` like `spec.template`, empty for a pod."""
    prefix = f"{template_path}." if template_path else ""
    path = f"{prefix}spec"
    yield from _warnings_for_node_labels(spec, path)
    for key, message in _DEPRECATED_ANNOTATIONS.items():
        if key in meta.annotations:
            yield f"{prefix}metadata.annotations[{key}]: {message}"
    for index, volume in enumerate(spec.volumes):
        for attribute, name, message in _DEPRECATED_VOLUMES:
            if getattr(volume, attribute) is not None:
                yield f"{path}.volumes[{index}].{name}: {message}"
    yield from warnings_for_overlapping_virtual_paths(spec.volumes)
    yield from _warnings_for_repetitions(spec, path)
    for name in ("memory", "ephemeral-storage"):
        yield from _warnings_for_fraction(name, spec.overhead, f"{path}.overhead")
    yield from _warnings_for_containers(spec, meta, prefix)
    yield from _warnings_for_ports(spec, path)
    yield from _warnings_for_port_names(spec, path)
    grace = spec.termination_grace_period_seconds
    if grace is not None and grace < 0:
        message = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{path}.terminationGracePeriodSeconds: {message}"
    yield from _warnings_for_pod_affinity(spec, path)
    for index, server in enumerate(spec.dns_config.nameservers if spec.dns_config is not None else ()):
        yield from _warnings_for_ip(f"{path}.dnsConfig.nameservers[{index}]", server)
    for index, alias in enumerate(spec.host_aliases):
        yield from _warnings_for_ip(f"{path}.hostAliases[{index}].ip", alias.ip)


def _warnings_for_node_labels(spec: PodSpec, path: str) -> Warnings:
    for key in spec.node_selector:
        if key in _DEPRECATED_NODE_LABELS:
            yield f"{path}.nodeSelector[{key}]: {_DEPRECATED_NODE_LABELS[key]}"
    node = spec.affinity.node_affinity if spec.affinity is not None else None
    if node is not None:
        place = f"{path}.affinity.nodeAffinity"
        wanted = node.required_during_scheduling_ignored_during_execution
        for index, term in enumerate(wanted.node_selector_terms if wanted is not None else ()):
            terms = f"{place}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[{index}]"
            yield from _warnings_for_node_selector_term(term, terms, check_values=False)
        for index, preferred in enumerate(node.preferred_during_scheduling_ignored_during_execution):
            terms = f"{place}.preferredDuringSchedulingIgnoredDuringExecution[{index}].preference"
            yield from _warnings_for_node_selector_term(preferred.preference, terms, check_values=True)
    for index, constraint in enumerate(spec.topology_spread_constraints):
        place = f"{path}.topologySpreadConstraints[{index}]"
        key = constraint.topology_key
        if key in _DEPRECATED_NODE_LABELS:
            yield f"{place}.topologyKey: {key} is {_DEPRECATED_NODE_LABELS[key]}"
        if constraint.label_selector is None:
            yield f"{place}.labelSelector: {_NO_SELECTOR}"


def _warnings_for_node_selector_term(term: NodeSelectorTerm, path: str, *, check_values: bool) -> Warnings:
    for index, expression in enumerate(term.match_expressions):
        place = f"{path}.matchExpressions[{index}]"
        if expression.key in _DEPRECATED_NODE_LABELS:
            yield f"{place}.key: {expression.key} is {_DEPRECATED_NODE_LABELS[expression.key]}"
        for number, value in enumerate(expression.values if check_values else ()):
            for message in is_valid_label_value(value):
                yield f"{place}.values[{number}]: {value} is invalid, {message}"


def _warnings_for_repetitions(spec: PodSpec, path: str) -> Warnings:
    addresses = [alias.ip for alias in spec.host_aliases]
    for index, address in enumerate(addresses):
        if address in addresses[:index]:
            yield f"{path}.hostAliases[{index}].ip: duplicate ip {quoted(address)}"
    secrets = [secret.name for secret in spec.image_pull_secrets]
    for index, name in enumerate(secrets):
        if name in secrets[:index]:
            yield f"{path}.imagePullSecrets[{index}].name: duplicate name {quoted(name)}"
    for index, name in enumerate(secrets):
        if not name:
            yield f'{path}.imagePullSecrets[{index}].name: invalid empty name ""'


def _warnings_for_fraction(name: str, amounts: ResourceList, path: str) -> Warnings:
    amount = amounts.get(name)
    if amount is not None and amount.milli_value() % 1000:
        yield f"{path}[{name}]: fractional byte value {quoted(str(amount))} is invalid, must be an integer"


def _warnings_for_containers(spec: PodSpec, meta: ObjectMeta, prefix: str) -> Warnings:
    instead = 'non-functional in v1.27+; use the "seccompProfile" field instead'
    annotations = f"{prefix}metadata.annotations"
    context = spec.security_context
    if (context is None or context.seccomp_profile is None) and SECCOMP_POD in meta.annotations:
        yield f"{annotations}[{SECCOMP_POD}]: {instead}"
    for container, path in containers_with_path(spec, f"{prefix}spec"):
        own = container.security_context
        key = SECCOMP_CONTAINER + container.name
        if (own is None or own.seccomp_profile is None) and key in meta.annotations:
            yield f"{annotations}[{key}]: {instead}"
        armored = (context is not None and context.app_armor_profile is not None) or (
            own is not None and own.app_armor_profile is not None
        )
        key = APP_ARMOR + container.name
        if not armored and key in meta.annotations:
            yield f'{annotations}[{key}]: deprecated since v1.30; use the "appArmorProfile" field instead'
        for name in ("memory", "ephemeral-storage"):
            for kind, amounts in (("limits", container.resources.limits), ("requests", container.resources.requests)):
                yield from _warnings_for_fraction(name, amounts, f"{path}.resources.{kind}")
        yield from _warnings_for_env(container, path)


def _warnings_for_env(container: Container, path: str) -> Warnings:
    names: list[str] = []
    for index, variable in enumerate(container.env):
        reference = f"$({variable.name})"
        hides = variable.value_from is not None or variable.value == reference or reference not in variable.value
        if variable.name in names and hides:
            message = f"hides previous definition of {quoted(variable.name)}, which may be dropped when using apply"
            yield f"{path}.env[{index}]: {message}"
        names.append(variable.name)


def _warnings_for_ports(spec: PodSpec, path: str) -> Warnings:
    taken: dict[tuple[int, str], list[tuple[ContainerPort, str]]] = {}
    for container, place in containers_with_path(spec, path):
        for index, port in enumerate(container.ports):
            here = f"{place}.ports[{index}]"
            if port.host_ip and not port.host_port:
                given = f"Name:{port.name} HostPort:0 ContainerPort:{port.container_port}"
                given += f" Protocol:{port.protocol} HostIP:{port.host_ip}"
                yield f"{here}: hostIP set without hostPort: {{{given}}}"
            others = taken.setdefault((port.container_port, port.protocol), [])
            for other, there in others:
                if (port.host_ip, port.host_port) == (other.host_ip, other.host_port):
                    yield f"{here}: duplicate port definition with {there}"
                elif not port.host_port or not other.host_port:
                    yield f"{here}: overlapping port definition with {there}"
                elif port.host_port == other.host_port and bool(port.host_ip) != bool(other.host_ip):
                    yield f"{here}: dangerously ambiguous port definition with {there}"
            others.append((port, here))


def _warnings_for_port_names(spec: PodSpec, path: str) -> Warnings:
    first: dict[str, str] = {}
    for container, place in containers_with_path(spec, path):
        for index, port in enumerate(container.ports):
            here = f"{place}.ports[{index}]"
            there = first.setdefault(port.name, here) if port.name else here
            if there != here:
                uses = f"services and probes that select ports by name will use {there}"
                yield f"{here}: duplicate port name {quoted(port.name)} with {there}, {uses}"


def _warnings_for_pod_affinity(spec: PodSpec, path: str) -> Warnings:
    if spec.affinity is None:
        return
    for name, pods in (
        ("podAffinity", spec.affinity.pod_affinity),
        ("podAntiAffinity", spec.affinity.pod_anti_affinity),
    ):
        if pods is None:
            continue
        place = f"{path}.affinity.{name}"
        for index, term in enumerate(pods.required_during_scheduling_ignored_during_execution):
            if term.label_selector is None:
                yield f"{place}.requiredDuringSchedulingIgnoredDuringExecution[{index}].labelSelector: {_NO_SELECTOR}"
        for index, weighted in enumerate(pods.preferred_during_scheduling_ignored_during_execution):
            if weighted.pod_affinity_term.label_selector is None:
                term_path = f"preferredDuringSchedulingIgnoredDuringExecution[{index}].podAffinityTerm"
                yield f"{place}.{term_path}.labelSelector: {_NO_SELECTOR}"


def _warnings_for_ip(path: str, text: str) -> Warnings:
    """apimachinery/pkg/util/validation GetWarningsForIP."""
    address = parse_ip_sloppy(text)
    if address is None:
        return
    if isinstance(address, ipaddress.IPv4Address):
        if text != str(address):
            advice = "non-standard IP address {} will be considered invalid in a future Kubernetes release: use {}"
            yield f"{path}: {advice.format(quoted(text), quoted(str(address)))}"
    elif address.ipv4_mapped is not None:
        advice = "non-standard IP address {} will be considered invalid in a future Kubernetes release: use {}"
        yield f"{path}: {advice.format(quoted(text), quoted(str(address.ipv4_mapped)))}"
    elif text != str(address):
        advice = f"should be in RFC 5952 canonical format ({quoted(str(address))})"
        yield f"{path}: IPv6 address {quoted(text)} {advice}"
