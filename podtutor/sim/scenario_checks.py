"""What types cannot say about a scenario: times, amounts, addresses, targets, sizes. Each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

from podtutor.kube.quantity import QuantityError, parse_quantity
from podtutor.sim import scenario as authored
from podtutor.sim.apiserver import ApiError
from podtutor.sim.kubectl import find
from podtutor.sim.limits import LONGEST_DURATION, MOST_CALLS, MOST_CONTAINERS, MOST_NODES
from podtutor.sim.runtime.script import compile_step
from podtutor.sim.scenario import Scenario, node_names

NAME = re.compile(r"[a-z0-9-]+")
ADDRESS = re.compile(r"[^:\s]+:[0-9]{1,5}")
SIGNALS = ("KILL", "TERM")
HIGHEST_PORT = 65_535
HIGHEST_EXIT_CODE = 255

Complaint = tuple[str, str, str]
"""(field, what is wrong, what was expected)."""

TARGETS: dict[type[authored.Action], str] = {
    authored.Evict: "pod",
    authored.SetCondition: "pod",
    authored.Kill: "pod",
    authored.Debug: "pod",
    authored.Resize: "pod",
    authored.Requests: "service",
}
"""The kind a verb's target must be of; verbs that take any kind are not listed."""


def complaints(scenario: Scenario) -> Iterator[Complaint]:
    """Everything that is wrong, in the order of the format."""
    if scenario.scenario != 1:
        yield "scenario", f"scenario format {scenario.scenario}", "1"
    if not NAME.fullmatch(scenario.name):
        yield "name", f"`{scenario.name}` is no name", "lower case letters, digits, dashes"
    if not 0 < scenario.duration <= LONGEST_DURATION:
        yield "duration", f"{scenario.duration:g} seconds", f"more than 0 and at most {LONGEST_DURATION:g}"
    yield from _nodes(scenario)
    for index, behavior in enumerate(scenario.behavior):
        yield from _behavior(f"behavior[{index}]", behavior)
    for index, action in enumerate(scenario.actions):
        yield from _action(f"actions[{index}]", action)


def _time(field: str, seconds: float) -> Iterator[Complaint]:
    if not isfinite(seconds) or not 0 <= seconds <= LONGEST_DURATION:
        yield field, f"{seconds:g} seconds", f"0 to {LONGEST_DURATION:g}"


def _nodes(scenario: Scenario) -> Iterator[Complaint]:
    for index, node in enumerate(scenario.nodes):
        if node.count is not None and node.count < 1:
            yield f"nodes[{index}].count", f"{node.count} nodes", "1 or more"
        for name, amount in node.capacity.items():
            yield from _quantity(f"nodes[{index}].capacity.{name}", amount)
    total = sum(max(one.count or 1, 0) for one in scenario.nodes)
    if total > MOST_NODES:
        yield "nodes", f"{total} nodes", f"at most {MOST_NODES}"
        return
    seen: dict[str, None] = {}
    for index, one in enumerate(scenario.nodes):
        for name in node_names(one):
            if name in seen:
                yield f"nodes[{index}].name", f"a second node `{name}`", "another name"
                break
            seen[name] = None


def _quantity(field: str, amount: str | int) -> Iterator[Complaint]:
    try:
        negative = parse_quantity(str(amount)).nanos < 0
    except QuantityError:
        yield field, f"`{amount}` is no quantity", "an amount such as 200Mi, 500m or 2"
        return
    if negative:
        yield field, f"`{amount}` is negative", "0 or more"


def _behavior(field: str, behavior: authored.Behavior) -> Iterator[Complaint]:
    if isinstance(behavior.on_term, str):
        if behavior.on_term != "ignore":
            yield f"{field}.onTerm", f"`{behavior.on_term}`", "`ignore` or a mapping with `after` and `exit`"
    else:
        yield from _time(f"{field}.onTerm.after", behavior.on_term.after)
        yield from _number(f"{field}.onTerm.exit", behavior.on_term.exit, HIGHEST_EXIT_CODE, "an exit code, 0 to 255")
    for attempt, script in enumerate(behavior.attempts):
        for number, step in enumerate(script):
            yield from _step(f"{field}.attempts[{attempt}][{number}]", step)


def _number(field: str, number: int, highest: int, expected: str, lowest: int = 0) -> Iterator[Complaint]:
    if not lowest <= number <= highest:
        yield field, f"`{number}`", expected


def _step(field: str, step: authored.AnyStep) -> Iterator[Complaint]:
    port = "a port, 1 to 65535"
    match step:
        case authored.Sleep():
            yield from _time(f"{field}.sleep", step.sleep)
        case authored.Exit():
            yield from _number(f"{field}.exit", step.exit, HIGHEST_EXIT_CODE, "an exit code, 0 to 255")
        case authored.Alloc():
            yield from _quantity(f"{field}.alloc", step.alloc)
        case authored.Write():
            yield from _quantity(f"{field}.write.size", step.write.size)
        case authored.Listen():
            yield from _number(f"{field}.listen", step.listen, HIGHEST_PORT, port, 1)
        case authored.Close():
            yield from _number(f"{field}.close", step.close, HIGHEST_PORT, port, 1)
        case authored.Connect() if not ADDRESS.fullmatch(step.connect):
            yield f"{field}.connect", f"`{step.connect}` is no address", "host:port, such as localhost:8080"
        case authored.Await() if not step.target.startswith("/") and not ADDRESS.fullmatch(step.target):
            yield f"{field}.await", f"`{step.target}`", "an absolute path, or host:port"
        case _:
            compile_step(step)


def _action(field: str, action: authored.AnyAction) -> Iterator[Complaint]:
    yield from _time(f"{field}.at", action.at)
    verb = str(action.__struct_config__.tag)
    target = getattr(action, verb, None)
    if isinstance(target, str) and type(action) in {*TARGETS, authored.Delete, authored.Label, authored.Scale}:
        yield from _target(f"{field}.{verb}", target, TARGETS.get(type(action)))
    checks: dict[type[Any], Callable[[Any], Iterator[Complaint]]] = {
        authored.Kill: lambda one: _signal(field, one),
        authored.Scale: lambda one: _number(f"{field}.replicas", one.replicas, MOST_CONTAINERS, "0 or more pods"),
        authored.Requests: lambda one: _calls(field, one),
        authored.RestartKubelet: lambda one: _time(f"{field}.down", one.down),
        authored.Drain: lambda one: _time(f"{field}.timeout", one.timeout or 0),
    }
    check = checks.get(type(action))
    if check is not None:
        yield from check(action)


def _target(field: str, target: str, kind: str | None) -> Iterator[Complaint]:
    _, slash, name = target.partition("/")
    try:
        found = find(target)[0].__name__.lower() if slash and name else ""
    except ApiError:
        found = ""
    if not found or (kind is not None and found != kind):
        yield field, f"`{target}`", f"{kind or 'KIND'}/NAME"


def _signal(field: str, action: authored.Kill) -> Iterator[Complaint]:
    if action.signal not in SIGNALS:
        yield f"{field}.signal", f"`{action.signal}`", " or ".join(SIGNALS)


def _calls(field: str, action: authored.Requests) -> Iterator[Complaint]:
    yield from _time(f"{field}.until", action.until)
    if not isfinite(action.every) or action.every < 0.001:
        yield f"{field}.every", f"{action.every:g} seconds", "0.001 or more"
    elif (action.until - action.at) / action.every > MOST_CALLS:
        yield f"{field}.every", "too many calls", f"at most {MOST_CALLS:,}"
