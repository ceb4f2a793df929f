"""Asking what a pod requests and may use at most."""

from __future__ import annotations

from msgspec import Struct, structs

from podtutor.kube.container import ResourceList
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.requests import (
    NON_ZERO_REQUESTS,
    PodResourcesOptions,
    is_pod_level_requests_set,
    is_pod_resize_infeasible,
    pod_limits,
    pod_requests,
)

_OF_SPEC = PodResourcesOptions()
_OF_STATUS = PodResourcesOptions(use_status_resources=True)


def _variants(options: PodResourcesOptions) -> tuple[tuple[str, PodResourcesOptions], ...]:
    return (
        ("requests", options),
        ("requestsExcludingOverhead", structs.replace(options, exclude_overhead=True)),
        ("requestsSkipPodLevel", structs.replace(options, skip_pod_level_resources=True)),
        (
            "requestsNonMissingDefaults",
            structs.replace(options, non_missing_container_requests=dict(NON_ZERO_REQUESTS)),
        ),
    )


_SPEC_VARIANTS = _variants(_OF_SPEC)
_STATUS_VARIANTS = _variants(_OF_STATUS)


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod; `use_status_resources` counts what its containers really have, as scheduler and kubelet do."""

    pod: Pod
    use_status_resources: bool = False


def from_pod(pod: Pod, _now: str) -> Input:
    """The question a bare Pod asks: with its status, where it has one."""
    return Input(pod=pod, use_status_resources=bool(pod.status.container_statuses))


def decide(asked: Input) -> Answer:
    """`{limits, requests, …}`, each a map from resource to canonical amount."""
    variants = _STATUS_VARIANTS if asked.use_status_resources else _SPEC_VARIANTS
    answer: Answer = {name: _written(pod_requests(asked.pod, options)) for name, options in variants}
    answer["limits"] = _written(pod_limits(asked.pod, variants[0][1]))
    return answer


def explain(asked: Input) -> Explanation:
    """The totals, and how each container, the pod level and the overhead contribute."""
    pod = asked.pod
    options = _OF_STATUS if asked.use_status_resources else _OF_SPEC
    requests, limits = pod_requests(pod, options), pod_limits(pod, options)
    rows = [
        (container.name, kind, _line(container.resources.requests), _line(container.resources.limits))
        for kind, container in (
            *(("main", main) for main in pod.spec.containers),
            *(
                ("sidecar" if is_restartable_init_container(init) else "init", init)
                for init in pod.spec.init_containers
            ),
        )
    ]
    reasons = ["Main containers and sidecars add up."]
    if pod.spec.init_containers:
        reasons.append(
            "Each init container needs what it asks for plus the sidecars before it; the larger of that and the sum wins."
        )
    if is_pod_level_requests_set(pod):
        reasons.append("Requests at pod level replace the sum over the containers.")
    if pod.spec.overhead:
        reasons.append(f"The overhead comes on top: {_line(pod.spec.overhead)}.")
    if asked.use_status_resources:
        reasons.append(
            "The resize cannot be granted: what the containers have counts, not what is asked."
            if is_pod_resize_infeasible(pod)
            else "Where a container is being resized the larger of old and new counts."
        )
    if limits and any(not container.resources.limits for container in pod.spec.containers):
        reasons.append("Not every container has a limit: what is shown as limit does not bind the pod.")
    rows.append(("(the pod)", "total", _line(requests), _line(limits)))
    return Explanation(
        verdict=f"requests {_line(requests)}; limits {_line(limits)}",
        reasons=tuple(reasons),
        table=Table(columns=("CONTAINER", "KIND", "REQUESTS", "LIMITS"), rows=tuple(rows)),
    )


def _written(amounts: ResourceList) -> dict[str, str]:
    return {name: str(amount) for name, amount in amounts.items()}


def _line(amounts: ResourceList) -> str:
    return ", ".join(f"{name} {amounts[name]}" for name in sorted(amounts)) or "none"
