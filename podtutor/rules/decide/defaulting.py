"""Asking what the API server fills into a pod that says nothing."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from podtutor.kube.codec import to_builtins
from podtutor.kube.defaulting import default_pod
from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation, Table


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod as a user writes it."""

    pod: Pod


def from_pod(pod: Pod, now: str) -> Input:
    """Ask for a bare pod."""
    del now
    return Input(pod=pod)


def decide(asked: Input) -> Answer:
    """`{spec}`, defaulted."""
    return {"spec": _as_recorded(default_pod(asked.pod))}


def _as_recorded(pod: Pod) -> dict[str, Any]:
    """The spec as Go writes it: lists that are always written are null when empty, empty resources left out."""
    spec: dict[str, Any] = to_builtins(pod.spec)
    spec.setdefault("containers", None)
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        for container in spec.get(kind) or ():
            if container.get("resources") == {}:
                del container["resources"]
    for volume in spec.get("volumes", ()):
        if "projected" in volume:
            volume["projected"].setdefault("sources", None)
    required = spec.get("affinity", {}).get("nodeAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is not None:
        required.setdefault("nodeSelectorTerms", None)
    return spec


def explain(asked: Input) -> Explanation:
    """Every field that was filled in, with its value."""
    before, after = to_builtins(asked.pod.spec), _as_recorded(default_pod(asked.pod))
    rows: list[tuple[str, ...]] = []
    _collect(before, after, "spec", rows)
    return Explanation(
        verdict=f"{len(rows)} fields filled in",
        reasons=("What is written is kept; a request written as 0 counts as written.",),
        table=Table(columns=("FIELD", "BECOMES"), rows=tuple(rows)),
    )


def _collect(before: Any, after: Any, path: str, rows: list[tuple[str, ...]]) -> None:
    if isinstance(after, dict) and isinstance(before, dict):
        for key, value in after.items():
            _collect(before.get(key), value, f"{path}.{key}", rows)
    elif isinstance(after, list) and isinstance(before, list):
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            _collect(one, other, f"{path}[{index}]", rows)
    elif isinstance(after, dict) and before is None and after:
        for key, value in after.items():
            _collect(None, value, f"{path}.{key}", rows)
    elif before != after:
        rows.append((path, "{}" if after == {} else str(after)))
