"""Proofs: a claim's experiment is made, what it shows is held against the claim, and against the belief it refutes.

A proof passes when every expectation holds and every prediction of the belief fails: a belief whose predictions
come true has not been refuted. Where a proof is evidence only, there is nothing to run: `passed` is None.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
from msgspec import Struct

from podtutor.content.claims import (
    Belief,
    Claim,
    Claims,
    DecisionProof,
    FieldError,
    ManifestProof,
    ScenarioProof,
)
from podtutor.errors import PodtutorError, Problem
from podtutor.judge.expectations import Finding, judge_all
from podtutor.judge.wording import in_words
from podtutor.source import Node, locate


class Examination(Struct, frozen=True, kw_only=True):
    """What the API server says of a manifest: accepted, or refused with these field errors; and its warnings."""

    accepted: bool
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[str, ...] = ()


class Laboratory(Protocol):
    """Where experiments are made. Each may raise PodtutorError where the experiment cannot be made."""

    def trace(self, scenario: str) -> Any:
        """Run a scenario by name; its trace as data."""

    def decision(self, kind: str, asked: Any) -> Any:
        """Ask one rule; its answer in the recorded shape."""

    def examine(self, manifest: str) -> Examination:
        """Hand a manifest to the API server's checks."""


class Proved(Struct, frozen=True, kw_only=True, rename="camel"):
    """How an experiment came out: `passed` is None for evidence only, and false with a `trouble` where it failed to run.

    `experiment` names what was done, `findings` what was expected and seen, `predicted` the belief's prediction in
    words, `refuted` the verdicts on it (none of them may hold).
    """

    claim: Claim
    passed: bool | None
    experiment: str
    findings: tuple[Finding, ...] = ()
    predicted: str = ""
    refuted: tuple[Finding, ...] = ()
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        """The claim as `claims --json` has it, with `passed` and `observed`."""
        shown: dict[str, Any] = claim_as_json(self.claim)
        shown["passed"] = self.passed
        shown["observed"] = {
            "experiment": self.experiment,
            "findings": [finding_as_json(finding) for finding in self.findings],
            "predicted": self.predicted,
            "refuted": [finding_as_json(finding) for finding in self.refuted],
            "trouble": self.trouble,
        }
        return shown


def claim_as_json(claim: Claim) -> dict[str, Any]:
    """A claim in the shape of `claims --json`: every key there, whether or not it says anything."""
    shown = {
        "id": claim.id,
        "topic": claim.topic,
        "level": claim.level,
        "verdict": claim.verdict,
        "claim": claim.claim,
        "truth": claim.truth,
        "misconception": claim.misconception,
        "tempting": claim.tempting,
        "evidence": list(claim.evidence),
        "proof": msgspec.to_builtins(claim.proof),
    }
    if claim.kind == "analogy":
        shown |= {"kind": claim.kind, "holds": claim.holds, "breaks": claim.breaks}
    return shown


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """A verdict as data."""
    return {
        "says": finding.says,
        "query": finding.query,
        "expected": finding.expected,
        "observed": finding.observed,
        "value": finding.value,
        "holds": finding.holds,
    }


def prove(claim: Claim, laboratory: Laboratory) -> Proved:
    """Make the experiment of a claim, and say how it came out. What goes wrong on the way is an outcome too."""
    proof = claim.proof
    try:
        if isinstance(proof, ScenarioProof):
            return _observed(claim, proof, laboratory.trace(proof.scenario))
        if isinstance(proof, DecisionProof):
            return _observed(claim, proof, laboratory.decision(proof.decision, proof.input))
        if isinstance(proof, ManifestProof):
            return _examined(claim, proof, laboratory.examine(proof.manifest))
    except PodtutorError as error:
        return Proved(claim=claim, passed=False, experiment=experiment_in_words(claim), trouble=str(error))
    return Proved(claim=claim, passed=None, experiment=experiment_in_words(claim))


def proof_problems(claims: Claims, node: Node, path: str, laboratory: Laboratory) -> list[Problem]:
    """Every proof of a file of claims that does not come out as written, at its line: truth not shown, belief not refuted."""
    found: list[Problem] = []
    for number, claim in enumerate(claims.entries):
        proved = prove(claim, laboratory)
        if proved.passed is not False:
            continue
        for field, failure in _failures(proved):
            place = f"entries[{number}].proof{field}"
            line, column = locate(node, place)
            message = f"the proof of `{claim.id}` fails: {failure}"
            found.append(Problem(path=path, line=line, column=column, field=place, code="proof", message=message))
    return found


def _failures(proved: Proved) -> list[tuple[str, str]]:
    """What went wrong, as (field within the proof, message)."""
    if proved.trouble:
        return [("", proved.trouble)]
    failed = [
        (f".expect[{number}]", f"expected {finding.expected}, observed {finding.observed}")
        for number, finding in enumerate(proved.findings)
        if not finding.holds
    ]
    failed += [
        (f".believed.expect[{number}]", f"what the belief predicts came true: {finding.observed}")
        for number, finding in enumerate(proved.refuted)
        if finding.holds or not finding.asked
    ]
    return failed


def experiment_in_words(claim: Claim) -> str:
    """What is done to find out, as one would type it."""
    proof = claim.proof
    if isinstance(proof, ScenarioProof):
        return f"podtutor simulate {proof.scenario}"
    if isinstance(proof, DecisionProof):
        return f"podtutor decide {proof.decision}"
    if isinstance(proof, ManifestProof):
        return "kubectl apply -f manifest.yaml"
    return f"no experiment here: {proof.reason} (source: {', '.join(proof.source)})"


def _observed(claim: Claim, proof: ScenarioProof | DecisionProof, document: Any) -> Proved:
    findings = judge_all(proof.expect, document)
    belief = proof.believed or Belief(says="", expect=())
    refuted = judge_all(belief.expect, document)
    differs = all(finding.asked and not finding.holds for finding in refuted)
    return Proved(
        claim=claim,
        passed=all(finding.holds for finding in findings) and differs,
        experiment=experiment_in_words(claim),
        findings=findings,
        predicted=belief.says,
        refuted=refuted,
    )


def _examined(claim: Claim, proof: ManifestProof, examination: Examination) -> Proved:
    findings = [_verdict_on_errors(proof, examination)]
    findings += [_verdict_on_warning(piece, examination) for piece in proof.warnings]
    belief = proof.believed
    refuted = () if belief is None else (_verdict_on_belief(accepted=belief.accepted, examination=examination),)
    return Proved(
        claim=claim,
        passed=all(finding.holds for finding in findings) and not any(finding.holds for finding in refuted),
        experiment=experiment_in_words(claim),
        findings=tuple(findings),
        predicted=belief.says if belief else "",
        refuted=refuted,
    )


def _verdict_on_errors(proof: ManifestProof, examination: Examination) -> Finding:
    """Exactly these errors, in any order; a detail counts only where the proof gives one."""
    left = list(examination.errors)
    for wanted in proof.refused:
        match = next((error for error in left if _is_that(wanted, error)), None)
        if match is None:
            break
        left.remove(match)
    exact = not left and len(examination.errors) == len(proof.refused)
    return Finding(
        holds=exact and examination.accepted == (not proof.refused),
        query="",
        expected=_refusals(proof.refused),
        observed=_refusals(examination.errors),
    )


def _is_that(wanted: FieldError, error: FieldError) -> bool:
    same_place = (wanted.type, wanted.field) == (error.type, error.field)
    return same_place and wanted.detail in error.detail


def _verdict_on_warning(piece: str, examination: Examination) -> Finding:
    return Finding(
        holds=any(piece in warning for warning in examination.warnings),
        query="",
        expected=f"a warning with {in_words(piece)}",
        observed=in_words(list(examination.warnings)) if examination.warnings else "no warning",
    )


def _verdict_on_belief(*, accepted: bool, examination: Examination) -> Finding:
    return Finding(
        holds=accepted == examination.accepted,
        query="",
        expected="accepted" if accepted else "refused",
        observed=_refusals(examination.errors),
    )


def _refusals(errors: tuple[FieldError, ...]) -> str:
    if not errors:
        return "accepted"
    return "refused: " + "; ".join(f"{error.field}: {error.type} {error.detail}".rstrip() for error in errors)
