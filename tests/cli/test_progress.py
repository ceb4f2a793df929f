"""`podtutor progress` as a pipe sees it: the picture, its JSON, and the way of one's data out and in."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from podtutor.storage.opening import FILE_NAME

QUIZ = ("quiz", "small-pod", "--seed", "3", "-n", "4", "--json")


def learned(podtutor) -> int:
    """Take a quiz; how many answers were given."""
    done = podtutor(*QUIZ, stdin="a !3\na !1\na !2\na !3\n")
    assert done.code == 0
    return len(done.json["asked"])


def test_before_the_first_answer_it_says_what_to_do(podtutor) -> None:
    done = podtutor("progress")
    assert done.code == 0
    assert "No question is answered yet. `podtutor quiz`" in done.out


def test_the_picture_in_words(podtutor) -> None:
    count = learned(podtutor)
    out = podtutor("progress").out
    assert f"{count} answers" in out
    for title in ("Lessons", "Topics, weakest first", "The last four months", "What your being sure is worth"):
        assert title in out
    assert "too few to tell" in out
    assert max(map(len, out.split("\n"))) <= 80


def test_the_picture_as_json(podtutor) -> None:
    count = learned(podtutor)
    picture = podtutor("progress", "--json").json
    assert {"level", "path", "lessons", "topics", "calendar", "due", "calibration"} <= set(picture)
    assert picture["answers"]["asked"] == count
    assert sum(one["asked"] for one in picture["topics"]) == count
    assert all(one["low"] <= one["share"] <= one["high"] for one in picture["topics"])
    assert sum(one["asked"] for one in picture["calendar"]) == count
    assert picture["due"]["cards"] > 0
    small = next(one for one in picture["lessons"] if one["id"] == "small-pod")
    assert sum(one["asked"] for one in small["levels"].values()) == count


def test_export_and_import_merge_without_doubling(podtutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = learned(podtutor)
    file = tmp_path / "progress.json"
    assert podtutor("progress", "export", str(file)).code == 0
    assert json.loads(file.read_text("utf-8"))["podtutorProgress"] == 1
    assert f"0 answers taken in; {count} were here already." in podtutor("progress", "import", str(file)).out
    monkeypatch.setenv("PODTUTOR_HOME", str(tmp_path / "other"))
    assert f"{count} answers taken in." in podtutor("progress", "import", str(file)).out
    assert podtutor("progress", "--json").json["answers"]["asked"] == count


def test_export_to_standard_output(podtutor) -> None:
    learned(podtutor)
    assert podtutor("progress", "export", "-").json["answers"]


@pytest.mark.parametrize("arguments", [("reset", "--yes"), ("import", "other.json"), ("export", "new.json")])
def test_where_nothing_can_be_kept_nothing_is_said_to_be_done(
    podtutor, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    learned(podtutor)
    monkeypatch.chdir(tmp_path)
    assert podtutor("progress", "export", "other.json").code == 0
    connection = sqlite3.connect(home / FILE_NAME)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = (home / FILE_NAME).read_bytes()
    done = podtutor("progress", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "a newer podtutor wrote this file" in done.err
    assert (home / FILE_NAME).read_bytes() == before
    assert not Path("new.json").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", 10**18), ("at", -1), ("offset", 10**9), ("confidence", 9), ("rating", 9), ("milliseconds", -1)],
)
def test_an_answer_that_nobody_can_have_given_is_refused(podtutor, tmp_path: Path, field: str, value: int) -> None:
    learned(podtutor)
    document = podtutor("progress", "export", "-").json
    document["answers"][0][field] = value
    file = tmp_path / "other.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = podtutor("progress", "import", str(file))
    assert (done.code, done.out) == (2, "")
    assert "an answer has a number out of range" in done.err


@pytest.mark.parametrize("day", ["999999999999999 5", "soon", "3000000 ٣", " "])
def test_a_day_of_an_interview_that_is_none_does_no_harm(podtutor, tmp_path: Path, day: str) -> None:
    learned(podtutor)
    document = podtutor("progress", "export", "-").json | {"settings": {"interview": day}}
    file = tmp_path / "other.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert podtutor("progress", "import", str(file)).code == 0
    assert "Interview" not in podtutor().out
    assert "The interview is" not in podtutor("review").out


@pytest.mark.parametrize("text", ["", "{}", "not json"])
def test_what_is_no_export_is_refused_in_one_line(podtutor, tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    done = podtutor("progress", "import", str(file))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{file}: this is no export of podtutor's progress")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("import", "/nowhere/at/all"), ("export", "/nowhere/at/all"), ("import",), ("x",)]
)
def test_unusable_files_and_words(podtutor, arguments: tuple[str, ...]) -> None:
    done = podtutor("progress", *arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_reset_asks_first(podtutor) -> None:
    count = learned(podtutor)
    for said in ("", "no\n", "\n"):
        done = podtutor("progress", "reset", stdin=said)
        assert done.code == 1
        assert "Nothing was forgotten." in done.err
    assert podtutor("progress", "--json").json["answers"]["asked"] == count
    assert podtutor("progress", "reset", stdin="yes\n").code == 0
    assert podtutor("progress", "--json").json["answers"]["asked"] == 0
