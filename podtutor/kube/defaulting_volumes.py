"""Defaults of volumes and claims (pkg/apis/core/v1/defaults.go SetDefaults_…VolumeSource)."""

from __future__ import annotations

from typing import Any

import msgspec

from podtutor.kube import constants
from podtutor.kube.container import ObjectFieldSelector
from podtutor.kube.image import parse_image_name
from podtutor.kube.quantity import MILLI_SCALE
from podtutor.kube.volume import (
    DownwardAPIVolumeFile,
    EmptyDirVolumeSource,
    EphemeralVolumeSource,
    ImageVolumeSource,
    PersistentVolumeClaimSpec,
    ProjectedVolumeSource,
    Volume,
    VolumeProjection,
    VolumeSource,
)
from podtutor.kube.volume_drivers import (
    AzureDiskVolumeSource,
    ISCSIVolumeSource,
    RBDVolumeSource,
    ScaleIOVolumeSource,
)

_replace = msgspec.structs.replace
_SOURCE_NAMES = tuple(field.name for field in msgspec.structs.fields(VolumeSource))


def default_field_ref(selector: ObjectFieldSelector) -> ObjectFieldSelector:
    """pkg/apis/core/v1 SetDefaults_ObjectFieldSelector."""
    return selector if selector.api_version else _replace(selector, api_version="v1")


def default_volume(volume: Volume) -> Volume:
    """pkg/apis/core/v1 SetDefaults_Volume and of its source: no source means an empty directory."""
    given = [name for name in _SOURCE_NAMES if getattr(volume, name) is not None]
    if not given:
        return _replace(volume, empty_dir=EmptyDirVolumeSource())
    changes = {name: _default_source(name, getattr(volume, name)) for name in given}
    return _replace(volume, **changes)


def _default_source(name: str, source: Any) -> Any:
    if name in {"config_map", "secret", "downward_api", "projected"}:
        source = _default_mode(source)
    if name == "host_path" and source.type is None:
        return _replace(source, type="")
    if name == "downward_api":
        return _replace(source, items=tuple(_default_file(file) for file in source.items))
    if isinstance(source, ProjectedVolumeSource):
        return _replace(source, sources=tuple(_default_projection(each) for each in source.sources))
    if isinstance(source, EphemeralVolumeSource):
        return _default_ephemeral(source)
    if isinstance(source, ImageVolumeSource) and not source.pull_policy:
        reference = parse_image_name(source.reference)
        latest = reference is not None and reference.tag == "latest"
        return _replace(source, pull_policy="Always" if latest else "IfNotPresent")
    return _default_driver(source)


def _default_mode(source: Any) -> Any:
    if source.default_mode is not None:
        return source
    return _replace(source, default_mode=constants.VOLUME_SOURCE_DEFAULT_MODE)


def _default_file(file: DownwardAPIVolumeFile) -> DownwardAPIVolumeFile:
    if file.field_ref is None:
        return file
    return _replace(file, field_ref=default_field_ref(file.field_ref))


def _default_projection(projection: VolumeProjection) -> VolumeProjection:
    token, downward = projection.service_account_token, projection.downward_api
    if token is not None and token.expiration_seconds is None:
        token = _replace(token, expiration_seconds=constants.SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS)
    if downward is not None:
        downward = _replace(downward, items=tuple(_default_file(file) for file in downward.items))
    return _replace(projection, service_account_token=token, downward_api=downward)


def _default_ephemeral(source: EphemeralVolumeSource) -> EphemeralVolumeSource:
    template = source.volume_claim_template
    if template is None:
        return source
    template = _replace(template, spec=default_persistent_volume_claim_spec(template.spec))
    return _replace(source, volume_claim_template=template)


def default_persistent_volume_claim_spec(spec: PersistentVolumeClaimSpec) -> PersistentVolumeClaimSpec:
    """pkg/apis/core/v1 SetDefaults_PersistentVolumeClaimSpec."""
    amounts = spec.resources
    rounded = _replace(
        amounts,
        limits={name: amount.round_up(MILLI_SCALE)[0] for name, amount in amounts.limits.items()},
        requests={name: amount.round_up(MILLI_SCALE)[0] for name, amount in amounts.requests.items()},
    )
    return _replace(spec, volume_mode=spec.volume_mode or "Filesystem", resources=rounded)


def _default_driver(source: Any) -> Any:
    """Sources of particular storage systems."""
    if isinstance(source, ISCSIVolumeSource):
        return _replace(source, iscsi_interface=source.iscsi_interface or "default")
    if isinstance(source, RBDVolumeSource):
        keyring = source.keyring or "/etc/ceph/keyring"
        return _replace(source, pool=source.pool or "rbd", user=source.user or "admin", keyring=keyring)
    if isinstance(source, AzureDiskVolumeSource):
        return _replace(
            source,
            caching_mode=source.caching_mode or "ReadWrite",
            kind=source.kind or "Shared",
            fs_type="ext4" if source.fs_type is None else source.fs_type,
            read_only=bool(source.read_only),
        )
    if isinstance(source, ScaleIOVolumeSource):
        mode = source.storage_mode or "ThinProvisioned"
        return _replace(source, storage_mode=mode, fs_type=source.fs_type or "xfs")
    return source
