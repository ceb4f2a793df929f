"""Numbers that may be written as a share: `maxSurge: 1`, `maxUnavailable: 25%`."""

from __future__ import annotations

import re

from podtutor.errors import PodtutorError
from podtutor.kube.wire import IntOrString
from podtutor.rules.go_format import quoted

_ATOI = re.compile(r"[+-]?[0-9]+", re.ASCII)
_LONGEST = 19
"""Digits of the largest number upstream reads."""


def get_scaled_value_from_int_or_percent(value: IntOrString, total: int, *, round_up: bool) -> int:
    """k8s.io/apimachinery/pkg/util/intstr/intstr.go GetScaledValueFromIntOrPercent

    An integer stands for itself; `n%` is that share of `total`, rounded up or down to a whole number.
    Raises PodtutorError for text without `%`.
    """
    if isinstance(value, int):
        return value
    number = value.removesuffix("%")
    if number == value:
        raise PodtutorError("invalid value for IntOrString: invalid type: string is not a percentage")
    if not _ATOI.fullmatch(number):
        raise PodtutorError(_unreadable(value, number, "invalid syntax"))
    if len(number.lstrip("+-0")) > _LONGEST or not -(2**63) <= int(number) < 2**63:
        raise PodtutorError(_unreadable(value, number, "value out of range"))
    share = int(number) * total
    return -(-share // 100) if round_up else share // 100


def _unreadable(value: str, number: str, why: str) -> str:
    reason = f"strconv.Atoi: parsing {quoted(number)}: {why}"
    return f"invalid value for IntOrString: invalid value {quoted(value)}: {reason}"
