"""What several questions ask of their fields: the ones an operation needs, and moments that are readable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar

from msgspec import Meta

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod

T = TypeVar("T")

Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""A number of pods, restarts, indexes: not negative, within 32 bits."""
Seconds = Annotated[int, Meta(ge=0, le=10**9)]
"""A stretch of time in whole seconds, some thirty years at most."""


def needed(value: T | None, name: str, op: str) -> T:
    """The field `name`, which the operation `op` cannot do without."""
    if value is None:
        raise UnusableInputError(
            [Problem(field=name, message=f"op {op} needs this field", code="required", expected="a value")]
        )
    return value


def moment(text: str, name: str) -> int:
    """The milliseconds since 1970 of a timestamp in the field `name`."""
    try:
        return milliseconds(text)
    except ValueError as error:
        raise UnusableInputError([Problem(field=name, message=str(error), code="time")]) from None


def check_pod_moments(pods: Iterable[Pod], name: str) -> None:
    """Refuse pods with a timestamp that rules would stumble over."""
    for place, pod in enumerate(pods):
        at, metadata = f"{name}[{place}]", pod.metadata
        stamps = [
            ("metadata.creationTimestamp", metadata.creation_timestamp),
            ("metadata.deletionTimestamp", metadata.deletion_timestamp),
            ("status.startTime", pod.status.start_time),
        ]
        for number, condition in enumerate(pod.status.conditions):
            stamps.append((f"status.conditions[{number}].lastTransitionTime", condition.last_transition_time))
        for field, stamp in stamps:
            if stamp is not None:
                moment(stamp, f"{at}.{field}")
