"""The console everything is printed on: Rich's, which also knows whether to draw or to speak plainly.

Plain is for screen readers, pipes and dumb terminals: no boxes, no colours, words instead of glyphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final

from rich.console import Console

from podtutor.view.theme import THEME

PLAIN_WIDTH: Final = 80
READING_WIDTH: Final = 86
"""The widest a line of running text gets, however wide the terminal is."""


class TutorConsole(Console):
    """A Rich console with podtutor's theme and one more property, `plain`."""

    def __init__(self, *, plain: bool = False, **settings: Any) -> None:
        """Take what Rich's console takes; `plain` leaves out colours, boxes and glyphs."""
        if plain:
            settings |= {"color_system": None, "no_color": True, "legacy_windows": False}
        settings.setdefault("theme", THEME)
        super().__init__(markup=False, emoji=False, highlight=False, **settings)
        self.plain = plain

    def on_broken_pipe(self) -> None:
        """Let the command line decide what it means that nobody reads any more."""
        raise BrokenPipeError

    @property
    def colourless(self) -> bool:
        """Whether colours do not arrive, so that marks have to stand in the text."""
        return self.plain or self.no_color or self.color_system is None


def is_plain(console: Console) -> bool:
    """Whether this console wants words instead of drawings."""
    return getattr(console, "plain", False)


def is_colourless(console: Console) -> bool:
    """Whether colours do not arrive on this console."""
    return bool(getattr(console, "colourless", False))


def console_for(stream: IO[str], environment: Mapping[str, str], *, plain: bool = False) -> TutorConsole:
    """The console for a stream: drawn on a terminal (or where colour is forced), plain everywhere else."""
    forced = environment.get("FORCE_COLOR", "") not in {"", "0"}
    terminal = forced or (stream.isatty() and environment.get("TERM", "") not in {"dumb", "unknown"})
    speaks_unicode = (getattr(stream, "encoding", "") or "").lower().replace("-", "").startswith("utf")
    columns = environment.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and 20 <= int(columns) <= 1000 else None
    if width is None and not stream.isatty():
        width = PLAIN_WIDTH
    if plain and width is None:
        width = min(PLAIN_WIDTH, Console(file=stream).width)
    return TutorConsole(
        plain=plain or not terminal or not speaks_unicode,
        file=stream,
        width=width,
        force_terminal=True if forced and not plain else None,
        _environ=environment,
    )
