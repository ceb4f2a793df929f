"""Tasks: things that take time, written top to bottom as generators and driven by the agenda.

A generator may yield
- an int: sleep so many ms;
- a Signal: wait until it is set;
- (Signal, int): wait until it is set or so many ms have passed; the yield gives True where it was set.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from podtutor.sim.agenda import Agenda, Appointment

Steps = Generator[Any, Any, Any]
HAPPENED, TIMED_OUT = True, False
"""What a yield gives that waited for a signal."""


class Signal:
    """Something that happens once; whoever waits goes on at that instant, in the order of waiting."""

    __slots__ = ("_waiting", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._waiting: list[Callable[[], None]] = []

    def set(self) -> None:
        """It has happened."""
        if self.is_set:
            return
        self.is_set = True
        waiting, self._waiting = self._waiting, []
        for go_on in waiting:
            go_on()

    def when_set(self, go_on: Callable[[], None]) -> None:
        """Call `go_on` when it happens, at once where it has."""
        if self.is_set:
            go_on()
        else:
            self._waiting.append(go_on)


class Task:
    """One generator under way. `done` is set at its end; `result` is what it returned."""

    __slots__ = ("_agenda", "_generator", "_timer", "_turn", "done", "result")

    def __init__(self, agenda: Agenda, generator: Steps) -> None:
        self._agenda = agenda
        self._generator: Steps | None = generator
        self._timer: Appointment | None = None
        self._turn = 0
        self.done = Signal()
        self.result: Any = None

    def start(self) -> Task:
        """Run to the first wait."""
        self._step(self._turn, None)
        return self

    def stop(self) -> None:
        """End it where it waits; its `finally` clauses run, `done` is not set."""
        generator, self._generator = self._generator, None
        self._turn += 1
        if self._timer is not None:
            self._timer.cancel()
        if generator is not None:
            generator.close()

    def _step(self, turn: int, value: Any) -> None:
        if turn != self._turn or self._generator is None:
            return
        self._turn += 1
        turn = self._turn
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            wish = self._generator.send(value)
        except StopIteration as end:
            self._generator = None
            self.result = end.value
            self.done.set()
            return
        if isinstance(wish, int):
            self._timer = self._agenda.after(wish, self._step, turn, None)
        elif isinstance(wish, Signal):
            wish.when_set(lambda: self._step(turn, HAPPENED))
        else:
            signal, patience = wish
            self._timer = self._agenda.after(patience, self._step, turn, TIMED_OUT)
            signal.when_set(lambda: self._step(turn, HAPPENED))


def together(agenda: Agenda, generators: list[Steps]) -> Steps:
    """Run all at the same time; ends when the last has ended. Returns their results in order."""
    tasks = [Task(agenda, generator).start() for generator in generators]
    try:
        for task in tasks:
            if not task.done.is_set:
                yield task.done
    finally:
        for task in tasks:
            task.stop()
    return [task.result for task in tasks]
