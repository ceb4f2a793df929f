"""Single keys from a real terminal, by prompt_toolkit's raw input; a change of its size arrives as a key too."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections import deque
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING, Final

from podtutor.ask.asker import Key

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPress

_ESCAPE_WAIT: Final = 0.06
"""Seconds after which a lone ESC is the Escape key, and not the beginning of an arrow."""

_NAMES: Final = {
    "c-m": "enter",
    "c-j": "enter",
    "c-i": "tab",
    "s-tab": "back-tab",
    "c-h": "backspace",
    "c-d": "ctrl-d",
    "c-u": "ctrl-u",
    "c-w": "ctrl-w",
    "c-k": "ctrl-k",
    "c-a": "home",
    "c-e": "end",
    "c-l": "resize",
    " ": " ",
    **{name: name for name in ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete", "escape")},
}


class TerminalAsker:
    """Reads keys from the terminal in raw mode; raw mode begins with the first key that is waited for."""

    has_keys = True

    def __init__(self) -> None:
        """Touch nothing yet."""
        self._pending: deque[Key] = deque()
        self._kept = ExitStack()
        self._input: Input | None = None
        self._wake = -1
        self._waker = -1

    def key(self, wait: float | None = None, /) -> Key:
        """Wait for the next key, at most `wait` seconds."""
        source = self._input or self._open()
        while not self._pending:
            ready, _, _ = select.select([source.fileno(), self._wake], [], [], wait)
            if not ready:
                return Key("tick")
            if self._wake in ready:
                os.read(self._wake, 1024)
                self._pending.append(Key("resize"))
            if source.fileno() in ready:
                self._take(source)
        return self._pending.popleft()

    def line(self) -> str | None:
        """Wait for a line, typed with the terminal's own editing."""
        self.close()
        line = sys.stdin.readline()
        return line.rstrip("\r\n") if line else None

    def close(self) -> None:
        """Give the terminal back as it was."""
        self._kept.close()
        self._input = None

    def _open(self) -> Input:
        from prompt_toolkit.input import create_input

        source = create_input(sys.stdin)
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        self._kept.callback(os.close, self._waker)
        self._kept.callback(os.close, self._wake)
        before = signal.signal(signal.SIGWINCH, self._resized)
        self._kept.callback(signal.signal, signal.SIGWINCH, before)
        self._kept.enter_context(source.raw_mode())
        self._input = source
        return source

    def _resized(self, _signal: int, _frame: FrameType | None) -> None:
        os.write(self._waker, b"r")

    def _take(self, source: Input) -> None:
        presses = source.read_keys()
        if not presses and source.closed:
            raise EOFError
        while not presses:
            ready, _, _ = select.select([source.fileno()], [], [], _ESCAPE_WAIT)
            if not ready:
                presses = source.flush_keys()
                break
            presses = source.read_keys()
        for press in presses:
            self._note(press)

    def _note(self, press: KeyPress) -> None:
        name = str(getattr(press.key, "value", press.key))
        if name in {"c-c", "<sigint>"}:
            raise KeyboardInterrupt
        if name == "<bracketed-paste>":
            self._pending.append(Key("paste", press.data))
        elif name in _NAMES:
            self._pending.append(Key(_NAMES[name], " " if name == " " else ""))
        elif len(name) == 1:
            self._pending.append(Key(name, name))
