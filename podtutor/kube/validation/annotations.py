"""Annotations that mean something to the API server, and how they must agree with the fields that replaced them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from podtutor.kube.container import AppArmorProfile, SeccompProfile
from podtutor.kube.pod import Pod, PodSpec
from podtutor.kube.validation.field_error import Errors, forbidden, invalid, quoted
from podtutor.kube.validation.paths import validate_local_descending_path
from podtutor.kube.validation.windows import containers_with_path

MIRROR_POD: Final = "kubernetes.io/config.mirror"  # v1.MirrorPodAnnotationKey
POD_DELETION_COST: Final = "controller.kubernetes.io/pod-deletion-cost"  # v1.PodDeletionCost
SECCOMP_POD: Final = "seccomp.security.alpha.kubernetes.io/pod"  # v1.SeccompPodAnnotationKey
SECCOMP_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"  # v1.SeccompContainerAnnotationKeyPrefix
APP_ARMOR: Final = "container.apparmor.security.beta.kubernetes.io/"  # v1.DeprecatedAppArmorBetaContainerAnnotation…


def is_valid_pod_deletion_cost(text: str) -> bool:
    """pkg/apis/core/helper GetDeletionCostFromPodAnnotations: a 32 bit integer as Go writes it, without a plus."""
    return re.fullmatch(r"0|-?[1-9][0-9]*", text, re.ASCII) is not None and -(2**31) <= int(text[:12]) < 2**31


def validate_pod_specific_annotations(annotations: Mapping[str, str], spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation ValidatePodSpecificAnnotations."""
    if MIRROR_POD in annotations and not spec.node_name:
        message = "must set spec.nodeName if mirror pod annotation is set"
        yield invalid(f"{path}[{MIRROR_POD}]", annotations[MIRROR_POD], message)
    cost = annotations.get(POD_DELETION_COST)
    if cost is not None and not is_valid_pod_deletion_cost(cost):
        yield invalid(f"{path}[{POD_DELETION_COST}]", cost, "must be a 32bit integer")
    if SECCOMP_POD in annotations:
        yield from _validate_seccomp(annotations[SECCOMP_POD], f"{path}.{SECCOMP_POD}")
    for key, value in annotations.items():
        if key.startswith(SECCOMP_CONTAINER):
            yield from _validate_seccomp(value, f"{path}.{key}")
    names = [container.name for container, _ in containers_with_path(spec, "spec")]
    for key, value in annotations.items():
        if key.startswith(APP_ARMOR):
            if key.removeprefix(APP_ARMOR) not in names:
                yield invalid(f"{path}[{key}]", key.removeprefix(APP_ARMOR), "container not found")
            if value not in {"", "runtime/default", "unconfined"} and not value.startswith("localhost/"):
                yield invalid(f"{path}[{key}]", value, f"invalid AppArmor profile name: {quoted(value)}")


def _validate_seccomp(profile: str, path: str) -> Errors:
    """pkg/apis/core/validation ValidateSeccompProfile."""
    if profile in {"runtime/default", "docker/default", "unconfined"}:
        return
    if profile.startswith("localhost/"):
        yield from validate_local_descending_path(profile.removeprefix("localhost/"), path)
    else:
        yield invalid(path, profile, "must be a valid seccomp profile")


def validate_annotations_match_fields(pod: Pod) -> Errors:
    """validateSeccompAnnotationsAndFields, then validateAppArmorAnnotationsAndFieldsMatchOnCreate."""
    annotations, spec = pod.metadata.annotations, pod.spec
    context = spec.security_context
    if context is not None and SECCOMP_POD in annotations:
        place = "spec.securityContext.seccompProfile"
        yield from _validate_match(annotations[SECCOMP_POD], context.seccomp_profile, place, "seccomp")
    for container, path in containers_with_path(spec, "spec"):
        own = container.security_context
        key = SECCOMP_CONTAINER + container.name
        if own is not None and key in annotations:
            place = f"{path}.securityContext.seccompProfile"
            yield from _validate_match(annotations[key], own.seccomp_profile, place, "seccomp")
    if spec.os is not None and spec.os.name == "windows":
        return
    for container, path in containers_with_path(spec, "spec"):
        own = container.security_context
        profile = own.app_armor_profile if own is not None else None
        if profile is None and context is not None:
            profile = context.app_armor_profile
        key = APP_ARMOR + container.name
        if key in annotations:
            place = f"{path}.securityContext.appArmorProfile"
            yield from _validate_match(annotations[key], profile, place, "apparmor")


def _validate_match(annotation: str, profile: SeccompProfile | AppArmorProfile | None, path: str, what: str) -> Errors:
    if profile is None:
        return
    runtime_default = {"runtime/default", "docker/default"} if what == "seccomp" else {"runtime/default"}
    differs = f"{what} type in annotation and field must match"
    if (profile.type == "Unconfined" and annotation != "unconfined") or (
        profile.type == "RuntimeDefault" and annotation not in runtime_default
    ):
        yield forbidden(f"{path}.type", differs)
    elif profile.type == "Localhost":
        if not annotation.startswith("localhost/"):
            yield forbidden(f"{path}.type", differs)
        elif annotation.removeprefix("localhost/") != profile.localhost_profile:
            yield forbidden(f"{path}.localhostProfile", f"{what} profile in annotation and field must match")
