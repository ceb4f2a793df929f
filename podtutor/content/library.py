"""The library: finds lessons, questions, claims, terms, paths and scenarios by id, in the shipped folder and added ones.

It is lazy. A lesson is read alone, lists are made of heads and outlines, and what was parsed once comes from the cache.
Ids are unique over all folders; a newcomer takes the place of an older entry only where it says `replaces: ID`.
Raises UnusableInputError for files that cannot be used and UnknownNameError for names that nothing has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from podtutor.content import folders as places
from podtutor.content.bank import BankQuestion
from podtutor.content.cache import Cache, cache_folder, digest
from podtutor.content.claims import Claim, Claims, Glossary, Paths, Term, Trap, Traps
from podtutor.content.claims import Path as LearningPath
from podtutor.content.formats import FORMATS, AnyAuthored, read_as
from podtutor.content.interview import InterviewTree
from podtutor.content.lesson import Lesson
from podtutor.content.outline import (
    LessonHead,
    LessonOutline,
    QuizHead,
    first_key,
    head_from_lesson,
    head_of,
    outline_of,
)
from podtutor.content.quiz import Quiz
from podtutor.errors import PodtutorError, Problem, UnusableInputError

DEFAULT_PATH = "interview"

Entry = TypeVar("Entry", LessonHead, QuizHead, Claim, Trap, Term, LearningPath, InterviewTree)


class UnknownNameError(PodtutorError):
    """A name that nothing has, with what may have been meant."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches

        self.near: tuple[str, ...] = tuple(get_close_matches(name, sorted(known), n=3, cutoff=0.5))
        hint = "; did you mean " + " or ".join(f"`{near}`" for near in self.near) + "?" if self.near else ""
        super().__init__(f"there is no {what} `{name}`{hint}")


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """One content file, known by its first lines: its format, and the head of a lesson or a quiz."""

    path: str
    format: str
    sum: bytes
    head: LessonHead | QuizHead | None = None


class _LessonRecord(msgspec.Struct, frozen=True):
    """A lesson in the cache: lists take the outline and leave the rest undecoded."""

    outline: LessonOutline
    lesson: msgspec.Raw


class _Head(msgspec.Struct, frozen=True):
    """A head in the cache."""

    sum: bytes
    format: str
    lesson: LessonHead | None = None
    quiz: QuizHead | None = None


class Library:
    """All content of some folders, later ones adding to earlier ones."""

    def __init__(self, folders: Sequence[Path], cache: Cache | None = None) -> None:
        self.folders = tuple(folders)
        self._cache = cache or Cache(None)
        self._texts: dict[str, bytes] = {}

    # Files and heads

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """Every content file of every folder, in order, by its first lines."""
        paths = [str(path) for folder in self.folders for path in places.content_files(folder)]
        key = digest(*(path.encode("utf-8", "surrogateescape") for path in paths))
        name = f"heads-{key.hex()[:16]}"
        kept: dict[str, _Head] = {}
        if (record := self._cache.get(name, key)) is not None:
            kept = msgspec.msgpack.decode(record, type=dict[str, _Head])
        heads = {path: self._head(path, kept.get(path)) for path in paths}
        if heads != kept:
            self._cache.put(name, key, msgspec.msgpack.encode(heads))
        return tuple(
            SourceFile(path=path, format=head.format, sum=head.sum, head=head.lesson or head.quiz)
            for path, head in heads.items()
        )

    def _head(self, path: str, kept: _Head | None) -> _Head:
        raw = self._read(path)
        summed = digest(raw)
        if kept is not None and kept.sum == summed:
            return kept
        text = raw.decode("utf-8", "replace")
        name = first_key(text)
        if name == "lesson":
            return _Head(summed, name, lesson=head_of(text, LessonHead))
        if name == "quiz":
            return _Head(summed, name, quiz=head_of(text, QuizHead))
        return _Head(summed, name)

    def _read(self, path: str) -> bytes:
        if path not in self._texts:
            try:
                with Path(path).open("rb") as stream:
                    self._texts[path] = stream.read(places.LARGEST_FILE + 1)
            except OSError as error:
                message = f"this file cannot be read: {error.strerror}"
                raise UnusableInputError([Problem(path=path, code="unreadable", message=message)]) from None
        return self._texts[path]

    def _value(self, file: SourceFile, kind: type[AnyAuthored]) -> AnyAuthored:
        """A file's value, from the cache where it is there."""
        name, key = _record_name(file), file.sum
        if (record := self._cache.get(name, key)) is not None:
            return msgspec.msgpack.decode(record, type=kind)
        value = read_as(kind, self._read(file.path), file.path)
        self._cache.put(name, key, msgspec.msgpack.encode(value))
        return value

    # Lessons

    @cached_property
    def _lessons(self) -> dict[str, tuple[LessonHead, SourceFile]]:
        found = []
        for file in self.files:
            if file.format == "lesson":
                head = file.head if isinstance(file.head, LessonHead) else self._full_head(file)
                if head is not None:
                    found.append((head, file))
        return _unique("lesson", found)

    def _full_head(self, file: SourceFile) -> LessonHead | None:
        """Where the first lines were not enough: the whole file, or nothing where it is unusable (told by `broken`)."""
        try:
            return head_from_lesson(read_as(Lesson, self._read(file.path), file.path))
        except UnusableInputError as error:
            self._broken += error.problems
            return None

    @cached_property
    def _broken(self) -> list[Problem]:
        """Problems of files that could not even be listed."""
        return []

    @cached_property
    def lesson_heads(self) -> tuple[LessonHead, ...]:
        """Every lesson by its head: in the order of the learning paths, the default one first, then by id."""
        known = self._lessons
        self._refuse_broken()
        paths = sorted(self._paths.values(), key=lambda entry: entry[0].id != DEFAULT_PATH)
        listed = [name for path, _ in paths for name in path.lessons if name in known]
        names = dict.fromkeys([*listed, *sorted(known)])
        return tuple(known[name][0] for name in names)

    def _refuse_broken(self) -> None:
        unknown = [file for file in self.files if file.format not in FORMATS]
        for file in unknown:
            try:
                read_as(Lesson, self._read(file.path), file.path)
            except UnusableInputError as error:
                self._broken += error.problems
        if self._broken:
            raise UnusableInputError(self._broken)

    def lesson_head(self, name: str) -> LessonHead:
        """The head of one lesson."""
        return self._lesson_entry(name)[0]

    def lesson(self, name: str) -> Lesson:
        """One lesson in full; no other is read for it."""
        _, file = self._lesson_entry(name)
        return msgspec.msgpack.decode(self._lesson_record(file).lesson, type=Lesson)

    def outline(self, name: str) -> LessonOutline:
        """The sections and claims of one lesson, without its text."""
        return self._lesson_record(self._lesson_entry(name)[1]).outline

    def lesson_path(self, name: str) -> str:
        """The file in which a lesson stands."""
        return self._lesson_entry(name)[1].path

    def _lesson_entry(self, name: str) -> tuple[LessonHead, SourceFile]:
        if name not in self._lessons:
            self._refuse_broken()
            raise UnknownNameError("lesson", name, self._lessons)
        return self._lessons[name]

    def _lesson_record(self, file: SourceFile) -> _LessonRecord:
        name, key = _record_name(file), file.sum
        if (record := self._cache.get(name, key)) is not None:
            return msgspec.msgpack.decode(record, type=_LessonRecord)
        lesson = read_as(Lesson, self._read(file.path), file.path)
        made = _LessonRecord(outline_of(lesson), msgspec.Raw(msgspec.msgpack.encode(lesson)))
        self._cache.put(name, key, msgspec.msgpack.encode(made))
        return made

    # Learning paths

    @cached_property
    def _paths(self) -> dict[str, tuple[LearningPath, SourceFile]]:
        return _unique("path", self._entries("paths", Paths))

    @property
    def paths(self) -> tuple[LearningPath, ...]:
        """The learning paths, in the order of the files; each with the lessons that say they belong to it behind its own."""
        return tuple(self.path(name) for name in self._paths)

    def path(self, name: str) -> LearningPath:
        """One learning path; lessons that join it by their own `paths` come last."""
        if name not in self._paths:
            raise UnknownNameError("path", name, self._paths)
        path, _ = self._paths[name]
        joined = [head.id for head, _ in self._lessons.values() if name in head.paths and head.id not in path.lessons]
        own = tuple(lesson for lesson in path.lessons if lesson in self._lessons)
        return msgspec.structs.replace(path, lessons=(*own, *sorted(joined)))

    # Questions

    @cached_property
    def _quizzes(self) -> dict[str, tuple[QuizHead, SourceFile]]:
        files = [file for file in self.files if file.format == "quiz"]
        heads = [file.head if isinstance(file.head, QuizHead) else self._quiz_head(file) for file in files]
        return _unique("quiz", list(zip(heads, files, strict=True)))

    def _quiz_head(self, file: SourceFile) -> QuizHead:
        quiz = read_as(Quiz, self._read(file.path), file.path)
        return QuizHead(quiz=1, id=quiz.id, lesson=quiz.lesson, title=quiz.title, replaces=quiz.replaces)

    def questions(self, lessons: Collection[str] = ()) -> tuple[BankQuestion, ...]:
        """The questions over some lessons (none given: all), in the order of the files."""
        for name in lessons:
            self._lesson_entry(name)
        found: dict[str, tuple[BankQuestion, SourceFile]] = {}
        for head, file in self._quizzes.values():
            if lessons and head.lesson not in lessons:
                continue
            quiz = self._value(file, Quiz)
            for question in quiz.questions:
                known = found.get(question.id)
                if known is not None and question.replaces != question.id:
                    raise UnusableInputError([_taken("question", question.id, file.path, known[1].path)])
                found[question.id] = (BankQuestion(question, quiz.lesson, file.path), file)
        return tuple(question for question, _ in found.values())

    def question(self, name: str) -> BankQuestion:
        """One question by its id."""
        every = {question.id: question for question in self.questions()}
        if name not in every:
            raise UnknownNameError("question", name, every)
        return every[name]

    # Interviews

    @cached_property
    def interviews(self) -> tuple[InterviewTree, ...]:
        """Every question tree of mock interviews, in the order of the files."""
        trees = [(self._value(file, InterviewTree), file) for file in self.files if file.format == "interview"]
        return tuple(tree for tree, _ in _unique("interview", trees).values())

    # Claims and terms

    def _entries(self, name: str, kind: type[Claims | Traps | Glossary | Paths]) -> list[tuple[Entry, SourceFile]]:
        found: list[tuple[Entry, SourceFile]] = []
        for file in self.files:
            if file.format == name:
                found += [(entry, file) for entry in self._value(file, kind).entries]  # type: ignore[misc]
        return found

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Every claim under its id, in the order of the files."""
        entries: list[tuple[Claim, SourceFile]] = self._entries("claims", Claims)
        return {name: claim for name, (claim, _) in _unique("claim", entries).items()}

    def claim(self, name: str) -> Claim:
        """One claim."""
        if name not in self.claims:
            raise UnknownNameError("claim", name, self.claims)
        return self.claims[name]

    @cached_property
    def traps(self) -> Mapping[str, Trap]:
        """Every trap under its id, in the order of the files."""
        entries: list[tuple[Trap, SourceFile]] = self._entries("traps", Traps)
        return {name: trap for name, (trap, _) in _unique("trap", entries).items()}

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Every glossary card under its id, in the order of the files."""
        entries: list[tuple[Term, SourceFile]] = self._entries("glossary", Glossary)
        return {name: term for name, (term, _) in _unique("term", entries).items()}

    def term(self, name: str) -> Term:
        """The card of a term: by its id, its name or another name of it, however it is spelt."""
        spellings = {_spelling(said): term for term in self.terms.values() for said in (*term.also, term.term, term.id)}
        found = spellings.get(_spelling(name)) or spellings.get(_spelling(name).removesuffix("s"))
        if found is None:
            known = {said for term in self.terms.values() for said in (term.term, *term.also)}
            raise UnknownNameError("term", name, known)
        return found

    # Scenarios

    @cached_property
    def scenarios(self) -> Mapping[str, Path]:
        """The files of the scenarios under their names; of two with one name the later folder's counts."""
        return {path.stem: path for folder in self.folders for path in places.scenario_files(folder)}

    def scenario(self, name: str) -> Path:
        """The file of one scenario."""
        if name not in self.scenarios:
            raise UnknownNameError("scenario", name, self.scenarios)
        return self.scenarios[name]


def open_library(added: Sequence[Path] = (), environ: Mapping[str, str] | None = None) -> Library:
    """The shipped content with added folders; `environ` tells of PODTUTOR_CONTENT and PODTUTOR_HOME."""
    surroundings = environ or {}
    extra = places.added_folders(added, surroundings)
    return Library((places.shipped_folder(), *extra), Cache(cache_folder(surroundings)))


def _record_name(file: SourceFile) -> str:
    return f"{file.format}-{digest(file.path.encode('utf-8', 'surrogateescape')).hex()[:16]}"


def _spelling(said: str) -> str:
    return "".join(letter for letter in said.casefold() if letter.isalnum())


def _unique(what: str, entries: Iterable[tuple[Entry, SourceFile]]) -> dict[str, tuple[Entry, SourceFile]]:
    """Entries by id; a newcomer replaces only what it says it replaces."""
    found: dict[str, tuple[Entry, SourceFile]] = {}
    problems = []
    for entry, file in entries:
        known = found.get(entry.id)
        if known is not None and entry.replaces != entry.id:
            problems.append(_taken(what, entry.id, file.path, known[1].path))
        elif entry.replaces and entry.replaces not in found:
            message = f"{what} `{entry.id}` says it replaces `{entry.replaces}`, which is not there"
            problems.append(Problem(path=file.path, code="unknown-id", message=message))
        else:
            if entry.replaces and entry.replaces != entry.id:
                del found[entry.replaces]
            found[entry.id] = (entry, file)
    if problems:
        raise UnusableInputError(problems)
    return found


def _taken(what: str, name: str, path: str, first: str) -> Problem:
    message = f"there is a {what} `{name}` already, in {first}"
    return Problem(path=path, code="duplicate-id", message=message, expected=f"another id, or `replaces: {name}`")
