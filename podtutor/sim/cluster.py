"""The cluster: store, agenda and components under one clock. The place where time moves."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from podtutor.sim.agenda import Agenda
from podtutor.sim.apiserver import ApiServer
from podtutor.sim.clock import stamp
from podtutor.sim.indexes import add_indexes
from podtutor.sim.latency import Latency
from podtutor.sim.queue import SpinningError, WorkQueue
from podtutor.sim.store import Store

INSTANT_LIMIT = 1_000_000
"""So many actions may fall on one millisecond before the cluster is said to spin."""


OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for garbage after so many new objects: measured, a large cluster runs a quarter faster than by default."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the garbage collector look less often: objects of the API are free of cycles."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Component(Protocol):
    """A part of the control plane or a node: it watches, marks keys dirty, and syncs them."""

    name: str

    def start(self) -> None:
        """Register watches and first appointments; called once, when the cluster starts."""


class Cluster:
    """A Kubernetes cluster whose time is a number. Same seed, same calls: same history, byte for byte.

    `seed` None leaves nothing to chance: where Kubernetes draws, the stated middle value stands.
    """

    def __init__(self, latency: Latency | None = None, seed: int | None = None) -> None:
        self.latency = latency or Latency()
        self.agenda = Agenda()
        self.random = None if seed is None else random.Random(seed)  # noqa: S311
        self.store = Store()
        self.store.now = lambda: self.agenda.now
        self.api = ApiServer(self.store, self.agenda)
        self.components: list[Component] = []
        self.heartbeats: dict[str, int | None] = {}
        self._heartbeat_handlers: list[Callable[[str], None]] = []
        add_indexes(self.store)

    @property
    def now(self) -> int:
        """Virtual time, in milliseconds since the cluster began."""
        return self.agenda.now

    def stamp(self) -> str:
        """The API's timestamp of now."""
        return stamp(self.agenda.now)

    def add(self, component: Component) -> None:
        """Let a component run from now on."""
        self.components.append(component)
        component.start()

    def watch_heartbeats(self, handler: Callable[[str], None]) -> None:
        """Call `handler(node name)` when a node falls silent or is heard again."""
        self._heartbeat_handlers.append(handler)

    def heard(self, node: str) -> None:
        """The node's kubelet renews its lease every 10 s from now on."""
        self.heartbeats[node] = None
        for handler in self._heartbeat_handlers:
            handler(node)

    def fell_silent(self, node: str, last: int) -> None:
        """The node's lease was renewed at `last` ms for the last time."""
        self.heartbeats[node] = last
        for handler in self._heartbeat_handlers:
            handler(node)

    def jitter(self, base: int, factor: float) -> int:
        """`wait.Jitter(base, factor)`: base to base·(1+factor); the middle where nothing is left to chance."""
        share = 0.5 if self.random is None else self.random.random()
        return base + round(base * factor * share)

    def run(self, until: int) -> None:
        """Let everything happen that is due up to and including `until` ms.

        Changes reach watchers in the order of writing, each after the watch latency; then the next appointment
        by (when, seq). Raises SpinningError where time stands still.
        """
        with seldom_collected():
            self._run(until)

    def _run(self, until: int) -> None:
        agenda, store, latency = self.agenda, self.store, self.latency.watch
        undelivered = store.undelivered
        instant, actions = -1, 0
        while True:
            due = agenda.next_time()
            if undelivered:
                arrival = undelivered[0].at + latency
                if due is None or arrival <= due:
                    if arrival > until:
                        break
                    agenda.now = max(agenda.now, arrival)
                    store.deliver()
                    continue
            if due is None or due > until:
                break
            if due != instant:
                instant, actions = due, 0
            actions += 1
            if actions > INSTANT_LIMIT:
                raise SpinningError(f"the simulation spins at {due / 1000:.3f} s: a million actions in one millisecond")
            agenda.do_next()
        agenda.now = max(agenda.now, until)


class Controller:
    """What most components are: a queue of dirty keys and `sync(key)`. Subclasses set `name`, watch in `start`."""

    name = ""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.store = cluster.store
        self.api = cluster.api
        self.queue = WorkQueue(cluster, self.name, self.sync)

    def start(self) -> None:
        """Register watches; a watch handler only marks keys dirty."""
        raise NotImplementedError

    def sync(self, key: str) -> None:
        """Bring what the key names nearer to what is wanted; may raise RetryError."""
        raise NotImplementedError
