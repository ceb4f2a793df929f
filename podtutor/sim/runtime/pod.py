"""What the runtime knows of one pod: its sandboxes, containers, network, volumes and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from podtutor.kube.container import Container
from podtutor.sim.runtime.files import Volume
from podtutor.sim.runtime.process import Process
from podtutor.sim.task import Signal

if TYPE_CHECKING:
    from podtutor.sim.runtime.machine import Machine

CREATED, RUNNING, EXITED = "created", "running", "exited"
LOCALHOST = frozenset({"localhost", "127.0.0.1", "::1", ""})


class Sandbox:
    """A pod sandbox: the network namespace and its address. Not ready once it has been stopped."""

    __slots__ = ("attempt", "created_at", "identifier", "ip", "ready")

    def __init__(self, identifier: str, attempt: int, ip: str, created_at: int) -> None:
        self.identifier = identifier
        self.attempt = attempt
        self.ip = ip
        self.created_at = created_at
        self.ready = True


class ContainerRun:
    """One run of one container, from its creation; times in ms, None while they lie ahead."""

    __slots__ = (
        *(
            "attempt",
            "created_at",
            "exit_code",
            "exited",
            "finished_at",
            "hash",
            "identifier",
            "image",
            "kind",
            "look_offset",
            "measured",
            "memory_limit",
        ),
        *("message", "name", "process", "reason", "resources", "sandbox", "spec", "started_at", "state"),
    )

    def __init__(
        self, identifier: str, kind: str, spec: Container, attempt: int, created_at: int, sandbox: Sandbox
    ) -> None:
        self.identifier = identifier
        self.kind = kind
        self.name = spec.name
        self.spec = spec
        self.image = spec.image
        self.attempt = attempt
        self.created_at = created_at
        self.sandbox = sandbox
        self.state = CREATED
        self.started_at: int | None = None
        self.finished_at: int | None = None
        self.exit_code = 0
        self.reason = ""
        self.message = ""
        self.process: Process | None = None
        self.exited = Signal()
        self.hash = ""
        self.resources = spec.resources
        self.memory_limit: int | None = None
        self.measured: list[tuple[int, int]] = []
        self.look_offset = 0

    def resident_at(self, moment: int) -> int:
        """The resident set at `moment` ms, in bytes."""
        return next((size for at, size in reversed(self.measured) if at <= moment), 0)


class PodSandboxes:
    """Everything of one pod on one machine. `changed` tells the node's PLEG that there is something to see."""

    __slots__ = (
        *(
            "_attempts",
            "_machine",
            "_ports",
            "changed",
            "containers",
            "memory_limit",
            "name",
            "namespace",
            "sandboxes",
            "uid",
        ),
        *("volumes", "world_changed"),
    )

    def __init__(self, machine: Machine, uid: str, namespace: str, name: str) -> None:
        self._machine = machine
        self.uid = uid
        self.namespace = namespace
        self.name = name
        self.sandboxes: list[Sandbox] = []
        self.containers: dict[str, list[ContainerRun]] = {}
        self.volumes: dict[str, Volume] = {}
        self.memory_limit: int | None = None
        self._attempts: dict[str, int] = {}
        self._ports: dict[int, Process] = {}
        self.changed: Callable[[PodSandboxes], None] = lambda _pod: None
        self.world_changed: Callable[[], None] | None = None

    @property
    def sandbox(self) -> Sandbox | None:
        """The newest sandbox."""
        return self.sandboxes[0] if self.sandboxes else None

    def next_attempt(self, name: str) -> int:
        """The number of a container's next run; removed runs count, for their logs are still there."""
        attempt = self._attempts.get(name, 0)
        self._attempts[name] = attempt + 1
        return attempt

    def newest(self, name: str) -> ContainerRun | None:
        """The newest run of a container that is still known."""
        runs = self.containers.get(name)
        return runs[0] if runs else None

    def running(self) -> Iterator[ContainerRun]:
        """The runs whose processes live, in the order of their containers' first creation."""
        for runs in self.containers.values():
            for run in runs:
                if run.state == RUNNING:
                    yield run

    def resident(self) -> int:
        """Memory of all processes, and of files in memory-backed volumes, in bytes."""
        return sum(run.process.resident for run in self.running() if run.process is not None) + sum(
            volume.used() for volume in self.volumes.values() if volume.in_memory
        )

    # what processes do

    def open_port(self, port: int, process: Process) -> bool:
        """Whether the process got the port; False where another holds it."""
        if self._inside(port):
            return False
        self._ports[port] = process
        self._look()
        return True

    def close_port(self, port: int) -> None:
        """Nobody listens there any more."""
        self._ports.pop(port, None)
        self._look()

    def listens(self, port: int) -> bool:
        """Whether a process of the pod answers on the port."""
        return port in self._ports

    def reaches(self, host: str, port: int) -> bool:
        """Whether a connection from inside this pod succeeds."""
        return self._inside(port) if host in LOCALHOST else self._machine.network.answers(host, port)

    def _inside(self, port: int) -> bool:
        """Whether anybody in this network namespace has the port: the pod, or on a node's network any pod there."""
        sandbox = self.sandbox
        return self.listens(port) or (sandbox is not None and self._machine.network.answers(sandbox.ip, port))

    def memory_changed(self, process: Process) -> None:
        """A process takes more or less memory than before."""
        self._machine.account_memory(self, process)

    def files_changed(self) -> None:
        """A file came or went."""
        self._machine.account_files(self)
        self._look()

    def process_ended(self, process: Process) -> None:
        """Its ports are free, its memory is given back."""
        for port in process.ports:
            self._ports.pop(port, None)
        process.ports = []
        self._look()

    def _look(self) -> None:
        if self.world_changed is not None:
            self.world_changed()
