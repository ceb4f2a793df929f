"""The protocol of everybody who answers, and those who answer from a stream of lines or from a script of keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, NamedTuple, Protocol


class Key(NamedTuple):
    """One key press. `name` is the character itself, or a name like `enter`, `up`, `escape`, `paste`, `resize`.

    `text` is what typing it would write: the character, a pasted text, or nothing.
    """

    name: str
    text: str = ""


class Asker(Protocol):
    """Somebody who answers, by single keys or by whole lines."""

    has_keys: bool

    def key(self, wait: float | None = None, /) -> Key:
        """Wait for the next key, at most `wait` seconds: then the key is called `tick`.

        Raises KeyboardInterrupt for Ctrl-C and EOFError where no key will come any more.
        """

    def line(self) -> str | None:
        """Wait for the next line, without its line break; None at the end of the input."""

    def close(self) -> None:
        """Give the terminal back as it was."""


class LineAsker:
    """Answers line by line: from a pipe, a file, or a person without a screen."""

    has_keys = False

    def __init__(self, stream: IO[str]) -> None:
        """Take an open text stream."""
        self._stream = stream

    def key(self, _wait: float | None = None, /) -> Key:
        """There are no keys in a stream of lines."""
        raise EOFError

    def line(self) -> str | None:
        """Return the next line of the stream."""
        try:
            line = self._stream.readline()
        except UnicodeDecodeError:
            return ""
        return line.rstrip("\r\n") if line else None

    def close(self) -> None:
        """Nothing was changed; the stream belongs to whoever opened it."""


class KeyScript:
    """Keys from a list, for tests; a name of more than one character is a special key."""

    has_keys = True

    def __init__(self, keys: Iterable[str]) -> None:
        """Take the names of the keys in the order in which they are pressed."""
        self._keys = iter(keys)

    def key(self, _wait: float | None = None, /) -> Key:
        """Return the next key of the script; a script that wants time to pass says `tick` itself."""
        for name in self._keys:
            if name == "ctrl-c":
                raise KeyboardInterrupt
            return Key(name, name if len(name) == 1 else "")
        raise EOFError

    def line(self) -> str | None:
        """A script of keys has no lines."""
        return None

    def close(self) -> None:
        """Nothing to give back."""
