"""Single rules, recordings and proofs from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

QUESTION = {"pod": {"spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": "1"}}}]}}}
ANSWER = {"rawComputed": "Burstable", "getPodQOS": "Burstable", "afterDefaulting": "Burstable"}
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: app}]}\n"


def test_decide_lists_its_kinds(podtutor) -> None:
    kinds = {one["kind"]: one for one in podtutor("decide", "--list", "--json").json}
    assert kinds["qos"]["pod"] is True
    assert kinds["eviction_rank"]["pod"] is False
    assert "eviction_rank" in podtutor("decide", "--list").out


def test_decide_answers_in_the_recorded_shape(podtutor) -> None:
    assert podtutor("decide", "qos", "--json", stdin=json.dumps(QUESTION)).json == ANSWER


def test_decide_takes_yaml_and_json_and_a_bare_pod(podtutor, tmp_path: Path) -> None:
    for name, text in (
        ("q.yaml", "pod: {spec: {containers: [{name: a}]}}\n"),
        ("q.json", json.dumps(QUESTION)),
        ("p.yaml", POD),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert "rawComputed" in podtutor("decide", "qos", str(path), "--json").json


def test_decide_tells_people_the_reason(podtutor) -> None:
    out = podtutor("decide", "qos", stdin=json.dumps(QUESTION)).out
    assert out.startswith("Burstable\n")
    assert "CONTAINER" in out
    assert "ComputePodQOS" in out


def test_decide_streams_and_goes_on_after_a_bad_line(process) -> None:
    lines = f"{json.dumps(QUESTION)}\nnot json\n{json.dumps(QUESTION)}\n"
    answers = [json.loads(line) for line in process("decide", "qos", "--jsonl", stdin=lines).out.splitlines()]
    assert answers[0] == answers[2] == ANSWER
    assert set(answers[1]) == {"error"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pod:\n  spec:\n    containers:\n      - nam: a\n", "q.yaml:4:9: unknown key `nam`; expected `name`"),
        ('{"pod": {"spec": {"containers": 3}}}', "q.yaml:1:"),
        ("", "q.yaml: nothing is asked"),
    ],
)
def test_decide_names_the_place_of_a_mistake(podtutor, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(text, encoding="utf-8")
    done = podtutor("decide", "qos", str(path))
    assert done.code == 2
    assert message in done.err


def test_decide_says_when_a_pod_is_not_question_enough(podtutor, tmp_path: Path) -> None:
    path = tmp_path / "pod.yaml"
    path.write_text(POD, encoding="utf-8")
    done = podtutor("decide", "eviction_rank", str(path))
    assert (done.code, done.out) == (2, "")
    assert "asks more than a Pod can answer" in done.err


def test_decide_suggests_a_kind(podtutor) -> None:
    assert "did you mean `qos`" in podtutor("decide", "qoss").err


def recordings(folder: Path, *, right: bool) -> Path:
    output = ANSWER if right else ANSWER | {"rawComputed": "Guaranteed"}
    case = {"id": "qos-1", "input": QUESTION, "output": output, "why": ""}
    folder.mkdir()
    (folder / "qos.jsonl").write_text(json.dumps(case) + "\n", encoding="utf-8")
    return folder


def test_verify_replays_a_folder(podtutor, tmp_path: Path) -> None:
    folder = recordings(tmp_path / "right", right=True)
    done = podtutor("verify", "--vectors", str(folder), "--json")
    assert done.code == 0
    assert done.json["kinds"] == {"qos": {"cases": 1, "agree": 1, "first": None}}
    assert "1 recorded decisions, all agree." in podtutor("verify", "--vectors", str(folder)).out


def test_verify_says_what_differs_and_how(podtutor, tmp_path: Path) -> None:
    done = podtutor("verify", "--vectors", str(recordings(tmp_path / "wrong", right=False)))
    assert done.code == 1
    for word in ("qos: 1 differ", "qos-1", "rawComputed", 'recorded: "Guaranteed"', 'ours: "Burstable"'):
        assert word in done.out


def test_verify_wants_traces_and_scenarios_together(podtutor, tmp_path: Path) -> None:
    done = podtutor("verify", "--traces", str(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert "--traces and --scenarios go together" in done.err


def test_prove_shows_statement_experiment_and_what_follows(podtutor) -> None:
    out = podtutor("prove", "small-crash-replaces-pod").out
    for words in (
        "People say:", "podtutor simulate small-crash", "app was started again once", "What the belief predicts:",
        "Therefore, false:",
    ):  # fmt: skip
        assert words in out


def test_prove_runs_all_and_counts(podtutor) -> None:
    done = podtutor("prove")
    assert done.code == 0
    assert "1 shown by experiment, 1 by evidence only, 0 not shown." in done.out


def test_prove_as_json(podtutor) -> None:
    proved = {one["id"]: one for one in podtutor("prove", "--json").json}
    assert proved["small-crash-replaces-pod"]["passed"] is True
    assert proved["small-pod-unit"]["passed"] is None
    assert proved["small-crash-replaces-pod"]["observed"]["findings"][0]["holds"] is True


def test_decide_takes_the_pod_a_deployment_would_make(podtutor, tmp_path) -> None:
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "checkout"},
        "spec": {"template": {"spec": {"containers": [{"name": "app", "image": "checkout:1"}]}}},
    }
    (tmp_path / "deployment.json").write_text(json.dumps(deployment))
    assert podtutor("decide", "qos", str(tmp_path / "deployment.json")).out.startswith("BestEffort")
