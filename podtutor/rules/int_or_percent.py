"""Numbers that may be written as a share: `maxSurge: 1`, `maxUnavailable: 25%`."""

from __future__ import annotations

import re

from podtutor.errors import PodtutorError
from podtutor.kube.wire import IntOrString

_PERCENT = re.compile(r"([+-]?[0-9]+)%")


def get_scaled_value_from_int_or_percent(value: IntOrString, total: int, *, round_up: bool) -> int:
    """k8s.io/apimachinery/pkg/util/intstr/intstr.go GetScaledValueFromIntOrPercent

    An integer stands for itself; `n%` is that share of `total`, rounded up or down to a whole number.
    Raises PodtutorError for text without `%`.
    """
    if isinstance(value, int):
        return value
    match = _PERCENT.fullmatch(value)
    if match is None:
        raise PodtutorError(f"invalid value for IntOrString: {value!r} is not a percentage; expected an integer or N%")
    share = int(match[1]) * total
    return -(-share // 100) if round_up else share // 100
