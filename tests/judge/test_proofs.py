"""How an experiment comes out: passed, failed, not refuted, or nothing to run."""

from __future__ import annotations

from typing import Any

from podtutor.content.claims import (
    Belief,
    Claim,
    Claims,
    DecisionProof,
    EvidenceProof,
    Expectation,
    FieldError,
    ManifestBelief,
    ManifestProof,
    Proof,
    ScenarioProof,
)
from podtutor.errors import PodtutorError
from podtutor.judge.laboratory import Workbench, answer_of, examine
from podtutor.judge.proofs import Examination, Proved, proof_problems, prove
from podtutor.reading import read_or_raise
from podtutor.source import compose

TWICE = Expectation(query="length(runs('web', 'app'))", equals=2, says="app ran twice")
ONCE = Expectation(query="length(runs('web', 'app'))", equals=1)
MISSING_IMAGE = FieldError(type="FieldValueRequired", field="spec.containers[0].image")
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: app%s}\n"


class Bench:
    """A laboratory whose answers are known beforehand."""

    def trace(self, scenario: str) -> Any:
        if scenario == "lost":
            raise PodtutorError("there is no scenario lost")
        return {"pods": {"web": {"runs": [{"container": "app", "start": 0, "end": 1}, {"container": "app"}]}}}

    def decision(self, kind: str, asked: Any) -> Any:
        return {"asked": asked, "kind": kind}

    def examine(self, manifest: str) -> Examination:
        errors = () if manifest == "fine" else (MISSING_IMAGE,)
        return Examination(accepted=not errors, errors=errors, warnings=("duplicate port",))


def proved(proof: Proof) -> Proved:
    claim = Claim(
        id="crash", topic="restart", level="junior", verdict="false", claim="c", truth="t", evidence=("e",), proof=proof
    )
    return prove(claim, Bench())


def test_it_passes_when_all_holds_and_the_belief_fails() -> None:
    outcome = proved(ScenarioProof(scenario="s", expect=(TWICE,), believed=Belief(says="once", expect=(ONCE,))))
    assert outcome.passed is True
    assert outcome.experiment == "podtutor simulate s"
    assert outcome.predicted == "once"
    assert [finding.holds for finding in outcome.refuted] == [False]


def test_it_fails_when_an_expectation_fails() -> None:
    assert proved(ScenarioProof(scenario="s", expect=(TWICE, ONCE))).passed is False


def test_it_fails_when_a_prediction_of_the_belief_comes_true() -> None:
    belief = Belief(says="twice too", expect=(ONCE, TWICE))
    assert proved(ScenarioProof(scenario="s", expect=(TWICE,), believed=belief)).passed is False


def test_a_prediction_that_cannot_be_asked_refutes_nothing() -> None:
    belief = Belief(says="?", expect=(Expectation(query="length(pod('db').runs)", equals=1),))
    assert proved(ScenarioProof(scenario="s", expect=(TWICE,), believed=belief)).passed is False


def test_an_experiment_that_cannot_be_made_says_why() -> None:
    outcome = proved(ScenarioProof(scenario="lost", expect=(TWICE,)))
    assert outcome.passed is False
    assert outcome.trouble == "there is no scenario lost"


def test_a_decision_is_judged_by_its_output() -> None:
    expect = (Expectation(query="asked.runs", equals=3), Expectation(query="kind", equals="backoff"))
    outcome = proved(DecisionProof(decision="backoff", input={"runs": 3}, expect=expect))
    assert outcome.passed is True
    assert outcome.experiment == "podtutor decide backoff"


def test_a_manifest_is_accepted_or_refused_with_exactly_these_errors() -> None:
    assert proved(ManifestProof(manifest="fine")).passed is True
    assert proved(ManifestProof(manifest="bad")).passed is False
    assert proved(ManifestProof(manifest="bad", refused=(MISSING_IMAGE,))).passed is True
    assert proved(ManifestProof(manifest="fine", refused=(MISSING_IMAGE,))).passed is False
    other = FieldError(type="FieldValueRequired", field="spec.containers[0].name")
    assert proved(ManifestProof(manifest="bad", refused=(other,))).passed is False
    assert proved(ManifestProof(manifest="bad", refused=(MISSING_IMAGE, other))).passed is False


def test_a_manifest_proof_also_looks_at_warnings_and_at_the_belief() -> None:
    assert proved(ManifestProof(manifest="fine", warnings=("duplicate",))).passed is True
    assert proved(ManifestProof(manifest="fine", warnings=("host path",))).passed is False
    refusal = ManifestBelief(says="refused", accepted=False)
    assert proved(ManifestProof(manifest="fine", believed=refusal)).passed is True
    assert proved(ManifestProof(manifest="bad", refused=(MISSING_IMAGE,), believed=refusal)).passed is False


def test_evidence_only_neither_passes_nor_fails() -> None:
    outcome = proved(EvidenceProof(reason="it needs a kernel", source=("somewhere",)))
    assert outcome.passed is None
    assert "it needs a kernel" in outcome.experiment
    assert "somewhere" in outcome.experiment


def test_as_json_it_is_the_claim_with_passed_and_observed() -> None:
    shown = proved(ScenarioProof(scenario="s", expect=(TWICE,))).as_json()
    assert {"id", "topic", "level", "verdict", "claim", "truth", "misconception", "proof"} <= shown.keys()
    assert shown["proof"]["kind"] == "scenario"
    assert shown["passed"] is True
    assert shown["observed"]["findings"] == [
        {
            "says": "app ran twice",
            "query": "length(runs('web', 'app'))",
            "expected": "2",
            "observed": "2",
            "value": 2,
            "holds": True,
        }
    ]


CLAIMS = """\
claims: 1
entries:
  - id: crash
    topic: restart
    level: junior
    verdict: "false"
    claim: c
    truth: t
    evidence: [e]
    misconception: m
    tempting: t
    proof:
      kind: scenario
      scenario: s
      expect:
        - {query: "length(runs('web', 'app'))", equals: 2}
        - {query: "length(runs('web', 'app'))", equals: 3}
      believed:
        says: b
        expect:
          - {query: "length(runs('web', 'app'))", equals: 2}
"""


def test_a_proof_that_fails_is_a_problem_at_its_line() -> None:
    (node,) = compose(CLAIMS, "claims.yaml")
    problems = proof_problems(read_or_raise(node, Claims), node, "claims.yaml", Bench())
    assert [str(problem) for problem in problems] == [
        "claims.yaml:17:11: the proof of `crash` fails: expected 3, observed 2",
        "claims.yaml:21:13: the proof of `crash` fails: what the belief predicts came true: 2",
    ]


def test_the_api_server_says_what_is_wrong_with_a_manifest() -> None:
    assert examine(POD % ', image: "web:1.0"') == Examination(accepted=True)
    assert [(e.type, e.field) for e in examine(POD % "").errors] == [("FieldValueRequired", "spec.containers[0].image")]
    unknown = examine("apiVersion: v1\nkind: Container\n")
    assert not unknown.accepted
    assert unknown.errors[0].type == "NoKindMatch"
    misspelt = examine(POD % ', image: "web:1.0", imagePullPolice: Always')
    assert [(e.type, e.field) for e in misspelt.errors] == [("Undecodable", "spec.containers[0]")]


def test_an_unknown_decision_is_an_error_for_people() -> None:
    workbench = Workbench(lambda name: ("", name))
    claim_proof = DecisionProof(decision="weather", input={}, expect=(TWICE,))
    claim = Claim(
        id="x", topic="t", level="junior", verdict="true", claim="c", truth="t", evidence=("e",), proof=claim_proof
    )
    assert prove(claim, workbench).trouble == "there is no decision of the kind weather"


def test_a_rule_answers_in_the_recorded_shape() -> None:
    asked = {"maxSeconds": 300, "runs": [{"runSeconds": 1, "exitCode": 1}, {"runSeconds": 1, "exitCode": 0}]}
    assert [start["delaySeconds"] for start in answer_of("backoff", asked)["starts"]] == [0, 0]


def test_a_workbench_runs_a_scenario_once() -> None:
    asked: list[str] = []

    def text(name: str) -> tuple[str, str]:
        asked.append(name)
        pod = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: 'a:1'}]}}"
        return f"scenario: 1\nname: {name}\ntitle: t\nduration: 5\nobjects: [{pod}]\n", f"{name}.yaml"

    workbench = Workbench(text)
    assert workbench.trace("one")["scenario"] == "one"
    workbench.trace("one")
    assert asked == ["one"]
