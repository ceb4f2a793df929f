"""Asking for the waits of a container that ends again and again."""

from __future__ import annotations

from msgspec import Struct

from podtutor.rules.backoff import (
    BackOffEntry,
    back_off_ends,
    back_off_message,
    crash_loop_back_off,
    next_entry,
)
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.seconds import Seconds, milliseconds, seconds
from podtutor.rules.go_format import duration


class Run(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One life of the container; `start_lag_seconds` passes between the decision to start it and its start."""

    run_seconds: Seconds
    exit_code: int = 0
    start_lag_seconds: Seconds = 0


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The successive lives of one container, and the longest wait the kubelet is set to."""

    max_seconds: Seconds = 300
    runs: tuple[Run, ...] = ()


class _Start(Struct, frozen=True):
    """A start: milliseconds waited after the exit, when it began to run, and the back-off it waited for."""

    delay: int
    started_at: int
    waited: BackOffEntry | None


def decide(asked: Input) -> Answer:
    """`{starts: [{start, delaySeconds, startedAt, message?}]}`, seconds since the first decision to start."""
    starts: list[Answer] = []
    for index, start in enumerate(_starts(asked)):
        row: Answer = {
            "start": index,
            "delaySeconds": seconds(start.delay),
            "startedAt": seconds(start.started_at),
        }
        if start.waited is not None:
            row["message"] = _message(start.waited)
        starts.append(row)
    return {"starts": starts}


def explain(asked: Input) -> Explanation:
    """The starts as a table, and the rule."""
    starts = _starts(asked)
    rows = [
        (str(index), duration(start.delay), duration(start.started_at), _why(index, start))
        for index, start in enumerate(starts)
    ]
    return Explanation(
        verdict="waits before each start: " + ", ".join(duration(start.delay) for start in starts),
        reasons=(
            "The first restart comes at once; then every restart doubles the wait, counted from the exit.",
            "The exit code does not matter, nor how long the container ran, unless it ran for more than ten minutes.",
        ),
        table=Table(columns=("START", "WAITED", "AT", "WHY"), rows=tuple(rows)),
    )


def _starts(asked: Input) -> list[_Start]:
    back_off = crash_loop_back_off(milliseconds(asked.max_seconds))
    entry: BackOffEntry | None = None
    exited_at: int | None = None
    starts: list[_Start] = []
    for run in asked.runs:
        decided_at = 0
        waited = None
        if exited_at is not None:
            decided_at = back_off_ends(back_off, entry, exited_at)
            waited = entry if decided_at > exited_at else None
            entry = next_entry(back_off, entry, exited_at, decided_at)
        started_at = decided_at + milliseconds(run.start_lag_seconds)
        starts.append(_Start(decided_at - (exited_at or 0), started_at, waited))
        exited_at = started_at + milliseconds(run.run_seconds)
    return starts


def _message(entry: BackOffEntry) -> str:
    return back_off_message(entry, "a", "p", "default", "u1")


def _why(index: int, start: _Start) -> str:
    if index == 0:
        return "first start"
    if start.waited is not None:
        return _message(start.waited)
    return "first restart" if index == 1 else "no wait: more than ten minutes since the last start"
