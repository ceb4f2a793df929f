"""What one looks at before a prediction: plain lines of text, made from the scenario or from a run of it up to a moment.

Manifests stand as their authors wrote them, with what runs in the containers and what is done to the cluster below them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from podtutor.content.quiz import Predict

if TYPE_CHECKING:
    from podtutor.sim.history import History, PodRecord
    from podtutor.sim.run import Simulation
    from podtutor.sim.scenario_reader import LoadedScenario

WIDTH: Final = 76
"""Columns of an exhibit: a screen of 80, indented."""


def scenario_exhibit(question: Predict, loaded: LoadedScenario, named: Sequence[str]) -> list[str]:
    """The lines to look at; `named` are the names that the question is about. Empty where there is nothing to see."""
    if question.view == "none":
        return []
    if question.view == "manifest":
        return _manifests(loaded, named, question.until)
    from podtutor.sim.run import simulate

    simulation = simulate(loaded)
    simulation.run(None if question.until is None else round(question.until * 1000))
    return _VIEWS[question.view](simulation, named)


def situation(loaded: LoadedScenario) -> list[str]:
    """A whole scenario to look at: every manifest, the nodes, what runs, and what is done."""
    return _manifests(loaded, (), None)


def manifest_names(loaded: LoadedScenario) -> set[str]:
    """The names of everything that the scenario has from the beginning or applies later."""
    from podtutor.sim.scenario import Apply

    applied = [manifest for action in loaded.scenario.actions if isinstance(action, Apply) for manifest in action.apply]
    return {_name(manifest) for manifest in [*loaded.scenario.objects, *applied] if isinstance(manifest, Mapping)}


def decision_exhibit(question: Predict) -> list[str]:
    """What the rule is asked, as YAML: its pod as the manifest that it is, and whatever else is given below it."""
    if question.view != "manifest":
        return []
    asked = question.input
    pod = asked.get("pod") if isinstance(asked, Mapping) else None
    if not isinstance(pod, Mapping):
        return _yaml(asked)
    besides = [line for key, value in asked.items() if key != "pod" for line in _entry(key, value)]
    return [*_yaml({"apiVersion": "v1", "kind": "Pod", **pod}), *_titled("Given besides", besides)]


def _entry(key: str, value: Any) -> list[str]:
    return _yaml({key: value}) if isinstance(value, Mapping | list) else [f"{key}: {value}"]


def names_in(query: str) -> list[str]:
    """The texts in quotes in a query, each once: whom it asks about."""
    import re

    return list(dict.fromkeys(name for pair in re.findall(r"'([^']*)'|\"([^\"]*)\"", query) for name in pair if name))


# What kubectl prints


def _records(history: History, named: Sequence[str]) -> list[PodRecord]:
    return [record for record in history.pods if record.name in named] or list(history.pods)


def _described(simulation: Simulation, named: Sequence[str]) -> list[str]:
    from podtutor.sim.describe import describe_text

    history = _history(simulation)
    lines: list[str] = []
    for record in _records(history, named):
        lines += [*([""] if lines else []), *describe_text(history, record, width=WIDTH)]
    return lines


def _events(simulation: Simulation, named: Sequence[str]) -> list[str]:
    from podtutor.sim.kubectl_text import events_text

    history = _history(simulation)
    uids = [record.uid for record in history.pods if record.name in named]
    return events_text(history, uids, width=WIDTH)


def _pods(simulation: Simulation, _: Sequence[str]) -> list[str]:
    from podtutor.sim.kubectl_text import pods_text

    return pods_text(_history(simulation), width=WIDTH)


def _timeline(simulation: Simulation, named: Sequence[str]) -> list[str]:
    from podtutor.sim.kubectl_text import watch_text

    history = _history(simulation)
    return watch_text(history, [record.name for record in _records(history, named)], width=WIDTH)


def _history(simulation: Simulation) -> History:
    if simulation.history is None:
        raise ValueError("this simulation keeps no history")
    return simulation.history


_VIEWS: Final[Mapping[str, Callable[[Simulation, Sequence[str]], list[str]]]] = {
    "timeline": _timeline,
    "describe": _described,
    "events": _events,
    "pods": _pods,
}
"""What is made of a run; manifests need none."""


# Manifests


def _manifests(loaded: LoadedScenario, named: Sequence[str], until: float | None) -> list[str]:
    objects = [manifest for manifest in loaded.scenario.objects if isinstance(manifest, Mapping)]
    there = {_name(manifest) for manifest in objects}
    wanted = {name for name in named if name in there}
    wanted |= {one for one in there for name in named if name not in there and _makes(one, name)}
    chosen = [manifest for manifest in objects if _name(manifest) in wanted] or objects
    lines: list[str] = []
    for manifest in chosen:
        lines += [*(["---"] if lines else []), *_yaml(manifest)]
    names = [*named, *map(_name, chosen)]
    around = [*_nodes(loaded), *_kubelet(loaded)]
    return [*lines, *_applied(loaded, named, until), *around, *_happenings(loaded, names, until)]


def _applied(loaded: LoadedScenario, named: Sequence[str], until: float | None) -> list[str]:
    """Manifests of the named that are not there from the beginning, each with the moment at which it is applied."""
    from podtutor.sim.scenario import Apply

    scenario = loaded.scenario
    known = {_name(manifest) for manifest in scenario.objects if isinstance(manifest, Mapping)}
    lines: list[str] = []
    for action in scenario.actions:
        if isinstance(action, Apply) and (until is None or action.at <= until):
            for manifest in action.apply:
                name = _name(manifest) if isinstance(manifest, Mapping) else ""
                if name not in known and any(name == one or _makes(name, one) for one in named):
                    known.add(name)
                    lines += [f"--- # applied at {action.at:g} s", *_yaml(manifest)]
    return lines


def _name(manifest: Mapping[str, Any]) -> str:
    metadata = manifest.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, Mapping) else ""


def _makes(owner: str, name: str) -> bool:
    """Whether an object of that name makes pods that are called so."""
    return bool(owner) and name.startswith(f"{owner}-")


def _yaml(value: Any) -> list[str]:
    import yaml

    text = yaml.safe_dump(value, sort_keys=False, default_flow_style=None, width=WIDTH, allow_unicode=True)
    return str(text).splitlines()


def _nodes(loaded: LoadedScenario) -> list[str]:
    lines = []
    for node in loaded.scenario.nodes:
        name = node.name if node.count is None else f"{node.count} nodes {node.name}-…"
        facts = [f"{key} {amount}" for key, amount in node.capacity.items()]
        facts += [f"{key}={value}" for key, value in node.labels.items()]
        facts += [f"taint {taint.key}={taint.value}:{taint.effect}".replace("=:", ":") for taint in node.taints]
        lines.append(f"{name}: {', '.join(facts)}" if facts else name)
    return _titled("Nodes", lines)


def _kubelet(loaded: LoadedScenario) -> list[str]:
    """What is set other than by default, in the names of a KubeletConfiguration."""
    return _titled("Kubelet", _yaml(dict(loaded.scenario.kubelet)) if loaded.scenario.kubelet else [])


def _happenings(loaded: LoadedScenario, names: Sequence[str], until: float | None) -> list[str]:
    from podtutor.sim.scenario_text import action_lines, behavior_lines

    scenario = loaded.scenario
    running: list[str] = []
    taken: list[tuple[str, str]] = []
    for behavior in scenario.behavior:  # the first that matches is what runs
        free = [name for name in names if _runs_in(behavior.pod, name) and (name, behavior.container) not in taken]
        running += behavior_lines(behavior) if free else []
        taken += [(name, behavior.container) for name in free if not behavior.image]
    return _titled("What runs", running) + _titled("What is done", action_lines(scenario, until))


def _runs_in(pattern: str, name: str) -> bool:
    """A behaviour names one pod, or with a star all whose names begin so; a controller's pods carry its name and a dash."""
    return f"{name}-".startswith(pattern[:-1]) if pattern.endswith("*") else pattern == name


def _titled(title: str, said: Sequence[str]) -> list[str]:
    """Lines under a title, as comments of YAML."""
    from textwrap import wrap

    lines = [f"# {title}:"] if said else []
    for one in said:
        lines += wrap(one, WIDTH, initial_indent="#   ", subsequent_indent="#     ", break_on_hyphens=False)
    return lines
