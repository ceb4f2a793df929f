"""A quiz on the screen: one question at a time, how sure one is, then why; at the end what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from podtutor.ask.asker import Key
from podtutor.ask.fields import ChoiceField, OrderField, TextField, TicksField
from podtutor.cli.recording import keep_answer
from podtutor.cli.screen import Frame, Screen, turned
from podtutor.content.quiz import Choice, Fill, Multi, Number, Open, Order, Predicted, RedFlagQuestion, TrueFalse
from podtutor.tutor.answers import Arranged, Given, Judged, Nothing, Picked, Shown, UnreadableAnswerError, parse
from podtutor.tutor.quiz import Outcome, QuizSession
from podtutor.view.blocks import LETTERS
from podtutor.view.feedback import CONFIDENCE, FeedbackView
from podtutor.view.layout import Stack
from podtutor.view.pages import HeadLine
from podtutor.view.prose import Prose
from podtutor.view.questions import FINE_LETTER, Draft, QuestionView

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

AnyField = ChoiceField | TicksField | OrderField | TextField

_CONFIDENCE_SETTING: Final = "confidence"
LAST: Final = 1_000
"""As the number of a page: the last one, where it is said what a key did."""
_NOT_NOW: Final = "0"
"""The key that stops asking how sure one is."""


class StoppedError(Exception):
    """The learner ends the quiz here; what was not asked is not scored."""


class Quizzer:
    """One quiz being taken on a screen. `passing` is the word for leaving a question unanswered."""

    passing = "skip"

    def __init__(self, world: World, screen: Screen, session: QuizSession, *, title: str, promise: str = "") -> None:
        """Take the session; nothing is shown yet. `promise` stands above the first question."""
        self.world = world
        self.screen = screen
        self.session = session
        self.title = title
        self.promise = promise
        self.sure = asks_confidence(world)
        self.page = 0

    def take(self) -> QuizSession:
        """Ask every question; the session as it is when the learner stops."""
        try:
            while (shown := self.session.current) is not None:
                self._ask(shown)
        except StoppedError:
            pass
        return self.session

    def _ask(self, shown: Shown) -> None:
        began, self.page = self.world.ticks(), 0
        field = _FIELDS[type(shown.question)](shown)
        while True:
            field = self._fill(shown, field)
            given = _GIVEN[type(shown.question)](shown, field)
            if isinstance(given, Nothing):
                confidence: int | None = None
                break
            took = self.world.ticks() - began
            confidence = self._confidence(shown, field)
            if confidence != _CHANGE:
                break
            field = _reopened(field)
        took = self.world.ticks() - began
        self.session, outcome = self.session.answer(given, confidence=confidence or None, milliseconds=took)
        at = self.keep(outcome)
        if outcome.tell:
            self._tell(outcome, at)

    # What other sessions do otherwise

    def keep(self, outcome: Outcome) -> int:
        """Keep the answer; its time."""
        return keep_answer(self.world, outcome.asked)

    def head(self, *, told: bool) -> HeadLine:
        """The line above a question, or above its verdict."""
        number = min(self.session.position - told, self.session.total)
        again = self.session.current is not None and self.session.current.again and not told
        return HeadLine(
            self.title,
            aside=self.session.level or "",
            place=f"{'once more, ' if again else ''}question {number} of {self.session.total}",
            share=(number - (not told)) / max(1, self.session.total),
        )

    def above(self) -> tuple[RenderableType, ...]:
        """What stands above a question or its verdict."""
        return (Prose(self.promise, style="muted"),) if self.promise and not self.session.asked else ()

    def asking_keys(self) -> tuple[tuple[str, str], ...]:
        """Further keys while a question is open; `pressed` gets them."""
        return ()

    def pressed(self, key: Key) -> None:
        """A further key while a question is open, and nothing is being typed."""

    def telling_keys(self) -> tuple[tuple[str, str], ...]:
        """Further keys below a verdict; `told` gets them."""
        return ()

    def told(self, key: Key, outcome: Outcome, at: int) -> None:
        """A further key below a verdict."""

    def remarks(self) -> list[RenderableType]:
        """What else to say below a verdict."""
        return []

    def _fill(self, shown: Shown, field: AnyField) -> AnyField:
        """Take keys until the field is filled; empty where the question is skipped."""
        note = ""
        typing = isinstance(field, TextField)
        while True:
            keys = _KEYS[type(field)](field, self.passing) + (() if typing else self.asking_keys())
            key = self._show(QuestionView(shown, draft_of(field)), keys, note=note)
            note = ""
            if not typing:
                self.pressed(key)
            if key.name in {"escape", "ctrl-d"} or (key.name == "q" and not typing):
                raise StoppedError
            if (key.name == "s" and not typing) or (key.name == "tab" and typing):
                return _emptied(field)
            field = field.press(key)
            if _is_done(field):
                if not isinstance(field, TextField):
                    return field
                try:
                    if not isinstance(parse(shown, field.text), Nothing):
                        return field
                except UnreadableAnswerError as error:
                    note = str(error)
                field = _reopened(field)

    def _confidence(self, shown: Shown, field: AnyField) -> int | None:
        """How sure one is, from 1 to 3; None where that is not asked."""
        if not self.sure:
            return None
        keys = (
            *((str(degree), word) for degree, word in CONFIDENCE.items()),
            ("b", "change"),
            (_NOT_NOW, "stop asking"),
        )
        view = QuestionView(shown, draft_of(field))
        while True:
            key = self._show(view, keys, question="How sure?")
            if key.name in {"1", "2", "3"}:
                return int(key.name)
            if key.name == _NOT_NOW:
                self.sure = False
                self.world.progress.set_setting(_CONFIDENCE_SETTING, "off")
                return None
            if key.name in {"b", "backspace", "left"}:
                return _CHANGE
            if key.name in {"q", "escape"}:
                raise StoppedError

    def _tell(self, outcome: Outcome, at: int) -> None:
        """The verdict; it may be read in full, and a typed answer's grade may be corrected."""
        every, corrected, self.page = False, False, 0
        asked = outcome.asked
        others = sum(not one.chosen and not one.correct for one in asked.grade.remarks) > 0
        while True:
            keys = [("Enter", "next")]
            if others and not every:
                keys.append(("w", "why not the others"))
            if asked.grade.rubric is not None:
                right = asked.grade.right != corrected
                keys.append(("c", "count it as wrong" if right else "count it as right"))
            view = FeedbackView(outcome, self.world.library.claims, every=every)
            head = Stack((Prose(asked.shown.question.prompt, style="strong"),))
            notes: list[RenderableType] = (
                [Prose("You count it as right.")] if corrected and not asked.grade.right else []
            )
            notes += [Prose("You count it as wrong.")] if corrected and asked.grade.right else []
            notes += self.remarks()
            key = self._show(Stack((head, view, *notes)), (*keys, *self.telling_keys(), ("q", "end")), told=True)
            if key.name in {"enter", " ", "right", "n"}:
                return
            if key.name in {"q", "escape"}:
                raise StoppedError
            if key.name == "w":
                every = True
            if key.name == "c" and asked.grade.rubric is not None:
                corrected, self.page = not corrected, LAST
                verdict = asked.grade.right != corrected
                self.session = self.session.correct_last(right=verdict)
                self.world.progress.correct_answer(asked.shown.id, at, right=verdict)
            self.told(key, outcome, at)

    def _show(
        self,
        view: RenderableType,
        keys: tuple[tuple[str, str], ...],
        *,
        question: str = "",
        note: str = "",
        told: bool = False,
    ) -> Key:
        """Draw a body, page through it where it is too tall, and give the first key that is not about that."""
        parts: tuple[Any, ...] = (*self.above(), *(view.parts if isinstance(view, Stack) else (view,)))
        if note:
            parts = (*parts, Prose(note, style="unsure"))
        while True:
            head = self.head(told=told)
            frame = Frame(head=head, parts=parts, keys=keys, question=question)
            self.page, pages = self.screen.show(frame, self.page)
            key = self.screen.key()
            if key.name == "resize":
                continue
            goal = turned(key, self.page, pages, told=told)
            if goal is None:
                self.page = self.page if told else pages - 1
                return key
            self.page = goal


_CHANGE: Final = -1
"""In place of a confidence: the learner wants to change the answer."""


def asks_confidence(world: World) -> bool:
    """Whether the learner wants to be asked how sure an answer is."""
    return world.progress.setting(_CONFIDENCE_SETTING) != "off"


def set_confidence(world: World, *, asked: bool) -> None:
    """Keep whether to ask how sure an answer is."""
    world.progress.set_setting(_CONFIDENCE_SETTING, "on" if asked else "off")


def draft_of(field: AnyField) -> Draft:
    """What a field holds, as the view shows it."""
    if isinstance(field, ChoiceField):
        return Draft(cursor=field.cursor)
    if isinstance(field, TicksField):
        return Draft(cursor=field.cursor, ticked=field.ticked)
    if isinstance(field, OrderField):
        return Draft(cursor=field.cursor, order=field.order, lifted=field.lifted)
    return Draft(text=field.text, place=field.place)


def _choice(shown: Shown) -> AnyField:
    return ChoiceField(letters=LETTERS[: len(shown.options)])


def _is_done(field: AnyField) -> bool:
    return field.chosen is not None if isinstance(field, ChoiceField) else field.done


def _reopened(field: AnyField) -> AnyField:
    from msgspec.structs import replace

    return replace(field, chosen=None) if isinstance(field, ChoiceField) else replace(field, done=False)


def _emptied(field: AnyField) -> AnyField:
    """The field as one leaves it that gives no answer."""
    if isinstance(field, ChoiceField):
        return ChoiceField(letters=field.letters)
    if isinstance(field, TicksField):
        return TicksField(letters=field.letters)
    return OrderField(order=()) if isinstance(field, OrderField) else TextField()


_FIELDS: Final[Mapping[type, Callable[[Shown], AnyField]]] = {
    Choice: _choice,
    TrueFalse: _choice,
    Multi: lambda shown: TicksField(letters=LETTERS[: len(shown.options)]),
    RedFlagQuestion: lambda shown: ChoiceField(letters=LETTERS[: len(shown.options)] + FINE_LETTER),
    Order: lambda shown: OrderField(order=tuple(range(len(shown.steps)))),
    Number: lambda _shown: TextField(),
    Fill: lambda _shown: TextField(),
    Open: lambda _shown: TextField(),
    Predicted: _choice,
}


def _picked(_: Shown, field: Any) -> Given:
    return Nothing() if field.chosen is None else Picked((field.chosen,))


def _judged(shown: Shown, field: Any) -> Given:
    if field.chosen is None:
        return Nothing()
    return Judged(flag=False) if field.chosen == len(shown.options) else Judged(flag=True, part=field.chosen)


def _typed(shown: Shown, field: Any) -> Given:
    return parse(shown, field.text)


_GIVEN: Final[Mapping[type, Callable[[Shown, Any], Given]]] = {
    Choice: _picked,
    TrueFalse: _picked,
    Multi: lambda _shown, field: Picked(tuple(sorted(field.ticked))) if field.ticked else Nothing(),
    RedFlagQuestion: _judged,
    Order: lambda _shown, field: Arranged(field.order) if field.order else Nothing(),
    Number: _typed,
    Fill: _typed,
    Open: _typed,
    Predicted: _picked,
}


def _skip_end(passing: str) -> tuple[tuple[str, str], ...]:
    return (("s", passing), ("q", "end"))


_KEYS: Final[Mapping[type, Callable[[Any, str], tuple[tuple[str, str], ...]]]] = {
    ChoiceField: lambda field, passing: ((_span(field.letters), "answer"), ("↑↓ Enter", "choose"), *_skip_end(passing)),
    TicksField: lambda field, passing: (
        (_span(field.letters), "tick"),
        ("↑↓ Space", "tick"),
        ("Enter", "done"),
        *_skip_end(passing),
    ),
    OrderField: lambda field, passing: (
        (f"1–{len(field.order)}", "bring here"),
        ("↑↓", "carry" if field.lifted else "move"),
        ("Space", "drop" if field.lifted else "lift"),
        ("Enter", "done"),
        *_skip_end(passing),
    ),
    TextField: lambda _field, passing: (("Enter", "answer"), ("Tab", passing), ("Esc", "end")),
}


def _span(letters: str) -> str:
    """`a–d`, and a letter of its own that comes after them."""
    plain = (
        letters.removesuffix(FINE_LETTER)
        if letters[:-1] and letters[-1] == FINE_LETTER and len(letters) < 6
        else letters
    )
    span = plain if len(plain) == 1 else f"{plain[0]}–{plain[-1]}"
    return span if plain == letters else f"{span}, {FINE_LETTER}"
