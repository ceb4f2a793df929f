"""The sums kept beside the answers: how one answer changes them, and how all are counted anew from the answers alone."""

from __future__ import annotations

import sqlite3
from typing import Final

from podtutor.tutor.progress import KeptAnswer

_PLUS: Final = """INSERT INTO {table} ({key}, asked, correct) VALUES (?, ?, ?)
    ON CONFLICT ({key}) DO UPDATE SET asked = asked + excluded.asked, correct = correct + excluded.correct"""
_SUMS: Final = (("totals", "question"), ("confidences", "confidence"), ("days", "day"))
_ADDING: Final = {table: _PLUS.format(table=table, key=key) for table, key in _SUMS}

_RECOUNT: Final = (
    "DELETE FROM totals",
    "DELETE FROM confidences",
    "DELETE FROM days",
    "DELETE FROM histories",
    """INSERT INTO totals SELECT a.question, count(*), sum(coalesce(a.corrected, a.correct)) FROM answers a
        GROUP BY 1""",
    """INSERT INTO confidences SELECT a.confidence, count(*), sum(coalesce(a.corrected, a.correct)) FROM answers a
        WHERE a.confidence IS NOT NULL GROUP BY 1""",
    """INSERT INTO days SELECT (a.at + a.zone * 60000) / 86400000, count(*), sum(coalesce(a.corrected, a.correct))
        FROM answers a GROUP BY 1""",
)
_OF_QUESTION: Final = """SELECT q.revision, coalesce(a.corrected, a.correct), a.at
    FROM answers a JOIN questions q ON q.number = a.question
    WHERE q.id = ? ORDER BY a.at, a.key"""
_KEEP_HISTORY: Final = "INSERT OR REPLACE INTO histories VALUES (?, ?, ?, ?, ?, ?, ?)"


_ALL_HISTORIES: Final = """INSERT INTO histories
    WITH ordered AS (
        SELECT q.id, q.revision, coalesce(a.corrected, a.correct) AS good, a.at,
            row_number() OVER (PARTITION BY q.id ORDER BY a.at DESC, a.key DESC) AS back
        FROM answers a JOIN questions q ON q.number = a.question),
    missed AS (SELECT id, min(back) AS back FROM ordered WHERE NOT good GROUP BY id)
    SELECT o.id, max(CASE WHEN o.back = 1 THEN o.revision END), count(*), sum(o.good),
        coalesce(min(m.back) - 1, count(*)), max(CASE WHEN o.back = 1 THEN o.good END), max(o.at)
    FROM ordered o LEFT JOIN missed m ON m.id = o.id GROUP BY o.id"""


def add(connection: sqlite3.Connection, number: int, answer: KeptAnswer) -> None:
    """One answer more, to question `number`; it is in the table of answers already."""
    right = int(answer.counts_right)
    connection.execute(_ADDING["totals"], (number, 1, right))
    connection.execute(_ADDING["days"], (answer.day, 1, right))
    if answer.confidence is not None:
        connection.execute(_ADDING["confidences"], (answer.confidence, 1, right))
    row = connection.execute("SELECT asked, correct, streak, last_at FROM histories WHERE id = ?", (answer.question,))
    known = row.fetchone()
    if known is not None and known[3] >= answer.at:
        recount_history(connection, answer.question)  # it comes in late: the order of all its answers counts
        return
    asked, correct, streak = known[:3] if known else (0, 0, 0)
    values = (answer.question, answer.revision, asked + 1, correct + right, streak * right + right, right, answer.at)
    connection.execute(_KEEP_HISTORY, values)


def correct(connection: sqlite3.Connection, number: int, answer: KeptAnswer, *, right: bool) -> None:
    """The verdict on an answer is now `right`, where it was what `answer` says; the table of answers says so already."""
    change = int(right) - int(answer.counts_right)
    connection.execute(_ADDING["totals"], (number, 0, change))
    connection.execute(_ADDING["days"], (answer.day, 0, change))
    if answer.confidence is not None:
        connection.execute(_ADDING["confidences"], (answer.confidence, 0, change))
    recount_history(connection, answer.question)


def remove(connection: sqlite3.Connection, number: int, answer: KeptAnswer) -> None:
    """One answer less; it is gone from the table of answers already."""
    right = -int(answer.counts_right)
    connection.execute(_ADDING["totals"], (number, -1, right))
    connection.execute(_ADDING["days"], (answer.day, -1, right))
    if answer.confidence is not None:
        connection.execute(_ADDING["confidences"], (answer.confidence, -1, right))
    for table in ("totals", "days", "confidences"):
        connection.execute(f"DELETE FROM {table} WHERE asked = 0")  # noqa: S608 -- constants
    recount_history(connection, answer.question)


def recount_history(connection: sqlite3.Connection, question: str) -> None:
    """The history of one question, from its answers."""
    asked = correct = streak = right = at = revision = 0
    for revision, right, at in connection.execute(_OF_QUESTION, (question,)):  # noqa: B007 -- the last ones are wanted
        asked, correct, streak = asked + 1, correct + right, streak * right + right
    if asked:
        connection.execute(_KEEP_HISTORY, (question, revision, asked, correct, streak, right, at))
    else:
        connection.execute("DELETE FROM histories WHERE id = ?", (question,))


def recount(connection: sqlite3.Connection) -> None:
    """All sums anew: after an import, and as the slow twin of `add` in the tests. Call it in a transaction."""
    for statement in _RECOUNT:
        connection.execute(statement)
    recount_histories(connection)


def recount_histories(connection: sqlite3.Connection) -> None:
    """The histories of all questions, in one pass over the answers."""
    connection.execute("DELETE FROM histories")
    connection.execute(_ALL_HISTORIES)
