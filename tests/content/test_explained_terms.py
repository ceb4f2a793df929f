"""`podtutor explain` knows every term that the documentation's pages on pods are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from podtutor.content.library import open_library

LIBRARY = open_library()
TERMS = [
    line
    for line in (Path(__file__).parent.parent / "terms.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("term", TERMS)
def test_a_card_explains_the_term(term: str) -> None:
    assert LIBRARY.term(term) is not None
