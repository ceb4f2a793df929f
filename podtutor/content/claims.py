"""Claims (`claims: 1`), traps (`traps: 1`), the glossary (`glossary: 1`) and paths as their authors write them.

A claim is a sentence people say about pods, judged against Kubernetes 1.36 with default settings.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from podtutor.content.common import Authored, ClaimRef, Id, LessonRef, Level, ScenarioRef, TermRef, Text

Verdict = Literal["true", "false", "nuanced", "outdated"]


class Expectation(Authored, frozen=True, kw_only=True):
    """One check on a trace or a decision: a JMESPath `query`, and exactly one thing that must hold of its result.

    `atLeast` and `atMost` may stand together and are one thing then: a range. `says` is the same for people.
    """

    query: Text
    says: str = ""
    equals: Any = None
    contains: Any = None
    absent: bool = False
    at_least: float | None = None
    at_most: float | None = None
    before: str = ""


class Belief(Authored, frozen=True, kw_only=True):
    """What the misconception would have us see: an expectation that the experiment must refute."""

    says: Text
    expect: tuple[Expectation, ...]


class ScenarioProof(Authored, frozen=True, kw_only=True, tag_field="kind", tag="scenario"):
    """A scenario is run, and its trace must meet the expectations."""

    scenario: ScenarioRef
    expect: tuple[Expectation, ...]
    believed: Belief | None = None


class DecisionProof(Authored, frozen=True, kw_only=True, tag_field="kind", tag="decision"):
    """One rule is asked; its answer must meet the expectations."""

    decision: str
    input: Any
    expect: tuple[Expectation, ...]
    believed: Belief | None = None


class FieldError(Authored, frozen=True, kw_only=True):
    """One refusal of validation: type and field, and the detail where it matters."""

    type: Text
    field: Text
    detail: str = ""


class ManifestBelief(Authored, frozen=True, kw_only=True):
    """What the misconception says of a manifest: that it is accepted, or that it is refused."""

    says: Text
    accepted: bool


class ManifestProof(Authored, frozen=True, kw_only=True, tag_field="kind", tag="manifest"):
    """A manifest is accepted, or refused with exactly these field errors; `warnings` are pieces of what is warned of."""

    manifest: Text
    refused: tuple[FieldError, ...] = ()
    warnings: tuple[Text, ...] = ()
    believed: ManifestBelief | None = None


class EvidenceProof(Authored, frozen=True, kw_only=True, tag_field="kind", tag="evidence-only"):
    """It cannot be run here: why, and where it is written."""

    reason: Text
    source: tuple[Text, ...]


Proof = ScenarioProof | DecisionProof | ManifestProof | EvidenceProof


class Claim(Authored, frozen=True, kw_only=True):
    """One claim, judged. `misconception` and `tempting` belong to every verdict but `true`."""

    id: Annotated[Id, Meta(extra={"defines": "claim"})]
    topic: Id
    level: Level
    verdict: Verdict
    claim: Text
    truth: Text
    evidence: tuple[Text, ...]
    proof: Proof
    misconception: str = ""
    tempting: str = ""
    kind: Literal["claim", "analogy"] = "claim"
    holds: str = ""
    breaks: str = ""
    replaces: Annotated[str, Meta(extra={"replaces": "claim"})] = ""


class Claims(Authored, frozen=True, kw_only=True):
    """A whole file of claims."""

    claims: Literal[1]
    entries: tuple[Claim, ...]


class Trap(Authored, frozen=True, kw_only=True):
    """Something said in interviews that costs points: why it is wrong, what to say instead, the claim it belongs to."""

    id: Annotated[Id, Meta(extra={"defines": "trap"})]
    level: Level
    statement: Text
    why: Text
    better: Text
    claim: ClaimRef
    replaces: Annotated[str, Meta(extra={"replaces": "trap"})] = ""


class Traps(Authored, frozen=True, kw_only=True):
    """A whole file of traps (`traps: 1`)."""

    traps: Literal[1]
    entries: tuple[Trap, ...]


class TermDetail(Authored, frozen=True, kw_only=True):
    """What a term means to a learner of one level."""

    junior: str = ""
    middle: str = ""
    senior: str = ""

    def of(self, level: Level) -> str:
        """The detail of one level; empty where there is none."""
        return {"junior": self.junior, "middle": self.middle, "senior": self.senior}[level]


class Term(Authored, frozen=True, kw_only=True):
    """A glossary card: one line, an analogy and where it breaks, details by level, gotchas, links to lessons."""

    id: Annotated[Id, Meta(extra={"defines": "term"})]
    term: Text
    line: Text
    also: tuple[Text, ...] = ()
    analogy: str = ""
    breaks: str = ""
    details: TermDetail = TermDetail()
    gotchas: tuple[Text, ...] = ()
    lessons: tuple[LessonRef, ...] = ()
    see: tuple[TermRef, ...] = ()
    replaces: Annotated[str, Meta(extra={"replaces": "term"})] = ""


class Glossary(Authored, frozen=True, kw_only=True):
    """A whole file of terms."""

    glossary: Literal[1]
    entries: tuple[Term, ...]


class Path(Authored, frozen=True, kw_only=True):
    """A learning path: lessons in the order in which they are taught."""

    id: Annotated[Id, Meta(extra={"defines": "path"})]
    title: Text
    summary: Text
    lessons: tuple[LessonRef, ...]
    replaces: Annotated[str, Meta(extra={"replaces": "path"})] = ""


class Paths(Authored, frozen=True, kw_only=True):
    """A whole file of learning paths."""

    paths: Literal[1]
    entries: tuple[Path, ...]
