"""Lessons and quizzes without a screen: answered line by line, by a person, a pipe or a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from rich.text import Text

from podtutor.cli.journey import Learn, Quiz, opened, promise_of, quiz_title, rereads_of, session_of, test_out
from podtutor.cli.printing import closing, opening, say
from podtutor.cli.recording import keep_answer
from podtutor.cli.scenes import picture_of
from podtutor.content.lesson import Ask, Reveal, ShowScenario
from podtutor.tutor.answers import Shown, UnreadableAnswerError
from podtutor.tutor.quiz import Outcome, QuizSession
from podtutor.tutor.reading import LessonReading
from podtutor.view.blocks import LETTERS, SKIPPED, UNTOUCHED, BlockState, block_view
from podtutor.view.feedback import FeedbackView
from podtutor.view.layout import Page, Stack
from podtutor.view.pages import HeadLine
from podtutor.view.questions import QuestionView, typed_hint
from podtutor.view.results import ResultView
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from podtutor.ask import Asker
    from podtutor.cli.world import World
    from podtutor.view.console import TutorConsole


END: Final = "!q"
"""The line that ends questions asked line by line; what was answered is kept."""


def talk_through(world: World, step: Learn) -> None:
    """A lesson page by page for a person without a screen; Enter goes on, `b` back, `q` leaves."""
    reading = opened(world, step)
    while True:
        now = world.now()
        world.progress.keep_position(reading.position, now)
        if reading.at_end:
            world.progress.finish(reading.lesson.id, reading.level, now)
            say(world, closing(world, reading))
            return
        if reading.page.section is None:
            say(world, opening(reading))
        elif not _talk_section(world, reading):
            return
        word = _ask(world, "Enter: next. b: back. q: leave.")
        if word is None or word.lower() in {"q", "quit"}:
            return
        reading = reading.back() if word.lower() in {"b", "back"} else reading.forward()


_HINTS: Final[Mapping[type, str]] = {
    Ask: "Your letter, or Enter for the answer:",
    Reveal: "Enter for the answer:",
    ShowScenario: "Enter to run it:",
}


def _talk_section(world: World, reading: LessonReading) -> bool:
    """One section, each question asked where it stands; false where the learner leaves."""
    section = reading.page.section
    if section is None:
        return True
    say(world, HeadLine(reading.page.title, place=f"section {reading.index} of {len(reading.pages) - 2}"))
    for block in section.blocks:
        before = BlockState(picture=picture_of(world, block)) if isinstance(block, ShowScenario) else UNTOUCHED
        view = block_view(block, reading.lesson, before)
        if view is None:
            continue
        say(world, view)
        if isinstance(block, Ask | Reveal | ShowScenario):
            hint = _HINTS[type(block)]
            word = _ask(world, hint)
            if word is None or word.lower() in {"q", "quit"}:
                return False
            place = LETTERS.find(word.strip().lower()) if len(word.strip()) == 1 else SKIPPED
            known = len(block.options) if isinstance(block, Ask) else 0
            answered = replace(before, given=place if 0 <= place < known else SKIPPED)
            after = block_view(block, reading.lesson, answered)
            if after is not None:
                say(world, after)
    return True


def _ask(world: World, prompt: str) -> str | None:
    world.console.print(Text(prompt), end=" ")
    world.console.file.flush()
    return world.asker.line()


def quiz_by_lines(world: World, step: Quiz, asker: Asker, console: TutorConsole | None) -> QuizSession:
    """A quiz answered by one line a question. Without a console nothing is shown but unreadable answers."""
    session = session_of(world, step)
    title = quiz_title(world, step.lessons)
    promise = promise_of(world, step, session)
    if console is not None and promise:
        console.print(Page(Inline(promise)))
        console.print()
    while (shown := session.current) is not None:
        if console is not None:
            put(console, title, session, shown)
        following = answered(world, session, asker, console)
        if following is None:
            break
        session, outcome = following
        keep_answer(world, outcome.asked)
        if console is not None and outcome.tell:
            console.print()
            console.print(Page(FeedbackView(outcome, world.library.claims)))
            console.print()
    passed = test_out(world, step, session)
    if console is not None:
        if passed:
            console.print(Page(Inline(passed)))
            console.print()
        console.print(Page(ResultView(session.result(), rereads_of(world, session), verdicts=session.exam)))
    return session


def put(console: TutorConsole, title: str, session: QuizSession, shown: Shown, *, place: str = "") -> None:
    """A question as text, and how to answer it in one line; `place` says which it is, where the session does not know."""
    first = not place and session.position == 1
    place = place or f"question {session.position} of {session.total}"
    head = HeadLine(title, aside=shown.question.level, place=place)
    console.print(Page(Stack((head, QuestionView(shown)))))
    hint = typed_hint(shown.question)
    if first:
        hint += f"; !1 to !3 behind it says how sure you are, {END} alone ends"
    console.print(Page(Inline(f"{hint}:")))


def answered(
    world: World, session: QuizSession, asker: Asker, console: TutorConsole | None
) -> tuple[QuizSession, Outcome] | None:
    """The session after one line; a person may try again, from a file every question has one line. None: no more."""
    began = world.ticks()
    while (line := asker.line()) is not None and line.strip() != END:
        if console is not None and not world.has_person:
            console.print(Page(Text.assemble("> ", Inline(line).rendered(console))))
        try:
            return session.answer_line(line, milliseconds=world.ticks() - began)
        except UnreadableAnswerError as error:
            world.warn(str(error))
            if not world.has_person:
                return session.answer_line("")
    return None
