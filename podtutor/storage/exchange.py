"""Progress as one JSON document, and its way back: two machines are merged by the keys of their answers.

An answer's key was drawn at random when it was given, so the same answer is known again wherever it comes from. Of two
reading places the later counts, of two endings the earlier; choices made here stay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from podtutor.content.common import Level
from podtutor.storage import cards, rows, sums
from podtutor.tutor.progress import Flag, KeptAnswer, KeptInterview, Merged, UnusableExportError

_FORMAT: Final = 1
_MOMENTS: Final = range(253_402_300_800_000)  # milliseconds from 1970 to the end of the year 9999
_NUMBERS: Final = range(1 << 53)
_OFFSETS: Final = range(-24 * 60, 24 * 60 + 1)  # minutes
_CONFIDENCES: Final = (None, 1, 2, 3)
_RATINGS: Final = (None, 1, 2, 3, 4)


class _Kept(KeptAnswer, frozen=True, kw_only=True, omit_defaults=True):
    """An answer with its key, in hexadecimal digits."""

    key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{1,16}$")]


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    lesson: str
    level: Level
    section: str
    index: int
    at: int


class _Finished(msgspec.Struct, frozen=True, kw_only=True):
    lesson: str
    level: Level
    at: int


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A whole export."""

    podtutor_progress: int = msgspec.field(name="podtutorProgress")
    settings: dict[str, str] = msgspec.field(default_factory=dict)
    positions: tuple[_Place, ...] = ()
    finished: tuple[_Finished, ...] = ()
    flags: tuple[Flag, ...] = ()
    interviews: tuple[KeptInterview, ...] = ()
    answers: tuple[_Kept, ...] = ()


def exported(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The document in pieces, one answer a line."""
    ask = connection.execute
    places = ask("SELECT lesson, level, section, number, at FROM positions ORDER BY lesson, level")
    flags = ask("SELECT question, at, revision, note FROM flags ORDER BY at, question")
    interviews = ask("SELECT at, zone, level, document FROM interviews ORDER BY at")
    parts = {
        "podtutorProgress": _FORMAT,
        "settings": dict(ask("SELECT name, value FROM settings ORDER BY name").fetchall()),
        "positions": [_Place(lesson=a, level=b, section=c, index=d, at=e) for a, b, c, d, e in places],
        "finished": [
            _Finished(lesson=a, level=b, at=c) for a, b, c in ask("SELECT lesson, level, at FROM finished ORDER BY at")
        ],
        "flags": [Flag(question=a, at=b, revision=c, note=d) for a, b, c, d in flags],
        "interviews": [KeptInterview(at=a, offset=b, level=c, document=d) for a, b, c, d in interviews],
    }
    encode = msgspec.json.Encoder().encode
    yield b"{\n"
    for name, part in parts.items():
        yield encode(name) + b": " + encode(part) + b",\n"
    yield b'"answers": ['
    separator = b"\n"
    for row in ask(f"{rows.ANSWER} ORDER BY a.at, a.key"):
        answer = msgspec.structs.asdict(rows.answer_of(row))
        yield separator + encode(_Kept(key=f"{row[rows.KEY]:x}", **answer))
        separator = b",\n"
    yield b"\n]\n}\n"


def read_export(document: bytes) -> Export:
    """A document as an export. Raises UnusableExportError."""
    try:
        export = msgspec.json.decode(document, type=Export)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableExportError(f"this is no export of podtutor's progress: {error}") from None
    if export.podtutor_progress != _FORMAT:
        message = f"this export is of format {export.podtutor_progress}; this podtutor reads format {_FORMAT}"
        raise UnusableExportError(message)
    if any(not _fits(answer) for answer in export.answers):
        raise UnusableExportError("this is no export of podtutor's progress: an answer has a number out of range")
    if not _others_fit(export):
        raise UnusableExportError("this is no export of podtutor's progress: a number in it is out of range")
    return export


def _fits(answer: _Kept) -> bool:
    return (
        int(answer.key, 16) < 1 << 63
        and answer.at in _MOMENTS
        and answer.revision in _NUMBERS
        and answer.milliseconds in _NUMBERS
        and answer.offset in _OFFSETS
        and answer.confidence in _CONFIDENCES
        and answer.rating in _RATINGS
    )


def _others_fit(export: Export) -> bool:
    moments = (
        *(one.at for one in export.positions),
        *(one.at for one in export.finished),
        *(one.at for one in export.flags),
        *(one.at for one in export.interviews),
    )
    counted = (*(one.index for one in export.positions), *(one.revision for one in export.flags))
    return (
        all(moment in _MOMENTS for moment in moments)
        and all(number in _NUMBERS for number in counted)
        and all(one.offset in _OFFSETS for one in export.interviews)
    )


def merge(connection: sqlite3.Connection, export: Export) -> Merged:
    """Takes in an export; call it in a transaction."""
    for name, value in export.settings.items():
        connection.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, value))
    for place in export.positions:
        connection.execute(
            """INSERT INTO positions VALUES (?, ?, ?, ?, ?) ON CONFLICT (lesson, level) DO UPDATE SET
            section = excluded.section, number = excluded.number, at = excluded.at WHERE excluded.at > at""",
            (place.lesson, place.level, place.section, place.index, place.at),
        )
    for one in export.finished:
        connection.execute(
            """INSERT INTO finished VALUES (?, ?, ?) ON CONFLICT (lesson, level) DO UPDATE SET
            at = min(at, excluded.at)""",
            (one.lesson, one.level, one.at),
        )
    for flag in export.flags:
        values = (flag.question, flag.at, flag.revision, flag.note)
        connection.execute("INSERT OR IGNORE INTO flags VALUES (?, ?, ?, ?)", values)
    for interview in export.interviews:
        kept = (interview.at, interview.offset, interview.level, interview.document)
        connection.execute("INSERT OR IGNORE INTO interviews VALUES (?, ?, ?, ?)", kept)
    return _merge_answers(connection, export.answers)


def _merge_answers(connection: sqlite3.Connection, answers: tuple[_Kept, ...]) -> Merged:
    numbers: dict[tuple[object, ...], int] = {}
    touched: dict[str, None] = {}
    added = 0
    for answer in answers:
        place = (answer.question, answer.revision, answer.lesson, answer.topic, answer.level, answer.kind)
        if place not in numbers:
            numbers[place] = rows.question_number(connection, answer)
        if rows.insert_answer(connection, int(answer.key, 16), numbers[place], answer):
            added += 1
            touched.update(dict.fromkeys(cards.questions_of(answer)))
        else:
            _merge_verdict(connection, answer, touched)
    if touched:
        sums.recount(connection)
        for question in touched:
            cards.remake_card(connection, question)
    return Merged(added=added, known=len(answers) - added)


def _merge_verdict(connection: sqlite3.Connection, answer: _Kept, touched: dict[str, None]) -> None:
    """A verdict or rating that was given on the other machine only."""
    if answer.corrected is None and answer.rating is None:
        return
    changed = connection.execute(
        """UPDATE answers SET corrected = coalesce(corrected, ?), rating = coalesce(rating, ?)
        WHERE key = ? AND (corrected IS NULL AND ? IS NOT NULL OR rating IS NULL AND ? IS NOT NULL)""",
        (answer.corrected, answer.rating, int(answer.key, 16), answer.corrected, answer.rating),
    )
    if changed.rowcount:
        touched.update(dict.fromkeys(cards.questions_of(answer)))
