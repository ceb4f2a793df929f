"""Progress in an SQLite file: one transaction per change, readable by several processes at once, safe from a sudden end.

A store whose file fails on the way (full disk, damage, a lock that never opens) says so once and goes on in memory.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from podtutor.content.common import Level
from podtutor.storage import sums
from podtutor.storage.schema import has_all_tables, migrate
from podtutor.tutor.progress import KeptAnswer, Position, QuestionHistory, Total

T = TypeVar("T")
Warn = Callable[[str], None]
Renewal = Callable[[str], sqlite3.Connection | None]

WAIT_SECONDS: Final = 10.0  # for another process that is writing

_ANSWER: Final = """SELECT q.id, q.revision, q.lesson, q.topic, q.level, q.kind, a.given, a.correct, a.at, a.confidence,
    a.milliseconds, a.corrected, a.zone, a.key, q.number FROM answers a JOIN questions q ON q.number = a.question"""
_QUESTION: Final = ("id", "revision", "lesson", "topic", "level", "kind")
_BY: Final = """SELECT q.{column}, q.level, sum(t.asked), sum(t.correct) FROM totals t
    JOIN questions q ON q.number = t.question GROUP BY 1, 2 ORDER BY 1, 2"""


class Store:
    """The Progress protocol over one SQLite connection. `keeps` is false once (or where) nothing outlives the process."""

    def __init__(
        self, connection: sqlite3.Connection, *, keeps: bool, warn: Warn, renew: Renewal | None = None
    ) -> None:
        """`renew` puts a damaged file aside and gives a new one, or None where it can't."""
        self._connection = connection
        self._keeps = keeps
        self._warn = warn
        self._renew = renew

    @property
    def keeps(self) -> bool:
        """Whether anything outlives this process."""
        return self._keeps

    def close(self) -> None:
        """Ends keeping."""
        with suppress(sqlite3.Error):
            self._connection.close()

    # How it is done

    def _change(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """One change in one transaction; where the file fails, in memory from now on."""
        try:
            _transact(self._connection, work)
        except sqlite3.Error as error:
            self._go_on_after(error)
            _transact(self._connection, work)

    def _ask(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._go_on_after(error)
            return self._connection.execute(statement, values).fetchall()

    def _go_on_after(self, error: sqlite3.Error) -> None:
        """A new file where this one is damaged, else memory with all that can still be read; says so."""
        if not self._keeps:
            raise error
        broken = self._connection
        if is_damage(error) and self._renew is not None:
            broken.close()
            renewed, self._renew = self._renew(str(error)), None
            self._keeps = renewed is not None
            self._connection = renewed or in_memory()
            return
        self._keeps = False
        self._connection = in_memory(broken)
        with suppress(sqlite3.Error):
            broken.close()
        self._warn(f"your progress can't be saved any more ({error}); you can go on, but what follows is not kept")

    # Choices

    def setting(self, name: str) -> str | None:
        """Any choice under a name."""
        rows = self._ask("SELECT value FROM settings WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Keeps a choice."""
        statement = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
        self._change(lambda connection: _run(connection, statement, (name, value)))

    def level(self) -> Level | None:
        """The learner's level, where it was said or found."""
        said = self.setting("level")
        known: dict[str, Level] = {"junior": "junior", "middle": "middle", "senior": "senior"}
        return known.get(said) if said else None

    def set_level(self, level: Level) -> None:
        """Keeps the level."""
        self.set_setting("level", level)

    def path(self) -> str | None:
        """The learning path, where one was chosen."""
        return self.setting("path")

    def set_path(self, path: str) -> None:
        """Keeps the path."""
        self.set_setting("path", path)

    # Reading

    def position(self, lesson: str, level: Level) -> Position | None:
        """Where reading stopped."""
        return self._position("WHERE lesson = ? AND level = ?", (lesson, level))

    def last_position(self) -> Position | None:
        """Where reading stopped last of all."""
        return self._position("ORDER BY at DESC LIMIT 1", ())

    def _position(self, which: str, values: Sequence[Any]) -> Position | None:
        rows = self._ask(f"SELECT lesson, level, section, number FROM positions {which}", values)  # noqa: S608 -- constants
        return Position(lesson=rows[0][0], level=rows[0][1], section=rows[0][2], index=rows[0][3]) if rows else None

    def keep_position(self, position: Position, at: int) -> None:
        """Keeps where reading is."""
        values = (position.lesson, position.level, position.section, position.index, at)
        self._change(
            lambda connection: _run(connection, "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?, ?)", values)
        )

    def finished(self) -> Mapping[tuple[str, Level], int]:
        """The tracks read to the end, with the time of the first time."""
        return {(lesson, level): at for lesson, level, at in self._ask("SELECT * FROM finished ORDER BY at")}

    def finish(self, lesson: str, level: Level, at: int) -> None:
        """A track was read to the end; done stays done."""
        statement = "INSERT OR IGNORE INTO finished VALUES (?, ?, ?)"
        self._change(lambda connection: _run(connection, statement, (lesson, level, at)))

    # Answers

    def keep_answer(self, answer: KeptAnswer) -> None:
        """Keeps an answer and what it adds to the sums, in one transaction."""

        def work(connection: sqlite3.Connection) -> None:
            number = _question_number(connection, answer)
            key = int.from_bytes(os.urandom(8), "big") >> 1
            values = (key, number, answer.at, answer.offset, answer.right, answer.corrected, answer.confidence,
                      answer.milliseconds, answer.given)  # fmt: skip
            _run(connection, "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            sums.add(connection, number, answer)

        self._change(work)

    def correct_answer(self, question: str, at: int, *, right: bool) -> None:
        """The learner's own verdict on an answer given at a time; what the grader said is kept beside it."""

        def work(connection: sqlite3.Connection) -> None:
            rows = connection.execute(f"{_ANSWER} WHERE q.id = ? AND a.at = ?", (question, at)).fetchall()
            for row in rows[-1:]:
                answer = _answer(row)
                verdict = None if right == answer.right else right
                _run(connection, "UPDATE answers SET corrected = ? WHERE key = ?", (verdict, row[13]))
                sums.correct(connection, row[14], answer, right=right)

        self._change(work)

    def answers(self, question: str | None = None, limit: int | None = None) -> Sequence[KeptAnswer]:
        """Answers, the newest first: to one question or all."""
        which = "" if question is None else "WHERE q.id = ?"
        values = ([] if question is None else [question]) + [-1 if limit is None else limit]
        return [_answer(row) for row in self._ask(f"{_ANSWER} {which} ORDER BY a.at DESC, a.key LIMIT ?", values)]

    def histories(self, questions: Sequence[str] | None = None) -> Mapping[str, QuestionHistory]:
        """What is known of questions that were ever answered, under their ids."""
        if questions is None:
            rows = self._ask("SELECT * FROM histories ORDER BY id")
        else:
            statement = "SELECT * FROM histories WHERE id = ?"
            rows = [row for question in questions for row in self._ask(statement, (question,))]
        return {row[0]: _history(row) for row in rows}

    def by_topic(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by topic and level."""
        return self._by("topic")

    def by_lesson(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by lesson and level."""
        return self._by("lesson")

    def _by(self, column: str) -> Mapping[tuple[str, Level], Total]:
        rows = self._ask(_BY.format(column=column))
        return {(name, level): Total(asked, correct) for name, level, asked, correct in rows}

    def by_confidence(self) -> Mapping[int, Total]:
        """Totals by how sure one was."""
        rows = self._ask("SELECT * FROM confidences ORDER BY confidence")
        return {confidence: Total(asked, correct) for confidence, asked, correct in rows}

    def by_day(self, since: int = 0) -> Mapping[int, Total]:
        """Totals by day, from day `since` on."""
        rows = self._ask("SELECT * FROM days WHERE day >= ? ORDER BY day", (since,))
        return {day: Total(asked, correct) for day, asked, correct in rows}


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file itself can't be read any more."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], None]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> None:
    connection.execute(statement, values)


def _question_number(connection: sqlite3.Connection, answer: KeptAnswer) -> int:
    """The number under which a question stands, at its revision and place; a new one where it is new."""
    values = tuple(getattr(answer, name) for name in ("question", *_QUESTION[1:]))
    _run(connection, "INSERT OR IGNORE INTO questions (id, revision, lesson, topic, level, kind) VALUES (?, ?, ?, ?, ?, ?)",
         values)  # fmt: skip
    where = " AND ".join(f"{name} = ?" for name in _QUESTION)
    return int(connection.execute(f"SELECT number FROM questions WHERE {where}", values).fetchone()[0])  # noqa: S608 -- constants


def _answer(row: Sequence[Any]) -> KeptAnswer:
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
    )


def _history(row: Sequence[Any]) -> QuestionHistory:
    return QuestionHistory(
        question=row[0],
        revision=row[1],
        asked=row[2],
        right=row[3],
        in_a_row=row[4],
        last_right=bool(row[5]),
        last_at=row[6],
    )


def in_memory(copied_from: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """A store's connection that is gone with the process; with what another one holds, as far as that can be read."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if copied_from is not None:
        with suppress(sqlite3.Error):
            if copied_from.in_transaction:
                copied_from.execute("ROLLBACK")
            copied_from.backup(connection)
            migrate(connection)
            if has_all_tables(connection):
                return connection
        connection.close()
        connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    return connection
