"""A client that calls a Service again and again, as one behind a service proxy would fare.

Each call goes to a ready address as the client's node knows it: changes of EndpointSlices reach it a little later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podtutor.kube.pod import Pod
from podtutor.kube.service import EndpointSlice, Service
from podtutor.sim.kubectl import find
from podtutor.sim.store import Change

if TYPE_CHECKING:
    from podtutor.sim.cluster import Cluster
    from podtutor.sim.fleet import Fleet
    from podtutor.sim.scenario import Requests

SERVICE_NAME_LABEL = "kubernetes.io/service-name"
OK, REFUSED, CUT = "ok", "refused", "cut"
CALL = 20
"""How long one call takes to be answered, in ms; a process that ends meanwhile cuts it off."""


class Request(NamedTuple):
    """One call and its fate; `pod` is None where there was no address to call."""

    at: int
    service: str
    pod: str | None
    result: str


class ServiceClient:
    """One client of one Service."""

    def __init__(self, cluster: Cluster, fleet: Fleet, wish: Requests) -> None:
        self._cluster = cluster
        self._fleet = fleet
        self._key = find(wish.requests)[1]
        self._port = wish.port
        self._every = max(1, round(wish.every * 1000))
        self._until = round(wish.until * 1000)
        self._routes: list[tuple[str, str]] = []
        self._turn = 0
        self.log: list[Request] = []

    def start(self) -> None:
        """Call from now on."""
        self._program()
        self._cluster.store.watch(EndpointSlice, self._changed)
        self._call()

    def _changed(self, change: Change) -> None:
        if change.object.metadata.labels.get(SERVICE_NAME_LABEL) == self._key.rpartition("/")[2]:
            self._cluster.agenda.after(self._cluster.latency.endpoint_programming, self._program)

    def _program(self) -> None:
        """What the node routes to: ready addresses; where there are none, those that still serve while terminating."""
        namespace, _, name = self._key.rpartition("/")
        endpoints = [
            endpoint
            for one in self._cluster.store.all(EndpointSlice)
            if one.metadata.namespace == namespace and one.metadata.labels.get(SERVICE_NAME_LABEL) == name
            for endpoint in one.endpoints
        ]
        chosen = [one for one in endpoints if one.conditions.ready]
        if not chosen:
            chosen = [one for one in endpoints if one.conditions.serving and one.conditions.terminating]
        self._routes = sorted(
            (one.target_ref.name, one.addresses[0]) for one in chosen if one.target_ref is not None and one.addresses
        )

    def _call(self) -> None:
        now = self._cluster.now
        if now > self._until:
            return
        service = self._key.rpartition("/")[2]
        if not self._routes or self._cluster.store.get(Service, self._key) is None:
            self.log.append(Request(now, service, None, REFUSED))
        else:
            pod, address = self._routes[self._turn % len(self._routes)]
            self._turn += 1
            self._cluster.agenda.after(CALL, self._hang_up, len(self.log), address)
            answers = self._answers(address)
            self.log.append(Request(now, service, pod, OK if answers else REFUSED))
        self._cluster.agenda.after(self._every, self._call)

    def _hang_up(self, index: int, address: str) -> None:
        """A call under way is cut off where the process ended before it answered."""
        call = self.log[index]
        if call.result == OK and not self._answers(address):
            self.log[index] = call._replace(result=CUT)

    def _answers(self, address: str) -> bool:
        network = next((machine.network for machine in self._fleet.machines.values()), None)
        return network is not None and network.answers(address, self._target_port(address))

    def _target_port(self, address: str) -> int:
        """The port behind the Service's port, by name or number."""
        service = self._cluster.store.get(Service, self._key)
        if service is None:
            return self._port
        for port in service.spec.ports:
            if port.port == self._port and isinstance(port.target_port, int) and port.target_port:
                return port.target_port
            if port.port == self._port and isinstance(port.target_port, str):
                return self._named_port(port.target_port, address)
        return self._port

    def _named_port(self, name: str, address: str) -> int:
        for pod in self._cluster.store.all(Pod):
            if pod.status.pod_ip == address:
                for container in pod.spec.containers:
                    for port in container.ports:
                        if port.name == name:
                            return port.container_port
        return self._port
