"""How long a container waits for its next start; times in seconds here, milliseconds in the rule."""

from __future__ import annotations

import pytest

from podtutor.rules.backoff import (
    CRASH_LOOP_BACK_OFF,
    IMAGE_BACK_OFF,
    BackOffEntry,
    back_off_ends,
    back_off_message,
    crash_loop_back_off,
    is_in_back_off_since,
    is_in_back_off_since_update,
    next_entry,
)


def waits(runs: list[float], maximum: float = 300) -> list[float]:
    """The waits before each restart of a container that runs for these times."""
    back_off = crash_loop_back_off(round(maximum * 1000))
    entry, now, found = None, 0, []
    for run in runs:
        exited = now + round(run * 1000)
        now = back_off_ends(back_off, entry, exited)
        entry = next_entry(back_off, entry, exited, now)
        found.append((now - exited) / 1000)
    return found


@pytest.mark.parametrize(
    ("what", "runs", "maximum", "expected"),
    [
        ("doubling from the second restart on", [1] * 9, 300, [0, 10, 20, 40, 80, 160, 300, 300, 300]),
        ("run time is not deducted", [9, 9, 9], 300, [0, 10, 20]),
        ("five good minutes change nothing", [1, 1, 300, 1], 300, [0, 10, 20, 40]),
        ("exactly ten minutes are no reset", [1, 1, 600], 300, [0, 10, 20]),
        ("more than ten minutes are", [1, 1, 600.001, 1], 300, [0, 10, 0, 10]),
        ("a lower maximum", [1] * 5, 30, [0, 10, 20, 30, 30]),
        ("a maximum below the beginning", [1] * 3, 5, [0, 5, 5]),
        ("a lower maximum does not reset sooner", [1, 1, 130, 1], 60, [0, 10, 20, 40]),
    ],
)
def test_waits(what: str, runs: list[float], maximum: float, expected: list[float]) -> None:
    assert waits(runs, maximum) == expected, what


def test_in_back_off_until_the_wait_is_over_counted_from_the_exit() -> None:
    entry = BackOffEntry(delay=20_000, last_update=5_000)
    assert is_in_back_off_since(CRASH_LOOP_BACK_OFF, entry, 10_000, 29_999)
    assert not is_in_back_off_since(CRASH_LOOP_BACK_OFF, entry, 10_000, 30_000)
    assert not is_in_back_off_since(CRASH_LOOP_BACK_OFF, None, 10_000, 10_000)
    assert not is_in_back_off_since(CRASH_LOOP_BACK_OFF, entry, 605_001, 605_001)


def test_an_image_waits_from_the_last_attempt() -> None:
    entry = next_entry(IMAGE_BACK_OFF, None, 0, 0)
    assert is_in_back_off_since_update(IMAGE_BACK_OFF, entry, 9_999)
    assert not is_in_back_off_since_update(IMAGE_BACK_OFF, entry, 10_000)
    assert next_entry(IMAGE_BACK_OFF, entry, 11_000, 11_000).delay == 20_000


def test_the_message_names_container_and_pod() -> None:
    message = back_off_message(BackOffEntry(80_000, 0), "app", "web", "default", "u1")
    assert message == "back-off 1m20s restarting failed container=app pod=web_default(u1)"
