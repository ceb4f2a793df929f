"""What a question must be beyond its format: one answer that stands, wrong ones that voice something, no give-aways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from podtutor.authoring.course import Place
from podtutor.content.bank import options_of
from podtutor.content.quiz import (
    Choice,
    Fill,
    Multi,
    Number,
    Open,
    Option,
    Order,
    Predict,
    Predicted,
    Question,
    ReadyQuestion,
    RedFlagQuestion,
    TrueFalse,
)
from podtutor.errors import Problem
from podtutor.tutor.rubric import grade_open, variants_of

LONGEST_RATIO: Final = 1.4
_MOST_WORDS: Final = 8  # of one phrasing of a rubric

_SUMMARY: Final = re.compile(
    r"\b(all|none|both|neither|any|either|two|most)( of)? (the )?(above|options|answers|other answers|others here)\b"
    r"|^(all|none|both|neither|any|either) of (these|those)( \w+)?[.!]?$"
    r"|\b(both|either|neither)? ?\b(answers?|options?) [a-e] (and|or|nor) [a-e]\b",
    re.IGNORECASE,
)

Complaint = tuple[str, str, str, str]
"""Field below the question, code, message, expected."""


def question_problems(place: Place, question: Question) -> Iterator[Problem]:
    """Every problem of one question that can be seen without looking at others."""
    if not question.claims:
        yield place.problem("claims", "no-claim", "this question names no claim", "the ids of the claims it is about")
    if question.revision < 1:
        yield place.problem("revision", "bad-value", f"revision {question.revision}", "1 or more")
    for field, code, message, expected in QUESTION_CHECKS[type(question)](question):
        yield place.problem(field, code, message, expected)


def options_field(question: ReadyQuestion) -> str:
    """The key under which a question's options stand."""
    return "parts" if isinstance(question, RedFlagQuestion) else "options"


def _options(question: ReadyQuestion, options: Sequence[Option]) -> Iterator[Complaint]:
    """What holds for options of every kind."""
    field = options_field(question)
    texts = [" ".join(option.text.casefold().split()) for option in options]
    for number, option in enumerate(options):
        if texts[number] in texts[:number]:
            yield (f"{field}[{number}].text", "same-option", "this option stands here twice", "another answer")
        if _SUMMARY.search(option.text):
            message = "an option that speaks about other options gives itself away"
            yield (f"{field}[{number}].text", "summary-option", message, "an answer of its own")


def _voiced(options: Sequence[Option]) -> Iterator[Complaint]:
    """Every wrong option speaks for a misconception; a right one for none."""
    for number, option in enumerate(options):
        if option.correct and option.voices:
            yield (
                f"options[{number}].voices",
                "voices",
                "a right answer voices no misconception",
                "no `voices` here",
            )
        if not option.correct and not option.voices:
            message = f"the wrong answer “{option.text[:50]}” voices nothing"
            yield (
                f"options[{number}]",
                "voices",
                message,
                "`voices` with a claim or a trap whose misconception this is",
            )


def length_ratio(options: Sequence[Option]) -> float:
    """The longest right option by the median of the wrong ones; 0 where there are none of either."""
    right = [len(option.text) for option in options if option.correct]
    wrong = [len(option.text) for option in options if not option.correct]
    return max(right) / median(wrong) if right and wrong else 0.0


def _lengths(question: ReadyQuestion, options: Sequence[Option]) -> Iterator[Complaint]:
    ratio = length_ratio(options)
    if ratio > LONGEST_RATIO:
        message = f"the right answer is {ratio:.2f} times as long as the median of the wrong ones"
        yield (options_field(question), "long-answer", message, f"at most {LONGEST_RATIO}")


def _read_off(question: ReadyQuestion, options: Sequence[Option]) -> Iterator[Complaint]:
    """A right answer that stands in the prompt word for word, where not every wrong one does."""
    prompt = f" {_spoken(question.prompt)} "
    there = [f" {_spoken(option.text)} " in prompt for option in options]
    right = [number for number, option in enumerate(options) if option.correct and there[number]]
    if right and not all(there):
        field = f"{options_field(question)}[{right[0]}].text"
        yield (field, "read-off", "this answer stands in the prompt", "an answer that can't be read off")


def _spoken(text: str) -> str:
    return " ".join(re.findall(r"[\w.:/-]*\w", text.casefold()))


def _choice(question: Choice) -> Iterator[Complaint]:
    right = sum(option.correct for option in question.options)
    if right != 1 or not 2 <= len(question.options) <= 6:
        message = f"this question has {len(question.options)} options, {right} of them right"
        yield ("options", "right-options", message, "2 to 6 options, exactly one `correct: true`")
    yield from _options(question, question.options)
    yield from _voiced(question.options)
    yield from _lengths(question, question.options)
    yield from _read_off(question, question.options)


def _multi(question: Multi) -> Iterator[Complaint]:
    right = sum(option.correct for option in question.options)
    if not 0 < right < len(question.options) or len(question.options) > 8:
        message = f"this question has {len(question.options)} options, {right} of them right"
        yield ("options", "right-options", message, "up to 8 options, some of them right and some wrong")
    yield from _options(question, question.options)
    yield from _voiced(question.options)
    yield from _lengths(question, question.options)


def _truefalse(question: TrueFalse) -> Iterator[Complaint]:
    if not question.voices:
        message = "the wrong answer voices nothing"
        yield ("", "voices", message, "`voices` with a claim or a trap whose misconception the wrong answer is")


def _redflag(question: RedFlagQuestion) -> Iterator[Complaint]:
    wrong = [number for number, part in enumerate(question.parts) if part.correct]
    if len(wrong) != question.flag:
        expected = "exactly one part `correct: true`, the wrong one" if question.flag else "no part `correct: true`"
        kind = "a red flag" if question.flag else "a fine statement"
        yield ("parts", "right-options", f"this is {kind} with {len(wrong)} parts marked", expected)
    if not 2 <= len(question.parts) <= 4:
        yield ("parts", "part-count", f"this statement has {len(question.parts)} parts", "2 to 4")
    statement = " ".join(question.statement.split())
    for number, part in enumerate(question.parts):
        if " ".join(part.text.split()) not in statement:
            message = f"the part “{part.text[:50]}” does not stand in the statement"
            yield (f"parts[{number}].text", "not-quoted", message, "a piece of `statement`, word for word")
        if part.correct and not part.voices:
            message = "the wrong part voices nothing"
            yield (f"parts[{number}]", "voices", message, "`voices` with a claim or a trap whose misconception this is")
    yield from _options(question, question.parts)
    if question.flag:
        yield from _lengths(question, question.parts)


def _order(question: Order) -> Iterator[Complaint]:
    if not 3 <= len(question.steps) <= 9:
        yield ("steps", "step-count", f"there are {len(question.steps)} steps", "3 to 9")
    steps = [" ".join(step.casefold().split()) for step in question.steps]
    for number, step in enumerate(steps):
        if step in steps[:number]:
            yield (f"steps[{number}]", "same-option", "this step stands here twice", "each step once")


def _number(question: Number) -> Iterator[Complaint]:
    if question.tolerance < 0:
        yield ("tolerance", "bad-value", f"a tolerance of {question.tolerance}", "0 or more")


def _fill(question: Fill) -> Iterator[Complaint]:
    if not question.accept:
        yield ("accept", "empty", "no answer is accepted", "one at least")
    prompt = f" {_spoken(question.prompt)} "
    for number, accepted in enumerate(question.accept):
        if f" {_spoken(accepted)} " in prompt:
            yield (
                f"accept[{number}]",
                "read-off",
                "this answer stands in the prompt",
                "an answer that can't be read off",
            )


def _open(question: Open) -> Iterator[Complaint]:
    rubric = question.rubric
    if not 3 <= len(rubric.ideas) <= 6:
        yield ("rubric.ideas", "idea-count", f"this rubric has {len(rubric.ideas)} ideas", "3 to 6")
    for name, ideas in (("ideas", rubric.ideas), ("forbidden", rubric.forbidden)):
        for number, idea in enumerate(ideas):
            field = f"rubric.{name}[{number}]"
            if idea.id in [other.id for other in ideas[:number]]:
                yield (f"{field}.id", "duplicate-id", f"`{idea.id}` stands here twice", "another id")
            if not idea.accept:
                yield (f"{field}.accept", "empty", "no phrasing is accepted", "one at least")
            for place, phrasing in enumerate(idea.accept):
                words = max(map(len, variants_of(phrasing)), default=0)
                if not 0 < words <= _MOST_WORDS:
                    yield (
                        f"{field}.accept[{place}]",
                        "phrasing",
                        f"a phrasing of {words} words",
                        f"1 to {_MOST_WORDS}",
                    )
    yield from _model(question)


def _model(question: Open) -> Iterator[Complaint]:
    """The model answer must pass by its own rubric."""
    graded = grade_open(question.rubric, question.model)
    for idea in graded.missing:
        message = f"the idea `{idea.id}` is not heard in the model answer"
        yield ("model", "model-answer", message, "a model answer with every idea, or wider phrasings")
    for flag in graded.said:
        message = f"the red flag `{flag.id}` is heard in the model answer, in “{flag.words}”"
        yield ("model", "model-answer", message, "a model answer without red flags, or narrower phrasings")


def _predict(question: Predict) -> Iterator[Complaint]:
    if not 1 <= len(question.distractors) <= 5:
        yield ("distractors", "right-options", f"there are {len(question.distractors)} distractors", "1 to 5")


def predicted_complaints(question: Predicted) -> Iterator[Complaint]:
    """What is wrong with the options of a prediction, once its answer is computed; the first option is that answer."""
    yield from _options(question, question.options)
    yield from _voiced(question.options)
    yield from _lengths(question, question.options)
    if any(letter.isalpha() for option in question.options if option.correct for letter in option.text):
        yield from _read_off(
            question, question.options
        )  # a bare figure stands in many a prompt, and gives nothing away


QUESTION_CHECKS: Final[Mapping[type, Callable[[Any], Iterator[Complaint]]]] = {
    Choice: _choice,
    Multi: _multi,
    TrueFalse: _truefalse,
    RedFlagQuestion: _redflag,
    Order: _order,
    Number: _number,
    Fill: _fill,
    Open: _open,
    Predict: _predict,
}
"""What is checked of each kind of question; a test holds it complete."""


def single_answer(question: ReadyQuestion) -> Sequence[Option]:
    """The options of a question of which exactly one is to be named; empty for all others."""
    if isinstance(question, TrueFalse):
        return ()
    options = options_of(question)
    return options if sum(option.correct for option in options) == 1 and len(options) > 1 else ()
