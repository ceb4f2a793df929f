"""The shipped course: the standard that every lesson and its questions keep."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from podtutor.content.bank import KINDS
from podtutor.content.common import LEVELS, Level
from podtutor.content.folders import shipped_folder
from podtutor.content.lesson import Ask, Lesson, Prose, Reveal
from podtutor.content.library import Library
from podtutor.tutor.rubric import grade_open


@cache
def library() -> Library:
    return Library([shipped_folder()])


LESSONS = [head.id for head in library().lesson_heads]


def lesson(name: str) -> Lesson:
    return library().lesson(name)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LESSONS)
def test_each_track_opens_with_a_question_before_it_tells(name: str, level: Level) -> None:
    opening = lesson(name).tracks.of(level).sections[0].blocks
    asks = [isinstance(block, (Ask, Reveal)) for block in opening]
    assert any(asks[:3])


@pytest.mark.parametrize("name", LESSONS)
def test_what_asserts_something_names_its_claims(name: str) -> None:
    """Prose may only set a scene; every section that shows anything says which claims it is about."""
    for level in LEVELS:
        for section in lesson(name).tracks.of(level).sections:
            silent = [block for block in section.blocks if not isinstance(block, Prose) and not block.claims]
            assert silent == [], f"{level}#{section.id}"


@pytest.mark.parametrize("name", LESSONS)
def test_a_cheat_sheet_is_worth_its_page(name: str) -> None:
    sheet = lesson(name).cheatsheet
    assert len(sheet.must_know) >= 6
    assert len(sheet.follow_ups) >= 5
    assert len(sheet.red_flags) >= 5


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_questions_of_every_level(name: str) -> None:
    questions = library().questions([name])
    assert len(questions) >= 18
    assert {question.question.level for question in questions} == set(LEVELS)


def test_the_first_lesson_has_a_bank_of_every_kind() -> None:
    questions = library().questions(["pod"])
    levels = Counter(question.question.level for question in questions)
    kinds = Counter(question.kind for question in questions)
    assert len(questions) >= 60
    assert min(levels[level] for level in LEVELS) >= 18
    assert set(kinds) >= set(KINDS.values()) - {"predict"}
    assert kinds["redflag"] >= 15


def test_a_red_flag_is_not_always_one() -> None:
    flags = [entry.question.flag for entry in library().questions() if entry.kind == "redflag"]
    assert 0.5 <= sum(flags) / len(flags) <= 0.8


def test_truth_and_falsehood_are_even() -> None:
    told = [entry.question.answer for entry in library().questions() if entry.kind == "truefalse"]
    assert 0.3 <= sum(told) / len(told) <= 0.7


def test_every_path_orders_lessons_that_exist() -> None:
    assert {path.id for path in library().paths} >= {"interview", "developer", "devops", "sre"}
    for path in library().paths:
        assert set(path.lessons) <= set(LESSONS)


@pytest.mark.parametrize("entry", [e for e in library().questions() if e.kind == "open"], ids=lambda entry: entry.id)
def test_who_says_nothing_is_heard_to_say_nothing(entry) -> None:
    question = entry.question
    graded = grade_open(question.rubric, "I do not know anything about this.")
    assert graded.heard == ()
    assert graded.said == ()


def test_each_path_has_an_order_of_its_own_and_leaves_nothing_out() -> None:
    orders = [path.lessons for path in library().paths]
    assert len(set(orders)) == len(orders)
    assert all(sorted(order) == sorted(LESSONS) for order in orders)


@pytest.mark.parametrize("path", [path.id for path in library().paths])
def test_no_path_asks_for_a_lesson_before_what_it_builds_on(path: str) -> None:
    order = library().path(path).lessons
    early = [
        (name, before)
        for name in order
        for before in library().lesson_head(name).prerequisites
        if order.index(before) > order.index(name)
    ]
    assert early == []
