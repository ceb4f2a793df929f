"""Content is never markup and never commands the terminal; the Markdown subset is what it says."""

from __future__ import annotations

import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from podtutor.view.console import TutorConsole
from podtutor.view.prose import Prose, pieces_of
from podtutor.view.text import inline, literal, words, wrapped


def shown(content: object, *, width: int = 80) -> str:
    console = TutorConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None, _environ={})
    console.print(content)
    return console.file.getvalue()


def test_rich_markup_in_content_is_text() -> None:
    assert "[bold red]not red[/bold red]" in shown(Prose("This is [bold red]not red[/bold red]."))


def test_an_escape_sequence_is_shown_as_what_it_is() -> None:
    assert literal("\x1b[31mred\x07\x9b2J") == "␛[31mred␇<U+009B>2J"


def test_direction_marks_cannot_turn_text_around() -> None:
    assert literal("safe\u202eevil") == "safe<U+202E>evil"


@given(st.text())
def test_no_text_reaches_the_terminal_as_a_control(text: str) -> None:
    drawn = shown(Prose(text))
    assert all(letter == "\n" or unicodedata.category(letter) != "Cc" for letter in drawn)


@given(st.text(alphabet="ab *`_[]#-.1\n\\", max_size=60))
def test_inline_never_fails_and_never_loses_letters(text: str) -> None:
    kept = "".join(letter for letter in inline(text).plain if letter in "ab")
    assert kept == "".join(letter for letter in text if letter in "ab")


def test_the_subset() -> None:
    text = inline("a `code` and **strong `inner` words** and *soft* and 2 * 3 * 4")
    assert text.plain == "a code and strong inner words and soft and 2 * 3 * 4"
    assert [(text.plain[s.start : s.end], s.style) for s in text.spans] == [
        ("code", "code"), ("strong ", "strong"), ("inner", "code"), (" words", "strong"), ("soft", "emphasis"),
    ]  # fmt: skip


def test_code_keeps_its_backticks_where_no_colour_tells_it_from_text() -> None:
    assert inline("`kubectl get`", ticks=True).plain == "`kubectl get`"
    assert words("`kubectl get` **now**") == "kubectl get now"


def test_a_star_inside_code_is_a_star() -> None:
    assert words("`web-*` and `*`") == "web-* and *"


def test_pieces_of_prose() -> None:
    text = "One\nline.\n\n- first\n  goes on\n- second\n  - inner\n\n1. step\n\n```\nkeep  this\n```\n# Title\nEnd."
    assert [(piece.kind, piece.text, piece.depth) for piece in pieces_of(text)] == [
        ("paragraph", "One line.", 0),
        ("item", "first goes on", 0),
        ("item", "second", 0),
        ("item", "inner", 1),
        ("item", "step", 0),
        ("code", "keep  this", 0),
        ("heading", "Title", 0),
        ("paragraph", "End.", 0),
    ]


PIECES = st.lists(st.text(alphabet="ab界-é.", min_size=1, max_size=12), min_size=1, max_size=12)


@given(PIECES, st.integers(24, 60))
def test_wrapping_plain_text_is_what_rich_does(pieces: list[str], width: int) -> None:
    text = " ".join(pieces)
    console = TutorConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None, _environ={})
    slow = [line.plain.rstrip() for line in inline(text).wrap(console, width, overflow="fold")]
    assert wrapped(text, width) == slow


@given(PIECES, st.integers(2, 10))
def test_words_that_are_too_long_are_folded_and_nothing_is_lost(pieces: list[str], width: int) -> None:
    lines = wrapped(" ".join(pieces), width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(pieces)
