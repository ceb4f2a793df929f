"""A quiz by keys: letters and arrows, ticks, an order, typed text, how sure one is; and the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def one(terminal, kind: str, **more: Any):
    """A quiz of the one question of a kind."""
    screen = terminal("quiz", "small-pod", "--kind", kind, "-n", "1", "--seed", "3", **more)
    screen.see("question 1 of 1")
    return screen


def test_a_letter_chooses_and_confidence_is_asked_before_the_verdict(terminal) -> None:
    screen = one(terminal, "choice")
    letter = next(line.split()[0] for line in screen.text.split("\n") if "One for the pod" in line)
    screen.press(letter).see("How sure?", "1 a guess", "3 certain")
    assert "Right" not in screen.text
    screen.press("2").see("✓ Right", "The network namespace belongs to the pod", "Why")
    screen.press("Enter").see("1 of 1 right", "By topic", "When fairly sure")
    screen.press("q")
    assert screen.end() == 0
    assert "1 of 1 right; every answer is kept." in screen.left


def test_an_answer_may_be_changed_before_the_verdict(terminal) -> None:
    screen = one(terminal, "choice")
    screen.press("a").see("How sure?")
    screen.press("b").see("a–d answer")
    screen.press("Down", "Enter").see("How sure?")


def test_a_certain_mistake_is_refuted_and_comes_again(terminal) -> None:
    screen = one(terminal, "truefalse")
    screen.press("a", "3").see("You said a", "People say", "In truth", "It comes again")
    screen.press("Enter").see("once more, question 2 of 2")
    screen.press("b", "3").see("✓ Right")
    screen.press("Enter").see("0 of 1 right", "Worth reading again", "What a crash does")
    screen.press("Enter").see("section 3 of 3")


def test_ticks(terminal) -> None:
    screen = one(terminal, "multi")
    letters = [
        line.split("]")[1].split()[0] for line in screen.text.split("\n") if "Their IP" in line or "Their node" in line
    ]
    screen.press(*letters).see("[x]")
    screen.press("Enter", "1").see("✓ Right")


def test_an_order_by_numbers_and_by_carrying(terminal) -> None:
    screen = one(terminal, "order")
    numbers = {}
    for line in screen.text.split("\n"):
        for word in ("stores", "binds", "starts"):
            if f" {word} " in line:
                numbers[word] = line.replace("▸", "").split()[0]
    screen.press(numbers["stores"], numbers["binds"], numbers["starts"]).see("stores")
    screen.press("Enter", "2").see("✓ Right")


def test_typed_answers_can_be_edited(terminal) -> None:
    screen = one(terminal, "number")
    screen.press("3", "1", "Backspace", "0", "Enter").see("How sure?")
    screen.press("3").see("✓ Right")


def test_an_unreadable_answer_is_asked_again(terminal) -> None:
    screen = one(terminal, "number")
    screen.press("s", "o", "o", "n", "Enter").see("is no number")
    screen.press("Backspace", "Backspace", "Backspace", "Backspace", "3", "0", "Enter").see("How sure?")


def test_an_open_answer_shows_what_was_heard_and_can_be_corrected(terminal) -> None:
    screen = one(terminal, "open")
    screen.press("one or more containers", "Enter", "1").see(
        "✓ heard", "○ missing", "said aloud", "c count it as right"
    )
    screen.press("c").see("You count it as right")
    screen.press("Enter").see("1 of 1 right")


def test_a_red_flag(terminal) -> None:
    screen = one(terminal, "redflag")
    screen.press("f", "3").see(
        "You said fine" if "You said fine" in screen.text else "This is a red flag", "Say instead"
    )


def test_confidence_can_be_switched_off_for_good(terminal) -> None:
    screen = one(terminal, "truefalse")
    screen.press("b").see("0 stop asking")
    screen.press("0").see("✓ Right")
    screen.close()
    again = one(terminal, "truefalse")
    again.press("b").see("✓ Right")


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("Escape", 0), ("Ctrl-C", 130)])
def test_leaving_in_the_middle_keeps_what_was_answered(terminal, key: str, code: int) -> None:
    screen = terminal("quiz", "small-pod", "--seed", "3", "--kind", "choice", "--kind", "truefalse")
    screen.see("question 1 of 2")
    screen.press("a", "1").see("Enter next")
    screen.press("Enter").see("question 2 of 2")
    screen.press(key)
    if code == 0:
        screen.see("of 1 right")
        screen.press("q")
    assert screen.end() == code
    assert "of 1 right; every answer is kept." in screen.left


def test_leaving_says_where_nothing_could_be_saved(terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    screen = one(terminal, "truefalse", PODTUTOR_HOME=str(tmp_path / "file"))
    screen.press("a", "1").see("Enter next")
    screen.press("q").see("of 1 right")
    screen.press("q")
    assert screen.end() == 0
    assert "nothing could be saved this time" in screen.left
    assert "every answer is kept" not in screen.left
    lesson = terminal("learn", "small-pod", PODTUTOR_HOME=str(tmp_path / "file"))
    lesson.see("Enter begin")
    lesson.press("q")
    assert lesson.end() == 0
    assert "Your place could not be saved" in lesson.left


def test_resizing_in_the_middle_of_a_word(terminal) -> None:
    screen = one(terminal, "fill")
    screen.press("k", "u", "b", "e")
    screen.resize(60, 16)
    screen.see("› kube")
    screen.press("l", "e", "t", "Enter", "2").see("✓ Right")


def test_skipping_shows_the_answer(terminal) -> None:
    screen = one(terminal, "choice")
    screen.press("s").see("No answer", "One for the pod")


def test_an_exam_tells_at_the_end(terminal) -> None:
    screen = one(terminal, "fill", width=80)
    screen.close()
    screen = terminal("quiz", "small-pod", "--kind", "fill", "--exam")
    screen.see("question 1 of 1")
    screen.press("scheduler", "Enter", "1").see("Your answers", "You said: scheduler. Right is: kubelet")


def test_nothing_is_answered_or_passed_over_before_all_of_it_was_seen(terminal) -> None:
    screen = one(terminal, "order", height=9)
    screen.see("Enter read on")
    screen.turn("Enter")
    screen.see("part 2 of", "Enter done")
    screen.press("Enter").see("How sure?")
    screen.press("1").see("part 1 of", "Enter read on")
    while "Enter read on" in screen.text:
        screen.turn("Down")
    screen.see("◆ Why", "Enter next")
    screen.turn("Up")
    screen.see("Enter read on")


def test_what_a_key_changes_is_seen_at_once(terminal) -> None:
    screen = one(terminal, "open", height=12)
    screen.press("one or more containers", "Enter").see("How sure?")
    screen.press("1").see("part 1 of", "c count it as right")
    screen.press("c").see("You count it as right")
