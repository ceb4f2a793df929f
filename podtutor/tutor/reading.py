"""Reading a lesson: its pages for one level, and where the reader is, as a pure state machine.

A learner is shown the track of the own level; the tracks before it are offered at the opening, not repeated.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from podtutor.content.common import Level
from podtutor.content.lesson import Lesson, Section
from podtutor.errors import PodtutorError
from podtutor.tutor.progress import Position

OPENING: Final = "opening"
CLOSING: Final = "closing"


class UnknownSectionError(PodtutorError):
    """A section that this track does not have, with those it has."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a lesson: the opening (what you will learn), a section, or the closing (takeaways, what next)."""

    kind: Literal["opening", "section", "closing"]
    id: str
    title: str
    section: Section | None = None


class LessonReading(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson being read at a level; `index` counts pages from 0."""

    lesson: Lesson
    level: Level
    pages: tuple[Page, ...]
    index: int = 0

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.pages[self.index]

    @property
    def at_start(self) -> bool:
        """Whether there is no way back."""
        return self.index == 0

    @property
    def at_end(self) -> bool:
        """Whether the closing page is open; who gets there has read the track."""
        return self.index == len(self.pages) - 1

    @property
    def position(self) -> Position:
        """What to keep, so that reading goes on here."""
        return Position(lesson=self.lesson.id, level=self.level, section=self.page.id, index=self.index)

    def forward(self) -> LessonReading:
        """The next page; the last stays open."""
        return self._at(self.index + 1)

    def back(self) -> LessonReading:
        """The page before; the first stays open."""
        return self._at(self.index - 1)

    def to(self, section: str) -> LessonReading:
        """The page of a section, by its id or its number from 1. Raises UnknownSectionError."""
        ids = [page.id for page in self.pages]
        if section in ids:
            return self._at(ids.index(section))
        if section.isdecimal() and 1 <= int(section) <= len(ids) - 2:
            return self._at(int(section))
        known = ", ".join(f"`{name}`" for name in ids[1:-1])
        raise UnknownSectionError(
            f"lesson `{self.lesson.id}` has no section `{section}` at level {self.level}; it has {known}"
        )

    def resume(self, kept: Position | None) -> LessonReading:
        """Where reading stopped; where that section is gone, the page of the same number. A finished track starts anew."""
        if kept is None or kept.section == CLOSING:
            return self._at(0)
        ids = [page.id for page in self.pages]
        return self._at(ids.index(kept.section) if kept.section in ids else min(kept.index, len(ids) - 2))

    def _at(self, index: int) -> LessonReading:
        return msgspec.structs.replace(self, index=min(max(index, 0), len(self.pages) - 1))


def open_lesson(lesson: Lesson, level: Level) -> LessonReading:
    """A lesson open at its first page, with the pages of one level's track."""
    sections = lesson.tracks.of(level).sections
    pages = (
        Page(kind="opening", id=OPENING, title=lesson.title),
        *(Page(kind="section", id=section.id, title=section.title, section=section) for section in sections),
        Page(kind="closing", id=CLOSING, title="What to take away"),
    )
    return LessonReading(lesson=lesson, level=level, pages=pages)
