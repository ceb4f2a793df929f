"""A quiz: which questions, in which order, and the session that asks them, as a pure state machine.

Same bank, same seed: same quiz, down to the order of the options. A session never changes; answering gives the next one.
What was answered wrongly with certainty comes again at the end, so that the questions before it keep their places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from random import Random
from typing import Final

import msgspec

from podtutor.content.bank import BankQuestion, ReadyEntry
from podtutor.content.common import Level
from podtutor.content.outline import LessonOutline
from podtutor.tutor.answers import Given, Nothing, Shown, parse, show, split_confidence
from podtutor.tutor.grading import Grade, grade

USUAL_COUNT: Final = 10
CERTAIN: Final = 3


def select(
    bank: Iterable[BankQuestion],
    *,
    level: Level | None = None,
    kinds: Collection[str] = (),
    topics: Collection[str] = (),
    count: int | None = USUAL_COUNT,
    seed: int = 0,
) -> tuple[BankQuestion, ...]:
    """Draws a quiz: up to `count` questions (None: all), of one level and of some kinds and topics where given.

    Neighbours differ in topic and kind where they can, for mixing teaches better than blocks do.
    """
    pool = [
        entry
        for entry in sorted(bank, key=lambda entry: entry.id)
        if (level is None or entry.question.level == level)
        and (not kinds or entry.kind in kinds)
        and (not topics or entry.question.topic in topics)
    ]
    Random(f"quiz {seed}").shuffle(pool)  # noqa: S311 -- a quiz, not a secret
    chosen = pool if count is None else _varied(pool, count)
    return tuple(_apart(chosen))


def _varied(pool: Sequence[BankQuestion], count: int) -> list[BankQuestion]:
    """The first `count` of a shuffled pool such that kinds take turns; a short quiz then shows several kinds."""
    waiting: dict[str, list[BankQuestion]] = {}
    for entry in pool:
        waiting.setdefault(entry.kind, []).append(entry)
    chosen: list[BankQuestion] = []
    while len(chosen) < min(count, len(pool)):
        for queue in waiting.values():
            if queue and len(chosen) < count:
                chosen.append(queue.pop(0))
    return chosen


def _apart(chosen: Sequence[BankQuestion]) -> list[BankQuestion]:
    """Reordered so that neighbours share neither topic nor kind, as far as the first fitting one is found."""
    rest, ordered = list(chosen), list[BankQuestion]()
    while rest:
        last = ordered[-1] if ordered else None
        likeness = [_likeness(last, entry) for entry in rest]
        ordered.append(rest.pop(likeness.index(min(likeness))))
    return ordered


def _likeness(last: BankQuestion | None, entry: BankQuestion) -> int:
    if last is None:
        return 0
    return 2 * (last.question.topic == entry.question.topic) + (last.kind == entry.kind)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question that was asked: as shown, the answer, its grade, how sure one was (1 to 3), and how long it took.

    `corrected` is the learner's own verdict where it differs from the grade of a typed answer.
    """

    shown: Shown
    given: Given
    grade: Grade
    confidence: int | None = None
    milliseconds: int = 0
    corrected: bool | None = None

    @property
    def right(self) -> bool:
        """The verdict that counts: the learner's where there is one."""
        return self.grade.right if self.corrected is None else self.corrected


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What answering led to: what was asked and its grade, whether to tell it now, and whether it comes again."""

    asked: Asked
    tell: bool
    comes_again: bool


class Tally(msgspec.Struct, frozen=True):
    """Right answers of those asked."""

    right: int = 0
    asked: int = 0

    def plus(self, *, right: bool) -> Tally:
        """One more."""
        return Tally(self.right + right, self.asked + 1)


class Reread(msgspec.Struct, frozen=True, kw_only=True):
    """A section to read again, with the claims in it that were missed."""

    lesson: str
    level: Level
    section: str
    title: str
    claims: tuple[str, ...]


class QuizResult(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a quiz. Scores count the first time a question was asked; `calibration` is by confidence, 1 to 3."""

    seed: int
    level: Level | None
    asked: tuple[Asked, ...]
    score: Tally
    by_topic: dict[str, Tally]
    calibration: dict[int, Tally]

    @property
    def missed(self) -> tuple[Asked, ...]:
        """What was wrong at first."""
        return tuple(asked for asked in self.asked if not asked.shown.again and not asked.right)


class QuizSession(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz on its way: what is still to be asked, and what was asked."""

    seed: int
    level: Level | None
    exam: bool
    waiting: tuple[Shown, ...]
    asked: tuple[Asked, ...] = ()

    @property
    def current(self) -> Shown | None:
        """The question to ask now; None at the end."""
        return self.waiting[0] if self.waiting else None

    @property
    def position(self) -> int:
        """Which question this is, from 1."""
        return len(self.asked) + 1

    @property
    def total(self) -> int:
        """How many questions there are, repeated ones included as they come up."""
        return len(self.asked) + len(self.waiting)

    def answer(
        self, given: Given, *, confidence: int | None = None, milliseconds: int = 0
    ) -> tuple[QuizSession, Outcome]:
        """Answers the current question. Raises IndexError where there is none."""
        shown = self.waiting[0]
        graded = grade(shown, given)
        asked = Asked(shown=shown, given=given, grade=graded, confidence=confidence, milliseconds=milliseconds)
        again = not graded.right and confidence == CERTAIN and not shown.again and not self.exam
        waiting = self.waiting[1:]
        if again:
            waiting += (show(shown.bank, _chance(self.seed, shown.id, again=True), again=True),)
        following = msgspec.structs.replace(self, waiting=waiting, asked=(*self.asked, asked))
        return following, Outcome(asked=asked, tell=not self.exam, comes_again=again)

    def answer_line(self, line: str, *, milliseconds: int = 0) -> tuple[QuizSession, Outcome]:
        """Answers with a typed line, confidence behind it. Raises UnreadableAnswerError, and nothing has changed."""
        text, confidence = split_confidence(line)
        given = parse(self.waiting[0], text)
        return self.answer(
            given, confidence=None if isinstance(given, Nothing) else confidence, milliseconds=milliseconds
        )

    def correct_last(self, *, right: bool) -> QuizSession:
        """The learner's own verdict on the last answer; the machine's stays beside it."""
        last = self.asked[-1]
        verdict = None if right == last.grade.right else right
        return msgspec.structs.replace(self, asked=(*self.asked[:-1], msgspec.structs.replace(last, corrected=verdict)))

    def result(self) -> QuizResult:
        """The score of what was asked so far; what was not asked is not scored."""
        first = [asked for asked in self.asked if not asked.shown.again]
        score, topics, calibration = Tally(), dict[str, Tally](), dict[int, Tally]()
        for asked in first:
            topic = asked.shown.question.topic
            score = score.plus(right=asked.right)
            topics[topic] = topics.get(topic, Tally()).plus(right=asked.right)
            if asked.confidence is not None:
                calibration[asked.confidence] = calibration.get(asked.confidence, Tally()).plus(right=asked.right)
        return QuizResult(
            seed=self.seed,
            level=self.level,
            asked=self.asked,
            score=score,
            by_topic=dict(sorted(topics.items())),
            calibration=dict(sorted(calibration.items())),
        )


TESTS_OUT_AFTER: Final = 8
TESTS_OUT_SHARE: Final = 0.8


def tests_out(result: QuizResult) -> bool:
    """Whether a quiz over one lesson shows that it is known: eight questions, four in five of them right."""
    score = result.score
    return score.asked >= TESTS_OUT_AFTER and score.right >= TESTS_OUT_SHARE * score.asked - 1e-9


def start_quiz(
    questions: Sequence[ReadyEntry], *, seed: int, level: Level | None = None, exam: bool = False
) -> QuizSession:
    """A session over questions that were selected; `exam` holds every verdict back to the end."""
    waiting = tuple(show(entry, _chance(seed, entry.id)) for entry in questions)
    return QuizSession(seed=seed, level=level, exam=exam, waiting=waiting)


def _chance(seed: int, question: str, *, again: bool = False) -> Random:
    """Chance of its own for each question: its options stand alike whatever else is asked."""
    return Random(f"options {seed} {question} {again}")  # noqa: S311 -- a quiz, not a secret


def to_reread(missed: Iterable[Asked], outlines: Mapping[str, LessonOutline]) -> tuple[Reread, ...]:
    """The sections that teach the claims of missed questions, at the level of the question, else at the nearest below.

    `outlines` holds the lessons of the questions under their ids. Most missed first.
    """
    found: dict[tuple[str, Level, str], tuple[str, list[str]]] = {}
    for asked in missed:
        outline = outlines.get(asked.shown.bank.lesson)
        for claim in asked.shown.question.claims if outline else ():
            place = place_of(outline, claim, asked.shown.question.level) if outline else None
            if place is not None:
                level, section, title = place
                key = (asked.shown.bank.lesson, level, section)
                found.setdefault(key, (title, []))[1].append(claim)
    ordered = sorted(found.items(), key=lambda entry: -len(entry[1][1]))
    return tuple(
        Reread(lesson=lesson, level=level, section=section, title=title, claims=tuple(dict.fromkeys(claims)))
        for (lesson, level, section), (title, claims) in ordered
    )


def place_of(outline: LessonOutline, claim: str, level: Level) -> tuple[Level, str, str] | None:
    """Where a lesson teaches a claim: level, section and its title; at this level, else at the nearest below."""
    levels = sorted(outline.sections, key=lambda name: (name != level, name != "junior", name != "middle"))
    for name in levels:
        for section in outline.sections[name]:
            if claim in section.claims:
                return name, section.id, section.title
    return None
