"""Every command on the tiny course, as a pipe sees it: text, JSON, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

LEVELS = ("junior", "middle", "senior")


def test_learn_prints_the_whole_lesson_where_there_is_no_terminal(podtutor) -> None:
    done = podtutor("learn", "small-pod")
    assert done.code == 0
    assert done.err == ""
    for title in ("What a pod is", "What is shared", "What a crash does", "What to take away"):
        assert title in done.out
    assert "The answer is a:" in done.out
    assert max(map(len, done.out.split("\n"))) <= 80


@pytest.mark.parametrize("columns", [60, 120])
def test_columns_are_honoured(podtutor, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    longest = max(map(len, podtutor("learn", "small-pod").out.split("\n")))
    assert columns - 40 < longest <= columns


def test_learn_begins_at_a_section(podtutor) -> None:
    for where in ("what-a-crash-does", "3"):
        out = podtutor("learn", "small-pod", "--from", where).out
        assert out.startswith("What a crash does")
        assert "What is shared" not in out


def test_learn_shows_the_track_that_was_asked_for(podtutor) -> None:
    assert "How long it waits" in podtutor("learn", "small-pod", "--level", "senior").out


def test_learn_without_a_lesson_takes_the_next_on_the_path(podtutor) -> None:
    podtutor("path", "small")
    assert "A small pod" in podtutor("learn").out


def test_outline_lists_sections_only(podtutor) -> None:
    out = podtutor("learn", "small-pod", "--outline").out
    sections = [line[2:].strip() for line in out.split("\n") if line[:2].strip().isdecimal()]
    assert sections == ["What a pod is", "What is shared", "What a crash does"]


def test_level_is_kept(podtutor) -> None:
    assert "junior (yours)" in podtutor("level").out
    assert podtutor("level", "senior").code == 0
    assert "senior (yours)" in podtutor("level").out
    assert "How long it waits" in podtutor("learn", "small-pod").out


def test_path_is_kept(podtutor) -> None:
    assert podtutor("path", "small-night").code == 0
    assert "small-night (yours)" in podtutor("path").out
    assert "On call" in podtutor("lessons").out


def test_lessons_as_json(podtutor) -> None:
    lessons = {one["id"]: one for one in podtutor("lessons", "--json").json}
    small = lessons["small-pod"]
    assert small["title"] == "A small pod"
    assert small["paths"] == ["small"]
    assert small["next"] == ["small-node"]
    assert small["levels"] == {
        "junior": {"sections": 3, "done": False},
        "middle": {"sections": 1, "done": False},
        "senior": {"sections": 1, "done": False},
    }
    assert small["claims"] == ["small-pod-unit", "small-crash-replaces-pod"]
    assert set(small) == {"id", "title", "summary", "minutes", "paths", "prerequisites", "next", "levels", "claims"}


def test_questions_as_json(podtutor) -> None:
    questions = {one["kind"]: one for one in podtutor("questions", "small-pod", "--json", "--level", "junior").json}
    assert questions["choice"]["options"][0] == {
        "text": "One for the pod", "correct": True, "why": "The network namespace belongs to the pod.",
    }  # fmt: skip
    assert [one["text"] for one in questions["truefalse"]["options"] if one["correct"]] == ["False"]
    assert questions["redflag"]["flag"] is True
    assert questions["redflag"]["options"][0]["correct"] is True
    assert questions["redflag"]["instead"]
    assert questions["order"]["steps"][0] == "The API server stores it"
    assert (questions["number"]["answer"], questions["number"]["tolerance"], questions["number"]["unit"]) == (
        30,
        0,
        "s",
    )
    assert questions["fill"]["accept"] == ["kubelet", "the kubelet"]
    assert questions["open"]["rubric"]["ideas"][0]["id"] == "group"
    assert questions["open"]["rubric"]["forbidden"][0]["id"] == "vm"
    assert questions["open"]["model"].startswith("A pod is")
    for one in questions.values():
        assert {"id", "revision", "lesson", "topic", "level", "prompt", "claims", "explanation"} <= set(one)


def test_questions_of_one_kind(podtutor) -> None:
    kinds = {one["kind"] for one in podtutor("questions", "--kind", "open", "--json").json}
    assert kinds == {"open"}


def test_claims_as_json(podtutor) -> None:
    claims = {one["id"]: one for one in podtutor("claims", "--json").json}
    wrong = claims["small-crash-replaces-pod"]
    assert (wrong["verdict"], wrong["level"], wrong["topic"]) == ("false", "junior", "restart")
    assert wrong["misconception"]
    assert wrong["proof"]["kind"] == "scenario"
    assert podtutor("claims", "small-pod-unit", "--json").json[0]["id"] == "small-pod-unit"


def test_explain_knows_a_term_by_every_name(podtutor) -> None:
    assert podtutor("explain", "tiny", "pod").out == podtutor("explain", "Small-Pod-Term").out


def test_cheatsheet_is_markdown_when_piped(podtutor) -> None:
    out = podtutor("cheatsheet", "small-pod").out
    assert out.startswith("# A small pod: cheat sheet\n")
    assert "- Back-off doubles from 10 s to 300 s." in out
    assert "**Never say:** “A pod is a small virtual machine.”" in out


def test_cheatsheet_of_a_level_leaves_out_what_is_above_it(podtutor) -> None:
    assert "Back-off" not in podtutor("cheatsheet", "small-pod", "--level", "junior").out


def test_the_night_before_takes_the_whole_path_and_four_pages(podtutor) -> None:
    podtutor("path", "small")
    out = podtutor("cheatsheet").out
    assert "A node runs pods." in out
    assert "A pod is the smallest deployable unit." in out


def test_the_night_before_fits_four_pages_however_long_the_path_is() -> None:
    from podtutor.content.lesson import CheatSheet, FollowUp, MustKnow, RedFlag
    from podtutor.tutor.sheet import night_before
    from podtutor.view.cards import sheet_markdown

    words = "twelve words that say something one has to know before the interview "
    sheet = CheatSheet(
        must_know=tuple(MustKnow(point=words) for _ in range(9)),
        follow_ups=tuple(FollowUp(question=words, answer=words * 5, level="junior") for _ in range(9)),
        red_flags=tuple(RedFlag(says=words, wrong=words * 2, instead=words * 2, level="junior") for _ in range(9)),
    )
    text = sheet_markdown("The night before", night_before([sheet] * 20, "senior"))
    assert sum(max(1, -(-len(line) // 80)) for line in text.split("\n")) <= 4 * 60


def test_home_says_what_to_do_next(podtutor) -> None:
    podtutor("path", "small")
    done = podtutor()
    assert done.code == 0
    assert "podtutor learn small-pod" in done.out


def test_check_is_clean_on_the_tiny_course(podtutor) -> None:
    from conftest import COURSE

    done = podtutor("check", str(COURSE), "--json")
    assert done.json["problems"] == []
    assert done.code == 0


def test_check_tells_every_problem_with_its_place(podtutor, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("lesson: 1\nid: bad lesson\ntitel: no\n", encoding="utf-8")
    done = podtutor("check", str(bad))
    assert done.code == 1
    assert f"{bad}:3:1: unknown key `titel`; expected `title`" in done.out
    assert f"{bad}:2:5:" in done.out
    shape = podtutor("check", str(bad), "--json").json["problems"][0]
    assert set(shape) == {"path", "line", "column", "code", "message", "expected"}
