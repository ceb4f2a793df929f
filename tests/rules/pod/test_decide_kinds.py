"""The door to single rules: every kind can be asked, explained, and listed; the kinds load one by one."""

from __future__ import annotations

import ast
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from podtutor.errors import PodtutorError
from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod
from podtutor.rules.decide import DECISIONS, Explanation
from podtutor.rules.decide.stream import answers, in_words, read_question

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "tests" / "conformance" / "vectors"
WEB = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "creationTimestamp": None},
    "spec": {"containers": [{"name": "app", "image": "nginx", "resources": {}}]},
    "status": {},
}
NOW = "2026-06-01T12:00:00Z"


def recorded_inputs(kind: str) -> Iterator[str]:
    with gzip.open(VECTORS / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.dumps(json.loads(line)["input"])


def test_every_recorded_kind_can_be_asked_and_no_other() -> None:
    assert sorted(DECISIONS) == sorted(file.name.split(".")[0] for file in VECTORS.glob("*.jsonl.gz"))


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_a_kind_is_described(kind: str) -> None:
    decision = DECISIONS[kind]
    assert decision.name == kind
    assert 20 <= len(decision.summary) <= 100
    assert decision.summary[0].islower() or not decision.summary[0].isalpha()
    assert not decision.summary.endswith(".")
    assert re.search(r"[a-z][A-Z]|\.go\b", decision.upstream), "names an upstream function"


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_every_recorded_question_is_explained(kind: str) -> None:
    decision = DECISIONS[kind]
    for text in recorded_inputs(kind):
        try:
            explanation = decision.explain(read_question(decision, text))
        except PodtutorError:
            continue  # the answer is an error, and an explanation has nothing to add
        assert isinstance(explanation, Explanation)
        assert explanation.verdict
        assert "\n" not in explanation.verdict
        for reason in explanation.reasons:
            assert reason
            assert "\n" not in reason
        if explanation.table is not None:
            width = len(explanation.table.columns)
            assert all(len(row) == width for row in explanation.table.rows)
            assert all(isinstance(cell, str) for row in explanation.table.rows for cell in row)


@pytest.mark.parametrize("kind", sorted(kind for kind, decision in DECISIONS.items() if decision.accepts_pod))
def test_a_bare_pod_is_question_enough(kind: str) -> None:
    decision = DECISIONS[kind]
    asked = decision.from_pod(convert(WEB, Pod), NOW)
    assert decision.decide(asked)
    assert decision.explain(asked).verdict


def test_one_line_in_one_line_out_and_the_stream_goes_on() -> None:
    lines = [
        json.dumps({"pod": WEB}).encode() + b"\n",
        b"{nonsense\n",
        b"\n",
        b'{"pod": {"spec": {"containers": [{"nmae": "app"}]}}}\n',
        b'{"pod": {"spec": {"containers": "app"}}}\r\n',
        b"[]",
        b"\xff",
        json.dumps({"pod": WEB}).encode(),
    ]
    told = [json.loads(answer) for answer in answers(DECISIONS["qos"], lines)]
    assert [sorted(answer) for answer in told] == [
        ["afterDefaulting", "getPodQOS", "rawComputed"],
        *[["error"]] * 5,
        ["afterDefaulting", "getPodQOS", "rawComputed"],
    ]
    assert "pod.spec.containers" in told[2]["error"]
    assert "nmae" in told[2]["error"]
    assert "pod.spec.containers" in told[3]["error"]


def test_null_means_absent_where_kubernetes_takes_it_so() -> None:
    asked = {"pod": {**WEB, "spec": {"containers": [{"name": "a", "resources": None, "args": None}], "volumes": None}}}
    (told,) = answers(DECISIONS["qos"], [json.dumps(asked).encode()])
    assert json.loads(told)["rawComputed"] == "BestEffort"


def test_an_unreadable_question_names_the_field() -> None:
    with pytest.raises(PodtutorError) as refused:
        read_question(DECISIONS["grace_period"], '{"previous": "soon"}')
    assert in_words(refused.value).startswith("previous: ")


def test_asking_one_kind_does_not_load_the_others() -> None:
    program = (
        "import sys; from podtutor.rules.decide import DECISIONS; DECISIONS['qos'].rule();"
        "print([m for m in sys.modules if m.startswith('podtutor.rules.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    for other in ("scheduling", "eviction", "actions", "job", "printer"):
        assert other not in loaded


UPSTREAM = re.compile(
    r"(pkg|k8s\.io|github\.com|client-go|staging|apimachinery|plugin|cmd)/|Go specification|(strconv|fmt|time)/\S+\.go"
)


def public_rules() -> Iterator[tuple[str, str]]:
    """Name and docstring of every public function of a module of rules."""
    for path in sorted((ROOT / "podtutor" / "rules").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.stem}.{node.name}", ast.get_docstring(node) or ""


@pytest.mark.parametrize(("name", "docstring"), [pytest.param(*rule, id=rule[0]) for rule in public_rules()])
def test_a_rule_names_its_source_first(name: str, docstring: str) -> None:
    ours = {"phase.explain_phase", "eviction.deciding_key"}
    first = docstring.partition("\n")[0]
    assert UPSTREAM.search(first) or name in ours, f"{name}: {first!r}"
