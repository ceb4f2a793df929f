"""What the three questions about scheduling have in common: nodes, the pods on them, and the pod to be placed."""

from __future__ import annotations

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.defaulting import default_pod
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.rules.decide.fields import check_pod_moments
from podtutor.rules.scheduling.node_info import PodInfo
from podtutor.rules.scheduling.snapshot import Snapshot


def snapshot_of(nodes: tuple[Node, ...], existing: tuple[Pod, ...]) -> Snapshot:
    """A snapshot of the nodes and the pods on them, the pods defaulted; nodes need distinct names."""
    seen: dict[str, None] = {}
    for place, node in enumerate(nodes):
        name = node.metadata.name
        if name in seen:
            problem = Problem(field=f"nodes[{place}].metadata.name", message=f"{name!r} twice", code="duplicate")
            raise UnusableInputError([problem])
        seen[name] = None
    check_pod_moments(existing, "existingPods")
    return Snapshot.of(nodes, [default_pod(pod) for pod in existing])


def incoming_pod(pod: Pod) -> PodInfo:
    """The pod to be placed, defaulted."""
    check_pod_moments((pod,), "pod")
    return PodInfo(default_pod(pod))
