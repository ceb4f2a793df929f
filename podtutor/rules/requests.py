"""What a pod asks for and may use at most: sums over containers, sidecars, init containers, pod level and overhead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from podtutor.kube.constants_node import DEFAULT_MEMORY_REQUEST, DEFAULT_MILLI_CPU_REQUEST
from podtutor.kube.container import Container, ResourceList
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import (
    add_resource_list,
    aggregate_resources,
    is_restartable_init_container,
    max_resource_list,
)
from podtutor.kube.quantity import ZERO, Quantity
from podtutor.kube.resource_names import is_supported_pod_level_resource
from podtutor.rules.conditions import get_pod_condition

POD_RESIZE_PENDING = "PodResizePending"
INFEASIBLE = "Infeasible"


class PodResourcesOptions(Struct, frozen=True, kw_only=True):
    """k8s.io/component-helpers/resource/helpers.go PodResourcesOptions

    What counts. `use_status_resources`: a resize in progress counts with the larger of old and new.
    `non_missing_container_requests`: what to take for a container that does not name a resource (0 is a name).
    """

    use_status_resources: bool = False
    exclude_overhead: bool = False
    skip_pod_level_resources: bool = False
    skip_container_level_resources: bool = False
    non_missing_container_requests: ResourceList = {}


DEFAULT_OPTIONS = PodResourcesOptions()
IN_USE = PodResourcesOptions(use_status_resources=True)
"""How scheduler and kubelet look at a pod."""

NON_ZERO_REQUESTS: Mapping[str, Quantity] = MappingProxyType(
    {
        "cpu": Quantity.of_milli(DEFAULT_MILLI_CPU_REQUEST),
        "memory": Quantity.of(DEFAULT_MEMORY_REQUEST),
    }
)
"""What the scheduler's scores assume of a container that asks for nothing."""


def pod_requests(pod: Pod, options: PodResourcesOptions = DEFAULT_OPTIONS) -> ResourceList:
    """k8s.io/component-helpers/resource/helpers.go PodRequests

    What the pod asks for, by resource. Requests at pod level replace the sum over the containers, even when they
    are smaller; overhead comes on top. Limits do not become requests here: that is defaulting.
    """
    total = {} if options.skip_container_level_resources else aggregate_container_requests(pod, options)
    level = pod.spec.resources
    if level is not None and not options.skip_pod_level_resources and _any_supported(level.requests):
        effective: ResourceList = level.requests
        actual = pod.status.resources
        if options.use_status_resources and actual is not None:
            asked = {} if is_pod_resize_infeasible(pod) else level.requests
            effective = _larger(asked, actual.requests, pod.status.allocated_resources)
        _replace_pod_level(total, effective)
    if not options.exclude_overhead:
        add_resource_list(total, pod.spec.overhead)
    return total


def pod_limits(pod: Pod, options: PodResourcesOptions = DEFAULT_OPTIONS) -> ResourceList:
    """k8s.io/component-helpers/resource/helpers.go PodLimits

    The sum of the limits there are: a pod with one unlimited container shows a limit all the same. Overhead is
    added only where a limit other than zero stands.
    """
    total = aggregate_container_limits(pod, options)
    level = pod.spec.resources
    if level is not None and not options.skip_pod_level_resources:
        effective: ResourceList = level.limits
        actual = pod.status.resources
        if options.use_status_resources and actual is not None and is_pod_level_resources_set(pod):
            asked = {} if is_pod_resize_infeasible(pod) else level.limits
            effective = _larger(asked, actual.limits)
        _replace_pod_level(total, effective)
    if not options.exclude_overhead:
        for name, amount in pod.spec.overhead.items():
            if total.get(name):
                total[name] = total[name] + amount
    return total


def aggregate_container_requests(pod: Pod, options: PodResourcesOptions = DEFAULT_OPTIONS) -> ResourceList:
    """k8s.io/component-helpers/resource/helpers.go AggregateContainerRequests

    For each resource the larger of two: all main containers and sidecars together, and the most that is needed
    while initializing (each init container with the sidecars before it).
    """
    statuses = _statuses(pod) if options.use_status_resources else {}
    infeasible = bool(statuses) and is_pod_resize_infeasible(pod)

    def requests_of(container: Container, *, resizable: bool) -> ResourceList:
        asked: ResourceList = container.resources.requests
        status = statuses.get(container.name) if resizable else None
        if status is not None and status.resources is not None:
            spec = {} if infeasible else asked
            asked = _larger(spec, status.resources.requests, status.allocated_resources)
        if options.non_missing_container_requests:
            return {**options.non_missing_container_requests, **asked}
        return asked

    return aggregate_resources(
        (requests_of(container, resizable=True) for container in pod.spec.containers),
        (
            (container, requests_of(container, resizable=is_restartable_init_container(container)))
            for container in pod.spec.init_containers
        ),
    )


def aggregate_container_limits(pod: Pod, options: PodResourcesOptions = DEFAULT_OPTIONS) -> ResourceList:
    """k8s.io/component-helpers/resource/helpers.go AggregateContainerLimits

    As for requests, over the containers that have a limit.
    """
    statuses = _statuses(pod) if options.use_status_resources else {}
    infeasible = bool(statuses) and is_pod_resize_infeasible(pod)

    def limits_of(container: Container, *, resizable: bool) -> ResourceList:
        status = statuses.get(container.name) if resizable else None
        if status is not None and status.resources is not None:
            return _larger({} if infeasible else container.resources.limits, status.resources.limits)
        return container.resources.limits

    return aggregate_resources(
        (limits_of(container, resizable=True) for container in pod.spec.containers),
        (
            (container, limits_of(container, resizable=is_restartable_init_container(container)))
            for container in pod.spec.init_containers
        ),
    )


def get_resource_request_quantity(pod: Pod, resource: str) -> Quantity:
    """pkg/api/v1/resource/helpers.go GetResourceRequestQuantity

    The pod's request of one resource as eviction sees it: where anything is set at pod level the containers count
    for nothing, not even for resources the pod level does not name; overhead counts only beside a request.
    """
    options = PodResourcesOptions(exclude_overhead=True, skip_container_level_resources=is_pod_level_resources_set(pod))
    requested = pod_requests(pod, options).get(resource, ZERO)
    overhead = pod.spec.overhead.get(resource)
    return requested + overhead if overhead is not None and requested else requested


def is_pod_level_resources_set(pod: Pod) -> bool:
    """k8s.io/component-helpers/resource/helpers.go IsPodLevelResourcesSet

    Whether a supported request or limit stands at pod level.
    """
    level = pod.spec.resources
    return level is not None and (_any_supported(level.requests) or _any_supported(level.limits))


def is_pod_level_requests_set(pod: Pod) -> bool:
    """k8s.io/component-helpers/resource/helpers.go IsPodLevelRequestsSet

    Whether a supported request stands at pod level.
    """
    return pod.spec.resources is not None and _any_supported(pod.spec.resources.requests)


def is_pod_resize_infeasible(pod: Pod) -> bool:
    """k8s.io/component-helpers/resource/helpers.go IsPodResizeInfeasible

    Whether the resize that was asked for can never be granted on this node.
    """
    pending = get_pod_condition(pod.status.conditions, POD_RESIZE_PENDING)
    return pending is not None and pending.reason == INFEASIBLE


def _statuses(pod: Pod) -> dict[str, ContainerStatus]:
    found = {status.name: status for status in pod.status.container_statuses}
    found.update((status.name, status) for status in pod.status.init_container_statuses)
    return found


def _any_supported(amounts: ResourceList) -> bool:
    return any(is_supported_pod_level_resource(name) for name in amounts)


def _replace_pod_level(total: ResourceList, amounts: ResourceList) -> None:
    for name, amount in amounts.items():
        if is_supported_pod_level_resource(name):
            total[name] = amount


def _larger(first: ResourceList, *others: ResourceList) -> ResourceList:
    total = dict(first)
    for amounts in others:
        max_resource_list(total, amounts)
    return total
