"""The tables in which progress is kept, as ordered migrations; `user_version` counts those that were applied.

Made for a million answers: what repeats is said once (`questions`), and every sum that a screen shows is kept as a sum
(`totals`, `confidences`, `days`, `histories`) in the same transaction as the answer. `podtutor.storage.sums` counts them.

A migration is never changed once it was released; new needs are met by new ones at the end.
"""

from __future__ import annotations

import sqlite3
from typing import Final

APPLICATION_ID: Final = 0x706F6474  # "podt", in the header of the file: tells ours from anybody else's

_FIRST: Final = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE positions (
        lesson TEXT NOT NULL, level TEXT NOT NULL, section TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (lesson, level)) WITHOUT ROWID""",
    """CREATE TABLE finished (
        lesson TEXT NOT NULL, level TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (lesson, level)) WITHOUT ROWID""",
    """CREATE TABLE questions (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, lesson TEXT NOT NULL,
        topic TEXT NOT NULL, level TEXT NOT NULL, kind TEXT NOT NULL,
        UNIQUE (id, revision, lesson, topic, level, kind))""",
    # The key of an answer is drawn at random: answers of two machines meet without being told apart by anything else.
    """CREATE TABLE answers (
        key INTEGER PRIMARY KEY, question INTEGER NOT NULL REFERENCES questions (number), at INTEGER NOT NULL,
        zone INTEGER NOT NULL, correct INTEGER NOT NULL, corrected INTEGER, confidence INTEGER,
        milliseconds INTEGER NOT NULL, given TEXT NOT NULL)""",
    "CREATE INDEX answers_by_question ON answers (question, at)",
    "CREATE INDEX answers_by_time ON answers (at)",
    "CREATE TABLE totals (question INTEGER PRIMARY KEY, asked INTEGER NOT NULL, correct INTEGER NOT NULL)",
    "CREATE TABLE confidences (confidence INTEGER PRIMARY KEY, asked INTEGER NOT NULL, correct INTEGER NOT NULL)",
    "CREATE TABLE days (day INTEGER PRIMARY KEY, asked INTEGER NOT NULL, correct INTEGER NOT NULL)",
    """CREATE TABLE histories (
        id TEXT PRIMARY KEY, revision INTEGER NOT NULL, asked INTEGER NOT NULL, correct INTEGER NOT NULL,
        streak INTEGER NOT NULL, last_correct INTEGER NOT NULL, last_at INTEGER NOT NULL) WITHOUT ROWID""",
)

_REVIEW: Final = (
    "ALTER TABLE answers ADD COLUMN rating INTEGER",
    "ALTER TABLE answers ADD COLUMN stands_for TEXT",
    "CREATE INDEX answers_standing_for ON answers (stands_for) WHERE stands_for IS NOT NULL",
    """CREATE TABLE cards (
        question TEXT PRIMARY KEY, stability REAL NOT NULL, difficulty REAL NOT NULL, reviewed INTEGER NOT NULL,
        due INTEGER NOT NULL, reviews INTEGER NOT NULL, missed INTEGER NOT NULL, last_missed INTEGER NOT NULL)
        WITHOUT ROWID""",
    "CREATE INDEX cards_by_due ON cards (due)",
    """CREATE TABLE flags (
        question TEXT NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (question, at)) WITHOUT ROWID""",
    """CREATE TABLE interviews (
        at INTEGER PRIMARY KEY, zone INTEGER NOT NULL, level TEXT NOT NULL, document TEXT NOT NULL)""",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_FIRST, _REVIEW)
"""Statements by version: the first entry makes version 1 of an empty file, the next version 2 of that, and so on."""

CARDS_SINCE: Final = 2
"""The version from which on answers make cards; those of an older file are made when it is brought up to date."""

TABLES: Final = (
    "answers",
    "cards",
    "confidences",
    "days",
    "finished",
    "flags",
    "histories",
    "interviews",
    "positions",
    "questions",
    "settings",
    "totals",
)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations a file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def has_all_tables(connection: sqlite3.Connection) -> bool:
    """Whether nothing is missing."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in rows}.issuperset(TABLES)


def migrate(connection: sqlite3.Connection) -> None:
    """Brings a file up to date, in one transaction; of two processes at once, the second finds it done."""
    if version_of(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = version_of(connection)
        for statements in MIGRATIONS[before:]:
            for statement in statements:
                connection.execute(statement)
        if 0 < before < CARDS_SINCE:
            from podtutor.storage.cards import remake_cards

            remake_cards(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
