"""Events: the recorder, with upstream's correlation of repeated events into counts (client-go `tools/record`)."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from podtutor.sim.agenda import Agenda
from podtutor.sim.cause import UNSAID, Cause
from podtutor.sim.store import KubeObject, key_of

NORMAL, WARNING = "Normal", "Warning"

MAX_AGGREGATED = 10
"""client-go defaultAggregateMaxEvents: more different messages of one reason are told as one."""
AGGREGATE_INTERVAL = 600_000
"""client-go defaultAggregateIntervalInSeconds, in ms."""
SPAM_BURST = 25
"""client-go defaultSpamBurst: so many events of one source about one object at once, then one in five minutes."""
SPAM_REFILL = 300_000
"""client-go defaultSpamQPS (1/300), as ms for one event."""
COMBINED = "(combined from similar events): "
UNLIMITED = "default-scheduler"
"""The scheduler's events take another way (events.k8s.io), without a limit."""
EVENT_TTL = 3_600_000
"""kube-apiserver --event-ttl, in ms: older events are forgotten."""


class EventLine(NamedTuple):
    """One update of one event object, with the count as it then stood (`times`). `first` is when the event was first seen."""

    at: int
    type: str
    reason: str
    kind: str
    key: str
    uid: str
    container: str | None
    message: str
    times: int
    first: int
    source: str
    cause: Cause


class _Memory:
    """What the recorder remembers of one source's events about one object."""

    __slots__ = ("refilled", "seen", "tokens")

    def __init__(self, now: int) -> None:
        self.tokens = float(SPAM_BURST)
        self.refilled = now
        self.seen: dict[tuple[str, str, str | None, str], list[int]] = {}

    def is_spam(self, now: int) -> bool:
        """Whether there were too many events lately; one that is told uses a token up."""
        self.tokens = min(float(SPAM_BURST), self.tokens + (now - self.refilled) / SPAM_REFILL)
        self.refilled = now
        if self.tokens < 1:
            return True
        self.tokens -= 1
        return False

    def count(self, kind: str, reason: str, container: str | None, message: str, now: int) -> tuple[str, int, int]:
        """The message as it is told, how often it was, and when first."""
        if len(self.seen) >= MAX_AGGREGATED:
            similar = [
                one
                for one, (_, _, last) in self.seen.items()
                if one[:3] == (kind, reason, container) and now - last <= AGGREGATE_INTERVAL
            ]
            if len(similar) + ((kind, reason, container, message) not in self.seen) > MAX_AGGREGATED:
                message = COMBINED + message.removeprefix(COMBINED)
        known = self.seen.setdefault((kind, reason, container, message), [0, now, now])
        known[0] += 1
        known[2] = now
        return message, known[0], known[1]


class Recorder:
    """Writes events. `log` holds them oldest first; without `keep_all` for the last hour only."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self.log: deque[EventLine] = deque()
        self.keep_all = True
        self._memories: dict[tuple[str, str], _Memory] = {}

    def record(
        self,
        obj: KubeObject,
        kind_of_event: str,
        reason: str,
        message: str,
        *,
        source: str,
        container: str | None = None,
        cause: Cause = UNSAID,
    ) -> None:
        """Tell that something happened to `obj`. `source` is the component, as in `kubectl describe`."""
        now = self._agenda.now
        metadata = obj.metadata
        memory = self._memories.get((source, metadata.uid))
        if memory is None:
            memory = self._memories[source, metadata.uid] = _Memory(now)
        if source != UNLIMITED and memory.is_spam(now):
            return
        message, times, first = memory.count(kind_of_event, reason, container, message, now)
        self.log.append(
            EventLine(
                now,
                kind_of_event,
                reason,
                type(obj).__name__,
                key_of(obj),
                metadata.uid,
                container,
                message,
                times,
                first,
                source,
                cause,
            )
        )
        if not self.keep_all:
            self._forget_old(now)

    def _forget_old(self, now: int) -> None:
        log = self.log
        while log and now - log[0].at > EVENT_TTL:
            old = log.popleft()
            self._memories.pop((old.source, old.uid), None)
