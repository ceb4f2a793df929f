"""Volume sources served by particular storage systems (pkg/apis/core/validation validate…VolumeSource)."""

from __future__ import annotations

import re
from typing import Final

from podtutor.kube.validation.field_error import (
    Errors,
    each_invalid,
    inclusive_range_error,
    invalid,
    not_supported,
    required,
    too_long,
)
from podtutor.kube.validation.names import is_dns1123_label, is_dns1123_subdomain, name_is_dns_subdomain
from podtutor.kube.volume import CSIVolumeSource
from podtutor.kube.volume_drivers import (
    AWSElasticBlockStoreVolumeSource,
    AzureDiskVolumeSource,
    AzureFileVolumeSource,
    CephFSVolumeSource,
    CinderVolumeSource,
    FCVolumeSource,
    FlexVolumeSource,
    FlockerVolumeSource,
    GCEPersistentDiskVolumeSource,
    GlusterfsVolumeSource,
    ISCSIVolumeSource,
    PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource,
    QuobyteVolumeSource,
    RBDVolumeSource,
    ScaleIOVolumeSource,
    StorageOSVolumeSource,
    VsphereVirtualDiskVolumeSource,
)

_ISCSI_SHAPES: Final = {
    "iqn": r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9.\-]+)(:[^,;*&$|\s]+)$",
    "eui": r"^eui.[A-Za-z0-9]{16}$",
    "naa": r"^naa.[A-Za-z0-9]{32}$",
}


def validate_gce_persistent_disk(source: GCEPersistentDiskVolumeSource, path: str) -> Errors:
    """validateGCEPersistentDiskVolumeSource."""
    if not source.pd_name:
        yield required(f"{path}.pdName")
    if not 0 <= source.partition <= 255:
        yield invalid(f"{path}.partition", source.partition, inclusive_range_error(1, 255))


def validate_aws_elastic_block_store(source: AWSElasticBlockStoreVolumeSource, path: str) -> Errors:
    """validateAWSElasticBlockStoreVolumeSource."""
    if not source.volume_id:
        yield required(f"{path}.volumeID")
    if not 0 <= source.partition <= 255:
        yield invalid(f"{path}.partition", source.partition, inclusive_range_error(1, 255))


def _validate_iscsi_name(name: str, path: str) -> Errors:
    kind = name[:3]
    if kind not in _ISCSI_SHAPES:
        yield invalid(path, name, "must be valid format starting with iqn, eui, or naa")
    elif not re.search(_ISCSI_SHAPES[kind], name, re.ASCII):
        yield invalid(path, name, "must be valid format")


def validate_iscsi(source: ISCSIVolumeSource, path: str) -> Errors:
    """validateISCSIVolumeSource."""
    if not source.target_portal:
        yield required(f"{path}.targetPortal")
    if not source.iqn:
        yield required(f"{path}.iqn")
    else:
        yield from _validate_iscsi_name(source.iqn, f"{path}.iqn")
    if not 0 <= source.lun <= 255:
        yield invalid(f"{path}.lun", source.lun, inclusive_range_error(0, 255))
    if (source.chap_auth_discovery or source.chap_auth_session) and source.secret_ref is None:
        yield required(f"{path}.secretRef")
    if source.initiator_name is not None:
        yield from _validate_iscsi_name(source.initiator_name, f"{path}.initiatorname")


def validate_iscsi_name_length(source: ISCSIVolumeSource, volume_name: str, path: str) -> Errors:
    """The part of validateVolumeSource that limits an iSCSI volume's name."""
    if source.initiator_name is not None and len(f"{volume_name}:{source.target_portal}") > 64:
        message = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
        yield invalid(f"{path}.name", volume_name, f"{message}iscsi.initiatorName is specified.")


def validate_glusterfs(source: GlusterfsVolumeSource, path: str) -> Errors:
    """validateGlusterfsVolumeSource."""
    if not source.endpoints:
        yield required(f"{path}.endpoints")
    if not source.path:
        yield required(f"{path}.path")


def validate_flocker(source: FlockerVolumeSource, path: str) -> Errors:
    """validateFlockerVolumeSource."""
    if not source.dataset_name and not source.dataset_uuid:
        yield required(path, "one of datasetName and datasetUUID is required")
    if source.dataset_name and source.dataset_uuid:
        yield invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
    if "/" in source.dataset_name:
        yield invalid(f"{path}.datasetName", source.dataset_name, "must not contain '/'")


def validate_rbd(source: RBDVolumeSource, path: str) -> Errors:
    """validateRBDVolumeSource."""
    if not source.monitors:
        yield required(f"{path}.monitors")
    if not source.image:
        yield required(f"{path}.image")


def validate_cinder(source: CinderVolumeSource, path: str) -> Errors:
    """validateCinderVolumeSource."""
    if not source.volume_id:
        yield required(f"{path}.volumeID")
    if source.secret_ref is not None and not source.secret_ref.name:
        yield required(f"{path}.secretRef.name")


def validate_cephfs(source: CephFSVolumeSource, path: str) -> Errors:
    """validateCephFSVolumeSource."""
    if not source.monitors:
        yield required(f"{path}.monitors")


def validate_quobyte(source: QuobyteVolumeSource, path: str) -> Errors:
    """validateQuobyteVolumeSource."""
    pairs = "must be a host:port pair or multiple pairs separated by commas"
    if not source.registry:
        yield required(f"{path}.registry", pairs)
    elif len(source.tenant) >= 65:
        yield required(f"{path}.tenant", "must be a UUID and may not exceed a length of 64 characters")
    else:
        for pair in source.registry.split(","):
            if not re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*):[^:]*", pair):
                yield invalid(f"{path}.registry", source.registry, pairs)
    if not source.volume:
        yield required(f"{path}.volume")


def validate_fc(source: FCVolumeSource, path: str) -> Errors:
    """validateFCVolumeSource."""
    if not source.target_wwns and not source.wwids:
        yield required(f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both")
    if source.target_wwns and source.wwids:
        message = "targetWWNs and wwids can not be specified simultaneously"
        yield invalid(f"{path}.targetWWNs", source.target_wwns, message)
    if source.target_wwns:
        if source.lun is None:
            yield required(f"{path}.lun", "lun is required if targetWWNs is specified")
        elif not 0 <= source.lun <= 255:
            yield invalid(f"{path}.lun", source.lun, inclusive_range_error(0, 255))


def validate_flex_volume(source: FlexVolumeSource, path: str) -> Errors:
    """validateFlexVolumeSource."""
    if not source.driver:
        yield required(f"{path}.driver")
    for key in source.options:
        namespace = "." + key.split("/", 1)[0].lower()
        if namespace.endswith((".kubernetes.io", ".k8s.io")):
            message = "kubernetes.io and k8s.io namespaces are reserved"
            yield invalid(f"{path}.options[{key}]", key, message)


def validate_azure_file(source: AzureFileVolumeSource, path: str) -> Errors:
    """validateAzureFile."""
    if not source.secret_name:
        yield required(f"{path}.secretName")
    if not source.share_name:
        yield required(f"{path}.shareName")


def validate_vsphere(source: VsphereVirtualDiskVolumeSource, path: str) -> Errors:
    """validateVsphereVolumeSource."""
    if not source.volume_path:
        yield required(f"{path}.volumePath")


def validate_photon_persistent_disk(source: PhotonPersistentDiskVolumeSource, path: str) -> Errors:
    """validatePhotonPersistentDiskVolumeSource."""
    if not source.pd_id:
        yield required(f"{path}.pdID")


def validate_portworx(source: PortworxVolumeSource, path: str) -> Errors:
    """validatePortworxVolumeSource."""
    if not source.volume_id:
        yield required(f"{path}.volumeID")


def validate_azure_disk(source: AzureDiskVolumeSource, path: str) -> Errors:
    """validateAzureDisk."""
    caching, kinds = ("None", "ReadOnly", "ReadWrite"), ("Dedicated", "Managed", "Shared")
    managed = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
    blob = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
    if not source.disk_name:
        yield required(f"{path}.diskName")
    if not source.disk_uri:
        yield required(f"{path}.diskURI")
    if source.caching_mode is not None and source.caching_mode not in caching:
        yield not_supported(f"{path}.cachingMode", source.caching_mode, caching)
    if source.kind is not None and source.kind not in kinds:
        yield not_supported(f"{path}.kind", source.kind, kinds)
    if source.kind == "Managed" and not source.disk_uri.startswith("/subscriptions/"):
        yield not_supported(f"{path}.diskURI", source.disk_uri, [managed])
    if source.kind not in {None, "Managed"} and not source.disk_uri.startswith("https://"):
        yield not_supported(f"{path}.diskURI", source.disk_uri, [blob])


def validate_storageos(source: StorageOSVolumeSource, path: str) -> Errors:
    """validateStorageOSVolumeSource."""
    if not source.volume_name:
        yield required(f"{path}.volumeName")
    else:
        yield from each_invalid(f"{path}.volumeName", source.volume_name, is_dns1123_label(source.volume_name))
    if source.volume_namespace:
        messages = is_dns1123_label(source.volume_namespace)
        yield from each_invalid(f"{path}.volumeNamespace", source.volume_namespace, messages)
    if source.secret_ref is not None and not source.secret_ref.name:
        yield required(f"{path}.secretRef.name")


def validate_scale_io(source: ScaleIOVolumeSource, path: str) -> Errors:
    """validateScaleIOVolumeSource."""
    if not source.gateway:
        yield required(f"{path}.gateway")
    if not source.system:
        yield required(f"{path}.system")
    if not source.volume_name:
        yield required(f"{path}.volumeName")


def validate_csi(source: CSIVolumeSource, path: str) -> Errors:
    """validateCSIVolumeSource."""
    if not source.driver:
        yield required(f"{path}.driver")
    if len(source.driver) > 63:
        yield too_long(f"{path}.driver", 63)
    yield from each_invalid(f"{path}.driver", source.driver, is_dns1123_subdomain(source.driver.lower()))
    if source.node_publish_secret_ref is not None:
        name = source.node_publish_secret_ref.name
        if not name:
            yield required(f"{path}.nodePublishSecretRef.name")
        else:
            yield from each_invalid(f"{path}.name", name, name_is_dns_subdomain(name))
