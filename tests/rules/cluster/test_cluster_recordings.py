"""The decisions of Kubernetes itself: every recorded case of scheduler and controllers."""

from __future__ import annotations

import json

import pytest

from podtutor.fidelity.decisions import agree
from podtutor.fidelity.recordings import read_cases, recorded_decisions, shipped
from podtutor.rules.decide import DECISIONS
from podtutor.rules.decide.control_plane import CONTROL_PLANE_DECISIONS
from podtutor.rules.decide.stream import line_answerer


@pytest.mark.parametrize("kind", [decision.name for decision in CONTROL_PLANE_DECISIONS])
def test_we_decide_as_recorded(kind: str) -> None:
    answer = line_answerer(DECISIONS[kind])
    file = recorded_decisions(shipped("vectors"))[kind]
    cases = list(read_cases(file))
    assert len(cases) > 50
    assert [case.id for case in cases if not agree(kind, case.output, json.loads(answer(bytes(case.input))))] == []
