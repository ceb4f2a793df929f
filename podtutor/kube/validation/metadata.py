"""Metadata of an object: names, namespace, labels, annotations, owners, finalizers (apimachinery/pkg/api/validation)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from podtutor.kube.constants import TOTAL_ANNOTATION_SIZE_LIMIT
from podtutor.kube.meta import ObjectMeta, OwnerReference
from podtutor.kube.validation.field_error import (
    FIELD_IMMUTABLE_ERROR,
    Errors,
    each_invalid,
    forbidden,
    invalid,
    required,
    too_long,
    validate_nonnegative,
)
from podtutor.kube.validation.labels import validate_labels
from podtutor.kube.validation.names import is_qualified_name, name_is_dns_label

_STANDARD_FINALIZERS: Final = ("kubernetes", "orphan", "foregroundDeletion")


class NameCheck(Protocol):
    """What is wrong with a name, or with the beginning of one (`prefix`)."""

    def __call__(self, name: str, *, prefix: bool = False) -> list[str]:
        """The messages, none where the name is good."""


def validate_object_meta(
    meta: ObjectMeta, path: str, name_check: NameCheck, *, requires_namespace: bool = True
) -> Errors:
    """pkg/apis/core/validation ValidateObjectMeta."""
    if meta.generate_name:
        yield from each_invalid(f"{path}.generateName", meta.generate_name, name_check(meta.generate_name, prefix=True))
    if not meta.name:
        yield required(f"{path}.name", "name or generateName is required")
    else:
        yield from each_invalid(f"{path}.name", meta.name, name_check(meta.name))
    if requires_namespace:
        if not meta.namespace:
            yield required(f"{path}.namespace")
        else:
            yield from each_invalid(f"{path}.namespace", meta.namespace, name_is_dns_label(meta.namespace))
    elif meta.namespace:
        yield forbidden(f"{path}.namespace", "not allowed on this type")
    yield from validate_nonnegative(meta.generation, f"{path}.generation")
    yield from validate_labels(meta.labels, f"{path}.labels")
    yield from validate_annotations(meta.annotations, f"{path}.annotations")
    yield from validate_owner_references(meta.owner_references, f"{path}.ownerReferences")
    yield from validate_finalizers(meta.finalizers, f"{path}.finalizers")


def validate_annotations(annotations: Mapping[str, str], path: str) -> Errors:
    """apimachinery/pkg/api/validation ValidateAnnotations."""
    size = 0
    for key, value in annotations.items():
        yield from each_invalid(path, key, is_qualified_name(key.lower()))
        size += len(key.encode("utf-8", "surrogatepass")) + len(value.encode("utf-8", "surrogatepass"))
    if size > TOTAL_ANNOTATION_SIZE_LIMIT:
        yield too_long(path, TOTAL_ANNOTATION_SIZE_LIMIT)


def validate_owner_references(references: tuple[OwnerReference, ...], path: str) -> Errors:
    """apimachinery/pkg/api/validation ValidateOwnerReferences."""
    first_controller = ""
    for reference in references:
        yield from _validate_owner_reference(reference, path)
        if reference.controller:
            name = f"{reference.kind}/{reference.name}"
            if first_controller:
                message = 'Only one reference can have Controller set to true. Found "true" in references for '
                yield invalid(path, references, f"{message}{first_controller} and {name}")
            else:
                first_controller = name


def _validate_owner_reference(reference: OwnerReference, path: str) -> Errors:
    parts = reference.api_version.split("/")
    version = parts[-1] if len(parts) <= 2 else ""
    if not version:
        yield invalid(f"{path}.apiVersion", reference.api_version, "version must not be empty")
    if not reference.kind:
        yield invalid(f"{path}.kind", reference.kind, "must not be empty")
    if not reference.name:
        yield invalid(f"{path}.name", reference.name, "must not be empty")
    if not reference.uid:
        yield invalid(f"{path}.uid", reference.uid, "must not be empty")
    if reference.api_version == "v1" and reference.kind == "Event":
        yield invalid(path, reference, "/v1, Kind=Event is disallowed from being an owner")


def validate_finalizers(finalizers: tuple[str, ...], path: str) -> Errors:
    """apimachinery ValidateFinalizers, then core's validateKubeFinalizerName."""
    for finalizer in finalizers:
        yield from each_invalid(path, finalizer, is_qualified_name(finalizer))
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        yield invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set")
    for index, finalizer in enumerate(finalizers):
        if "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS:
            message = "name is neither a standard finalizer name nor is it fully qualified"
            yield invalid(f"{path}[{index}]", finalizer, message)


def validate_object_meta_update(new: ObjectMeta, old: ObjectMeta, path: str) -> Errors:
    """apimachinery/pkg/api/validation ValidateObjectMetaUpdate: what identifies an object never changes."""
    for name in ("name", "namespace", "uid", "creation_timestamp", "deletion_timestamp"):
        before, after = getattr(old, name), getattr(new, name)
        if before and before != after:
            head, *rest = name.split("_")
            wire = head + "".join(word.capitalize() for word in rest)
            yield invalid(f"{path}.{wire}", after, FIELD_IMMUTABLE_ERROR)
    if new.generation < old.generation:
        yield invalid(f"{path}.generation", new.generation, "must not be decremented")
    yield from validate_labels(new.labels, f"{path}.labels")
    yield from validate_annotations(new.annotations, f"{path}.annotations")
    yield from validate_owner_references(new.owner_references, f"{path}.ownerReferences")
    yield from validate_finalizers(new.finalizers, f"{path}.finalizers")
