"""What a claim must be beyond its format, and that it is taught: somewhere, and never against its verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from podtutor.authoring.course import Course, Place, first_by_id
from podtutor.authoring.prose import sentences
from podtutor.authoring.references import blocks_of, is_partial
from podtutor.content.claims import Claim, Claims, EvidenceProof
from podtutor.content.lesson import Ask, Belief, Callout, Lesson, Prose, Reveal
from podtutor.content.outline import taught_claims
from podtutor.errors import Problem
from podtutor.judge.expectations import problems_of
from podtutor.judge.laboratory import Workbench
from podtutor.judge.proofs import proof_problems

MOST_UNRUN: Final = 0.25
_FEW: Final = 20
_SAID_AGAIN: Final = 92.0


def claim_problems(course: Course, asked: Callable[[str], bool] = lambda _: True) -> Iterator[Problem]:
    """Every problem of claims, alone and with the lessons; their proofs are run in the files that are `asked` for."""
    for place in course.claims():
        yield from _alone(place)
    laboratory = Workbench(course.scenario_text)
    for file in course.files:
        if isinstance(file.value, Claims):
            malformed = problems_of(file.value, file.node, file.path)
            yield from malformed
            if not malformed and asked(file.path):
                told = _nowhere(course, file.value)  # by the check of references
                failed = proof_problems(file.value, file.node, file.path, laboratory)
                yield from (problem for problem in failed if problem.field not in told)
    yield from _untaught(course)
    yield from _unrefuted(course)
    yield from _unrun(course)


def _nowhere(course: Course, claims: Claims) -> Collection[str]:
    """The fields of proofs whose scenario does not exist."""
    scenarios = (getattr(claim.proof, "scenario", None) for claim in claims.entries)
    return [f"entries[{n}].proof" for n, name in enumerate(scenarios) if name and name not in course.scenarios]


def _alone(place: Place) -> Iterator[Problem]:
    claim: Claim = place.value
    if claim.verdict != "true":
        for name, said in (("misconception", claim.misconception), ("tempting", claim.tempting)):
            if not said:
                message = f"`{name}` is missing"
                yield place.problem(
                    "", "missing-key", message, f"what people get wrong about a claim that is {claim.verdict}"
                )
        if not isinstance(claim.proof, EvidenceProof) and not claim.proof.believed:
            message = "`believed` is missing"
            yield place.problem("proof", "missing-key", message, "what the misconception would have us see")
    if claim.kind == "analogy":
        for name, said in (("holds", claim.holds), ("breaks", claim.breaks)):
            if not said:
                yield place.problem(
                    "", "missing-key", f"`{name}` is missing", "where the analogy holds, and where it breaks"
                )


def taught(course: Course) -> Collection[str]:
    """The ids of the claims that lessons name, each once."""
    lessons = [file for file in course.files if file.format == "lesson"]
    named = [name.text for file in lessons for name in file.names if (name.role, name.kind) == ("refers", "claim")]
    return dict.fromkeys(named).keys()


def _untaught(course: Course) -> Iterator[Problem]:
    known = taught(course)
    for place in course.claims() if known and not is_partial(course) else ():
        if place.value.id not in known:
            message = f"no lesson teaches the claim `{place.value.id}`"
            yield place.problem("id", "untaught", message, "a block that names it in `claims`")


def _unrefuted(course: Course) -> Iterator[Problem]:
    """A lesson that speaks about a false belief must refute it, and never say it."""
    claims = {name: place.value for name, place in first_by_id(course.claims()).items()}
    false = {name: claim for name, claim in claims.items() if claim.verdict in ("false", "outdated")}
    for place in course.lessons():
        lesson: Lesson = place.value
        refuted = set(_refuting(lesson))
        for name in taught_claims(lesson):
            if name in false and name not in refuted:
                message = f"`{name}` is {false[name].verdict}, and nothing in this lesson refutes it"
                expected = "a `belief`, a gotcha, a question or a red flag that names it"
                yield place.problem("", "unrefuted", message, expected)
        yield from _said_again(place, false)


def _refuting(lesson: Lesson) -> Iterator[str]:
    for _, block in blocks_of(lesson):
        warns = isinstance(block, Callout) and block.callout in ("gotcha", "easily-confused", "when-not-to", "since")
        if warns or isinstance(block, (Belief, Ask, Reveal)):
            yield from block.claims
    for point in lesson.cheatsheet.red_flags:
        yield from point.claims
    for analogy in lesson.analogies:
        yield from analogy.claims


def _said_again(place: Place, false: dict[str, Claim]) -> Iterator[Problem]:
    """A sentence of prose that is nearly the false claim itself."""
    from rapidfuzz import fuzz

    wrong = {name: _bare(claim.claim) for name, claim in false.items()}
    for field, block in blocks_of(place.value):
        for sentence in sentences(block.prose) if isinstance(block, Prose) else ():
            said = _bare(sentence)
            for name, claim in wrong.items():
                if fuzz.ratio(said, claim, score_cutoff=_SAID_AGAIN):
                    message = f"this says what the claim `{name}` says, which is {false[name].verdict}"
                    yield place.problem(f"{field}.prose", "asserted", message, "the truth")


def _bare(text: str) -> str:
    return " ".join(text.casefold().strip(' .!?"”“').replace("`", "").split())


def _unrun(course: Course) -> Iterator[Problem]:
    claims = course.claims()
    unrun = [place for place in claims if isinstance(place.value.proof, EvidenceProof)]
    if len(claims) >= _FEW and len(unrun) > MOST_UNRUN * len(claims):
        message = f"{len(unrun)} of {len(claims)} claims have evidence only"
        yield unrun[-1].problem("proof", "unproved", message, f"at most {MOST_UNRUN:.0%}")
