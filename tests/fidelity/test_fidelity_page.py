"""docs/fidelity.md says what is the case."""

from __future__ import annotations

from podtutor.fidelity.limits import WHERE_WE_STOP
from podtutor.fidelity.page import PAGE, fidelity_page
from podtutor.rules.decide import DECISIONS


def test_every_kind_says_where_it_stops() -> None:
    assert sorted(WHERE_WE_STOP) == sorted(DECISIONS)


def test_the_page_is_current() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == fidelity_page(), "write it anew: python -m podtutor.fidelity.page"
