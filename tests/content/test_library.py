"""The library: everything by its id, nothing read that is not asked for, a cache that nobody has to trust."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from podtutor.content import library as library_module
from podtutor.content.cache import Cache, cache_folder
from podtutor.content.folders import added_folders, shipped_folder
from podtutor.content.lesson import Lesson
from podtutor.content.library import Library, UnknownNameError, open_library
from podtutor.content.outline import LessonHead, first_key, head_from_lesson, head_of
from podtutor.errors import PodtutorError, UnusableInputError

COURSE = Path(__file__).parent.parent / "course"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one's own, to be spoilt."""
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that are parsed in full, as they are."""
    names: list[str] = []
    real = library_module.read_as

    def noting(kind: type, text: bytes, path: str) -> object:
        names.append(Path(path).name)
        return real(kind, text, path)

    monkeypatch.setattr(library_module, "read_as", noting)
    return names


def test_lists_need_no_more_than_the_first_lines_of_lessons(course: Path, read: list[str]) -> None:
    heads = Library([course]).lesson_heads
    assert [head.id for head in heads] == ["small-pod", "small-node"]
    assert heads[0].title
    assert read == ["paths.yaml"]


def test_a_lesson_is_read_alone(course: Path, read: list[str]) -> None:
    assert Library([course]).lesson("small-pod").id == "small-pod"
    assert read == ["small-pod.yaml"]


def test_questions_come_with_their_lesson(course: Path) -> None:
    library = Library([course])
    questions = library.questions(["small-pod"])
    assert {question.lesson for question in questions} == {"small-pod"}
    assert library.question(questions[0].id) == questions[0]
    assert library.questions(["small-node"]) == ()


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda library: library.lesson("small-pot"), "there is no lesson `small-pot`; did you mean `small-pod`"),
        (lambda library: library.questions(["nothing-like-it"]), "there is no lesson `nothing-like-it`"),
        (lambda library: library.term("noode"), "there is no term `noode`; did you mean `"),
        (lambda library: library.claim("x"), "there is no claim `x`"),
        (lambda library: library.path("x"), "there is no path `x`"),
        (lambda library: library.question("x"), "there is no question `x`"),
        (lambda library: library.scenario("x"), "there is no scenario `x`"),
    ],
)
def test_a_name_that_nothing_has_is_told_with_what_may_be_meant(ask, message: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        ask(Library([COURSE]))
    assert str(raised.value).startswith(message)


def test_terms_are_found_however_they_are_spelt(course: Path) -> None:
    library = Library([course])
    term = next(iter(library.terms.values()))
    for spelling in (term.id, term.term, term.term.upper(), term.term + "s", *term.also):
        assert library.term(spelling) == term


def test_the_cache_spares_the_second_reading(course: Path, tmp_path: Path, read: list[str]) -> None:
    def everything() -> list[object]:
        library = Library([course], Cache(tmp_path / "cache"))
        return [library.lesson_heads, library.lesson("small-pod"), library.outline("small-pod"), library.questions(),
                library.claims, library.terms, library.paths]  # fmt: skip

    first = everything()
    read.clear()
    assert everything() == first
    assert read == []


def test_an_edited_file_is_read_afresh_even_with_the_same_size_and_time(course: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    file = course / "lessons" / "small-pod.yaml"
    before, state = Library([course], cache).lesson("small-pod"), file.stat()
    file.write_bytes(file.read_bytes().replace(before.title.encode(), before.title.swapcase().encode()))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert Library([course], cache).lesson("small-pod").title == before.title.swapcase()


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"short"])
def test_a_damaged_cache_is_as_good_as_none(course: Path, tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path / "cache")
    lesson = Library([course], cache).lesson("small-pod")
    for record in (tmp_path / "cache").iterdir():
        record.write_bytes(damage)
    assert Library([course], cache).lesson("small-pod") == lesson


def test_one_flipped_bit_in_the_cache_is_noticed(course: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    lesson = Library([course], cache).lesson("small-pod")
    for record in (tmp_path / "cache").iterdir():
        raw = bytearray(record.read_bytes())
        raw[len(raw) // 2] ^= 1
        record.write_bytes(raw)
    assert Library([course], cache).lesson("small-pod") == lesson


def test_a_cache_that_cannot_be_written_is_done_without(course: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert Library([course], Cache(tmp_path / "taken")).lesson("small-pod").id == "small-pod"


def test_heads_from_the_first_lines_say_what_whole_lessons_say() -> None:
    library = Library([COURSE, shipped_folder()])
    for head in library.lesson_heads:
        text = Path(library.lesson_path(head.id)).read_text("utf-8")
        assert head_of(text, LessonHead) == head_from_lesson(library.lesson(head.id))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lesson: 1", "lesson"),
        ("# remark\n\n---\nquiz: 1", "quiz"),
        ("\ufeffclaims: 1", "claims"),
        ("%YAML 1.1\n---\npaths: 1", "paths"),
        ("- lesson: 1", ""),
        ("", ""),
        ("{lesson: 1}", ""),
    ],
)
def test_the_first_key_is_told_from_the_text_alone(text: str, key: str) -> None:
    assert first_key(text) == key


def extra(folder: Path, name: str, **changes: str) -> Path:
    """A folder with a copy of a lesson under another id."""
    text = (COURSE / "lessons" / "small-node.yaml").read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(f"{old}: small-node", new)
    target = folder / "lessons" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    return folder


def test_a_folder_of_ones_own_adds_lessons_beside_the_others(tmp_path: Path) -> None:
    added = extra(tmp_path, "ours.yaml", id="id: our-lesson")
    library = Library([COURSE, added])
    assert [head.id for head in library.lesson_heads] == ["small-pod", "small-node", "our-lesson"]
    assert "our-lesson" in library.path("small").lessons


def test_an_id_that_exists_is_refused_unless_it_says_so(tmp_path: Path) -> None:
    added = extra(tmp_path, "mine.yaml")
    with pytest.raises(UnusableInputError, match=r"there is a lesson `small-node` already, in .*small-node.yaml"):
        Library([COURSE, added]).lesson("small-pod")
    extra(tmp_path, "mine.yaml", id="replaces: small-node\nid: small-node")
    library = Library([COURSE, added])
    assert library.lesson_path("small-node") == str(tmp_path / "lessons" / "mine.yaml")
    assert [head.id for head in library.lesson_heads] == ["small-pod", "small-node"]


def test_to_replace_what_is_not_there_is_refused(tmp_path: Path) -> None:
    added = extra(tmp_path, "mine.yaml", id="replaces: nobody\nid: small-node-two")
    with pytest.raises(UnusableInputError, match="says it replaces `nobody`, which is not there"):
        Library([COURSE, added]).lesson("small-pod")


def test_a_broken_lesson_does_not_keep_the_others_away(course: Path) -> None:
    (course / "lessons" / "broken.yaml").write_text("lesson: 1\nid: [what\n", "utf-8")
    library = Library([course])
    assert library.lesson("small-pod").id == "small-pod"
    for ask in (lambda: library.lesson_heads, lambda: library.lesson("broken")):
        with pytest.raises(UnusableInputError, match=r"broken.yaml:3:1: this is not YAML"):
            ask()


def test_a_lesson_from_the_future_says_so(course: Path) -> None:
    (course / "lessons" / "new.yaml").write_text("lesson: 2\nid: new\ntitle: New\nsummary: New.\nminutes: 5\n", "utf-8")
    with pytest.raises(UnusableInputError, match=r"new.yaml:1:9: .*made for a newer podtutor"):
        Library([course]).lesson("new")


def test_added_folders_come_from_the_environment_and_from_options(tmp_path: Path) -> None:
    one, two = extra(tmp_path / "one", "a.yaml"), extra(tmp_path / "two", "b.yaml")
    surroundings = {"PODTUTOR_CONTENT": f"{one}{os.pathsep}"}
    assert added_folders([two, one], surroundings) == (one, two)
    for path, message in (
        ("nowhere", "there is no such folder"),
        ("two/lessons", "holds neither `lessons` nor `quizzes`"),
    ):
        with pytest.raises(UnusableInputError, match=message):
            added_folders([tmp_path / path], {})


def test_the_cache_lies_below_the_programs_home(tmp_path: Path) -> None:
    assert cache_folder({"PODTUTOR_HOME": str(tmp_path)}) == tmp_path / "cache"
    assert cache_folder({}).name == "podtutor"


def test_the_shipped_content_is_found(tmp_path: Path) -> None:
    library = open_library((), {"PODTUTOR_HOME": str(tmp_path)})
    assert isinstance(library.lesson("pod"), Lesson)
    assert library.scenarios
    with pytest.raises(PodtutorError):
        open_library((tmp_path / "nowhere",), {})
