"""The agenda: what is due when, in whole milliseconds of virtual time, ties in the order of asking."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any


class Appointment:
    """One thing due at one time; `cancel` makes it never happen."""

    __slots__ = ("action", "arguments", "seq", "when")

    def __init__(self, when: int, seq: int, action: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.when = when
        self.seq = seq
        self.action: Callable[..., None] | None = action
        self.arguments = arguments

    def __lt__(self, other: Appointment) -> bool:
        return (self.when, self.seq) < (other.when, other.seq)

    def cancel(self) -> None:
        """Strike it off; harmless when it has happened already."""
        self.action = None
        self.arguments = ()

    @property
    def pending(self) -> bool:
        """Whether it will still happen."""
        return self.action is not None


class Agenda:
    """A heap of appointments by (when, seq). Time moves only in `pop`."""

    __slots__ = ("_heap", "_seq", "now")

    def __init__(self) -> None:
        self.now = 0
        self._seq = 0
        self._heap: list[tuple[int, int, Appointment]] = []

    def at(self, when: int, action: Callable[..., None], *arguments: Any) -> Appointment:
        """Do `action(*arguments)` at `when` milliseconds, or now where that is past."""
        when = max(when, self.now)
        self._seq += 1
        entry = Appointment(when, self._seq, action, arguments)
        heappush(self._heap, (when, self._seq, entry))
        return entry

    def after(self, delay: int, action: Callable[..., None], *arguments: Any) -> Appointment:
        """Do `action(*arguments)` in `delay` milliseconds."""
        return self.at(self.now + delay, action, *arguments)

    def next_time(self) -> int | None:
        """When the next appointment is due; None where there is none."""
        heap = self._heap
        while heap and heap[0][2].action is None:
            heappop(heap)
        return heap[0][0] if heap else None

    def do_next(self) -> None:
        """Move time to the next appointment and do it; nothing happens where there is none."""
        heap = self._heap
        while heap:
            when, _, entry = heappop(heap)
            action = entry.action
            if action is not None:
                self.now = when
                entry.action = None
                action(*entry.arguments)
                return

    def sweep(self) -> None:
        """Drop cancelled appointments; worth it where many are cancelled long before they are due."""
        self._heap = [item for item in self._heap if item[2].action is not None]
        heapify(self._heap)

    def __len__(self) -> int:
        return len(self._heap)
