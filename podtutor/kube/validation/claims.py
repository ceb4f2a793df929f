"""Claims on storage: what a PersistentVolumeClaim, or the template of one inside a pod, must say."""

from __future__ import annotations

from typing import Final

import msgspec

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.validation.field_error import (
    IS_NOT_POSITIVE_ERROR,
    Errors,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.labels import validate_label_selector, validate_labels
from podtutor.kube.validation.metadata import validate_annotations
from podtutor.kube.validation.names import name_is_dns_subdomain
from podtutor.kube.volume import EphemeralVolumeSource, PersistentVolumeClaimSpec

_ACCESS_MODES: Final = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_VOLUME_MODES: Final = ("Block", "Filesystem")


def validate_ephemeral_volume_source(source: EphemeralVolumeSource, path: str) -> Errors:
    """pkg/apis/core/validation validateEphemeralVolumeSource."""
    template = source.volume_claim_template
    if template is None:
        yield required(f"{path}.volumeClaimTemplate")
        return
    place = f"{path}.volumeClaimTemplate"
    yield from _validate_template_object_meta(template.metadata, f"{place}.metadata")
    yield from validate_persistent_volume_claim_spec(template.spec, f"{place}.spec")


def _validate_template_object_meta(meta: ObjectMeta, path: str) -> Errors:
    """pkg/apis/core/validation ValidateTemplateObjectMeta: labels and annotations, nothing else."""
    yield from validate_annotations(meta.annotations, f"{path}.annotations")
    yield from validate_labels(meta.labels, f"{path}.labels")
    empty = ObjectMeta()
    for field in msgspec.structs.fields(ObjectMeta):
        differs = getattr(meta, field.name) != getattr(empty, field.name)
        if field.name not in {"labels", "annotations"} and differs:
            yield forbidden(f"{path}.{field.encode_name}", "cannot be set")


def validate_persistent_volume_claim_spec(spec: PersistentVolumeClaimSpec, path: str) -> Errors:
    """pkg/apis/core/validation ValidatePersistentVolumeClaimSpec."""
    if not spec.access_modes:
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from validate_label_selector(spec.selector, f"{path}.selector")
    known = [mode for mode in spec.access_modes if mode in _ACCESS_MODES]
    for mode in spec.access_modes:
        if mode not in _ACCESS_MODES:
            yield not_supported(f"{path}.accessModes", mode, _ACCESS_MODES)
    if "ReadWriteOncePod" in known and any(mode != "ReadWriteOncePod" for mode in known):
        yield forbidden(f"{path}.accessModes", "may not use ReadWriteOncePod with other access modes")
    storage = spec.resources.requests.get("storage")
    if storage is None:
        yield required(f"{path}.resources[storage]")
    elif storage.sign <= 0:
        yield invalid(f"{path}.resources[storage]", str(storage), IS_NOT_POSITIVE_ERROR)
    if spec.storage_class_name:
        messages = name_is_dns_subdomain(spec.storage_class_name)
        yield from each_invalid(f"{path}.storageClassName", spec.storage_class_name, messages)
    if spec.volume_mode is not None and spec.volume_mode not in _VOLUME_MODES:
        yield not_supported(f"{path}.volumeMode", spec.volume_mode, _VOLUME_MODES)
    if spec.volume_attributes_class_name:
        messages = name_is_dns_subdomain(spec.volume_attributes_class_name)
        yield from each_invalid(f"{path}.volumeAttributesClassName", spec.volume_attributes_class_name, messages)
