"""Cheat sheets for a level, and the one sheet of a whole path for the night before: little of everything, four pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from podtutor.content.common import Level, included
from podtutor.content.lesson import CheatSheet, FollowUp, MustKnow, RedFlag

Entry = TypeVar("Entry", MustKnow, FollowUp, RedFlag)

# Letters for each part of the night-before sheet; four printed pages hold about 12,000 with their empty lines.
_MUST_KNOW_ROOM: Final = 4_500
_FOLLOW_UP_ROOM: Final = 3_200
_RED_FLAG_ROOM: Final = 2_800


def sheet_for(sheet: CheatSheet, level: Level) -> CheatSheet:
    """What a learner of this level needs: the level's own entries and those of the levels below it."""
    levels = included(level)
    return CheatSheet(
        must_know=tuple(one for one in sheet.must_know if one.level in levels),
        follow_ups=tuple(one for one in sheet.follow_ups if one.level in levels),
        red_flags=tuple(one for one in sheet.red_flags if one.level in levels),
    )


def night_before(sheets: Sequence[CheatSheet], level: Level) -> CheatSheet:
    """One sheet of many: lessons take turns, each giving its first entries first, until four pages are full."""
    fitting = [sheet_for(sheet, level) for sheet in sheets]
    return CheatSheet(
        must_know=_filled([one.must_know for one in fitting], lambda one: one.point, _MUST_KNOW_ROOM),
        follow_ups=_filled([one.follow_ups for one in fitting], lambda one: one.question + one.answer, _FOLLOW_UP_ROOM),
        red_flags=_filled(
            [one.red_flags for one in fitting], lambda one: one.says + one.wrong + one.instead, _RED_FLAG_ROOM
        ),
    )


def _filled(lists: Sequence[Sequence[Entry]], text: Callable[[Entry], str], room: int) -> tuple[Entry, ...]:
    """Entries taken in turns while there is room; those of one lesson stay together, in their order."""
    taken: list[list[Entry]] = [[] for _ in lists]
    for turn in range(max((len(entries) for entries in lists), default=0)):
        for place, entries in enumerate(lists):
            if turn < len(entries) and len(text(entries[turn])) <= room:
                room -= len(text(entries[turn]))
                taken[place].append(entries[turn])
    return tuple(_joined(taken))


def _joined(lists: Iterable[Iterable[Entry]]) -> Iterable[Entry]:
    for entries in lists:
        yield from entries
