"""Question craft: what gives an answer away, told for one question and over a bank with numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from podtutor.authoring.check import CheckReport, check
from podtutor.authoring.craft import flag_places, guesser, longest, most_shared
from podtutor.content.formats import read_text
from podtutor.content.quiz import Choice, Option, Question, RedFlagQuestion

COURSE = Path(__file__).parent / "course"
QUIZ = COURSE / "quizzes" / "pods.yaml"
QUESTIONS: dict[str, dict[str, Any]] = {
    question["id"]: question for question in yaml.safe_load(QUIZ.read_text("utf-8"))["questions"]
}

NOUNS = [
    "apple", "bridge", "candle", "dragon", "engine", "forest", "garden", "hammer", "island", "jungle", "kettle",
    "ladder", "magnet", "needle", "orange", "pencil", "quarry", "ribbon", "saddle", "turnip",
]  # fmt: skip


def told(tmp_path: Path, questions: list[dict[str, Any]]) -> list[str]:
    """Code and message of each problem of a course with exactly these questions."""
    return [f"{problem.code}: {problem.message}" for problem in checked(tmp_path, questions).problems]


def checked(tmp_path: Path, questions: list[dict[str, Any]]) -> CheckReport:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course, dirs_exist_ok=True)
    quiz = {"quiz": 1, "id": "pods-quiz", "lesson": "pods", "questions": questions}
    (course / "quizzes" / "pods.yaml").write_text(yaml.safe_dump(quiz, sort_keys=False), "utf-8")
    return check([course])


def options(*texts: str, right: int = 0) -> list[dict[str, Any]]:
    return [
        {"text": text, "why": "Because.", **({"correct": True} if place == right else {"voices": "trap-1"})}
        for place, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("question", "changes", "expected"),
    [
        ("who-restarts", {}, []),
        ("who-restarts", {"claims": []}, ["no-claim: this question names no claim"]),
        ("who-restarts", {"revision": 0}, ["bad-value: revision 0"]),
        ("who-restarts", {"options": options("kubelet", "scheduler", right=9)},
         ["right-options: this question has 2 options, 0 of them right"]),
        ("who-restarts", {"options": options("kubelet")}, ["right-options: this question has 1 options, 1 of them right"]),
        ("who-restarts", {"options": options("kubelet", "Nobody", " nobody ")}, ["same-option: this option stands here twice"]),
        ("who-restarts", {"options": options("kubelet", "nobody", "All of the above")},
         ["summary-option: an option that speaks about other options gives itself away"]),
        ("who-restarts", {"options": options("kubelet", "nobody", "Neither of these")},
         ["summary-option: an option that speaks about other options gives itself away"]),
        ("who-restarts", {"options": options("both of them serve", "none of them serves", "all of them wait")}, []),
        ("who-restarts", {"options": options("the kubelet of the node", "nobody here", "some program")},
         ["long-answer: the right answer is 2.00 times as long as the median of the wrong ones"]),
        ("who-restarts", {"options": options("the checkout", "the kubelet", "the scheduler"),
                          "prompt": "The checkout crashed. Who crashed?"},
         ["read-off: this answer stands in the prompt"]),
        ("who-restarts", {"options": [*options("kubelet"), {"text": "nobody", "why": "No."}]},
         ["voices: the wrong answer “nobody” voices nothing"]),
        ("what-is-shared", {"options": [{**option, "correct": True} for option in options("a1", "b2")]},
         ["right-options: this question has 2 options, 2 of them right", "voices: a right answer voices no misconception"]),
        ("smallest", {"voices": ""}, ["voices: the wrong answer voices nothing"]),
        ("says-new-pod", {"flag": False}, ["right-options: this is a fine statement with 1 parts marked"]),
        ("says-new-pod", {"statement": "Quite another story."}, [
            "not-quoted: the part “The payments process crashed.” does not stand in the statement",
            "not-quoted: the part “Kubernetes made a new pod.” does not stand in the statement",
            "not-quoted: the part “We read its logs.” does not stand in the statement"]),
        ("from-apply", {"steps": ["one", "two"]}, ["step-count: there are 2 steps"]),
        ("from-apply", {"steps": ["one", "two", "One"]}, ["same-option: this step stands here twice"]),
        ("how-many", {"tolerance": -1}, ["bad-value: a tolerance of -1.0"]),
        ("which-volume", {"prompt": "How long does an emptyDir live?"}, ["read-off: this answer stands in the prompt"]),
        ("which-volume", {"accept": []}, ["empty: no answer is accepted"]),
        ("tell-me", {"model": "The kubelet makes a new pod."}, [
            "model-answer: the idea `where` is not heard in the model answer",
            "model-answer: the idea `wait` is not heard in the model answer",
            "model-answer: the red flag `new-pod` is heard in the model answer, in “new pod”"]),
        ("tell-me", {"rubric": {"ideas": [{"id": "who", "idea": "It.", "accept": ["kubelet"]}]}},
         ["idea-count: this rubric has 1 ideas"]),
    ],
)  # fmt: skip
def test_one_question(tmp_path: Path, question: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert told(tmp_path, [QUESTIONS[question] | changes]) == expected


def bank(count: int, make: Any) -> list[dict[str, Any]]:
    """Questions that differ in every word but those that `make` gives."""
    base = QUESTIONS["who-restarts"]
    return [
        base | {"id": f"q-{number}", "prompt": f"{noun} {noun[::-1]} {noun * 2}?", **make(noun)}
        for number, noun in enumerate(NOUNS[:count])
    ]


def statements(count: int, place: Callable[[int], int]) -> list[dict[str, Any]]:
    """Statements of four sentences, of which the one at `place` is wrong."""
    return [
        QUESTIONS["says-new-pod"]
        | {
            "id": f"says-{number}",
            "statement": " ".join(f"{noun}{sentence}{noun[::-1]}." for sentence in range(4)),
            "parts": [
                {"text": f"{noun}{sentence}{noun[::-1]}.", "why": "So it is."}
                | ({"correct": True, "voices": "trap-1"} if sentence == place(number) else {})
                for sentence in range(4)
            ],
        }
        for number, noun in enumerate(NOUNS[:count])
    ]


def test_whoever_takes_the_longest_answer_must_not_get_far(tmp_path: Path) -> None:
    questions = bank(12, lambda noun: {"options": options(f"{noun}-aa", f"{noun}-b", f"{noun}-c", f"{noun}-d")})
    assert told(tmp_path, questions) == [
        (
            "long-answers: over the bank, taking the longest answer (options) is right in 100% of 12 questions,"
            " +0.75 against chance"
        ),
        (
            "long-answers: in this quiz, taking the longest answer (options) is right in 100% of 12 questions,"
            " +0.75 against chance"
        ),
    ]


def test_whoever_takes_the_answer_with_the_words_of_the_prompt_must_not_get_far(tmp_path: Path) -> None:
    questions = bank(12, lambda noun: {"options": options(f"{noun} it", f"{noun}x b", f"{noun}y c", f"{noun}z d")})
    assert told(tmp_path, questions) == [
        (
            "shared-words: over the bank, taking the answer that shares most words with the prompt (options) is right in"
            " 100% of 12 questions, +0.75 against chance"
        )
    ]


def test_in_a_handful_of_questions_luck_is_no_habit(tmp_path: Path) -> None:
    one = bank(1, lambda noun: {"options": options(f"{noun}-aa", f"{noun}-b", f"{noun}-c", f"{noun}-d")})
    assert told(tmp_path, one) == []


def test_questions_that_nearly_stand_there_twice_are_told(tmp_path: Path) -> None:
    twin = QUESTIONS["who-restarts"] | {
        "id": "twin",
        "prompt": "At 10:05 the program in `checkout` ends with an error. Who acts?",
    }
    assert told(tmp_path, [QUESTIONS["who-restarts"], twin]) == [
        "near-duplicate: this is nearly the question `who-restarts` (99 of 100 alike)"
    ]


def question(prompt: str, *texts: str) -> Question:
    chosen = tuple(Option(text=text, why="", correct=place == 0) for place, text in enumerate(texts))
    whole = read_text(QUIZ.read_bytes(), "").value
    choice = next(one for one in whole.questions if isinstance(one, Choice))  # type: ignore[union-attr]
    return msgspec.structs.replace(choice, prompt=prompt, options=chosen)


def test_ties_are_split_and_chance_is_what_the_number_of_answers_gives() -> None:
    found = guesser([question("?", "aa", "bb", "c"), question("?", "a", "bbb")], longest)
    assert (found.questions, found.score, found.chance) == (2, 0.25, pytest.approx(5 / 12))
    assert guesser([question("the red fox", "foxes", "dogs")], most_shared).score == 1.0
    assert guesser([question("the red fox", "the dog", "dogs")], most_shared).score == 0.5
    assert guesser([], longest).questions == 0


def statement(*wrong: bool) -> RedFlagQuestion:
    parts = tuple(Option(text=f"part {place}", why="", correct=flag) for place, flag in enumerate(wrong))
    whole = read_text(QUIZ.read_bytes(), "").value
    spoken = next(one for one in whole.questions if isinstance(one, RedFlagQuestion))  # type: ignore[union-attr]
    return msgspec.structs.replace(spoken, flag=any(wrong), parts=parts)


def test_wrong_sentences_are_counted_by_where_they_stand() -> None:
    four, three, two = (False, True, False, False), (True, False, False), (False, True)
    fine = (False, False, False)
    spoken = [statement(*parts) for parts in (four, (False, False, True, False), three, two, fine)]
    assert flag_places([*spoken, question("?", "a", "b")]) == {"in the middle": 2, "first": 1, "last": 1}
    assert flag_places([]) == {}


def test_whoever_takes_the_sentence_at_one_place_must_not_get_far(tmp_path: Path) -> None:
    assert told(tmp_path, statements(20, lambda number: number % 4)) == [
        "flag-position: over the bank, the wrong sentence stands in the middle in 50% of 20 statements"
    ]
    assert told(tmp_path, statements(20, lambda number: (0, 1, 3, 3, 2, 0)[number % 6])) == []
    assert told(tmp_path, statements(19, lambda number: 1)) == []


def test_the_share_of_the_commonest_place_is_a_figure(tmp_path: Path) -> None:
    assert checked(tmp_path, statements(4, lambda number: number % 4)).figures["flagPosition"] == 0.5
    assert checked(tmp_path, []).figures["flagPosition"] == 0.0


def test_luck_is_the_chance_to_score_that_high_by_guessing() -> None:
    right = question("?", "long", "b", "c", "d")
    wrong = question("?", "a", "long", "c", "d")
    assert guesser([right], longest).luck == pytest.approx(1 / 4)
    assert guesser([right, right], longest).luck == pytest.approx(1 / 16)
    assert guesser([right, wrong], longest).luck == pytest.approx(7 / 16)
    assert guesser([wrong], longest).luck == pytest.approx(1.0)
