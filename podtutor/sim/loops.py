"""What goes on for ever: the loops a cluster is in, by name, told from its state at one moment."""

from __future__ import annotations

from podtutor.kube.batch import Job
from podtutor.kube.pod import Pod
from podtutor.kube.policy import ResourceQuota
from podtutor.kube.workload import ReplicaSet
from podtutor.rules.restart import container_should_restart
from podtutor.sim.cluster import Cluster

IMAGE_REASONS = frozenset({"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"})
START_REASONS = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})
CRASHES = 2
"""So many ends make a loop."""


def name_loops(cluster: Cluster) -> list[str]:
    """Names such as `crash-loop app`, `image-pull app`, `config app`, `job-retry batch`, in the order of creation."""
    found: dict[str, None] = {}
    for pod in cluster.store.all(Pod):
        if pod.status.phase not in {"Succeeded", "Failed"} and pod.metadata.deletion_timestamp is None:
            for name in _of_pod(pod):
                found[name] = None
    for job in cluster.store.all(Job):
        over = any(one.type in {"Complete", "Failed"} and one.status == "True" for one in job.status.conditions)
        if not over and job.status.failed:
            found[f"job-retry {job.metadata.name}"] = None
    for replica_set in cluster.store.all(ReplicaSet):
        if any(one.type == "ReplicaFailure" and one.status == "True" for one in replica_set.status.conditions):
            names = [quota.metadata.name for quota in cluster.store.all(ResourceQuota)]
            found[f"quota {', '.join(names) or replica_set.metadata.name}"] = None
    return list(found)


def _of_pod(pod: Pod) -> list[str]:
    found = []
    containers = {one.name: one for one in (*pod.spec.init_containers, *pod.spec.containers)}
    for status in (*pod.status.init_container_statuses, *pod.status.container_statuses):
        container = containers.get(status.name)
        waiting = status.state.waiting.reason if status.state.waiting is not None else ""
        ended = status.state.terminated or status.last_state.terminated
        if waiting in IMAGE_REASONS:
            found.append(f"image-pull {status.name}")
        elif waiting in START_REASONS:
            found.append(f"config {status.name}")
        elif container is not None and ended is not None and status.restart_count + 1 >= CRASHES:
            restarts = status.state.terminated is None or container_should_restart(container, pod.spec, ended.exit_code)
            if restarts and not (container in pod.spec.init_containers and status.ready):
                found.append(f"crash-loop {status.name}")
    return found
