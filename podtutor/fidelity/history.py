"""A history as the comparison reads it: what a trace says about pods, events and answers, and nothing it does not compare.

Traces come from two hands, a recorder beside a real cluster and the simulator; both write the same format.
Times are seconds since the beginning of the scenario.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import msgspec
from msgspec import Struct, field, structs

from podtutor.errors import PodtutorError

EQUAL_PODS_SECONDS = 1.0
"""Pods of one owner made within this time of each other are interchangeable."""

_MADE_BY_OWNER = re.compile(r"(.+)-\?(\d+)")


class Run(Struct, frozen=True, rename="camel"):
    """One life of one container; `precise` has the runtime's own times where they are known."""

    container: str
    type: str
    attempt: int
    start: float
    end: float | None
    exit_code: int | None
    reason: str | None
    precise: tuple[float, float | None] | None = None

    def started(self) -> float:
        """When the run began, as exactly as known."""
        return self.precise[0] if self.precise else self.start

    def ended(self) -> float | None:
        """When the run ended, as exactly as known; None while it lasts."""
        return self.precise[1] if self.precise else self.end


class PhaseChange(Struct, frozen=True):
    """The pod's phase from `at` on."""

    at: float
    phase: str


class Row(Struct, frozen=True):
    """What `kubectl get pod` showed from `at` on."""

    at: float
    ready: str = field(name="READY")
    status: str = field(name="STATUS")


class FinalContainer(Struct, frozen=True, rename="camel"):
    """The last that was seen of a container's status."""

    state: str
    reason: str | None
    exit_code: int | None
    restart_count: int
    ready: bool
    last: dict[str, Any] | None


class Final(Struct, frozen=True):
    """The last that was seen of a pod's status."""

    phase: str | None
    reason: str | None
    containers: dict[str, FinalContainer]
    conditions: dict[str, str]


class PodHistory(Struct, frozen=True, rename="camel"):
    """What befell one pod."""

    node: str | None
    runs: tuple[Run, ...]
    phases: tuple[PhaseChange, ...]
    kubectl: tuple[Row, ...]
    deletion_requested: float | None
    gone: float | None
    final: Final | None
    qos_class: str | None = None

    def created(self) -> float:
        """When the pod was first seen."""
        return self.phases[0].at if self.phases else 0.0

    def runs_by_container(self) -> dict[tuple[str, str], list[Run]]:
        """The runs of each container, keyed (type, name), in order of attempt."""
        found: dict[tuple[str, str], list[Run]] = {}
        for run in self.runs:
            found.setdefault((run.type, run.container), []).append(run)
        for runs in found.values():
            runs.sort(key=lambda run: run.attempt)
        return found

    def keeps_restarting(self) -> bool:
        """Whether some container ran three times or more: it is in a crash loop."""
        return any(len(runs) >= 3 for runs in self.runs_by_container().values())


class Event(Struct, frozen=True):
    """One update of an event object."""

    at: float
    reason: str
    object: str
    container: str | None = None


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


class ActionAnswer(Struct, frozen=True):
    """What the scenario did from outside, and the answer it got."""

    action: str
    target: Any
    code: int | None = None


class History(Struct, frozen=True):
    """A whole trace, as far as it is compared."""

    pods: dict[str, PodHistory]
    events: tuple[Event, ...]
    objects: dict[str, Any] | None = None
    endpoints: tuple[Endpoints, ...] | None = None
    actions: tuple[ActionAnswer, ...] = ()

    def last_time(self) -> float:
        """The latest moment the history speaks of."""
        times = [0.0, *(event.at for event in self.events)]
        for pod in self.pods.values():
            times += [run.started() for run in pod.runs]
            times += [ended for run in pod.runs if (ended := run.ended()) is not None]
            times += [change.at for change in pod.phases]
            times += [row.at for row in pod.kubectl]
        return max(times)


_DECODER = msgspec.json.Decoder(History)


def read_history(text: bytes | str) -> History:
    """Read a trace (JSON); PodtutorError where it is not one."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise PodtutorError(f"unreadable trace: {error}") from error


def aligned(history: History) -> History:
    """The same history with equal pods numbered by what befell them.

    Which of several equal pods of one owner a controller takes first is decided by their UIDs, by chance;
    so pods made within a second of each other exchange their numbers until the numbers tell their fate.
    """
    names = _names_by_fate(history.pods)
    if all(old == new for old, new in names.items()):
        return history

    def renamed(name: str) -> str:
        return names.get(name, name)

    def with_renamed_pods(entry: Endpoints) -> Endpoints:
        addresses = [structs.replace(address, pod=renamed(address.pod)) for address in entry.addresses]
        return structs.replace(entry, addresses=tuple(sorted(addresses, key=lambda address: address.pod)))

    return structs.replace(
        history,
        pods={renamed(name): pod for name, pod in history.pods.items()},
        events=tuple(
            structs.replace(event, object="Pod/" + renamed(event.object[4:]))
            if event.object.startswith("Pod/")
            else event
            for event in history.events
        ),
        endpoints=tuple(with_renamed_pods(entry) for entry in history.endpoints or ()),
    )


def _names_by_fate(pods: dict[str, PodHistory]) -> dict[str, str]:
    """For each pod made by an owner: the name that its fate gives it."""
    owned: dict[str, list[tuple[int, str, PodHistory]]] = {}
    for name, pod in pods.items():
        made = _MADE_BY_OWNER.fullmatch(name)
        if made:
            owned.setdefault(made[1], []).append((int(made[2]), name, pod))
    names: dict[str, str] = {}
    for siblings in owned.values():
        for equals in _made_together(sorted(siblings, key=lambda sibling: sibling[0])):
            by_fate = sorted(equals, key=_fate)
            names.update({mine[1]: place[1] for place, mine in zip(equals, by_fate, strict=True)})
    return names


def _made_together(siblings: list[tuple[int, str, PodHistory]]) -> list[list[tuple[int, str, PodHistory]]]:
    """Neighbours in order of their numbers, split where the next was made a second or more after the one before."""
    groups = [[siblings[0]]]
    for before, sibling in itertools.pairwise(siblings):
        if sibling[2].created() - before[2].created() < EQUAL_PODS_SECONDS:
            groups[-1].append(sibling)
        else:
            groups.append([sibling])
    return groups


def _fate(sibling: tuple[int, str, PodHistory]) -> tuple[bool, float, float, int, str, int]:
    """The order of equal pods: first those told to go, then who was gone first, then fewer runs, then by node."""
    number, _, pod = sibling
    return (
        pod.deletion_requested is None,
        pod.deletion_requested or 0.0,
        pod.gone or 0.0,
        len(pod.runs),
        str(pod.node),
        number,
    )
