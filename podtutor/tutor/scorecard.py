"""What an interview comes to: ideas heard by topic and level, red flags with what to say instead, what to study next."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from podtutor.content.common import LEVELS, Level
from podtutor.tutor.interview import InterviewSession, Turn
from podtutor.tutor.progress import Total
from podtutor.tutor.strength import Strength, strength_of


class RedFlagSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A red flag that was said: the words, why it is wrong, what to say instead."""

    asked: str
    words: str
    wrong: str
    instead: str


class MissedIdea(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that was not heard, and the question that asked for it: `No.` says little without it."""

    asked: str
    idea: str


class TopicScore(msgspec.Struct, frozen=True, kw_only=True):
    """Ideas heard about one topic."""

    title: str
    level: Level
    heard: int
    ideas: int
    flags: int
    missed: tuple[MissedIdea, ...]
    lesson: str
    topic: str


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """What to study next: why, and the commands to type."""

    why: str
    commands: tuple[str, ...]


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """The end of an interview. `calibration` counts answers by how sure one was; `corrected` the learner's own marks."""

    level: Level
    minutes: int
    spent: int
    topics: tuple[TopicScore, ...]
    by_level: dict[Level, Strength]
    overall: Strength
    red_flags: tuple[RedFlagSaid, ...]
    calibration: dict[int, Total]
    study: tuple[Study, ...]
    corrected: int
    turns: tuple[Turn, ...]

    @property
    def verdict(self) -> str:
        """In one sentence, as an honest interviewer would put it."""
        share, flags = self.overall.share, len(self.red_flags)
        if not self.turns:
            return "Nothing was answered."
        if flags >= 2 or share < 0.35:
            return f"Not yet at level {self.level}: " + (
                "what was said wrongly weighs most." if flags else "too much was missing."
            )
        if share < 0.6 or flags:
            return f"On the way to level {self.level}."
        if self.overall.low < 0.5:
            return f"It sounds like level {self.level}; it was too short to be sure."
        return f"That is level {self.level}."


def score(session: InterviewSession) -> Scorecard:
    """The scorecard of an interview, over or broken off."""
    turns = session.turns
    topics = _topics(turns)
    by_level = {
        level: strength_of(_ideas([turn for turn in turns if turn.asking.level == level]))
        for level in LEVELS
        if any(turn.asking.level == level for turn in turns)
    }
    calibration: dict[int, Total] = {}
    for turn in turns:
        if turn.confidence is not None:
            known = calibration.get(turn.confidence, Total())
            calibration[turn.confidence] = Total(known.asked + 1, known.right + turn.right)
    return Scorecard(
        level=session.level,
        minutes=session.budget // 60_000,
        spent=session.spent,
        topics=topics,
        by_level=by_level,
        overall=strength_of(_ideas(turns)),
        red_flags=tuple(_flags(turns)),
        calibration=dict(sorted(calibration.items())),
        study=_study(topics),
        corrected=sum(len(turn.marks) for turn in turns if turn.answer),
        turns=turns,
    )


def _ideas(turns: Sequence[Turn]) -> Total:
    return Total(sum(len(turn.ideas) for turn in turns), sum(turn.count_heard for turn in turns))


def _topics(turns: Sequence[Turn]) -> tuple[TopicScore, ...]:
    scores = []
    for name in dict.fromkeys(turn.asking.tree.id for turn in turns):
        mine = [turn for turn in turns if turn.asking.tree.id == name]
        tree, total = mine[0].asking.tree, _ideas(mine)
        scores.append(
            TopicScore(
                title=tree.title,
                level=tree.level,
                heard=total.right,
                ideas=total.asked,
                flags=sum(len(turn.said) for turn in mine),
                missed=_missed(mine),
                lesson=tree.lesson,
                topic=tree.topic,
            )
        )
    return tuple(scores)


def _missed(turns: Sequence[Turn]) -> tuple[MissedIdea, ...]:
    """The ideas that were not heard, not even later on, each once, where it was asked for first."""
    ideas: dict[str, MissedIdea] = {}
    for turn in turns:
        for idea in turn.ideas:
            ideas.setdefault(idea.id, MissedIdea(asked=turn.asking.question.ask, idea=idea.idea))
    return tuple(missed for name, missed in ideas.items() if not any(turn.heard(name) for turn in turns))


def _flags(turns: Sequence[Turn]) -> list[RedFlagSaid]:
    found = []
    for turn in turns:
        for flag in turn.said:
            words = next((one.words for one in turn.grade.said if one.id == flag.id), "")
            found.append(
                RedFlagSaid(asked=turn.asking.question.ask, words=words, wrong=flag.idea, instead=flag.instead)
            )
    return found


def _study(topics: Sequence[TopicScore]) -> tuple[Study, ...]:
    """The lessons behind what was missing, the weakest topic first."""
    weak = sorted(
        (one for one in topics if one.flags or one.heard < one.ideas),
        key=lambda one: (-one.flags, one.heard / one.ideas if one.ideas else 1.0),
    )
    found: dict[str, Study] = {}
    for one in weak:
        name = one.lesson or one.topic
        if name in found or (not one.flags and one.heard >= 0.8 * one.ideas):
            continue
        missed = len(one.missed)
        parts = [f"{missed} {'idea' if missed == 1 else 'ideas'} missing"] if missed else []
        parts += [f"{one.flags} red {'flag' if one.flags == 1 else 'flags'}"] if one.flags else []
        commands: tuple[str, ...] = ("podtutor review --weakest",)
        if one.lesson:
            commands = (f"podtutor learn {one.lesson} --level {one.level}", f"podtutor quiz {one.lesson}")
        found[name] = Study(why=f"{one.title}: {', '.join(parts)}", commands=commands)
    return tuple(found.values())[:4]
