"""Reading scenario files, strictly: every problem with its line, and what was expected."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.codec import KINDS, dec_hook
from podtutor.reading import read
from podtutor.sim.kubelet.configuration import read_configuration
from podtutor.sim.scenario import Apply, Scenario, node_names
from podtutor.source import Node, child, compose, entries, locate, mark_of

NAME = re.compile(r"[a-z0-9-]+")
LARGEST_FILE = 12 * 1024 * 1024
"""A manifest of 10 MB is read; much larger is refused."""
LONGEST_DURATION = 31 * 24 * 3600.0
"""Seconds of virtual time that a scenario may last."""
MOST_NODES = 5_000
"""The largest cluster Kubernetes supports."""
MOST_CONTAINERS = 10_000
"""In all objects of a file together."""


class LoadedScenario(NamedTuple):
    """A scenario with its manifests as API objects: `objects` at t=0, `applied` by the place of the action."""

    scenario: Scenario
    objects: tuple[Any, ...]
    applied: dict[int, tuple[Any, ...]]


def read_scenario(text: str | bytes, path: str = "") -> LoadedScenario:
    """A scenario file. Raises UnusableInputError with every problem found."""
    documents = compose(text, path, largest=LARGEST_FILE)
    if len(documents) != 1:
        raise UnusableInputError([Problem(path=path, message=f"{len(documents)} documents", expected="one scenario")])
    node = documents[0]
    reading = read(node, Scenario, path, dec_hook=dec_hook)
    if reading.value is None:
        raise UnusableInputError(reading.problems)
    scenario = reading.value
    problems = _check(scenario, node, path)
    objects = _objects(child(node, "objects"), path, problems, "objects")
    applied: dict[int, tuple[Any, ...]] = {}
    actions = child(node, "actions")
    for index, action in enumerate(scenario.actions):
        if isinstance(action, Apply) and actions is not None:
            manifests = child(actions.value[index], "apply")
            applied[index] = tuple(_objects(manifests, path, problems, f"actions[{index}].apply"))
    try:
        read_configuration(scenario.kubelet, path)
    except UnusableInputError as error:
        for problem in error.problems:
            problems.append(_at(node, path, problem.field, problem.message, problem.expected))
    if problems:
        raise UnusableInputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return LoadedScenario(scenario, tuple(objects), applied)


def read_manifests(text: str | bytes, path: str = "") -> tuple[list[Any], list[Problem]]:
    """Plain Kubernetes manifests: the objects, and warnings for what was skipped or unknown.

    A List is read as its items. Raises UnusableInputError where something is wrong with a kind we know.
    """
    objects: list[Any] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for document in compose(text, path, largest=LARGEST_FILE):
        items = child(document, "items") if _plain(document, "kind").endswith("List") else None
        for node in items.value if items is not None else [document]:
            _manifest(node, path, objects, problems, warnings)
    if problems:
        raise UnusableInputError(problems)
    _refuse_too_many(objects, path)
    return objects, warnings


def _manifest(node: Node, path: str, objects: list[Any], problems: list[Problem], warnings: list[Problem]) -> None:
    kind = KINDS.get((_plain(node, "apiVersion"), _plain(node, "kind")))
    if kind is None:
        line, column = mark_of(node)
        name = _plain(node, "kind") or "an object without kind"
        warnings.append(
            Problem(
                path=path,
                line=line,
                column=column,
                code="unknown-kind",
                message=f"{name} is skipped: nothing is known of it",
            )
        )
        return
    reading = read(node, kind, path, unknown="warning", dec_hook=dec_hook)
    problems += reading.problems
    warnings += reading.warnings
    if reading.value is not None:
        objects.append(reading.value)


def _objects(node: Node | None, path: str, problems: list[Problem], field: str) -> list[Any]:
    """The manifests of a list; in a scenario unknown kinds are errors."""
    objects: list[Any] = []
    for index, item in enumerate(node.value if node is not None and isinstance(node.value, list) else []):
        kind = KINDS.get((_plain(item, "apiVersion"), _plain(item, "kind")))
        if kind is None:
            line, column = mark_of(item)
            known = ", ".join(sorted({name for _, name in KINDS}))
            said = f"{_plain(item, 'apiVersion') or 'no apiVersion'} {_plain(item, 'kind') or 'no kind'}"
            problems.append(
                Problem(
                    path=path,
                    line=line,
                    column=column,
                    field=f"{field}[{index}]",
                    code="unknown-kind",
                    message=f"unknown kind {said}",
                    expected=f"one of {known}",
                )
            )
            continue
        reading = read(item, kind, path, dec_hook=dec_hook)
        problems += reading.problems
        if reading.value is not None:
            objects.append(reading.value)
    return objects


def _plain(node: Node, key: str) -> str:
    value = next((value for name, _, value in entries(node) if name == key), None)
    return str(value.value) if value is not None and isinstance(value.value, str) else ""


def _at(node: Node, path: str, field: str, message: str, expected: str = "") -> Problem:
    line, column = locate(node, field)
    return Problem(
        path=path, line=line, column=column, field=field, code="bad-value", message=message, expected=expected
    )


def _check(scenario: Scenario, node: Node, path: str) -> list[Problem]:
    """What types cannot say."""
    problems = []
    if scenario.scenario != 1:
        problems.append(_at(node, path, "scenario", f"scenario format {scenario.scenario}", "1"))
    if not NAME.fullmatch(scenario.name):
        problems.append(_at(node, path, "name", f"`{scenario.name}` is no name", "lower case letters, digits, dashes"))
    if not 0 < scenario.duration <= LONGEST_DURATION:
        problems.append(
            _at(
                node,
                path,
                "duration",
                f"{scenario.duration:g} seconds",
                f"more than 0 and at most {LONGEST_DURATION:g}",
            )
        )
    nodes = sum(one.count or 1 for one in scenario.nodes)
    if nodes > MOST_NODES:
        problems.append(_at(node, path, "nodes", f"{nodes} nodes", f"at most {MOST_NODES}"))
    else:
        problems += _twin_nodes(scenario, node, path)
    for index, behavior in enumerate(scenario.behavior):
        if isinstance(behavior.on_term, str) and behavior.on_term != "ignore":
            problems.append(
                _at(
                    node,
                    path,
                    f"behavior[{index}].onTerm",
                    f"`{behavior.on_term}`",
                    "`ignore` or a mapping with `after` and `exit`",
                )
            )
    for index, action in enumerate(scenario.actions):
        if action.at < 0:
            problems.append(_at(node, path, f"actions[{index}].at", "a time before the beginning", "0 or more"))
    return problems


def _twin_nodes(scenario: Scenario, node: Node, path: str) -> list[Problem]:
    seen: dict[str, None] = {}
    problems = []
    for index, one in enumerate(scenario.nodes):
        for name in node_names(one):
            if name in seen:
                problems.append(_at(node, path, f"nodes[{index}].name", f"a second node `{name}`", "another name"))
                break
            seen[name] = None
    return problems


def _refuse_too_many(objects: list[Any], path: str) -> None:
    count = sum(
        len(spec.containers) + len(spec.init_containers)
        for obj in objects
        if (spec := getattr(getattr(getattr(obj, "spec", None), "template", obj), "spec", None)) is not None
        and hasattr(spec, "containers")
    )
    if count > MOST_CONTAINERS:
        raise UnusableInputError(
            [Problem(path=path, message=f"{count} containers", expected=f"at most {MOST_CONTAINERS}")]
        )
