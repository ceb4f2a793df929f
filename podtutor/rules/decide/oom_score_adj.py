"""Asking for the OOM score adjustments of a pod's containers."""

from __future__ import annotations

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.critical import is_node_critical_pod
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.oom import get_container_oom_score_adjust
from podtutor.rules.qos import BURSTABLE, get_pod_qos

_LARGEST = 2**63 - 1


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod, and the memory of its node in bytes, written as text."""

    pod: Pod
    memory_capacity: str


def decide(asked: Input) -> Answer:
    """`{qos, scores}`: a score for each container and init container by name."""
    capacity = _capacity(asked)
    spec = asked.pod.spec
    return {
        "qos": get_pod_qos(asked.pod),
        "scores": {
            container.name: get_container_oom_score_adjust(asked.pod, container, capacity)
            for container in (*spec.containers, *spec.init_containers)
        },
    }


def explain(asked: Input) -> Explanation:
    """The scores as a table, the first to die on top, and the rule that made them."""
    capacity = _capacity(asked)
    pod = asked.pod
    kinds = {init.name: "init" for init in pod.spec.init_containers}
    kinds.update((init.name, "sidecar") for init in pod.spec.init_containers if is_restartable_init_container(init))
    rows = [
        (
            get_container_oom_score_adjust(pod, container, capacity),
            container.name,
            kinds.get(container.name, "main"),
            str(container.resources.requests.get("memory", "none")),
        )
        for container in (*pod.spec.containers, *pod.spec.init_containers)
    ]
    rows.sort(key=lambda row: -row[0])
    qos = get_pod_qos(pod)
    if is_node_critical_pod(pod):
        why = "The pod is critical for the node: its containers are killed last."
    elif qos == BURSTABLE:
        why = "Burstable: 1000 less the permille of the node's memory that the container requests, from 3 to 999."
    else:
        why = f"Every container of a {qos} pod gets the same score."
    return Explanation(
        verdict=f"{qos}: " + ", ".join(f"{name} {score}" for score, name, _, _ in rows),
        reasons=(why, "The container with the highest score is killed first."),
        table=Table(
            columns=("CONTAINER", "KIND", "MEMORY REQUEST", "OOM_SCORE_ADJ"),
            rows=tuple((name, kind, request, str(score)) for score, name, kind, request in rows),
        ),
    )


def _capacity(asked: Input) -> int:
    text = asked.memory_capacity
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) <= _LARGEST):
        raise PodtutorError("memoryCapacity: expected a number of bytes greater than zero, as text")
    return int(text)
