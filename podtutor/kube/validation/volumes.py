"""Volumes of a pod, the sources that Kubernetes itself serves, and the mounts of containers' block devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.validation import volume_drivers
from podtutor.kube.validation.claims import validate_ephemeral_volume_source
from podtutor.kube.validation.field_error import (
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    quoted,
    required,
)
from podtutor.kube.validation.names import is_dns1123_label, name_is_dns_subdomain
from podtutor.kube.validation.paths import (
    validate_local_descending_path,
    validate_path_no_backsteps,
)
from podtutor.kube.validation.projected import validate_projected_volume_source
from podtutor.kube.validation.volume_files import (
    validate_downward_api_file,
    validate_file_mode,
    validate_key_to_path,
)
from podtutor.kube.volume import (
    ConfigMapVolumeSource,
    DownwardAPIVolumeSource,
    EmptyDirVolumeSource,
    GitRepoVolumeSource,
    HostPathVolumeSource,
    ImageVolumeSource,
    NFSVolumeSource,
    PersistentVolumeClaimVolumeSource,
    SecretVolumeSource,
    Volume,
    VolumeSource,
)

_HOST_PATH_TYPES: Final = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
PULL_POLICIES: Final = ("Always", "IfNotPresent", "Never")


def validate_volumes(volumes: tuple[Volume, ...], meta: ObjectMeta | None, path: str) -> tuple[list[Volume], Errors]:
    """pkg/apis/core/validation ValidateVolumes: the volumes that mounts may name (the good ones), and the errors.

    `meta` is the pod's, None in a template, where the names of claims to come are not known.
    """
    pod_name = meta.name if meta is not None else ""
    created = {f"{pod_name}-{volume.name}" for volume in volumes if volume.ephemeral is not None} if pod_name else set()
    good: list[Volume] = []
    names: set[str] = set()
    errors: list[Any] = []
    for index, volume in enumerate(volumes):
        place = f"{path}[{index}]"
        found = list(_validate_volume_source(volume, place, pod_name))
        if not volume.name:
            found.append(required(f"{place}.name"))
        else:
            found += each_invalid(f"{place}.name", volume.name, is_dns1123_label(volume.name))
        if volume.name in names:
            found.append(duplicate(f"{place}.name", volume.name))
        if found:
            errors += found
        else:
            names.add(volume.name)
            good.append(volume)
        claim = volume.persistent_volume_claim
        if claim is not None and claim.claim_name in created:
            message = "must not reference a PVC that gets created for an ephemeral volume"
            errors.append(invalid(f"{place}.persistentVolumeClaim.claimName", claim.claim_name, message))
    return good, iter(errors)


def _validate_volume_source(volume: Volume, path: str, pod_name: str) -> Errors:
    """pkg/apis/core/validation validateVolumeSource: only the first source is looked into, the others are refused."""
    sources = 0
    for attribute, name, wrong_name, check in _SOURCES:
        source = getattr(volume, attribute)
        if source is None:
            continue
        if sources:
            yield forbidden(f"{path}.{wrong_name}", "may not specify more than 1 volume type")
        else:
            sources += 1
            yield from check(source, f"{path}.{name}")
            if attribute == "ephemeral" and pod_name and volume.name:
                yield from _validate_claim_name(pod_name, volume.name, path)
        if attribute == "iscsi":
            yield from volume_drivers.validate_iscsi_name_length(source, volume.name, path)
    if not sources:
        yield required(path, "must specify a volume type")


def _validate_claim_name(pod_name: str, volume_name: str, path: str) -> Errors:
    claim = f"{pod_name}-{volume_name}"
    for message in name_is_dns_subdomain(claim):
        yield invalid(f"{path}.name", volume_name, f"PVC name {quoted(claim)}: {message}")


def _validate_empty_dir(source: EmptyDirVolumeSource, path: str) -> Errors:
    if source.size_limit is not None and source.size_limit.sign < 0:
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def _validate_host_path(source: HostPathVolumeSource, path: str) -> Errors:
    if not source.path:
        yield required(f"{path}.path")
        return
    yield from validate_path_no_backsteps(source.path, f"{path}.path")
    if source.type is not None and source.type not in _HOST_PATH_TYPES:
        yield not_supported(f"{path}.type", source.type, _HOST_PATH_TYPES)


def _validate_git_repo(source: GitRepoVolumeSource, path: str) -> Errors:
    if not source.repository:
        yield required(f"{path}.repository")
    yield from validate_local_descending_path(source.directory, f"{path}.directory")


def _validate_secret(source: SecretVolumeSource, path: str) -> Errors:
    if not source.secret_name:
        yield required(f"{path}.secretName")
    yield from validate_file_mode(source.default_mode, f"{path}.defaultMode")
    for index, item in enumerate(source.items):
        yield from validate_key_to_path(item, f"{path}.items[{index}]")


def _validate_config_map(source: ConfigMapVolumeSource, path: str) -> Errors:
    if not source.name:
        yield required(f"{path}.name")
    yield from validate_file_mode(source.default_mode, f"{path}.defaultMode")
    for index, item in enumerate(source.items):
        yield from validate_key_to_path(item, f"{path}.items[{index}]")


def _validate_downward_api(source: DownwardAPIVolumeSource, path: str) -> Errors:
    yield from validate_file_mode(source.default_mode, f"{path}.defaultMode")
    for file in source.items:
        yield from validate_downward_api_file(file, path)


def _validate_nfs(source: NFSVolumeSource, path: str) -> Errors:
    if not source.server:
        yield required(f"{path}.server")
    if not source.path:
        yield required(f"{path}.path")
    if not source.path.startswith("/"):
        yield invalid(f"{path}.path", source.path, "must be an absolute path")


def _validate_claim(source: PersistentVolumeClaimVolumeSource, path: str) -> Errors:
    if not source.claim_name:
        yield required(f"{path}.claimName")


def _validate_image(source: ImageVolumeSource, path: str) -> Errors:
    if not source.reference:
        yield required(f"{path}.reference")
    yield from validate_pull_policy(source.pull_policy, f"{path}.pullPolicy")


def validate_pull_policy(policy: str, path: str) -> Errors:
    """pkg/apis/core/validation validatePullPolicy."""
    if not policy:
        yield required(path)
    elif policy not in PULL_POLICIES:
        yield not_supported(path, policy, PULL_POLICIES)


_Check = Callable[[Any, str], Errors]

_SOURCES: Final[tuple[tuple[str, str, str, _Check], ...]] = (
    ("empty_dir", "emptyDir", "emptyDir", _validate_empty_dir),
    ("host_path", "hostPath", "hostPath", _validate_host_path),
    ("git_repo", "gitRepo", "gitRepo", _validate_git_repo),
    ("gce_persistent_disk", "persistentDisk", "gcePersistentDisk", volume_drivers.validate_gce_persistent_disk),
    (
        "aws_elastic_block_store",
        "awsElasticBlockStore",
        "awsElasticBlockStore",
        volume_drivers.validate_aws_elastic_block_store,
    ),
    ("secret", "secret", "secret", _validate_secret),
    ("nfs", "nfs", "nfs", _validate_nfs),
    ("iscsi", "iscsi", "iscsi", volume_drivers.validate_iscsi),
    ("glusterfs", "glusterfs", "glusterfs", volume_drivers.validate_glusterfs),
    ("flocker", "flocker", "flocker", volume_drivers.validate_flocker),
    ("persistent_volume_claim", "persistentVolumeClaim", "persistentVolumeClaim", _validate_claim),
    ("rbd", "rbd", "rbd", volume_drivers.validate_rbd),
    ("cinder", "cinder", "cinder", volume_drivers.validate_cinder),
    ("cephfs", "cephfs", "cephFS", volume_drivers.validate_cephfs),
    ("quobyte", "quobyte", "quobyte", volume_drivers.validate_quobyte),
    ("downward_api", "downwardAPI", "downwarAPI", _validate_downward_api),
    ("fc", "fc", "fc", volume_drivers.validate_fc),
    ("flex_volume", "flexVolume", "flexVolume", volume_drivers.validate_flex_volume),
    ("config_map", "configMap", "configMap", _validate_config_map),
    ("azure_file", "azureFile", "azureFile", volume_drivers.validate_azure_file),
    ("vsphere_volume", "vsphereVolume", "vsphereVolume", volume_drivers.validate_vsphere),
    (
        "photon_persistent_disk",
        "photonPersistentDisk",
        "photonPersistentDisk",
        volume_drivers.validate_photon_persistent_disk,
    ),
    ("portworx_volume", "portworxVolume", "portworxVolume", volume_drivers.validate_portworx),
    ("azure_disk", "azureDisk", "azureDisk", volume_drivers.validate_azure_disk),
    ("storageos", "storageos", "storageos", volume_drivers.validate_storageos),
    ("projected", "projected", "projected", validate_projected_volume_source),
    ("scale_io", "scaleIO", "scaleIO", volume_drivers.validate_scale_io),
    ("csi", "csi", "csi", volume_drivers.validate_csi),
    ("ephemeral", "ephemeral", "ephemeral", validate_ephemeral_volume_source),
    ("image", "image", "image", _validate_image),
)
"""Every source in upstream's order: attribute, path of its own errors, path when it is one too many, its check."""


def is_claim(volume: VolumeSource) -> bool:
    """Whether a volume can be a raw block device: a claim, or a claim to come."""
    return volume.persistent_volume_claim is not None or volume.ephemeral is not None
