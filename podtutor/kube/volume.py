"""Volumes of a pod: every source a 1.36 PodSpec knows, and the claims a pod makes on storage."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.container import ObjectFieldSelector, ResourceFieldSelector, ResourceList
from podtutor.kube.meta import (
    LabelSelector,
    LocalObjectReference,
    ObjectMeta,
    TypedLocalObjectReference,
    TypedObjectReference,
)
from podtutor.kube.quantity import Quantity
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
from podtutor.kube.wire import ApiType


class HostPathVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.HostPathVolumeSource."""

    path: str = field(default_factory=str)
    type: str | None = None


class EmptyDirVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.EmptyDirVolumeSource: `medium` "" (disk), Memory or HugePages."""

    medium: str = ""
    size_limit: Quantity | None = None


class GitRepoVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.GitRepoVolumeSource."""

    repository: str = field(default_factory=str)
    revision: str = ""
    directory: str = ""


class KeyToPath(ApiType, frozen=True, kw_only=True):
    """v1.KeyToPath: where one key of a ConfigMap or Secret is written."""

    key: str = field(default_factory=str)
    path: str = field(default_factory=str)
    mode: int | None = None


class SecretVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.SecretVolumeSource."""

    secret_name: str = ""
    items: tuple[KeyToPath, ...] = ()
    default_mode: int | None = None
    optional: bool | None = None


class ConfigMapVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.ConfigMapVolumeSource."""

    name: str = ""
    items: tuple[KeyToPath, ...] = ()
    default_mode: int | None = None
    optional: bool | None = None


class NFSVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.NFSVolumeSource."""

    server: str = field(default_factory=str)
    path: str = field(default_factory=str)
    read_only: bool = False


class PersistentVolumeClaimVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaimVolumeSource."""

    claim_name: str = field(default_factory=str)
    read_only: bool = False


class DownwardAPIVolumeFile(ApiType, frozen=True, kw_only=True):
    """v1.DownwardAPIVolumeFile: a field of the pod, or a resource of a container, as a file."""

    path: str = field(default_factory=str)
    field_ref: ObjectFieldSelector | None = None
    resource_field_ref: ResourceFieldSelector | None = None
    mode: int | None = None


class DownwardAPIVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.DownwardAPIVolumeSource."""

    items: tuple[DownwardAPIVolumeFile, ...] = ()
    default_mode: int | None = None


class SecretProjection(ApiType, frozen=True, kw_only=True):
    """v1.SecretProjection."""

    name: str = ""
    items: tuple[KeyToPath, ...] = ()
    optional: bool | None = None


class ConfigMapProjection(ApiType, frozen=True, kw_only=True):
    """v1.ConfigMapProjection."""

    name: str = ""
    items: tuple[KeyToPath, ...] = ()
    optional: bool | None = None


class DownwardAPIProjection(ApiType, frozen=True, kw_only=True):
    """v1.DownwardAPIProjection."""

    items: tuple[DownwardAPIVolumeFile, ...] = ()


class ServiceAccountTokenProjection(ApiType, frozen=True, kw_only=True):
    """v1.ServiceAccountTokenProjection: expiration in seconds."""

    audience: str = ""
    expiration_seconds: int | None = None
    path: str = field(default_factory=str)


class ClusterTrustBundleProjection(ApiType, frozen=True, kw_only=True):
    """v1.ClusterTrustBundleProjection."""

    name: str | None = None
    signer_name: str | None = None
    label_selector: LabelSelector | None = None
    optional: bool | None = None
    path: str = field(default_factory=str)


class PodCertificateProjection(ApiType, frozen=True, kw_only=True):
    """v1.PodCertificateProjection."""

    signer_name: str = ""
    key_type: str = ""
    max_expiration_seconds: int | None = None
    credential_bundle_path: str = ""
    key_path: str = ""
    certificate_chain_path: str = ""
    user_annotations: dict[str, str] = field(default_factory=dict)


class VolumeProjection(ApiType, frozen=True, kw_only=True):
    """v1.VolumeProjection: exactly one of its members."""

    secret: SecretProjection | None = None
    downward_api: DownwardAPIProjection | None = field(default=None, name="downwardAPI")
    config_map: ConfigMapProjection | None = None
    service_account_token: ServiceAccountTokenProjection | None = None
    cluster_trust_bundle: ClusterTrustBundleProjection | None = None
    pod_certificate: PodCertificateProjection | None = None


class ProjectedVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.ProjectedVolumeSource."""

    sources: tuple[VolumeProjection, ...] = ()
    default_mode: int | None = None


class CSIVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.CSIVolumeSource."""

    driver: str = field(default_factory=str)
    read_only: bool | None = None
    fs_type: str | None = None
    volume_attributes: dict[str, str] = field(default_factory=dict)
    node_publish_secret_ref: LocalObjectReference | None = None


class VolumeResourceRequirements(ApiType, frozen=True, kw_only=True):
    """v1.VolumeResourceRequirements."""

    limits: ResourceList = field(default_factory=dict)
    requests: ResourceList = field(default_factory=dict)


class PersistentVolumeClaimSpec(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaimSpec."""

    access_modes: tuple[str, ...] = ()
    selector: LabelSelector | None = None
    resources: VolumeResourceRequirements = field(default_factory=VolumeResourceRequirements)
    volume_name: str = ""
    storage_class_name: str | None = None
    volume_mode: str | None = None
    data_source: TypedLocalObjectReference | None = None
    data_source_ref: TypedObjectReference | None = None
    volume_attributes_class_name: str | None = None


class PersistentVolumeClaimTemplate(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaimTemplate."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PersistentVolumeClaimSpec = field(default_factory=PersistentVolumeClaimSpec)


class EphemeralVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.EphemeralVolumeSource: a claim that lives and dies with the pod."""

    volume_claim_template: PersistentVolumeClaimTemplate | None = None


class ImageVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.ImageVolumeSource: the contents of an image as a volume."""

    reference: str = ""
    pull_policy: str = ""


class VolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.VolumeSource: one of its members; none means an empty directory."""

    host_path: HostPathVolumeSource | None = None
    empty_dir: EmptyDirVolumeSource | None = None
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = None
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = None
    git_repo: GitRepoVolumeSource | None = None
    secret: SecretVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    iscsi: ISCSIVolumeSource | None = None
    glusterfs: GlusterfsVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = None
    rbd: RBDVolumeSource | None = None
    flex_volume: FlexVolumeSource | None = None
    cinder: CinderVolumeSource | None = None
    cephfs: CephFSVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    downward_api: DownwardAPIVolumeSource | None = field(default=None, name="downwardAPI")
    fc: FCVolumeSource | None = None
    azure_file: AzureFileVolumeSource | None = None
    config_map: ConfigMapVolumeSource | None = None
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = None
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = None
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = None
    projected: ProjectedVolumeSource | None = None
    portworx_volume: PortworxVolumeSource | None = None
    scale_io: ScaleIOVolumeSource | None = field(default=None, name="scaleIO")
    storageos: StorageOSVolumeSource | None = None
    csi: CSIVolumeSource | None = None
    ephemeral: EphemeralVolumeSource | None = None
    image: ImageVolumeSource | None = None


class Volume(VolumeSource, frozen=True, kw_only=True):
    """v1.Volume: a name and, inline, its source."""

    name: str = field(default_factory=str)
