"""What kubectl prints of a cluster at one moment, as lines of text: `get pods`, `get events`, and the columns they share.

`describe` has a file of its own. Nothing is coloured, and nothing folded but the last column where a width is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final

from podtutor.rules.human_duration import human_duration
from podtutor.rules.printer import print_pod
from podtutor.sim.clock import unix
from podtutor.sim.events import EventLine
from podtutor.sim.history import History, PodRecord

GET_PADDING: Final = 3
"""Blanks between the columns of `kubectl get`."""
NARROWEST: Final = 30
"""A last column that would be narrower than this stands on lines of its own below its row."""
_BELOW: Final = 6
"""Indent of a last column that stands below its row."""


def columns(rows: Sequence[Sequence[str]], *, padding: int, width: int | None = None, indent: str = "") -> list[str]:
    """Rows in columns, each as wide as its widest cell. The last column folds where `width` is given."""
    if not rows:
        return []
    widths = [max(len(cell) for cell in column) for column in zip(*(row[:-1] for row in rows), strict=True)]
    heads = [
        indent + "".join(cell.ljust(size + padding) for cell, size in zip(row[:-1], widths, strict=True))
        for row in rows
    ]
    room = None if width is None else width - max(map(len, heads))
    lines: list[str] = []
    for head, row in zip(heads, rows, strict=True):
        lines += _with_last(head, row[-1], room, width)
    return lines


def _with_last(head: str, last: str, room: int | None, width: int | None) -> list[str]:
    if room is None or width is None or len(last) <= max(room, width - len(head)):
        return [(head + last).rstrip()]
    if room >= NARROWEST:
        first, *others = folded(last, room)
        return [head + first, *(" " * len(head) + piece for piece in others)]
    return [head.rstrip(), *(" " * _BELOW + piece for piece in folded(last, width - _BELOW))]


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most that width; an empty one is one empty line."""
    return wrap(text, width, break_on_hyphens=False) or [""]


def standing(history: History) -> list[PodRecord]:
    """The pods that are there now, as kubectl lists them: by namespace and name."""
    there = [record for record in history.pods if record.gone is None]
    return sorted(there, key=lambda record: (record.final.metadata.namespace, record.final.metadata.name))


def pods_text(history: History, names: Iterable[str] = (), *, width: int | None = None) -> list[str]:
    """`kubectl get pods`; with `names` only those pods (by their names in traces)."""
    chosen = frozenset(names)
    records = [record for record in standing(history) if not chosen or record.name in chosen]
    if not records:
        return ["No resources found in default namespace."]
    now = unix(history.cluster.now)
    rows = [("NAME", "READY", "STATUS", "RESTARTS", "AGE")]
    for record in records:
        row = print_pod(record.final, now)
        rows.append((record.final.metadata.name, row.ready, row.status, row.restarts, row.age))
    return columns(rows, padding=GET_PADDING, width=width)


def watch_text(history: History, names: Iterable[str] = (), *, width: int | None = None) -> list[str]:
    """`kubectl get pods -w` with the second before each row: every change of a row so far, pods mixed as they came."""
    chosen = frozenset(names)
    rows = [
        (step.at, record.final.metadata.name, step.ready, step.status, step.restarts)
        for record in history.pods
        for step in record.rows
        if not chosen or record.name in chosen
    ]
    if not rows:
        return ["No resources found in default namespace."]
    lines = [("TIME", "NAME", "READY", "STATUS", "RESTARTS")]
    for at, name, ready, status, restarts in sorted(rows, key=lambda row: row[0]):
        lines.append((f"{at / 1000:.1f} s", name, ready, status, restarts))
    return columns(lines, padding=GET_PADDING, width=width)


def event_age(line: EventLine, now: int) -> str:
    """`3s`, or `3s (x4 over 36s)`: how long ago, in virtual ms; the API keeps whole seconds."""
    last, first = (human_duration(now - at // 1000 * 1000) for at in (line.at, line.first))
    return last if line.times == 1 else f"{last} (x{line.times} over {first})"


def told(history: History, uids: Iterable[str] = ()) -> list[EventLine]:
    """The events as they stand now, the latest of each, oldest first; with `uids` only those about these objects."""
    chosen = frozenset(uids)
    latest: dict[tuple[str, ...], EventLine] = {}
    for line in sorted(history.cluster.api.events.log, key=lambda line: line.at):
        if line.at > history.cluster.now or (chosen and line.uid not in chosen):
            continue
        identity = (line.source, line.uid, line.type, line.reason, line.container or "", line.message)
        latest.pop(identity, None)
        latest[identity] = line
    return list(latest.values())


def events_text(history: History, uids: Iterable[str] = (), *, width: int | None = None) -> list[str]:
    """`kubectl get events`; with `uids` only those about these objects."""
    found = told(history, uids)
    if not found:
        return ["No resources found in default namespace."]
    rows = [("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")]
    for line in found:
        target = f"{line.kind.lower()}/{line.key.rpartition('/')[2]}"
        rows.append((event_age(line, history.cluster.now), line.type, line.reason, target, line.message))
    return columns(rows, padding=GET_PADDING, width=width)
