"""Scripts: what the process of a container will do, ready to run, and how a container finds its script.

Times are milliseconds here, sizes bytes; `podtutor.sim.scenario` has the authored form.
"""

from __future__ import annotations

from typing import NamedTuple

from podtutor.kube.container import Container
from podtutor.kube.quantity import parse_quantity
from podtutor.sim import scenario as authored

NO_SUCH_PROGRAM = 128
"""The exit code of a container whose program does not exist (containerd's StartError)."""


class Sleep(NamedTuple):
    """Nothing for `ms`."""

    ms: int


class Exit(NamedTuple):
    """The end, with `code`."""

    code: int


class Alloc(NamedTuple):
    """The resident set is now `size` bytes."""

    size: int


class Listen(NamedTuple):
    """Opens `port`."""

    port: int


class Close(NamedTuple):
    """Closes `port`."""

    port: int


class Connect(NamedTuple):
    """One attempt to reach `host`:`port`."""

    host: str
    port: int


class Touch(NamedTuple):
    """Creates the file."""

    path: str


class Remove(NamedTuple):
    """Removes the file."""

    path: str


class Require(NamedTuple):
    """Exits with 2 where there is no such file."""

    path: str


class AwaitFile(NamedTuple):
    """Looks once a second until the file exists."""

    path: str


class AwaitPort(NamedTuple):
    """Tries once a second until `host`:`port` answers."""

    host: str
    port: int


class Write(NamedTuple):
    """The file has `size` bytes from now on."""

    path: str
    size: int


class Log(NamedTuple):
    """One line on standard output."""

    text: str


Step = Sleep | Exit | Alloc | Listen | Close | Connect | Touch | Remove | Require | AwaitFile | AwaitPort | Write | Log


class OnTerm(NamedTuple):
    """On SIGTERM: exit with `code` after `ms`; `ignore`: go on."""

    ms: int = 0
    code: int = 0
    ignore: bool = False


class Program(NamedTuple):
    """Everything a container's process will do: one script a run (the last repeats), and SIGTERM.

    `missing`: the program does not exist, the container cannot start.
    """

    attempts: tuple[tuple[Step, ...], ...] = ((),)
    on_term: OnTerm = OnTerm()
    missing: str = ""

    def script(self, attempt: int) -> tuple[Step, ...]:
        """The script of run number `attempt`, counted from 0."""
        return self.attempts[min(attempt, len(self.attempts) - 1)]


RUNS_UNTIL_TOLD = Program()
ENDS_AT_ONCE = Program(attempts=((Exit(0),),))
FAILS_AT_ONCE = Program(attempts=((Exit(1),),))


def bytes_of(quantity: str | int) -> int:
    """A Kubernetes quantity in whole bytes."""
    return parse_quantity(str(quantity)).value()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


def compile_step(step: authored.AnyStep) -> Step:
    """The authored step, ready to run."""
    match step:
        case authored.Sleep():
            return Sleep(round(step.sleep * 1000))
        case authored.Exit():
            return Exit(step.exit)
        case authored.Alloc():
            return Alloc(bytes_of(step.alloc))
        case authored.Listen():
            return Listen(step.listen)
        case authored.Close():
            return Close(step.close)
        case authored.Connect():
            return Connect(*_address(step.connect))
        case authored.Touch():
            return Touch(step.touch)
        case authored.Remove():
            return Remove(step.remove)
        case authored.Require():
            return Require(step.require)
        case authored.Await():
            return AwaitFile(step.target) if step.target.startswith("/") else AwaitPort(*_address(step.target))
        case authored.Write():
            return Write(step.write.path, bytes_of(step.write.size))
        case authored.Log():
            return Log(step.log)


def compile_behavior(behavior: authored.Behavior) -> Program:
    """The authored behaviour, ready to run."""
    attempts = tuple(tuple(compile_step(step) for step in script) for script in behavior.attempts) or ((),)
    term = behavior.on_term
    on_term = OnTerm(ignore=True) if isinstance(term, str) else OnTerm(round(term.after * 1000), term.exit)
    return Program(attempts, on_term)


def program_of_command(container: Container, *, plain_init: bool) -> Program:
    """What a container without a behaviour does, by its command; a plain init container ends at once."""
    command = (*container.command, *container.args)
    if plain_init and not container.command:
        return ENDS_AT_ONCE
    if command == ("true",):
        return ENDS_AT_ONCE
    if command == ("false",):
        return FAILS_AT_ONCE
    if len(command) == 2 and command[0] == "sleep" and command[1].replace(".", "", 1).isdigit():
        return Program(attempts=((Sleep(round(float(command[1]) * 1000)), Exit(0)),))
    if command and command[0].startswith("/no/"):
        return Program(missing=command[0])
    return ENDS_AT_ONCE if plain_init else RUNS_UNTIL_TOLD


class Behaviors:
    """All behaviours of a scenario; the first that matches a container is its program."""

    def __init__(self, entries: tuple[authored.Behavior, ...]) -> None:
        self._entries = [(entry.pod, entry.container, entry.image, compile_behavior(entry)) for entry in entries]
        self._known: dict[tuple[str, str, str], Program | None] = {}

    def program(self, pod_name: str, container: Container, *, plain_init: bool) -> Program:
        """The program of a container of the pod named `pod_name`."""
        key = (pod_name, container.name, container.image)
        if not self._entries:
            return program_of_command(container, plain_init=plain_init)
        if key not in self._known:
            self._known[key] = self._match(*key)
        return self._known[key] or program_of_command(container, plain_init=plain_init)

    def _match(self, pod_name: str, container: str, image: str) -> Program | None:
        for pod, name, wanted_image, program in self._entries:
            fits = pod_name.startswith(pod[:-1]) if pod.endswith("*") else pod_name == pod
            if fits and name == container and wanted_image in {None, image}:
                return program
        return None
