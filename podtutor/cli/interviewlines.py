"""A mock interview without a screen: one line an answer; then what was heard, and the scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.cli.dialogue import END
from podtutor.cli.interviewing import begin, finish, keep_marks, keep_turn, minutes_left
from podtutor.cli.steps import Interview
from podtutor.tutor.answers import split_confidence
from podtutor.tutor.interview import Asking, InterviewSession
from podtutor.tutor.scorecard import Scorecard
from podtutor.view.interview import IntroView, PutView, ScorecardView, TicksView, TurnView
from podtutor.view.layout import Page, Stack
from podtutor.view.pages import HeadLine
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

# A line from a pipe takes no time; it is reckoned as spoken: a breath, and 150 words a minute.
_BREATH: Final = 15_000
_WORD: Final = 400


def interview_by_lines(world: World, step: Interview) -> Scorecard:
    """Take an interview line by line, to the end of the input or of the time."""
    session = begin(world, step)
    _say(world, Stack((HeadLine("Interview", aside=step.level), IntroView(step.level, step.minutes, aloud=step.aloud))))
    try:
        session = _taken(world, step, session)
        if not step.aloud:
            session = _looked_back(world, session)
    finally:
        card = finish(world, step, session)
    world.console.print(Page(ScorecardView(card)))
    return card


def _taken(world: World, step: Interview, session: InterviewSession) -> InterviewSession:
    while (asking := session.current) is not None:
        began = world.ticks()
        _say(world, Stack((Text(minutes_left(session)), PutView(asking))))
        line = _line(
            world,
            "Say it aloud, then Enter:"
            if step.aloud
            else "Your answer, in one line:"
            if session.turns
            else f"Your answer, in one line; !1 to !3 behind it says how sure you are, {END} alone ends:",
        )
        if line is None or line.strip() == END:
            return session.ended()
        took = world.ticks() - began
        if not world.has_person:
            took = max(took, _BREATH + _WORD * len(line.split()))
        if step.aloud:
            session = session.answer("", milliseconds=took, marks=_ticked(world, asking), at=world.now())
        else:
            text, confidence = split_confidence(line)
            session = session.answer(text, milliseconds=took, confidence=confidence, at=world.now())
        keep_turn(world, session.turns[-1])
    return session


def _ticked(world: World, asking: Asking) -> dict[str, bool]:
    rubric = asking.question.rubric
    names = [one.id for one in (*rubric.ideas, *rubric.forbidden)]
    _say(world, TicksView(asking, {}))
    line = _line(world, "The numbers of what you said, like 1,3:") or ""
    said = _numbers(line, len(names))
    return {name: number in said for number, name in enumerate(names, start=1)}


def _numbers(line: str, most: int) -> tuple[int, ...]:
    found = (int(part) for part in line.replace(",", " ").split() if part.isdecimal() and len(part) < 4)
    return tuple(number for number in found if 1 <= number <= most)


def _looked_back(world: World, session: InterviewSession) -> InterviewSession:
    """Each answer with what was heard; a person may correct the marks by their numbers."""
    for number, turn in enumerate(session.turns):
        _say(world, TurnView(turn, numbered=world.has_person))
        if not world.has_person:
            continue
        names = [one.id for one in turn.open_to_marks]
        line = _line(world, "Enter, or the numbers of marks that are wrong:")
        if line is None:
            return session
        wrong = [names[place - 1] for place in _numbers(line, len(names))]
        if wrong:
            session = session.marked(number, {name: not turn.heard(name) for name in wrong})
            keep_marks(world, session.turns[number])
    return session


def _line(world: World, prompt: str) -> str | None:
    world.console.print(Page(Inline(prompt)))
    line = world.asker.line()
    if line is not None and not world.has_person:
        world.console.print(Page(Text.assemble("> ", Inline(line).rendered(world.console))))
        world.console.print()
    return line


def _say(world: World, content: RenderableType) -> None:
    world.console.print(Page(content))
    world.console.print()
