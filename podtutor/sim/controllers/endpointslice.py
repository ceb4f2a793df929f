"""The EndpointSlice controller: for each Service the addresses of the pods it selects (pkg/controller/endpointslice)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod
from podtutor.kube.service import Endpoint, EndpointPort, EndpointSlice, Service
from podtutor.rules.endpoints import (
    MAX_ENDPOINTS_PER_SLICE,
    endpoint_ports,
    pod_to_endpoint,
    should_pod_be_in_endpoints,
)
from podtutor.sim.cause import Cause
from podtutor.sim.cluster import Controller
from podtutor.sim.controllers.ownership import controller_reference
from podtutor.sim.indexes import pods_matching
from podtutor.sim.store import Change, key_of

SERVICE_NAME = "kubernetes.io/service-name"

FOLLOWS = Cause(
    "endpoint_conditions",
    "staging/src/k8s.io/endpointslice/utils.go podToEndpoint",
    "a pod behind the Service got an address, became ready or unready, was told to go, or ended",
    "spec.selector",
)

Ports = tuple[EndpointPort, ...]


class EndpointSliceController(Controller):
    """Keeps the EndpointSlices of each Service."""

    name = "endpointslice"

    def start(self) -> None:
        """Watch Services and pods."""
        self.store.watch(Service, lambda change: self.queue.add(change.key))
        self.store.watch(Pod, self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        old, new = change.old, change.new
        if old is not None and new is not None and _shown(old) == _shown(new):
            return
        labels = [pod.metadata.labels.items() for pod in (old, new) if pod is not None]
        for service in self.store.all(Service):
            wanted = service.spec.selector.items()
            same_place = service.metadata.namespace == change.object.metadata.namespace
            if wanted and same_place and any(wanted <= carried for carried in labels):
                self.queue.add(key_of(service))

    def sync(self, key: str) -> None:
        """pkg/controller/endpointslice/endpointslice_controller.go syncService."""
        service = self.store.get(Service, key)
        if service is None or not service.spec.selector or service.spec.type == "ExternalName":
            return
        groups: dict[Ports, list[Endpoint]] = {}
        for pod in pods_matching(self.store, service.metadata.namespace, service.spec.selector):
            if should_pod_be_in_endpoints(pod):
                groups.setdefault(endpoint_ports(pod, service.spec.ports), []).append(pod_to_endpoint(pod, service))
        wanted = [
            (ports, tuple(endpoints[start : start + MAX_ENDPOINTS_PER_SLICE]))
            for ports, endpoints in groups.items()
            for start in range(0, len(endpoints), MAX_ENDPOINTS_PER_SLICE)
        ]
        self._write(service, wanted or [((), ())])

    def _write(self, service: Service, wanted: list[tuple[Ports, tuple[Endpoint, ...]]]) -> None:
        """Bring the Service's slices to what is wanted; a Service keeps one slice even without addresses."""
        standing = self.store.select(EndpointSlice, "controller", service.metadata.uid)
        for index, (ports, endpoints) in enumerate(wanted):
            if index < len(standing):
                changed = replace(standing[index], ports=ports, endpoints=endpoints)
                if changed != standing[index]:
                    self.api.update(changed, FOLLOWS)
            else:
                self.api.create(self._slice(service, ports, endpoints), FOLLOWS)
        for surplus in standing[len(wanted) :]:
            self.api.delete(EndpointSlice, key_of(surplus), FOLLOWS)

    def _slice(self, service: Service, ports: Ports, endpoints: tuple[Endpoint, ...]) -> EndpointSlice:
        metadata = ObjectMeta(
            name=self.api.generated_name("EndpointSlice", service.metadata.name),
            namespace=service.metadata.namespace,
            labels={**service.metadata.labels, SERVICE_NAME: service.metadata.name},
            owner_references=(controller_reference("v1", "Service", service),),
        )
        return EndpointSlice(
            api_version="discovery.k8s.io/v1",
            kind="EndpointSlice",
            metadata=metadata,
            address_type="IPv4",
            endpoints=endpoints,
            ports=ports,
        )


def _shown(pod: Pod) -> tuple[object, ...]:
    """What of a pod an EndpointSlice shows (podEndpointsChanged)."""
    ready = next((c.status for c in pod.status.conditions if c.type == "Ready"), "")
    status, metadata = pod.status, pod.metadata
    deleted = metadata.deletion_timestamp is not None
    return (status.pod_ip, status.pod_ips, ready, status.phase, deleted, metadata.labels, pod.spec.node_name)
