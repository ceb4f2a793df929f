"""What is kept of a learner: the protocol that storage fulfils, the records it takes, and a keeper that forgets at the end.

Times are milliseconds since 1970 (UTC), handed in. `offset` is minutes east of UTC where the answer was given: the
calendar shows the learner's own days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec

from podtutor.content.common import Level

DAY_MILLISECONDS: Final = 86_400_000


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where reading a lesson at a level stopped: the id of the page, and its number where the id is gone."""

    lesson: str
    level: Level
    section: str
    index: int = 0


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer as it is kept. `given` is in words; `corrected` is the learner's own verdict where it differs."""

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

    def answers(self, question: str | None = None, limit: int | None = None) -> Sequence[KeptAnswer]:
        """Answers, the newest first: to one question or all."""

    def histories(self, questions: Sequence[str] | None = None) -> Mapping[str, QuestionHistory]:
        """What is known of questions that were ever answered, under their ids."""

    def by_topic(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by topic and level."""

    def by_lesson(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by lesson and level."""

    def by_confidence(self) -> Mapping[int, Total]:
        """Totals by how sure one was."""

    def by_day(self, since: int = 0) -> Mapping[int, Total]:
        """Totals by day (counted from 1970-01-01), from day `since` on."""

    def close(self) -> None:
        """Ends keeping."""
