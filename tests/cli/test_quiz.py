"""Quizzes without a terminal: answers from a file or a pipe, the same quiz for the same seed, JSON at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

RIGHT = {
    "small-pod-address": "One for the pod",
    "small-pod-shared": "Their IP address, Their node",
    "small-pod-replaced": "False",
    "small-pod-vm": "flag a",
    "small-pod-grace": "30",
    "small-pod-agent": "Kubelet",
    "small-pod-explain": "One or more containers on the same node that share an IP address.",
}


def order_of(podtutor, seed: str) -> list[str]:
    blank = "\n" * 20
    return [one["id"] for one in podtutor("quiz", "small-pod", "--seed", seed, "--json", stdin=blank).json["asked"]]


def test_the_same_seed_gives_the_same_quiz(podtutor) -> None:
    one = podtutor("quiz", "small-pod", "--seed", "7", stdin="\n" * 20).out
    assert one == podtutor("quiz", "small-pod", "--seed", "7", stdin="\n" * 20).out
    assert one != podtutor("quiz", "small-pod", "--seed", "8", stdin="\n" * 20).out


def test_answers_from_a_file_are_scored(podtutor, tmp_path: Path) -> None:
    names = order_of(podtutor, "7")
    file = tmp_path / "answers.txt"
    file.write_text("".join(f"{RIGHT.get(name, '')} !2\n" for name in names), encoding="utf-8")
    result = podtutor("quiz", "small-pod", "--seed", "7", "--answers", str(file), "--json").json
    right = {one["id"] for one in result["asked"] if one["correct"]}
    assert right == set(RIGHT)
    assert result["score"]["right"] == len(RIGHT)
    assert result["score"]["asked"] == len(names) == 8
    assert result["score"]["byTopic"]["networking"] == {"right": 1, "asked": 1}
    assert result["calibration"]["2"]["asked"] == len(RIGHT)
    assert {"id", "given", "correct", "confidence", "milliseconds"} <= set(result["asked"][0])
    assert (result["seed"], result["level"]) == (7, "junior")


def test_the_end_of_input_ends_the_quiz(podtutor) -> None:
    done = podtutor("quiz", "small-pod", "--seed", "7", "--json", stdin="\n\n")
    assert done.code == 0
    assert done.json["score"]["asked"] == 2


def test_no_input_at_all_is_no_error(podtutor) -> None:
    done = podtutor("quiz", "small-pod", stdin="")
    assert done.code == 0
    assert "No question was answered." in done.out


def test_a_line_that_is_no_answer_takes_its_question_with_it(podtutor) -> None:
    done = podtutor("quiz", "small-pod", "--kind", "choice", "--seed", "1", "--json", stdin="what?\n")
    assert done.json["asked"][0]["correct"] is False
    assert "`what?` is none of the answers" in done.err


def test_feedback_follows_each_answer_and_an_exam_holds_it_back(podtutor) -> None:
    asked = ("quiz", "small-pod", "--kind", "fill", "--seed", "1")
    assert "Controllers make pods" in podtutor(*asked, stdin="scheduler\n").out
    exam = podtutor(*asked, "--exam", stdin="scheduler\n").out
    assert "Controllers make pods" not in exam
    assert "You said: scheduler. Right is: kubelet" in exam


def test_a_certain_mistake_comes_again(podtutor) -> None:
    asked = ("quiz", "small-pod", "--kind", "truefalse", "--seed", "1", "--json")
    result = podtutor(*asked, stdin="true !3\nfalse\n").json
    assert [(one["correct"], one["again"]) for one in result["asked"]] == [(False, False), (True, True)]
    assert result["score"] == {"right": 0, "asked": 1, "byTopic": {"restart": {"right": 0, "asked": 1}}}


def test_answers_are_kept_for_home(podtutor) -> None:
    podtutor("learn", "small-pod")
    podtutor("quiz", "small-pod", "--kind", "fill", stdin="kubelet\n")
    podtutor("quiz", "small-pod", "--kind", "number", stdin="31\n")
    from podtutor.cli.world import world_here

    totals = world_here().progress.by_topic()
    assert (totals["lifecycle", "junior"].right, totals["lifecycle", "junior"].asked) == (1, 2)


def test_a_line_of_its_own_ends_it_and_what_was_answered_counts(podtutor) -> None:
    done = podtutor("quiz", "small-pod", "--seed", "3", stdin="a\n!q\na\na\n")
    assert done.code == 0
    assert "of 1 right" in done.out
    assert done.out.count("!q alone ends") == 1


def test_json_keeps_standard_output_to_itself(podtutor) -> None:
    done = podtutor("quiz", "small-pod", "--kind", "fill", "--json", stdin="kubelet\n")
    assert done.json["score"]["right"] == 1
    assert "Which program" in done.err


@pytest.mark.parametrize("count", [1, 3])
def test_count(podtutor, count: int) -> None:
    done = podtutor("quiz", "small-pod", "-n", str(count), "--json", stdin="\n" * 9)
    assert done.json["score"]["asked"] == count


def test_a_quiz_over_nothing_says_so(podtutor) -> None:
    done = podtutor("quiz", "small-node")
    assert done.code == 2
    assert "there are no questions over small-node at level junior" in done.err
