"""Names that stand for something: no id given twice, no reference into nothing, no prerequisites in a circle.

What defines a name and what refers to one is said by the types of the formats (`podtutor.content.common`), and names are
found in files with other mistakes too: an author learns of all of them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from podtutor.authoring.course import Course, Place, first_by_id
from podtutor.content.common import LEVELS
from podtutor.content.formats import FileReading
from podtutor.content.lesson import AnyBlock, Lesson, ShowAnalogy
from podtutor.errors import Problem
from podtutor.reading import Name


def reference_problems(course: Course) -> Iterator[Problem]:
    """Every problem with ids and references of a course."""
    yield from _duplicates(course)
    yield from _unknown(course)
    yield from _circles(course)
    yield from _path_order(course)
    for place in course.lessons():
        yield from _within(place)


def defined(course: Course) -> Mapping[str, Collection[str]]:
    """The names that a course defines, by kind."""
    found: dict[str, dict[str, None]] = {"scenario": dict.fromkeys(course.scenarios)}
    for file in course.files:
        for name in file.names:
            if name.role == "defines":
                found.setdefault(name.kind, {})[name.text] = None
    return found


def is_partial(course: Course) -> bool:
    """Whether a file could not be read at all: then nobody knows what it defines."""
    return any(not file.format or (file.problems and not file.names) for file in course.files)


def _problem(file: FileReading, name: Name, code: str, message: str, expected: str) -> Problem:
    return Problem(
        path=file.path,
        line=name.line,
        column=name.column,
        field=name.field,
        code=code,
        message=message,
        expected=expected,
    )


def _duplicates(course: Course) -> Iterator[Problem]:
    seen: dict[tuple[str, str], tuple[FileReading, Name]] = {}
    for file in course.files:
        replacing = {(name.kind, name.text) for name in file.names if name.role == "replaces"}
        for name in file.names:
            key = (name.kind, name.text)
            if name.role == "defines" and key in seen and key not in replacing:
                first, place = seen[key]
                message = f"there is a {name.kind} `{name.text}` already, in {first.path}:{place.line}"
                yield _problem(file, name, "duplicate-id", message, f"another id, or `replaces: {name.text}`")
            elif name.role == "defines":
                seen.setdefault(key, (file, name))
        for name in file.names:
            if name.role == "replaces" and name.text and seen.get((name.kind, name.text), (file,))[0] is file:
                message = f"there is no {name.kind} `{name.text}` to replace"
                yield _problem(file, name, "unknown-id", message, f"the id of a {name.kind} of another file")


def _unknown(course: Course) -> Iterator[Problem]:
    if is_partial(course):
        return
    known = defined(course)
    for file in course.files:
        for name in file.names:
            if name.role != "refers" or not name.text:
                continue
            there = [text for kind in name.kind.split(" or ") for text in known.get(kind, ())]
            if name.text not in there:
                near = get_close_matches(name.text, there, n=1)
                expected = f"`{near[0]}`" if near else f"the id of a {name.kind}"
                yield _problem(file, name, "unknown-id", f"there is no {name.kind} `{name.text}`", expected)


def _within(place: Place) -> Iterator[Problem]:
    """Names that count within one lesson: its analogies and its sections."""
    lesson: Lesson = place.value
    analogies = [analogy.id for analogy in lesson.analogies]
    lists = [("analogies", analogies)]
    lists += [(f"tracks.{level}.sections", [part.id for part in lesson.tracks.of(level).sections]) for level in LEVELS]
    for field, ids in lists:
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield place.problem(
                    f"{field}[{number}].id", "duplicate-id", f"`{name}` stands here twice", "another id"
                )
            if name in ("opening", "closing") and field != "analogies":
                message = f"`{name}` is the name of a page that every lesson has"
                yield place.problem(f"{field}[{number}].id", "reserved-id", message, "another id")
    for field, block in blocks_of(lesson):
        if isinstance(block, ShowAnalogy) and block.analogy not in analogies:
            expected = ", ".join(f"`{name}`" for name in analogies) or "an analogy under `analogies`"
            message = f"this lesson has no analogy `{block.analogy}`"
            yield place.problem(f"{field}.analogy", "unknown-id", message, expected)


def blocks_of(lesson: Lesson) -> Iterator[tuple[str, AnyBlock]]:
    """Every block of a lesson with its field."""
    for level in LEVELS:
        for section, part in enumerate(lesson.tracks.of(level).sections):
            for number, block in enumerate(part.blocks):
                yield f"tracks.{level}.sections[{section}].blocks[{number}]", block


def _circles(course: Course) -> Iterator[Problem]:
    """Each circle of prerequisites once, told at the lesson that comes first by id."""
    lessons = first_by_id(course.lessons())
    done: list[str] = []
    for start in sorted(lessons):
        trail = _way_back(start, lessons, done)
        done.append(start)
        if trail:
            steps = " needs ".join(f"`{name}`" for name in trail)
            yield lessons[start].problem("prerequisites", "circle", f"prerequisites go round in a circle: {steps}")


def _way_back(start: str, lessons: dict[str, Place], done: Collection[str]) -> list[str]:
    """A way from a lesson over prerequisites back to itself, through lessons not yet done; empty where there is none."""
    waiting, seen = [[start]], {start}
    while waiting:
        trail = waiting.pop()
        for name in _needs(lessons.get(trail[-1])):
            if name == start:
                return [*trail, start]
            if name not in seen and name not in done:
                seen.add(name)
                waiting.append([*trail, name])
    return []


def _path_order(course: Course) -> Iterator[Problem]:
    lessons = first_by_id(course.lessons())
    for place in course.paths():
        order = list(place.value.lessons)
        for number, name in enumerate(order):
            if name in order[:number]:
                yield place.problem(
                    f"lessons[{number}]", "duplicate-id", f"`{name}` stands here twice", "each lesson once"
                )
            for need in _needs(lessons.get(name)):
                if need in order[number + 1 :] and need not in order[:number]:
                    message = f"`{name}` comes before `{need}`, which it needs"
                    yield place.problem(f"lessons[{number}]", "path-order", message, "prerequisites first")


def _needs(place: Place | None) -> tuple[str, ...]:
    return place.value.prerequisites if place else ()
