"""Predictions: the right answer is computed, worded and shown; what cannot be asked is told with its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from podtutor.content.bank import BankQuestion, right_answer
from podtutor.content.cache import Cache
from podtutor.content.quiz import Choice, Distractor, Option, Predict, Predicted, PredictView
from podtutor.errors import PodtutorError, UnusableInputError
from podtutor.judge import exhibit, predictor
from podtutor.judge.exhibit import WIDTH, names_in
from podtutor.judge.predictor import Predictor
from podtutor.judge.resolution import Resolution

LEAK = """
scenario: 1
name: leak
duration: 60
nodes: [{name: node-1, capacity: {cpu: "4"}, taints: [{key: team, value: media, effect: PreferNoSchedule}]}]
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: thumbnails}
    spec: {containers: [{name: app, image: "thumbnails:2.1", resources: {limits: {memory: 64Mi}}}]}
  - {apiVersion: v1, kind: Pod, metadata: {name: ledger}, spec: {containers: [{name: app, image: "ledger:1"}]}}
behavior:
  - {pod: thumbnails, container: app, attempts: [[{sleep: 3}, {alloc: 200Mi}], [{sleep: 50}]]}
  - {pod: ledger, container: app, attempts: [[{sleep: 9}]]}
actions:
  - {at: 20, delete: pod/ledger}
  - {at: 40, delete: pod/thumbnails}
"""
SHOP = """
scenario: 1
name: shop
duration: 10
objects:
  - {apiVersion: v1, kind: Pod, metadata: {name: website}, spec: {containers: [{name: app, image: "website:1"}]}}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: app, image: "web:1"}]}
behavior:
  - {pod: website, container: app, attempts: [[{exit: 1}]]}
  - {pod: "web-*", container: app, attempts: [[{listen: 80}]]}
"""
COMMON: dict[str, Any] = {
    "id": "what-then",
    "level": "middle",
    "topic": "restarts",
    "claims": ("one-crash-restarts-all",),
    "prompt": "What happens?",
    "explanation": "That is how it is.",
    "why": "It is computed.",
}
CRASHED = "runs('thumbnails', 'app')[0].reason"


class Shelf:
    """Scenarios by name, and how often each was read."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.read: list[str] = []

    def __call__(self, name: str) -> tuple[str, str]:
        self.read.append(name)
        if name not in self.texts:
            raise PodtutorError(f"there is no scenario `{name}`")
        return self.texts[name], f"{name}.yaml"


def prediction(query: str = CRASHED, *wrong: str, **changes: Any) -> Predict:
    distractors = tuple(Distractor(text=text, why=f"not {text}", voices="trap-23") for text in wrong or ("Error",))
    if "decision" not in changes:
        changes.setdefault("scenario", "leak")
    return Predict(**COMMON | {"query": query, "distractors": distractors} | changes)


def resolved(question: Predict) -> Resolution:
    return Predictor(Shelf(leak=LEAK)).resolution(question)


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


# The exhibit


def seen(view: str, query: str = CRASHED, **changes: Any) -> list[str]:
    ready = resolved(prediction(query, "something else", view=view, **changes)).ready
    assert ready is not None
    return ready.exhibit.splitlines()


def test_manifests_are_those_the_query_asks_about_with_what_happens_to_them() -> None:
    assert seen("manifest", until=30.0) == [
        "apiVersion: v1",
        "kind: Pod",
        "metadata: {name: thumbnails}",
        "spec:",
        "  containers:",
        "  - name: app",
        "    image: thumbnails:2.1",
        "    resources:",
        "      limits: {memory: 64Mi}",
        "# Nodes:",
        "#   node-1: cpu 4, taint team=media:PreferNoSchedule",
        "# What runs:",
        "#   thumbnails/app, run 1: works for 3 s, uses 200Mi of memory, runs on",
        "#   thumbnails/app, run 2 and later: works for 50 s, runs on",
        "# What is done:",
        "#   at 20 s: kubectl delete pod/ledger",
    ]


def test_settings_of_the_kubelet_are_shown_where_a_scenario_has_them() -> None:
    strict = LEAK + "kubelet: {evictionHard: {memory.available: 500Mi}}"
    ready = Predictor(Shelf(leak=strict)).resolution(prediction()).ready
    assert ready is not None
    assert "# Kubelet:\n#   evictionHard: {memory.available: 500Mi}\n# What runs:" in ready.exhibit


def test_only_the_first_behaviour_that_fits_a_container_is_shown() -> None:
    later = "  - {pod: 'thumb*', container: app, attempts: [[{sleep: 9}, {exit: 3}]]}\n"
    ready = Predictor(Shelf(leak=LEAK.replace("actions:", f"{later}actions:"))).resolution(prediction()).ready
    assert ready is not None
    assert "thumbnails/app, run 1" in ready.exhibit
    assert "thumb*" not in ready.exhibit


def test_where_nobody_is_named_all_manifests_are_shown() -> None:
    assert [line for line in seen("manifest", "length(pods)") if line.startswith("metadata")] == [
        "metadata: {name: thumbnails}",
        "metadata: {name: ledger}",
    ]
    assert "metadata: {name: thumbnails}" not in seen("manifest", "length(pods)", pod="ledger")


def test_a_controller_s_manifest_stands_for_its_pods() -> None:
    ready = Predictor(Shelf(shop=SHOP)).resolution(prediction("status_at('web-?1', `9`)", scenario="shop")).ready
    assert ready is not None
    lines = ready.exhibit.splitlines()
    assert [line for line in lines if line.startswith(("kind", "metadata"))] == [
        "kind: Deployment",
        "metadata: {name: web}",
    ]
    assert lines[-2:] == ["# What runs:", "#   web-*/app, every run: opens port 80, runs on"]


def test_what_else_has_to_be_seen_is_shown_beside_it() -> None:
    also = [line for line in seen("manifest", shows=("ledger",)) if line.startswith("metadata")]
    assert also == ["metadata: {name: thumbnails}", "metadata: {name: ledger}"]


def test_a_manifest_that_comes_later_is_shown_with_its_moment() -> None:
    late = """
actions:
  - at: 4
    apply: [{apiVersion: v1, kind: Pod, metadata: {name: late}, spec: {containers: [{name: app, image: "late:1"}]}}]
"""
    asked = prediction("phase_at('late', `9`)", scenario="shop")
    ready = Predictor(Shelf(shop=SHOP + late)).resolution(asked).ready
    assert ready is not None
    lines = ready.exhibit.splitlines()
    began = lines.index("--- # applied at 4 s")
    assert lines[began + 3] == "metadata: {name: late}"
    early = Predictor(Shelf(shop=SHOP + late)).resolution(prediction("length(pods)", scenario="shop")).ready
    assert early is not None
    assert "--- # applied at 4 s" not in early.exhibit.splitlines()


def asked_of_a_rule(decision: str, query: str, **given: Any) -> list[str]:
    ready = resolved(prediction(query, "something else", decision=decision, input=given)).ready
    assert ready is not None
    return ready.exhibit.splitlines()


def test_the_pod_that_a_rule_is_asked_about_is_a_manifest_and_the_rest_stands_below_it() -> None:
    spec = {"subdomain": "lab", "containers": [{"name": "app", "image": "solver:9.0"}]}
    pod = {"metadata": {"name": "solver-0", "namespace": "shop"}, "spec": spec}
    assert asked_of_a_rule("hostname", "domain", clusterDomain="cluster.local", podIPs=["10.244.1.7"], pod=pod) == [
        "apiVersion: v1",
        "kind: Pod",
        "metadata: {name: solver-0, namespace: shop}",
        "spec:",
        "  subdomain: lab",
        "  containers:",
        "  - {name: app, image: 'solver:9.0'}",
        "# Given besides:",
        "#   clusterDomain: cluster.local",
        "#   podIPs: [10.244.1.7]",
    ]


def test_a_single_number_that_is_given_besides_stands_without_braces() -> None:
    pod = {"metadata": {"name": "search"}, "spec": {"containers": [{"name": "app", "image": "search:5.2"}]}}
    lines = asked_of_a_rule("oom_score_adj", "scores.app", memoryCapacity="8589934592", pod=pod)
    assert lines[-2:] == ["# Given besides:", "#   memoryCapacity: 8589934592"]


def test_what_a_rule_is_asked_without_a_single_pod_stands_as_it_is() -> None:
    pod = {"metadata": {"name": "thumbnails"}, "spec": {"containers": [{"name": "app", "image": "thumbnails:2.0"}]}}
    pods = [{"pod": pod, "usage": {"memory": 41943040}}]
    lines = asked_of_a_rule("eviction_rank", "evicted", resource="memory", pods=pods)
    assert lines[:3] == ["resource: memory", "pods:", "- pod:"]


def test_views_show_only_what_had_happened_by_then() -> None:
    assert "    Last State:     Terminated" not in seen("describe", until=2.0)
    assert "    Last State:     Terminated" in seen("describe", until=10.0)
    assert seen("pods", until=10.0)[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert [line.split()[0] for line in seen("pods", until=10.0)[1:]] == ["ledger", "thumbnails"]
    assert [line for line in seen("events", until=10.0) if "pod/ledger" in line] == []
    assert [line.split()[2] for line in seen("timeline", until=2.0)[1:]] == ["thumbnails"] * 3


@pytest.mark.parametrize("view", [view for view in get_args(PredictView) if view != "none"])
def test_every_view_fits_the_screen(view: str) -> None:
    lines = seen(view, until=30.0)
    assert lines
    assert max(map(len, lines)) <= WIDTH


def test_an_exhibit_of_one_s_own_stands_in_its_place_and_none_is_none() -> None:
    assert seen("pods", exhibit="NAME   IN USE") == ["NAME   IN USE"]
    assert seen("none") == []


def test_every_view_has_a_maker() -> None:
    assert {*exhibit._VIEWS, "manifest", "none"} == set(get_args(PredictView))


def test_names_stand_in_quotes() -> None:
    assert names_in("status_at('web-?1', `40`) || pods.\"db-0\".uid || status_at('web-?1', `4`)") == ["web-?1", "db-0"]


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
