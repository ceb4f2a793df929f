"""Asking what the API server says to a new pod: refused with errors, or accepted with warnings."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.defaulting import default_pod
from podtutor.kube.pod import Pod
from podtutor.kube.preparation import prepare_for_create
from podtutor.kube.validation.objects import invalid_message
from podtutor.kube.validation.pods import validate_pod_create
from podtutor.kube.validation.warnings import warnings_on_create
from podtutor.rules.decide.frame import Answer, Explanation, Table

_NAME_SUFFIX = "abcde"
"""What stands for the five random characters that complete a generateName."""


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod as a user writes it."""

    pod: Pod


def from_pod(pod: Pod, now: str) -> Input:
    """Ask for a bare pod."""
    del now
    return Input(pod=pod)


def _seen_by_validation(pod: Pod) -> Pod:
    return prepare_for_create(default_pod(pod), name_suffix=_NAME_SUFFIX)


def decide(asked: Input) -> Answer:
    """`valid`, `errors` of `{type, field, detail, text}`, the `message` kubectl prints, `warnings`.

    Resource lists are looked through in the order they are written; upstream's order there is random.
    """
    pod = _seen_by_validation(asked.pod)
    errors = validate_pod_create(pod)
    answer: Answer = {"valid": not errors, "errors": []}
    for error in errors:
        row = {"type": error.type, "field": error.field, "text": error.text}
        if error.detail:
            row["detail"] = error.detail
        answer["errors"].append(row)
    if errors:
        answer["message"] = invalid_message("Pod", pod.metadata.name, errors)
    warnings = warnings_on_create(pod)
    if warnings:
        answer["warnings"] = warnings
    return answer


def explain(asked: Input) -> Explanation:
    """Accepted or refused, with every error and every warning."""
    answer = decide(asked)
    rows = tuple((row["field"], row["text"].removeprefix(f"{row['field']}: ")) for row in answer["errors"])
    warnings = tuple(f"Warning: {warning}" for warning in answer.get("warnings", ()))
    if not rows:
        return Explanation(verdict="accepted", reasons=warnings)
    return Explanation(
        verdict=f"refused: {len(rows)} error{'s' if len(rows) > 1 else ''}",
        reasons=warnings,
        table=Table(columns=("FIELD", "WHAT IS WRONG"), rows=rows),
    )
