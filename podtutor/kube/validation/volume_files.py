"""Files that volumes write: keys of ConfigMaps and Secrets, fields of the pod, and their modes."""

from __future__ import annotations

from podtutor.kube.validation.environment import (
    VOLUME_FIELDS,
    validate_object_field_selector,
    validate_resource_field_selector,
)
from podtutor.kube.validation.field_error import Errors, invalid, required
from podtutor.kube.validation.paths import validate_local_non_reserved_path
from podtutor.kube.volume import DownwardAPIVolumeFile, KeyToPath


def validate_file_mode(mode: int | None, path: str) -> Errors:
    """A file mode between 0 and 0777."""
    if mode is not None and not 0 <= mode <= 0o777:
        yield invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive")


def validate_key_to_path(item: KeyToPath, path: str) -> Errors:
    """pkg/apis/core/validation validateKeyToPath."""
    if not item.key:
        yield required(f"{path}.key")
    if not item.path:
        yield required(f"{path}.path")
    yield from validate_local_non_reserved_path(item.path, f"{path}.path")
    yield from validate_file_mode(item.mode, f"{path}.mode")


def validate_downward_api_file(file: DownwardAPIVolumeFile, path: str) -> Errors:
    """pkg/apis/core/validation validateDownwardAPIVolumeFile."""
    if not file.path:
        yield required(f"{path}.path")
    yield from validate_local_non_reserved_path(file.path, f"{path}.path")
    if file.field_ref is not None:
        yield from validate_object_field_selector(file.field_ref, VOLUME_FIELDS, f"{path}.fieldRef")
        if file.resource_field_ref is not None:
            yield invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif file.resource_field_ref is not None:
        place = f"{path}.resourceFieldRef"
        yield from validate_resource_field_selector(file.resource_field_ref, place, in_volume=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
    yield from validate_file_mode(file.mode, f"{path}.mode")
