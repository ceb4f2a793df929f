"""Typed answers, as the command line's contract says: letters or exact text, `a,c`, `3 1 2`, `flag b`, numbers, text."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_of_each import CHOICE, EVERY, FILL, FINE, MULTI, NUMBER, OPEN, ORDER, PREDICTED, RED_FLAG, TRUE_FALSE, shown

from podtutor.content import bank
from podtutor.content.bank import ReadyEntry
from podtutor.content.quiz import Question, ReadyQuestion
from podtutor.tutor import answers, grading
from podtutor.tutor.answers import (
    Arranged,
    Figure,
    Given,
    Judged,
    Nothing,
    Picked,
    UnreadableAnswerError,
    Words,
    in_words,
    parse,
    show,
    split_confidence,
)


@pytest.mark.parametrize(
    ("line", "text", "confidence"),
    [
        ("b !3", "b", 3),
        ("a,c !1", "a,c", 1),
        ("flag b  !2 ", "flag b", 2),
        ("It waits !2", "It waits", 2),
        ("!3", "", 3),
        ("wow!3", "wow!3", None),
        ("b !4", "b !4", None),
        ("b !3 really", "b !3 really", None),
        ("", "", None),
    ],
)
def test_a_last_field_tells_how_sure_one_is(line: str, text: str, confidence: int | None) -> None:
    assert split_confidence(line) == (text, confidence)


@pytest.mark.parametrize(
    ("question", "typed", "given"),
    [
        (CHOICE, "b", Picked((1,))),
        (CHOICE, " B ", Picked((1,))),
        (CHOICE, "b)", Picked((1,))),
        (CHOICE, "it  WAITS", Picked((1,))),
        (CHOICE, "", Nothing()),
        (MULTI, "a,c", Picked((0, 2))),
        (MULTI, "c a", Picked((0, 2))),
        (MULTI, "ad", Picked((0, 3))),
        (MULTI, "d", Picked((3,))),
        (MULTI, "volumes, files, all of them", Picked((2, 3))),
        (MULTI, "IP; ports", Picked((0, 1))),
        (TRUE_FALSE, "a", Picked((0,))),
        (TRUE_FALSE, "false", Picked((1,))),
        (TRUE_FALSE, "f", Picked((1,))),
        (TRUE_FALSE, "TRUE", Picked((0,))),
        (RED_FLAG, "fine", Judged(flag=False)),
        (RED_FLAG, "flag b", Judged(flag=True, part=1)),
        (RED_FLAG, "Flag: B", Judged(flag=True, part=1)),
        (RED_FLAG, "flag", Judged(flag=True)),
        (RED_FLAG, "flag then the pod was replaced.", Judged(flag=True, part=1)),
        (RED_FLAG, "c", Judged(flag=True, part=2)),
        (ORDER, "4 3 2 1", Arranged((3, 2, 1, 0))),
        (ORDER, "4,3, 2,1", Arranged((3, 2, 1, 0))),
        (ORDER, "4321", Arranged((3, 2, 1, 0))),
        (ORDER, "4 > 3 > 2 > 1", Arranged((3, 2, 1, 0))),
        (NUMBER, "30", Figure(30)),
        (NUMBER, "30 s", Figure(30)),
        (NUMBER, "30 Seconds", Figure(30)),
        (NUMBER, "0.5m", Figure(30)),
        (NUMBER, "1,000", Figure(1000)),
        (NUMBER, "-2.5", Figure(-2.5)),
        (NUMBER, "~30", Figure(30)),
        (FILL, " emptyDir ", Words("emptyDir")),
        (PREDICTED, "crashloopbackoff", Picked((2,))),
        (OPEN, "The kubelet, I think.", Words("The kubelet, I think.")),
    ],
)
def test_what_is_typed_is_read(question: ReadyQuestion, typed: str, given: Given) -> None:
    assert parse(shown(question), typed) == given


@pytest.mark.parametrize(
    ("question", "typed", "hint"),
    [
        (CHOICE, "d", "type one letter: a b c"),
        (CHOICE, "ab", "type one letter"),
        (MULTI, "a,z", "type letters, as in `a,c`: a b c d"),
        (MULTI, "aa", "type letters"),
        (TRUE_FALSE, "maybe", "type one letter: a b"),
        (RED_FLAG, "flag z", "type `fine`, or `flag` and the letter of the part that is wrong: a b c"),
        (RED_FLAG, "fine b", "type `fine`"),
        (ORDER, "1 2 3", "type each number from 1 to 4 once, as in `4 3 2 1`"),
        (ORDER, "1 1 2 3", "each number from 1 to 4 once"),
        (ORDER, "a b c d", "each number from 1 to 4 once"),
        (NUMBER, "many", "type a number of seconds"),
        (NUMBER, "30 pods", "`pods` is another unit"),
        (NUMBER, "9" * 40, "no number"),
    ],
)
def test_what_is_no_answer_is_told_with_what_would_be_one(question: ReadyQuestion, typed: str, hint: str) -> None:
    with pytest.raises(UnreadableAnswerError) as raised:
        parse(shown(question), typed)
    assert hint in str(raised.value)


def test_every_table_over_kinds_is_complete() -> None:
    written, kinds = set(get_args(Question)), set(get_args(ReadyQuestion))
    tables = (bank._OPTIONS, bank._RIGHT, answers._PARSERS, grading._GRADERS)
    assert [set(table) for table in tables] == [kinds] * len(tables)
    assert {type(question) for question in EVERY} == kinds
    assert set(answers._WORDINGS) == set(get_args(Given))
    names = {kind: kind.__struct_config__.tag for kind in written}
    assert names == dict(bank.KINDS)
    assert {kind.__struct_config__.tag for kind in kinds} == set(names.values())


@pytest.mark.parametrize("seed", range(20))
def test_shuffling_keeps_every_option_and_never_gives_the_right_order_away(seed: int) -> None:
    for question in EVERY:
        put = show(ReadyEntry(question, "pod", ""), Random(seed))
        authored = shown(question)
        assert sorted(option.option.text for option in put.options) == sorted(o.option.text for o in authored.options)
        assert [option.letter for option in put.options] == [option.letter for option in authored.options]
        if question is ORDER:
            assert sorted(put.steps) == sorted(ORDER.steps)
            assert put.steps != ORDER.steps
        if question in (RED_FLAG, FINE, TRUE_FALSE):
            assert [o.option.text for o in put.options] == [o.option.text for o in authored.options]


def test_answers_are_kept_in_words_for_letters_change() -> None:
    kept = [
        in_words(shown(question), parse(shown(question), typed))
        for question, typed in ((CHOICE, "b"), (MULTI, "a,d"), (RED_FLAG, "flag b"), (RED_FLAG, "flag"), (FINE, "fine"),
                                (ORDER, "4 3 2 1"), (NUMBER, "30 s"), (FILL, "x"), (OPEN, ""))
    ]  # fmt: skip
    assert kept == [
        "It waits", "IP; volumes", "flag: Then the pod was replaced.", "flag", "fine",
        "scheduled; pulled; started; ready", "30", "x", "",
    ]  # fmt: skip


@given(typed=st.text(max_size=60), question=st.sampled_from(EVERY))
@settings(max_examples=400, deadline=None)
def test_no_text_at_all_is_more_than_unreadable(typed: str, question: ReadyQuestion) -> None:
    put = shown(question)
    text, confidence = split_confidence(typed)
    assert confidence in (None, 1, 2, 3)
    with suppress(UnreadableAnswerError):
        assert 0.0 <= grading.grade(put, parse(put, text)).credit <= 1.0
