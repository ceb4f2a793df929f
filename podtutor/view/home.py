"""The home screen: where one stands, and the next step."""

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
    """Where a learner stands: level, path, lessons done of those on it, the next one, answers given."""

    level: Level
    path: str
    done: int
    lessons: int
    next_line: LessonLine | None
    begun: bool
    new: bool
    answers: int = 0
    right: int = 0


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
        if standing.new:
            parts.append(Stack([Prose(one) for one in WELCOME], gap=0))
        else:
            parts.append(self._standing(console))
        parts.append(self._next())
        if not self.keys:
            parts.append(Text("`podtutor --help` lists everything else."))
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
        return Labelled(rows)

    def _next(self) -> RenderableType:
        standing = self.standing
        line = standing.next_line
        if line is None:
            text = f"Every lesson of this path is done at level {standing.level}."
            hint = "`podtutor level` goes deeper; `podtutor quiz` keeps it fresh."
            return Stack((Prose(text, style="strong"), Prose(hint)), gap=0)
        word = "Go on with" if standing.begun else ("Begin with" if standing.new else "Next")
        title = Text.assemble((f"{word}: ", "strong"), (words(line.head.title), "title"))
        command = f"podtutor learn {line.head.id}"
        rows: list[RenderableType] = [title, Hanging("  ", Inline(line.head.summary))]
        rows.append(
            Hanging("  ", Text(f"{line.head.minutes} min" + ("" if self.keys else f"  {command}"), style="muted"))
        )
        return Stack(rows, gap=0)
