"""Nothing is taught unproved: every claim of the course, its experiment run, and what had to be covered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from podtutor.content.claims import Claim, EvidenceProof, ScenarioProof
from podtutor.content.library import open_library
from podtutor.judge.expectations import complaints
from podtutor.judge.laboratory import Workbench
from podtutor.judge.proofs import Proved, prove
from podtutor.sim.scenario_reader import read_scenario

LIBRARY = open_library()
TO_COVER = [line.split() for line in (Path(__file__).parent / "claims_to_cover.txt").read_text().splitlines()]
MOST_UNRUN = 0.25


def _scenario_text(name: str) -> tuple[str, str]:
    path = LIBRARY.scenario(name)
    return path.read_text(encoding="utf-8"), str(path)


WORKBENCH = Workbench(_scenario_text)


def _in_words(proved: Proved) -> str:
    lines = [proved.experiment, proved.trouble]
    lines += [
        f"{finding.query}: expected {finding.expected}, observed {finding.observed}"
        for finding in proved.findings
        if not finding.holds
    ]
    lines += [
        f"the belief is not refuted: {finding.query}: predicted {finding.expected}, observed {finding.observed}"
        for finding in proved.refuted
        if finding.holds or not finding.asked
    ]
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("claim", LIBRARY.claims.values(), ids=lambda claim: claim.id)
def test_the_experiment_shows_the_truth_and_refutes_the_belief(claim: Claim) -> None:
    proved = prove(claim, WORKBENCH)
    if isinstance(claim.proof, EvidenceProof):
        assert proved.passed is None
        assert claim.proof.reason
        assert claim.proof.source
    else:
        assert proved.passed, _in_words(proved)


@pytest.mark.parametrize(("name", "topic", "level", "verdict"), TO_COVER, ids=[row[0] for row in TO_COVER])
def test_every_claim_to_be_covered_is_there_with_its_verdict(name: str, topic: str, level: str, verdict: str) -> None:
    claim = LIBRARY.claim(name)
    assert (claim.topic, claim.level, claim.verdict) == (topic, level, verdict)


def test_sixty_claims_go_beyond() -> None:
    assert len(TO_COVER) == 179
    assert len(LIBRARY.claims) >= 179 + 60


def test_at_most_a_quarter_is_evidence_only() -> None:
    kinds = Counter(type(claim.proof).__name__ for claim in LIBRARY.claims.values())
    assert kinds["EvidenceProof"] <= MOST_UNRUN * sum(kinds.values())


@pytest.mark.parametrize("claim", LIBRARY.claims.values(), ids=lambda claim: claim.id)
def test_a_claim_that_is_not_simply_true_names_its_misconception(claim: Claim) -> None:
    if claim.verdict != "true":
        assert claim.misconception
        assert claim.tempting
    if claim.kind == "analogy":
        assert claim.holds
        assert claim.breaks


def test_every_expectation_is_said_in_words_too() -> None:
    silent = [
        (claim.id, expectation.query)
        for claim in LIBRARY.claims.values()
        for expectation in getattr(claim.proof, "expect", ())
        if not expectation.says
    ]
    assert silent == []


def test_every_expectation_can_be_judged() -> None:
    wrong = [
        (claim.id, complaint)
        for claim in LIBRARY.claims.values()
        for expectation in getattr(claim.proof, "expect", ())
        for complaint in complaints(expectation)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", LIBRARY.scenarios)
def test_every_shipped_scenario_runs_and_is_told(name: str) -> None:
    scenario = read_scenario(*_scenario_text(name)).scenario
    assert scenario.summary
    assert scenario.lesson
    assert WORKBENCH.trace(name)["pods"]


def test_no_claim_depends_on_chance() -> None:
    """With another seed, drawing what Kubernetes leaves to chance, every scenario proof still passes."""
    shaken = Workbench(_scenario_text, seed=20261120)
    failed = [
        (claim.id, _in_words(proved))
        for claim in LIBRARY.claims.values()
        if isinstance(claim.proof, ScenarioProof)
        for proved in (prove(claim, shaken),)
        if not proved.passed
    ]
    assert failed == []


def test_forty_traps_each_belong_to_a_claim() -> None:
    assert list(LIBRARY.traps) == [f"trap-{number}" for number in range(1, 41)]
    assert [trap.id for trap in LIBRARY.traps.values() if trap.claim not in LIBRARY.claims] == []
