"""Rows of the tables as the records of `podtutor.tutor.progress`, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from podtutor.tutor.progress import Card, KeptAnswer, QuestionHistory

ANSWER: Final = """SELECT q.id, q.revision, q.lesson, q.topic, q.level, q.kind, a.given, a.correct, a.at, a.confidence,
    a.milliseconds, a.corrected, a.zone, a.stands_for, a.rating, a.key, q.number
    FROM answers a JOIN questions q ON q.number = a.question"""
"""Selects what `answer_of` reads; behind it stand the key of the answer and the number of the question."""

KEY: Final = 15
NUMBER: Final = 16

_QUESTION: Final = ("id", "revision", "lesson", "topic", "level", "kind")
_INSERT: Final = """INSERT OR IGNORE INTO answers (key, question, at, zone, correct, corrected, confidence, milliseconds,
    given, stands_for, rating) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def insert_answer(connection: sqlite3.Connection, key: int, number: int, answer: KeptAnswer) -> bool:
    """Writes an answer to question `number`; false where its key is there already."""
    values = (key, number, answer.at, answer.offset, answer.right, answer.corrected, answer.confidence,
              answer.milliseconds, answer.given, answer.stands_for or None, answer.rating)  # fmt: skip
    return connection.execute(_INSERT, values).rowcount == 1


def question_number(connection: sqlite3.Connection, answer: KeptAnswer) -> int:
    """The number under which a question stands, at its revision and place; a new one where it is new."""
    values = tuple(getattr(answer, name) for name in ("question", *_QUESTION[1:]))
    connection.execute(
        "INSERT OR IGNORE INTO questions (id, revision, lesson, topic, level, kind) VALUES (?, ?, ?, ?, ?, ?)", values
    )
    where = " AND ".join(f"{name} = ?" for name in _QUESTION)
    return int(connection.execute(f"SELECT number FROM questions WHERE {where}", values).fetchone()[0])  # noqa: S608 -- constants


def answer_of(row: Sequence[Any]) -> KeptAnswer:
    """An answer."""
    return KeptAnswer(
        question=row[0],
        revision=row[1],
        lesson=row[2],
        topic=row[3],
        level=row[4],
        kind=row[5],
        given=row[6],
        right=bool(row[7]),
        at=row[8],
        confidence=row[9],
        milliseconds=row[10],
        corrected=None if row[11] is None else bool(row[11]),
        offset=row[12],
        stands_for=row[13] or "",
        rating=row[14],
    )


def history_of(row: Sequence[Any]) -> QuestionHistory:
    """The history of a question."""
    return QuestionHistory(
        question=row[0],
        revision=row[1],
        asked=row[2],
        right=row[3],
        in_a_row=row[4],
        last_right=bool(row[5]),
        last_at=row[6],
    )


def card_of(row: Sequence[Any]) -> Card:
    """A review card."""
    return Card(
        question=row[0],
        stability=row[1],
        difficulty=row[2],
        reviewed=row[3],
        due=row[4],
        reviews=row[5],
        missed=row[6],
        last_missed=bool(row[7]),
    )
