"""What a lesson must be beyond its format: questions with one answer, tables that close, notes that find their line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from podtutor.authoring.course import Place
from podtutor.authoring.prose import JUNIOR_MEAN_WORDS, JUNIOR_MOST_WORDS, length, sentences, width
from podtutor.authoring.references import blocks_of
from podtutor.content.lesson import (
    Ask,
    Belief,
    Callout,
    Command,
    Diagram,
    Lesson,
    Manifest,
    Prose,
    Reveal,
    ShowAnalogy,
    ShowScenario,
    Table,
)
from podtutor.errors import Problem

DIAGRAM_COLUMNS: Final = 76

Complaint = tuple[str, str, str, str]
"""Field below the block, code, message, expected."""


def lesson_problems(place: Place) -> Iterator[Problem]:
    """Every problem of one lesson that can be seen without looking at others."""
    lesson: Lesson = place.value
    for field, block in blocks_of(lesson):
        for below, code, message, expected in BLOCK_CHECKS[type(block)](block):
            yield place.problem(f"{field}.{below}", code, message, expected)
    for level, track in (
        ("junior", lesson.tracks.junior),
        ("middle", lesson.tracks.middle),
        ("senior", lesson.tracks.senior),
    ):
        for name, listed in (("sections", track.sections), ("takeaways", track.takeaways)):
            if not listed:
                yield place.problem(f"tracks.{level}.{name}", "empty", f"there are no {name}", "one at least")
        for number, section in enumerate(track.sections):
            if not section.blocks:
                message = f"section `{section.id}` is empty"
                yield place.problem(f"tracks.{level}.sections[{number}].blocks", "empty", message, "one block at least")
    if not 0 < lesson.minutes <= 600:
        yield place.problem("minutes", "bad-value", f"a lesson of {lesson.minutes} minutes", "1 to 600")
    yield from _sentence_problems(place)


def _nothing(_: Any) -> Iterator[Complaint]:
    yield from ()


def _ask(block: Ask) -> Iterator[Complaint]:
    right = sum(option.correct for option in block.options)
    if len(block.options) < 2 or right != 1:
        found = f"{len(block.options)} options, {right} of them right"
        yield (
            "options",
            "right-options",
            f"this question has {found}",
            "two or more options, exactly one `correct: true`",
        )
    texts = [" ".join(option.text.casefold().split()) for option in block.options]
    for number, text in enumerate(texts):
        if text in texts[:number]:
            yield (f"options[{number}].text", "same-option", "this option stands here twice", "another answer")


def _callout(block: Callout) -> Iterator[Complaint]:
    if block.callout == "since" and not block.version:
        yield ("callout", "missing-key", "`version` is missing", 'the version since which this is so, as in "1.33"')
    if block.callout != "since" and block.version:
        yield ("version", "unknown-key", f"a callout `{block.callout}` has no version", "`callout: since`")


def _table(block: Table) -> Iterator[Complaint]:
    if not block.rows:
        yield ("rows", "empty", "this table has no rows", "one at least")
    for number, row in enumerate(block.rows):
        if len(row) != len(block.columns):
            message = f"this row has {len(row)} cells"
            yield (f"rows[{number}]", "row-length", message, f"{len(block.columns)}, as many as `columns`")


def _manifest(block: Manifest) -> Iterator[Complaint]:
    for number, note in enumerate(block.notes):
        times = block.manifest.count(note.at)
        if times != 1:
            found = f"is found {times} times in the manifest" if times else "is not found in the manifest"
            yield (
                f"notes[{number}].at",
                "note-place",
                f"`{note.at}` {found}",
                "a piece of one line, found exactly once",
            )


def _diagram(block: Diagram) -> Iterator[Complaint]:
    widest = max((width(line) for line in block.diagram.splitlines()), default=0)
    if widest > DIAGRAM_COLUMNS:
        yield ("diagram", "too-wide", f"this drawing is {widest} columns wide", f"at most {DIAGRAM_COLUMNS}")


BLOCK_CHECKS: Final[Mapping[type, Callable[[Any], Iterator[Complaint]]]] = {
    Prose: _nothing,
    Callout: _callout,
    Belief: _nothing,
    Table: _table,
    Manifest: _manifest,
    Command: _nothing,
    Diagram: _diagram,
    ShowAnalogy: _nothing,
    Ask: _ask,
    Reveal: _nothing,
    ShowScenario: _nothing,
}
"""What is checked of each kind of block; a test holds it complete."""


def prose_of(block: Any) -> Iterator[tuple[str, str]]:
    """The running text of a block, by its field."""
    for name in ("prose", "text", "belief", "tempting", "truth", "answer"):
        if not isinstance(block, (Ask, Command)) and (text := getattr(block, name, "")):
            yield name, text


def junior_prose(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """The running text of the junior track, by its field."""
    for field, block in blocks_of(lesson):
        if field.startswith("tracks.junior."):
            yield from ((f"{field}.{name}", text) for name, text in prose_of(block))


def mean_sentence_length(lesson: Lesson) -> float:
    """Words per sentence in the junior track's running text; 0 where there is none."""
    lengths = [length(sentence) for _, text in junior_prose(lesson) for sentence in sentences(text)]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _sentence_problems(place: Place) -> Iterator[Problem]:
    for field, text in junior_prose(place.value):
        for sentence in sentences(text):
            if length(sentence) > JUNIOR_MOST_WORDS:
                start = " ".join(sentence.split()[:6])
                message = f"the sentence “{start} …” has {length(sentence)} words"
                yield place.problem(field, "long-sentence", message, f"at most {JUNIOR_MOST_WORDS} for juniors")
    mean = mean_sentence_length(place.value)
    if mean > JUNIOR_MEAN_WORDS:
        message = f"sentences of the junior track have {mean:.1f} words on average"
        yield place.problem("tracks.junior", "long-sentences", message, f"at most {JUNIOR_MEAN_WORDS}")
