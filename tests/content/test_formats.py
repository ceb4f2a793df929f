"""Content files as authors get them wrong: each file in `bad` with exactly the problems beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podtutor.content.formats import FORMATS, read_as, read_text
from podtutor.content.lesson import Lesson
from podtutor.content.quiz import Quiz
from podtutor.errors import UnusableInputError

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
COURSE = Path(__file__).parent.parent / "course"
GOOD = sorted(path for path in COURSE.rglob("*.yaml") if path.parent.name != "scenarios")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_problem_of_a_bad_file_is_told(path: Path) -> None:
    reading = read_text(path.read_bytes(), path.name)
    assert "".join(f"{problem}\n" for problem in reading.problems) == path.with_suffix(".txt").read_text("utf-8")
    assert reading.value is None


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_files_give_their_value(path: Path) -> None:
    reading = read_text(path.read_bytes(), path.name)
    assert reading.problems == ()
    assert type(reading.value) is FORMATS[reading.format]


def test_a_file_of_another_format_is_told_apart() -> None:
    with pytest.raises(UnusableInputError, match=r"x.yaml:1:1: this is a file of format `paths`; expected lesson"):
        read_as(Lesson, "paths: 1\nentries: []\n", "x.yaml")


def test_terminal_escapes_and_markup_are_plain_data() -> None:
    text = 'quiz: 1\nid: q\nlesson: pod\ntitle: "\\e[31m[bold]red[/bold]"\nquestions: []\n'
    assert read_as(Quiz, text, "q.yaml").title == "\x1b[31m[bold]red[/bold]"


@st.composite
def broken_files(draw: st.DrawFn) -> str:
    """A good file with lines lost, doubled, moved or indented anew."""
    lines = draw(st.sampled_from(GOOD)).read_text("utf-8").splitlines()
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "double", "indent", "outdent", "move", "garble"]))
        line = lines.pop(place)
        if change == "double":
            lines[place:place] = [line, line]
        elif change == "indent":
            lines.insert(place, "  " + line)
        elif change == "outdent":
            lines.insert(place, line.removeprefix("  "))
        elif change == "move":
            lines.insert(draw(st.integers(0, len(lines))), line)
        elif change == "garble":
            lines.insert(place, line + draw(st.text(max_size=5)))
    return "\n".join(lines)


@given(broken_files() | st.text(max_size=100) | st.binary(max_size=100))
@settings(max_examples=150, deadline=None)
def test_no_file_at_all_makes_reading_raise(text: str | bytes) -> None:
    reading = read_text(text, "any.yaml")
    assert (reading.value is None) == bool(reading.problems)
    assert all(problem.path == "any.yaml" and problem.message for problem in reading.problems)
