"""Answers: single keys from a terminal, lines from a pipe or a file, scripts in tests; behind one protocol."""

from __future__ import annotations

from podtutor.ask.asker import Asker, KeyScript, LineAsker
from podtutor.ask.terminal import TerminalAsker

__all__ = ["Asker", "KeyScript", "LineAsker", "TerminalAsker"]
