"""`kubectl drain --ignore-daemonsets --delete-emptydir-data --force`: cordon, evict, wait (k8s.io/kubectl/pkg/drain)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.pod import Pod
from podtutor.sim.apiserver import ApiError
from podtutor.sim.eviction_api import evict
from podtutor.sim.store import key_of
from podtutor.sim.task import Steps, together

if TYPE_CHECKING:
    from podtutor.sim.actions import Actor

RETRY = 5_000
"""kubectl drain: a refused eviction is tried again after so many ms."""
POLL = 1_000
"""k8s.io/kubectl/pkg/drain waitForDelete: how often it looks whether the pod is gone, in ms."""
REFUSED = 429
NOT_FOUND = 404


def drain(actor: Actor, node: str, deadline: int) -> Steps:
    """Drain `node`, giving up at `deadline` ms. Returns (exit code, what it said)."""
    said = [f"node/{node} cordoned"]
    errors: list[str] = []
    actor.kubectl.cordon(node, unschedulable=True)
    pods = [pod for pod in actor.store.select(Pod, "node", node) if not _is_ignored(pod)]
    unmanaged = [key_of(pod) for pod in pods if not any(one.controller for one in pod.metadata.owner_references)]
    results = yield from together(actor.agenda, [_evict_one(actor, pod, deadline, said, errors) for pod in pods])
    if all(results):
        said.append(f"node/{node} drained")
    if unmanaged:
        errors.insert(0, f"Warning: deleting Pods that declare no controller: {', '.join(unmanaged)}")
    return (0 if all(results) else 1), "\n".join([*said, *errors]) + "\n"


def _is_ignored(pod: Pod) -> bool:
    """DaemonSets would bring their pods back at once."""
    return any(one.controller and one.kind == "DaemonSet" for one in pod.metadata.owner_references)


def _evict_one(actor: Actor, pod: Pod, deadline: int, said: list[str], errors: list[str]) -> Steps:
    """Evict until it is granted, then wait until the pod is gone. Returns whether that worked in time."""
    key, name = key_of(pod), pod.metadata.name
    while True:
        said.append(f"evicting pod {key}")
        try:
            answer = evict(actor.api, key)
        except ApiError as error:
            if error.code == NOT_FOUND:
                break
            errors.append(f'error when evicting pods/"{name}" -n "{pod.metadata.namespace}": {error.message}')
            return False
        if answer.code == 201:
            break
        if answer.code != REFUSED:
            errors.append(f'error when evicting pods/"{name}" -n "{pod.metadata.namespace}": {answer.message}')
            return False
        errors.append(
            f'error when evicting pods/"{name}" -n "{pod.metadata.namespace}" (will retry after 5s): {answer.message}'
        )
        if actor.agenda.now + RETRY > deadline:
            yield max(0, deadline - actor.agenda.now)
            return False
        yield RETRY
    while True:
        found = actor.store.get(Pod, key)
        if found is None or found.metadata.uid != pod.metadata.uid:
            said.append(f"pod/{name} evicted")
            return True
        if actor.agenda.now + POLL > deadline:
            return False
        yield POLL
