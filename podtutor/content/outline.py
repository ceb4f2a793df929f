"""What lists need of a lesson or a quiz, without its text: heads (a few lines of the file) and outlines (its sections)."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec

from podtutor.content.common import LEVELS, Authored, Id, Level, Text
from podtutor.content.lesson import Lesson, Section
from podtutor.errors import PodtutorError


class LessonHead(Authored, frozen=True, kw_only=True):
    """The first lines of a lesson: what it is called, and how it hangs together with others."""

    lesson: int
    id: Id
    title: Text
    summary: Text
    minutes: int
    prerequisites: tuple[Id, ...] = ()
    next: tuple[Id, ...] = ()
    paths: tuple[Id, ...] = ("interview",)
    replaces: str = ""


class QuizHead(Authored, frozen=True, kw_only=True):
    """The first lines of a quiz."""

    quiz: int
    id: Id
    lesson: Id
    title: str = ""
    replaces: str = ""


class SectionOutline(msgspec.Struct, frozen=True, kw_only=True):
    """A section without its text; `claims` are those its blocks teach, each once, in their order."""

    id: str
    title: str
    claims: tuple[str, ...]


class LessonOutline(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson without its text: the sections of each level, and all claims it teaches, each once."""

    id: str
    sections: dict[Level, tuple[SectionOutline, ...]]
    claims: tuple[str, ...]


Head = TypeVar("Head", LessonHead, QuizHead)

_TOP_KEY: Final = re.compile(r"^([A-Za-z][\w-]*):", re.MULTILINE)
_FIRST_KEY: Final = re.compile(r"\A(?:\ufeff)?(?:[ \t]*(?:#[^\n]*)?\r?\n|---[^\n]*\n|%[^\n]*\n)*([A-Za-z]\w*)[ \t]*:")


def first_key(text: str) -> str:
    """The first key of a YAML mapping, told from the text alone; empty where it does not look like one."""
    found = _FIRST_KEY.match(text)
    return found[1] if found else ""


def head_of(text: str, kind: type[Head]) -> Head | None:
    """The head of a file, from its few top-level keys alone; None where only a full reading can tell.

    A lesson has thousands of lines and its head a dozen: lists must not pay for the rest.
    """
    from podtutor.reading import read
    from podtutor.source import compose

    wanted = {info.encode_name for info in msgspec.structs.fields(kind)}
    found = list(_TOP_KEY.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    pieces = [text[match.start() : end] for match, end in zip(found, ends, strict=True) if match[1] in wanted]
    try:
        documents = compose("".join(pieces))
    except PodtutorError:
        return None
    return read(documents[0], kind).value if len(documents) == 1 else None


def head_from_lesson(lesson: Lesson) -> LessonHead:
    """The head of a lesson that was read in full."""
    return LessonHead(
        lesson=1,
        id=lesson.id,
        title=lesson.title,
        summary=lesson.summary,
        minutes=lesson.minutes,
        prerequisites=lesson.prerequisites,
        next=lesson.next,
        paths=lesson.paths,
        replaces=lesson.replaces,
    )


def outline_of(lesson: Lesson) -> LessonOutline:
    """The outline of a lesson."""
    sections = {level: tuple(map(_section, lesson.tracks.of(level).sections)) for level in LEVELS}
    return LessonOutline(id=lesson.id, sections=sections, claims=taught_claims(lesson))


def taught_claims(lesson: Lesson) -> tuple[str, ...]:
    """Every claim that a lesson names anywhere, each once, in the order of the file."""
    named: list[str] = []
    for level in LEVELS:
        for section in lesson.tracks.of(level).sections:
            named += _claims_of(section)
    for analogy in lesson.analogies:
        named += analogy.claims
    sheet = lesson.cheatsheet
    for points in (sheet.must_know, sheet.follow_ups, sheet.red_flags):
        named += [claim for point in points for claim in point.claims]
    return tuple(dict.fromkeys(named))


def _section(section: Section) -> SectionOutline:
    return SectionOutline(id=section.id, title=section.title, claims=tuple(dict.fromkeys(_claims_of(section))))


def _claims_of(section: Section) -> list[str]:
    return [claim for block in section.blocks for claim in block.claims]
