"""What is kept of a learner, that it is there the next time, and that the sums kept beside the answers are true."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podtutor.content.common import LEVELS
from podtutor.storage import sums
from podtutor.storage.opening import FILE_NAME, open_progress
from podtutor.storage.store import Store, in_memory
from podtutor.tutor.progress import DAY_MILLISECONDS, KeptAnswer, Position, Progress, QuestionHistory, Total

NOON = 20_777 * DAY_MILLISECONDS + DAY_MILLISECONDS // 2
Opener = Callable[[], Store]


def unexpected(message: str) -> None:
    pytest.fail(f"a warning: {message}")


@pytest.fixture
def reopen(tmp_path: Path) -> Opener:
    """Opens the same file again, as the next start of the program does."""
    return lambda: open_progress(tmp_path, warn=unexpected, today="2026-11-20")


def answer(question: str = "pod-one", *, right: bool = True, at: int = NOON, **changes: Any) -> KeptAnswer:
    values: dict[str, Any] = {
        "revision": 1, "lesson": "pod", "topic": "restart", "level": "junior", "kind": "choice", "given": "It waits",
        "confidence": 2, "milliseconds": 4200, **changes,
    }  # fmt: skip
    return KeptAnswer(question=question, right=right, at=at, **values)


def test_a_store_is_what_the_protocol_asks_for(reopen: Opener) -> None:
    progress: Progress = reopen()
    assert progress.keeps
    assert {name for name in dir(Progress) if not name.startswith("_")} <= set(dir(progress))


def test_a_new_learner_has_nothing(reopen: Opener) -> None:
    store = reopen()
    assert (store.level(), store.path(), store.setting("confidence"), store.last_position()) == (None, None, None, None)
    assert (store.answers(), store.histories(), store.by_topic(), store.by_day()) == ([], {}, {}, {})


def test_level_path_and_choices_are_there_the_next_time(reopen: Opener) -> None:
    store = reopen()
    store.set_level("senior")
    store.set_level("middle")
    store.set_path("sre")
    store.set_setting("confidence", "off")
    again = reopen()
    assert (again.level(), again.path(), again.setting("confidence")) == ("middle", "sre", "off")


def test_reading_goes_on_where_it_stopped_in_each_track(reopen: Opener) -> None:
    store = reopen()
    here = Position(lesson="pod", level="junior", section="crash", index=4)
    there = Position(lesson="pod", level="senior", section="sandbox", index=2)
    store.keep_position(there, NOON)
    store.keep_position(Position(lesson="pod", level="junior", section="first", index=1), NOON + 1)
    store.keep_position(here, NOON + 2)
    again = reopen()
    assert (again.position("pod", "junior"), again.position("pod", "senior")) == (here, there)
    assert again.position("pod", "middle") is None
    assert again.last_position() == here


def test_done_stays_done_with_the_time_of_the_first_time(reopen: Opener) -> None:
    store = reopen()
    store.finish("pod", "junior", NOON)
    store.finish("pod", "junior", NOON + 5)
    assert reopen().finished() == {("pod", "junior"): NOON}


def test_an_answer_is_kept_whole(reopen: Opener) -> None:
    given = [
        answer(at=NOON + 1, given="\x1b[31m[bold]ünïcode 'quoted'", offset=60),
        answer("pod-two", right=False, at=NOON + 2, confidence=None, corrected=True, kind="open", revision=3),
    ]
    store = reopen()
    for one in given:
        store.keep_answer(one)
    assert reopen().answers() == given[::-1]
    assert reopen().answers("pod-one") == given[:1]
    assert reopen().answers(limit=1) == given[1:]


def test_an_edited_question_keeps_its_history(reopen: Opener) -> None:
    store = reopen()
    store.keep_answer(answer(right=False, at=NOON))
    store.keep_answer(answer(right=True, at=NOON + 1, revision=2, topic="lifecycle"))
    store.keep_answer(answer(right=True, at=NOON + 2, revision=2, topic="lifecycle"))
    assert store.histories(["pod-one", "pod-never"]) == {
        "pod-one": QuestionHistory(
            question="pod-one", revision=2, asked=3, right=2, in_a_row=2, last_right=True, last_at=NOON + 2
        )
    }
    assert store.by_topic() == {("lifecycle", "junior"): Total(2, 2), ("restart", "junior"): Total(1, 0)}


def test_totals_by_topic_lesson_confidence_and_day(reopen: Opener) -> None:
    store = reopen()
    store.keep_answer(answer(confidence=3))
    store.keep_answer(answer("pod-two", right=False, level="senior", at=NOON + 1))
    store.keep_answer(answer("probes-one", right=False, lesson="probes", at=NOON + DAY_MILLISECONDS, confidence=None))
    assert store.by_lesson() == {
        ("pod", "junior"): Total(1, 1),
        ("pod", "senior"): Total(1, 0),
        ("probes", "junior"): Total(1, 0),
    }
    assert store.by_confidence() == {2: Total(1, 0), 3: Total(1, 1)}
    assert store.by_day() == {20_777: Total(2, 1), 20_778: Total(1, 0)}
    assert store.by_day(since=20_778) == {20_778: Total(1, 0)}


def test_a_day_is_the_learners_own_day(reopen: Opener) -> None:
    store = reopen()
    late = 20_777 * DAY_MILLISECONDS + 23 * 3_600_000
    store.keep_answer(answer(at=late, offset=120))
    assert list(store.by_day()) == [20_778]


def test_a_corrected_grade_counts_and_the_graders_stays_beside_it(reopen: Opener) -> None:
    store = reopen()
    store.keep_answer(answer(right=False, at=NOON))
    store.correct_answer("pod-one", NOON, right=True)
    (kept,) = store.answers()
    assert (kept.right, kept.corrected, kept.counts_right) == (False, True, True)
    assert (store.by_topic(), store.histories()["pod-one"].in_a_row) == ({("restart", "junior"): Total(1, 1)}, 1)
    store.correct_answer("pod-one", NOON, right=False)
    assert store.answers()[0].corrected is None
    assert store.by_confidence() == {2: Total(1, 0)}
    store.correct_answer("pod-never", NOON, right=True)
    assert len(store.answers()) == 1


answers = st.builds(
    KeptAnswer,
    question=st.sampled_from(["a", "b", "c"]),
    revision=st.integers(1, 2),
    lesson=st.sampled_from(["pod", "probes"]),
    topic=st.sampled_from(["restart", "storage"]),
    level=st.sampled_from(LEVELS),
    kind=st.just("choice"),
    given=st.text(max_size=5),
    right=st.booleans(),
    at=st.integers(NOON, NOON + 50),
    confidence=st.none() | st.integers(1, 3),
    milliseconds=st.integers(0, 10_000),
    corrected=st.none() | st.booleans(),
    offset=st.sampled_from([0, 60, -480]),
)


def everything(connection: sqlite3.Connection) -> list[list[Any]]:
    return [
        connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        for table in ("totals", "confidences", "days", "histories")
    ]


@given(st.lists(answers, max_size=12), st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=4))
@settings(max_examples=60, deadline=None)
def test_sums_kept_on_the_way_are_those_counted_afterwards(given: list[KeptAnswer], corrections: list[Any]) -> None:
    connection = in_memory()
    store = Store(connection, keeps=False, warn=unexpected)
    for one in given:
        store.keep_answer(one)
    for place, right in corrections:
        if place < len(given):
            store.correct_answer(given[place].question, given[place].at, right=right)
    kept = everything(connection)
    sums.recount(connection)
    assert kept == everything(connection)


def test_a_million_answers_would_be_asked_for_by_index(tmp_path: Path, reopen: Opener) -> None:
    reopen().close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for query, index in (
        ("SELECT * FROM answers ORDER BY at DESC LIMIT 5", "answers_by_time"),
        ("SELECT * FROM answers WHERE question = 1 ORDER BY at", "answers_by_question"),
    ):
        plan = " ".join(str(row) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert index in plan


def test_nothing_but_an_export_reads_every_answer(reopen: Opener) -> None:
    """A million answers are borne because every search goes by an index; a SCAN in a plan is a search that does not."""
    store, statements = reopen(), list[str]()
    store.keep_answer(answer(at=NOON))
    store._connection.set_trace_callback(statements.append)
    store.keep_answer(answer(at=NOON + 2, stands_for="pod-two"))
    store.keep_answer(answer(at=NOON + 1))  # late
    store.rate_answer("pod-one", NOON, rating=4)
    store.correct_answer("pod-one", NOON, right=False)
    store.undo_answer("pod-one", NOON + 2)
    for look in (store.by_topic, store.by_lesson, store.by_confidence, store.by_day, store.histories, store.due_by_day):
        look()
    store.answers("pod-one", 5), store.forgotten(5), store.cards(due=30_000), store.card("pod-one")
    store._connection.set_trace_callback(None)
    planned = {
        statement: [row[3] for row in store._connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        for statement in statements
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))
    }
    assert any("SEARCH a USING" in step for plan in planned.values() for step in plan)
    scans = [statement for statement, plan in planned.items() if any(step.startswith("SCAN a") for step in plan)]
    assert scans == []
