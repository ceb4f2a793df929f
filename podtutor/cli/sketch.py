"""A scenario from plain manifests and a few words on the command line: what crashes when, what is deleted when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typer
from msgspec import Struct
from msgspec.structs import replace

from podtutor.errors import PodtutorError, Problem
from podtutor.kube.codec import CLUSTER_SCOPED
from podtutor.kube.defaulting_workloads import default_object
from podtutor.kube.manifest import WrittenObject, read_manifest
from podtutor.kube.pod import Pod
from podtutor.kube.preparation import prepare_for_create
from podtutor.kube.quantity import QuantityError, parse_quantity
from podtutor.kube.validation.objects import validate_object_create
from podtutor.sim.scenario import Alloc, Behavior, Delete, Exit, NodeSource, Scenario, Sleep
from podtutor.sim.scenario_reader import LoadedScenario

USUAL_DURATION: Final = 60.0
"""Seconds that plain manifests are watched where nobody says how long."""
_AFTER_LAST: Final = 30.0
"""Seconds that are watched after the last thing that was asked to happen."""

_NAME_SUFFIX: Final = "abcde"
"""What stands for the random end of a name that is to be generated."""

_AT: Final = re.compile(r"(?P<what>[^@]+)@(?P<at>\d+(?:\.\d+)?)s?")


class Happenings(Struct, frozen=True, kw_only=True):
    """What the options say: crashes `C@5s`, ends `C=0@10s`, memory `C=300Mi@3s`, deletions `POD@20s`, the node's size."""

    crash: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    node_memory: str = ""
    node_cpu: str = ""
    nodes: int = 1


class Sketch(Struct, frozen=True):
    """A scenario made of manifests, the objects with their places, and what there was to say about the files."""

    loaded: LoadedScenario
    written: tuple[WrittenObject, ...]
    problems: tuple[Problem, ...]


def sketch(paths: Sequence[Path], texts: Sequence[bytes], what: Happenings, until: float | None) -> Sketch:
    """The scenario. Raises UnusableInputError for files, and typer's own error for options that cannot be read."""
    written: list[WrittenObject] = []
    warnings: list[Problem] = []
    for path, text in zip(paths, texts, strict=True):
        manifest = read_manifest(text, str(path)).or_raise()
        written += manifest.objects
        warnings += manifest.warnings
    if not written:
        raise PodtutorError(f"{paths[0]}: there is nothing in it that can run")
    refusals = {id(one): refused(one) for one in written}
    warnings += [problem for one in written for problem in refusals[id(one)]]
    accepted = [one for one in written if not refusals[id(one)]]
    deletions = [_deletion(one) for one in what.delete]
    times = [action.at for action in deletions]
    behavior, last = _behavior(what)
    duration = until or max(USUAL_DURATION, *(at + _AFTER_LAST for at in (*times, last)))
    scenario = Scenario(
        scenario=1,
        name=paths[0].stem,
        duration=duration,
        objects=(),
        nodes=_nodes(what),
        behavior=behavior,
        actions=tuple(sorted(deletions, key=lambda action: action.at)),
    )
    loaded = LoadedScenario(scenario, tuple(one.value for one in accepted), {})
    return Sketch(loaded, tuple(written), tuple(warnings))


def refused(one: WrittenObject) -> list[Problem]:
    """Why the API server would not take an object, each reason at its line; nothing where it would."""
    value: Any = default_object(one.value)
    if isinstance(value, Pod):
        value = prepare_for_create(value, name_suffix=_NAME_SUFFIX)
    elif one.kind not in CLUSTER_SCOPED and not value.metadata.namespace:
        value = replace(value, metadata=replace(value.metadata, namespace="default"))
    found = [one.problem(error) for error in validate_object_create(value)]
    return [replace(problem, message=f"{problem.field}: {problem.message}") for problem in found]


def _nodes(what: Happenings) -> tuple[NodeSource, ...]:
    capacity: dict[str, str | int] = {}
    for name, amount in (("memory", what.node_memory), ("cpu", what.node_cpu)):
        if amount:
            capacity[name] = _quantity(amount, f"--node-{name}")
    return tuple(NodeSource(name=f"node-{number}", capacity=capacity) for number in range(1, what.nodes + 1))


def _quantity(text: str, option: str) -> str:
    try:
        parse_quantity(text)
    except QuantityError:
        raise typer.BadParameter(f"`{text}` is no amount; {option} takes one like `1Gi` or `500m`") from None
    return text


def _deletion(text: str) -> Delete:
    target, at = _split(text, "--delete", "web@20s")
    return Delete(at=at, delete=target if "/" in target else f"pod/{target}")


def _behavior(what: Happenings) -> tuple[tuple[Behavior, ...], float]:
    """One behaviour for each container that was named, its steps in the order of time; and the time of the last one."""
    steps: dict[str, list[tuple[float, Any]]] = {}

    def note(container: str, at: float, step: Any) -> None:
        steps.setdefault(container, []).append((at, step))

    for text in what.crash:
        container, at = _split(text, "--crash", "app@5s")
        note(container, at, Exit(exit=1))
    for text in what.exit:
        pair, at = _split(text, "--exit", "app=0@10s")
        container, _, code = pair.partition("=")
        if not code.isdecimal() or int(code) > 255:
            raise typer.BadParameter(f"`{text}`: --exit takes a container and an exit code, like `app=0@10s`")
        note(container, at, Exit(exit=int(code)))
    for text in what.memory:
        pair, at = _split(text, "--memory", "app=300Mi@3s")
        container, _, amount = pair.partition("=")
        note(container, at, Alloc(alloc=_quantity(amount, "--memory app=300Mi@3s")))
    behaviors = tuple(Behavior(pod="*", container=name, attempts=(_script(timed),)) for name, timed in steps.items())
    last = max((at for timed in steps.values() for at, _ in timed), default=0.0)
    return behaviors, last


def _script(timed: list[tuple[float, Any]]) -> tuple[Any, ...]:
    """Timed steps as a script: the waits between them, then the steps."""
    script: list[Any] = []
    now = 0.0
    for at, step in sorted(timed, key=lambda pair: pair[0]):
        if at > now:
            script.append(Sleep(sleep=at - now))
        script.append(step)
        now = at
    return tuple(script)


def _split(text: str, option: str, example: str) -> tuple[str, float]:
    found = _AT.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"`{text}` says no time; {option} takes something like `{example}`")
    return found["what"], float(found["at"])
