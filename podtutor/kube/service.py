"""How pods are reached: Service and EndpointSlice."""

from __future__ import annotations

from typing import Any

from msgspec import field

from podtutor.kube.meta import Condition, ObjectMeta, ObjectReference
from podtutor.kube.wire import ApiType, IntOrString


class ServicePort(ApiType, frozen=True, kw_only=True):
    """v1.ServicePort."""

    name: str = ""
    protocol: str = ""
    app_protocol: str | None = None
    port: int = field(default_factory=int)
    target_port: IntOrString | None = None
    node_port: int = 0


class ClientIPConfig(ApiType, frozen=True, kw_only=True):
    """v1.ClientIPConfig."""

    timeout_seconds: int | None = None


class SessionAffinityConfig(ApiType, frozen=True, kw_only=True):
    """v1.SessionAffinityConfig."""

    client_ip: ClientIPConfig | None = field(default=None, name="clientIP")


class ServiceSpec(ApiType, frozen=True, kw_only=True):
    """v1.ServiceSpec."""

    ports: tuple[ServicePort, ...] = ()
    selector: dict[str, str] = field(default_factory=dict)
    cluster_ip: str = field(default="", name="clusterIP")
    cluster_ips: tuple[str, ...] = field(default=(), name="clusterIPs")
    type: str = ""
    external_ips: tuple[str, ...] = field(default=(), name="externalIPs")
    session_affinity: str = ""
    load_balancer_ip: str = field(default="", name="loadBalancerIP")
    load_balancer_source_ranges: tuple[str, ...] = ()
    external_name: str = ""
    external_traffic_policy: str = ""
    health_check_node_port: int = 0
    publish_not_ready_addresses: bool = False
    session_affinity_config: SessionAffinityConfig | None = None
    ip_families: tuple[str, ...] = ()
    ip_family_policy: str | None = None
    allocate_load_balancer_node_ports: bool | None = None
    load_balancer_class: str | None = None
    internal_traffic_policy: str | None = None
    traffic_distribution: str | None = None


class ServiceStatus(ApiType, frozen=True, kw_only=True):
    """v1.ServiceStatus."""

    load_balancer: dict[str, Any] | None = None
    conditions: tuple[Condition, ...] = ()


class Service(ApiType, frozen=True, kw_only=True):
    """v1.Service."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus = ServiceStatus()


class EndpointConditions(ApiType, frozen=True, kw_only=True):
    """discovery/v1.EndpointConditions."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(ApiType, frozen=True, kw_only=True):
    """discovery/v1.Endpoint."""

    addresses: tuple[str, ...] = ()
    conditions: EndpointConditions = EndpointConditions()
    hostname: str | None = None
    target_ref: ObjectReference | None = None
    deprecated_topology: dict[str, str] = field(default_factory=dict)
    node_name: str | None = None
    zone: str | None = None
    hints: dict[str, Any] | None = None


class EndpointPort(ApiType, frozen=True, kw_only=True):
    """discovery/v1.EndpointPort."""

    name: str | None = None
    protocol: str | None = None
    port: int | None = None
    app_protocol: str | None = None


class EndpointSlice(ApiType, frozen=True, kw_only=True):
    """discovery/v1.EndpointSlice."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    address_type: str = field(default_factory=str)
    endpoints: tuple[Endpoint, ...] = ()
    ports: tuple[EndpointPort, ...] = ()
