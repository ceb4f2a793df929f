"""Every recorded decision of Kubernetes v1.36.2, asked again: the answer must be the recorded one."""

from __future__ import annotations

import time

import pytest

from podtutor.fidelity.decisions import verify_decisions, verify_kind
from podtutor.fidelity.recordings import recorded_decisions, shipped

RECORDED = recorded_decisions(shipped("vectors"))


@pytest.mark.parametrize("kind", sorted(RECORDED))
def test_every_recorded_decision_agrees(kind: str) -> None:
    found = verify_kind(kind, RECORDED[kind])
    shown = "\n".join(f"{d.case} {d.field}: {d.recorded} / {d.ours}" for d in found.differences)
    assert found.agrees, f"{found.agree} of {found.cases}\n{shown}"


def test_all_of_them_are_replayed_within_ten_seconds() -> None:
    began = time.perf_counter()
    found = verify_decisions()
    assert time.perf_counter() - began < 10
    assert len(found.kinds) == 29
    assert found.cases == 5259
