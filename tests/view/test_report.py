"""The report of an interview: as Markdown, and as a page of HTML that is whole in itself; `--regenerate` writes both anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from specimens_of_habits import LIBRARY, interview

from podtutor.tutor.interview import start_interview
from podtutor.tutor.scorecard import Scorecard, score
from podtutor.view.report import report_html, report_markdown

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = (
    '# 1. <script>alert("x")</script> **bold** | cell | `code` [a](http://example.com) ![b](c) &lt; \\* ~~gone~~\x07'
)


def card_of(answer: str) -> Scorecard:
    """An interview of one answer."""
    session = start_interview(LIBRARY.interviews, level="junior", minutes=20, seed=1)
    return score(session.answer(answer, milliseconds=70_000, confidence=2).ended())


@pytest.mark.parametrize(("suffix", "report"), [("md", report_markdown), ("html", report_html)])
def test_it_looks_as_it_did(suffix: str, report: object, regenerate: bool) -> None:
    assert callable(report)
    text = report(score(interview()), date="2026-11-20")
    path = GOLDEN / f"interview-report.{suffix}"
    if regenerate:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_what_was_typed_stands_there_to_the_letter_and_does_nothing() -> None:
    page = report_html(card_of(HOSTILE), date="2026-11-20")
    quote = re.search(r"<blockquote>\s*<p>(.*?)</p>", page, re.DOTALL)
    assert quote is not None
    shown = HOSTILE.replace("\x07", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert quote[1] == shown.replace('"', "&quot;")


def test_the_page_needs_nothing_else() -> None:
    page = report_html(card_of("They share an address."), date="2026-11-20")
    assert not re.search(r"<(script|link|img|iframe)|src=|href=|@import|url\(", page)
    assert page.startswith("<!doctype html>")
    assert "@media print" in page


def test_one_question_is_no_plural() -> None:
    assert "1 question in 1 of 20 minutes" in report_markdown(card_of("They share an address."), date="2026-11-20")
