"""A mock interview by keys: typed and aloud, looked back upon with one's own marks, the scorecard and the report."""

from __future__ import annotations

from pathlib import Path

LONG = "pods hold containers and they are made by controllers on nodes " * 12


def begun(terminal, *arguments: str, **more: int):
    """An interview at its first question."""
    terminal("path", "small").end()
    screen = terminal("interview", "--level", "junior", "--minutes", "5", "--seed", "1", *arguments, **more)
    screen.see("5 minutes at level junior", "Enter begin")
    screen.press("Enter").see("What is a pod?")
    return screen


def answered(screen, text: str) -> None:
    screen.press(text, "Enter").see("How sure?")
    screen.press("2")


def test_marks_can_be_corrected_and_each_one_is_on_the_screen(terminal, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    screen = begun(terminal, "--report", str(report))
    answered(screen, "Containers in a virtual machine.")
    screen.see("What would a machine have")
    screen.press("Escape")
    text = screen.see("looking back, 1 of 1", "You said “virtual machine”. In truth:")
    assert "1–3 correct the mark" in text
    screen.press("3").see("· not said", "the contrary of this: A pod is no virtual")
    screen.press("2").see("by your own mark")
    screen.press("Enter").see("Scorecard", "2 of 2 ideas heard", "no red flags", "2 marks corrected by you")
    screen.press("q")
    assert screen.end() == 0
    assert "the grader: not heard" in report.read_text(encoding="utf-8")


def test_a_number_without_a_mark_does_nothing(terminal) -> None:
    screen = begun(terminal)
    answered(screen, "It holds containers that share an address.")
    screen.see("Why more than one?")
    screen.press("Escape")
    assert "1–2 correct the mark" in screen.see("looking back, 1 of 1")
    screen.press("3", "Enter").see("no red flags")


def test_what_is_being_typed_stays_in_sight_however_long_it_gets(terminal) -> None:
    screen = begun(terminal, width=60, height=14)
    screen.press(LONG, "the end").see("the end")
    screen.press("Backspace").see("the en")
    screen.press("Enter").see("How sure?")


def test_a_mark_made_further_down_is_seen_there(terminal) -> None:
    screen = begun(terminal, width=60, height=12)
    answered(screen, LONG)
    screen.press("Escape").see("looking back", "Enter read on")
    while "2 ○ missing" not in screen.text:
        screen.turn("Enter")
    screen.press("2").see("2 ✓ heard")


def test_aloud_one_sees_a_good_answer_and_ticks_what_was_said(terminal) -> None:
    screen = begun(terminal, "--aloud")
    screen.see("Enter I have said it")
    screen.press("Enter").see("A good answer", "Which of these did you say?", "1–3 tick")
    screen.press("1", "2").see("2 [x]")
    screen.press("2").see("2 [ ]")
    screen.press("Enter").see("What do they share?")
    screen.press("q").see("Scorecard", "1 of 2 ideas heard")
    screen.press("q")
    assert screen.end() == 0


def test_interrupted_the_answers_are_kept_and_the_report_is_written(terminal, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    screen = begun(terminal, "--report", str(report))
    answered(screen, "It holds containers.")
    screen.see("What do they share?")
    screen.press("half a sent", "Ctrl-C")
    assert screen.end() == 130
    assert "1 of 2 ideas heard" in screen.left
    assert "It holds containers." in report.read_text(encoding="utf-8")
    home = terminal()
    home.see("Answers", "1 given")
