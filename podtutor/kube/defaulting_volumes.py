"""Defaults of volumes and claims (pkg/apis/core/v1/defaults.go SetDefaults_…VolumeSource)."""

from __future__ import annotations

from typing import Any

import msgspec

from podtutor.kube import constants
from podtutor.kube.changing import changed, each
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

_SOURCE_NAMES = tuple(field.name for field in msgspec.structs.fields(VolumeSource))


def default_field_ref(selector: ObjectFieldSelector) -> ObjectFieldSelector:
    """pkg/apis/core/v1 SetDefaults_ObjectFieldSelector."""
    return selector if selector.api_version else changed(selector, api_version="v1")


def default_volume(volume: Volume) -> Volume:
    """pkg/apis/core/v1 SetDefaults_Volume and of its source: no source means an empty directory."""
    given = [name for name in _SOURCE_NAMES if getattr(volume, name) is not None]
    if not given:
        return changed(volume, empty_dir=EmptyDirVolumeSource())
    changes = {name: _default_source(name, getattr(volume, name)) for name in given}
    return changed(volume, **changes)


def _default_source(name: str, source: Any) -> Any:
    if name in {"config_map", "secret", "downward_api", "projected"}:
        source = _default_mode(source)
    if name == "host_path" and source.type is None:
        return changed(source, type="")
    if name == "downward_api":
        return changed(source, items=each(_default_file, source.items))
    if isinstance(source, ProjectedVolumeSource):
        return changed(source, sources=each(_default_projection, source.sources))
    if isinstance(source, EphemeralVolumeSource):
        return _default_ephemeral(source)
    if isinstance(source, ImageVolumeSource) and not source.pull_policy:
        reference = parse_image_name(source.reference)
        latest = reference is not None and reference.tag == "latest"
        return changed(source, pull_policy="Always" if latest else "IfNotPresent")
    return _default_driver(source)


def _default_mode(source: Any) -> Any:
    if source.default_mode is not None:
        return source
    return changed(source, default_mode=constants.VOLUME_SOURCE_DEFAULT_MODE)


def _default_file(file: DownwardAPIVolumeFile) -> DownwardAPIVolumeFile:
    if file.field_ref is None:
        return file
    return changed(file, field_ref=default_field_ref(file.field_ref))


def _default_projection(projection: VolumeProjection) -> VolumeProjection:
    token, downward = projection.service_account_token, projection.downward_api
    if token is not None and token.expiration_seconds is None:
        token = changed(token, expiration_seconds=constants.SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS)
    if downward is not None:
        downward = changed(downward, items=each(_default_file, downward.items))
    return changed(projection, service_account_token=token, downward_api=downward)


def _default_ephemeral(source: EphemeralVolumeSource) -> EphemeralVolumeSource:
    template = source.volume_claim_template
    if template is None:
        return source
    template = changed(template, spec=default_persistent_volume_claim_spec(template.spec))
    return changed(source, volume_claim_template=template)


def default_persistent_volume_claim_spec(spec: PersistentVolumeClaimSpec) -> PersistentVolumeClaimSpec:
    """pkg/apis/core/v1 SetDefaults_PersistentVolumeClaimSpec."""
    amounts = spec.resources
    rounded = changed(
        amounts,
        limits={name: amount.round_up(MILLI_SCALE)[0] for name, amount in amounts.limits.items()},
        requests={name: amount.round_up(MILLI_SCALE)[0] for name, amount in amounts.requests.items()},
    )
    return changed(spec, volume_mode=spec.volume_mode or "Filesystem", resources=rounded)


def _default_driver(source: Any) -> Any:
    """Sources of particular storage systems."""
    if isinstance(source, ISCSIVolumeSource):
        return changed(source, iscsi_interface=source.iscsi_interface or "default")
    if isinstance(source, RBDVolumeSource):
        keyring = source.keyring or "/etc/ceph/keyring"
        return changed(source, pool=source.pool or "rbd", user=source.user or "admin", keyring=keyring)
    if isinstance(source, AzureDiskVolumeSource):
        return changed(
            source,
            caching_mode=source.caching_mode or "ReadWrite",
            kind=source.kind or "Shared",
            fs_type="ext4" if source.fs_type is None else source.fs_type,
            read_only=bool(source.read_only),
        )
    if isinstance(source, ScaleIOVolumeSource):
        mode = source.storage_mode or "ThinProvisioned"
        return changed(source, storage_mode=mode, fs_type=source.fs_type or "xfs")
    return source
