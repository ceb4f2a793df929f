"""Reading scenario files, strictly: every problem with its line, and what was expected."""

from __future__ import annotations

from typing import Any, NamedTuple

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.codec import KINDS, dec_hook
from podtutor.reading import read
from podtutor.sim.kubelet.configuration import read_configuration
from podtutor.sim.limits import LARGEST_FILE, refuse_too_large
from podtutor.sim.scenario import Apply, Scenario
from podtutor.sim.scenario_checks import complaints
from podtutor.source import Node, child, compose, entries, locate, mark_of


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
    problems = [_at(node, path, *complaint) for complaint in complaints(scenario)]
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
        problems += [_at(node, path, one.field, one.message, one.expected) for one in error.problems]
    if problems:
        raise UnusableInputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    refuse_too_large([*objects, *(one for manifests in applied.values() for one in manifests)], path)
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
    refuse_too_large(objects, path)
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
