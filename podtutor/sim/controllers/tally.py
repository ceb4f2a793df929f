"""How many pods each controller has, kept up to date change by change, so that nobody must count them again.

A shortcut: `ReplicaSetController` counts itself where `Tally.plain` does not hold, and the tests compare both ways.
"""

from __future__ import annotations

from podtutor.kube.pod import Pod
from podtutor.rules.availability import get_controller_of, is_pod_active, is_pod_ready, is_pod_terminating
from podtutor.sim.store import Change, Store


class Tally:
    """The pods of one controller. `plain`: all bear the same labels, and always have since they were made."""

    __slots__ = ("active", "labels", "plain", "ready", "terminating")

    def __init__(self) -> None:
        self.active = 0
        self.ready = 0
        self.terminating = 0
        self.labels: dict[str, str] | None = None
        self.plain = True

    def count(self, pod: Pod, sign: int) -> None:
        """Take a pod in, or out."""
        if is_pod_active(pod):
            self.active += sign
            if is_pod_ready(pod):
                self.ready += sign
        elif is_pod_terminating(pod):
            self.terminating += sign
        if self.labels is None:
            self.labels = pod.metadata.labels
        elif self.labels is not pod.metadata.labels and self.labels != pod.metadata.labels:
            self.plain = False


class Tallies:
    """The tallies of all controllers by uid, true of the store at every moment."""

    def __init__(self, store: Store) -> None:
        self._tallies: dict[str, Tally] = {}
        store.observe(self._changed)

    def of(self, uid: str) -> Tally:
        """The tally of a controller; all zero where it has no pods."""
        return self._tallies.get(uid) or Tally()

    def _changed(self, change: Change) -> None:
        if change.kind is not Pod:
            return
        old, new = change.old, change.new
        if old is not None and new is not None and old.metadata is new.metadata:
            before, after = old.status, new.status
            if before.phase == after.phase and before.conditions is after.conditions:
                return
        for pod, sign in ((old, -1), (new, 1)):
            owner = None if pod is None else get_controller_of(pod.metadata)
            if owner is not None:
                self._tallies.setdefault(owner.uid, Tally()).count(pod, sign)
