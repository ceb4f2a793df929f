"""The one exception meant for users, the shape of a located problem, and the exit codes."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class ExitCode(IntEnum):
    """What the process tells its caller; docs/cli.md has the contract."""

    DONE = 0
    NO = 1
    UNUSABLE = 2
    INTERRUPTED = 130


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong at one place: `path:line:column: message; expected`.

    `line` and `column` count from 1; 0 means the problem belongs to the file (or the value) as a whole.
    `field` is the path inside the document in Kubernetes' notation (`spec.containers[0].name`).
    """

    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    field: str = ""
    code: str = ""
    expected: str = ""

    def __str__(self) -> str:
        """As a compiler would print it."""
        place = self.path
        if self.line:
            place += f":{self.line}:{self.column}"
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}; expected {self.expected}" if self.expected else text


class PodtutorError(Exception):
    """An error whose text is written for the person at the keyboard; caught in one place, the command line."""

    exit_code = ExitCode.UNUSABLE


class UnusableInputError(PodtutorError):
    """Input that cannot be used, with every problem found in it, in the order of the file."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
