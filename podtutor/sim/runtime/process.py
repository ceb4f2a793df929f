"""A process: runs its script, holds memory and ports, and ends by itself or by a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podtutor.sim.agenda import Agenda, Appointment
from podtutor.sim.runtime import script as steps
from podtutor.sim.runtime.files import FileSystem, NoSpaceError

if TYPE_CHECKING:
    from podtutor.sim.runtime.pod import PodSandboxes

PORT_TAKEN = 98
"""EADDRINUSE, the exit code of a second listener."""
NOT_REACHED = 111
"""ECONNREFUSED, the exit code of a failed connection."""
FILE_MISSING = 2
WRITE_FAILED = 1
KILLED = 137
"""128 + SIGKILL."""
LOOK_EVERY = 1000
"""How often `await` looks, in ms."""

COMPLETED, ERROR, OOM_KILLED = "Completed", "Error", "OOMKilled"


class Process:
    """The main process of one run of a container."""

    __slots__ = (
        *("_agenda", "_on_exit", "_pod", "_position", "_script", "_wake", "alive", "exit_code", "files", "lines"),
        *("name", "on_term", "ports", "reason", "resident", "terminating"),
    )

    def __init__(
        self,
        agenda: Agenda,
        pod: PodSandboxes,
        name: str,
        program: tuple[tuple[steps.Step, ...], steps.OnTerm],
        files: FileSystem,
        on_exit: Callable[[Process], None],
    ) -> None:
        """`program`: the script of this run and what happens on SIGTERM."""
        self._agenda = agenda
        self._pod = pod
        self._script, self.on_term = program
        self._position = 0
        self._wake: Appointment | None = None
        self._on_exit = on_exit
        self.name = name
        self.files = files
        self.alive = True
        self.terminating = False
        self.resident = 0
        self.ports: list[int] = []
        self.lines: list[str] = []
        self.exit_code = 0
        self.reason = ""

    def start(self) -> None:
        """Begin with the script, if nobody has ended the process meanwhile."""
        if self.alive and not self.terminating:
            self._run()

    def terminate(self) -> None:
        """SIGTERM: the script stops where it is and does what `onTerm` says, unless it ignores it."""
        if not self.alive or self.terminating or self.on_term.ignore:
            return
        self.terminating = True
        self._stop_waiting()
        if self.on_term.ms:
            self._wake = self._agenda.after(self.on_term.ms, self.end, self.on_term.code)
        else:
            self.end(self.on_term.code)

    def kill(self, reason: str = "") -> None:
        """SIGKILL; `reason` OOMKilled where the kernel sent it for want of memory."""
        self.end(KILLED, reason)

    def end(self, code: int, reason: str = "") -> None:
        """The process is gone, with this exit code."""
        if not self.alive:
            return
        self._stop_waiting()
        self.alive = False
        self.exit_code = code
        self.reason = reason or (COMPLETED if code == 0 else ERROR)
        self._on_exit(self)

    def _stop_waiting(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None

    def _run(self) -> None:
        """Do steps until one takes time or the script is over."""
        self._wake = None
        script = self._script
        while self.alive and self._position < len(script):
            wait = self._step(script[self._position])
            if wait is None:
                return
            self._position += 1
            if wait and self.alive:
                self._wake = self._agenda.after(wait, self._run)
                return

    def _step(self, step: steps.Step) -> int | None:
        """Do one step. Returns how long it takes in ms, or None where it must be tried again (then it is arranged)."""
        match step:
            case steps.Sleep():
                return step.ms
            case steps.Exit():
                self.end(step.code)
            case steps.Alloc():
                self.resident = step.size
                self._pod.memory_changed(self)
            case steps.Listen():
                self._listen(step.port)
            case steps.Close():
                self._close(step.port)
            case steps.Connect():
                if not self._pod.reaches(step.host, step.port):
                    self.end(NOT_REACHED)
            case steps.Log():
                self.lines.append(step.text)
            case steps.AwaitPort() | steps.AwaitFile():
                if not self._is_there(step):
                    self._wake = self._agenda.after(LOOK_EVERY, self._run)
                    return None
            case _:
                self._file_step(step)
        return 0

    def _is_there(self, step: steps.AwaitPort | steps.AwaitFile) -> bool:
        if isinstance(step, steps.AwaitFile):
            return self.files.exists(step.path)
        return self._pod.reaches(step.host, step.port)

    def _file_step(self, step: steps.Touch | steps.Remove | steps.Require | steps.Write) -> None:
        try:
            match step:
                case steps.Touch():
                    self.files.touch(step.path)
                case steps.Write():
                    self.files.write(step.path, step.size)
                case steps.Remove():
                    self.files.remove(step.path)
                case steps.Require():
                    if not self.files.exists(step.path):
                        self.end(FILE_MISSING)
                    return
        except NoSpaceError:
            self.end(WRITE_FAILED)
        self._pod.files_changed()

    def _listen(self, port: int) -> None:
        if self._pod.open_port(port, self):
            self.ports.append(port)
        else:
            self.end(PORT_TAKEN)

    def _close(self, port: int) -> None:
        if port in self.ports:
            self.ports.remove(port)
            self._pod.close_port(port)
