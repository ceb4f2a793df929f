"""Short ways to the objects of a cluster for tables of rules."""

from __future__ import annotations

from typing import Any

from podtutor.kube.codec import convert
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod

NOW = 1_780_315_200_000
"""2026-06-01T12:00:00Z"""


def a_node(name: str, *, cpu: str = "2", memory: str = "4Gi", pods: str = "10", **more: Any) -> Node:
    """A node; `labels`, `taints`, `unschedulable`, `images` and further `allocatable` by keyword."""
    return convert(
        {
            "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **more.get("labels", {})}},
            "spec": {"taints": more.get("taints", []), "unschedulable": more.get("unschedulable", False)},
            "status": {
                "allocatable": {"cpu": cpu, "memory": memory, "pods": pods, **more.get("allocatable", {})},
                "images": more.get("images", []),
                "conditions": more.get("conditions", []),
            },
        },
        Node,
    )


def a_pod(name: str = "p", node: str = "", *, requests: str = "", **more: Any) -> Pod:
    """A pod, perhaps on a node; `requests` as `cpu=1 memory=1Gi`; `metadata`, `spec` and `status` by keyword."""
    container: dict[str, Any] = {"name": "a", "image": "img:1", "ports": more.get("ports", [])}
    container["resources"] = {"requests": dict(one.split("=") for one in requests.split())}
    metadata = {"name": name, "namespace": "default", "uid": name, "labels": more.get("labels", {})}
    return convert(
        {
            "metadata": {**metadata, **more.get("metadata", {})},
            "spec": {"containers": [container], "nodeName": node, **more.get("spec", {})},
            "status": {"phase": "Running" if node else "Pending", **more.get("status", {})},
        },
        Pod,
    )


def ready(since: str = "2026-06-01T11:00:00Z", *, is_ready: bool = True) -> dict[str, Any]:
    """A pod's status with its Ready condition."""
    condition = {"type": "Ready", "status": "True" if is_ready else "False", "lastTransitionTime": since}
    return {"conditions": [condition]}
