"""Scenario files: what is wrong is said with its line, and what is too large is refused or done, never hung."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from podtutor.errors import UnusableInputError
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_manifests, read_scenario

SHIPPED = Path(__file__).parents[1] / "conformance" / "scenarios"
HEAD = "scenario: 1\nname: t\nduration: 10\nobjects: []\n"
PATIENCE = 60.0


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recorded_scenario_is_read(path: Path) -> None:
    assert read_scenario(path.read_text(), path.name).scenario.name == path.stem


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + "colour: red\n", 5, "unknown key `colour`"),
        (HEAD.replace("10", "-1"), 3, "-1 seconds"),
        (HEAD + "behavior:\n- {pod: p, container: c, attempts: [[{sleep: .inf}]]}\n", 6, ".inf"),
        (HEAD + "behavior:\n- {pod: p, container: c, attempts: [[{alloc: lots}]]}\n", 6, "`lots` is no quantity"),
        (HEAD + "behavior:\n- {pod: p, container: c, attempts: [[{connect: localhost}]]}\n", 6, "is no address"),
        (HEAD + "behavior:\n- {pod: p, container: c, attempts: [[{jump: 3}]]}\n", 6, "it cannot be told what this is"),
        (HEAD + "behavior:\n- {pod: p, container: c, onTerm: never}\n", 6, "`never`"),
        (HEAD + "actions:\n- {at: 1, delete: web}\n", 6, "`web`"),
        (HEAD + "actions:\n- {at: 1, kill: pod/web, container: c, signal: HUP}\n", 6, "`HUP`"),
        (HEAD + "actions:\n- {at: 1, evict: service/web}\n", 6, "`service/web`"),
        (HEAD + "actions:\n- {at: .nan, cordon: node-1}\n", 6, ".nan"),
        (HEAD + "nodes:\n- {name: a}\n- {name: a}\n", 7, "a second node `a`"),
        (HEAD + "kubelet: {evictionHard: {memory.available: plenty}}\n", 0, "plenty"),
        (HEAD.replace("[]", "[{apiVersion: v1, kind: Dragon}]"), 4, "unknown kind v1 Dragon"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        read_scenario(text, "t.yaml")
    problem = refusal.value.problems[0]
    assert said in str(problem)
    assert line in (0, problem.line)


def quickly(text: str) -> str:
    """Runs a scenario or gives the refusal; either way in time."""
    began = time.monotonic()
    try:
        simulation = simulate(read_scenario(text))
        simulation.run()
        answer = "done"
    except UnusableInputError as refusal:
        answer = str(refusal)
    assert time.monotonic() - began < PATIENCE
    return answer


def pod_of(count: int) -> str:
    containers = ", ".join(f"{{name: c{n}, image: 'app:1.0'}}" for n in range(count))
    return f"[{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{containers}]}}}}]"


def test_a_year_is_refused_and_a_week_is_done() -> None:
    assert "3.1536e+07 seconds" in quickly(HEAD.replace("10", "31536000"))
    crash = pod_of(1)
    text = HEAD.replace("10", "604800").replace("[]", crash)
    assert quickly(text + "behavior: [{pod: p, container: c0, attempts: [[{sleep: 1}, {exit: 1}]]}]\n") == "done"


def test_ten_thousand_containers_in_a_pod_are_refused() -> None:
    assert "10,000 containers" in quickly(HEAD.replace("[]", pod_of(10_000)))


def test_ten_thousand_containers_in_a_hundred_pods_are_done() -> None:
    containers = ", ".join(f"{{name: c{n}, image: 'app:1.0'}}" for n in range(100))
    template = f"{{metadata: {{labels: {{app: d}}}}, spec: {{containers: [{containers}]}}}}"
    spec = f"{{replicas: 100, selector: {{matchLabels: {{app: d}}}}, template: {template}}}"
    objects = f"[{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {spec}}}]"
    assert quickly(HEAD.replace("[]", objects)) == "done"


def test_a_million_replicas_are_refused() -> None:
    spec = "{replicas: 1000000, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}"
    objects = f"[{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {spec}}}]"
    assert "1,000,000 containers" in quickly(HEAD.replace("[]", objects))


@pytest.mark.slow
def test_a_manifest_of_ten_megabytes_is_read_or_refused_in_time() -> None:
    big = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n" + "".join(
        f"  k{n}: '{'x' * 80}'\n" for n in range(110_000)
    )
    began = time.monotonic()
    try:
        objects, _ = read_manifests(big)
        assert len(objects) == 1
    except UnusableInputError:
        pass
    assert time.monotonic() - began < PATIENCE
