"""The resize subresource: changing resources of a pod that runs (pkg/registry/core/pod/strategy.go podResizeStrategy)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.container import Container, ResourceRequirements
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.qos import get_pod_qos
from podtutor.rules.requests import pod_requests
from podtutor.sim.apiserver import ApiError, ApiServer, not_found
from podtutor.sim.cause import Cause
from podtutor.sim.kubectl import find
from podtutor.sim.scenario import Resize

RESIZED = Cause("resize", "pkg/registry/core/pod/storage/storage.go ResizeREST", "someone asked for other resources")
MUTABLE = ("cpu", "memory")


def resize(api: ApiServer, action: Resize) -> int:
    """PATCH pods/resize, a merge: what is not named stays. Returns 200; raises ApiError 403, 404 or 422."""
    _, key = find(action.resize)
    pod = api.store.get(Pod, key)
    if pod is None:
        raise not_found("Pod", key.rpartition("/")[2])
    wishes = {wish.name: wish.resources for wish in action.containers}
    spec = pod.spec
    unknown = [name for name in wishes if name not in {one.name for one in (*spec.containers, *spec.init_containers)}]
    if unknown:
        raise _invalid(pod, f"spec.containers: Forbidden: pod resize may not add containers: {', '.join(unknown)}")
    spec = replace(
        spec,
        containers=tuple(_merged(pod, one, wishes.get(one.name)) for one in spec.containers),
        init_containers=tuple(_merged(pod, one, wishes.get(one.name)) for one in spec.init_containers),
    )
    wanted = replace(pod, spec=spec)
    old_class = pod.status.qos_class or get_pod_qos(pod)
    if get_pod_qos(replace(wanted, status=replace(wanted.status, qos_class=""))) != old_class:
        raise _invalid(pod, f'spec: Invalid value: "{old_class}": Pod QOS Class may not change as a result of resizing')
    _refuse_more_than_the_node(api, wanted)
    api.update(wanted, RESIZED)
    return 200


def _merged(pod: Pod, container: Container, wish: ResourceRequirements | None) -> Container:
    if wish is None:
        return container
    if any(name not in MUTABLE for name in (*wish.requests, *wish.limits)):
        raise _invalid(pod, "spec: Forbidden: only cpu and memory resources are mutable")
    before = container.resources
    requests, limits = {**before.requests, **wish.requests}, {**before.limits, **wish.limits}
    for name, limit in limits.items():
        asked = requests.get(name)
        if asked is not None and limit < asked:
            place = f"spec.containers[{container.name}].resources.requests"
            raise _invalid(
                pod, f'{place}: Invalid value: "{asked}": must be less than or equal to {name} limit of {limit}'
            )
    return replace(container, resources=replace(before, requests=requests, limits=limits))


def _refuse_more_than_the_node(api: ApiServer, wanted: Pod) -> None:
    """plugin/pkg/admission/podresize/admission.go: more than the node could ever give is refused at once.

    The refusal counts CPU in thousandths and memory in bytes.
    """
    node = api.store.get(Node, wanted.spec.node_name)
    if node is None:
        return
    asked, lacking = pod_requests(wanted), []
    for name in MUTABLE:
        wish, allocatable = asked.get(name), node.status.allocatable.get(name)
        if wish is not None and allocatable is not None and allocatable < wish:
            figures = [one.milli_value() if name == "cpu" else one.value() for one in (wish, allocatable)]
            lacking.append(f"{name}, requested: {figures[0]}, allocatable: {figures[1]}")
    if lacking:
        message = f"node didn't have enough allocatable resources: {'; '.join(lacking)}"
        raise ApiError(403, "Forbidden", f'pods "{wanted.metadata.name}" is forbidden: {message}')


def _invalid(pod: Pod, message: str) -> ApiError:
    return ApiError(422, "Invalid", f'Pod "{pod.metadata.name}" is invalid: {message}')
