"""Grades an answer, kind by kind: right or not, how much of it, and what to say about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import msgspec

from podtutor.content.bank import right_answer
from podtutor.content.quiz import Choice, Fill, Multi, Number, Open, Order, Predicted, RedFlagQuestion, TrueFalse
from podtutor.tutor.answers import Arranged, Figure, Given, Judged, Nothing, Picked, Shown, ShownOption, Words, in_words
from podtutor.tutor.rubric import RubricGrade, grade_open


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to say about one option: whether it was chosen, whether it is right, and why."""

    letter: str
    text: str
    why: str
    correct: bool
    chosen: bool
    voices: str = ""


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one answer.

    `credit` is the share of it that was right (0 to 1). `given` and `answer` are in words. `remarks` holds one remark per
    option, `notes` further sentences, `rubric` what was heard in a typed answer.
    """

    right: bool
    credit: float
    answered: bool
    given: str
    answer: str
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    rubric: RubricGrade | None = None


class _Mark(msgspec.Struct, frozen=True):
    """What grading one kind gives."""

    right: bool
    credit: float
    notes: tuple[str, ...] = ()
    rubric: RubricGrade | None = None


_RIGHT: Final = _Mark(right=True, credit=1.0)


def _wrong(credit: float = 0.0, *notes: str) -> _Mark:
    return _Mark(right=False, credit=credit, notes=notes)


def grade(shown: Shown, given: Given) -> Grade:
    """The grade of an answer to a question as it was shown. An answer of another kind's shape counts as none."""
    question = shown.question
    grader, shape = _GRADERS[type(question)]
    fits = isinstance(given, shape)
    mark = grader(question, shown, given) if fits else _Mark(right=False, credit=0.0, rubric=_unheard(shown))
    chosen = _chosen(given) if fits else ()
    return Grade(
        right=mark.right,
        credit=mark.credit,
        answered=fits,
        given=in_words(shown, given if fits else Nothing()),
        answer=right_answer(question),
        remarks=tuple(_remark(option, position in chosen) for position, option in enumerate(shown.options)),
        notes=mark.notes,
        rubric=mark.rubric,
    )


def _remark(shown: ShownOption, chosen: bool) -> Remark:
    option = shown.option
    return Remark(
        letter=shown.letter,
        text=option.text,
        why=option.why,
        correct=option.correct,
        chosen=chosen,
        voices=option.voices,
    )


def _chosen(given: Given) -> tuple[int, ...]:
    if isinstance(given, Picked):
        return given.positions
    return (given.part,) if isinstance(given, Judged) and given.part is not None else ()


def _unheard(shown: Shown) -> RubricGrade | None:
    return grade_open(shown.question.rubric, "") if isinstance(shown.question, Open) else None


def _grade_choice(_: Choice | TrueFalse | Predicted, shown: Shown, given: Picked) -> _Mark:
    chosen = [shown.options[position].option for position in given.positions]
    return _RIGHT if len(chosen) == 1 and chosen[0].correct else _wrong()


def _grade_multi(_: Multi, shown: Shown, given: Picked) -> _Mark:
    """All right ones and no other; each option judged wrongly takes its share of the credit."""
    wrong = sum(option.option.correct != (place in given.positions) for place, option in enumerate(shown.options))
    missed = sum(option.option.correct and place not in given.positions for place, option in enumerate(shown.options))
    if not wrong:
        return _RIGHT
    notes = [f"{missed} of the right answers {'is' if missed == 1 else 'are'} missing."] if missed else []
    return _wrong(max(0.0, 1 - 2 * wrong / len(shown.options)), *notes)


def _grade_redflag(question: RedFlagQuestion, shown: Shown, given: Judged) -> _Mark:
    if question.flag != given.flag:
        return _wrong(0.0, "This is a red flag." if question.flag else "There is nothing wrong with this statement.")
    if not question.flag or (given.part is not None and shown.options[given.part].option.correct):
        return _RIGHT
    return _wrong(0.5, "A red flag it is, but the wrong part is another one.")


def _grade_order(question: Order, shown: Shown, given: Arranged) -> _Mark:
    places = [question.steps.index(shown.steps[position]) for position in given.positions]
    count = len(places)
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    agreeing = sum(places[a] < places[b] for a, b in pairs)
    slips = [(early, late) for early, late in pairwise(places) if early > late]
    if agreeing == len(pairs):
        return _RIGHT
    notes = (f"“{question.steps[after]}” comes after “{question.steps[before]}”." for after, before in slips)
    return _wrong(max(0.0, 2 * agreeing / len(pairs) - 1), *notes)


def _grade_number(question: Number, _: Shown, given: Figure) -> _Mark:
    off = given.value - question.answer
    if abs(off) <= question.tolerance + 1e-9 * max(1.0, abs(question.answer)):
        return _RIGHT
    return _wrong(0.0, "The right figure is lower." if off > 0 else "The right figure is higher.")


def _bare(text: str) -> str:
    return re.sub(r"[\s`'\"“”‘’]+", "", text.casefold()).rstrip(".,;:!")


def _grade_fill(question: Fill, _: Shown, given: Words) -> _Mark:
    said = _bare(given.text)
    if any(said == _bare(accepted) for accepted in question.accept):
        return _RIGHT
    from rapidfuzz.distance import OSA

    near = [word for word in question.accept if len(_bare(word)) > 4 and OSA.distance(said, _bare(word)) <= 2]
    return _wrong(0.0, *(f"Nearly: it is spelt `{word}`." for word in near[:1]))


def _grade_open(question: Open, _: Shown, given: Words) -> _Mark:
    heard = grade_open(question.rubric, given.text)
    return _Mark(heard.right, heard.credit, rubric=heard)


_GRADERS: Final[Mapping[type, tuple[Callable[[Any, Shown, Any], _Mark], type]]] = {
    Choice: (_grade_choice, Picked),
    Multi: (_grade_multi, Picked),
    TrueFalse: (_grade_choice, Picked),
    RedFlagQuestion: (_grade_redflag, Judged),
    Order: (_grade_order, Arranged),
    Number: (_grade_number, Figure),
    Fill: (_grade_fill, Words),
    Open: (_grade_open, Words),
    Predicted: (_grade_choice, Picked),
}
