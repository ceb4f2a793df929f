"""A trace as the views read it: what docs/trace-format.md says, typed, as far as it is shown."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

from podtutor.errors import PodtutorError


class Run(Struct, frozen=True, rename="camel"):
    """One life of one container, in seconds; `precise` has the runtime's own times where they are known."""

    container: str
    type: str
    attempt: int
    start: float | None
    end: float | None
    exit_code: int | None
    reason: str | None
    precise: tuple[float, float | None] | None = None

    @property
    def started(self) -> float | None:
        """When the run began; None where it never did."""
        return self.precise[0] if self.precise else self.start

    @property
    def ended(self) -> float | None:
        """When the run ended; None while it lasts."""
        return self.precise[1] if self.precise else self.end


class PhaseChange(Struct, frozen=True):
    """The pod's phase from `at` on."""

    at: float
    phase: str


class ReadyChange(Struct, frozen=True):
    """The pod's condition Ready from `at` on."""

    at: float
    ready: bool


class Row(Struct, frozen=True):
    """What `kubectl get pod` shows from `at` on."""

    at: float
    ready: str = field(name="READY")
    status: str = field(name="STATUS")
    restarts: str = field(name="RESTARTS", default="0")


class FinalContainer(Struct, frozen=True, rename="camel"):
    """The last that was seen of a container's status."""

    state: str
    reason: str | None = None
    exit_code: int | None = None


class Final(Struct, frozen=True):
    """The last that was seen of a pod's status."""

    phase: str | None = None
    reason: str | None = None
    message: str | None = None
    containers: dict[str, FinalContainer] = {}


class PodTrace(Struct, frozen=True, rename="camel"):
    """What befell one pod."""

    node: str | None
    runs: tuple[Run, ...]
    phases: tuple[PhaseChange, ...]
    kubectl: tuple[Row, ...]
    deletion_requested: float | None
    gone: float | None
    final: Final | None
    ready: tuple[ReadyChange, ...] = ()

    @property
    def created(self) -> float:
        """When the pod was first seen."""
        return self.phases[0].at if self.phases else 0.0


class EventTrace(Struct, frozen=True):
    """One update of an event."""

    at: float
    type: str
    reason: str
    object: str
    message: str
    container: str | None = None
    count: int = 1


class Address(Struct, frozen=True):
    """One pod behind a Service."""

    pod: str
    ready: bool
    serving: bool
    terminating: bool


class Endpoints(Struct, frozen=True):
    """Who stands behind a Service from `at` on."""

    at: float
    service: str
    addresses: tuple[Address, ...]


class ActionTrace(Struct, frozen=True):
    """What was done from outside, and the answer."""

    at: float
    action: str
    target: Any
    code: int | None = None
    message: str | None = None


class Call(Struct, frozen=True):
    """One request of a client to a Service."""

    at: float
    service: str
    result: str
    pod: str | None = None


class Trace(Struct, frozen=True):
    """A whole history."""

    scenario: str
    pods: dict[str, PodTrace]
    events: tuple[EventTrace, ...]
    actions: tuple[ActionTrace, ...] = ()
    endpoints: tuple[Endpoints, ...] = ()
    requests: tuple[Call, ...] = ()

    def last_time(self) -> float:
        """The latest moment the trace speaks of."""
        times = [0.0, *(event.at for event in self.events), *(action.at for action in self.actions)]
        for pod in self.pods.values():
            times += [row.at for row in pod.kubectl]
            times += [end for run in pod.runs if (end := run.ended) is not None]
        return max(times)


def as_trace(data: Any) -> Trace:
    """A trace from builtins (as the simulator writes it). Raises PodtutorError where it is none."""
    try:
        return msgspec.convert(data, Trace)
    except msgspec.ValidationError as error:
        raise PodtutorError(f"unreadable trace: {error}") from None
