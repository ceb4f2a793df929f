"""Predictions under check: their answers stand in no file, so what they come to is checked, and told where it comes from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from podtutor.authoring.check import CheckReport, check

COURSE = Path(__file__).parent / "course"
SCENARIO = """
scenario: 1
name: crash-once
title: A program ends with 1
duration: 10
objects:
  - {apiVersion: v1, kind: Pod, metadata: {name: checkout}, spec: {containers: [{name: app, image: "checkout:1"}]}}
behavior:
  - {pod: checkout, container: app, attempts: [[{sleep: 3}, {exit: 1}], []]}
"""
PREDICTION: dict[str, Any] = {
    "kind": "predict",
    "id": "how-it-ended",
    "level": "junior",
    "topic": "basics",
    "claims": ["crash-replaces"],
    "prompt": "What does the kubelet write down of the first run?",
    "explanation": "It is what the exit code says.",
    "scenario": "crash-once",
    "query": "runs('checkout', 'app')[0].reason",
    "why": "It ended with 1.",
    "distractors": [
        {"text": "Ended", "why": "No such word.", "voices": "trap-1"},
        {"text": "Failed", "why": "That is a phase.", "voices": "trap-1"},
    ],
}


def distractors(*texts: str, voices: str = "trap-1") -> list[dict[str, str]]:
    return [{"text": text, "why": "No.", "voices": voices} for text in texts]


def report(tmp_path: Path, *questions: dict[str, Any]) -> CheckReport:
    """What is found in a course with these questions beside its own."""
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    (course / "lessons" / "scenarios" / "crash-once.yaml").write_text(SCENARIO, "utf-8")
    quiz = {"quiz": 1, "id": "more", "lesson": "pods", "questions": list(questions)}
    (course / "quizzes" / "more.yaml").write_text(yaml.safe_dump(quiz, sort_keys=False), "utf-8")
    return check([course])


def test_a_good_prediction_is_counted_and_has_no_problems(tmp_path: Path) -> None:
    found = report(tmp_path, PREDICTION)
    assert [str(problem) for problem in found.problems] == []
    assert found.figures["questions.predict"] == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"query": "runs('nobody', 'app')[0].reason"}, "query no-answer: this query gives nothing"),
        ({"query": "runs('checkout')"}, "query query: runs() takes 2 arguments, not 1"),
        ({"query": "pod('checkout').runs[1].precise[0]"}, "query left-to-chance: the answer is left to chance"),
        ({"scenario": "crush-once"}, "scenario unknown-id: there is no scenario `crush-once`"),
        ({"distractors": distractors("Ended", "error")}, "distractors[1].text right-distractor: this is the computed answer"),
        ({"distractors": distractors("Ended", "Ended")}, "distractors[1].text same-option: this option stands here twice"),
        ({"distractors": distractors("Ended", "None of the above")}, "distractors[1].text summary-option: an option that"),
        ({"distractors": distractors("No", "So")}, "distractors long-answer: the right answer is 2.50 times as long"),
        ({"distractors": distractors("Ended", "Failed", voices="")}, "distractors[0] voices: the wrong answer “Ended”"),
        ({"distractors": distractors("Ended", "Failed", voices="trap-99")}, "distractors[0].voices unknown-id: there is no"),
        ({"distractors": []}, "distractors right-options: there are 0 distractors"),
        ({"prompt": "Is it an error?"}, "query read-off: this answer stands in the prompt"),
        ({"claims": []}, "claims no-claim: this question names no claim"),
        ({"scenario": "", "decision": "weather", "input": {}}, "decision decision: there is no decision of the kind weather"),
    ],
)  # fmt: skip
def test_each_way_to_spoil_a_prediction_is_told_where_it_stands(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    question = {key: value for key, value in (PREDICTION | changes).items() if value != ""}
    problems = report(tmp_path, question).problems
    fields = [f"{one.field.removeprefix('questions[0].')} {one.code}: {one.message}" for one in problems]
    assert fields
    assert fields[0].startswith(told)
    assert all(one.line > 0 and one.path.endswith("more.yaml") for one in problems)


def test_a_figure_that_stands_in_the_prompt_gives_nothing_away(tmp_path: Path) -> None:
    figure = {"query": "runs('checkout', 'app')[0].exitCode", "prompt": "It crashed 1 time. With which exit code?"}
    found = report(tmp_path, PREDICTION | figure | {"distractors": distractors("0", "137")})
    assert [str(problem) for problem in found.problems] == []


def test_computed_answers_count_in_the_numbers_over_the_bank(tmp_path: Path) -> None:
    """`OOMKilled`-like words are long: whoever always takes the longest answer would be right too often."""
    words = [f"pod{number}" for number in range(12)]
    questions = [
        PREDICTION | {"id": word, "prompt": f"What of {word}?", "answer": f"{{}} of {word}",
                      "distractors": distractors(f"Ok of {word}", f"It of {word}", f"No of {word}")}
        for word in words
    ]  # fmt: skip
    codes = {problem.code for problem in report(tmp_path, *questions).problems}
    assert "long-answers" in codes
