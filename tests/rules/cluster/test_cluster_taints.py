"""Taints and tolerations, as a table."""

from __future__ import annotations

import pytest

from podtutor.kube.node import Taint
from podtutor.kube.pod import Toleration
from podtutor.rules.taints import (
    find_matching_untolerated_taint,
    get_min_toleration_time,
    seconds_until_eviction,
    tolerates_taint,
)


def taint(text: str) -> Taint:
    """`key=value:effect` as kubectl writes it."""
    pair, _, effect = text.partition(":")
    key, _, value = pair.partition("=")
    return Taint(key=key, value=value, effect=effect)


def toleration(text: str, seconds: int | None = None) -> Toleration:
    """`key operator value effect`, `-` for what is left out."""
    key, operator, value, effect = ("" if word == "-" else word for word in text.split())
    return Toleration(key=key, operator=operator, value=value, effect=effect, toleration_seconds=seconds)


@pytest.mark.parametrize(
    ("covering", "covered", "tolerates"),
    [
        ("a Equal x NoSchedule", "a=x:NoSchedule", True),
        ("a - x NoSchedule", "a=x:NoSchedule", True),
        ("a Equal x NoSchedule", "a=y:NoSchedule", False),
        ("a Equal - NoSchedule", "a:NoSchedule", True),
        ("a Exists - -", "a=x:NoExecute", True),
        ("a Exists - NoSchedule", "a=x:NoExecute", False),
        ("- Exists - -", "anything:NoSchedule", True),
        ("- Equal x -", "anything=x:NoSchedule", True),
        ("b Exists - -", "a:NoSchedule", False),
        ("a exists - -", "a:NoSchedule", False),
        ("a Gt 5 -", "a=7:NoSchedule", False),
    ],
)
def test_a_toleration_covers_a_taint(covering: str, covered: str, tolerates: bool) -> None:
    assert tolerates_taint(toleration(covering), taint(covered)) is tolerates


@pytest.mark.parametrize(
    ("covering", "value", "tolerates"),
    [
        ("a Gt 5 -", "7", True),
        ("a Gt 7 -", "7", False),
        ("a Lt 7 -", "-3", True),
        ("a Lt 010 -", "7", False),
        ("a Lt 10 -", "+7", False),
        ("a Lt 9223372036854775808 -", "7", False),
        ("a Gt -0 -", "7", False),
    ],
)
def test_with_the_gate_numbers_are_compared(covering: str, value: str, tolerates: bool) -> None:
    asked = toleration(covering)
    assert tolerates_taint(asked, taint(f"a={value}:NoSchedule"), comparison_operators=True) is tolerates


def test_the_first_blocking_taint_in_the_nodes_order_is_named() -> None:
    taints = [taint("soft:PreferNoSchedule"), taint("a:NoSchedule"), taint("b:NoExecute")]
    assert find_matching_untolerated_taint(taints, ()) == taints[1]
    assert find_matching_untolerated_taint(taints, (toleration("a Exists - -"),)) == taints[2]
    assert find_matching_untolerated_taint(taints, (toleration("- Exists - -"),)) is None


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([("a Exists - NoExecute", None)], None),
        ([("a Exists - NoExecute", 300)], 300),
        ([("a Exists - NoExecute", -5)], 0),
        ([("a Exists - NoSchedule", 300)], 0),
        ([("a Exists - NoExecute", 300), ("- Exists - -", 10)], 300),
    ],
)
def test_how_long_a_running_pod_may_stay(tolerations: list[tuple[str, int | None]], seconds: int | None) -> None:
    covering = tuple(toleration(text, limit) for text, limit in tolerations)
    assert seconds_until_eviction([taint("a:NoExecute"), taint("b:NoSchedule")], covering) == seconds


def test_the_shortest_patience_counts() -> None:
    assert get_min_toleration_time([toleration("a Exists - -", 300), toleration("b Exists - -", 10)]) == 10
    assert get_min_toleration_time([toleration("a Exists - -")]) is None
