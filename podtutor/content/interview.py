"""A question tree of the mock interview as its author writes it (`interview: 1`): a broad opening, and what follows from it.

Every node is asked aloud, answered freely and graded by a rubric. A follow-up says when it is asked: for an idea that was
missing, for a red flag that was said, for an idea that was heard and deserves a deeper look; or, without any of these, always.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from podtutor.content.common import Authored, ClaimRef, Id, LessonRef, Level, Text
from podtutor.content.quiz import Rubric

INTERVIEW_FORMAT = 1


class Trigger(Authored, frozen=True, kw_only=True):
    """When a follow-up is asked: one of these, by the id of an idea or of a red flag of the question before it."""

    missing: str = ""
    said: str = ""
    heard: str = ""


class AskedQuestion(Authored, frozen=True, kw_only=True):
    """What every question of a tree has. `model` is an answer as one would say it aloud."""

    id: Id
    ask: Text
    rubric: Rubric
    model: Text
    level: Level | None = None
    """Where it differs from the tree's."""


class SecondFollowUp(AskedQuestion, frozen=True, kw_only=True):
    """A follow-up to a follow-up; nothing follows from it."""

    when: Trigger = Trigger()


class FollowUp(AskedQuestion, frozen=True, kw_only=True):
    """A follow-up to the opening."""

    when: Trigger = Trigger()
    follow_ups: tuple[SecondFollowUp, ...] = ()


class InterviewTree(Authored, frozen=True, kw_only=True):
    """A whole file: one topic of an interview, from its opening down."""

    interview: Literal[1]
    id: Annotated[Id, Meta(extra={"defines": "interview"})]
    title: Text
    topic: Id
    level: Level
    opening: AskedQuestion
    follow_ups: tuple[FollowUp, ...]
    lesson: LessonRef = ""
    claims: tuple[ClaimRef, ...] = ()
    replaces: Annotated[str, Meta(extra={"replaces": "interview"})] = ""


AnyAsked = AskedQuestion | FollowUp | SecondFollowUp


def questions_of(tree: InterviewTree) -> tuple[AnyAsked, ...]:
    """Every question of a tree, the opening first."""
    listed: list[AnyAsked] = [tree.opening]
    for follow_up in tree.follow_ups:
        listed += [follow_up, *follow_up.follow_ups]
    return tuple(listed)
