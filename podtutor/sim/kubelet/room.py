"""What the pods of a node ask for together, kept up to date pod by pod."""

from __future__ import annotations

from podtutor.kube.container import ResourceList
from podtutor.kube.pod import Pod
from podtutor.rules.requests import pod_requests


class Room:
    """The sums over all pods that take room on a node, in billionths by resource."""

    def __init__(self) -> None:
        self._asked: dict[str, ResourceList] = {}
        self._used: dict[str, int] = {}

    @property
    def pods(self) -> int:
        """How many pods take room."""
        return len(self._asked)

    def take(self, pod: Pod) -> None:
        """The pod takes room, or other room than before."""
        self.leave(pod.metadata.uid)
        asked = self._asked[pod.metadata.uid] = pod_requests(pod)
        for name, amount in asked.items():
            self._used[name] = self._used.get(name, 0) + amount.nanos

    def leave(self, uid: str) -> None:
        """The pod takes no room any more; harmless where it took none."""
        for name, amount in self._asked.pop(uid, {}).items():
            self._used[name] -= amount.nanos

    def used_beside(self, uid: str, name: str) -> int:
        """What all pods but this one ask for."""
        own = self._asked.get(uid, {}).get(name)
        return self._used.get(name, 0) - (0 if own is None else own.nanos)
