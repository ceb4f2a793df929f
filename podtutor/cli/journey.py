"""From step to step on the screen: a lesson leads to its quiz, a quiz to what to read again; one key each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from podtutor.cli.quizzing import Quizzer
from podtutor.cli.reading import QUIT, Following, Reader
from podtutor.cli.screen import Frame, Screen, moved
from podtutor.cli.steps import Interview, Place, Review
from podtutor.cli.whereabouts import higher, next_lesson, not_done_before
from podtutor.content.common import Level
from podtutor.errors import ExitCode, PodtutorError
from podtutor.tutor.quiz import (
    TESTS_OUT_AFTER,
    TESTS_OUT_SHARE,
    USUAL_COUNT,
    QuizSession,
    Reread,
    select,
    start_quiz,
    tests_out,
    to_reread,
)
from podtutor.tutor.reading import LessonReading, open_lesson
from podtutor.view.pages import HeadLine, NextSteps
from podtutor.view.prose import Prose
from podtutor.view.results import ResultView
from podtutor.view.text import words

if TYPE_CHECKING:
    from podtutor.cli.world import World


class Learn(Struct, frozen=True, kw_only=True):
    """Take a lesson; from a section, or from where it was left."""

    lesson: str
    level: Level
    section: str = ""


class Quiz(Struct, frozen=True, kw_only=True):
    """Take a quiz over some lessons (none: all)."""

    level: Level
    lessons: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    count: int | None = USUAL_COUNT
    seed: int = 0
    exam: bool = False


Step = Learn | Quiz | Review | Interview | Place | None


def travel(world: World, step: Step) -> ExitCode:
    """Take step after step on the screen, until the learner leaves."""
    farewell: list[str] = []
    try:
        with Screen(world.console, world.asker) as screen:
            while step is not None:
                step = _STEPS[type(step)](world, screen, step, farewell)
    except EOFError:
        pass
    finally:
        said = [one for one in farewell if one]
        if said:
            world.console.print(Text(said[-1]))
    return ExitCode.DONE


def opened(world: World, step: Learn) -> LessonReading:
    """The lesson of a step, open where reading goes on."""
    reading = open_lesson(world.library.lesson(step.lesson), step.level)
    if step.section:
        return reading.to(step.section)
    return reading.resume(world.progress.position(step.lesson, step.level))


def session_of(world: World, step: Quiz) -> QuizSession:
    """The quiz of a step. Raises PodtutorError where there are no such questions."""
    bank = world.library.questions(step.lessons)
    chosen = select(bank, level=step.level, kinds=step.kinds, count=step.count, seed=step.seed)
    if not chosen:
        of_kind = f" of kind {' or '.join(step.kinds)}" if step.kinds else ""
        over = f" over {', '.join(step.lessons)}" if step.lessons else ""
        message = f"there are no questions{of_kind}{over} at level {step.level}; `podtutor questions` lists all"
        raise PodtutorError(message)
    return start_quiz(world.ready(chosen), seed=step.seed, level=step.level, exam=step.exam)


def rereads_of(world: World, session: QuizSession) -> tuple[Reread, ...]:
    """The sections worth reading again after a quiz."""
    missed = session.result().missed
    outlines = {name: world.library.outline(name) for name in dict.fromkeys(one.shown.bank.lesson for one in missed)}
    return to_reread(missed, outlines)


def quiz_title(world: World, lessons: tuple[str, ...]) -> str:
    """What a quiz is called on the screen."""
    return "Quiz: " + ", ".join(words(world.library.lesson_head(one).title) for one in lessons) if lessons else "Quiz"


def _learn(world: World, screen: Screen, step: Learn, farewell: list[str]) -> Step:
    reading = opened(world, step)
    head = world.library.lesson_head(step.lesson)
    reader = Reader(
        world,
        screen,
        reading,
        assumed=not_done_before(world, head, step.level),
        following=_after_lesson(world, step),
        test_out=_test_out_step(world, step),
    )
    try:
        chosen: Step = reader.read()
    finally:
        farewell.append(_place(world, reader.reading))
    return chosen


def _test_out_step(world: World, step: Learn) -> Quiz | None:
    """The quiz by which a lesson that is not done can be passed over."""
    if (step.lesson, step.level) in world.progress.finished():
        return None
    count = sum(one.question.level == step.level for one in world.library.questions((step.lesson,)))
    if count < TESTS_OUT_AFTER:
        return None
    return Quiz(lessons=(step.lesson,), level=step.level, seed=world.seed(None))


def kept_words(world: World) -> str:
    """Whether what was answered is there tomorrow."""
    return "every answer is kept" if world.progress.keeps else "nothing could be saved this time"


def _place(world: World, reading: LessonReading) -> str:
    lesson, page = reading.lesson.id, words(reading.page.title)
    again = f"podtutor learn {lesson} --level {reading.level}"
    if reading.at_end:
        return f"You have read {words(reading.lesson.title)}, {reading.level} track. To be asked about it:\n  podtutor quiz {lesson}"
    where = f", “{page}”" if reading.page.section is not None else ""
    kept = "Your place is kept" if world.progress.keeps else "Your place could not be saved"
    return f"{kept}: {words(reading.lesson.title)}{where}. To go on:\n  {again}"


def _after_lesson(world: World, step: Learn) -> tuple[Following, ...]:
    steps: list[Following] = []
    if any(one.question.level == step.level for one in world.library.questions((step.lesson,))):
        quiz = Quiz(lessons=(step.lesson,), level=step.level, seed=world.seed(None))
        steps.append(Following(key="Enter", words="the quiz on this lesson", step=quiz))
    following = next_lesson(world, step.level, after=step.lesson)
    if following is not None:
        title = words(world.library.lesson_head(following).title)
        key = "n" if steps else "Enter"
        steps.append(Following(key=key, words=f"next lesson: {title}", step=Learn(lesson=following, level=step.level)))
    above = higher(step.level)
    if above is not None:
        deeper = Learn(lesson=step.lesson, level=above)
        steps.append(Following(key="d" if steps else "Enter", words=f"deeper: the {above} track", step=deeper))
    return tuple(steps)


def _quiz(world: World, screen: Screen, step: Quiz, farewell: list[str]) -> Step:
    session = session_of(world, step)
    title = quiz_title(world, step.lessons)
    quizzer = Quizzer(world, screen, session, title=title, promise=promise_of(world, step, session))
    try:
        session = quizzer.take()
    finally:
        score = quizzer.session.result().score
        farewell.append(f"{score.right} of {score.asked} right; {kept_words(world)}." if score.asked else "")
    return _end_of_quiz(world, screen, step, session) if session.asked else None


def promise_of(world: World, step: Quiz, session: QuizSession) -> str:
    """What a quiz over one lesson can spare: reading it. Nothing where it is done already, or too little is asked."""
    total = len(session.waiting)
    if len(step.lessons) != 1 or step.kinds or total < TESTS_OUT_AFTER:
        return ""
    if (step.lessons[0], step.level) in world.progress.finished():
        return ""
    return f"With {ceil(TESTS_OUT_SHARE * total)} of {total} right the lesson counts as done at level {step.level}."


def test_out(world: World, step: Quiz, session: QuizSession) -> str:
    """Count a lesson as done that its quiz shows to be known; what to say of it, or nothing."""
    if len(step.lessons) != 1 or step.kinds or not tests_out(session.result()):
        return ""
    (lesson,) = step.lessons
    if (lesson, step.level) in world.progress.finished():
        return ""
    world.progress.finish(lesson, step.level, world.now())
    title = words(world.library.lesson_head(lesson).title)
    return f"You know this: “{title}” counts as done at level {step.level}."


def _end_of_quiz(world: World, screen: Screen, step: Quiz, session: QuizSession) -> Step:
    passed = test_out(world, step, session)
    rereads = rereads_of(world, session)
    following = _after_quiz(world, step, rereads)
    result = session.result()
    steps = NextSteps([(one.key, one.words) for one in following])
    said = (Prose(passed, style="right"),) if passed else ()
    parts = (*said, ResultView(result, rereads, verdicts=session.exam), steps)
    head = HeadLine("How it went", aside=step.level, place=f"seed {session.seed}")
    page = 0
    while True:
        keys = tuple((one.key, one.words.split(":")[0]) for one in following)
        frame = Frame(head=head, parts=parts, keys=(*keys, ("q", "quit")))
        page, pages = screen.show(frame, page)
        key = screen.key()
        goal = moved(key, page, pages)
        if goal is not None:
            page = goal
        elif key.name in QUIT:
            return None
        else:
            chosen = next((one for one in following if one.key.lower() == key.name), None)
            if chosen is not None and (page == pages - 1 or key.name != "enter"):
                return chosen.step  # type: ignore[no-any-return]


def _after_quiz(world: World, step: Quiz, rereads: tuple[Reread, ...]) -> tuple[Following, ...]:
    steps: list[Following] = []

    def offer(key: str, text: str, goal: Step) -> None:
        steps.append(Following(key=key if steps else "Enter", words=text, step=goal))

    if rereads:
        first = rereads[0]
        goal = Learn(lesson=first.lesson, level=first.level, section=first.section)
        offer("", f"read again: {words(first.title)}", goal)
    following = next_lesson(world, step.level, after=step.lessons[-1] if step.lessons else "")
    if following is not None:
        title = words(world.library.lesson_head(following).title)
        offer("n", f"next lesson: {title}", Learn(lesson=following, level=step.level))
    offer("r", "another quiz", replace(step, seed=world.seed(None)))
    return tuple(steps)


def _review(world: World, screen: Screen, step: Review, farewell: list[str]) -> Step:
    from podtutor.cli.reviewscreen import review_step

    return review_step(world, screen, step, farewell)


def _interview(world: World, screen: Screen, step: Interview, farewell: list[str]) -> Step:
    from podtutor.cli.interviewscreen import interview_step

    return interview_step(world, screen, step, farewell)


def _place_learner(world: World, screen: Screen, _: Place, farewell: list[str]) -> Step:
    from podtutor.cli.placing import place_step

    return place_step(world, screen, farewell)


_STEPS: Final[Mapping[type, Callable[[World, Screen, Any, list[str]], Step]]] = {
    Learn: _learn,
    Quiz: _quiz,
    Review: _review,
    Interview: _interview,
    Place: _place_learner,
}
