"""The functions that a query may call besides JMESPath's own: what one asks of a trace.

All of them take names and seconds, and answer null where there is nothing to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jmespath import functions

Trace = Mapping[str, Any]
"""A trace as data: dicts, lists and scalars in the shape of the trace format, version 1."""

_TEXT: Final[Any] = {"types": ["string"]}
_NUMBER: Final[Any] = {"types": ["number"]}
_NUMBER_OR_NULL: Final[Any] = {"types": ["number", "null"]}


class TraceFunctions(functions.Functions):
    """JMESPath's functions and ours, asked of one trace (or of a decision's output, where ours find nothing)."""

    def __init__(self, trace: Any) -> None:
        super().__init__()
        self._trace: Trace = trace if isinstance(trace, Mapping) else {}

    @functions.signature(_TEXT)
    def _func_pod(self, name: str) -> Any:
        """pod(name): the pod of that name; a controller's first one is `web-?1`, a second `db-0` is `db-0#2`."""
        return self._pods().get(name)

    @functions.signature(_TEXT, _TEXT)
    def _func_runs(self, pod: str, container: str) -> list[Any]:
        """runs(pod, container): every run of that container, in order; `started` and `ended` as exactly as known."""
        found = self._pods().get(pod) or {}
        return [_timed(run) for run in found.get("runs") or () if run.get("container") == container]

    @functions.signature(_TEXT, _NUMBER)
    def _func_status_at(self, pod: str, seconds: float) -> Any:
        """status_at(pod, seconds): what stood in kubectl's column STATUS then."""
        row = self._row_at(pod, seconds)
        return row.get("STATUS") if row else None

    @functions.signature(_TEXT, _NUMBER)
    def _func_row_at(self, pod: str, seconds: float) -> Any:
        """row_at(pod, seconds): the row of `kubectl get pod` then, with READY, STATUS and RESTARTS."""
        return self._row_at(pod, seconds)

    @functions.signature(_TEXT, _NUMBER)
    def _func_phase_at(self, pod: str, seconds: float) -> Any:
        """phase_at(pod, seconds): the phase of the pod then."""
        found = self._pods().get(pod) or {}
        change = None if _is_gone(found, seconds) else _latest(found.get("phases") or (), seconds)
        return change.get("phase") if change else None

    @functions.signature(_TEXT, _NUMBER)
    def _func_ready_at(self, pod: str, seconds: float) -> bool:
        """ready_at(pod, seconds): whether the pod's condition Ready was True then; a pod begins not ready."""
        found = self._pods().get(pod) or {}
        change = None if _is_gone(found, seconds) else _latest(found.get("ready") or (), seconds)
        return bool(change and change.get("ready"))

    @functions.signature(_TEXT, _NUMBER)
    def _func_endpoints_at(self, service: str, seconds: float) -> list[Any]:
        """endpoints_at(service, seconds): the addresses behind the Service then; it begins with none."""
        changes = [entry for entry in self._trace.get("endpoints") or () if entry.get("service") == service]
        change = _latest(changes, seconds)
        return list(change.get("addresses") or ()) if change else []

    @functions.signature(_NUMBER_OR_NULL, _NUMBER_OR_NULL)
    def _func_since(self, earlier: float | None, later: float | None) -> float | None:
        """since(a, b): the seconds from a to b; null where either is missing."""
        return None if earlier is None or later is None else round(later - earlier, 3)

    def _pods(self) -> Mapping[str, Any]:
        pods = self._trace.get("pods")
        return pods if isinstance(pods, Mapping) else {}

    def _row_at(self, pod: str, seconds: float) -> Any:
        found = self._pods().get(pod) or {}
        return None if _is_gone(found, seconds) else _latest(found.get("kubectl") or (), seconds)


def _timed(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run with its exact times beside the whole seconds that the kubelet reports."""
    started, ended = run.get("precise") or (run.get("start"), run.get("end"))
    return {**run, "started": started, "ended": ended}


def _is_gone(pod: Mapping[str, Any], seconds: float) -> bool:
    gone = pod.get("gone")
    return gone is not None and bool(gone <= seconds)


def _latest(changes: Sequence[Any], seconds: float) -> Any:
    """The last change at or before that time; None before the first."""
    before = [change for change in changes if change.get("at", 0.0) <= seconds]
    return before[-1] if before else None
