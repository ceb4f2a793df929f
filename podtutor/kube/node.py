"""Nodes: taints, capacity, conditions, images."""

from __future__ import annotations

from typing import Any

from msgspec import field

from podtutor.kube.container import ResourceList
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.wire import ApiType, Time


class Taint(ApiType, frozen=True, kw_only=True):
    """v1.Taint: NoSchedule, PreferNoSchedule or NoExecute."""

    key: str = field(default_factory=str)
    value: str = ""
    effect: str = field(default_factory=str)
    time_added: Time | None = None


class NodeSpec(ApiType, frozen=True, kw_only=True):
    """v1.NodeSpec."""

    pod_cidr: str = field(default="", name="podCIDR")
    pod_cidrs: tuple[str, ...] = field(default=(), name="podCIDRs")
    provider_id: str = field(default="", name="providerID")
    unschedulable: bool = False
    taints: tuple[Taint, ...] = ()
    config_source: dict[str, Any] | None = None
    external_id: str = field(default="", name="externalID")


class NodeCondition(ApiType, frozen=True, kw_only=True):
    """v1.NodeCondition."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)
    last_heartbeat_time: Time | None = None
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class NodeAddress(ApiType, frozen=True, kw_only=True):
    """v1.NodeAddress."""

    type: str = field(default_factory=str)
    address: str = field(default_factory=str)


class ContainerImage(ApiType, frozen=True, kw_only=True):
    """v1.ContainerImage: size in bytes."""

    names: tuple[str, ...] = ()
    size_bytes: int = 0


class NodeSystemInfo(ApiType, frozen=True, kw_only=True):
    """v1.NodeSystemInfo."""

    machine_id: str = field(default="", name="machineID")
    system_uuid: str = field(default="", name="systemUUID")
    boot_id: str = field(default="", name="bootID")
    kernel_version: str = ""
    os_image: str = ""
    container_runtime_version: str = ""
    kubelet_version: str = ""
    kube_proxy_version: str = ""
    operating_system: str = ""
    architecture: str = ""
    swap: dict[str, Any] | None = None


class AttachedVolume(ApiType, frozen=True, kw_only=True):
    """v1.AttachedVolume."""

    name: str = field(default_factory=str)
    device_path: str = field(default_factory=str)


class NodeStatus(ApiType, frozen=True, kw_only=True):
    """v1.NodeStatus."""

    capacity: ResourceList = field(default_factory=dict)
    allocatable: ResourceList = field(default_factory=dict)
    phase: str = ""
    conditions: tuple[NodeCondition, ...] = ()
    addresses: tuple[NodeAddress, ...] = ()
    daemon_endpoints: dict[str, Any] | None = None
    node_info: NodeSystemInfo | None = None
    images: tuple[ContainerImage, ...] = ()
    volumes_in_use: tuple[str, ...] = ()
    volumes_attached: tuple[AttachedVolume, ...] = ()
    config: dict[str, Any] | None = None
    runtime_handlers: tuple[dict[str, Any], ...] = ()
    features: dict[str, Any] | None = None
    declared_features: tuple[str, ...] = ()


class Node(ApiType, frozen=True, kw_only=True):
    """v1.Node."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()
