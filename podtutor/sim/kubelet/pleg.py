"""The pod lifecycle event generator: looks at the runtime once a second and tells what changed.

Upstream: pkg/kubelet/pleg/generic.go. It looks again a second after each look; here a look happens only where
there is something to see, but time counts as if it had happened every time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podtutor.sim.agenda import Agenda, Appointment
from podtutor.sim.kubelet.snapshot import NOTHING, PodSnapshot, look_at
from podtutor.sim.runtime.pod import PodSandboxes
from podtutor.sim.task import Signal, Steps

if TYPE_CHECKING:
    from podtutor.sim.runtime.machine import Machine

RELIST_PERIOD = 1000
"""pkg/kubelet/kubelet.go genericPlegRelistPeriod, in ms."""
REQUESTED_RELIST = 2
"""From the request for one pod's relist until it is done, in ms."""

STARTED, DIED, REMOVED, CHANGED = "ContainerStarted", "ContainerDied", "ContainerRemoved", "ContainerChanged"


class Pleg:
    """The cache of pods' runtime status, and the looks that refresh it."""

    rests_when_quiet = True
    """Whether a look that could see nothing is left out; the tests compare with False."""

    def __init__(self, agenda: Agenda, machine: Machine, phase: int, tell: Callable[[str, str, str], None]) -> None:
        """`phase`: when the first look is, in ms. `tell(uid, event, container identifier)` hears of changes."""
        self._period = RELIST_PERIOD + machine.latency.relist
        self._agenda = agenda
        self._machine = machine
        self._phase = phase
        self._tell = tell
        self._began = agenda.now
        self._dirty: dict[str, PodSandboxes] = {}
        self._cache: dict[str, PodSnapshot] = {}
        self._states: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, list[tuple[int, Signal]]] = {}
        self._next: Appointment | None = None
        self._first_look = 0 if agenda.now == 0 else -1
        for pod in machine.pods.values():
            pod.changed = self.changed
            self._dirty[pod.uid] = pod
        if not self.rests_when_quiet:
            self._arrange()
        if agenda.now > 0:
            self._next = agenda.after(REQUESTED_RELIST, self._relist)

    def stop(self) -> None:
        """The kubelet has ended."""
        if self._next is not None:
            self._next.cancel()
        for pod in self._machine.pods.values():
            pod.changed = lambda _pod: None

    def status(self, uid: str) -> PodSnapshot:
        """What the cache holds of a pod."""
        return self._cache.get(uid, NOTHING)

    def watch(self, pod: PodSandboxes) -> None:
        """A pod begins on this node."""
        pod.changed = self.changed

    def changed(self, pod: PodSandboxes) -> None:
        """Something about a pod will look different at the next look."""
        self._dirty[pod.uid] = pod
        self._arrange()

    def request_relist(self, uid: str) -> None:
        """Look at one pod as soon as possible: upstream after a sync that changed the runtime."""
        self._agenda.after(REQUESTED_RELIST, self._relist_one, uid)

    def newer_than(self, uid: str, moment: int | None) -> Steps:
        """Wait until the cache is from after `moment`, or for a first look where that is None. Returns the status."""
        since = -1 if moment is None else moment
        while max(self._last_look(), self.status(uid).at if moment is not None else -1) <= since:
            signal = Signal()
            self._waiting.setdefault(uid, []).append((since, signal))
            self._arrange()
            yield signal
        return self.status(uid)

    def forget(self, uid: str) -> None:
        """The pod is over."""
        self._cache.pop(uid, None)
        self._states.pop(uid, None)
        self._dirty.pop(uid, None)

    def _last_look(self) -> int:
        """When the last look was, whether it had anything to see or not."""
        now = self._agenda.now
        look = now - (now - self._phase) % self._period
        if look < self._began:
            return self._first_look
        return max(look, 0)

    def _arrange(self) -> None:
        if self._next is None or not self._next.pending:
            now = self._agenda.now
            self._next = self._agenda.at(now + self._period - (now - self._phase) % self._period, self._relist)

    def _relist(self) -> None:
        if self._first_look < 0:
            self._first_look = self._agenda.now
        dirty, self._dirty = self._dirty, {}
        for uid, pod in dirty.items():
            self._look(uid, pod)
        waiting, self._waiting = self._waiting, {}
        for entries in waiting.values():
            for _, signal in entries:
                signal.set()
        if self._dirty or self._waiting or not self.rests_when_quiet:
            self._arrange()

    def _relist_one(self, uid: str) -> None:
        pod = self._machine.pods.get(uid)
        if pod is not None and pod.changed == self.changed:
            self._dirty.pop(uid, None)
            self._look(uid, pod)

    def _look(self, uid: str, pod: PodSandboxes) -> None:
        """Refresh one pod's status, then tell its events, in the order of sandboxes and containers."""
        snapshot = look_at(pod, self._agenda.now, self.status(uid).ip)
        before = self._states.get(uid, {})
        after: dict[str, str] = {}
        for sandbox in pod.sandboxes:
            after[sandbox.identifier] = "running" if sandbox.ready else "exited"
        for run in snapshot.runs:
            after[run.identifier] = run.state
        self._cache[uid] = snapshot
        self._states[uid] = after
        waiting = self._waiting.pop(uid, ())
        for _, signal in waiting:
            signal.set()
        for identifier in {**before, **after}:
            for event in _events(before.get(identifier), after.get(identifier)):
                self._tell(uid, event, identifier)


def _events(old: str | None, new: str | None) -> tuple[str, ...]:
    """pkg/kubelet/pleg/generic.go generateEvents."""
    if new == old:
        return ()
    if new == "running":
        return (STARTED,)
    if new == "exited":
        return (DIED,)
    if new in {"unknown", "created"}:
        return (CHANGED,) if new == "unknown" else ()
    return (REMOVED,) if old == "exited" else (DIED, REMOVED)
