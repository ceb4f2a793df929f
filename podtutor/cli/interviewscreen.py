"""A mock interview on the screen: questions and answers, then the look back with one's own marks, then the scorecard."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from podtutor.ask.asker import Key
from podtutor.ask.fields import TextField
from podtutor.cli.interviewing import begin, finish, keep_marks, keep_turn, minutes_left
from podtutor.cli.journey import Learn, Quiz, Step
from podtutor.cli.quizzing import asks_confidence
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import FORWARD, Frame, Screen, moved, turned
from podtutor.cli.steps import Interview
from podtutor.tutor.interview import Asking, InterviewSession, Turn
from podtutor.tutor.scorecard import Scorecard
from podtutor.view.feedback import CONFIDENCE
from podtutor.view.interview import IntroView, PutView, TicksView, TurnView, scorecard_parts
from podtutor.view.pages import HeadLine
from podtutor.view.questions import Draft

if TYPE_CHECKING:
    from podtutor.cli.world import World

_TICK: Final = 10.0
"""Seconds after which the time that is left is shown anew."""


class EndedError(Exception):
    """The learner ends the interview here."""


class Interviewer:
    """One interview being taken on a screen."""

    def __init__(self, world: World, screen: Screen, step: Interview, session: InterviewSession) -> None:
        """Take the session; nothing is shown yet."""
        self.world = world
        self.screen = screen
        self.step = step
        self.session = session
        self.since = monotonic()
        self.page = 0

    def take(self) -> None:
        """Ask until time is up, or the learner ends it."""
        try:
            self._introduce()
            while (asking := self.session.current) is not None:
                if self.step.aloud:
                    self._listen(asking)
                else:
                    self._ask(asking)
        except EndedError:
            self.session = self.session.ended()

    def look_back(self) -> None:
        """Every answer once more, with what was heard; the learner's own marks count, the grader's are kept."""
        for number in range(len(self.session.turns)):
            if not self._look_at(number):
                return

    # Asking

    def _introduce(self) -> None:
        view = IntroView(self.step.level, self.step.minutes, aloud=self.step.aloud)
        key = self._wait(Frame(head=self._head(), parts=(view,), keys=(("Enter", "begin"), ("q", "quit"))))
        if key.name not in FORWARD:
            raise EndedError

    def _ask(self, asking: Asking) -> None:
        self.since, self.page = monotonic(), 0
        began = self.world.ticks()
        field = TextField()
        while True:
            keys = (("Enter", "answer"), ("Tab", "I don't know"), ("Esc", "end the interview"))
            view = PutView(asking, Draft(text=field.text, place=field.place))
            key = self._key(Frame(head=self._head(), parts=(view,), keys=keys))
            if key.name in {"escape", "ctrl-d"}:
                raise EndedError
            if key.name == "tab":
                field = TextField()
                break
            field = field.press(key)
            if field.done and field.text.strip():
                break
            field = TextField(text=field.text, place=field.place)
        took = self.world.ticks() - began
        confidence = self._confidence(asking, field.text) if field.text.strip() else None
        self._answer(field.text.strip(), took, confidence=confidence)

    def _listen(self, asking: Asking) -> None:
        self.since, self.page = monotonic(), 0
        began = self.world.ticks()
        keys = (("Enter", "I have said it"), ("Tab", "I don't know"), ("Esc", "end the interview"))
        while (key := self._key(Frame(head=self._head(), parts=(PutView(asking),), keys=keys))).name not in FORWARD:
            if key.name in QUIT:
                raise EndedError
            if key.name == "tab":
                break
        took = self.world.ticks() - began
        ticked = self._ticks(asking)
        self._answer("", took, marks=ticked)

    def _ticks(self, asking: Asking) -> dict[str, bool]:
        rubric = asking.question.rubric
        names = [one.id for one in (*rubric.ideas, *rubric.forbidden)]
        ticked, self.page = dict.fromkeys(names, False), 0
        while True:
            keys = ((f"1–{len(names)}", "tick"), ("Enter", "next question"), ("Esc", "end the interview"))
            frame = Frame(head=self._head(), parts=(TicksView(asking, ticked),), keys=keys)
            key = self._key(frame, marks=True)
            if key.name in QUIT:
                raise EndedError
            if key.name == "enter":
                return ticked
            if key.name.isdecimal() and 1 <= int(key.name) <= len(names):
                name = names[int(key.name) - 1]
                ticked[name] = not ticked[name]

    def _confidence(self, asking: Asking, text: str) -> int | None:
        if not asks_confidence(self.world):
            return None
        keys = tuple((str(degree), word) for degree, word in CONFIDENCE.items())
        frame = Frame(
            head=self._head(),
            parts=(PutView(asking, Draft(text=text, place=len(text))),),
            keys=keys,
            question="How sure?",
        )
        while (key := self._key(frame)).name not in {"1", "2", "3"}:
            if key.name in {"enter", "tab"}:
                return None
            if key.name in QUIT:
                raise EndedError
        return int(key.name)

    def _answer(
        self, text: str, took: int, *, confidence: int | None = None, marks: dict[str, bool] | None = None
    ) -> None:
        now = self.world.now()
        self.session = self.session.answer(text, milliseconds=took, confidence=confidence, marks=marks, at=now)
        keep_turn(self.world, self.session.turns[-1])

    # Looking back

    def _look_at(self, number: int) -> bool:
        self.page = 0
        while True:
            turn = self.session.turns[number]
            names = [one.id for one in turn.open_to_marks]
            keys = (("Enter", "next"), (f"1–{len(names)}", "correct the mark"), ("s", "scorecard"), ("q", "quit"))
            place = f"looking back, {number + 1} of {len(self.session.turns)}"
            head = HeadLine("Interview", aside=self.step.level, place=place)
            key = self._key(Frame(head=head, parts=tuple(_pieces(turn)), keys=keys), marks=True)
            if key.name in {"enter", " ", "right"}:
                return True
            if key.name == "s" or key.name in QUIT:
                return False
            if key.name.isdecimal() and 1 <= int(key.name) <= len(names):
                name = names[int(key.name) - 1]
                self.session = self.session.marked(number, turn.marks | {name: not turn.heard(name)})
                keep_marks(self.world, self.session.turns[number])

    # The screen

    def _head(self) -> HeadLine:
        running = self.session.current is not None and bool(self.session.turns or self.since)
        left = minutes_left(self.session, self.since if running else None)
        share = min(1.0, self.session.spent / max(1, self.session.budget))
        return HeadLine("Interview", aside=self.step.level, place=left, share=share)

    def _wait(self, frame: Frame) -> Key:
        while (key := self._key(frame)).name in {"resize", "tick"}:
            pass
        return key

    def _key(self, frame: Frame, *, marks: bool = False) -> Key:
        """Draw, page where the body is too tall, and give the first key that is not about that.

        What is typed goes on at the end of the body, so that end is shown; marks are made on the page that is read.
        """
        while True:
            self.page, pages = self.screen.show(frame, self.page)
            key = self.screen.key(_TICK)
            goal = turned(key, self.page, pages, told=marks)
            if key.name == "tick":
                frame = frame if marks else replace(frame, head=self._head())
            elif goal is not None:
                self.page = goal
            elif key.name != "resize":
                self.page = self.page if marks else pages - 1
                return key


def _pieces(turn: Turn) -> list[Any]:
    return [TurnView(turn, numbered=True)]


def interview_step(world: World, screen: Screen, step: Interview, farewell: list[str]) -> Step:
    """Take an interview on the screen; what comes after it."""
    session = begin(world, step)
    interviewer = Interviewer(world, screen, step, session)
    try:
        interviewer.take()
        if not step.aloud:
            interviewer.look_back()
    finally:
        card = finish(world, step, interviewer.session)
        farewell.append(_farewell(card, step))
    return _after(screen, step, card) if card.turns else None


def _farewell(card: Scorecard, step: Interview) -> str:
    if not card.turns:
        return ""
    kept = f"The report is in {step.report}." if step.report else "`--report FILE.md` or `.html` writes it down."
    return f"{card.verdict} {card.overall.right} of {card.overall.asked} ideas heard. {kept}"


def _after(screen: Screen, step: Interview, card: Scorecard) -> Step:
    following = next((one for one in card.topics if one.lesson and (one.missed or one.flags)), None)
    ranked = [study.commands[0].split()[2] for study in card.study if study.commands[0].startswith("podtutor learn")]
    lesson = ranked[0] if ranked else following.lesson if following else ""
    level = next((one.level for one in card.topics if one.lesson == lesson), step.level)
    keys: list[tuple[str, str]] = [("Enter", f"study {lesson}"), ("z", "quiz on it")] if lesson else []
    page = 0
    while True:
        frame = Frame(
            head=HeadLine("Scorecard", aside=step.level),
            parts=tuple(scorecard_parts(card)),
            keys=(*keys, ("q", "quit")),
        )
        page, pages = screen.show(frame, page)
        key = screen.key()
        goal = moved(key, page, pages)
        if goal is not None:
            page = goal
        elif key.name in QUIT:
            return None
        elif lesson and key.name == "enter":
            return Learn(lesson=lesson, level=level)
        elif lesson and key.name == "z":
            return Quiz(lessons=(lesson,), level=level, seed=step.seed)
