"""Numbers over a whole bank: what somebody would score who knows nothing and looks at the form alone; near-duplicates.

A guesser's excess is the share it gets right above chance. In a handful of questions luck looks like a habit, so a limit
holds where there are ten questions, or where chance gives such a score less than once in twenty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from podtutor.authoring.course import Course
from podtutor.authoring.predictions import Scored
from podtutor.authoring.questions import length_ratio, single_answer
from podtutor.content.bank import right_answer
from podtutor.content.quiz import Option, ReadyQuestion, RedFlagQuestion, TrueFalse
from podtutor.errors import Problem
from podtutor.tutor.words import LIGHT_WORDS, tokens_of

BANK_EXCESS: Final = 0.05
LESSON_EXCESS: Final = 0.10
NEAR_DUPLICATE: Final = 85.0
FLAG_POSITION: Final = 0.45
_ENOUGH_FLAGGED: Final = 20
_ENOUGH: Final = 10
_UNLIKELY: Final = 0.05

Guess = Callable[[ReadyQuestion, Option], int]


class Guesser(msgspec.Struct, frozen=True, kw_only=True):
    """What a guesser scored: questions, the share it got right, the share chance would, and how likely that is by luck."""

    questions: int = 0
    score: float = 0.0
    chance: float = 0.0
    luck: float = 1.0

    @property
    def excess(self) -> float:
        """How much above chance."""
        return self.score - self.chance

    def beyond(self, limit: float) -> bool:
        """Whether the excess is above a limit, and no accident."""
        return self.excess > limit + 1e-9 and (self.questions >= _ENOUGH or self.luck < _UNLIKELY)


def longest(_: ReadyQuestion, option: Option) -> int:
    """Takes the longest option."""
    return len(option.text)


def most_shared(question: ReadyQuestion, option: Option) -> int:
    """Takes the option that shares most words with the prompt."""
    return len(_weighty(option.text) & _weighty(question.prompt))


def _weighty(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens_of(text) if token.text not in LIGHT_WORDS)


def guesser(questions: Sequence[ReadyQuestion], guess: Guess) -> Guesser:
    """What always taking the option with the highest number scores; ties are split."""
    scores, chances = [], []
    for question in questions:
        options = single_answer(question)
        if options:
            numbers = [guess(question, option) for option in options]
            best = [option for option, number in zip(options, numbers, strict=True) if number == max(numbers)]
            scores.append(sum(option.correct for option in best) / len(best))
            chances.append(1 / len(options))
    if not scores:
        return Guesser()
    count = len(scores)
    luck = _at_least(sum(scores), chances)
    return Guesser(questions=count, score=sum(scores) / count, chance=sum(chances) / count, luck=luck)


def _at_least(score: float, chances: Sequence[float]) -> float:
    """How likely independent guesses with these chances get that many right."""
    spread = [1.0]
    for chance in chances:
        spread = [
            (spread[hits] * (1 - chance) if hits < len(spread) else 0.0) + (spread[hits - 1] * chance if hits else 0.0)
            for hits in range(len(spread) + 1)
        ]
    return sum(share for hits, share in enumerate(spread) if hits >= score - 1e-9)


_GUESSERS: Final[tuple[tuple[str, Guess, str], ...]] = (
    ("long-answers", longest, "taking the longest answer"),
    ("shared-words", most_shared, "taking the answer that shares most words with the prompt"),
)
_GROUPS: Final[tuple[tuple[str, Callable[[ReadyQuestion], bool]], ...]] = (
    ("options", lambda question: not isinstance(question, RedFlagQuestion)),
    ("parts of statements", lambda question: isinstance(question, RedFlagQuestion)),
)


def craft_problems(course: Course, scored: Sequence[Scored]) -> Iterator[Problem]:
    """What form gives away, over the bank and per quiz, and questions that nearly stand there twice."""
    for code, guess, what in _GUESSERS:
        for group, belongs in _GROUPS:
            yield from _given_away(course, scored, code, guess, f"{what} ({group})", belongs)
    yield from _flag_positions(course, scored)
    yield from _near_duplicates(scored)


def _given_away(
    course: Course,
    scored: Sequence[Scored],
    code: str,
    guess: Guess,
    what: str,
    belongs: Callable[[ReadyQuestion], bool],
) -> Iterator[Problem]:
    in_group = [(place, question) for place, question in scored if belongs(question)]
    quizzes = course.quizzes()
    bank = guesser([question for _, question in in_group], guess)
    if bank.beyond(BANK_EXCESS) and quizzes:
        yield quizzes[0].problem("", code, f"over the bank, {_said(what, bank)}", _limit(BANK_EXCESS))
    for quiz in quizzes:
        own = guesser([question for place, question in in_group if place.file is quiz.file], guess)
        if code == "long-answers" and own.beyond(LESSON_EXCESS):
            yield quiz.problem("questions", code, f"in this quiz, {_said(what, own)}", _limit(LESSON_EXCESS))


def _said(what: str, found: Guesser) -> str:
    return f"{what} is right in {found.score:.0%} of {found.questions} questions, {found.excess:+.2f} against chance"


def _limit(excess: float) -> str:
    return f"at most {excess:.2f} above chance"


def _flag_positions(course: Course, scored: Sequence[Scored]) -> Iterator[Problem]:
    """Whoever always takes the sentence at one place must not get far; a few statements are no habit."""
    places = flag_places([question for _, question in scored])
    quizzes = course.quizzes()
    for place, count in places.most_common(1):
        share = count / places.total()
        if places.total() >= _ENOUGH_FLAGGED and share > FLAG_POSITION and quizzes:
            message = f"over the bank, the wrong sentence stands {place} in {share:.0%} of {places.total()} statements"
            yield quizzes[0].problem("", "flag-position", message, f"at most {FLAG_POSITION:.0%} at one place")


def _near_duplicates(scored: Sequence[Scored]) -> Iterator[Problem]:
    from rapidfuzz import fuzz

    texts = [sorted_words(question) for _, question in scored]
    for number, (place, _) in enumerate(scored):
        for earlier in range(number):
            alike = fuzz.ratio(texts[number], texts[earlier], score_cutoff=NEAR_DUPLICATE)
            if alike >= NEAR_DUPLICATE:
                first = scored[earlier][1].id
                message = f"this is nearly the question `{first}` ({alike:.0f} of 100 alike)"
                yield place.problem("prompt", "near-duplicate", message, f"less than {NEAR_DUPLICATE:.0f}")


def sorted_words(question: ReadyQuestion) -> str:
    """Prompt (and statement) with the right answer, its words sorted: what token_sort_ratio compares."""
    statement = question.statement if isinstance(question, RedFlagQuestion) else ""
    return " ".join(sorted(f"{question.prompt} {statement} {right_answer(question)}".split()))


def flag_places(questions: Sequence[ReadyQuestion]) -> Counter[str]:
    """How often the wrong sentence of a statement stands first, in the middle and last in it."""
    return Counter(
        "first" if number == 0 else "last" if number == len(question.parts) - 1 else "in the middle"
        for question in questions
        if isinstance(question, RedFlagQuestion) and question.flag
        for number, part in enumerate(question.parts)
        if part.correct
    )


def craft_figures(scored: Sequence[Scored]) -> dict[str, float]:
    """The numbers that the limits are about, to be looked at."""
    questions = [question for _, question in scored]
    figures: dict[str, float] = {}
    for group, name in (_GROUPS[0], "Option"), (_GROUPS[1], "Part"):
        belonging = [question for question in questions if group[1](question)]
        for key, guess in ("longest", longest), ("mostShared", most_shared):
            figures[f"{key}{name}Excess"] = round(guesser(belonging, guess).excess, 3)
    ratios = [length_ratio(single_answer(question)) for question in questions]
    figures["longestRightByMedian"] = round(max(ratios, default=0.0), 2)
    told = [question.answer for question in questions if isinstance(question, TrueFalse)]
    figures["trueShare"] = round(sum(told) / len(told), 2) if told else 0.0
    flags = [question.flag for question in questions if isinstance(question, RedFlagQuestion)]
    figures["flagShare"] = round(sum(flags) / len(flags), 2) if flags else 0.0
    places = flag_places(questions)
    figures["flagPosition"] = round(max(places.values()) / places.total(), 2) if places else 0.0
    return figures
