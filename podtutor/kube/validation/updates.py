"""What may change of a pod once it exists (pkg/apis/core/validation ValidatePodUpdate, ValidatePodResize)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from podtutor.kube.constants import MAX_INT32
from podtutor.kube.container import Container, ResourceList
from podtutor.kube.pod import Affinity, NodeAffinity, NodeSelectorTerm, Pod, PodSchedulingGate, PodSpec, Toleration
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.kube.validation.annotations import APP_ARMOR, MIRROR_POD
from podtutor.kube.validation.field_error import (
    Errors,
    FieldError,
    forbidden,
    inclusive_range_error,
    invalid,
    required,
)
from podtutor.kube.validation.metadata import validate_object_meta_update
from podtutor.kube.validation.pods import validate_pod_metadata_and_spec

_replace = msgspec.structs.replace

_UPDATABLE: Final = (
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
"""updatablePodSpecFields."""


def validate_pod_update(new: Pod, old: Pod) -> list[FieldError]:
    """pkg/apis/core/validation ValidatePodUpdate: images, deadlines, more tolerations, fewer gates; nothing else.

    Both pods are defaulted. Upstream adds a difference of Go structs to the message; here the changed fields are named.
    """
    errors = list(validate_object_meta_update(new.metadata, old.metadata, "metadata"))
    errors += validate_pod_metadata_and_spec(new)
    errors += _validate_annotation_updates(new.metadata.annotations, old.metadata.annotations)
    for kind, after, before in (
        ("containers", new.spec.containers, old.spec.containers),
        ("initContainers", new.spec.init_containers, old.spec.init_containers),
    ):
        if len(after) != len(before):
            return [*errors, forbidden(f"spec.{kind}", "pod updates may not add or remove containers")]
        errors += _validate_images(after, f"spec.{kind}")
    deadline_errors = list(_validate_deadline(new.spec.active_deadline_seconds, old.spec.active_deadline_seconds))
    errors += deadline_errors
    if deadline_errors and new.spec.active_deadline_seconds is not None:
        return errors
    errors += _validate_only_added_tolerations(new.spec.tolerations, old.spec.tolerations)
    errors += _validate_only_deleted_gates(new.spec.scheduling_gates, old.spec.scheduling_gates)
    if new.spec != old.spec:
        errors += _validate_immutable(new.spec, old.spec)
    return errors


def _validate_annotation_updates(new: dict[str, str], old: dict[str, str]) -> Errors:
    """pkg/apis/core/validation ValidatePodSpecificAnnotationUpdates."""
    for key, value in old.items():
        if new.get(key) != value:
            if key.startswith(APP_ARMOR):
                yield forbidden(f"metadata.annotations[{key}]", "may not remove or update AppArmor annotations")
            if key == MIRROR_POD:
                yield forbidden(f"metadata.annotations[{key}]", "may not remove or update mirror pod annotation")
    for key in new:
        if key not in old:
            if key.startswith(APP_ARMOR):
                yield forbidden(f"metadata.annotations[{key}]", "may not add AppArmor annotations")
            if key == MIRROR_POD:
                yield forbidden(f"metadata.annotations[{key}]", "may not add mirror pod annotation")


def _validate_images(containers: tuple[Container, ...], path: str) -> Errors:
    for index, container in enumerate(containers):
        place = f"{path}[{index}].image"
        if not container.image:
            yield required(place)
        if container.image != container.image.strip():
            yield invalid(place, container.image, "must not have leading or trailing whitespace")


def _validate_deadline(new: int | None, old: int | None) -> Errors:
    place = "spec.activeDeadlineSeconds"
    if new is None:
        if old is not None:
            yield invalid(place, new, "must not update from a positive integer to nil value")
    elif not 0 <= new <= MAX_INT32:
        yield invalid(place, new, inclusive_range_error(0, MAX_INT32))
    elif old is not None and old < new:
        yield invalid(place, new, "must be less than or equal to previous value")


def _validate_only_added_tolerations(new: tuple[Toleration, ...], old: tuple[Toleration, ...]) -> Errors:
    """pkg/apis/core/validation validateOnlyAddedTolerations: only tolerationSeconds may change of an old one."""
    kept = [_replace(each, toleration_seconds=None) for each in new]
    if any(_replace(each, toleration_seconds=None) not in kept for each in old):
        message = "existing toleration can not be modified except its tolerationSeconds"
        yield forbidden("spec.tolerations", message)


def _validate_only_deleted_gates(new: tuple[PodSchedulingGate, ...], old: tuple[PodSchedulingGate, ...]) -> Errors:
    names = [gate.name for gate in old]
    for index, gate in enumerate(new):
        if gate.name not in names:
            message = f"only deletion is allowed, but found new scheduling gate '{gate.name}'"
            yield forbidden(f"spec.schedulingGates[{index}].name", message)


def _validate_immutable(new: PodSpec, old: PodSpec) -> Errors:
    """The last part of ValidatePodUpdate: what may change is put back, then nothing may differ."""
    munged = _replace(
        new,
        containers=_with_images_of(new.containers, old.containers),
        init_containers=_with_images_of(new.init_containers, old.init_containers),
        active_deadline_seconds=old.active_deadline_seconds,
        scheduling_gates=old.scheduling_gates,
        tolerations=old.tolerations,
    )
    before = old.termination_grace_period_seconds
    if before is not None and before < 0 and munged.termination_grace_period_seconds == 1:
        munged = _replace(munged, termination_grace_period_seconds=before)
    if old.scheduling_gates:
        yield from _validate_gated(munged, old)
        munged = _replace(munged, node_selector=old.node_selector, affinity=_with_node_affinity_of(munged, old))
    if munged != old:
        changed = ", ".join(_changed_fields(munged, old))
        yield forbidden("spec", f"pod updates may not change fields other than {_UPDATABLE}\nchanged: {changed}")


def _with_images_of(new: tuple[Container, ...], old: tuple[Container, ...]) -> tuple[Container, ...]:
    return tuple(_replace(each, image=before.image) for each, before in zip(new, old, strict=True))


def _changed_fields(new: Any, old: Any, path: str = "spec") -> list[str]:
    """The fields that differ, as deep as both sides have the same shape."""
    if isinstance(new, msgspec.Struct) and type(new) is type(old):
        found: list[str] = []
        for field in msgspec.structs.fields(type(new)):
            one, other = getattr(new, field.name), getattr(old, field.name)
            if one != other:
                found += _changed_fields(one, other, f"{path}.{field.encode_name}")
        return found
    if isinstance(new, tuple) and isinstance(old, tuple) and len(new) == len(old):
        pairs = enumerate(zip(new, old, strict=True))
        return [
            each
            for index, (one, other) in pairs
            if one != other
            for each in _changed_fields(one, other, f"{path}[{index}]")
        ]
    return [path]


def _validate_gated(new: PodSpec, old: PodSpec) -> Errors:
    """A gated pod may still get more node selectors, and narrower node affinity."""
    if any(new.node_selector.get(key) != value for key, value in old.node_selector.items()):
        message = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
        yield invalid("spec.nodeSelector", new.node_selector, message)
    path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
    terms, had = _required_terms(new.affinity), _required_terms(old.affinity)
    if had and len(terms) != len(had):
        message = "no additions/deletions to non-empty NodeSelectorTerms list are allowed"
        yield invalid(path, terms, message)
        return
    for index, (term, before) in enumerate(zip(terms, had, strict=False)):
        if not _has_only_additions(term, before):
            yield invalid(f"{path}[{index}]", term, "only additions are allowed (no mutations or deletions)")


def _node_affinity(affinity: Affinity | None) -> NodeAffinity | None:
    return affinity.node_affinity if affinity is not None else None


def _required_terms(affinity: Affinity | None) -> tuple[NodeSelectorTerm, ...]:
    node = _node_affinity(affinity)
    wanted = node.required_during_scheduling_ignored_during_execution if node is not None else None
    return wanted.node_selector_terms if wanted is not None else ()


def _has_only_additions(new: NodeSelectorTerm, old: NodeSelectorTerm) -> bool:
    if not old.match_expressions and not old.match_fields:
        return not new.match_expressions and not new.match_fields
    return (
        new.match_expressions[: len(old.match_expressions)] == old.match_expressions
        and new.match_fields[: len(old.match_fields)] == old.match_fields
    )


def _with_node_affinity_of(new: PodSpec, old: PodSpec) -> Affinity | None:
    before = _node_affinity(old.affinity)
    if new.affinity is None:
        return None if before is None else Affinity(node_affinity=before)
    rest = _replace(new.affinity, node_affinity=before)
    return None if old.affinity is None and rest == Affinity() else rest


def validate_pod_resize(new: Pod, old: Pod, *, new_qos: str, old_qos: str) -> list[FieldError]:
    """pkg/apis/core/validation ValidatePodResize: cpu and memory of containers and sidecars, the class unchanged.

    `new_qos`, `old_qos`: the classes of both, as the caller's rules have them.
    """
    if MIRROR_POD in old.metadata.annotations:
        return [forbidden("", "static pods cannot be resized")]
    if old.spec.os is not None and old.spec.os.name == "windows":
        return [forbidden("", "windows pods cannot be resized")]
    errors = list(validate_object_meta_update(new.metadata, old.metadata, "metadata"))
    errors += validate_pod_metadata_and_spec(new)
    if new_qos != old_qos:
        errors.append(invalid("spec", new_qos, "Pod QOS Class may not change as a result of resizing"))
    for kind, after, before in (
        ("initContainers", new.spec.init_containers, old.spec.init_containers),
        ("containers", new.spec.containers, old.spec.containers),
    ):
        if len(after) != len(before):
            return [*errors, forbidden("spec", "only cpu and memory resources are mutable")]
        for index, (container, had) in enumerate(zip(after, before, strict=True)):
            sidecar = is_restartable_init_container(had)
            if kind == "containers" or sidecar:
                errors += _validate_not_removed(container, had, f"spec.{kind}[{index}].resources")
    errors += _validate_only_cpu_and_memory(new.spec, old.spec)
    return errors


def _validate_not_removed(new: Container, old: Container, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerResize."""
    if any(name not in new.resources.requests for name in old.resources.requests):
        yield forbidden(f"{path}.requests", "resource requests cannot be removed")
    if any(name not in new.resources.limits for name in old.resources.limits):
        yield forbidden(f"{path}.limits", "resource limits cannot be removed")


def _validate_only_cpu_and_memory(new: PodSpec, old: PodSpec) -> Errors:
    for kind, after, before in (
        ("containers", new.containers, old.containers),
        ("initContainers", new.init_containers, old.init_containers),
    ):
        for container, had in zip(after, before, strict=True):
            resizable = kind == "containers" or is_restartable_init_container(had)
            rest = _drop_cpu_memory(container, had) if resizable else container
            if rest != had:
                yield forbidden("spec", _immutable_message(kind, sidecar=resizable))
    same_containers = _replace(new, containers=old.containers, init_containers=old.init_containers)
    if same_containers != _replace(old, resources=same_containers.resources):
        yield forbidden("spec", "only cpu and memory resources are mutable")


def _immutable_message(kind: str, *, sidecar: bool) -> str:
    if kind == "containers":
        return "only cpu and memory resources are mutable"
    if sidecar:
        return "only cpu and memory resources for sidecar containers are mutable"
    return "resources for non-sidecar init containers are immutable"


def _drop_cpu_memory(new: Container, old: Container) -> Container:
    """pkg/apis/core/validation dropCPUMemoryResourcesFromContainer: cpu and memory, and the policy, as they were."""
    limits = _with_cpu_memory_of(new.resources.limits, old.resources.limits)
    requests = _with_cpu_memory_of(new.resources.requests, old.resources.requests)
    resources = _replace(new.resources, limits=limits, requests=requests)
    return _replace(new, resources=resources, resize_policy=old.resize_policy)


def _with_cpu_memory_of(new: ResourceList, old: ResourceList) -> ResourceList:
    rest = {name: amount for name, amount in new.items() if name not in {"cpu", "memory"}}
    return rest | {name: amount for name, amount in old.items() if name in {"cpu", "memory"}}
