"""Containers of every kind: what they share, and what init and ephemeral containers may not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from podtutor.kube.constants import MAX_CONTAINER_RESTART_RULES, MAX_RESTART_RULE_EXIT_CODES
from podtutor.kube.container import Container, ContainerPort, EphemeralContainer, ResourceRequirements
from podtutor.kube.pod import PodSpec
from podtutor.kube.validation.environment import validate_env, validate_env_from
from podtutor.kube.validation.field_error import (
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
    too_many,
)
from podtutor.kube.validation.mounts import validate_volume_devices, validate_volume_mounts
from podtutor.kube.validation.names import is_dns1123_label, is_valid_port_name, is_valid_port_num
from podtutor.kube.validation.probes import (
    validate_lifecycle,
    validate_liveness_probe,
    validate_readiness_probe,
)
from podtutor.kube.validation.resources import validate_container_resources, validate_resize_policy
from podtutor.kube.validation.security import validate_security_context
from podtutor.kube.validation.volumes import validate_pull_policy
from podtutor.kube.volume import Volume

_PROTOCOLS: Final = ("SCTP", "TCP", "UDP")
_TERMINATION_MESSAGE_POLICIES: Final = ("File", "FallbackToLogsOnError")
_CONTAINER_RESTART_POLICIES: Final = ("Always", "Never", "OnFailure")
_RULE_ACTIONS: Final = ("Restart", "RestartAllContainers")
_RULE_OPERATORS: Final = ("In", "NotIn")
_NOT_FOR_INIT: Final = "may not be set for init containers without restartPolicy=Always"
_NOT_FOR_EPHEMERAL: Final = "cannot be set for an Ephemeral Container"


class Surroundings(NamedTuple):
    """What a container's validation needs to know of its pod."""

    volumes: list[Volume]
    claim_names: Sequence[str]
    grace_period: int | None
    restart_policy: str
    host_users: bool


def validate_containers(spec: PodSpec, around: Surroundings, path: str) -> Errors:
    """pkg/apis/core/validation validateContainers."""
    if not spec.containers:
        yield required(path)
        return
    names: list[str] = []
    for index, container in enumerate(spec.containers):
        place = f"{path}[{index}]"
        yield from _validate_common(container, around, place)
        if container.name in names:
            yield duplicate(f"{place}.name", container.name)
        names.append(container.name)
        if container.lifecycle is not None:
            yield from validate_lifecycle(container.lifecycle, around.grace_period, f"{place}.lifecycle")
        yield from _validate_probes(container, place)
        yield from _validate_restart_policy(container, place)
    yield from _validate_host_port_conflicts(spec.containers, path)


def validate_init_containers(spec: PodSpec, around: Surroundings, path: str) -> Errors:
    """pkg/apis/core/validation validateInitContainers."""
    names = [container.name for container in spec.containers]
    for index, container in enumerate(spec.init_containers):
        place = f"{path}[{index}]"
        yield from _validate_common(container, around, place)
        yield from _validate_restart_policy(container, place)
        if container.name in names:
            yield duplicate(f"{place}.name", container.name)
        elif container.name:
            names.append(container.name)
        yield from _validate_host_port_conflicts((container,), path)
        if container.restart_policy == "Always":
            if container.lifecycle is not None:
                yield from validate_lifecycle(container.lifecycle, around.grace_period, f"{place}.lifecycle")
            yield from _validate_probes(container, place)
            continue
        for name, value in (
            ("lifecycle", container.lifecycle),
            ("livenessProbe", container.liveness_probe),
            ("readinessProbe", container.readiness_probe),
            ("startupProbe", container.startup_probe),
        ):
            if value is not None:
                yield forbidden(f"{place}.{name}", _NOT_FOR_INIT)


def validate_ephemeral_containers(spec: PodSpec, around: Surroundings, path: str) -> Errors:
    """pkg/apis/core/validation validateEphemeralContainers."""
    others = [container.name for container in (*spec.containers, *spec.init_containers)]
    names = list(others)
    for index, container in enumerate(spec.ephemeral_containers):
        place = f"{path}[{index}]"
        yield from _validate_common(container, around, place)
        yield from validate_container_only_for_pod(container, place)
        if container.name in names:
            yield duplicate(f"{place}.name", container.name)
        names.append(container.name)
        target = container.target_container_name
        if target and target not in others:
            yield not_found(f"{place}.targetContainerName", target)
        yield from _validate_ephemeral_fields(container, place)


def _validate_ephemeral_fields(container: EphemeralContainer, path: str) -> Errors:
    for name, given in (
        ("ports", bool(container.ports)),
        ("resources", container.resources != ResourceRequirements()),
        ("resizePolicy", bool(container.resize_policy)),
        ("restartPolicy", container.restart_policy is not None),
        ("restartPolicyRules", bool(container.restart_policy_rules)),
        ("livenessProbe", container.liveness_probe is not None),
        ("readinessProbe", container.readiness_probe is not None),
        ("startupProbe", container.startup_probe is not None),
        ("lifecycle", container.lifecycle is not None),
    ):
        if given:
            yield forbidden(f"{path}.{name}", _NOT_FOR_EPHEMERAL)
    for index, mount in enumerate(container.volume_mounts):
        if mount.sub_path:
            yield forbidden(f"{path}.volumeMounts[{index}].subPath", _NOT_FOR_EPHEMERAL)
        if mount.sub_path_expr:
            yield forbidden(f"{path}.volumeMounts[{index}].subPathExpr", _NOT_FOR_EPHEMERAL)


def _validate_common(container: Container, around: Surroundings, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerCommon."""
    if not container.name:
        yield required(f"{path}.name")
    else:
        yield from each_invalid(f"{path}.name", container.name, is_dns1123_label(container.name))
    if not container.image:
        yield required(f"{path}.image")
    policy = container.termination_message_policy
    if not policy:
        yield required(f"{path}.terminationMessagePolicy")
    elif policy not in _TERMINATION_MESSAGE_POLICIES:
        yield not_supported(f"{path}.terminationMessagePolicy", policy, _TERMINATION_MESSAGE_POLICIES)
    yield from _validate_ports(container.ports, f"{path}.ports")
    yield from validate_env(container.env, f"{path}.env")
    yield from validate_env_from(container.env_from, f"{path}.envFrom")
    yield from validate_volume_mounts(container, around.volumes, f"{path}.volumeMounts")
    yield from validate_volume_devices(container, around.volumes, f"{path}.volumeDevices")
    yield from validate_pull_policy(container.image_pull_policy, f"{path}.imagePullPolicy")
    yield from validate_container_resources(container.resources, around.claim_names, f"{path}.resources")
    yield from validate_resize_policy(container.resize_policy, f"{path}.resizePolicy", around.restart_policy)
    place = f"{path}.securityContext"
    yield from validate_security_context(container.security_context, place, host_users=around.host_users)


def _validate_probes(container: Container, path: str) -> Errors:
    yield from validate_liveness_probe(container.liveness_probe, f"{path}.livenessProbe")
    yield from validate_readiness_probe(container.readiness_probe, f"{path}.readinessProbe")
    yield from validate_liveness_probe(container.startup_probe, f"{path}.startupProbe")


def _validate_restart_policy(container: Container, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerRestartPolicy."""
    policy, rules = container.restart_policy, container.restart_policy_rules
    if policy is None:
        if rules:
            yield required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")
    elif policy not in _CONTAINER_RESTART_POLICIES:
        yield not_supported(f"{path}.restartPolicy", policy, _CONTAINER_RESTART_POLICIES)
    if len(rules) > MAX_CONTAINER_RESTART_RULES:
        yield too_many(f"{path}.restartPolicyRules", len(rules), MAX_CONTAINER_RESTART_RULES)
    for index, rule in enumerate(rules):
        place = f"{path}.restartPolicyRules[{index}]"
        if rule.action not in _RULE_ACTIONS:
            yield not_supported(f"{place}.action", rule.action, _RULE_ACTIONS)
        codes = rule.exit_codes
        if codes is None:
            yield required(f"{place}.exitCodes", "must be specified")
            continue
        if codes.operator not in _RULE_OPERATORS:
            yield not_supported(f"{place}.exitCodes.operator", codes.operator, _RULE_OPERATORS)
        if len(codes.values) > MAX_RESTART_RULE_EXIT_CODES:
            yield too_many(f"{place}.exitCodes.values", len(codes.values), MAX_RESTART_RULE_EXIT_CODES)


def _validate_ports(ports: tuple[ContainerPort, ...], path: str) -> Errors:
    """pkg/apis/core/validation validateContainerPorts."""
    names: list[str] = []
    for index, port in enumerate(ports):
        place = f"{path}[{index}]"
        if port.name:
            messages = is_valid_port_name(port.name)
            yield from each_invalid(f"{place}.name", port.name, messages)
            if not messages and port.name in names:
                yield duplicate(f"{place}.name", port.name)
            elif not messages:
                names.append(port.name)
        if port.container_port == 0:
            yield required(f"{place}.containerPort")
        else:
            messages = is_valid_port_num(port.container_port)
            yield from each_invalid(f"{place}.containerPort", port.container_port, messages)
        if port.host_port:
            yield from each_invalid(f"{place}.hostPort", port.host_port, is_valid_port_num(port.host_port))
        if not port.protocol:
            yield required(f"{place}.protocol")
        elif port.protocol not in _PROTOCOLS:
            yield not_supported(f"{place}.protocol", port.protocol, _PROTOCOLS)


def _validate_host_port_conflicts(containers: Sequence[Container], path: str) -> Errors:
    """pkg/apis/core/validation checkHostPortConflicts."""
    taken: list[str] = []
    for index, container in enumerate(containers):
        for number, port in enumerate(container.ports):
            if not port.host_port:
                continue
            key = f"{port.protocol}/{port.host_ip}/{port.host_port}"
            if key in taken:
                yield duplicate(f"{path}[{index}].ports[{number}].hostPort", key)
            taken.append(key)


def validate_container_only_for_pod(container: Container, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerOnlyForPod: what a template is not asked for."""
    if container.image != container.image.strip():
        yield invalid(f"{path}.image", container.image, "must not have leading or trailing whitespace")
