"""A course as a checker sees it: every file read strictly, with its nodes, so that each problem has a line and a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from podtutor.content import folders
from podtutor.content.claims import Claim, Claims, Glossary, Paths, Term
from podtutor.content.claims import Path as LearningPath
from podtutor.content.formats import FileReading, read_text
from podtutor.content.interview import InterviewTree
from podtutor.content.lesson import Lesson
from podtutor.content.quiz import Question, Quiz
from podtutor.errors import PodtutorError, Problem, UnusableInputError
from podtutor.source import LARGEST_BYTES, locate

T = TypeVar("T")
Entry = TypeVar("Entry", Claim, Term, LearningPath)


class Place(msgspec.Struct, frozen=True):
    """A value where it stands: its file, and its field in it (`questions[3]`)."""

    file: FileReading
    field: str
    value: Any

    def problem(self, field: str, code: str, message: str, expected: str = "") -> Problem:
        """A problem at a field below this one (empty: here)."""
        whole = (
            ".".join(part for part in (self.field, field) if part) if not field.startswith("[") else self.field + field
        )
        line, column = locate(self.file.node, whole) if self.file.node is not None else (0, 0)
        return Problem(
            path=self.file.path, line=line, column=column, field=whole, code=code, message=message, expected=expected
        )


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a course, and the names of its scenarios with the files they stand in."""

    files: tuple[FileReading, ...]
    scenarios: dict[str, str]

    def scenario_text(self, name: str) -> tuple[str, str]:
        """The text of a scenario, and its path. Raises PodtutorError where there is none of that name."""
        path = self.scenarios.get(name)
        if path is None:
            raise PodtutorError(f"there is no scenario `{name}`")
        try:
            return Path(path).read_text("utf-8", "replace"), path
        except OSError as error:
            raise PodtutorError(f"{path}: this file cannot be read: {error.strerror}") from None

    def lessons(self) -> list[Place]:
        """Every lesson that could be read."""
        return self._whole(Lesson)

    def quizzes(self) -> list[Place]:
        """Every quiz that could be read."""
        return self._whole(Quiz)

    def interviews(self) -> list[Place]:
        """Every question tree that could be read."""
        return self._whole(InterviewTree)

    def questions(self) -> list[tuple[Place, Question]]:
        """Every question, where it stands."""
        return [
            (Place(file.file, f"questions[{number}]", question), question)
            for file in self.quizzes()
            for number, question in enumerate(file.value.questions)
        ]

    def claims(self) -> list[Place]:
        """Every claim, where it stands."""
        return self._entries(Claims)

    def terms(self) -> list[Place]:
        """Every term, where it stands."""
        return self._entries(Glossary)

    def paths(self) -> list[Place]:
        """Every learning path, where it stands."""
        return self._entries(Paths)

    def _whole(self, kind: type) -> list[Place]:
        return [Place(file, "", file.value) for file in self.files if isinstance(file.value, kind)]

    def _entries(self, kind: type) -> list[Place]:
        return [
            Place(file.file, f"entries[{number}]", entry)
            for file in self._whole(kind)
            for number, entry in enumerate(file.value.entries)
        ]


def read_course(roots: Sequence[Path], loose: Sequence[Path] = ()) -> Course:
    """Reads the content folders `roots`, and loose files or folders of files beside them, each file once."""
    paths = [path for root in roots for path in folders.content_files(root)]
    paths += [path for given in loose for path in loose_files(given)]
    unique = {path.resolve(): path for path in reversed(paths)}
    ordered = [path for path in paths if unique.get(path.resolve()) is path]
    scenarios = {path.stem: str(path) for root in roots for path in folders.scenario_files(root)}
    for given in loose:
        scenarios |= {path.stem: str(path) for path in loose_scenarios(given)}
    return Course(files=tuple(_read(path) for path in ordered), scenarios=scenarios)


def loose_files(given: Path) -> Iterator[Path]:
    """The content files that a path on the command line names. Raises UnusableInputError where there is nothing."""
    if given.is_dir():
        yield from folders.yaml_files_below(given)
    elif given.is_file():
        if given.parent.name != "scenarios":
            yield given
    else:
        raise UnusableInputError([Problem(path=str(given), code="no-file", message="there is no such file or folder")])


def loose_scenarios(given: Path) -> Iterator[Path]:
    """The scenario files that a path on the command line names."""
    if given.is_dir():
        for place in sorted({given, *given.rglob("scenarios")}):
            if place.name == "scenarios" and place.is_dir():
                yield from folders.yaml_files(place)
    elif given.parent.name == "scenarios":
        yield given


def _read(path: Path) -> FileReading:
    try:
        with path.open("rb") as stream:
            return read_text(stream.read(LARGEST_BYTES + 1), str(path))
    except OSError as error:
        problem = Problem(path=str(path), code="unreadable", message=f"this file cannot be read: {error.strerror}")
        return FileReading(path=str(path), problems=(problem,))


def first_by_id(places: Iterable[Place]) -> dict[str, Place]:
    """Places under the ids of their values; the first one of an id."""
    found: dict[str, Place] = {}
    for place in places:
        found.setdefault(place.value.id, place)
    return found
