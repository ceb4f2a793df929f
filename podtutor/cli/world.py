"""The world as a command sees it: consoles, questions, clock, chance, content, progress; built once, handed down."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from podtutor.cli.settings import Settings
from podtutor.errors import PodtutorError
from podtutor.view.console import TutorConsole, console_for
from podtutor.view.text import literal

if TYPE_CHECKING:
    from podtutor.ask import Asker
    from podtutor.content.bank import BankQuestion, ReadyEntry
    from podtutor.content.common import Level
    from podtutor.content.library import Library
    from podtutor.judge.predictor import Predictor
    from podtutor.tutor.progress import Progress


class World:
    """Everything outside the program that a command may touch. Parts are made when first used."""

    def __init__(
        self,
        settings: Settings,
        *,
        environment: Mapping[str, str],
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
    ) -> None:
        """Take the settings and the streams; nothing is opened or read yet."""
        self.settings = settings
        self.environment = environment
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr

    @cached_property
    def console(self) -> TutorConsole:
        """Where results are printed."""
        return console_for(self.stdout, self.environment, plain=self.settings.plain)

    @cached_property
    def messages(self) -> TutorConsole:
        """Where messages go that are no result."""
        return console_for(self.stderr, self.environment, plain=self.settings.plain)

    @cached_property
    def asker(self) -> Asker:
        """Who answers: keys where two ends of a terminal are there, else lines."""
        from podtutor.ask import LineAsker, TerminalAsker

        return TerminalAsker() if self.has_screen else LineAsker(self.stdin)

    @property
    def has_screen(self) -> bool:
        """Whether screens can be shown and single keys be read."""
        return self.has_person and not self.console.plain and os.name == "posix"

    @property
    def has_person(self) -> bool:
        """Whether somebody sits at both ends: reads what is printed, and can type."""
        return self.stdin.isatty() and self.stdout.isatty()

    @cached_property
    def library(self) -> Library:
        """All content: what is shipped, and the folders that were added."""
        from podtutor.content.library import open_library

        return open_library(self.settings.content, self.environment)

    @cached_property
    def progress(self) -> Progress:
        """What is kept of the learner; where it can't be kept, one message says so and learning goes on."""
        from podtutor.storage.opening import data_folder, open_progress

        folder = data_folder(self.environment)
        return open_progress(folder, warn=self.warn, today=time.strftime("%Y-%m-%d"))

    @cached_property
    def predictor(self) -> Predictor:
        """Who computes the answers of predictions, and remembers them."""
        from podtutor.content.cache import Cache, cache_folder
        from podtutor.judge.predictor import Predictor

        return Predictor(self.scenario_text, Cache(cache_folder(self.environment)))

    def scenario_text(self, name: str) -> tuple[str, str]:
        """The text and the path of a scenario. Raises PodtutorError where there is none of that name."""
        path = self.library.scenario(name)
        try:
            return path.read_text(encoding="utf-8", errors="replace"), str(path)
        except OSError as error:
            raise PodtutorError(f"{path}: this file cannot be read: {error.strerror}") from None

    def ready(self, entries: Sequence[BankQuestion]) -> tuple[ReadyEntry, ...]:
        """Questions that can be asked, predictions with their computed answers; where there are none, nothing is run."""
        from podtutor.content.bank import ReadyEntry
        from podtutor.content.quiz import Predict

        made = []
        for entry in entries:
            if isinstance(entry.question, Predict):
                return self.predictor.ready(entries)
            made.append(ReadyEntry(entry.question, entry.lesson, entry.path))
        return tuple(made)

    def warn(self, message: str) -> None:
        """Say something that is no result; nothing stops because of it."""
        self.messages.print(Text(literal(message)), soft_wrap=True)

    def level(self, given: Level | None = None) -> Level:
        """The level that was asked for, else the learner's own; junior until it was said or found."""
        return given or self.progress.level() or "junior"

    def ticks(self) -> int:
        """Milliseconds that only ever grow, for measuring how long an answer took."""
        return time.monotonic_ns() // 1_000_000

    def now(self) -> int:
        """The date and time, in milliseconds since 1970 (UTC)."""
        return time.time_ns() // 1_000_000

    def zone(self) -> int:
        """Minutes by which the local time is ahead of UTC."""
        return time.localtime().tm_gmtoff // 60

    def today(self) -> int:
        """The learner's own day, counted from 1970-01-01."""
        return (self.now() + self.zone() * 60_000) // 86_400_000

    def seed(self, given: int | None) -> int:
        """The seed that was asked for, or a fresh one that can be typed again."""
        return given if given is not None else random.SystemRandom().randrange(1, 100_000)


def world_here(settings: Settings | None = None) -> World:
    """The world around this process."""
    return World(settings or Settings(), environment=os.environ, stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr)
