"""What is kept of a learner: the protocol that storage fulfils, and the records it takes.

Times are milliseconds since 1970 (UTC), handed in. `offset` is minutes east of UTC where the answer was given: the
calendar shows the learner's own days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from podtutor.content.common import LEVELS, Level
from podtutor.errors import PodtutorError

DAY_MILLISECONDS: Final = 86_400_000


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where reading a lesson at a level stopped: the id of the page, and its number where the id is gone."""

    lesson: str
    level: Level
    section: str
    index: int = 0


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer as it is kept. `given` is in words; `corrected` is the learner's own verdict where it differs.

    `stands_for` is the question in whose place this one was asked, as another wording of the same claim. `rating` (1 to
    4) is the learner's own where it was said how soon the question should come back.
    """

    question: str
    revision: int
    lesson: str
    topic: str
    level: Level
    kind: str
    given: str
    right: bool
    at: int
    confidence: int | None = None
    milliseconds: int = 0
    corrected: bool | None = None
    offset: int = 0
    stands_for: str = ""
    rating: int | None = None

    @property
    def counts_right(self) -> bool:
        """The verdict that counts."""
        return self.right if self.corrected is None else self.corrected

    @property
    def day(self) -> int:
        """The learner's day, counted from 1970-01-01."""
        return (self.at + self.offset * 60_000) // DAY_MILLISECONDS


class Total(msgspec.Struct, frozen=True):
    """How many answers, and how many of them right."""

    asked: int = 0
    right: int = 0


class QuestionHistory(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one question: over all revisions, and its last answer. `in_a_row` counts right ones at the end."""

    question: str
    revision: int
    asked: int
    right: int
    in_a_row: int
    last_right: bool
    last_at: int


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """When a question comes back: what the memory model knows of it, and how often it was missed. Days are numbers."""

    question: str
    stability: float
    difficulty: float
    reviewed: int
    due: int
    reviews: int
    missed: int
    last_missed: bool


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the learner finds bad."""

    question: str
    revision: int
    at: int
    note: str = ""


class KeptInterview(msgspec.Struct, frozen=True, kw_only=True):
    """A mock interview as it is kept: when, at which level, and its scorecard as JSON."""

    at: int
    level: Level
    document: str
    offset: int = 0


class Merged(msgspec.Struct, frozen=True):
    """What an import brought: answers that were new, and answers that were there already."""

    added: int
    known: int


class UnusableExportError(PodtutorError):
    """A document that is no export of progress."""


class Progress(Protocol):
    """What is kept of a learner. Every call that changes something keeps it before it returns."""

    @property
    def keeps(self) -> bool:
        """Whether anything outlives this process."""

    def level(self) -> Level | None:
        """The learner's level, where it was said or found."""

    def set_level(self, level: Level) -> None:
        """Keeps the level."""

    def path(self) -> str | None:
        """The learning path, where one was chosen."""

    def set_path(self, path: str) -> None:
        """Keeps the path."""

    def setting(self, name: str) -> str | None:
        """Any other choice under a name (`confidence`: ask how sure one is?)."""

    def set_setting(self, name: str, value: str) -> None:
        """Keeps a choice."""

    def position(self, lesson: str, level: Level) -> Position | None:
        """Where reading stopped."""

    def last_position(self) -> Position | None:
        """Where reading stopped last of all."""

    def keep_position(self, position: Position, at: int) -> None:
        """Keeps where reading is."""

    def finished(self) -> Mapping[tuple[str, Level], int]:
        """The tracks read to the end, with the time of the first time."""

    def finish(self, lesson: str, level: Level, at: int) -> None:
        """A track was read to the end; done stays done."""

    def keep_answer(self, answer: KeptAnswer) -> None:
        """Keeps an answer, in one transaction."""

    def correct_answer(self, question: str, at: int, *, right: bool) -> None:
        """The learner's own verdict on an answer given at a time; what the grader said is kept beside it."""

    def rate_answer(self, question: str, at: int, *, rating: int) -> None:
        """The learner's own rating (1 to 4) of an answer given at a time; it moves the card."""

    def undo_answer(self, question: str, at: int) -> None:
        """An answer was never given: it goes, with all it changed."""

    def answers(self, question: str | None = None, limit: int | None = None) -> Sequence[KeptAnswer]:
        """Answers, the newest first: to one question or all."""

    def histories(self, questions: Sequence[str] | None = None) -> Mapping[str, QuestionHistory]:
        """What is known of questions that were ever answered, under their ids."""

    def forgotten(self, limit: int) -> Sequence[QuestionHistory]:
        """Questions that were once answered rightly and wrongly the last time, those forgotten last first."""

    def by_topic(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by topic and level."""

    def by_lesson(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by lesson and level."""

    def by_confidence(self) -> Mapping[int, Total]:
        """Totals by how sure one was."""

    def by_day(self, since: int = 0) -> Mapping[int, Total]:
        """Totals by day (counted from 1970-01-01), from day `since` on."""

    def cards(self, *, due: int | None = None) -> Sequence[Card]:
        """The review cards, those due first that wait longest; with `due` only those due on that day or before."""

    def card(self, question: str) -> Card | None:
        """The card of one question, where it was ever answered."""

    def reviewed_on(self, day: int) -> int:
        """How many cards were reviewed on a day, not counting those made on it."""

    def due_by_day(self, levels: Collection[Level] = LEVELS) -> Mapping[int, int]:
        """How many cards of questions at these levels are due, by day."""

    def visited(self, lesson: str, level: Level) -> int | None:
        """When a lesson was last read at a level."""

    def flag(self, flag: Flag) -> None:
        """Keeps that a question is found bad."""

    def flags(self) -> Sequence[Flag]:
        """The flags, the newest first."""

    def keep_interview(self, interview: KeptInterview) -> None:
        """Keeps a mock interview."""

    def interviews(self) -> Sequence[KeptInterview]:
        """The mock interviews, the newest first."""

    def export(self) -> Iterator[bytes]:
        """Everything that is kept, as one JSON document in pieces."""

    def merge(self, document: bytes) -> Merged:
        """Takes in an export, of another machine or of this one; nothing is doubled. Raises UnusableExportError."""

    def reset(self) -> None:
        """Forgets everything."""

    def close(self) -> None:
        """Ends keeping."""
