"""Keeps what was answered: one record an answer, written before anything else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.tutor.progress import KeptAnswer
from podtutor.tutor.quiz import Asked

if TYPE_CHECKING:
    from podtutor.cli.world import World


def keep_answer(world: World, asked: Asked, *, stands_for: str = "") -> int:
    """Keep an answer, perhaps given in place of another question; its time, by which it can be found again."""
    question, at = asked.shown.question, world.now()
    world.progress.keep_answer(
        KeptAnswer(
            question=question.id,
            revision=question.revision,
            lesson=asked.shown.bank.lesson,
            topic=question.topic,
            level=question.level,
            kind=asked.shown.kind,
            given=asked.grade.given,
            right=asked.grade.right,
            at=at,
            confidence=asked.confidence,
            milliseconds=asked.milliseconds,
            offset=world.zone(),
            stands_for=stands_for,
        )
    )
    return at
