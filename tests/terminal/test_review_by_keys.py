"""A review taken with single keys in a real terminal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from podtutor.storage.opening import FILE_NAME


def learn_and_make_due(terminal, tmp_path: Path) -> None:
    screen = terminal("quiz", "small-pod", "--kind", "truefalse", "--kind", "choice")
    screen.press("a", "2").see("Enter next")
    screen.press("Enter").see("question 2 of 2")
    screen.press("a", "2").see("Enter next")
    screen.press("Enter").see("right")
    screen.press("q")
    assert screen.end() == 0
    connection = sqlite3.connect(tmp_path / "home" / FILE_NAME)
    connection.execute("UPDATE cards SET due = reviewed")
    connection.commit()
    connection.close()


def skip(screen) -> None:
    """Leave the question that is open unanswered, whatever its kind, and see what is said."""
    screen.press("Tab" if "Tab skip" in screen.see("skip") else "s").see("No answer", "It comes back")


def test_answer_overrule_take_back_and_flag(terminal, tmp_path: Path) -> None:
    learn_and_make_due(terminal, tmp_path)
    screen = terminal("review")
    screen.see("Review", "question 1 of 2")
    skip(screen)
    screen.see("1–4 again hard good easy", "u undo", "f bad question")
    screen.press("4").see("(easy)")
    screen.press("1").see("(again)")
    screen.press("u").see("question 1 of 2", "skip")
    skip(screen)
    screen.press("f").see("Flagged.")
    screen.press("Enter").see("question 2 of 2")
    skip(screen)
    screen.press("Enter").see("0 of 2 right", "What next")
    screen.press("q")
    assert screen.end() == 0
    assert "What is wrong with it:" in screen.left
    assert "every answer is kept" in screen.left


def test_nothing_due_is_no_empty_screen(terminal) -> None:
    screen = terminal("review")
    screen.see("nothing to review yet", "Enter", "a new lesson")
    screen.press("Enter").see("Enter begin")
    screen.press("q")
    assert screen.end() == 0


def test_the_plan_is_shown_where_nothing_is_due_too(terminal) -> None:
    terminal("path", "small").end()
    screen = terminal("review", "--interview", "2199-01-01")
    screen.see(
        "The interview is in", "lessons of your path not done yet", "nothing to review yet", "Enter a new lesson"
    )
    screen.press("Enter").see("Enter begin")


def test_a_plan_comes_first_where_an_interview_is_ahead(terminal, tmp_path: Path) -> None:
    learn_and_make_due(terminal, tmp_path)
    screen = terminal("review", "--interview", "2199-01-01")
    screen.see("Until the interview", "The interview is in", "begin today's review")
    screen.press("Enter").see("question 1 of")
    screen.press("Escape")
    assert screen.end() == 0


def test_a_rating_and_a_flag_are_seen_at_once_also_in_a_low_window(terminal, tmp_path: Path) -> None:
    learn_and_make_due(terminal, tmp_path)
    screen = terminal("review", height=13)
    screen.see("question 1 of")
    screen.press("Tab" if "Tab skip" in screen.see("skip") else "s").see("part 1 of", "bad question")
    screen.press("4").see("(easy)")
    screen.press("f").see("Flagged.")


def test_a_question_flagged_twice_is_one_flag(terminal, tmp_path: Path) -> None:
    learn_and_make_due(terminal, tmp_path)
    screen = terminal("review")
    for _ in range(2):
        screen.see("question 1 of 2")
        skip(screen)
        screen.press("f").see("Flagged.")
        screen.press("u")
    screen.see("question 1 of 2")
    skip(screen)
    screen.press("q")
    screen.see("What next")
    screen.press("q")
    assert screen.end() == 0
    assert screen.left.count("What is wrong with it:") == 1
