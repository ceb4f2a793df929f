"""Progress in an SQLite file: one transaction per change, readable by several processes at once, safe from a sudden end.

A store whose file fails on the way (full disk, damage, a lock that never opens) says so once and goes on in memory.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from podtutor.content.common import LEVELS, Level
from podtutor.storage import cards, rows, sums
from podtutor.storage.schema import TABLES, has_all_tables, migrate
from podtutor.tutor.progress import (
    Card,
    Flag,
    KeptAnswer,
    KeptInterview,
    Merged,
    Position,
    QuestionHistory,
    Total,
)
from podtutor.tutor.schedule import INTERVIEW

T = TypeVar("T")
Warn = Callable[[str], None]
Renewal = Callable[[str], sqlite3.Connection | None]

WAIT_SECONDS: Final = 10.0  # for another process that is writing

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
        found = self._ask("SELECT value FROM settings WHERE name = ?", (name,))
        return found[0][0] if found else None

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
        found = self._ask(f"SELECT lesson, level, section, number FROM positions {which}", values)  # noqa: S608 -- constants
        return (
            Position(lesson=found[0][0], level=found[0][1], section=found[0][2], index=found[0][3]) if found else None
        )

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
        """Keeps an answer and what it adds to sums and cards, in one transaction."""

        def work(connection: sqlite3.Connection) -> None:
            number = rows.question_number(connection, answer)
            rows.insert_answer(connection, int.from_bytes(os.urandom(8), "big") >> 1, number, answer)
            sums.add(connection, number, answer)
            cards.add_to_cards(connection, answer)

        self._change(work)

    def correct_answer(self, question: str, at: int, *, right: bool) -> None:
        """The learner's own verdict on an answer given at a time; what the grader said is kept beside it."""

        def work(connection: sqlite3.Connection, key: int, number: int, answer: KeptAnswer) -> None:
            verdict = None if right == answer.right else right
            _run(connection, "UPDATE answers SET corrected = ? WHERE key = ?", (verdict, key))
            sums.correct(connection, number, answer, right=right)

        self._change_answer(question, at, work)

    def rate_answer(self, question: str, at: int, *, rating: int) -> None:
        """The learner's own rating (1 to 4) of an answer given at a time; it moves the card."""
        statement = "UPDATE answers SET rating = ? WHERE key = ?"
        self._change_answer(question, at, lambda connection, key, *_: _run(connection, statement, (rating, key)))

    def undo_answer(self, question: str, at: int) -> None:
        """An answer was never given: it goes, with all it changed."""

        def work(connection: sqlite3.Connection, key: int, number: int, answer: KeptAnswer) -> None:
            _run(connection, "DELETE FROM answers WHERE key = ?", (key,))
            sums.remove(connection, number, answer)

        self._change_answer(question, at, work)

    def _change_answer(
        self, question: str, at: int, change: Callable[[sqlite3.Connection, int, int, KeptAnswer], None]
    ) -> None:
        """Changes the answer given at a time, and makes the cards that follow from it anew."""

        def work(connection: sqlite3.Connection) -> None:
            found = connection.execute(f"{rows.ANSWER} WHERE q.id = ? AND a.at = ?", (question, at)).fetchall()
            for row in found[-1:]:
                answer = rows.answer_of(row)
                change(connection, row[rows.KEY], row[rows.NUMBER], answer)
                for name in cards.questions_of(answer) if answer.kind != INTERVIEW else ():
                    cards.remake_card(connection, name)

        self._change(work)

    def answers(self, question: str | None = None, limit: int | None = None) -> Sequence[KeptAnswer]:
        """Answers, the newest first: to one question or all."""
        which = "" if question is None else "WHERE q.id = ?"
        values = ([] if question is None else [question]) + [-1 if limit is None else limit]
        return [
            rows.answer_of(row) for row in self._ask(f"{rows.ANSWER} {which} ORDER BY a.at DESC, a.key LIMIT ?", values)
        ]

    def histories(self, questions: Sequence[str] | None = None) -> Mapping[str, QuestionHistory]:
        """What is known of questions that were ever answered, under their ids."""
        if questions is None:
            found = self._ask("SELECT * FROM histories ORDER BY id")
        else:
            statement = "SELECT * FROM histories WHERE id = ?"
            found = [row for question in questions for row in self._ask(statement, (question,))]
        return {row[0]: rows.history_of(row) for row in found}

    def forgotten(self, limit: int) -> Sequence[QuestionHistory]:
        """Questions that were once answered rightly and wrongly the last time, those forgotten last first."""
        statement = "SELECT * FROM histories WHERE correct > 0 AND NOT last_correct ORDER BY last_at DESC, id LIMIT ?"
        return [rows.history_of(row) for row in self._ask(statement, (limit,))]

    def by_topic(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by topic and level."""
        return self._by("topic")

    def by_lesson(self) -> Mapping[tuple[str, Level], Total]:
        """Totals by lesson and level."""
        return self._by("lesson")

    def _by(self, column: str) -> Mapping[tuple[str, Level], Total]:
        found = self._ask(_BY.format(column=column))
        return {(name, level): Total(asked, correct) for name, level, asked, correct in found}

    def by_confidence(self) -> Mapping[int, Total]:
        """Totals by how sure one was."""
        found = self._ask("SELECT * FROM confidences ORDER BY confidence")
        return {confidence: Total(asked, correct) for confidence, asked, correct in found}

    def by_day(self, since: int = 0) -> Mapping[int, Total]:
        """Totals by day, from day `since` on."""
        found = self._ask("SELECT * FROM days WHERE day >= ? ORDER BY day", (since,))
        return {day: Total(asked, correct) for day, asked, correct in found}

    # Review

    def cards(self, *, due: int | None = None) -> Sequence[Card]:
        """The review cards, those first that wait longest; with `due` only those due on that day or before."""
        which, values = ("", ()) if due is None else ("WHERE due <= ?", (due,))
        return [rows.card_of(row) for row in self._ask(f"SELECT * FROM cards {which} ORDER BY due, question", values)]  # noqa: S608 -- constants

    def card(self, question: str) -> Card | None:
        """The card of one question, where it was ever answered."""
        found = self._ask("SELECT * FROM cards WHERE question = ?", (question,))
        return rows.card_of(found[0]) if found else None

    def reviewed_on(self, day: int) -> int:
        """How many cards were reviewed on a day, not counting those made on it."""
        return int(self._ask("SELECT count(*) FROM cards WHERE reviewed = ? AND reviews > 1", (day,))[0][0])

    def due_by_day(self, levels: Collection[Level] = LEVELS) -> Mapping[int, int]:
        """How many cards of questions at these levels are due, by day."""
        marks = ", ".join("?" * len(levels))
        mine = f"SELECT id FROM questions WHERE level IN ({marks})"  # noqa: S608 -- question marks
        by_day = f"SELECT due, count(*) FROM cards WHERE question IN ({mine}) GROUP BY due ORDER BY due"  # noqa: S608
        return dict(self._ask(by_day, tuple(levels)))

    def visited(self, lesson: str, level: Level) -> int | None:
        """When a lesson was last read at a level."""
        found = self._ask("SELECT at FROM positions WHERE lesson = ? AND level = ?", (lesson, level))
        return found[0][0] if found else None

    def flag(self, flag: Flag) -> None:
        """Keeps that a question is found bad."""
        values = (flag.question, flag.at, flag.revision, flag.note)
        self._change(lambda connection: _run(connection, "INSERT OR REPLACE INTO flags VALUES (?, ?, ?, ?)", values))

    def flags(self) -> Sequence[Flag]:
        """The flags, the newest first."""
        found = self._ask("SELECT question, at, revision, note FROM flags ORDER BY at DESC, question")
        return [Flag(question=one[0], at=one[1], revision=one[2], note=one[3]) for one in found]

    def keep_interview(self, interview: KeptInterview) -> None:
        """Keeps a mock interview."""
        values = (interview.at, interview.offset, interview.level, interview.document)
        statement = "INSERT OR REPLACE INTO interviews VALUES (?, ?, ?, ?)"
        self._change(lambda connection: _run(connection, statement, values))

    def interviews(self) -> Sequence[KeptInterview]:
        """The mock interviews, the newest first."""
        found = self._ask("SELECT at, zone, level, document FROM interviews ORDER BY at DESC")
        return [KeptInterview(at=one[0], offset=one[1], level=one[2], document=one[3]) for one in found]

    # From machine to machine

    def export(self) -> Iterator[bytes]:
        """Everything that is kept, as one JSON document in pieces."""
        from podtutor.storage.exchange import exported

        return exported(self._connection)

    def merge(self, document: bytes) -> Merged:
        """Takes in an export, of another machine or of this one; nothing is doubled. Raises UnusableExportError."""
        from podtutor.storage.exchange import merge, read_export

        export = read_export(document)
        merged: list[Merged] = []
        self._change(lambda connection: merged.append(merge(connection, export)))
        return merged[-1]

    def reset(self) -> None:
        """Forgets everything."""

        def work(connection: sqlite3.Connection) -> None:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- constants

        self._change(work)
        self._ask("VACUUM")


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
