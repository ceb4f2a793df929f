"""The home screen: where one stands, what is due, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from rich.text import Text

from podtutor.content.common import Level
from podtutor.view.console import is_plain
from podtutor.view.layout import Bar, Hanging, Labelled, Stack
from podtutor.view.lists import LessonLine
from podtutor.view.prose import Prose
from podtutor.view.text import Inline, words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

WELCOME = (
    "Learn Kubernetes pods here in your terminal, offline and at your own pace.",
    "Lessons ask before they tell. Quizzes say why, for right answers too.",
    "Nothing is sent anywhere; what you do is kept on this machine.",
)


class Standing(Struct, frozen=True, kw_only=True):
    """Where a learner stands: level, path, lessons done of those on it, the next one, answers given, what is due.

    `due` questions are today's share, `waiting` more can wait, and `reread` were missed so often that their sections come
    first. `interview_in` counts days.
    """

    level: Level
    path: str
    done: int
    lessons: int
    next_line: LessonLine | None
    begun: bool
    new: bool
    answers: int = 0
    right: int = 0
    due: int = 0
    waiting: int = 0
    reread: int = 0
    interview_in: int | None = None

    @property
    def reviews_first(self) -> bool:
        """Whether the next step is a review: what was learned comes before what is new."""
        return self.due > 0 or self.reread > 0


class HomeView:
    """The whole home screen. On a terminal the keys stand below it; elsewhere it names commands."""

    def __init__(self, standing: Standing, *, keys: bool = False) -> None:
        """Take where the learner stands; `keys` leaves out the commands."""
        self.standing = standing
        self.keys = keys

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        standing = self.standing
        parts: list[RenderableType] = []
        if not self.keys:
            parts.append(Text("podtutor", style="title"))
        parts.append(WelcomeView() if standing.new else self._standing(console))
        if standing.reviews_first:
            parts.append(self._review())
        parts.append(self._next())
        if not self.keys:
            parts.append(self._commands())
        yield Stack(parts)

    def _standing(self, console: Console) -> RenderableType:
        standing = self.standing
        done = Text(f"{standing.done} of {standing.lessons} lessons at level ")
        done.append(standing.level, f"level.{standing.level}")
        if not is_plain(console) and standing.lessons:
            done.append("  ")
            done.append_text(Bar(standing.done / standing.lessons, width=20).text())
        rows: list[tuple[str | Text, RenderableType]] = [
            ("Path", Inline(standing.path or "all lessons")),
            ("Done", done),
        ]
        if standing.answers:
            rows.append(("Answers", Text(f"{standing.answers} given, {standing.right} of them right")))
            rows.append(("Review", Text(_due(standing))))
        if standing.interview_in is not None:
            days = "tomorrow" if standing.interview_in == 1 else f"in {standing.interview_in} days"
            rows.append(("Interview", Text(days)))
        return Labelled(rows)

    def _review(self) -> RenderableType:
        standing = self.standing
        what = "answer what is due" if standing.due else "read again what was missed most"
        title = Text.assemble(("Next: ", "strong"), (what, "title"))
        text = f"{_questions(standing.due)}, in other words where there are other words"
        if not standing.due:
            text = f"{_questions(standing.reread)} missed so often that the lesson teaches more than asking again"
        return Stack((title, Hanging("  ", Text(text + ("" if self.keys else "  podtutor review")))), gap=0)

    def _next(self) -> RenderableType:
        standing = self.standing
        line = standing.next_line
        if line is None:
            text = f"Every lesson of this path is done at level {standing.level}."
            hint = "`podtutor level` goes deeper; `podtutor quiz` keeps it fresh."
            return Stack((Prose(text, style="strong"), Prose(hint)), gap=0)
        word = "Go on with" if standing.begun else ("Begin with" if standing.new else "Next")
        if standing.reviews_first:
            word = "Then go on with" if standing.begun else "Then"
        title = Text.assemble((f"{word}: ", "strong"), (words(line.head.title), "title"))
        command = f"podtutor learn {line.head.id}"
        rows: list[RenderableType] = [title, Hanging("  ", Inline(line.head.summary))]
        rows.append(
            Hanging("  ", Text(f"{line.head.minutes} min" + ("" if self.keys else f"  {command}"), style="muted"))
        )
        return Stack(rows, gap=0)

    def _commands(self) -> RenderableType:
        if self.standing.new:
            return Prose("`podtutor quiz` asks ten questions; `podtutor --help` lists everything else.")
        return Prose("`podtutor interview` puts you to the test; `podtutor --help` lists everything else.")


class WelcomeView:
    """What this is, in three lines."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in WELCOME:
            yield Prose(line)


class PlacedView:
    """What a placement found, in words that skip nothing for good."""

    def __init__(self, level: Level, right: int, asked: int) -> None:
        """Take the level that was found, and the answers it was found by."""
        self.level = level
        self.right = right
        self.asked = asked

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        found = Text("You begin at level ")
        found.append(self.level, f"level.{self.level}")
        found.append(".")
        yield found
        yield Prose(
            f"{self.right} of {self.asked} right. The other tracks stay open to you: `podtutor level` changes it."
        )


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _due(standing: Standing) -> str:
    more = f"; {standing.reread} to read about first" if standing.reread else ""
    if not standing.due:
        if standing.waiting:
            return f"today's share is done; {standing.waiting} more can wait{more}"
        return f"{_questions(standing.reread)} to read about first" if standing.reread else "nothing is due"
    more = (f"; {standing.waiting} more can wait" if standing.waiting else "") + more
    return f"{_questions(standing.due)} due today{more}"
