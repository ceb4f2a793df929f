"""One specimen of everything that can be seen, made from the tiny course."""

from __future__ import annotations

from pathlib import Path
from random import Random

from specimens_of_habits import HABITS

from podtutor.content.claims import Claim
from podtutor.content.library import Library
from podtutor.errors import Problem
from podtutor.fidelity.decisions import Difference, KindAgreement
from podtutor.judge.laboratory import Workbench
from podtutor.judge.proofs import prove
from podtutor.rules.decide import Explanation, Table
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.tutor.answers import Arranged, Given, Judged, Nothing, Picked, parse, show
from podtutor.tutor.quiz import QuizSession, start_quiz, to_reread
from podtutor.view.blocks import IN_PRINT, BlockState, SectionView
from podtutor.view.cards import SheetView, TermView
from podtutor.view.decision import ExplanationView
from podtutor.view.feedback import FeedbackView
from podtutor.view.fidelity import AgreementLine, DifferencesView
from podtutor.view.home import HomeView, PlacedView, Standing
from podtutor.view.layout import Page, Stack
from podtutor.view.lists import (
    BEGUN,
    DONE,
    ChoicesView,
    ClaimsView,
    ClaimView,
    LessonLine,
    LessonsView,
    QuestionsView,
    TrackState,
    level_lines,
)
from podtutor.view.pages import ClosingView, HeadLine, NextSteps, OpeningView, OutlineView
from podtutor.view.problems import FiguresView, ProblemsView
from podtutor.view.proofs import ProofsView, ProofView, StatementView
from podtutor.view.questions import Draft, QuestionView
from podtutor.view.results import ResultView
from podtutor.view.screens import FootRule, Keys
from podtutor.view.timeline.drawing import MomentsView, TimelineView
from podtutor.view.timeline.story import story_of
from podtutor.view.timeline.trace import as_trace

COURSE = Path(__file__).parent.parent / "course"
LIBRARY = Library((COURSE,))
LESSON = LIBRARY.lesson("small-pod")


def _section(number: int, *states: tuple[int, BlockState]) -> SectionView:
    return SectionView(LESSON.tracks.junior.sections[number], LESSON, dict(states))


def _shown(name: str):
    return show(LIBRARY.question(name), Random(7))


def _asked(name: str, given: Given, confidence: int | None = None):
    session = start_quiz([LIBRARY.question(name)], seed=5, level="junior")
    return session.answer(given, confidence=confidence)[1]


def _line(name: str, text: str, confidence: int | None = None):
    session = start_quiz([LIBRARY.question(name)], seed=5, level="junior")
    return session.answer(parse(session.waiting[0], text), confidence=confidence)[1]


def _wrong_choice() -> Picked:
    session = start_quiz([LIBRARY.question("small-pod-address")], seed=5, level="junior")
    return Picked((next(i for i, one in enumerate(session.waiting[0].options) if not one.option.correct),))


def _finished() -> QuizSession:
    names = ("small-pod-address", "small-pod-replaced", "small-pod-agent", "small-pod-grace")
    session = start_quiz([LIBRARY.question(name) for name in names], seed=5, level="junior")
    for line in ("One for the pod !3", "true !3", "kubelet !2", "40 !1"):
        session, _ = session.answer_line(line)
    return session


def _result(**options) -> ResultView:
    session = _finished()
    outlines = {"small-pod": LIBRARY.outline("small-pod")}
    return ResultView(session.result(), to_reread(session.result().missed, outlines), **options)


def _lines() -> tuple[LessonLine, ...]:
    tracks = (
        TrackState(level="junior", sections=3, state=DONE),
        TrackState(level="middle", sections=1, state=BEGUN),
        TrackState(level="senior", sections=1),
    )
    heads = LIBRARY.lesson_heads
    return (LessonLine(head=heads[1], tracks=tracks), LessonLine(head=heads[0], tracks=tracks[2:], next_up=True))


def _standing(**changes) -> Standing:
    settings = {
        "level": "middle", "path": "A small course", "done": 1, "lessons": 2, "next_line": _lines()[1],
        "begun": True, "new": False, "answers": 40, "right": 31,
    }  # fmt: skip
    return Standing(**(settings | changes))


def _story():
    path = LIBRARY.scenario("small-crash")
    simulation = simulate(read_scenario(path.read_bytes(), str(path)))
    simulation.run()
    return story_of(as_trace(simulation.trace()), 20.0)


def _proved():
    def text(name: str) -> tuple[str, str]:
        path = LIBRARY.scenario(name)
        return path.read_text("utf-8"), str(path)

    return prove(LIBRARY.claim("small-crash-replaces-pod"), Workbench(text))


CLAIMS: dict[str, Claim] = dict(LIBRARY.claims)

SPECIMENS = {
    "section-untouched": lambda: _section(0),
    "section-answered-wrong": lambda: _section(0, (0, BlockState(given=1))),
    "section-in-print": lambda: _section(0, (0, IN_PRINT)),
    "section-blocks": lambda: _section(1),
    "section-refutation": lambda: _section(2, (2, BlockState(given=-1))),
    "opening": lambda: OpeningView(LESSON, "junior", sections=3, assumed=("small-node",)),
    "closing": lambda: ClosingView(LESSON.tracks.junior.takeaways, [("Enter", "the quiz on this lesson")]),
    "closing-with-neighbours": lambda: ClosingView(
        LESSON.tracks.junior.takeaways,
        [("Enter", "the quiz on this lesson")],
        beside=["podtutor learn probes", "podtutor explain node"],
    ),
    "outline": lambda: OutlineView([one.title for one in LESSON.tracks.junior.sections], here=1, cursor=2),
    "head-line": lambda: Stack(
        (HeadLine("A small pod", aside="junior", place="section 2 of 3", share=0.5), HeadLine("A title " * 30)), gap=0
    ),
    "keys": lambda: Stack((FootRule(2, 3), Keys([("Enter", "next"), ("b", "back"), ("q", "quit")] * 3)), gap=0),
    "next-steps": lambda: NextSteps([("Enter", "go on"), ("q", "quit")]),
    "question-choice": lambda: QuestionView(_shown("small-pod-address"), Draft(cursor=1)),
    "question-multi": lambda: QuestionView(_shown("small-pod-shared"), Draft(cursor=0, ticked=frozenset({0, 2}))),
    "question-truefalse": lambda: QuestionView(_shown("small-pod-replaced")),
    "question-redflag": lambda: QuestionView(_shown("small-pod-vm"), Draft(cursor=2)),
    "question-order": lambda: QuestionView(_shown("small-pod-start"), Draft(cursor=1, order=(2, 0, 1), lifted=True)),
    "question-number": lambda: QuestionView(_shown("small-pod-grace"), Draft(text="30", place=2)),
    "question-fill": lambda: QuestionView(_shown("small-pod-agent"), Draft(text="kubelet", place=3)),
    "question-open": lambda: QuestionView(_shown("small-pod-explain"), Draft(text="A pod is", place=8)),
    "feedback-right": lambda: FeedbackView(_line("small-pod-address", "One for the pod", 2), CLAIMS),
    "feedback-wrong-and-certain": lambda: FeedbackView(
        _asked("small-pod-address", _wrong_choice(), 3), CLAIMS, every=True
    ),
    "feedback-multi": lambda: FeedbackView(_line("small-pod-shared", "Their node; Their root file system"), CLAIMS),
    "feedback-redflag": lambda: FeedbackView(_asked("small-pod-vm", Judged(flag=True, part=0)), CLAIMS),
    "feedback-fine": lambda: FeedbackView(_asked("small-pod-vm", Judged(flag=False)), CLAIMS),
    "feedback-order": lambda: FeedbackView(_asked("small-pod-start", Arranged((1, 0, 2))), CLAIMS),
    "feedback-number": lambda: FeedbackView(_line("small-pod-grace", "10"), CLAIMS),
    "feedback-none": lambda: FeedbackView(_asked("small-pod-agent", Nothing()), CLAIMS),
    "feedback-open": lambda: FeedbackView(
        _line("small-pod-explain", "It is a virtual machine with several containers."), CLAIMS
    ),
    "result": _result,
    "result-of-exam": lambda: _result(verdicts=True),
    "result-of-nothing": lambda: ResultView(start_quiz([], seed=1).result()),
    "lessons": lambda: LessonsView("A small course", "From the first pod on.", _lines()),
    "levels": lambda: ChoicesView("Levels", level_lines(), "middle", "Set it with `podtutor level LEVEL`."),
    "claims": lambda: ClaimsView(list(CLAIMS.values())),
    "claim": lambda: ClaimView(CLAIMS["small-crash-replaces-pod"]),
    "questions": lambda: QuestionsView(LIBRARY.questions()),
    "term": lambda: TermView(LIBRARY.term("tiny pod"), level="junior", see=["small-node-term"]),
    "cheat-sheet": lambda: SheetView("A small pod: cheat sheet", LESSON.cheatsheet),
    "timeline": lambda: TimelineView(_story()),
    "timeline-half-way": lambda: TimelineView(_story(), now=4.0),
    "moments": lambda: MomentsView(_story()),
    "proof": lambda: Stack((StatementView(_proved().claim), ProofView(_proved()))),
    "proofs": lambda: ProofsView([_proved()]),
    "decision": lambda: ExplanationView(
        Explanation(
            verdict="Burstable",
            reasons=("something is requested, but not everything is limited",),
            table=Table(columns=("CONTAINER", "CPU"), rows=(("app", "100m/-"), ("log", "-/-"))),
        ),
        upstream="pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS",
    ),
    "agreement": lambda: Stack(
        (
            AgreementLine("qos", 310, 310, "the quality of service class of a pod"),
            AgreementLine("phase", 300, 325, "the phase of a pod, from the states of its containers"),
            DifferencesView(
                KindAgreement("phase", 325, 300, "phase-7", (Difference("phase-7", "phase", '"Failed"', '"Running"'),))
            ),
        ),
        gap=0,
    ),
    "problems": lambda: ProblemsView(
        [Problem(path="lessons/pod.yaml", line=3, column=7, message="unknown key `tilte`", expected="`title`")]
    ),
    "figures": lambda: FiguresView({"lessons": 2, "guesser.longest": 0.03}),
    "home": lambda: HomeView(_standing()),
    "home-with-keys": lambda: HomeView(_standing(), keys=True),
    "home-first-time": lambda: HomeView(_standing(new=True, begun=False, answers=0, right=0)),
    "home-due": lambda: HomeView(_standing(due=12, waiting=30, interview_in=9)),
    "home-reread": lambda: Stack((HomeView(_standing(due=3, reread=1)), HomeView(_standing(reread=2), keys=True))),
    "home-placed": lambda: PlacedView("middle", 5, 8),
    **HABITS,
    "home-all-done": lambda: HomeView(_standing(next_line=None, done=2)),
}


def specimen(name: str):
    """The specimen as a screen shows it: at reading width, with its margin."""
    content = SPECIMENS[name]()
    return content if name in {"keys", "head-line"} else Page(content)
