"""Where containers mount volumes and block devices (pkg/apis/core/validation ValidateVolumeMounts, …Devices)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.container import Container, VolumeMount
from podtutor.kube.validation.field_error import (
    Errors,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
)
from podtutor.kube.validation.paths import validate_local_descending_path
from podtutor.kube.validation.volumes import is_claim
from podtutor.kube.volume import Volume

_PROPAGATIONS: Final = ("Bidirectional", "HostToContainer", "None")
_RECURSIVE_READ_ONLY: Final = ("Disabled", "Enabled", "IfPossible")


def validate_volume_mounts(container: Container, volumes: list[Volume], path: str) -> Errors:
    """pkg/apis/core/validation ValidateVolumeMounts: some errors stand at the list, without the index."""
    by_name = {volume.name: volume for volume in volumes}
    devices = {device.name: device.device_path for device in container.volume_devices}
    mount_paths: list[str] = []
    for index, mount in enumerate(container.volume_mounts):
        place = f"{path}[{index}]"
        if not mount.name:
            yield required(f"{place}.name")
        if mount.name not in by_name:
            yield not_found(f"{place}.name", mount.name)
        if not mount.mount_path:
            yield required(f"{place}.mountPath")
        if mount.mount_path in mount_paths:
            yield invalid(f"{place}.mountPath", mount.mount_path, "must be unique")
        mount_paths.append(mount.mount_path)
        if mount.name in devices:
            yield invalid(f"{place}.name", mount.name, "must not already exist in volumeDevices")
        if mount.mount_path in devices.values():
            message = "must not already exist as a path in volumeDevices"
            yield invalid(f"{place}.mountPath", mount.mount_path, message)
        volume = by_name.get(mount.name)
        yield from _validate_sub_paths(mount, place, path, of_image=volume is not None and volume.image is not None)
        yield from _validate_propagation(mount, container, f"{path}.mountPropagation")
        yield from _validate_recursive_read_only(mount, f"{path}.recursiveReadOnly")


def _validate_sub_paths(mount: VolumeMount, place: str, path: str, *, of_image: bool) -> Errors:
    if of_image:
        if mount.sub_path:
            yield invalid(f"{place}.subPath", mount.sub_path, "not allowed in image volume sources")
        if mount.sub_path_expr:
            yield invalid(f"{place}.subPathExpr", mount.sub_path_expr, "not allowed in image volume sources")
    if mount.sub_path:
        yield from validate_local_descending_path(mount.sub_path, f"{path}.subPath")
    if mount.sub_path_expr:
        if mount.sub_path:
            message = "subPathExpr and subPath are mutually exclusive"
            yield invalid(f"{place}.subPathExpr", mount.sub_path_expr, message)
        yield from validate_local_descending_path(mount.sub_path_expr, f"{path}.subPathExpr")


def _validate_propagation(mount: VolumeMount, container: Container, path: str) -> Errors:
    """pkg/apis/core/validation validateMountPropagation."""
    propagation = mount.mount_propagation
    if propagation is None:
        return
    if propagation not in _PROPAGATIONS:
        yield not_supported(path, propagation, _PROPAGATIONS)
    context = container.security_context
    if propagation == "Bidirectional" and not (context is not None and context.privileged):
        yield forbidden(path, "Bidirectional mount propagation is available only to privileged containers")


def _validate_recursive_read_only(mount: VolumeMount, path: str) -> Errors:
    """pkg/apis/core/validation validateMountRecursiveReadOnly."""
    mode = mount.recursive_read_only
    if mode is None or mode == "Disabled":
        return
    if mode not in _RECURSIVE_READ_ONLY:
        yield not_supported(path, mode, _RECURSIVE_READ_ONLY)
        return
    if not mount.read_only:
        yield forbidden(path, "may only be specified when readOnly is true")
    if mount.mount_propagation not in {None, "None"}:
        yield forbidden(path, "may only be specified when mountPropagation is None or not specified")


def validate_volume_devices(container: Container, volumes: list[Volume], path: str) -> Errors:
    """pkg/apis/core/validation ValidateVolumeDevices."""
    by_name = {volume.name: volume for volume in volumes}
    mounts = {mount.name: mount.mount_path for mount in container.volume_mounts}
    names: list[str] = []
    paths: list[str] = []
    for index, device in enumerate(container.volume_devices):
        place = f"{path}[{index}]"
        volume = by_name.get(device.name)
        if not device.name:
            yield required(f"{place}.name")
        if device.name in names:
            yield invalid(f"{place}.name", device.name, "must be unique")
        if volume is None:
            yield not_found(f"{place}.name", device.name)
        elif not is_claim(volume):
            message = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            yield invalid(f"{place}.name", device.name, message)
        if not device.device_path:
            yield required(f"{place}.devicePath")
        if device.device_path in paths:
            yield invalid(f"{place}.devicePath", device.device_path, "must be unique")
        if ".." in device.device_path.split("/"):
            yield invalid(f"{place}.devicePath", device.device_path, "can not contain backsteps ('..')")
        else:
            paths.append(device.device_path)
        if device.name in mounts:
            yield invalid(f"{place}.name", device.name, "must not already exist in volumeMounts")
        if device.device_path in mounts.values():
            message = "must not already exist as a path in volumeMounts"
            yield invalid(f"{place}.devicePath", device.device_path, message)
        if device.name:
            names.append(device.name)
