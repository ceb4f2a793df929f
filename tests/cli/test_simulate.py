"""Scenarios and manifests run from the command line: views, reasons, the trace, what happens to plain manifests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: checkout}
spec:
  containers:
    - {name: app, image: "checkout:1.0"}
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "pod.yaml"
    path.write_text(POD, encoding="utf-8")
    return path


def test_scenarios_are_listed_with_the_lessons_that_run_them(podtutor) -> None:
    found = {one["name"]: one for one in podtutor("scenarios", "--json").json}
    small = found["small-crash"]
    assert set(small) == {"name", "title", "summary", "lesson", "duration", "lessons"}
    assert (small["duration"], small["lessons"]) == (20, ["small-pod"])
    assert "One of two containers crashes" in podtutor("scenarios").out


def test_a_scenario_is_told_in_sentences_where_nothing_can_be_drawn(podtutor) -> None:
    out = podtutor("simulate", "small-crash").out
    assert "app ends with exit code 1" in out
    assert "app starts again (restart 1)" in out


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("pods", ["TIME", "ContainerCreating", "web", "2/2"]),
        ("events", ["LAST SEEN", "Scheduled", "pod/web"]),
        ("describe", ["Name:", "Last State:", "Exit Code:", "Events:"]),
        ("all", ["app ends with exit code 1", "TIME", "LAST SEEN", "Last State:"]),
    ],
)
def test_views(podtutor, view: str, words: list[str]) -> None:
    out = podtutor("simulate", "small-crash", "--view", view).out
    assert [word for word in words if word not in out] == []
    assert max(map(len, out.split("\n"))) <= 80


def test_why_names_the_rule_and_the_place_in_kubernetes(podtutor) -> None:
    out = podtutor("simulate", "small-crash", "--why").out
    assert "because" in out
    assert "pkg/kubelet/" in out


def test_json_is_the_trace_with_problems_and_advice(podtutor, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    document = podtutor("simulate", "small-crash", "--json", "--trace", str(file)).json
    assert set(document) == {"trace", "problems", "advice"}
    assert document["trace"]["scenario"] == "small-crash"
    assert json.loads(file.read_text("utf-8")) == document["trace"]


def test_until_ends_the_watching(podtutor) -> None:
    trace = podtutor("simulate", "small-crash", "--until", "2", "--json").json["trace"]
    assert all(run["end"] is None for run in trace["pods"]["web"]["runs"])


def test_plain_manifests_run_and_options_say_what_happens(podtutor, manifest: Path) -> None:
    asked = ("simulate", str(manifest), "--json")
    calm = podtutor(*asked).json["trace"]["pods"]["checkout"]
    assert [run["end"] for run in calm["runs"]] == [None]
    crashing = podtutor(*asked, "--crash", "app@5s").json["trace"]["pods"]["checkout"]
    assert {run["exitCode"] for run in crashing["runs"] if run["end"]} == {1}
    ending = podtutor(*asked, "--exit", "app=0@5s", "--until", "8").json["trace"]["pods"]["checkout"]
    assert ending["runs"][0]["exitCode"] == 0
    deleted = podtutor(*asked, "--delete", "checkout@4s").json["trace"]["pods"]["checkout"]
    assert 4 <= deleted["deletionRequested"] < 5
    assert deleted["gone"] is not None
    small = podtutor(*asked, "--node-memory", "200Mi").json["trace"]["pods"]["checkout"]
    assert small["node"] == "node-1"


def test_memory_over_the_limit_is_an_oom_kill(podtutor, tmp_path: Path) -> None:
    path = tmp_path / "limited.yaml"
    path.write_text(POD.replace('"checkout:1.0"', '"checkout:1.0", resources: {limits: {memory: 100Mi}}'), "utf-8")
    trace = podtutor("simulate", str(path), "--memory", "app=300Mi@3s", "--json").json["trace"]
    assert trace["pods"]["checkout"]["runs"][0]["reason"] == "OOMKilled"


def test_a_refused_object_is_told_with_its_place(podtutor, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(POD.replace("name: checkout", "name: Not_A_Name"), encoding="utf-8")
    done = podtutor("simulate", str(path), "--json")
    problem = done.json["problems"][0]
    assert (problem["path"], problem["line"], problem["field"]) == (str(path), 3, "metadata.name")
    assert "Not_A_Name" in problem["message"]
    assert done.json["trace"]["pods"] == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("simulate", "no-such"), "there is no scenario `no-such`"),
        (("simulate", "missing.yaml"), "missing.yaml: there is no such file"),
        (("simulate", "small-crash", "--view", "movie"), "`movie` is none of timeline, pods"),
    ],
)
def test_errors(podtutor, arguments: tuple[str, ...], message: str) -> None:
    done = podtutor(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    "option", ["--crash=app", "--exit=app@5s", "--memory=app=much@3s", "--delete=web", "--node-memory=big"]
)
def test_options_that_cannot_be_read(podtutor, manifest: Path, option: str) -> None:
    done = podtutor("simulate", str(manifest), option)
    assert done.code == 2
    assert option.partition("=")[0] in done.err


def test_predictions_by_lines(podtutor) -> None:
    out = podtutor("simulate", "small-crash", "--predict", stdin="a\n").out
    assert "app of web has just ended with exit code 1. What happens next?" in out
    assert "app is started again at once, in the same pod" in out
    assert ("As you predicted:" in out) != ("What happens is" in out)
    assert out.rstrip().endswith("the pod is ready")
