"""Words of the trade: none is used in a lesson that neither it nor a lesson before it links to a card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from podtutor.authoring.course import Course, Place, first_by_id
from podtutor.authoring.lessons import prose_of
from podtutor.authoring.references import blocks_of
from podtutor.content.claims import Term
from podtutor.content.lesson import Lesson
from podtutor.errors import Problem

_CODE = re.compile(r"`[^`]*`")


def term_problems(course: Course) -> Iterator[Problem]:
    """Each term once for each lesson that uses it without a card, at the first place where it stands."""
    cards = {place.value.id: place.value for place in course.terms()}
    if not cards:
        return
    spelled = {name: card.id for card in cards.values() for name in spellings(card)}
    words = re.compile(
        r"(?<![\w-])(" + "|".join(map(re.escape, sorted(spelled, key=len, reverse=True))) + r")(?![\w-])"
    )
    lessons = first_by_id(course.lessons())
    for place in course.lessons():
        linked = _linked(place.value, lessons, cards)
        if linked is None:
            continue
        for name, field in _used(place.value, words, spelled):
            if name not in linked:
                message = f"`{cards[name].term}` is used here, and no card explains it so far"
                expected = f"`{name}` among the `terms` of this lesson or of a prerequisite"
                yield place.problem(field, "unexplained-term", message, expected)


def spellings(card: Term) -> Iterator[str]:
    """The ways a card's term is looked for: as it is written, in the plural, and inside a sentence.

    Other spellings of a card count only where they cannot mean anything else: in several words or in camel case.
    """
    for name in (card.term, *card.also):
        distinct = " " in name or name[1:] != name[1:].lower()
        if name != card.term and not distinct:
            continue
        inside = name if name[1:] != name[1:].lower() else name[:1].lower() + name[1:]
        yield from (name, name + "s", inside, inside + "s")


def _linked(lesson: Lesson, lessons: Mapping[str, Place], cards: Mapping[str, Term]) -> dict[str, None] | None:
    """The terms that a lesson or any lesson before it links; None where a name leads nowhere or
    round in a circle, which is told elsewhere.
    """
    found: dict[str, None] = {}
    waiting, seen = [lesson.id], {lesson.id: None}
    while waiting:
        place = lessons.get(waiting.pop())
        if place is None or lesson.id in place.value.prerequisites:
            return None
        if any(name not in cards for name in place.value.terms):
            return None
        found.update(dict.fromkeys(place.value.terms))
        for earlier in place.value.prerequisites:
            if earlier not in seen:
                seen[earlier] = None
                waiting.append(earlier)
    return found


def _used(lesson: Lesson, words: re.Pattern[str], spelled: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(term, field of its first use) for every term in the running text of a lesson."""
    seen: dict[str, None] = {}
    for field, block in blocks_of(lesson):
        for below, text in prose_of(block):
            for match in words.finditer(_CODE.sub(" ", text)):
                name = spelled[match[0]]
                if name not in seen:
                    seen[name] = None
                    yield name, f"{field}.{below}"
