"""What the API server fills in when an object says nothing (pkg/apis/core/v1/defaults.go).

A pod gets more than a pod template: requests copied from limits, service links, host ports. Defaulting a
defaulted object changes nothing.
"""

from __future__ import annotations

from typing import Final, TypeVar

from podtutor.kube import constants
from podtutor.kube.changing import changed, each
from podtutor.kube.container import (
    Container,
    ContainerPort,
    EnvVar,
    HTTPGetAction,
    Lifecycle,
    LifecycleHandler,
    Probe,
    ResourceList,
    ResourceRequirements,
)
from podtutor.kube.defaulting_volumes import default_field_ref, default_volume
from podtutor.kube.image import parse_image_name
from podtutor.kube.pod import Pod, PodSecurityContext, PodSpec, PodTemplateSpec
from podtutor.kube.pod_resources import aggregate_container_limits, aggregate_container_requests
from podtutor.kube.quantity import MILLI_SCALE
from podtutor.kube.resource_names import (
    is_huge_page_resource_name,
    is_overcommit_allowed,
    is_supported_pod_level_resource,
)

C = TypeVar("C", bound=Container)
_NO_CONTEXT: Final = PodSecurityContext()


def default_pod(pod: Pod) -> Pod:
    """pkg/apis/core/v1 SetObjectDefaults_Pod."""
    spec = pod.spec
    containers = each(_default_requests, spec.containers)
    init_containers = each(_default_requests, spec.init_containers)
    spec = changed(spec, containers=containers, init_containers=init_containers)
    spec = _default_pod_level_resources(spec)
    if spec.enable_service_links is None:
        spec = changed(spec, enable_service_links=constants.DEFAULT_ENABLE_SERVICE_LINKS)
    if spec.host_network:
        spec = changed(
            spec,
            containers=each(_default_host_ports, spec.containers),
            init_containers=each(_default_host_ports, spec.init_containers),
        )
    return changed(pod, spec=default_pod_spec(spec))


def default_pod_template(template: PodTemplateSpec) -> PodTemplateSpec:
    """pkg/apis/core/v1 SetDefaults_PodSpec and below, as zz_generated.defaults.go applies it to a template."""
    return changed(template, spec=default_pod_spec(template.spec))


def default_pod_spec(spec: PodSpec) -> PodSpec:
    """pkg/apis/core/v1 SetDefaults_PodSpec, and the defaults of everything inside."""
    grace = spec.termination_grace_period_seconds
    return changed(
        spec,
        volumes=each(default_volume, spec.volumes),
        containers=each(_default_container, spec.containers),
        init_containers=each(_default_container, spec.init_containers),
        ephemeral_containers=each(_default_container, spec.ephemeral_containers),
        dns_policy=spec.dns_policy or "ClusterFirst",
        restart_policy=spec.restart_policy or "Always",
        security_context=_NO_CONTEXT if spec.security_context is None else spec.security_context,
        termination_grace_period_seconds=(
            constants.DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS if grace is None else grace
        ),
        scheduler_name=spec.scheduler_name or constants.DEFAULT_SCHEDULER_NAME,
        overhead=round_resource_list(spec.overhead),
        resources=None if spec.resources is None else _round_requirements(spec.resources),
    )


def _default_requests(container: Container) -> Container:
    """The part of SetDefaults_Pod that copies limits to missing requests."""
    resources = container.resources
    missing = {name: limit for name, limit in resources.limits.items() if name not in resources.requests}
    if not missing:
        return container
    return changed(container, resources=changed(resources, requests={**resources.requests, **missing}))


def _default_pod_level_resources(spec: PodSpec) -> PodSpec:
    """pkg/apis/core/v1 defaultHugePagePodLimits, then defaultPodRequests: only where pod-level limits exist."""
    resources = spec.resources
    if resources is None or not resources.limits:
        return spec
    limits = dict(resources.limits)
    for name, total in aggregate_container_limits(spec).items():
        if is_huge_page_resource_name(name):
            limits.setdefault(name, total)
    requests = dict(resources.requests)
    for name, total in aggregate_container_requests(spec).items():
        if is_supported_pod_level_resource(name) and is_overcommit_allowed(name):
            requests.setdefault(name, total)
    for name, limit in limits.items():
        if is_supported_pod_level_resource(name):
            requests.setdefault(name, limit)
    return changed(spec, resources=changed(resources, limits=limits, requests=requests))


def _default_host_ports(container: Container) -> Container:
    """pkg/apis/core/v1 defaultHostNetworkPorts."""
    ports = tuple(port if port.host_port else changed(port, host_port=port.container_port) for port in container.ports)
    return changed(container, ports=ports)


def image_pull_policy(image: str) -> str:
    """The part of SetDefaults_Container that looks at the tag: Always for latest, said or implied."""
    reference = parse_image_name(image)
    return "Always" if reference is not None and reference.tag == "latest" else "IfNotPresent"


def _default_container(container: C) -> C:
    """pkg/apis/core/v1 SetDefaults_Container, and the defaults of everything inside."""
    return changed(
        container,
        image_pull_policy=container.image_pull_policy or image_pull_policy(container.image),
        termination_message_path=container.termination_message_path or constants.TERMINATION_MESSAGE_PATH_DEFAULT,
        termination_message_policy=container.termination_message_policy or "File",
        ports=each(_default_port, container.ports),
        env=each(_default_env, container.env),
        resources=_round_requirements(container.resources),
        liveness_probe=_default_probe(container.liveness_probe),
        readiness_probe=_default_probe(container.readiness_probe),
        startup_probe=_default_probe(container.startup_probe),
        lifecycle=_default_lifecycle(container.lifecycle),
    )


def _default_port(port: ContainerPort) -> ContainerPort:
    return port if port.protocol else changed(port, protocol="TCP")


def _default_env(variable: EnvVar) -> EnvVar:
    source = variable.value_from
    if source is None or source.field_ref is None:
        return variable
    return changed(variable, value_from=changed(source, field_ref=default_field_ref(source.field_ref)))


def _default_probe(probe: Probe | None) -> Probe | None:
    """pkg/apis/core/v1 SetDefaults_Probe, and of its handler."""
    if probe is None:
        return None
    grpc = probe.grpc
    return changed(
        probe,
        timeout_seconds=probe.timeout_seconds or constants.DEFAULT_PROBE_TIMEOUT_SECONDS,
        period_seconds=probe.period_seconds or constants.DEFAULT_PROBE_PERIOD_SECONDS,
        success_threshold=probe.success_threshold or constants.DEFAULT_PROBE_SUCCESS_THRESHOLD,
        failure_threshold=probe.failure_threshold or constants.DEFAULT_PROBE_FAILURE_THRESHOLD,
        http_get=_default_http_get(probe.http_get),
        grpc=changed(grpc, service="") if grpc is not None and grpc.service is None else grpc,
    )


def _default_http_get(action: HTTPGetAction | None) -> HTTPGetAction | None:
    """pkg/apis/core/v1 SetDefaults_HTTPGetAction."""
    if action is None:
        return None
    return changed(action, path=action.path or "/", scheme=action.scheme or "HTTP")


def _default_lifecycle(lifecycle: Lifecycle | None) -> Lifecycle | None:
    if lifecycle is None:
        return None
    return changed(
        lifecycle,
        post_start=_default_hook(lifecycle.post_start),
        pre_stop=_default_hook(lifecycle.pre_stop),
    )


def _default_hook(hook: LifecycleHandler | None) -> LifecycleHandler | None:
    return None if hook is None else changed(hook, http_get=_default_http_get(hook.http_get))


def _round_requirements(resources: ResourceRequirements) -> ResourceRequirements:
    if not resources.limits and not resources.requests:
        return resources
    return changed(
        resources,
        limits=round_resource_list(resources.limits),
        requests=round_resource_list(resources.requests),
    )


def round_resource_list(amounts: ResourceList) -> ResourceList:
    """pkg/apis/core/v1 SetDefaults_ResourceList: rounded up to thousandths."""
    rounded = {name: amount.round_up(MILLI_SCALE)[0] for name, amount in amounts.items()}
    return amounts if all(rounded[name] is amount for name, amount in amounts.items()) else rounded
