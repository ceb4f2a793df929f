"""Work queues: keys that are dirty, and when to look at them again.

As client-go `util/workqueue`: a key waits at most once, failures back off by key, a success forgets them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podtutor.errors import PodtutorError
from podtutor.kube.constants_control_plane import QUEUE_BASE_DELAY_MILLISECONDS, QUEUE_MAX_DELAY
from podtutor.sim.agenda import Appointment

if TYPE_CHECKING:
    from podtutor.sim.cluster import Cluster

BASE_DELAY = QUEUE_BASE_DELAY_MILLISECONDS
MAX_DELAY = QUEUE_MAX_DELAY * 1000
SPIN_LIMIT = 2_000
"""So often may one key be synced in one instant before the cluster is said to spin."""


class RetryError(Exception):
    """A sync that could not finish: its key comes again, later each time."""


class SpinningError(PodtutorError):
    """Virtual time stands still: the named keys make each other dirty for ever."""


class WorkQueue:
    """Dirty keys of one component. `sync(key)` reads the store afresh; raising RetryError asks for another try."""

    def __init__(
        self,
        cluster: Cluster,
        name: str,
        sync: Callable[[str], None],
        *,
        base_delay: int = BASE_DELAY,
        max_delay: int = MAX_DELAY,
    ) -> None:
        self.name = name
        self._cluster = cluster
        self._sync = sync
        self._base_delay = base_delay
        self._max_delay = max_delay
        self._waiting: dict[str, None] = {}
        self._later: dict[str, Appointment] = {}
        self._failures: dict[str, int] = {}
        self._draining = False
        self._instant = -1
        self._syncs: dict[str, int] = {}

    def add(self, key: str) -> None:
        """The key is dirty: sync it at this instant, once, however often it is added before."""
        if key in self._waiting:
            return
        self._waiting[key] = None
        if not self._draining:
            self._draining = True
            self._cluster.agenda.at(self._cluster.now, self._drain)

    def add_after(self, key: str, delay: int) -> None:
        """The key is dirty in `delay` ms; an earlier wish stands, a later one is replaced."""
        if delay <= 0:
            self.add(key)
            return
        due = self._cluster.now + delay
        standing = self._later.get(key)
        if standing is not None and standing.pending:
            if standing.when <= due:
                return
            standing.cancel()
        self._later[key] = self._cluster.agenda.at(due, self._ripen, key)

    def add_rate_limited(self, key: str) -> None:
        """The key failed: again after 5 ms, 10 ms, 20 ms … up to the longest delay."""
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        self.add_after(key, min(self._base_delay * 2 ** min(failures, 40), self._max_delay))

    def forget(self, key: str) -> None:
        """The key went well: its failures count no more."""
        self._failures.pop(key, None)

    def failures(self, key: str) -> int:
        """How often in a row the key failed."""
        return self._failures.get(key, 0)

    def _ripen(self, key: str) -> None:
        self._later.pop(key, None)
        self.add(key)

    def _drain(self) -> None:
        waiting = self._waiting
        while waiting:
            key = next(iter(waiting))
            del waiting[key]
            self._watch_for_spin(key)
            try:
                self._sync(key)
            except RetryError:
                self.add_rate_limited(key)
            else:
                self._failures.pop(key, None)
        self._draining = False

    def _watch_for_spin(self, key: str) -> None:
        if self._instant != self._cluster.now:
            self._instant = self._cluster.now
            self._syncs.clear()
        count = self._syncs[key] = self._syncs.get(key, 0) + 1
        if count > SPIN_LIMIT:
            busy = ", ".join(name for name, times in self._syncs.items() if times > SPIN_LIMIT // 2)
            raise SpinningError(
                f"the simulation spins at {self._cluster.now / 1000:.3f} s: {self.name} keeps syncing {busy}"
            )
