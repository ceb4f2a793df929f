"""A lesson by keys: one section a screen, questions where they stand, the place kept whatever happens."""

from __future__ import annotations


def to_second_section(screen) -> None:
    screen.see("Afterwards you can", "Enter begin")
    screen.press("Enter").see("Two containers run in one pod", "section 1 of 3", "a–c or ↑↓ answer")
    screen.press("b").see("Not so", "The answer is a", "Enter read on")
    while "section 2 of 3" not in screen.text:
        screen.turn()
    screen.see("Shared, and kept apart")


def test_a_lesson_from_beginning_to_end(terminal) -> None:
    screen = terminal("learn", "small-pod")
    to_second_section(screen)
    while "Why does the neighbour not notice?" not in screen.text:
        screen.turn()
    assert "Each container is a process tree" not in screen.text
    screen.press("Enter").see("Each container is a process tree")
    while "What to take away" not in screen.text:
        screen.turn()
    screen.see("What next", "the quiz on this lesson", "deeper: the middle track")
    screen.press("Enter").see("question 1 of 8")
    screen.press("Escape")
    assert screen.end() == 0


def test_enter_pressed_by_habit_answers_nothing(terminal) -> None:
    screen = terminal("learn", "small-pod")
    screen.see("Enter begin")
    screen.press("Enter").see("a–c or ↑↓ answer")
    screen.press("Enter", "Enter")
    screen.press("Down").see("▸ a  One")
    assert "The question" not in screen.text
    screen.press("Enter").see("Right")


def test_the_answer_can_be_shown_without_answering(terminal) -> None:
    screen = terminal("learn", "small-pod")
    screen.see("Enter begin")
    screen.press("Enter").see("s show the answer")
    screen.press("s").see("The answer is a")
    assert "Not so" not in screen.text


def test_ctrl_c_loses_nothing_and_learn_comes_back(terminal) -> None:
    screen = terminal("learn", "small-pod")
    to_second_section(screen)
    screen.press("Ctrl-C")
    assert screen.end() == 130
    assert "Your place is kept" in screen.left
    again = terminal("learn", "small-pod")
    again.see("section 2 of 3", "Shared, and kept apart")


def test_a_closed_window_loses_nothing(terminal) -> None:
    screen = terminal("learn", "small-pod")
    to_second_section(screen)
    screen.close()
    terminal("learn", "small-pod").see("section 2 of 3")


def test_resizing_keeps_the_place(terminal) -> None:
    screen = terminal("learn", "small-pod")
    to_second_section(screen)
    screen.resize(60, 20)
    screen.see("section 2 of 3", "Shared, and kept apart")
    assert max(len(line) for line in screen.text.split("\n")) <= 60
    screen.resize(120, 40)
    screen.see("section 2 of 3", "Two containers that listen on one port")


def test_a_section_taller_than_the_screen_is_read_page_by_page(terminal) -> None:
    screen = terminal("learn", "small-pod", "--from", "2", height=16)
    screen.see("part 1 of")
    while "What a crash does" not in screen.text:
        screen.turn()
    screen.turn("b").see("section 2 of 3", "Gotcha")


def test_the_outline_leads_to_any_section(terminal) -> None:
    screen = terminal("learn", "small-pod")
    screen.see("o outline")
    screen.press("o").see("What a crash does", "by number")
    screen.press("3", "Enter").see("section 3 of 3", "People say")


def test_help_names_the_keys(terminal) -> None:
    screen = terminal("learn", "small-pod")
    screen.see("? help")
    screen.press("?").see("your place is kept", "any key")
    screen.press("x").see("Afterwards you can")


def test_leaving_gives_the_terminal_back_and_says_how_to_go_on(terminal) -> None:
    screen = terminal("learn", "small-pod")
    to_second_section(screen)
    screen.press("q")
    assert screen.end() == 0
    assert "podtutor learn small-pod --level junior" in screen.left
    assert b"\x1b[?25h" in screen.raw


def test_plain_in_a_terminal_talks_line_by_line(terminal) -> None:
    screen = terminal("learn", "small-pod", "--plain", height=60)
    screen.see("Enter: next. b: back. q: leave.")
    screen.press("Enter").see("Your letter, or Enter for the answer:")
    screen.press("b", "Enter").see("Not so:", "The answer is a:")
    screen.press("Enter").see("What is shared", "section 2 of 3")
    screen.press("q", "Enter")
    assert screen.end() == 0
    assert b"\x1b" not in screen.raw


def test_a_dumb_terminal_gets_no_control_characters(terminal) -> None:
    screen = terminal("learn", "small-pod", height=60, TERM="dumb")
    screen.see("Enter: next. b: back. q: leave.")
    screen.press("q", "Enter")
    assert screen.end() == 0
    assert b"\x1b" not in screen.raw


def test_no_color_draws_without_colours(terminal) -> None:
    screen = terminal("learn", "small-pod", NO_COLOR="1")
    screen.see("Afterwards you can")
    assert b"\x1b[38;5" not in screen.raw
    assert b";38;5" not in screen.raw


def test_an_outline_taller_than_the_screen_follows_the_cursor(terminal) -> None:
    screen = terminal("learn", "small-pod", height=7)
    screen.see("? help")
    screen.press("o").see("▸  1")
    screen.press("Down", "Down").see("▸  3  What a crash does")


def test_a_prediction_may_be_made_from_the_manifest(terminal) -> None:
    screen = terminal("learn", "small-pod", "--level", "middle", "--from", "1")
    screen.see("? Predict", "Enter run it   m manifest")
    screen.press("m").see("What is run · small-crash", "kind: Pod", "# What runs:")
    while "back to the lesson" in screen.text:
        screen.turn()
    screen.see("? Predict", "Enter run it")
    screen.press("Enter").see("Only the row of app was interrupted", "m manifest")


def test_in_a_low_window_a_run_shows_its_picture_at_once(terminal) -> None:
    screen = terminal("learn", "small-pod", "--level", "middle", "--from", "1", height=14)
    screen.see("section 1 of", "o outline")
    while "run it" not in screen.text:
        screen.turn()
    screen.press("Enter").see("phase", "READY", "STATUS")
    assert "? Predict" not in screen.text
