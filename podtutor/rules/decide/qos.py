"""Asking for the quality of service class of a pod."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.container import Container, ResourceRequirements
from podtutor.kube.defaulting import default_pod
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.qos import (
    BEST_EFFORT,
    GUARANTEED,
    SUPPORTED_QOS_COMPUTE_RESOURCES,
    compute_pod_qos,
    get_pod_qos,
)


class Input(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pod, as a user writes it or as it is stored."""

    pod: Pod


def from_pod(pod: Pod, _now: str) -> Input:
    """The question a bare Pod asks."""
    return Input(pod=pod)


def decide(asked: Input) -> Answer:
    """`{rawComputed, getPodQOS, afterDefaulting}`: as written, as stored, as the API server makes it at creation."""
    pod = asked.pod
    return {
        "rawComputed": compute_pod_qos(pod),
        "getPodQOS": get_pod_qos(pod),
        "afterDefaulting": compute_pod_qos(default_pod(pod)),
    }


def explain(asked: Input) -> Explanation:
    """The class after defaulting, for that is the one a cluster gives, with the reason container by container."""
    pod = asked.pod
    defaulted = default_pod(pod)
    qos = compute_pod_qos(defaulted)
    raw = compute_pod_qos(pod)
    reasons = [_RULE[qos]]
    if pod.spec.resources is not None:
        reasons.append("Resources at pod level are set, even if empty: the containers do not count.")
    if raw != qos:
        reasons.append(f"As written it would be {raw}: defaulting copies limits to the requests that are missing.")
    rows: list[tuple[str, ...]] = []
    if defaulted.spec.resources is not None:
        rows.append(("(pod level)", *_cells(defaulted.spec.resources), _fits(defaulted.spec.resources)))
    else:
        rows += [_row(container) for container in (*defaulted.spec.containers, *defaulted.spec.init_containers)]
    return Explanation(
        verdict=qos,
        reasons=tuple(reasons),
        table=Table(columns=("CONTAINER", "CPU", "MEMORY", "WHY"), rows=tuple(rows)),
    )


_RULE = {
    GUARANTEED: "Every container limits cpu and memory, and requests equal limits.",
    BEST_EFFORT: "Nothing requests or limits cpu or memory.",
    "Burstable": "Something requests or limits cpu or memory, but not everything is limited to what it requests.",
}


def _row(container: Container) -> tuple[str, ...]:
    return (container.name, *_cells(container.resources), _fits(container.resources))


def _cells(resources: ResourceRequirements) -> tuple[str, ...]:
    """`request/limit` of each resource that counts."""
    return tuple(
        f"{resources.requests.get(name, '-')}/{resources.limits.get(name, '-')}"
        for name in SUPPORTED_QOS_COMPUTE_RESOURCES
    )


def _fits(resources: ResourceRequirements) -> str:
    """Why a container is or is not good for Guaranteed; amounts of zero count as not set."""
    requests = {name: amount for name, amount in resources.requests.items() if _counts(name) and amount.nanos > 0}
    limits = {name: amount for name, amount in resources.limits.items() if _counts(name) and amount.nanos > 0}
    if not requests and not limits:
        return "sets nothing that counts"
    unlimited = [name for name in SUPPORTED_QOS_COMPUTE_RESOURCES if name not in limits]
    if unlimited:
        return f"no limit for {' and '.join(unlimited)}"
    different = [name for name in SUPPORTED_QOS_COMPUTE_RESOURCES if requests.get(name) != limits[name]]
    return f"{' and '.join(different)}: request is not the limit" if different else "requests equal limits"


def _counts(name: str) -> bool:
    return name in SUPPORTED_QOS_COMPUTE_RESOURCES
