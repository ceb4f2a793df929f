"""How Go prints and reads, where Kubernetes' answers show it."""

from __future__ import annotations

import pytest

from podtutor.rules.go_arithmetic import int64, truncated_division
from podtutor.rules.go_format import duration, list_of, quoted
from podtutor.rules.go_parse import parse_duration, parse_float32


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ('with "quotes" and \\', '"with \\"quotes\\" and \\\\"'),
        ("tab\tand\nline", '"tab\\tand\\nline"'),
        ("\x00\x7f", '"\\x00\\x7f"'),
        ("größe 日本", '"größe 日本"'),
        ("\u200b\u00a0", '"\\u200b\\u00a0"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_quoted(text: str, shown: str) -> None:
    assert quoted(text) == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0s"),
        (1, "1ms"),
        (999, "999ms"),
        (1000, "1s"),
        (1500, "1.5s"),
        (80_000, "1m20s"),
        (300_000, "5m0s"),
        (3_600_000, "1h0m0s"),
        (3_661_001, "1h1m1.001s"),
        (-90_000, "-1m30s"),
    ],
)
def test_durations_are_printed_and_read_back(milliseconds: int, shown: str) -> None:
    assert duration(milliseconds) == shown
    assert parse_duration(shown) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("0", 0), ("+1s", 1000), ("1.5h", 5_400_000), (".5s", 500), ("1m1m", 120_000), ("1ns", 1), ("2µs", 1)],
)
def test_other_spellings_of_durations(text: str, milliseconds: int) -> None:
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", 'time: invalid duration ""'),
        ("s", 'time: invalid duration "s"'),
        ("-", 'time: invalid duration "-"'),
        ("10", 'time: missing unit in duration "10"'),
        ("10d", 'time: unknown unit "d" in duration "10d"'),
        ("1s5", 'time: missing unit in duration "1s5"'),
        ("9999999h", 'time: invalid duration "9999999h"'),
    ],
)
def test_texts_that_are_no_duration(text: str, error: str) -> None:
    with pytest.raises(ValueError, match="time: ") as refused:
        parse_duration(text)
    assert str(refused.value) == error


def test_numbers_of_32_bits() -> None:
    assert parse_float32("15") == 15
    assert parse_float32("0.1") == 0.10000000149011612
    with pytest.raises(ValueError, match="invalid syntax"):
        parse_float32("1_0")
    with pytest.raises(ValueError, match="value out of range"):
        parse_float32("1e39")


def test_arithmetic_towards_zero_and_around() -> None:
    assert [truncated_division(a, b) for a, b in ((7, 2), (-7, 2), (7, -2), (-7, -2))] == [3, -3, -3, 3]
    assert int64(2**63) == -(2**63)
    assert int64(-1) == -1
    assert list_of(["a", "b"]) == "[a b]"
