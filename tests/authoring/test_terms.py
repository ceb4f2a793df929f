"""Words of the trade are linked to a card before they are used: by the lesson, or by one before it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from podtutor.authoring.check import check
from podtutor.authoring.terms import spellings
from podtutor.content.claims import Term


def card(term: str, *also: str) -> Term:
    return Term(id="card", term=term, line="A line.", also=also)


@pytest.mark.parametrize(
    ("term", "also", "found", "not_found"),
    [
        ("Sidecar", (), "sidecars", "motorcycle"),
        ("Grace period", ("grace",), "grace period", "grace"),
        ("CrashLoopBackOff", (), "CrashLoopBackOff", "crashLoopBackOff"),
        ("Persistent volume", ("PersistentVolume",), "PersistentVolume", "volume"),
    ],
)
def test_a_term_is_found_as_people_write_it_and_not_inside_other_words(
    term: str, also: tuple[str, ...], found: str, not_found: str
) -> None:
    ways = list(spellings(card(term, *also)))
    assert found in ways
    assert not_found not in ways


def test_a_lesson_that_uses_a_term_without_its_card_is_told_where(tmp_path: Path) -> None:
    course = Path(shutil.copytree(Path(__file__).parent / "course", tmp_path / "course"))
    lesson = course / "lessons" / "pods.yaml"
    lesson.write_text(lesson.read_text("utf-8").replace("terms: [pod-term]", "terms: []"), "utf-8")
    unexplained = [problem for problem in check([course]).problems if problem.code == "unexplained-term"]
    (told,) = [problem for problem in unexplained if problem.path == str(lesson)]
    assert told.message == "`Pod` is used here, and no card explains it so far"
    assert told.expected == "`pod-term` among the `terms` of this lesson or of a prerequisite"
