"""Draws `session.svg`: what a learner sees, recorded from the real program in a pseudo-terminal.

    python docs/images/record.py

Run it again when the screens have changed.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.style import Style
from rich.text import Text

COLUMNS = 80
HERE = Path(__file__).parent
Recording = list[tuple[str, float]]

ENTER = ("\r", 1.0)
SCENES: list[tuple[str, str, int, Recording]] = [
    ("$ podtutor learn pod --from one-crash", "learn pod --from one-crash", 13, []),
    ("Enter", "learn pod --from one-crash", 20, [ENTER]),
    ("Enter, Enter", "learn pod --from one-crash", 20, [ENTER, ENTER, ENTER]),
]
"""What stands above a screen, the arguments, the lines of the screen, and the keys."""


def screen_of(arguments: str, lines: int, keys: Recording, home: str) -> pyte.Screen:
    """The screen after these keys (each with the seconds to wait after it)."""
    screen = pyte.Screen(COLUMNS, lines)
    stream = pyte.ByteStream(screen)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "podtutor", *arguments.split()],
        dimensions=(lines, COLUMNS),
        env={
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PODTUTOR_HOME": home,
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        },
    )
    _drain(child, stream, 2.0)
    for key, wait in keys:
        child.send(key)
        _drain(child, stream, wait)
    child.close(force=True)
    return screen


def _drain(child: pexpect.spawn, stream: pyte.ByteStream, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            stream.feed(child.read_nonblocking(65536, timeout=0.1))
        except pexpect.TIMEOUT:
            continue
        except pexpect.EOF:
            return


def colour(name: str) -> str | None:
    """A colour of pyte's in Rich's words."""
    if name == "default":
        return None
    if len(name) == 6 and all(c in "0123456789abcdef" for c in name):
        return f"#{name}"
    return {"brown": "yellow"}.get(name, name.replace("bright", "bright_") if name.startswith("bright") else name)


def text_of(screen: pyte.Screen) -> Text:
    """The screen as styled text, without the empty lines at its end."""
    lines = []
    for row in range(screen.lines):
        line = Text()
        for column in range(COLUMNS):
            cell = screen.buffer[row][column]
            style = Style(
                color=colour(cell.fg),
                bgcolor=colour(cell.bg),
                bold=cell.bold,
                italic=cell.italics,
                reverse=cell.reverse,
            )
            line.append(cell.data, style)
        line.rstrip()
        lines.append(line)
    while lines and not lines[-1].plain:
        lines.pop()
    return Text("\n").join(lines)


def main() -> None:
    console = Console(
        record=True, width=COLUMNS, file=tempfile.TemporaryFile("w", encoding="utf-8"), force_terminal=True
    )
    for prompt, arguments, lines, keys in SCENES:
        with tempfile.TemporaryDirectory() as home:
            console.print(Text(prompt, style="bold"))
            console.print(text_of(screen_of(arguments, lines, keys, home)))
            console.print()
    own_fonts_only = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    (HERE / "session.svg").write_text(console.export_svg(title="podtutor", code_format=own_fonts_only), "utf-8")


if __name__ == "__main__":
    main()
