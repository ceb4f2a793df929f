"""Review cards kept beside the answers follow from the answers alone; an export brought to another machine doubles nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podtutor.storage import cards, sums
from podtutor.storage.opening import FILE_NAME, open_progress
from podtutor.storage.store import Store, in_memory
from podtutor.tutor.progress import (
    DAY_MILLISECONDS,
    Flag,
    KeptAnswer,
    KeptInterview,
    Merged,
    Position,
    UnusableExportError,
)

NOON = 20_777 * DAY_MILLISECONDS + DAY_MILLISECONDS // 2


def store() -> Store:
    return Store(in_memory(), keeps=True, warn=pytest.fail)


def answer(question: str = "q-1", *, right: bool = True, day: int = 0, **changes: Any) -> KeptAnswer:
    values: dict[str, Any] = {
        "revision": 1, "lesson": "pod", "topic": "restart", "level": "junior", "kind": "choice", "given": "It waits",
        "confidence": 2, "milliseconds": 20_000, "at": NOON + day * DAY_MILLISECONDS, **changes,
    }  # fmt: skip
    return KeptAnswer(question=question, right=right, **values)


def tables(kept: Store) -> dict[str, list[Any]]:
    connection = kept._connection
    return {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
        for name in ("cards", "histories", "totals", "days", "confidences")
    }


answers = st.builds(
    answer,
    question=st.sampled_from(["q-1", "q-2", "q-3"]),
    right=st.booleans(),
    day=st.integers(0, 60),
    confidence=st.sampled_from([None, 1, 2, 3]),
    stands_for=st.sampled_from(["", "q-3"]),
    kind=st.sampled_from(["choice", "open", "interview"]),
    milliseconds=st.integers(0, 300_000),
)
deeds = st.lists(st.tuples(answers, st.sampled_from(["", "", "correct", "rate", "undo"])), max_size=12)


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_cards_and_sums_always_follow_from_the_answers_alone(done: list[tuple[KeptAnswer, str]]) -> None:
    kept = store()
    for number, (one, deed) in enumerate(done):
        given_at = one.at + number
        kept.keep_answer(KeptAnswer(**{name: getattr(one, name) for name in one.__struct_fields__} | {"at": given_at}))
        if deed == "correct":
            kept.correct_answer(one.question, given_at, right=not one.right)
        if deed == "rate":
            kept.rate_answer(one.question, given_at, rating=4)
        if deed == "undo":
            kept.undo_answer(one.question, given_at)
    before = tables(kept)
    sums.recount(kept._connection)
    cards.remake_cards(kept._connection)
    assert tables(kept) == before


def test_a_right_answer_comes_back_later_each_time_and_a_wrong_one_soon() -> None:
    kept = store()
    dues = []
    day = 0
    for _ in range(4):
        kept.keep_answer(answer(day=day))
        card = kept.card("q-1")
        assert card is not None
        dues.append(card.due - card.reviewed)
        day += dues[-1]
    assert dues == [2, 11, 46, 163]
    kept.keep_answer(answer(day=day, right=False))
    card = kept.card("q-1")
    assert card is not None
    assert (card.due - card.reviewed < 46, card.missed, card.last_missed) == (True, 1, True)


def test_undo_gives_back_what_was() -> None:
    kept = store()
    kept.keep_answer(answer())
    before = tables(kept)
    kept.keep_answer(answer(day=3, right=False))
    kept.undo_answer("q-1", NOON + 3 * DAY_MILLISECONDS)
    assert tables(kept) == before
    kept.undo_answer("q-1", NOON)
    assert (kept.answers(), kept.cards(), kept.histories(), kept.by_topic(), kept.by_day()) == ([], [], {}, {}, {})


def test_ones_own_rating_decides() -> None:
    kept = store()
    kept.keep_answer(answer())
    kept.rate_answer("q-1", NOON, rating=4)
    card = kept.card("q-1")
    assert card is not None
    assert card.due - card.reviewed == 8
    assert kept.answers()[0].rating == 4


def test_another_wording_moves_the_card_it_stands_for() -> None:
    kept = store()
    kept.keep_answer(answer("q-1"))
    kept.keep_answer(answer("q-2", day=2, stands_for="q-1"))
    moved, own = kept.card("q-1"), kept.card("q-2")
    assert moved is not None
    assert own is not None
    assert (moved.reviews, own.reviews) == (2, 1)


def test_an_interview_makes_no_card() -> None:
    kept = store()
    kept.keep_answer(answer(kind="interview"))
    assert kept.cards() == []
    assert len(kept.answers()) == 1


def test_cards_of_a_file_from_before_there_were_cards_are_made(tmp_path: Path) -> None:
    from podtutor.storage.schema import APPLICATION_ID, MIGRATIONS

    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute("INSERT INTO questions VALUES (1, 'q-1', 1, 'pod', 'restart', 'junior', 'choice')")
    connection.execute("INSERT INTO answers VALUES (7, 1, ?, 0, 1, NULL, 2, 20000, 'It waits')", (NOON,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    kept = open_progress(tmp_path, warn=pytest.fail, today="2026-11-20")
    (card,) = kept.cards()
    assert (card.question, card.due - card.reviewed) == ("q-1", 2)
    assert [one.given for one in kept.answers()] == ["It waits"]


def whole() -> Store:
    """Something of everything."""
    kept = store()
    kept.set_level("middle")
    kept.keep_position(Position(lesson="pod", level="junior", section="crash", index=4), NOON)
    kept.finish("pod", "junior", NOON + 9)
    kept.flag(Flag(question="q-1", revision=1, at=NOON, note="two right answers"))
    kept.keep_interview(KeptInterview(at=NOON, level="senior", document="{}", offset=60))
    for day in range(5):
        kept.keep_answer(answer(f"q-{day % 2}", right=day != 3, day=day, given="naïve \x1b[31m"))
    kept.rate_answer("q-0", NOON, rating=2)
    return kept


def everything(kept: Store) -> dict[str, list[Any]]:
    connection = kept._connection
    names = ("settings", "positions", "finished", "answers", "flags", "interviews", "histories", "cards", "days")
    return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def test_an_export_brings_everything_to_another_machine() -> None:
    one, other = whole(), store()
    assert other.merge(b"".join(one.export())) == Merged(added=5, known=0)
    assert everything(other) == everything(one)


def test_an_import_doubles_nothing_however_often_it_is_done() -> None:
    one = whole()
    before = everything(one)
    export = b"".join(one.export())
    assert [one.merge(export), one.merge(export)] == [Merged(0, 5), Merged(0, 5)]
    assert everything(one) == before


def test_two_machines_that_learned_apart_come_to_the_same() -> None:
    one = whole()
    other = store()
    other.merge(b"".join(one.export()))
    one.keep_answer(answer("q-1", day=9))
    other.keep_answer(answer("q-1", day=8, right=False))
    other.correct_answer("q-0", NOON, right=False)
    other.keep_position(Position(lesson="pod", level="junior", section="last", index=9), NOON + 5)
    other.finish("pod", "junior", NOON + 50)
    from_one, from_other = b"".join(one.export()), b"".join(other.export())
    one.merge(from_other)
    other.merge(from_one)
    assert everything(one) == everything(other)
    assert one.finished() == {("pod", "junior"): NOON + 9}
    position = one.position("pod", "junior")
    assert position is not None
    assert position.section == "last"
    assert len(one.answers()) == 7
    assert one.answers("q-0")[-1].counts_right is False


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"{}", b"\xff", b'{"podtutorProgress": 2}', b'{"podtutorProgress": 1, "answers": [{"key": "zz"}]}',
     (b'{"podtutorProgress": 1, "answers": [{"key": "ffffffffffffffff", "question": "q", "revision": 1, "lesson": "l", '
     b'"topic": "t", "level": "junior", "kind": "choice", "given": "", "right": true, "at": 1}]}')],
)  # fmt: skip
def test_what_is_no_export_changes_nothing(document: bytes) -> None:
    kept = whole()
    before = everything(kept)
    with pytest.raises(UnusableExportError, match="export"):
        kept.merge(document)
    assert everything(kept) == before


def test_reset_forgets_everything() -> None:
    kept = whole()
    kept.reset()
    assert not any(everything(kept).values())
    kept.keep_answer(answer())
    assert len(kept.cards()) == 1
