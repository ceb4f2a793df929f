"""Volume sources served by particular storage systems: kept, validated and defaulted, never simulated."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.meta import LocalObjectReference
from podtutor.kube.wire import ApiType


class GCEPersistentDiskVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.GCEPersistentDiskVolumeSource."""

    pd_name: str = field(default_factory=str)
    fs_type: str = ""
    partition: int = 0
    read_only: bool = False


class AWSElasticBlockStoreVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.AWSElasticBlockStoreVolumeSource."""

    volume_id: str = field(default_factory=str, name="volumeID")
    fs_type: str = ""
    partition: int = 0
    read_only: bool = False


class ISCSIVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.ISCSIVolumeSource."""

    target_portal: str = field(default_factory=str)
    iqn: str = field(default_factory=str)
    lun: int = field(default_factory=int)
    iscsi_interface: str = ""
    fs_type: str = ""
    read_only: bool = False
    portals: tuple[str, ...] = ()
    chap_auth_discovery: bool = False
    chap_auth_session: bool = False
    secret_ref: LocalObjectReference | None = None
    initiator_name: str | None = None


class GlusterfsVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.GlusterfsVolumeSource."""

    endpoints: str = field(default_factory=str)
    path: str = field(default_factory=str)
    read_only: bool = False


class RBDVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.RBDVolumeSource."""

    monitors: tuple[str, ...] = ()
    image: str = field(default_factory=str)
    fs_type: str = ""
    pool: str = ""
    user: str = ""
    keyring: str = ""
    secret_ref: LocalObjectReference | None = None
    read_only: bool = False


class FlexVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.FlexVolumeSource."""

    driver: str = field(default_factory=str)
    fs_type: str = ""
    secret_ref: LocalObjectReference | None = None
    read_only: bool = False
    options: dict[str, str] = field(default_factory=dict)


class CinderVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.CinderVolumeSource."""

    volume_id: str = field(default_factory=str, name="volumeID")
    fs_type: str = ""
    read_only: bool = False
    secret_ref: LocalObjectReference | None = None


class CephFSVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.CephFSVolumeSource."""

    monitors: tuple[str, ...] = ()
    path: str = ""
    user: str = ""
    secret_file: str = ""
    secret_ref: LocalObjectReference | None = None
    read_only: bool = False


class FlockerVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.FlockerVolumeSource."""

    dataset_name: str = ""
    dataset_uuid: str = field(default="", name="datasetUUID")


class FCVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.FCVolumeSource."""

    target_wwns: tuple[str, ...] = field(default=(), name="targetWWNs")
    lun: int | None = None
    fs_type: str = ""
    read_only: bool = False
    wwids: tuple[str, ...] = ()


class AzureFileVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.AzureFileVolumeSource."""

    secret_name: str = field(default_factory=str)
    share_name: str = field(default_factory=str)
    read_only: bool = False


class AzureDiskVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.AzureDiskVolumeSource."""

    disk_name: str = field(default_factory=str)
    disk_uri: str = field(default_factory=str, name="diskURI")
    caching_mode: str | None = None
    fs_type: str | None = None
    read_only: bool | None = None
    kind: str | None = None


class VsphereVirtualDiskVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.VsphereVirtualDiskVolumeSource."""

    volume_path: str = field(default_factory=str)
    fs_type: str = ""
    storage_policy_name: str = ""
    storage_policy_id: str = field(default="", name="storagePolicyID")


class QuobyteVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.QuobyteVolumeSource."""

    registry: str = field(default_factory=str)
    volume: str = field(default_factory=str)
    read_only: bool = False
    user: str = ""
    group: str = ""
    tenant: str = ""


class PhotonPersistentDiskVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.PhotonPersistentDiskVolumeSource."""

    pd_id: str = field(default_factory=str, name="pdID")
    fs_type: str = ""


class PortworxVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.PortworxVolumeSource."""

    volume_id: str = field(default_factory=str, name="volumeID")
    fs_type: str = ""
    read_only: bool = False


class ScaleIOVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.ScaleIOVolumeSource."""

    gateway: str = field(default_factory=str)
    system: str = field(default_factory=str)
    secret_ref: LocalObjectReference | None = None
    ssl_enabled: bool = False
    protection_domain: str = ""
    storage_pool: str = ""
    storage_mode: str = ""
    volume_name: str = ""
    fs_type: str = ""
    read_only: bool = False


class StorageOSVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.StorageOSVolumeSource."""

    volume_name: str = ""
    volume_namespace: str = ""
    fs_type: str = ""
    read_only: bool = False
    secret_ref: LocalObjectReference | None = None
