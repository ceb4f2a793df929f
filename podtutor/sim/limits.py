"""How large a scenario may be: what is larger is refused before anything runs, so that nothing ever hangs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.batch import CronJob, Job
from podtutor.kube.pod import Pod, PodSpec

LARGEST_FILE = 12 * 1024 * 1024
"""Bytes of a file: a manifest of 10 MB is read."""
LONGEST_DURATION = 7 * 24 * 3600.0
"""Seconds of virtual time."""
MOST_NODES = 5_000
"""The largest cluster Kubernetes supports."""
MOST_CONTAINERS = 200_000
"""In all pods that the objects ask for; the largest cluster Kubernetes supports has 300,000."""
MOST_CONTAINERS_IN_A_POD = 1_000
MOST_CALLS = 1_000_000
"""Of one client of a Service."""


def too_large(objects: Iterable[Any]) -> str:
    """What is too large about objects taken together; "" where nothing is."""
    total = 0
    for obj in objects:
        spec, replicas = _pods_of(obj)
        if spec is None:
            continue
        containers = len(spec.containers) + len(spec.init_containers)
        if containers > MOST_CONTAINERS_IN_A_POD:
            return f"{obj.metadata.name} has {containers:,} containers; at most {MOST_CONTAINERS_IN_A_POD:,} in a pod"
        total += containers * replicas
        if total > MOST_CONTAINERS:
            return f"{total:,} containers in all; at most {MOST_CONTAINERS:,}"
    return ""


def refuse_too_large(objects: Iterable[Any], path: str = "") -> None:
    """Raise UnusableInputError where objects taken together are too large."""
    trouble = too_large(objects)
    if trouble:
        raise UnusableInputError([Problem(path=path, code="too-large", message=trouble)])


def _pods_of(obj: Any) -> tuple[PodSpec | None, int]:
    """The spec of the pods an object makes, and how many at a time."""
    if isinstance(obj, Pod):
        return obj.spec, 1
    if isinstance(obj, CronJob):
        return obj.spec.job_template.spec.template.spec, obj.spec.job_template.spec.parallelism or 1
    if isinstance(obj, Job):
        return obj.spec.template.spec, obj.spec.parallelism or 1
    template = getattr(getattr(obj, "spec", None), "template", None)
    if template is None:
        return None, 0
    replicas = getattr(obj.spec, "replicas", 1)
    return template.spec, 1 if replicas is None else replicas
