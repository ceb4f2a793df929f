"""The pages of a lesson that are no sections: the opening, the closing, the outline; and the line at the head of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.content.common import Level
from podtutor.content.lesson import Lesson
from podtutor.view.console import is_plain
from podtutor.view.layout import Bar, Ends, Hanging, Stack
from podtutor.view.text import Inline, words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


class HeadLine:
    """The first line of a screen: what this is at the left, how far one is at the right."""

    def __init__(self, title: str, *, aside: str = "", place: str = "", share: float | None = None) -> None:
        """Take the title, a word beside it (a level), where one is in words, and as a share from 0 to 1."""
        self.title = title
        self.aside = aside
        self.place = place
        self.share = share

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        left = Text(words(self.title), style="title")
        if self.aside:
            left.append(
                f"{', ' if is_plain(console) else ' · '}{self.aside}",
                f"level.{self.aside}" if f"level.{self.aside}" in _LEVELS else "muted",
            )
        right = Text(self.place, style="muted")
        if self.share is not None and not is_plain(console):
            right.append(" ")
            right.append_text(Bar(self.share, width=min(18, max(6, options.max_width // 6))).text())
        if left.cell_len + right.cell_len + 2 > options.max_width:
            left.truncate(max(1, options.max_width - right.cell_len - 2), overflow="ellipsis")
        yield Ends(left, right)


_LEVELS = frozenset({"level.junior", "level.middle", "level.senior"})


class OpeningView:
    """The first page of a lesson: what it is about, what one will be able to do, what is assumed."""

    def __init__(
        self, lesson: Lesson, level: Level, *, sections: int, assumed: Sequence[str] = (), titled: bool = True
    ) -> None:
        """Take the lesson; `assumed` are the lessons that come before it and are not done."""
        self.titled = titled
        self.lesson = lesson
        self.level = level
        self.sections = sections
        self.assumed = tuple(assumed)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bullet = "- " if is_plain(console) else "• "
        title = [Inline(self.lesson.title, style="title")] if self.titled else []
        parts: list[RenderableType] = [
            Stack((*title, Inline(self.lesson.summary)), gap=0),
            Stack(
                (
                    Text("Afterwards you can", style="heading"),
                    *(Hanging(bullet, Inline(one), style="accent") for one in self.lesson.learn),
                ),
                gap=0,
            ),
        ]
        if self.assumed:
            parts.append(Hanging("Comes after: ", Text(", ".join(self.assumed)), style="label"))
        parts.append(
            Text.assemble(
                (self.level, f"level.{self.level}"), (f" track, {_counted(self.sections, 'section')}", "muted")
            )
        )
        yield Stack(parts)


class ClosingView:
    """The last page of a lesson: what to take away, what lies beside it, and what comes next."""

    def __init__(
        self, takeaways: Sequence[str], following: Sequence[tuple[str, str]], *, beside: Sequence[str] = ()
    ) -> None:
        """Take the takeaways, (key or command, what it does) pairs, and the commands for neighbouring topics."""
        self.takeaways = tuple(takeaways)
        self.following = tuple(following)
        self.beside = tuple(beside)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        glyph = "- " if is_plain(console) else "◆ "
        parts: list[RenderableType] = [
            Stack(
                (
                    Text("What to take away", style="heading"),
                    *(Hanging(glyph, Inline(one), style="accent") for one in self.takeaways),
                ),
                gap=0,
            )
        ]
        if self.beside:
            commands = [Hanging("", Text(command, style="key")) for command in self.beside]
            parts.append(Stack((Text("See also", style="heading"), *commands), gap=0))
        if self.following:
            parts.append(NextSteps(self.following))
        yield Stack(parts)


class NextSteps:
    """What one can do next: a key or a command, and what it does."""

    def __init__(self, steps: Sequence[tuple[str, str]], *, title: str = "What next") -> None:
        """Take (key or command, what it does) pairs."""
        self.steps = tuple(steps)
        self.title = title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.title:
            yield Text(self.title, style="heading")
        column = max(len(key) for key, _ in self.steps) + 2
        for key, text in self.steps:
            yield Hanging(key, Inline(text), style="key", width=column)


class OutlineView:
    """The sections of a track, numbered, the one that is open marked."""

    def __init__(self, titles: Sequence[str], *, here: int = -1, cursor: int | None = None) -> None:
        """Take the titles in order; `here` counts from 0."""
        self.titles = tuple(titles)
        self.here = here
        self.cursor = cursor

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        for index, title in enumerate(self.titles):
            under = index == self.cursor
            pointer = "" if plain else ("▸ " if under else "  ")
            text = Inline(title, style="cursor" if under else "").rendered(console)
            if index == self.here:
                text.append("  (you are here)", "muted")
            yield Hanging(f"{pointer}{index + 1:>2}  ", text, style="cursor" if under else "accent")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
