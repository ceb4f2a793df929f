"""A body is cut into pages without losing a line and without tearing apart what belongs together."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from podtutor.view.console import TutorConsole
from podtutor.view.layout import Stack
from podtutor.view.screens import Together, leaves


def console(width: int = 40) -> TutorConsole:
    return TutorConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None, _environ={})


def lines_of(leaf) -> list[str]:
    return ["".join(segment.text for segment in line).strip() for line in leaf.lines]


def part(name: str, lines: int) -> Text:
    return Text("\n".join(f"{name}{number}" for number in range(lines)))


def test_a_short_body_is_one_page() -> None:
    pages = leaves(console(), [part("a", 2), part("b", 1)], width=40, height=10)
    assert [lines_of(page) for page in pages] == [["a0", "a1", "", "b0"]]


def test_a_part_that_does_not_fit_begins_a_new_page() -> None:
    pages = leaves(console(), [part("a", 6), part("b", 6)], width=40, height=10)
    assert [page.first for page in pages] == [0, 1]


def test_a_part_taller_than_the_page_is_cut_at_an_empty_line() -> None:
    pages = leaves(console(), [Stack((part("a", 7), part("b", 7)))], width=40, height=10)
    assert [lines_of(page)[0] for page in pages] == ["a0", "b0"]


def test_what_belongs_together_stays_together() -> None:
    question = Together(Stack((part("q", 4), part("o", 4))))
    pages = leaves(console(), [part("a", 4), question], width=40, height=10)
    assert [lines_of(page)[0] for page in pages] == ["a0", "q0"]


@given(st.lists(st.integers(1, 30), max_size=8), st.integers(3, 25))
def test_no_line_is_lost_and_no_page_is_too_tall(sizes: list[int], height: int) -> None:
    parts = [part(f"p{number}-", size) for number, size in enumerate(sizes)]
    pages = leaves(console(), parts, width=40, height=height)
    assert all(len(page.lines) <= height for page in pages)
    written = [line for page in pages for line in lines_of(page) if line]
    assert written == [f"p{number}-{line}" for number, size in enumerate(sizes) for line in range(size)]


def test_an_empty_body_is_one_empty_page() -> None:
    assert len(leaves(console(), [], width=40, height=5)) == 1


def test_pieces_that_have_room_on_one_page_are_not_torn_apart() -> None:
    prediction, picture, notice = part("p", 4), Stack((part("a", 4), part("b", 3))), part("n", 3)
    pages = leaves(console(), [Together(prediction, picture, notice)], width=40, height=10)
    assert [lines_of(page)[0] for page in pages] == ["p0", "a0", "n0"]


def test_a_piece_taller_than_a_page_begins_at_once() -> None:
    pages = leaves(console(), [Together(part("p", 4), part("a", 14))], width=40, height=10)
    assert [lines_of(page)[0] for page in pages] == ["p0", "a5"]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(3, 25), st.integers(0, 20))
def test_pieces_lose_no_line_either(sizes: list[int], height: int, above: int) -> None:
    whole = Together(*(part(f"p{number}-", size) for number, size in enumerate(sizes)))
    pages = leaves(console(), [*([part("x", above)] if above else []), whole], width=40, height=height)
    assert all(len(page.lines) <= height for page in pages)
    written = [line for page in pages for line in lines_of(page) if line.startswith("p")]
    assert written == [f"p{number}-{line}" for number, size in enumerate(sizes) for line in range(size)]
