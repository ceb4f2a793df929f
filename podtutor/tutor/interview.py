"""A mock interview as a pure state machine: it opens broad, follows up by the answer, changes topic, and keeps time.

Time is handed in with each answer. No new topic begins once it is nearly up, and no follow-up once it is over; a question
that was asked may always be answered. Nothing is told on the way: an interviewer listens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, Literal

import msgspec

from podtutor.content.common import LEVELS, Level
from podtutor.content.interview import AnyAsked, FollowUp, InterviewTree, SecondFollowUp
from podtutor.content.quiz import Idea
from podtutor.tutor.rubric import Heard, RubricGrade, grade_open

Because = Literal["opening", "missing", "said", "heard", "deeper"]

FOLLOW_UPS: Final = 2
"""Follow-ups to one opening; each may have one of its own."""

_OPENING_NEEDS: Final = 90_000  # milliseconds that must be left for a new topic
_ENOUGH: Final = 0.6


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it is put: of which tree, how deep (0: opening), and why it is asked now; `words` are those it is about."""

    tree: InterviewTree
    question: AnyAsked
    depth: int = 0
    because: Because = "opening"
    words: str = ""

    @property
    def level(self) -> Level:
        """The level that the question is of."""
        return self.question.level or self.tree.level

    @property
    def id(self) -> str:
        """The name under which its answer is kept."""
        return f"{self.tree.id}.{self.question.id}"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its answer. `marks` are the learner's own, by idea or red flag, where they differ from the grader's.

    Spoken answers have no text; all their marks are the learner's.
    """

    asking: Asking
    answer: str
    grade: RubricGrade
    milliseconds: int
    confidence: int | None = None
    marks: dict[str, bool] = {}
    at: int = 0

    def heard(self, idea: str) -> bool:
        """Whether an idea counts as heard, or a red flag as said."""
        if idea in self.marks:
            return self.marks[idea]
        return any(one.id == idea for one in (*self.grade.heard, *self.grade.said))

    @property
    def ideas(self) -> tuple[Idea, ...]:
        """The ideas that were listened for."""
        return self.asking.question.rubric.ideas

    @property
    def count_heard(self) -> int:
        """How many ideas count as heard."""
        return sum(self.heard(idea.id) for idea in self.ideas)

    @property
    def said(self) -> tuple[Idea, ...]:
        """The red flags that count as said."""
        return tuple(flag for flag in self.asking.question.rubric.forbidden if self.heard(flag.id))

    @property
    def open_to_marks(self) -> tuple[Idea, ...]:
        """What the learner may mark: every idea, and the red flags that were said, by the grader's mark or their own."""
        flags = self.asking.question.rubric.forbidden
        return (*self.ideas, *(flag for flag in flags if self.heard(flag.id) or flag.id in self.marks))

    @property
    def right(self) -> bool:
        """Enough of the ideas and no red flag, as it counts."""
        return not self.said and self.count_heard >= _ENOUGH * len(self.ideas) - 1e-9


class InterviewSession(msgspec.Struct, frozen=True, kw_only=True):
    """An interview on its way. `waiting` are the topics still to come; `pending` what follows up on the present one."""

    level: Level
    budget: int
    waiting: tuple[InterviewTree, ...]
    current: Asking | None
    turns: tuple[Turn, ...] = ()
    spent: int = 0

    @property
    def left(self) -> int:
        """Milliseconds that are left; 0 at least."""
        return max(0, self.budget - self.spent)

    @property
    def topics(self) -> int:
        """Which topic this is, from 1."""
        return len({turn.asking.tree.id for turn in self.turns} | ({self.current.tree.id} if self.current else set()))

    def answer(
        self, text: str, *, milliseconds: int, confidence: int | None = None, marks: Mapping[str, bool] | None = None,
        at: int = 0,
    ) -> InterviewSession:  # fmt: skip
        """Answer the present question; the next one is chosen. Raises IndexError where there is none."""
        if self.current is None:
            raise IndexError
        turn = Turn(
            asking=self.current,
            answer=text,
            grade=grade_open(self.current.question.rubric, text),
            milliseconds=milliseconds,
            confidence=confidence if text.strip() or marks else None,
            marks=dict(marks or {}),
            at=at,
        )
        turns = (*self.turns, turn)
        spent = self.spent + milliseconds
        following = follow_up(turns) if spent < self.budget else None
        waiting = self.waiting
        if following is None and waiting and self.budget - spent >= _OPENING_NEEDS:
            following, waiting = Asking(tree=waiting[0], question=waiting[0].opening), waiting[1:]
        return msgspec.structs.replace(self, current=following, waiting=waiting, turns=turns, spent=spent)

    def marked(self, turn: int, marks: Mapping[str, bool]) -> InterviewSession:
        """The learner's own marks on a turn (from 0); those that agree with the grader's go."""
        old = self.turns[turn]
        graded = [one.id for one in (*old.grade.heard, *old.grade.said)]
        kept = {name: mark for name, mark in marks.items() if mark != (name in graded)}
        new = msgspec.structs.replace(old, marks=kept)
        return msgspec.structs.replace(self, turns=(*self.turns[:turn], new, *self.turns[turn + 1 :]))

    def ended(self) -> InterviewSession:
        """The same interview, over now."""
        return msgspec.structs.replace(self, current=None, waiting=())


def start_interview(trees: Sequence[InterviewTree], *, level: Level, minutes: int, seed: int) -> InterviewSession:
    """An interview over trees of a level and the levels below it, most of them of the level itself.

    Neighbouring topics differ. Raises IndexError where there is no tree.
    """
    chosen = _chosen(trees, level, Random(f"interview {seed}"))  # noqa: S311 -- an interview, not a secret
    return InterviewSession(
        level=level,
        budget=minutes * 60_000,
        waiting=tuple(chosen[1:]),
        current=Asking(tree=chosen[0], question=chosen[0].opening),
    )


def _chosen(trees: Sequence[InterviewTree], level: Level, chance: Random) -> list[InterviewTree]:
    """Shuffled within levels; after the first, two of one's own level to one of the level below; what is above comes last."""
    by_level: dict[Level, list[InterviewTree]] = {one: [] for one in LEVELS}
    for tree in sorted(trees, key=lambda one: one.id):
        by_level[tree.level].append(tree)
    for pool in by_level.values():
        chance.shuffle(pool)
    place = LEVELS.index(level)
    own, below = by_level[level], [tree for one in reversed(LEVELS[:place]) for tree in by_level[one]]
    above = [tree for one in LEVELS[place + 1 :] for tree in by_level[one]]
    mixed: list[InterviewTree] = []
    while own or below:
        mixed += [own.pop(0) for _ in range(min(2, len(own)))]
        if below:
            mixed.append(below.pop(0))
    return _apart([*mixed, *above])


def _apart(trees: Sequence[InterviewTree]) -> list[InterviewTree]:
    rest, ordered = list(trees), list[InterviewTree]()
    while rest:
        last = ordered[-1].topic if ordered else ""
        place = next((number for number, tree in enumerate(rest[:4]) if tree.topic != last), 0)
        ordered.append(rest.pop(place))
    return ordered


# Following up


def follow_up(turns: Sequence[Turn]) -> Asking | None:
    """What is asked after the last answer, about the same topic; None where it is time for another."""
    last = turns[-1]
    here = [turn for turn in turns if turn.asking.tree.id == last.asking.tree.id]
    if last.asking.depth == 1 and isinstance(last.asking.question, FollowUp):
        deeper = _best(last.asking.question.follow_ups, last, here, depth=2)
        if deeper is not None:
            return deeper
    opening = here[0]
    asked = sum(turn.asking.depth == 1 for turn in here)
    return _best(last.asking.tree.follow_ups, opening, here, depth=1) if asked < FOLLOW_UPS else None


def _best(
    choices: Sequence[FollowUp | SecondFollowUp], turn: Turn, here: Sequence[Turn], *, depth: int
) -> Asking | None:
    """A red flag is probed first, then what is missing is asked for, then what was heard is deepened."""
    asked = [one.asking.question.id for one in here]
    found: list[tuple[int, Asking]] = []
    for choice in choices:
        because = _why(choice, turn, here)
        if choice.id not in asked and because is not None:
            words = _words(turn, choice.when.said or choice.when.heard)
            asking = Asking(tree=turn.asking.tree, question=choice, depth=depth, because=because, words=words)
            found.append((_ORDER[because], asking))
    return min(found, key=lambda entry: entry[0])[1] if found else None


_ORDER: Final[Mapping[Because, int]] = {"said": 0, "missing": 1, "heard": 2, "deeper": 3, "opening": 4}


def _why(choice: FollowUp | SecondFollowUp, turn: Turn, here: Sequence[Turn]) -> Because | None:
    when = choice.when
    if when.said:
        return "said" if turn.heard(when.said) else None
    if when.missing:  # it may have come up meanwhile, in the answer to another follow-up
        return None if any(one.heard(when.missing) for one in here) else "missing"
    if when.heard:
        return "heard" if turn.heard(when.heard) else None
    return "deeper"


def _words(turn: Turn, name: str) -> str:
    return next((one.words for one in (*turn.grade.heard, *turn.grade.said) if one.id == name), "")


def quoted(grade: RubricGrade, name: str) -> Heard | None:
    """In which words an idea was heard, or a red flag said; None where it was not."""
    return next((one for one in (*grade.heard, *grade.said) if one.id == name), None)
