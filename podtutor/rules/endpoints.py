"""Which pods stand behind a Service, and in what condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from podtutor.kube.meta import ObjectReference
from podtutor.kube.pod import Pod
from podtutor.kube.service import Endpoint, EndpointConditions, EndpointPort, Service, ServicePort
from podtutor.rules.availability import is_pod_ready

MAX_ENDPOINTS_PER_SLICE: Final = 100
"""--max-endpoints-per-slice of kube-controller-manager."""


def should_pod_be_in_endpoints(pod: Pod) -> bool:
    """staging/src/k8s.io/endpointslice/util/controller_utils.go ShouldPodBeInEndpoints

    A pod is an address from its first IP until its phase is terminal; being told to go does not end it.
    """
    return bool(pod.status.pod_ip or pod.status.pod_ips) and pod.status.phase not in {"Succeeded", "Failed"}


def endpoint_conditions(pod: Pod, service: Service) -> EndpointConditions:
    """staging/src/k8s.io/endpointslice/utils.go podToEndpoint

    `serving` follows the pod's readiness, `terminating` its deletion, `ready` is serving and not terminating; a Service
    with publishNotReadyAddresses calls every address ready.
    """
    serving = is_pod_ready(pod)
    terminating = pod.metadata.deletion_timestamp is not None
    ready = service.spec.publish_not_ready_addresses or (serving and not terminating)
    return EndpointConditions(ready=ready, serving=serving, terminating=terminating)


def pod_to_endpoint(pod: Pod, service: Service) -> Endpoint:
    """staging/src/k8s.io/endpointslice/utils.go podToEndpoint

    The address of a pod for a Service, with the pod's own host name where the Service is the pod's subdomain.
    """
    named = pod.spec.hostname and pod.spec.subdomain == service.metadata.name
    return Endpoint(
        addresses=tuple(address.ip for address in pod.status.pod_ips[:1]) or (pod.status.pod_ip,),
        conditions=endpoint_conditions(pod, service),
        hostname=pod.spec.hostname if named else None,
        target_ref=ObjectReference(
            kind="Pod", namespace=pod.metadata.namespace, name=pod.metadata.name, uid=pod.metadata.uid
        ),
        node_name=pod.spec.node_name or None,
    )


def find_port(pod: Pod, port: ServicePort) -> int | None:
    """pkg/api/v1/pod/util.go FindPort

    The port number that a Service's port means on this pod: a name is looked up among its containers, sidecars too;
    None where no container names it so.
    """
    target = port.target_port
    if target is None or target in {0, ""}:
        return port.port
    if isinstance(target, int):
        return target
    sidecars = [container for container in pod.spec.init_containers if container.restart_policy == "Always"]
    for container in (*pod.spec.containers, *sidecars):
        for declared in container.ports:
            if declared.name == target and (declared.protocol or "TCP") == (port.protocol or "TCP"):
                return declared.container_port
    return None


def endpoint_ports(pod: Pod, ports: Sequence[ServicePort]) -> tuple[EndpointPort, ...]:
    """staging/src/k8s.io/endpointslice/utils.go getEndpointPorts

    The Service's ports as they are on this pod; a named port the pod does not declare is left out.
    """
    found = [(port, find_port(pod, port)) for port in ports]
    return tuple(
        EndpointPort(name=port.name, protocol=port.protocol or "TCP", port=number, app_protocol=port.app_protocol)
        for port, number in found
        if number is not None
    )
