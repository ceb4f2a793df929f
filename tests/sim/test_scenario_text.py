"""Scenarios in words: every step and every verb, and each shipped scenario without a stumble."""

from __future__ import annotations

from typing import get_args

import pytest

from podtutor.content.folders import scenario_files, shipped_folder
from podtutor.sim import scenario as authored
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.scenario_text import ACTIONS, STEPS, action_line, action_lines, behavior_lines


def test_every_step_and_every_verb_has_words() -> None:
    assert set(STEPS) == set(get_args(authored.AnyStep))
    assert set(ACTIONS) == set(get_args(authored.AnyAction))


def behavior(text: str) -> list[str]:
    head = "{scenario: 1, name: a, duration: 1, objects: [], behavior: [{pod: ledger, container: app, "
    return behavior_lines(read_scenario(f"{head}{text}}}]}}").scenario.behavior[0])


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("attempts: [[{sleep: 3}, {exit: 1}]]", ["ledger/app, every run: works for 3 s, exits with 1"]),
        ("attempts: [[{exit: 1}], [{listen: 80}]]",
         ["ledger/app, run 1: exits with 1", "ledger/app, run 2 and later: opens port 80, runs on"]),
        ("attempts: [[]], onTerm: ignore", ["ledger/app, every run: runs on", "ledger/app ignores SIGTERM"]),
        ("onTerm: {after: 2.5, exit: 143}", ["ledger/app on SIGTERM: exits with 143 after 2.5 s"]),
        ("image: 'ledger:2', attempts: [[{await: 'db:5432'}]]",
         ["ledger/app with ledger:2, every run: waits for db:5432, runs on"]),
    ],
)  # fmt: skip
def test_what_a_process_does(written: str, lines: list[str]) -> None:
    assert behavior(written) == lines


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("at: 20, delete: pod/a, gracePeriodSeconds: 5", "at 20 s: kubectl delete pod/a --grace-period=5"),
        ("at: 1, taint: n1, taints: [{key: k, value: v, effect: NoExecute}]", "at 1 s: kubectl taint node n1 k=v:NoExecute"),
        ("at: 1, untaint: n1, taints: [{key: k, effect: NoExecute}]", "at 1 s: kubectl taint node n1 k:NoExecute-"),
        ("at: 1, label: pod/a, labels: {app: null}", "at 1 s: kubectl label pod/a app-"),
        ("at: 1, label: pod/a, labels: {app: aside}", "at 1 s: kubectl label pod/a app=aside --overwrite"),
        ("at: 9, resize: pod/a, containers: [{name: app, resources: {limits: {memory: 1Gi}}}]",
         "at 9 s: pod/a is resized: `app` limits memory=1Gi"),
        ("at: 9, apply: [{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: []}}]",
         "at 9 s: kubectl apply of Pod/b"),
        ("at: 3, restart-kubelet: n1, down: 10", "at 3 s: the kubelet of n1 restarts, down for 10 s"),
    ],
)  # fmt: skip
def test_what_is_done_to_the_cluster(written: str, line: str) -> None:
    loaded = read_scenario(f"{{scenario: 1, name: a, duration: 30, objects: [], actions: [{{{written}}}]}}")
    assert action_line(loaded.scenario.actions[0]) == line


SHOP = """
scenario: 1
name: shop
duration: 30
objects:
  - {apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {selector: {app: shpo}, ports: [{port: 80}]}}
  - apiVersion: v1
    kind: Pod
    metadata: {name: shop, labels: {app: shop}}
    spec: {containers: [{name: app, image: "shop:1"}, {name: proxy, image: "proxy:1", stdin: true}]}
actions:
"""
POD = "{apiVersion: v1, kind: Pod, metadata: {name: shop, labels: {app: shop}}, spec: {containers: [%s]}}"


def done(*actions: str, until: float | None = None) -> list[str]:
    written = SHOP + "".join(f"  - {{{action}}}\n" for action in actions)
    return action_lines(read_scenario(written).scenario, until)


def test_an_apply_says_what_it_changes() -> None:
    service = "{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {selector: {app: shop}, ports: [%s]}}"
    assert done(f"at: 5, apply: [{service % '{port: 80}'}]", f"at: 9, apply: [{service % '{port: 81}'}]") == [
        "at 5 s: kubectl apply of Service/shop (spec.selector.app: shop)",
        "at 9 s: kubectl apply of Service/shop (spec.ports: [{port: 81}])",
    ]


def test_an_apply_names_containers_that_change_come_and_go() -> None:
    app, proxy = '{name: app, image: "shop:2"}', '{name: proxy, image: "proxy:1", stdin: true}'
    third, plain = '{name: agent, image: "agent:1"}', '{name: proxy, image: "proxy:1"}'
    actions = [", ".join(one) for one in ([app, proxy], [app, proxy, third], [app, plain])]
    assert done(*(f"at: {at}, apply: [{POD % one}]" for at, one in enumerate(actions, 5))) == [
        "at 5 s: kubectl apply of Pod/shop (spec.containers[app].image: shop:2)",
        "at 6 s: kubectl apply of Pod/shop (spec.containers[agent]: {name: agent, image: agent:1})",
        "at 7 s: kubectl apply of Pod/shop (without spec.containers[proxy].stdin, without spec.containers[agent])",
    ]


def test_an_apply_of_something_new_or_of_the_same_again_has_nothing_to_add() -> None:
    same = POD % '{name: app, image: "shop:1"}, {name: proxy, image: "proxy:1", stdin: true}'
    other = same.replace("{name: shop,", "{name: shop, namespace: other,")
    assert done(f"at: 5, apply: [{same}]", f"at: 6, apply: [{other}]") == [
        "at 5 s: kubectl apply of Pod/shop",
        "at 6 s: kubectl apply of Pod/shop",
    ]


def test_actions_are_told_in_the_order_of_time_and_up_to_a_moment() -> None:
    actions = ("at: 9, delete: pod/shop", "at: 3, cordon: node-1", "at: 12, uncordon: node-1")
    assert done(*actions, until=10) == ["at 3 s: kubectl cordon node-1", "at 9 s: kubectl delete pod/shop"]


@pytest.mark.parametrize("path", list(scenario_files(shipped_folder())), ids=lambda path: path.stem)
def test_every_shipped_scenario_can_be_told(path: object) -> None:
    loaded = read_scenario(path.read_bytes(), str(path))  # type: ignore[attr-defined]
    lines = [line for one in loaded.scenario.behavior for line in behavior_lines(one)]
    lines += action_lines(loaded.scenario)
    assert all(line.strip() and "None" not in line for line in lines)
