"""Storage that outlives pods: PersistentVolume, PersistentVolumeClaim, StorageClass."""

from __future__ import annotations

from typing import Any

from msgspec import field

from podtutor.kube.container import ResourceList
from podtutor.kube.meta import ObjectMeta, ObjectReference
from podtutor.kube.pod import NodeSelector
from podtutor.kube.volume import HostPathVolumeSource, NFSVolumeSource, PersistentVolumeClaimSpec
from podtutor.kube.wire import ApiType, Time


class PersistentVolumeClaimCondition(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaimCondition."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)
    last_probe_time: Time | None = None
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class PersistentVolumeClaimStatus(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaimStatus."""

    phase: str = ""
    access_modes: tuple[str, ...] = ()
    capacity: ResourceList = field(default_factory=dict)
    conditions: tuple[PersistentVolumeClaimCondition, ...] = ()
    allocated_resources: ResourceList = field(default_factory=dict)
    allocated_resource_statuses: dict[str, str] = field(default_factory=dict)
    current_volume_attributes_class_name: str | None = None
    modify_volume_status: dict[str, Any] | None = None


class PersistentVolumeClaim(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeClaim."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: PersistentVolumeClaimSpec = PersistentVolumeClaimSpec()
    status: PersistentVolumeClaimStatus = PersistentVolumeClaimStatus()


class VolumeNodeAffinity(ApiType, frozen=True, kw_only=True):
    """v1.VolumeNodeAffinity: the nodes from which a volume can be reached."""

    required: NodeSelector | None = None


class LocalVolumeSource(ApiType, frozen=True, kw_only=True):
    """v1.LocalVolumeSource."""

    path: str = field(default_factory=str)
    fs_type: str | None = None


class PersistentVolumeSpec(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeSpec. Sources that the simulator does not tell apart are kept as they stand."""

    capacity: ResourceList = field(default_factory=dict)
    host_path: HostPathVolumeSource | None = None
    local: LocalVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    csi: dict[str, Any] | None = None
    gce_persistent_disk: dict[str, Any] | None = None
    aws_elastic_block_store: dict[str, Any] | None = None
    glusterfs: dict[str, Any] | None = None
    rbd: dict[str, Any] | None = None
    iscsi: dict[str, Any] | None = None
    cinder: dict[str, Any] | None = None
    cephfs: dict[str, Any] | None = None
    fc: dict[str, Any] | None = None
    flocker: dict[str, Any] | None = None
    flex_volume: dict[str, Any] | None = None
    azure_file: dict[str, Any] | None = None
    vsphere_volume: dict[str, Any] | None = None
    quobyte: dict[str, Any] | None = None
    azure_disk: dict[str, Any] | None = None
    photon_persistent_disk: dict[str, Any] | None = None
    portworx_volume: dict[str, Any] | None = None
    scale_io: dict[str, Any] | None = field(default=None, name="scaleIO")
    storageos: dict[str, Any] | None = None
    access_modes: tuple[str, ...] = ()
    claim_ref: ObjectReference | None = None
    persistent_volume_reclaim_policy: str = ""
    storage_class_name: str = ""
    mount_options: tuple[str, ...] = ()
    volume_mode: str | None = None
    node_affinity: VolumeNodeAffinity | None = None
    volume_attributes_class_name: str | None = None


class PersistentVolumeStatus(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolumeStatus."""

    phase: str = ""
    message: str = ""
    reason: str = ""
    last_phase_transition_time: Time | None = None


class PersistentVolume(ApiType, frozen=True, kw_only=True):
    """v1.PersistentVolume."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: PersistentVolumeSpec = PersistentVolumeSpec()
    status: PersistentVolumeStatus = PersistentVolumeStatus()


class StorageClass(ApiType, frozen=True, kw_only=True):
    """storage.k8s.io/v1.StorageClass."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    provisioner: str = field(default_factory=str)
    parameters: dict[str, str] = field(default_factory=dict)
    reclaim_policy: str | None = None
    mount_options: tuple[str, ...] = ()
    allow_volume_expansion: bool | None = None
    volume_binding_mode: str | None = None
    allowed_topologies: tuple[dict[str, Any], ...] = ()
