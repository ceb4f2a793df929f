"""Specimens of what is seen when one comes back: progress, review and the mock interview."""

from __future__ import annotations

from pathlib import Path

from podtutor.cli.reviewing import Plan
from podtutor.content.library import Library
from podtutor.tutor.interview import InterviewSession, start_interview
from podtutor.tutor.picture import Due, Forgotten, LessonProgress, Picture, Track
from podtutor.tutor.progress import Total
from podtutor.tutor.review import PlannedDay, Preparation
from podtutor.tutor.scorecard import score
from podtutor.tutor.strength import weakest
from podtutor.view.interview import IntroView, PutView, ScorecardView, TicksView, TurnView
from podtutor.view.progress import ProgressView
from podtutor.view.questions import Draft
from podtutor.view.review import ComesBack, LeechView, NothingDue, PlanView, Waiting

LIBRARY = Library((Path(__file__).parent.parent / "course",))
TODAY = 20_777


def _picture(**changes) -> Picture:
    track = Track(level="junior", done=1, begun=True, total=Total(20, 14))
    begun = Track(level="middle", done=None, begun=True, total=Total(5, 2))
    new = Track(level="senior", done=None, begun=False, total=Total())
    topics = {"container-states": Total(3, 1), "probes": Total(30, 14), "restart": Total(40, 38), "qos": Total(9, 6)}
    values = {
        "level": "middle", "path": "small", "path_title": "A small course", "today": TODAY,
        "lessons": (LessonProgress(id="small-pod", title="A small pod", tracks=(track, begun, new)),),
        "topics": tuple(weakest(topics)),
        "calendar": {TODAY - 100: Total(3, 2), TODAY - 9: Total(18, 9), TODAY - 2: Total(31, 30), TODAY: Total(7, 7)},
        "due": Due(now=12, tomorrow=3, week=9, cards=60),
        "calibration": {1: Total(9, 4), 2: Total(40, 30), 3: Total(30, 15)},
        "forgotten": (Forgotten(question="q", prompt="What does a crash of one container restart?", lesson="small-pod",
                                day=TODAY - 2),),
        "answers": Total(82, 59),
        **changes,
    }  # fmt: skip
    return Picture(**values)


def interview() -> InterviewSession:
    """Three answers: a red flag, a hit, and a mark of the candidate's own."""
    session = start_interview(LIBRARY.interviews, level="junior", minutes=20, seed=1)
    session = session.answer("Containers in a virtual machine.", milliseconds=60_000, confidence=3)
    session = session.answer("A kernel, I think.", milliseconds=45_000, confidence=1)
    return session.answer("They share an address.", milliseconds=30_000).marked(2, {"localhost": True})


def _plan() -> Plan:
    days = tuple(PlannedDay(day=TODAY + day, questions=20 - day, brought_forward=day % 3) for day in range(16))
    return Plan(preparation=Preparation(TODAY + 16, TODAY), today=TODAY, days=days, lessons=("A small pod", "A node"))


HABITS = {
    "progress": lambda: ProgressView(_picture()),
    "progress-of-nothing": lambda: ProgressView(_picture(answers=Total(), topics=(), calendar={}, calibration={})),
    "review-comes-back": lambda: ComesBack(11, 3),
    "review-missed-often": lambda: ComesBack(1, 1, missed=5),
    "review-nothing-due": lambda: NothingDue(3),
    "review-share-done": lambda: NothingDue(1, waiting=40),
    "review-waiting": lambda: Waiting(31, 1),
    "review-leech": lambda: LeechView(LIBRARY.questions()[0], 5),
    "review-plan": lambda: PlanView(_plan()),
    "interview-intro": lambda: IntroView("senior", 20, aloud=False),
    "interview-put": lambda: PutView(interview().turns[1].asking, Draft(text="A kernel", place=8)),
    "interview-turn": lambda: TurnView(interview().turns[0], numbered=True),
    "interview-turn-corrected": lambda: TurnView(interview().turns[2]),
    "interview-ticks": lambda: TicksView(interview().turns[0].asking, {"address": True}),
    "interview-scorecard": lambda: ScorecardView(score(interview())),
}
