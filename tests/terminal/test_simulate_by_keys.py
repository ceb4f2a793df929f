"""A history played on a terminal: time runs and stops, arrows step, predictions stop it; proofs with a guess before."""

from __future__ import annotations


def test_watching(terminal) -> None:
    screen = terminal("simulate", "small-crash", "--watch", "--speed", "2")
    screen.see("web  on node-1", "Space pause", "of 20s")
    screen.press("Space").see("Space go on")
    screen.press("q")
    assert screen.end() == 0


def test_stepping_from_moment_to_moment(terminal) -> None:
    screen = terminal("simulate", "small-crash", "--watch", "--speed", "0.1")
    screen.see("Space pause")
    screen.press("Space").see("Space go on")
    while "app ends with exit code 1" not in screen.text:
        screen.turn("Right")
    assert "✗" in screen.text
    screen.turn("Left")
    assert "app ends with exit code 1" not in screen.text


def test_the_end_can_be_played_again(terminal) -> None:
    screen = terminal("simulate", "small-crash", "--watch", "--speed", "400")
    screen.see("20s of 20s", "Space again")
    screen.press("q")
    assert screen.end() == 0


def test_time_stops_for_a_prediction(terminal) -> None:
    screen = terminal("simulate", "small-crash", "--predict", "--speed", "20")
    text = screen.see("? Predict", "has just ended with exit code 1. What happens next?")
    assert "starts again" not in text
    letter = next(line.split()[0] for line in text.split("\n") if "started again at once" in line)
    screen.press(letter).see("As you predicted")
    screen.see("20s of 20s")
    screen.press("q")
    assert screen.end() == 0
    assert "1 of 1 predicted." in screen.left


def test_resizing_while_time_runs(terminal) -> None:
    screen = terminal("simulate", "small-crash", "--watch", "--speed", "1")
    screen.see("Space pause")
    screen.resize(100, 30)
    screen.see("web  on node-1", "Space pause")
    screen.press("q")
    assert screen.end() == 0


def test_a_scenario_in_a_lesson_runs_after_the_prediction(terminal) -> None:
    screen = terminal("learn", "small-pod", "--level", "middle", "--from", "1", height=30)
    screen.see("? Predict", "Which line of this pod changes?", "Enter run it")
    assert "web  on node-1" not in screen.text
    screen.press("Enter").see("web  on node-1", "What to notice", "The row of helper runs through.")


def test_a_proof_asks_before_it_shows(terminal) -> None:
    screen = terminal("prove", "small-crash-replaces-pod", height=40)
    screen.see("The experiment", "podtutor simulate small-crash", "What do you think?")
    screen.press("t").see("You thought: true, but it is false.", "What happened", "Therefore, false")
    screen.press("Enter")
    assert screen.end() == 0
