"""`podtutor check`: a clean course, and each way to spoil it with exactly what is said about it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest

from podtutor.authoring import lessons, questions
from podtutor.authoring.check import check
from podtutor.content.folders import shipped_folder
from podtutor.content.lesson import AnyBlock
from podtutor.content.quiz import Question
from podtutor.errors import UnusableInputError

COURSE = Path(__file__).parent / "course"
PODS, NODES, QUIZ = "lessons/pods.yaml", "lessons/nodes.yaml", "quizzes/pods.yaml"
CLAIMS, GLOSSARY, PATHS = (f"lessons/course/{name}.yaml" for name in ("claims", "glossary", "paths"))
LONG = "This sentence goes on and on " + "and on and on and on " * 6 + "until nobody knows how it began."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


def spoil(course: Path, file: str, old: str, new: str) -> None:
    path = course / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"`{old}` is not in {file}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(course: Path, *paths: Path) -> list[str]:
    """Code and text of every problem, with paths inside the course."""
    problems = check([course], paths).problems
    return [f"{problem.code} {problem}".replace(f"{course}/", "") for problem in problems]


def test_a_clean_course_has_no_problems(course: Path) -> None:
    assert found(course) == []


def test_figures_count_what_there_is(course: Path) -> None:
    figures = check([course]).figures
    counted = ("lessons", "questions", "questions.choice", "questions.junior", "claims", "terms", "scenarios")
    assert [figures[name] for name in counted] == [2, 8, 1, 8, 2, 2, 1]


# file, what is replaced there, by what; and what is told: code, file, the text it points at, message
CASES = [
    (NODES, "id: nodes", "id: pods", [
        ("duplicate-id", PODS, "pods", ("there is a lesson `pods` already, in lessons/nodes.yaml:2;"
         " expected another id, or `replaces: pods`")),
        ("unknown-id", PODS, "nodes]", "there is no lesson `nodes`; expected `pods`"),
        ("unknown-id", PODS, "nodes, node-term", "there is no lesson or term `nodes`; expected `pods`"),
        ("unknown-id", PATHS, "nodes]", "there is no lesson `nodes`; expected `pods`"),
        ("circle", NODES, "[pods]", "prerequisites go round in a circle: `pods` needs `pods`"),
    ]),
    (PODS, "next: [nodes]", "next: [nods]", [
        ("unknown-id", PODS, "nods", "there is no lesson `nods`; expected `nodes`")]),
    (PODS, "next: [nodes]", "prerequisites: [nodes]", [
        ("circle", NODES, "[pods]", "prerequisites go round in a circle: `nodes` needs `pods` needs `nodes`"),
        ("path-order", PATHS, "pods,", "`pods` comes before `nodes`, which it needs; expected prerequisites first"),
    ]),
    (PODS, "terms: [pod-term]", "terms: [pod-trem]", [
        ("unknown-id", PODS, "pod-trem", "there is no term `pod-trem`; expected `pod-term`")]),
    (PODS, "claims: [unit]\n          - callout", "claims: [united]\n          - callout", [
        ("unknown-id", PODS, "united", "there is no claim `united`; expected `unit`")]),
    (PODS, "analogy: flat", "analogy: house", [
        ("unknown-id", PODS, "house", "this lesson has no analogy `house`; expected `flat`")]),
    (PODS, "scenario: crash", "scenario: crush", [
        ("unknown-id", PODS, "crush", "there is no scenario `crush`; expected `crash`")]),
    (PODS, "id: second", "id: first", [
        ("duplicate-id", PODS, "first\n        title: Second", "`first` stands here twice; expected another id")]),
    (PODS, "id: second", "id: opening", [
        ("reserved-id", PODS, "opening", "`opening` is the name of a page that every lesson has; expected another id")]),
    (QUIZ, "lesson: pods", "lesson: bods", [
        ("unknown-id", QUIZ, "bods", "there is no lesson `bods`; expected `pods`")]),
    (QUIZ, "voices: trap-9", "voices: trap-41", [
        ("unknown-id", QUIZ, "trap-41", "there is no claim or trap `trap-41`; expected `trap-1`")]),
    (QUIZ, "id: how-many", "id: from-apply", [
        ("duplicate-id", QUIZ, "from-apply\n    level: junior\n    topic: basics\n    claims: [unit]\n    prompt: How",
         ("there is a question `from-apply` already, in quizzes/pods.yaml:53;"
         " expected another id, or `replaces: from-apply`"))]),
    (QUIZ, "id: how-many", "id: how-many\n    replaces: nothing", [
        ("unknown-id", QUIZ, "nothing", "there is no question `nothing` to replace; expected the id of a question of another file")]),
    (GLOSSARY, "see: [node-term]", "see: [nod-term]", [
        ("unknown-id", GLOSSARY, "nod-term", "there is no term `nod-term`; expected `node-term`")]),
    (PATHS, "[pods, nodes]", "[pods, nodes, pods]", [
        ("duplicate-id", PATHS, "pods]", "`pods` stands here twice; expected each lesson once")]),
    (CLAIMS, "scenario: crash", "scenario: boom", [
        ("unknown-id", CLAIMS, "boom", "there is no scenario `boom`; expected the id of a scenario")]),
    # a file with mistakes of several sorts tells all of them, and defines what it defines
    (PODS, "title: Pods", "titel: Pods\nrelated: [nobody]", [
        ("missing-key", PODS, "lesson: 1", "`title` is missing; expected text"),
        ("unknown-key", PODS, "titel", "unknown key `titel`; expected `title`"),
        ("unknown-id", PODS, "nobody", "there is no lesson or term `nobody`; expected the id of a lesson or term"),
        ("duplicate-key", PODS, "related: [nodes", "`related` stands here twice; expected only the one in line 4"),
    ]),
    (PODS, ", correct: true", "", [
        ("right-options", PODS, "- {text: The kubelet", ("this question has 2 options, 0 of them right;"
         " expected two or more options, exactly one `correct: true`"))]),
    (PODS, 'version: "1.33"\n            ', "", [
        ("missing-key", PODS, "since", '`version` is missing; expected the version since which this is so, as in "1.33"')]),
    (PODS, '[files, "no"]', '[files, "no", maybe]', [
        ("row-length", PODS, "[files", "this row has 3 cells; expected 2, as many as `columns`")]),
    (PODS, '"image: app"', '"image: web"', [
        ("note-place", PODS, '"image: web"', ("`image: web` is not found in the manifest;"
         " expected a piece of one line, found exactly once"))]),
    (PODS, '"image: app"', "app", [
        ("note-place", PODS, "app, note", ("`app` is found 2 times in the manifest;"
         " expected a piece of one line, found exactly once"))]),
    (PODS, "pod [ app ]", "pod [ app " + "-" * 70 + " ]", [
        ("too-wide", PODS, "|\n              pod", "this drawing is 82 columns wide; expected at most 76")]),
    (PODS, "prose: A pod holds containers.", f"prose: {LONG}", [
        ("long-sentence", PODS, LONG[:20], ("the sentence “This sentence goes on and on …” has 48 words;"
         " expected at most 30 for juniors"))]),
    (PODS, "minutes: 10", "minutes: 0", [
        ("bad-value", PODS, "0\nlearn", "a lesson of 0 minutes; expected 1 to 600")]),
    (PODS, "takeaways: [More.]", "takeaways: []", [
        ("empty", PODS, "[]", "there are no takeaways; expected one at least")]),
    (PODS, "More about pods.", '"More \\e[31m pods."', [
        ("control-character", PODS, '"More', "this text holds the control character U+001B; expected text")]),
    (CLAIMS, "    tempting: Tools show restarts in the line of the pod.\n", "", [
        ("missing-key", CLAIMS, "id: crash-replaces", ("`tempting` is missing;"
         " expected what people get wrong about a claim that is false"))]),
    (CLAIMS, "equals: 1", "says: one", [
        ("bad-expectation", CLAIMS, '"length', ("nothing is expected of this query"
         " (one of equals, contains, absent, atLeast, atMost, before)"))]),
    (CLAIMS, "equals: 1", "equals: 3", [
        ("proof", CLAIMS, '{query: "length(pods)", equals: 3', "the proof of `crash-replaces` fails: expected 3, observed 1")]),
    (CLAIMS, "equals: 2", "atLeast: 1", [
        ("proof", CLAIMS, '{query: "length(pods)", atLeast', ("the proof of `crash-replaces` fails:"
         " what the belief predicts came true: 1"))]),
    (CLAIMS, "- id: unit", "- id: unity", [
        ("untaught", CLAIMS, "unity", "no lesson teaches the claim `unity`; expected a block that names it in `claims`")]),
    (PODS, "A pod holds containers.", "A crashed container makes Kubernetes replace its pod.", [
        ("asserted", PODS, "A crashed container", ("this says what the claim `crash-replaces` says, which is false;"
         " expected the truth"))]),
    (NODES, "claims: [unit]", "claims: [crash-replaces]", [
        ("unrefuted", NODES, "lesson: 1", ("`crash-replaces` is false, and nothing in this lesson refutes it;"
         " expected a `belief`, a gotcha, a question or a red flag that names it"))]),
]  # fmt: skip


def place(course: Path, file: str, text: str) -> str:
    """Where a text stands first in a file: `line:column`."""
    before, found, _ = (course / file).read_text("utf-8").partition(text)
    assert found, f"`{text}` is not in {file}"
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(("file", "old", "new", "expected"), CASES)
def test_each_way_to_spoil_a_course_is_told(
    course: Path, file: str, old: str, new: str, expected: list[tuple[str, str, str, str]]
) -> None:
    spoil(course, file, old, new)
    told = found(course)
    if new == "- id: unity":
        told = [problem for problem in told if not problem.startswith("unknown-id")]
    wanted = [f"{code} {where}:{place(course, where, at)}: {said}" for code, where, at, said in expected]
    assert sorted(told) == sorted(wanted)


def test_a_manifest_is_judged_as_the_api_server_would_by_its_own_lines(course: Path) -> None:
    spoil(course, PODS, "- name: app\n", "- name: App\n")
    (said,) = found(course)
    assert said.startswith(f"manifest {PODS}:{place(course, PODS, '- name: App').partition(':')[0]}:")
    assert 'spec.containers[0].name: Invalid value: "App"' in said
    spoil(course, PODS, "- name: App\n", "- name: app\n                    imagine: no\n")
    (said,) = found(course)
    assert said.startswith(f"manifest {PODS}:{place(course, PODS, 'imagine').partition(':')[0]}:")


def test_while_a_file_cannot_be_read_at_all_nobody_is_blamed_for_what_it_may_define(course: Path) -> None:
    spoil(course, NODES, "lesson: 1", "lesson: 2")
    assert [problem.split(":")[0] for problem in found(course)] == [f"from-the-future {NODES}"]


def test_a_scenario_is_read_as_strictly_as_a_lesson(course: Path) -> None:
    spoil(course, "lessons/scenarios/crash.yaml", "name: crash", "name: crush")
    assert found(course) == [
        "name lessons/scenarios/crash.yaml:1:1: this scenario is named `crush`; expected `crash`, as its file"
    ]
    spoil(course, "lessons/scenarios/crash.yaml", "duration: 10", "durations: 10")
    assert any("unknown key `durations`; expected `duration`" in problem for problem in found(course))


def test_with_paths_only_these_are_told_but_read_against_all(course: Path) -> None:
    spoil(course, PODS, "next: [nodes]", "next: [nods]")
    spoil(course, QUIZ, "lesson: pods", "lesson: bods")
    assert [problem.split(":")[0] for problem in found(course, course / PODS)] == [f"unknown-id {PODS}"]
    assert [problem.split(":")[0] for problem in found(course, course / "quizzes")] == [f"unknown-id {QUIZ}"]
    assert found(course, course / NODES) == []


def test_a_file_from_elsewhere_is_checked_against_the_course(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        (course / NODES).read_text("utf-8").replace("id: nodes", "id: mine").replace("[pods]", "[pots]"), "utf-8"
    )
    assert found(course, mine) == [f"unknown-id {mine}:7:17: there is no lesson `pots`; expected `pods`"]


def test_a_path_that_is_not_there_is_unusable(course: Path) -> None:
    with pytest.raises(UnusableInputError, match="there is no such file or folder"):
        check([course], [course / "nowhere.yaml"])


def test_every_table_of_checks_is_complete() -> None:
    assert set(lessons.BLOCK_CHECKS) == set(get_args(AnyBlock))
    assert set(questions.QUESTION_CHECKS) == set(get_args(Question))


def test_the_shipped_course_has_nothing_but_claims_still_to_be_taught() -> None:
    left = [str(problem) for problem in check([shipped_folder()]).problems if problem.code != "untaught"]
    assert left == []
