"""When a question comes back: the rating follows from right or wrong, how sure and how fast; the days from the rating."""

from __future__ import annotations

import pytest

from podtutor.tutor.schedule import AGAIN, EASY, GOOD, HARD, Evidence, after, rating_of, recall, replay


def evidence(*, right: bool = True, day: int = 0, seconds: float = 20, **changes) -> Evidence:
    return Evidence(
        kind=changes.pop("kind", "choice"), right=right, day=day, milliseconds=int(seconds * 1000), **changes
    )


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        (evidence(right=False), AGAIN),
        (evidence(right=False, confidence=3, seconds=2), AGAIN),
        (evidence(), GOOD),
        (evidence(confidence=2), GOOD),
        (evidence(confidence=1), HARD),
        (evidence(confidence=3, seconds=5), EASY),
        (evidence(confidence=3, seconds=30), GOOD),
        (evidence(confidence=3, seconds=0), GOOD),
        (evidence(confidence=2, seconds=5), GOOD),
        (evidence(confidence=3, seconds=200), HARD),
        (evidence(kind="open", confidence=3, seconds=50), EASY),
        (evidence(kind="open", confidence=2, seconds=200), GOOD),
        (evidence(right=False, rating=EASY), EASY),
        (evidence(confidence=3, seconds=5, rating=AGAIN), AGAIN),
    ],
)
def test_the_rating(given: Evidence, rating: int) -> None:
    assert rating_of(given) == rating


def test_intervals_grow_and_nothing_is_left_to_chance() -> None:
    def intervals() -> list[int]:
        day, found = 0, []
        card = None
        for _ in range(5):
            card = after(card, "q", evidence(day=day))
            found.append(card.due - day)
            day = card.due
        return found

    assert intervals() == intervals() == [2, 11, 46, 163, 497]


def test_a_miss_brings_it_back_soon_and_is_counted() -> None:
    card = replay("q", [evidence(day=0), evidence(day=2), evidence(day=13, right=False)])
    assert card is not None
    assert (card.missed, card.last_missed, card.reviews) == (1, True, 3)
    assert card.due - 13 <= 3


def test_no_interval_is_ever_below_a_day() -> None:
    card = replay("q", [evidence(day=0, right=False) for _ in range(6)])
    assert card is not None
    assert card.due == 1


def test_interviews_make_no_cards() -> None:
    assert replay("q", [evidence(kind="interview")]) is None


def test_what_is_remembered_fades() -> None:
    card = after(None, "q", evidence(day=10))
    shares = [recall(card, day) for day in (10, 12, 30, 300)]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert 0.85 < shares[1] < 0.95


def test_a_clock_set_back_does_not_break_anything() -> None:
    card = after(after(None, "q", evidence(day=100)), "q", evidence(day=3))
    assert (card.reviewed, card.reviews) == (100, 2)
