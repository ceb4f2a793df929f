"""Events: the recorder, with upstream's correlation of repeated events into counts (client-go `tools/record`)."""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

from podtutor.sim.agenda import Agenda
from podtutor.sim.cause import UNSAID, Cause
from podtutor.sim.store import KubeObject

NORMAL, WARNING = "Normal", "Warning"

MAX_AGGREGATED = 10
"""client-go defaultAggregateMaxEvents: more different messages of one reason are told as one."""
AGGREGATE_INTERVAL = 600_000
"""client-go defaultAggregateIntervalInSeconds, in ms."""
SPAM_BURST = 25
"""client-go defaultSpamBurst: so many events of one source about one object at once, then one in five minutes."""
SPAM_REFILL = 300_000
"""client-go defaultSpamQPS (1/300), as ms for one event."""
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


class Recorder:
    """Writes events. `log` holds them oldest first, for the last hour."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self.log: deque[EventLine] = deque()
        self.keep_all = True
        self._seen: dict[tuple[Any, ...], tuple[int, int]] = {}
        self._similar: dict[tuple[Any, ...], tuple[int, dict[str, None]]] = {}
        self._tokens: dict[tuple[str, str], tuple[float, int]] = {}

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
        delay: int = 0,
    ) -> None:
        """Tell that something happened to `obj`. `source` is the component, as in `kubectl describe`."""
        now = self._agenda.now + delay
        metadata = obj.metadata
        about = (source, metadata.uid)
        if source != "default-scheduler" and self._is_spam(about, now):
            return
        message = self._aggregated((*about, kind_of_event, reason, container), message, now)
        identity = (*about, kind_of_event, reason, container, message)
        count, first = self._seen.get(identity, (0, now))
        self._seen[identity] = (count + 1, first)
        key = f"{metadata.namespace}/{metadata.name}" if metadata.namespace else metadata.name
        self.log.append(
            EventLine(
                now,
                kind_of_event,
                reason,
                type(obj).__name__,
                key,
                metadata.uid,
                container,
                message,
                count + 1,
                first,
                source,
                cause,
            )
        )
        if not self.keep_all:
            self._forget_old(now)

    def _is_spam(self, about: tuple[str, str], now: int) -> bool:
        tokens, then = self._tokens.get(about, (float(SPAM_BURST), now))
        tokens = min(float(SPAM_BURST), tokens + (now - then) / SPAM_REFILL)
        spam = tokens < 1
        self._tokens[about] = (tokens if spam else tokens - 1, now)
        return spam

    def _aggregated(self, similar: tuple[Any, ...], message: str, now: int) -> str:
        since, messages = self._similar.get(similar, (now, {}))
        if now - since > AGGREGATE_INTERVAL:
            since, messages = now, {}
        messages[message] = None
        self._similar[similar] = (now, messages)
        if len(messages) > MAX_AGGREGATED:
            return f"(combined from similar events): {message}"
        return message

    def _forget_old(self, now: int) -> None:
        log = self.log
        while log and now - log[0].at > EVENT_TTL:
            log.popleft()
