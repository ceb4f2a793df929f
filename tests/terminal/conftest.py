"""A real terminal: podtutor runs in a pseudo-terminal, and pyte keeps what a person would see on it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

COURSE = Path(__file__).parent.parent / "course"
KEYS = {
    "Enter": "\r", "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Escape": "\x1b",
    "Space": " ", "Tab": "\t", "Backspace": "\x7f", "Ctrl-C": "\x03",
}  # fmt: skip
PATIENCE = 20.0


class Terminal:
    """A terminal with podtutor in it."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str], *, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "podtutor", *arguments],
            env=environment,
            dimensions=(height, width),
            timeout=PATIENCE,
        )

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def left(self) -> str:
        """What was printed after the terminal was given back."""
        return self.raw.rpartition(b"\x1b[?1049l")[2].decode()

    def see(self, *wanted: str) -> str:
        """Wait until all of this is on the screen."""
        end = time.monotonic() + PATIENCE
        while not all(one in self.text for one in wanted):
            assert time.monotonic() < end, f"{wanted} did not appear; the screen shows:\n{self.text}"
            self._read(0.05)
        return self.text

    def press(self, *keys: str) -> Terminal:
        """Press keys by name; anything else is typed as it stands."""
        for key in keys:
            self._process.send(KEYS.get(key, key))
            self._read(0.03)
        return self

    def turn(self, key: str = "Enter") -> Terminal:
        """Press a key that changes what is seen, and wait until it has."""
        self._read(0.15)
        before, end = self.text, time.monotonic() + PATIENCE
        self.press(key)
        while self.text == before:
            assert time.monotonic() < end, f"{key} changed nothing; the screen shows:\n{self.text}"
            self._read(0.05)
        self._read(0.25)
        return self

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.screen.resize(height, width)
        self.screen.reset()
        self._process.setwinsize(height, width)

    def end(self) -> int:
        """Wait for the program to end; its exit code."""
        end = time.monotonic() + PATIENCE
        while self._process.isalive():
            assert time.monotonic() < end, f"it goes on; the screen shows:\n{self.text}"
            self._read(0.05)
        self._read(0.0)
        self._process.close()
        return self._process.exitstatus if self._process.exitstatus is not None else -(self._process.signalstatus or 0)

    def close(self) -> None:
        """End the program, however it stands."""
        self._process.close(force=True)

    def _read(self, wait: float) -> None:
        try:
            while True:
                data = self._process.read_nonblocking(65536, timeout=wait)
                self.raw += data
                self._stream.feed(data)
                wait = 0.0
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass


Opener = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Opener]:
    """Opens terminals that share one home; the tiny course is the path."""
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    environment |= {
        "PODTUTOR_HOME": str(tmp_path / "home"), "PODTUTOR_CONTENT": str(COURSE), "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }  # fmt: skip
    opened: list[Terminal] = []

    def open_terminal(*arguments: str, width: int = 80, height: int = 24, **more: str) -> Terminal:
        opened.append(Terminal(arguments, environment | more, width=width, height=height))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()
