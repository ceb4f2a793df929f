"""A scenario put to work: the cluster it describes, everything that happens in it, and its history."""

from __future__ import annotations

from typing import Any, NamedTuple

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.node import Node, NodeAddress, NodeSpec, NodeStatus
from podtutor.kube.quantity import Quantity, parse_quantity
from podtutor.sim.actions import Actor
from podtutor.sim.admission import Admission
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cluster import Cluster
from podtutor.sim.controllers import all_controllers
from podtutor.sim.fleet import Fleet
from podtutor.sim.history import History
from podtutor.sim.kubelet.configuration import KubeletConfiguration, read_configuration
from podtutor.sim.kubelet.node_status import node_conditions
from podtutor.sim.latency import Latency
from podtutor.sim.limits import refuse_too_large
from podtutor.sim.runtime.machine import Images, Machine
from podtutor.sim.runtime.network import Network
from podtutor.sim.runtime.script import Behaviors
from podtutor.sim.scenario import NodeSource, node_names
from podtutor.sim.scenario_reader import LoadedScenario
from podtutor.sim.scheduler import Scheduler
from podtutor.sim.trace import write_trace

DEFAULT_NODE = NodeSource(name="node-1")
DEFAULT_CAPACITY = {"cpu": "2", "memory": "4Gi", "ephemeral-storage": "20Gi", "pods": "110"}
HOSTNAME_LABEL = "kubernetes.io/hostname"


class Simulation(NamedTuple):
    """A scenario under way. `refused`: objects that could not be created at t=0, and why."""

    cluster: Cluster
    fleet: Fleet
    actor: Actor
    history: History | None
    loaded: LoadedScenario
    refused: list[tuple[Any, ApiError]]

    @property
    def end(self) -> int:
        """When the scenario is over, in ms."""
        return round(self.loaded.scenario.duration * 1000)

    def run(self, until: int | None = None) -> None:
        """Let everything happen up to `until` ms, by default to the end."""
        self.cluster.run(self.end if until is None else min(until, self.end))

    def trace(self) -> dict[str, Any]:
        """What has been observed so far. Needs a history."""
        if self.history is None:
            raise ValueError("this simulation keeps no history")
        return write_trace(self.loaded.scenario.name, self.history, self.actor.answers, self.actor.clients)


def simulate(
    loaded: LoadedScenario, *, seed: int | None = None, latency: Latency | None = None, keep_history: bool = True
) -> Simulation:
    """A cluster as the scenario describes, its objects applied, ready to run."""
    scenario = loaded.scenario
    refuse_too_large([*loaded.objects, *(one for manifests in loaded.applied.values() for one in manifests)])
    cluster = Cluster(latency, seed)
    history = History(cluster) if keep_history else None
    admission = Admission(cluster.store)
    cluster.api.admission = admission
    configuration = read_configuration(scenario.kubelet)
    fleet = Fleet(cluster, configuration)
    behaviors = Behaviors(scenario.behavior)
    images = Images(scenario.images.absent, scenario.images.unpulled)
    network = Network()
    for source in scenario.nodes or (DEFAULT_NODE,):
        for name in node_names(source):
            node = _node(name, source, configuration, network)
            cluster.api.create(node)
            machine = _machine(name, node, cluster, network, behaviors, images)
            if history is not None:
                history.watch_machine(machine)
            fleet.add_node(machine)
    cluster.add(fleet)
    cluster.add(Scheduler(cluster))
    for controller in all_controllers(cluster):
        cluster.add(controller)
    actor = Actor(cluster, fleet, admission, round(scenario.duration * 1000))
    refused = []
    for obj in loaded.objects:
        try:
            actor.kubectl.apply(obj)
        except ApiError as error:
            refused.append((obj, error))
    for index, action in enumerate(scenario.actions):
        actor.plan(action, loaded.applied.get(index, ()))
    return Simulation(cluster, fleet, actor, history, loaded, refused)


def _node(name: str, source: NodeSource, configuration: KubeletConfiguration, network: Network) -> Node:
    capacity = {key: parse_quantity(str(value)) for key, value in {**DEFAULT_CAPACITY, **source.capacity}.items()}
    memory = capacity["memory"]
    kept = Quantity.of(configuration.memory_threshold(memory.value()), "BinarySI")
    allocatable = {**capacity, "memory": memory - kept}
    return Node(
        api_version="v1",
        kind="Node",
        metadata=ObjectMeta(name=name, labels={HOSTNAME_LABEL: name, **source.labels}),
        spec=NodeSpec(taints=source.taints),
        status=NodeStatus(
            capacity=capacity,
            allocatable=allocatable,
            conditions=node_conditions(0),
            addresses=(
                NodeAddress(type="InternalIP", address=network.node_address(name)),
                NodeAddress(type="Hostname", address=name),
            ),
        ),
    )


def _machine(
    name: str, node: Node, cluster: Cluster, network: Network, behaviors: Behaviors, images: Images
) -> Machine:
    capacity = node.status.capacity
    return Machine(
        name,
        cluster.agenda,
        cluster.latency,
        network,
        behaviors,
        memory=capacity["memory"].value(),
        disk=capacity["ephemeral-storage"].value() if "ephemeral-storage" in capacity else None,
        images=images,
    )
