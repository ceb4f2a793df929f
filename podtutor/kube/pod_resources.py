"""What a pod's containers ask for together (k8s.io/component-helpers/resource).

Defaulting and validation need these sums as much as the rules do, so they live here.
"""

from __future__ import annotations

from collections.abc import Iterable

from podtutor.kube.container import Container, ResourceList
from podtutor.kube.pod import PodSpec


def is_restartable_init_container(container: Container) -> bool:
    """k8s.io/component-helpers/resource isRestartableInitContainer: a sidecar."""
    return container.restart_policy == "Always"


def add_resource_list(total: ResourceList, more: ResourceList) -> None:
    """k8s.io/component-helpers/resource addResourceList: adds in place."""
    for name, quantity in more.items():
        total[name] = total[name] + quantity if name in total else quantity


def max_resource_list(total: ResourceList, other: ResourceList) -> None:
    """k8s.io/component-helpers/resource maxResourceList: the greater of each, in place."""
    for name, quantity in other.items():
        if name not in total or quantity > total[name]:
            total[name] = quantity


def aggregate_container_requests(spec: PodSpec) -> ResourceList:
    """k8s.io/component-helpers/resource AggregateContainerRequests, from the specification alone."""
    return aggregate_resources(
        (container.resources.requests for container in spec.containers),
        ((container, container.resources.requests) for container in spec.init_containers),
    )


def aggregate_container_limits(spec: PodSpec) -> ResourceList:
    """k8s.io/component-helpers/resource AggregateContainerLimits, from the specification alone."""
    return aggregate_resources(
        (container.resources.limits for container in spec.containers),
        ((container, container.resources.limits) for container in spec.init_containers),
    )


def aggregate_resources(
    containers: Iterable[ResourceList], init_containers: Iterable[tuple[Container, ResourceList]]
) -> ResourceList:
    """The sum of containers and sidecars, or what the most demanding moment of initialization needs, if greater."""
    total: ResourceList = {}
    for amounts in containers:
        add_resource_list(total, amounts)
    sidecars: ResourceList = {}
    most_while_initializing: ResourceList = {}
    for container, amounts in init_containers:
        if is_restartable_init_container(container):
            add_resource_list(total, amounts)
            add_resource_list(sidecars, amounts)
            moment = sidecars
        else:
            moment = dict(amounts)
            add_resource_list(moment, sidecars)
        max_resource_list(most_while_initializing, moment)
    max_resource_list(total, most_while_initializing)
    return total
