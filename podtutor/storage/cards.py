"""The review cards kept beside the answers: how one answer moves them, and how they are made anew from the answers alone."""

from __future__ import annotations

import sqlite3
from typing import Final

from podtutor.storage.rows import card_of
from podtutor.tutor.progress import Card, KeptAnswer
from podtutor.tutor.schedule import INTERVIEW, Evidence, after, evidence_of, replay

# Two searches by index rather than one with OR, which reads every answer there is.
_EVIDENCE: Final = """
    SELECT q.kind, coalesce(a.corrected, a.correct), a.at, a.zone, a.confidence, a.milliseconds, a.rating, a.key
    FROM questions q JOIN answers a ON a.question = q.number WHERE q.id = :id
    UNION ALL
    SELECT q.kind, coalesce(a.corrected, a.correct), a.at, a.zone, a.confidence, a.milliseconds, a.rating, a.key
    FROM answers a JOIN questions q ON q.number = a.question WHERE a.stands_for = :id AND q.id <> :id
    ORDER BY 3, 8"""
_KEEP: Final = "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DAY: Final = 86_400_000


def add_to_cards(connection: sqlite3.Connection, answer: KeptAnswer) -> None:
    """One answer more: it moves the card of its question, and of the question it stands for."""
    if answer.kind == INTERVIEW:
        return
    for question in questions_of(answer):
        card = card_in(connection, question)
        if card is not None and card.reviewed > answer.day:
            remake_card(connection, question)  # it comes in late: the order of all answers counts
        else:
            _keep(connection, after(card, question, evidence_of(answer)))


def questions_of(answer: KeptAnswer) -> tuple[str, ...]:
    """The questions whose cards an answer moves."""
    return tuple(dict.fromkeys(name for name in (answer.question, answer.stands_for) if name))


def card_in(connection: sqlite3.Connection, question: str) -> Card | None:
    """The card of a question, where there is one."""
    row = connection.execute("SELECT * FROM cards WHERE question = ?", (question,)).fetchone()
    return card_of(row) if row else None


def remake_card(connection: sqlite3.Connection, question: str) -> None:
    """The card of one question, from its answers; none where there are none."""
    rows = connection.execute(_EVIDENCE, {"id": question})
    evidence = (
        Evidence(
            kind=kind,
            right=bool(right),
            day=(at + zone * 60_000) // _DAY,
            confidence=confidence,
            milliseconds=milliseconds,
            rating=rating,
        )
        for kind, right, at, zone, confidence, milliseconds, rating, _ in rows
    )
    card = replay(question, evidence)
    if card is None:
        connection.execute("DELETE FROM cards WHERE question = ?", (question,))
    else:
        _keep(connection, card)


def remake_cards(connection: sqlite3.Connection) -> None:
    """All cards anew: for files from before there were cards, and as the slow twin of `add_to_cards` in the tests."""
    connection.execute("DELETE FROM cards")
    rows = connection.execute(
        "SELECT id FROM questions UNION SELECT stands_for FROM answers WHERE stands_for IS NOT NULL ORDER BY 1"
    )
    for (question,) in rows.fetchall():
        remake_card(connection, question)


def _keep(connection: sqlite3.Connection, card: Card) -> None:
    values = (card.question, card.stability, card.difficulty, card.reviewed, card.due, card.reviews, card.missed,
              card.last_missed)  # fmt: skip
    connection.execute(_KEEP, values)
