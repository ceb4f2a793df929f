"""Recorded decisions about objects: what podtutor answers is what Kubernetes answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from podtutor.fidelity.decisions import verify_kind

VECTORS = Path(__file__).parents[1] / "conformance" / "vectors"


@pytest.mark.parametrize("kind", ["quantity", "selector", "defaulting", "validation", "hostname", "dns"])
def test_agrees_with_every_recorded_case(kind: str) -> None:
    found = verify_kind(kind, VECTORS / f"{kind}.jsonl.gz")
    assert (found.agree, found.first) == (found.cases, None)
    assert found.cases > 0
