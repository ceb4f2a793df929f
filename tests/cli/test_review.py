"""`podtutor review` line by line: what is due, taking back, flagging, overruling, the plan; and never an empty screen."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podtutor.storage.opening import FILE_NAME


def learned(podtutor) -> None:
    done = podtutor("quiz", "small-pod", "--seed", "3", "--json", "--level", "junior", stdin="a !1\n" * 10)
    assert done.code == 0


def make_due(home: Path, days: int = 0) -> int:
    """Put all cards on a day from today; how many there are."""
    today = (datetime.now(tz=UTC).date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days
    connection = sqlite3.connect(home / FILE_NAME)
    changed = connection.execute("UPDATE cards SET due = ?", (today + days,))
    connection.commit()
    count = changed.rowcount
    connection.close()
    return count


def cards(home: Path) -> list[tuple]:
    return sqlite3.connect(home / FILE_NAME).execute("SELECT * FROM cards ORDER BY question").fetchall()


def test_before_anything_was_learned_it_says_what_to_do(podtutor) -> None:
    done = podtutor("review")
    assert done.code == 0
    assert "There is nothing to review yet" in done.out
    assert "podtutor learn small-pod" in done.out


def test_where_nothing_is_due_there_are_other_things_to_do(podtutor) -> None:
    learned(podtutor)
    out = podtutor("review").out
    assert "Nothing is due. The next question comes back" in out
    for command in ("podtutor review --weakest", "podtutor review --ahead", "podtutor learn"):
        assert command in out
    assert max(map(len, out.split("\n"))) <= 80


def test_what_is_due_is_asked_and_comes_back_later(podtutor, home: Path) -> None:
    learned(podtutor)
    count = make_due(home)
    out = podtutor("review", stdin="a\n" * 10).out
    assert "question 1 of" in out
    assert "It comes back" in out
    assert "The next question comes back" in out or "can wait" in out
    assert len(cards(home)) >= count


def test_home_and_progress_promise_what_the_review_asks(podtutor, home: Path) -> None:
    learned(podtutor)
    assert podtutor("quiz", "small-pod", "--level", "senior", "--kind", "choice", stdin="a\n" * 9).code == 0
    make_due(home)
    reviews = 0
    while "due today" in (at_home := podtutor().out):
        asked = re.search(r"question 1 of (\d+)", podtutor("review", stdin="a\n" * 30).out)
        assert asked is not None
        assert re.search(rf"Review: {asked[1]} questions? due today", at_home)
        reviews += 1
    assert reviews > 0
    assert "question 1 of" not in podtutor("review").out
    assert "Review: 0 due now" in podtutor("progress").out
    assert any(card[4] <= card[3] for card in cards(home)), "the question of a higher level still waits for its level"


def test_the_plan_counts_the_questions_of_ones_own_level(podtutor, home: Path) -> None:
    assert podtutor("quiz", "small-pod", "--level", "senior", "--kind", "choice", stdin="a\n" * 9).code == 0
    make_due(home)
    date = (datetime.now(tz=UTC) + timedelta(days=5)).strftime("%Y-%m-%d")
    assert "No question comes back before that day" in podtutor("review", "--interview", date, "--level", "junior").out


@pytest.mark.parametrize("way", ["--ahead", "--weakest", "--more"])
def test_other_ways(podtutor, home: Path, way: str) -> None:
    learned(podtutor)
    if way == "--more":
        make_due(home)
    assert "question 1 of" in podtutor("review", way, stdin="a\n").out


def test_an_answer_can_be_taken_back(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    before = cards(home)
    out = podtutor("review", stdin="a !3\n!u\n").out
    assert out.count("question 1 of") == 2
    after = cards(home)
    assert [(card[0], card[5]) for card in after] == [(card[0], card[5]) for card in before]


def test_what_can_be_typed_is_said_once_and_it_can_be_ended(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    out = podtutor("review", stdin="a\n!q\na\n").out
    assert out.count("!u takes the last answer back") == 1
    assert "!again, !hard, !good, !easy behind an answer" in out
    assert "of 1 right" in out


def test_ones_own_rating_counts(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    assert "(easy)" in podtutor("review", "-n", "1", stdin="a !3 !easy\n").out


def test_a_bad_question_is_flagged_with_a_text_for_an_issue(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    out = podtutor("review", "-n", "1", stdin="!f both answers are right\na\n").out
    assert "To paste into an issue" in out
    assert "What is wrong with it: both answers are right" in out
    flagged = podtutor("review", "--flagged").out
    assert flagged.startswith("Question `")
    assert "both answers are right" in flagged


def test_no_flags_no_text(podtutor) -> None:
    assert "You have flagged no question" in podtutor("review", "--flagged").out


def test_an_interview_shows_the_plan_until_then(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home, 300)
    date = (datetime.now(tz=UTC) + timedelta(days=5)).strftime("%Y-%m-%d")
    out = podtutor("review", "--interview", date, stdin="a\n").out
    assert "The interview is in" in out
    assert "not done yet" in out
    assert podtutor("review").out.startswith("Until the interview")
    assert "No interview is prepared for" in podtutor("review", "--interview", "none").out
    assert "Until the interview" not in podtutor("review").out


@pytest.mark.parametrize("date", ["2020-01-01", "tomorrow", "2026-13-40"])
def test_a_day_that_is_none_to_come_is_refused(podtutor, date: str) -> None:
    done = podtutor("review", "--interview", date)
    assert (done.code, done.out) == (2, "")
    assert date in done.err


def test_home_names_what_is_to_be_read_again_rather_than_asked(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    connection = sqlite3.connect(home / FILE_NAME)
    connection.execute("UPDATE cards SET missed = 5, last_missed = 1")
    connection.commit()
    count = len(cards(home))
    out = podtutor().out
    assert f"Review: {count} questions to read about first" in out
    assert "Next: read again what was missed most" in out
    assert "due today" not in out
    assert "Missed 5 times, so read first" in podtutor("review").out


def test_a_question_missed_five_times_leads_to_its_section(podtutor, home: Path) -> None:
    learned(podtutor)
    make_due(home)
    connection = sqlite3.connect(home / FILE_NAME)
    connection.execute("UPDATE cards SET missed = 5, last_missed = 1")
    connection.commit()
    connection.close()
    out = podtutor("review").out
    assert "Missed 5 times, so read first, then be asked again:" in out
