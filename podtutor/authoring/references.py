"""Names that stand for something: no id given twice, no reference into nothing, no prerequisites in a circle."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from podtutor.authoring.course import Course, Place, first_by_id
from podtutor.content.bank import options_of
from podtutor.content.common import LEVELS
from podtutor.content.lesson import AnyBlock, Lesson, ShowAnalogy, ShowScenario
from podtutor.content.quiz import Question, RedFlagQuestion, TrueFalse
from podtutor.errors import Problem

_TRAP: Final = re.compile(r"trap-([1-9]|[1-3][0-9]|40)")


def reference_problems(course: Course) -> Iterator[Problem]:
    """Every problem with ids and references of a course."""
    yield from _duplicates(course)
    yield from _unknown_in_lessons(course)
    yield from _unknown_in_quizzes(course)
    yield from _unknown_in_lists(course)
    yield from _circles(course)
    yield from _path_order(course)


def _duplicates(course: Course) -> Iterator[Problem]:
    questions = [place for place, _ in course.questions()]
    kinds = {
        "lesson": course.lessons(),
        "quiz": course.quizzes(),
        "question": questions,
        "claim": course.claims(),
        "term": course.terms(),
        "path": course.paths(),
    }
    for what, places in kinds.items():
        seen: dict[str, Place] = {}
        for place in places:
            name, replaces = place.value.id, place.value.replaces
            known = seen.setdefault(name, place)
            if known is not place and replaces != name:
                first = known.problem("id", "", "")
                message = f"there is a {what} `{name}` already, in {first.path}:{first.line}"
                yield place.problem("id", "duplicate-id", message, f"another id, or `replaces: {name}`")
            elif replaces and replaces not in {other.value.id for other in places if other is not place}:
                yield place.problem("replaces", "unknown-id", f"there is no {what} `{replaces}` to replace")
    for place in course.lessons():
        yield from _duplicates_within(place)


def _duplicates_within(place: Place) -> Iterator[Problem]:
    lesson: Lesson = place.value
    lists = [("analogies", [analogy.id for analogy in lesson.analogies])]
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


def _unknown(place: Place, field: str, name: str, what: str, known: Collection[str]) -> Iterator[Problem]:
    if name in known:
        return
    near = get_close_matches(name, sorted(known), n=1)
    expected = f"`{near[0]}`" if near else f"the id of a {what}"
    yield place.problem(field, "unknown-id", f"there is no {what} `{name}`", expected)


def _unknown_all(
    place: Place, field: str, names: Iterable[str], what: str, known: Collection[str]
) -> Iterator[Problem]:
    for number, name in enumerate(names):
        yield from _unknown(place, f"{field}[{number}]", name, what, known)


def _unknown_in_lessons(course: Course) -> Iterator[Problem]:
    lessons, claims = first_by_id(course.lessons()), first_by_id(course.claims())
    terms, paths = first_by_id(course.terms()), first_by_id(course.paths())
    for place in course.lessons():
        lesson: Lesson = place.value
        yield from _unknown_all(place, "prerequisites", lesson.prerequisites, "lesson", lessons)
        yield from _unknown_all(place, "next", lesson.next, "lesson", lessons)
        yield from _unknown_all(place, "paths", lesson.paths, "path", paths)
        yield from _unknown_all(place, "terms", lesson.terms, "term", terms)
        yield from _unknown_all(place, "related", lesson.related, "lesson or term", lessons | terms)
        for number, analogy in enumerate(lesson.analogies):
            yield from _unknown_all(place, f"analogies[{number}].claims", analogy.claims, "claim", claims)
        for field, named in _named_in_sheet(lesson):
            yield from _unknown_all(place, field, named, "claim", claims)
        yield from _unknown_in_blocks(course, place, claims)


def _named_in_sheet(lesson: Lesson) -> Iterator[tuple[str, tuple[str, ...]]]:
    sheet = lesson.cheatsheet
    yield from ((f"cheatsheet.mustKnow[{n}].claims", point.claims) for n, point in enumerate(sheet.must_know))
    yield from ((f"cheatsheet.followUps[{n}].claims", point.claims) for n, point in enumerate(sheet.follow_ups))
    yield from ((f"cheatsheet.redFlags[{n}].claims", point.claims) for n, point in enumerate(sheet.red_flags))


def _unknown_in_blocks(course: Course, place: Place, claims: Collection[str]) -> Iterator[Problem]:
    lesson: Lesson = place.value
    analogies = {analogy.id for analogy in lesson.analogies}
    for field, block in blocks_of(lesson):
        yield from _unknown_all(place, f"{field}.claims", block.claims, "claim", claims)
        if isinstance(block, ShowAnalogy):
            yield from _unknown(place, f"{field}.analogy", block.analogy, "analogy of this lesson", analogies)
        elif isinstance(block, ShowScenario):
            yield from _unknown(place, f"{field}.scenario", block.scenario, "scenario", course.scenarios)


def blocks_of(lesson: Lesson) -> Iterator[tuple[str, AnyBlock]]:
    """Every block of a lesson with its field."""
    for level in LEVELS:
        for section, part in enumerate(lesson.tracks.of(level).sections):
            for number, block in enumerate(part.blocks):
                yield f"tracks.{level}.sections[{section}].blocks[{number}]", block


def _unknown_in_quizzes(course: Course) -> Iterator[Problem]:
    lessons, claims = first_by_id(course.lessons()), first_by_id(course.claims())
    for quiz in course.quizzes():
        yield from _unknown(quiz, "lesson", quiz.value.lesson, "lesson", lessons)
    for place, question in course.questions():
        yield from _unknown_all(place, "claims", question.claims, "claim", claims)
        for number, option in enumerate(options_of(question)):
            if option.voices and not _TRAP.fullmatch(option.voices):
                yield from _unknown(place, voices_field(question, number), option.voices, "claim or trap", claims)


def options_field(question: Question) -> str:
    """The key under which a question's options stand."""
    return "parts" if isinstance(question, RedFlagQuestion) else "options"


def voices_field(question: Question, number: int) -> str:
    """Where it stands what an option voices."""
    return "voices" if isinstance(question, TrueFalse) else f"{options_field(question)}[{number}].voices"


def _unknown_in_lists(course: Course) -> Iterator[Problem]:
    lessons, terms = first_by_id(course.lessons()), first_by_id(course.terms())
    for place in course.terms():
        yield from _unknown_all(place, "lessons", place.value.lessons, "lesson", lessons)
        yield from _unknown_all(place, "see", place.value.see, "term", terms)
    for place in course.paths():
        yield from _unknown_all(place, "lessons", place.value.lessons, "lesson", lessons)
    for place in course.claims():
        scenario = getattr(place.value.proof, "scenario", None)
        if scenario is not None:
            yield from _unknown(place, "proof.scenario", scenario, "scenario", course.scenarios)


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
        place = lessons.get(trail[-1])
        for name in place.value.prerequisites if place else ():
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
            late = [need for need in _needs(lessons.get(name)) if need in order[number + 1 :]]
            for need in late:
                message = f"`{name}` comes before `{need}`, which it needs"
                yield place.problem(f"lessons[{number}]", "path-order", message, "prerequisites first")


def _needs(place: Place | None) -> tuple[str, ...]:
    return place.value.prerequisites if place else ()
