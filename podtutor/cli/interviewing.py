"""What a mock interview does, whoever answers: keeps every answer at once, and at the end the scorecard and the report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from podtutor.cli.progressing import date_of
from podtutor.cli.steps import Interview
from podtutor.errors import PodtutorError
from podtutor.tutor.interview import InterviewSession, Turn, start_interview
from podtutor.tutor.progress import KeptAnswer, KeptInterview
from podtutor.tutor.schedule import INTERVIEW
from podtutor.tutor.scorecard import Scorecard, score

if TYPE_CHECKING:
    from podtutor.cli.world import World

SUFFIXES: Final = (".md", ".html")


def check_report(report: str) -> None:
    """Say before the interview, not after it, that a report can't be written. Raises PodtutorError."""
    path = Path(report)
    if path.suffix.lower() not in SUFFIXES:
        raise PodtutorError(f"{report}: the report is written as {' or '.join(SUFFIXES)}, by the ending of the name")
    if not path.parent.is_dir():
        raise PodtutorError(f"{report}: there is no folder {path.parent}")


def begin(world: World, step: Interview) -> InterviewSession:
    """The interview of a step. Raises PodtutorError where there are no question trees."""
    trees = world.library.interviews
    if not trees:
        raise PodtutorError("there are no interviews; they lie in quizzes/interviews")
    return start_interview(trees, level=step.level, minutes=step.minutes, seed=step.seed)


def keep_turn(world: World, turn: Turn) -> None:
    """Keep an answer; the learner's own marks may change its verdict later."""
    asking = turn.asking
    world.progress.keep_answer(
        KeptAnswer(
            question=asking.id,
            revision=1,
            lesson=asking.tree.lesson,
            topic=asking.tree.topic,
            level=asking.level,
            kind=INTERVIEW,
            given=turn.answer,
            right=turn.right,
            at=turn.at,
            confidence=turn.confidence,
            milliseconds=turn.milliseconds,
            offset=world.zone(),
        )
    )


def keep_marks(world: World, turn: Turn) -> None:
    """Keep the verdict that follows from the learner's own marks; the grader's stays beside it."""
    world.progress.correct_answer(turn.asking.id, turn.at, right=turn.right)


def finish(world: World, step: Interview, session: InterviewSession) -> Scorecard:
    """Keep the interview and write its report, where one was asked for. Raises PodtutorError where that fails."""
    card = score(session)
    if session.turns:
        document = msgspec.json.encode(shape(card)).decode("utf-8")
        world.progress.keep_interview(
            KeptInterview(at=world.now(), level=session.level, document=document, offset=world.zone())
        )
    if step.report:
        _write(card, Path(step.report), date_of(world.today()))
    return card


def _write(card: Scorecard, path: Path, date: str) -> None:
    from podtutor.view.report import report_html, report_markdown

    text = (report_html if path.suffix.lower() == ".html" else report_markdown)(card, date=date)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PodtutorError(f"{path}: the report cannot be written: {error.strerror}") from None


def shape(card: Scorecard) -> dict[str, Any]:
    """A scorecard as JSON; both the grader's marks and the learner's own."""
    return {
        "level": card.level,
        "minutes": card.minutes,
        "seconds": card.spent // 1000,
        "verdict": card.verdict,
        "ideas": {"heard": card.overall.right, "all": card.overall.asked},
        "topics": [
            {"title": one.title, "topic": one.topic, "level": one.level, "heard": one.heard, "ideas": one.ideas,
             "redFlags": one.flags} for one in card.topics
        ],
        "redFlags": [{"words": one.words, "wrong": one.wrong, "instead": one.instead} for one in card.red_flags],
        "calibration": {str(degree): {"right": one.right, "asked": one.asked} for degree, one in card.calibration.items()},
        "study": [{"why": one.why, "commands": list(one.commands)} for one in card.study],
        "turns": [
            {"question": turn.asking.id, "because": turn.asking.because, "answer": turn.answer,
             "heard": [one.id for one in turn.grade.heard], "redFlags": [one.id for one in turn.grade.said],
             "corrected": turn.marks, "confidence": turn.confidence, "seconds": turn.milliseconds // 1000}
            for turn in card.turns
        ],
    }  # fmt: skip


def minutes_left(session: InterviewSession, since: float | None = None) -> str:
    """`12 minutes left`; `since` is when the present question was put, by a clock that only grows."""
    running = 0 if since is None else int((time.monotonic() - since) * 1000)
    left = max(0, session.left - running)
    if not left:
        return "time is up: finish your answer"
    minutes = -(-left // 60_000)
    return "1 minute left" if minutes == 1 else f"{minutes} minutes left"
