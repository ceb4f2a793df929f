"""A pod as a whole, when it is created (pkg/apis/core/validation ValidatePodCreate and ValidatePodSpec)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.constants import MAX_INT32
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod, PodResourceClaim, PodSpec
from podtutor.kube.validation.annotations import (
    validate_annotations_match_fields,
    validate_pod_specific_annotations,
)
from podtutor.kube.validation.containers import (
    Surroundings,
    validate_container_only_for_pod,
    validate_containers,
    validate_ephemeral_containers,
    validate_init_containers,
)
from podtutor.kube.validation.environment import validate_file_key_ref_volumes
from podtutor.kube.validation.field_error import (
    Errors,
    FieldError,
    duplicate,
    each_invalid,
    forbidden,
    inclusive_range_error,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.labels import validate_labels
from podtutor.kube.validation.metadata import validate_object_meta
from podtutor.kube.validation.names import is_dns1123_label, name_is_dns_subdomain
from podtutor.kube.validation.networking import (
    validate_dns_policy,
    validate_host_aliases,
    validate_host_names,
    validate_host_network_ports,
    validate_hostname_override,
    validate_pod_dns_config,
)
from podtutor.kube.validation.resources import validate_overhead, validate_pod_resources
from podtutor.kube.validation.scheduling import (
    validate_affinity,
    validate_readiness_gates,
    validate_scheduling_gates,
    validate_tolerations,
    validate_topology_spread_constraints,
)
from podtutor.kube.validation.security import validate_host_users, validate_pod_security_context
from podtutor.kube.validation.volumes import validate_volumes
from podtutor.kube.validation.windows import validate_os, validate_windows_host_process_pod

_RESTART_POLICIES: Final = ("Always", "OnFailure", "Never")
_PREEMPTION_POLICIES: Final = ("PreemptLowerPriority", "Never")


def validate_pod_create(pod: Pod) -> list[FieldError]:
    """pkg/apis/core/validation ValidatePodCreate.

    The pod is expected to be defaulted and prepared (`kube/preparation.py`), as the API server has it here.
    """
    errors = list(validate_pod_metadata_and_spec(pod))
    spec = pod.spec
    if spec.ephemeral_containers:
        errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
    if spec.node_name and spec.scheduling_gates:
        errors.append(forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"))
    errors += validate_annotations_match_fields(pod)
    return errors


def validate_pod_metadata_and_spec(pod: Pod) -> Errors:
    """pkg/apis/core/validation validatePodMetadataAndSpec."""
    yield from validate_object_meta(pod.metadata, "metadata", name_is_dns_subdomain)
    yield from validate_pod_specific_annotations(pod.metadata.annotations, pod.spec, "metadata.annotations")
    yield from validate_pod_spec(pod.spec, pod.metadata, "spec")
    if not pod.spec.service_account_name:
        for index, volume in enumerate(pod.spec.volumes):
            sources = volume.projected.sources if volume.projected is not None else ()
            for number, source in enumerate(sources):
                if source.service_account_token is not None:
                    place = f"spec.volumes[{index}].projected.sources[{number}].serviceAccountToken"
                    yield forbidden(place, "must not be specified when serviceAccountName is not set")
    for kind, containers in (("containers", pod.spec.containers), ("initContainers", pod.spec.init_containers)):
        for index, container in enumerate(containers):
            yield from validate_container_only_for_pod(container, f"spec.{kind}[{index}]")


def validate_pod_spec(spec: PodSpec, meta: ObjectMeta | None, path: str, *, in_template: bool = False) -> Errors:
    """pkg/apis/core/validation ValidatePodSpec; `meta` is None for a template."""
    if spec.termination_grace_period_seconds is None:
        yield required(f"{path}.terminationGracePeriodSeconds")
    yield from _validate_workload(spec, meta, path)
    yield from validate_host_network_ports(spec, path, in_template=in_template)
    yield from _validate_policy(spec.restart_policy, _RESTART_POLICIES, f"{path}.restartPolicy")
    yield from validate_dns_policy(spec.dns_policy, f"{path}.dnsPolicy")
    yield from validate_labels(spec.node_selector, f"{path}.nodeSelector")
    yield from validate_pod_security_context(spec, f"{path}.securityContext")
    yield from validate_affinity(spec.affinity, f"{path}.affinity")
    yield from validate_pod_dns_config(spec.dns_config, spec.dns_policy, f"{path}.dnsConfig")
    yield from validate_readiness_gates(spec.readiness_gates, f"{path}.readinessGates")
    yield from validate_scheduling_gates(spec.scheduling_gates, f"{path}.schedulingGates")
    constraints = spec.topology_spread_constraints
    yield from validate_topology_spread_constraints(constraints, f"{path}.topologySpreadConstraints")
    yield from validate_windows_host_process_pod(spec, path)
    yield from validate_host_users(spec, path)
    yield from validate_file_key_ref_volumes(spec, path)
    yield from _validate_name(spec.service_account_name, f"{path}.serviceAccountName")
    yield from _validate_name(spec.node_name, f"{path}.nodeName")
    deadline = spec.active_deadline_seconds
    if deadline is not None and not 1 <= deadline <= MAX_INT32:
        yield invalid(f"{path}.activeDeadlineSeconds", deadline, inclusive_range_error(1, MAX_INT32))
    yield from validate_host_names(spec, path)
    yield from validate_hostname_override(spec, path)
    yield from validate_tolerations(spec.tolerations, f"{path}.tolerations")
    yield from validate_host_aliases(spec.host_aliases, f"{path}.hostAliases")
    yield from _validate_name(spec.priority_class_name, f"{path}.priorityClassName")
    if spec.runtime_class_name is not None:
        messages = name_is_dns_subdomain(spec.runtime_class_name)
        yield from each_invalid(f"{path}.runtimeClassName", spec.runtime_class_name, messages)
    if spec.preemption_policy is not None:
        yield from _validate_policy(spec.preemption_policy, _PREEMPTION_POLICIES, f"{path}.preemptionPolicy")
    yield from validate_overhead(spec.overhead, f"{path}.overhead")
    yield from validate_os(spec, path)


def _validate_workload(spec: PodSpec, meta: ObjectMeta | None, path: str) -> Errors:
    """Volumes, claims, containers and resources: the first part of ValidatePodSpec."""
    volumes, errors = validate_volumes(spec.volumes, meta, f"{path}.volumes")
    yield from errors
    claims = spec.resource_claims
    yield from _validate_resource_claims(claims, f"{path}.resourceClaims")
    around = Surroundings(
        volumes=volumes,
        claim_names=sorted({claim.name for claim in claims if claim.name}),
        grace_period=spec.termination_grace_period_seconds,
        restart_policy=spec.restart_policy,
        host_users=spec.host_users is not False,
    )
    yield from validate_containers(spec, around, f"{path}.containers")
    yield from validate_init_containers(spec, around, f"{path}.initContainers")
    yield from validate_ephemeral_containers(spec, around, f"{path}.ephemeralContainers")
    yield from validate_pod_resources(spec, around.claim_names, f"{path}.resources")


def _validate_policy(value: str, supported: tuple[str, ...], path: str) -> Errors:
    if not value:
        yield required(path)
    elif value not in supported:
        yield not_supported(path, value, supported)


def _validate_name(name: str, path: str) -> Errors:
    if name:
        yield from each_invalid(path, name, name_is_dns_subdomain(name))


def _validate_resource_claims(claims: tuple[PodResourceClaim, ...], path: str) -> Errors:
    """pkg/apis/core/validation validatePodResourceClaims."""
    names: list[str] = []
    for index, claim in enumerate(claims):
        place = f"{path}[{index}]"
        if not claim.name:
            yield required(f"{place}.name")
        elif claim.name in names:
            yield duplicate(f"{place}.name", claim.name)
        else:
            yield from each_invalid(f"{place}.name", claim.name, is_dns1123_label(claim.name))
            names.append(claim.name)
        own, template = claim.resource_claim_name, claim.resource_claim_template_name
        if own is not None and template is not None:
            message = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            yield invalid(place, claim, message)
        if own is None and template is None:
            message = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            yield invalid(place, claim, message)
        if own is not None:
            yield from each_invalid(f"{place}.resourceClaimName", own, name_is_dns_subdomain(own))
        if template is not None:
            yield from each_invalid(f"{place}.resourceClaimTemplateName", template, name_is_dns_subdomain(template))
