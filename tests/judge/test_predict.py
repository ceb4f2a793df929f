"""Predictions: the right answer is computed, worded and shown; what cannot be asked is told with its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from predictions import COMMON, CRASHED, LEAK, Shelf, prediction, resolved

from podtutor.content.bank import BankQuestion, right_answer
from podtutor.content.cache import Cache
from podtutor.content.quiz import Choice, Distractor, Option, Predicted
from podtutor.errors import UnusableInputError
from podtutor.judge import predictor
from podtutor.judge.predictor import Predictor


def answer(query: str, **changes: Any) -> str:
    ready = resolved(prediction(query, "something else", **changes)).ready
    assert ready is not None
    return right_answer(ready)


# The answer


def test_the_computed_answer_joins_the_distractors() -> None:
    ready = resolved(prediction(CRASHED, "Error", "Completed")).ready
    assert ready is not None
    assert ready.options == (
        Option(text="OOMKilled", why="It is computed.", correct=True),
        Option(text="Error", why="not Error", voices="trap-23"),
        Option(text="Completed", why="not Completed", voices="trap-23"),
    )
    assert (ready.id, ready.level, ready.claims, ready.prompt) == tuple(
        COMMON[name] for name in ("id", "level", "claims", "prompt")
    )
    assert (ready.scenario, ready.decision, ready.query) == ("leak", "", CRASHED)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status_at('thumbnails', `30`)", "Running"),
        ("row_at('thumbnails', `30`).RESTARTS", "1"),
        ("length(runs('thumbnails', 'app'))", "2"),
        ("ready_at('thumbnails', `30`)", "true"),
        ("`12.0`", "12"),
        ("`12.25`", "12.25"),
        ("runs('thumbnails', 'app')[].exitCode", "137, 0"),
        ("keys(pods) | sort(@)", "ledger, thumbnails"),
    ],
)
def test_a_value_is_one_scalar_or_a_list_of_them(query: str, said: str) -> None:
    assert answer(query) == said


def test_words_and_the_answer_s_sentence_stand_around_the_value() -> None:
    words = {"OOMKilled": "the kernel", "Error": "the program"}
    assert answer(CRASHED, words=words, answer="It was {}.") == "It was the kernel."
    assert answer("length(pods)", answer="{} pods") == "2 pods"


def test_a_rule_can_be_asked_instead_of_a_scenario() -> None:
    pod = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "image": "a:1"}]}}
    ready = resolved(prediction("afterDefaulting", decision="qos", input={"pod": pod})).ready
    assert ready is not None
    assert (right_answer(ready), ready.decision, ready.scenario) == ("BestEffort", "qos", "")
    assert ready.exhibit.splitlines()[:3] == ["apiVersion: v1", "kind: Pod", "metadata: {name: a}"]


# What cannot be asked


@pytest.mark.parametrize(
    ("changes", "field", "code", "message"),
    [
        ({"query": "status_at('nobody', `3`)"}, "query", "no-answer", "this query gives nothing"),
        ({"query": "events[?reason == 'Evicted'].reason"}, "query", "no-answer", "this query gives nothing"),
        ({"shows": ["invoices"]}, "shows", "no-exhibit", "there is no manifest called `invoices`"),
        ({"query": "pods.thumbnails"}, "query", "no-scalar", "this query gives more than one value"),
        ({"query": "runs('thumbnails')"}, "query", "query", "runs() takes 2 arguments, not 1"),
        ({"query": "pods["}, "query", "query", "cannot be read"),
        ({"query": "since('a', 'b')"}, "query", "query", "the query does not fit what is there"),
        ({"scenario": "nowhere"}, "scenario", "scenario", "there is no scenario `nowhere`"),
        ({"scenario": ""}, "", "prediction", "a prediction is about a scenario or about a decision"),
        ({"decision": "qos"}, "", "prediction", "a prediction is about a scenario or about a decision"),
        ({"input": {}}, "input", "prediction", "a scenario takes no input"),
        ({"answer": "the kernel"}, "answer", "no-place", "the computed value has no place in this"),
        ({"words": {"Error": "the program"}}, "words", "no-words", "there are no words for the computed `OOMKilled`"),
        ({"until": 61.0}, "until", "bad-value", "the run ends at second 60"),
        ({"until": -1.0}, "until", "bad-value", "up to second -1"),
        ({"distractors": (Distractor(text="Error", why=".", voices="trap-1"),
                          Distractor(text=" `oomkilled`.", why=".", voices="trap-1"))},
         "distractors[1].text", "right-distractor", "this is the computed answer: OOMKilled"),
    ],
)  # fmt: skip
def test_flaws_are_told_with_their_field(changes: dict[str, Any], field: str, code: str, message: str) -> None:
    scenario = changes.get("scenario", "leak")
    found = resolved(prediction(**{"scenario": scenario} | changes))
    assert found.ready is None
    assert [(flaw.field, flaw.code) for flaw in found.flaws] == [(field, code)]
    assert message in found.flaws[0].message


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"decision": "weather"}, "decision", "there is no decision of the kind weather"),
        ({"decision": "qos", "input": {"pot": {}}}, "decision", "pot"),
        ({"decision": "qos", "input": {}, "view": "describe"}, "view", "there is no run to be seen of a decision"),
        ({"decision": "qos", "input": {}, "until": 3.0}, "until", "up to second 3"),
    ],
)
def test_flaws_of_decisions_are_told_too(changes: dict[str, Any], field: str, message: str) -> None:
    found = resolved(prediction("afterDefaulting", **changes))
    assert [flaw.field for flaw in found.flaws] == [field]
    assert message in found.flaws[0].message


def test_what_is_left_to_chance_is_no_question() -> None:
    """The kubelet looks at its containers once a second; the very moment at which it notices an end is luck."""
    noticed = "pod('thumbnails').kubectl[?RESTARTS == '1'].at | [0]"
    loose = Predictor(Shelf(leak=LEAK)).flaws(prediction(noticed))
    assert [(flaw.field, flaw.code) for flaw in loose] == [("query", "left-to-chance")]
    assert Predictor(Shelf(leak=LEAK)).flaws(prediction(CRASHED)) == ()


# Remembering


def test_what_was_computed_once_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = prediction()
    first = Predictor(Shelf(leak=LEAK), Cache(tmp_path)).resolution(question)
    monkeypatch.setattr(predictor.Predictor, "_usual", property(lambda _: pytest.fail("it ran again")))
    assert Predictor(Shelf(leak=LEAK), Cache(tmp_path)).resolution(question) == first
    assert first.ready is not None


def test_it_is_computed_anew_when_anything_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def value(query: str, text: str) -> str:
        return Predictor(Shelf(leak=text), Cache(tmp_path)).resolution(prediction(query, "Failed")).value

    assert value(CRASHED, LEAK) == "OOMKilled"
    assert value("runs('thumbnails', 'app')[0].exitCode", LEAK) == "137"
    assert value(CRASHED, LEAK.replace("{alloc: 200Mi}", "{exit: 1}")) == "Error"
    assert value(CRASHED, LEAK) == "OOMKilled"
    monkeypatch.setattr("podtutor.judge.predict.computed", lambda *_: "by another program")
    assert value(CRASHED, LEAK) == "OOMKilled"
    monkeypatch.setattr(predictor, "engine_key", lambda: b"another program")
    assert value(CRASHED, LEAK) == "by another program"


def test_only_what_is_asked_is_computed_and_a_scenario_is_run_once() -> None:
    shelf = Shelf(leak=LEAK)
    choice = Choice(
        **{name: value for name, value in COMMON.items() if name != "why"} | {"id": "plain"},
        options=(Option(text="a", why=".", correct=True), Option(text="b", why=".", voices="trap-1")),
    )
    one, two = prediction(), prediction("length(pods)", id="how-many")
    entries = [BankQuestion(question, "pod", "quizzes/pod.yaml") for question in (choice, one, two)]
    made = Predictor(shelf)
    assert [entry.question for entry in made.ready(entries[:1])] == [choice]
    assert shelf.read == []
    ready = made.ready(entries)
    assert [(entry.id, entry.kind, type(entry.question)) for entry in ready] == [
        ("plain", "choice", Choice),
        ("what-then", "predict", Predicted),
        ("how-many", "predict", Predicted),
    ]
    assert len(made._usual._traces) == 1


def test_a_question_that_cannot_be_asked_is_unusable_input() -> None:
    entry = BankQuestion(prediction("pods.nobody"), "pod", "quizzes/pod.yaml")
    with pytest.raises(UnusableInputError) as raised:
        Predictor(Shelf(leak=LEAK)).ready([entry])
    told = "the question `what-then` cannot be asked: this query gives nothing"
    expected = "one value, or a list of values"
    assert [str(one) for one in raised.value.problems] == [f"quizzes/pod.yaml: {told}; expected {expected}"]
