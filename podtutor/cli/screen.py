"""The whole terminal as one page at a time: draws it, reads keys, gives the terminal back as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Self

from msgspec import Struct
from msgspec.structs import replace
from rich.control import Control
from rich.segment import ControlType, Segment, Segments

from podtutor.view.console import TutorConsole
from podtutor.view.layout import Page
from podtutor.view.screens import FootRule, Keys, Leaf, leaves

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import RenderableType

    from podtutor.ask import Asker
    from podtutor.ask.asker import Key

FORWARD: Final = frozenset({"enter", " ", "right", "pagedown"})
BACKWARD: Final = frozenset({"b", "left", "pageup", "backspace"})


class Frame(Struct, frozen=True, kw_only=True):
    """What a screen shows: a head line, the parts of the body, the keys with their words, a question before them."""

    head: object
    parts: tuple[object, ...]
    keys: tuple[tuple[str, str], ...]
    question: str = ""


class Screen:
    """A terminal that shows one page at a time. Use it as a context; it may be left and entered again."""

    def __init__(self, console: TutorConsole, asker: Asker) -> None:
        """Take the console to draw on and whoever presses keys."""
        self.console = console
        self.asker = asker

    def __enter__(self) -> Self:
        self.console.set_alt_screen(enable=True)
        self.console.show_cursor(show=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.asker.close()
        self.console.show_cursor(show=True)
        self.console.set_alt_screen(enable=False)

    def cut(self, frame: Frame) -> list[Leaf]:
        """The body of a frame as pages of the size that the terminal has now."""
        width, height = self.console.size
        body = height - 2 - len(self._foot(frame, 1, 1))
        return leaves(self.console, frame.parts, width=width, height=max(3, body))  # type: ignore[arg-type]

    def draw(self, frame: Frame, pages: Sequence[Leaf], page: int) -> None:
        """Draw one page: every line of the terminal is written once, so that nothing flickers."""
        width, height = self.console.size
        head = self._lines(Page(frame.head, widest=width), width)  # type: ignore[arg-type]
        foot = self._foot(frame, page + 1, len(pages))
        body = pages[page].lines
        room = max(0, height - len(head) - 1 - len(foot))
        lines = [*head, [], *body[:room], *([[]] * (room - len(body))), *foot][:height]
        clear = Control((ControlType.ERASE_IN_LINE, 0)).segment
        segments: list[Segment] = []
        for index, line in enumerate(lines):
            segments.extend(line)
            segments.append(clear)
            if index < len(lines) - 1:
                segments.append(Segment.line())
        with self.console:
            self.console.control(Control.home())
            self.console.print(Segments(segments), end="", crop=False, no_wrap=True)

    def show(self, frame: Frame, page: int) -> tuple[int, int]:
        """Draw this page, or the last where there are not so many; which it is, and of how many.

        Below a page that is not the last, Enter reads on, whatever it does in the frame.
        """
        pages = self.cut(frame)
        if page < len(pages) - 1:
            frame = replace(frame, keys=_unread(frame.keys))
            pages = self.cut(frame)
        page = min(page, len(pages) - 1)
        self.draw(frame, pages, page)
        return page, len(pages)

    def key(self, wait: float | None = None) -> Key:
        """Wait for the next key, at most `wait` seconds where they are given."""
        return self.asker.key(wait)

    def _foot(self, frame: Frame, page: int, pages: int) -> list[list[Segment]]:
        width = self.console.width
        rule = self._lines(FootRule(page, pages), width)
        return [*rule, *self._lines(Keys(frame.keys, question=frame.question), width)]

    def _lines(self, content: RenderableType, width: int) -> list[list[Segment]]:
        options = self.console.options.update(width=width, height=None)
        return [list(line) for line in self.console.render_lines(content, options, pad=False)]


def _unread(keys: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return (("Enter", "read on"), *(one for one in keys if "Enter" not in one[0]))


def turned(key: Key, page: int, pages: int, *, told: bool) -> int | None:
    """The page to show after a key that turns pages; None after any other. Only what is `told` is scrolled by arrows.

    Enter turns every page but the last, so that nobody answers, or goes on, before having seen all of it.
    """
    if key.name in {"pagedown", "pageup"} or (told and key.name in {"down", "up"}):
        by = 1 if key.name in {"pagedown", "down"} else -1
        return min(max(0, page + by), pages - 1)
    if told:
        return moved(key, page, pages)
    return page + 1 if key.name == "enter" and page < pages - 1 else None


def moved(key: Key, page: int, pages: int) -> int | None:
    """The page that a key leads to inside a body; None where it leads out of it, or is no such key."""
    if key.name in FORWARD and page < pages - 1:
        return page + 1
    if key.name in BACKWARD and page > 0:
        return page - 1
    return None
