"""A placement finds the level in at most eight questions, and asks where it learns most."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from test_review_day import question

from podtutor.content.common import LEVELS, Level
from podtutor.tutor.placement import MOST, Placement, next_question, start_placement

BANK = [question(f"{level}-{number}", topic=f"t{number % 6}", level=level) for level in LEVELS for number in range(20)]


def placed(knows: dict[Level, float], seed: int = 1) -> Placement:
    chance = Random(seed)
    placement = start_placement()
    while not placement.done:
        entry = next_question(placement, BANK, chance)
        assert entry is not None
        placement = placement.answered(entry, right=chance.random() < knows[entry.question.level])
    return placement


@pytest.mark.parametrize(
    ("knows", "level"),
    [
        ({"junior": 0.3, "middle": 0.25, "senior": 0.25}, "junior"),
        ({"junior": 0.95, "middle": 0.9, "senior": 0.3}, "middle"),
        ({"junior": 1.0, "middle": 0.97, "senior": 0.95}, "senior"),
    ],
)
def test_most_people_land_where_they_belong_and_hardly_anybody_two_levels_off(
    knows: dict[Level, float], level: Level
) -> None:
    found = Counter(placed(knows, seed).level for seed in range(200))
    assert found[level] >= 120
    far = {"junior": "senior", "senior": "junior"}.get(level)
    assert far is None or found[far] <= 6


def test_never_more_than_eight_and_nothing_twice() -> None:
    for seed in range(50):
        asked = [name for name, _ in placed(dict.fromkeys(LEVELS, 0.6), seed).asked]
        assert 4 <= len(asked) <= MOST
        assert len(set(asked)) == len(asked)


def test_all_right_is_senior_and_all_wrong_junior() -> None:
    assert placed(dict.fromkeys(LEVELS, 1.0)).level == "senior"
    assert placed(dict.fromkeys(LEVELS, 0.0)).level == "junior"


def test_topics_take_turns() -> None:
    placement, topics = start_placement(), []
    for number in range(4):
        entry = next_question(placement, BANK, Random(number))
        assert entry is not None
        topics.append(entry.question.topic)
        placement = placement.answered(entry, right=False)
    assert len(set(topics)) == 4


def test_without_questions_there_is_nothing_to_ask() -> None:
    assert next_question(start_placement(), [], Random(1)) is None
