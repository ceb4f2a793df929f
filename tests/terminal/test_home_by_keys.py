"""The home screen and the first minutes, in a real terminal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from podtutor.storage.opening import FILE_NAME

SCREEN = 24


def begun(terminal) -> None:
    """Somebody who has opened a lesson before."""
    terminal("path", "small").end()
    screen = terminal("learn", "small-pod")
    screen.see("Enter begin")
    screen.press("q")
    assert screen.end() == 0


def test_the_first_time_three_lines_and_the_first_question_at_once(terminal) -> None:
    terminal("path", "small").end()
    screen = terminal()
    text = screen.see(
        "Learn Kubernetes pods", "question 1 of at most 8", "s I don't know", "l skip to the first lesson"
    )
    assert len(text.split("\n")) <= SCREEN
    screen.press("l").see("A small pod", "Enter begin")
    screen.press("q")
    assert screen.end() == 0
    again = terminal()
    again.see("Go on with: A small pod")


def test_the_level_is_found_by_answering(terminal) -> None:
    terminal("path", "small").end()
    screen = terminal()
    screen.see("question 1 of at most 8")
    while "You begin at level" not in screen.text:
        if "Enter next" in screen.text:
            screen.turn("Enter")
        else:
            screen.turn("s")  # a question that is passed over counts as not known
    screen.see("You begin at level junior", "A small pod", "t test out of it by its quiz")
    screen.press("Enter").see("junior track", "Enter begin")
    screen.press("q")
    assert screen.end() == 0


def test_the_level_is_found_line_by_line_where_lines_are_read(terminal) -> None:
    terminal("path", "small").end()
    screen = terminal("--plain", height=200)
    screen.see("Learn Kubernetes pods", "question 1 of at most 8", "Enter alone: I don't know")
    for number in range(2, 9):
        screen.turn("Enter")
        screen.see("No answer")
        if "You begin at level" in screen.text:
            break
        screen.see(f"question {number} of at most 8")
    screen.see("You begin at level junior", "A small pod", "podtutor learn")
    assert screen.end() == 0
    again = terminal("--plain")
    assert again.end() == 0
    assert "of at most 8" not in again.text


def test_the_questions_that_find_the_level_can_be_left_also_line_by_line(terminal) -> None:
    terminal("path", "small").end()
    screen = terminal("--plain", height=60)
    screen.see("question 1 of at most 8")
    screen.press("!q", "Enter").see("podtutor learn small-pod")
    assert screen.end() == 0
    assert "You begin at level" not in screen.text


def test_home_leads_to_the_next_step_and_to_everything_else(terminal) -> None:
    begun(terminal)
    screen = terminal()
    text = screen.see("Go on with: A small pod", "Enter go on", "z quiz", "i interview", "r review", "p progress")
    assert len(text.split("\n")) <= SCREEN
    screen.press("p").see("What you have learned", "No question is answered yet", "any key back")
    screen.press("x").see("Go on with")
    screen.press("v").see("level: middle")
    screen.press("Enter").see("middle track", "Enter begin")
    screen.press("q")
    assert screen.end() == 0


def test_what_is_due_comes_first(terminal, tmp_path: Path) -> None:
    begun(terminal)
    screen = terminal("quiz", "small-pod", "--kind", "truefalse")
    screen.press("a", "2").see("Enter next")
    screen.press("Enter", "q")
    screen.end()
    connection = sqlite3.connect(tmp_path / "home" / FILE_NAME)
    connection.execute("UPDATE cards SET due = reviewed")
    connection.commit()
    connection.close()
    screen = terminal()
    screen.see("1 question due today", "Next: answer what is due", "Enter review", "l lesson")
    screen.press("Enter").see("Review", "question 1 of 1")


def test_a_lesson_is_tested_out_of_by_its_quiz(terminal) -> None:
    screen = terminal("learn", "small-pod")
    screen.see("t test out")
    screen.press("t").see("question 1 of 8", "With 7 of 8 right the lesson counts as done at level junior.")
    screen.press("Escape")
    assert screen.end() == 0
    assert "Your place is kept: A small pod." in screen.left
