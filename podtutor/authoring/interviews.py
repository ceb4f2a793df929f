"""What a question tree of the interview must be beyond its format: two levels deep, triggers that can come true, fair rubrics."""

from __future__ import annotations

from collections.abc import Iterator

from podtutor.authoring.course import Place
from podtutor.content.interview import AnyAsked, FollowUp, InterviewTree, SecondFollowUp, Trigger
from podtutor.content.quiz import Idea
from podtutor.errors import Problem
from podtutor.tutor.rubric import grade_open, variants_of

_MOST_WORDS = 8  # of one phrasing of a rubric


def interview_problems(place: Place) -> Iterator[Problem]:
    """Every problem of one tree."""
    tree: InterviewTree = place.value
    if len(tree.follow_ups) < 2 or not any(one.follow_ups for one in tree.follow_ups):
        message = "a tree has at least two follow-ups, and one of them a follow-up of its own"
        yield place.problem("followUps", "too-flat", message)
    seen: list[str] = []
    yield from _question(place, "opening", tree.opening, seen)
    for number, one in enumerate(tree.follow_ups):
        field = f"followUps[{number}]"
        yield from _question(place, field, one, seen)
        yield from _trigger(place, field, one.when, tree.opening)
        for inner, second in enumerate(one.follow_ups):
            below = f"{field}.followUps[{inner}]"
            yield from _question(place, below, second, seen)
            yield from _trigger(place, below, second.when, one)
            yield from _asked_for(place, below, second)
        yield from _asked_for(place, field, one)


def _question(place: Place, field: str, one: AnyAsked, seen: list[str]) -> Iterator[Problem]:
    if one.id in seen:
        yield place.problem(f"{field}.id", "duplicate-id", f"`{one.id}` stands in this tree twice", "another id")
    seen.append(one.id)
    names = [idea.id for idea in (*one.rubric.ideas, *one.rubric.forbidden)]
    if not 2 <= len(one.rubric.ideas) <= 7:
        message = f"a rubric of {len(one.rubric.ideas)} ideas"
        yield place.problem(f"{field}.rubric.ideas", "rubric", message, "2 to 7 ideas")
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield place.problem(f"{field}.rubric", "duplicate-id", f"`{name}` stands in this rubric twice", "another id")
    for key, ideas in (("ideas", one.rubric.ideas), ("forbidden", one.rubric.forbidden)):
        for number, idea in enumerate(ideas):
            yield from _phrasings(place, f"{field}.rubric.{key}[{number}]", idea)
    graded = grade_open(one.rubric, one.model)
    for idea in graded.missing:
        message = f"the idea `{idea.id}` is not heard in the model answer"
        expected = "a model answer with every idea, or wider phrasings"
        yield place.problem(f"{field}.model", "model-answer", message, expected)
    for flag in graded.said:
        message = f"the red flag `{flag.id}` is heard in the model answer, in “{flag.words}”"
        yield place.problem(f"{field}.model", "model-answer", message, "narrower phrasings")


def _phrasings(place: Place, field: str, idea: Idea) -> Iterator[Problem]:
    for number, phrasing in enumerate(idea.accept):
        words = max(map(len, variants_of(phrasing)), default=0)
        if not 0 < words <= _MOST_WORDS:
            message = f"a phrasing of {words} words"
            yield place.problem(f"{field}.accept[{number}]", "phrasing", message, f"1 to {_MOST_WORDS}")


def _trigger(place: Place, field: str, when: Trigger, above: AnyAsked) -> Iterator[Problem]:
    """A trigger names one idea or one red flag of the question above."""
    ideas, flags = [one.id for one in above.rubric.ideas], [one.id for one in above.rubric.forbidden]
    given = [(key, name, known) for key, name, known in (
        ("missing", when.missing, ideas), ("heard", when.heard, ideas), ("said", when.said, flags)) if name]  # fmt: skip
    if len(given) > 1:
        yield place.problem(f"{field}.when", "trigger", "a follow-up has one trigger", "one of missing, said, heard")
    for key, name, known in given:
        if name not in known:
            expected = ", ".join(f"`{one}`" for one in known) or "none"
            message = f"the question above has no `{name}`"
            yield place.problem(f"{field}.when.{key}", "unknown-id", message, expected)


def _asked_for(place: Place, field: str, one: FollowUp | SecondFollowUp) -> Iterator[Problem]:
    """Who asks for what is missing must be able to hear it."""
    if one.when.missing and one.when.missing not in [idea.id for idea in one.rubric.ideas]:
        message = f"this asks for `{one.when.missing}`, and its rubric does not listen for it"
        yield place.problem(f"{field}.rubric", "deaf", message, f"an idea `{one.when.missing}`")
