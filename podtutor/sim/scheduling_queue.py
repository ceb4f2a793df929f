"""The scheduler's queue: pods to try now, pods in back-off, pods that wait for something to change.

Upstream: pkg/scheduler/backend/queue/scheduling_queue.go.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from podtutor.kube.constants_control_plane import SCHEDULING_INITIAL_BACKOFF, SCHEDULING_MAX_BACKOFF

ANYTHING = "*"
"""The plugin of a pod that nothing in particular refused: every event may help it."""


class QueuedPod:
    """framework.QueuedPodInfo: a pod that waits, since when, how often it was tried, and who refused it."""

    __slots__ = ("attempts", "key", "priority", "refused_at", "refused_by", "sequence")

    def __init__(self, key: str, priority: int, sequence: int) -> None:
        self.key = key
        self.priority = priority
        self.sequence = sequence
        self.attempts = 0
        self.refused_at = 0
        self.refused_by: tuple[str, ...] = ()

    @property
    def backoff_until(self) -> int:
        """getBackoffTime: the end of the back-off in ms, 1 s after the first failure, doubling up to 10 s."""
        if self.attempts == 0:
            return 0
        doubled = SCHEDULING_INITIAL_BACKOFF << min(self.attempts - 1, 10)
        seconds = min(doubled, SCHEDULING_MAX_BACKOFF)
        return self.refused_at + seconds * 1000


class SchedulingQueue:
    """activeQ, backoffQ and unschedulablePods.

    A pod in back-off is taken all the same when nothing else is to be done (gate SchedulerPopFromBackoffQ, on).
    """

    def __init__(self) -> None:
        self._pods: dict[str, QueuedPod] = {}
        self._active: list[tuple[int, int, str]] = []
        self._backoff: list[tuple[int, int, str]] = []
        self._unschedulable: dict[str, QueuedPod] = {}
        self._sequence = 0

    def add(self, key: str, priority: int) -> None:
        """A pod to try as soon as possible; one that waits already is brought forward."""
        queued = self._pods.get(key)
        if queued is None:
            self._sequence += 1
            queued = self._pods[key] = QueuedPod(key, priority, self._sequence)
        elif key not in self._unschedulable:
            return
        self._unschedulable.pop(key, None)
        heapq.heappush(self._active, (-priority, queued.sequence, key))

    def remove(self, key: str) -> None:
        """The pod is bound, deleted, or held back by a gate."""
        self._pods.pop(key, None)
        self._unschedulable.pop(key, None)

    def pop(self) -> QueuedPod | None:
        """The next pod to try: highest priority first, then the one that came first."""
        for heap in (self._active, self._backoff):
            while heap:
                key = heapq.heappop(heap)[2]
                queued = self._pods.get(key)
                if queued is not None and key not in self._unschedulable:
                    return queued
        return None

    @property
    def pending(self) -> bool:
        """Whether there may be a pod to try."""
        return bool(self._active or self._backoff)

    def refused(self, queued: QueuedPod, plugins: Iterable[str], now: int) -> None:
        """The pod fits nowhere for now; it waits until something that matters to these plugins changes."""
        queued.attempts += 1
        queued.refused_at = now
        queued.refused_by = tuple(dict.fromkeys(plugins)) or (ANYTHING,)
        if queued.key in self._pods:
            self._unschedulable[queued.key] = queued

    def move(self, plugins: tuple[str, ...], now: int) -> bool:
        """MoveAllToActiveOrBackoffQueue: what these plugins refused is tried again. Whether there was anything."""
        moved = [
            queued
            for queued in self._unschedulable.values()
            if plugins == (ANYTHING,) or any(one in plugins or one == ANYTHING for one in queued.refused_by)
        ]
        for queued in moved:
            self._requeue(queued, now)
        return bool(moved)

    def _requeue(self, queued: QueuedPod, now: int) -> None:
        del self._unschedulable[queued.key]
        until = queued.backoff_until
        if until > now:
            heapq.heappush(self._backoff, (until, queued.sequence, queued.key))
        else:
            heapq.heappush(self._active, (-queued.priority, queued.sequence, queued.key))

    def flush(self, before: int, now: int) -> bool:
        """flushUnschedulablePodsLeftover: what was refused before a moment is tried again, whatever happened."""
        left = [queued for queued in self._unschedulable.values() if queued.refused_at <= before]
        for queued in left:
            self._requeue(queued, now)
        return bool(left)

    @property
    def waiting(self) -> bool:
        """Whether any pod waits for a change."""
        return bool(self._unschedulable)
