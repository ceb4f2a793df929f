"""A scenario in words: what the processes in its containers do, and what people and the world do to it, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from podtutor.sim import scenario as authored

STEPS: Final[Mapping[type, Callable[[Any], str]]] = {
    authored.Sleep: lambda step: f"works for {_seconds(step.sleep)}",
    authored.Exit: lambda step: f"exits with {step.exit}",
    authored.Alloc: lambda step: f"uses {step.alloc} of memory",
    authored.Listen: lambda step: f"opens port {step.listen}",
    authored.Close: lambda step: f"closes port {step.close}",
    authored.Connect: lambda step: f"connects to {step.connect}",
    authored.Touch: lambda step: f"creates {step.touch}",
    authored.Remove: lambda step: f"removes {step.remove}",
    authored.Require: lambda step: f"exits with 2 unless {step.require} is there",
    authored.Await: lambda step: f"waits for {step.target}",
    authored.Write: lambda step: f"writes {step.write.size} to {step.write.path}",
    authored.Log: lambda step: f"prints “{step.log}”",
}
"""What a process does in one step; a test holds this and the table of actions complete."""

ACTIONS: Final[Mapping[type, Callable[[Any], str]]] = {
    authored.Delete: lambda action: f"kubectl delete {action.delete}{_grace(action)}",
    authored.Evict: lambda action: f"the Eviction API is asked to evict {action.evict}",
    authored.Drain: lambda action: f"kubectl drain {action.drain}",
    authored.Cordon: lambda action: f"kubectl cordon {action.cordon}",
    authored.Uncordon: lambda action: f"kubectl uncordon {action.uncordon}",
    authored.TaintNode: lambda action: f"kubectl taint node {action.taint} {_taints(action, '')}",
    authored.Untaint: lambda action: f"kubectl taint node {action.untaint} {_taints(action, '-')}",
    authored.Label: lambda action: f"kubectl label {action.label} {_labels(action)}",
    authored.SetCondition: lambda action: f"the condition {action.type} of {action.condition} becomes {action.status}",
    authored.Kill: lambda action: f"the process of `{action.container}` in {action.kill} gets SIG{action.signal}",
    authored.Requests: lambda action: (
        f"a client calls {action.requests}:{action.port} every {_seconds(action.every)} until {_seconds(action.until)}"
    ),
    authored.Silence: lambda action: f"the network of {action.silence} is cut",
    authored.Unsilence: lambda action: f"the network of {action.unsilence} is back",
    authored.Scale: lambda action: f"kubectl scale {action.scale} --replicas={action.replicas}",
    authored.Apply: lambda action: f"kubectl apply of {', '.join(map(_object, action.apply))}",
    authored.Debug: lambda action: f"kubectl debug {action.debug} adds the container `{action.container.name}`",
    authored.Resize: lambda action: f"{action.resize} is resized: {'; '.join(map(_resized, action.containers))}",
    authored.RestartKubelet: lambda action: f"the kubelet of {action.node} restarts, down for {_seconds(action.down)}",
    authored.StopNode: lambda action: f"{action.node} loses power",
    authored.StartNode: lambda action: f"{action.node} boots again",
}
"""What somebody does to the cluster in one action."""


def behavior_lines(behavior: authored.Behavior) -> list[str]:
    """What runs in a container, run by run; the last one repeats. Then what it does on SIGTERM, where that is not usual."""
    name = f"{behavior.pod}/{behavior.container}"
    if behavior.image:
        name += f" with {behavior.image}"
    lines = []
    for number, script in enumerate(behavior.attempts, 1):
        last = number == len(behavior.attempts)
        which = "every run" if len(behavior.attempts) == 1 else f"run {number}{' and later' if last else ''}"
        lines.append(f"{name}, {which}: {_script(script)}")
    if behavior.on_term == "ignore":
        lines.append(f"{name} ignores SIGTERM")
    elif isinstance(behavior.on_term, authored.OnTerm) and behavior.on_term != authored.OnTerm():
        after = _seconds(behavior.on_term.after)
        lines.append(f"{name} on SIGTERM: exits with {behavior.on_term.exit} after {after}")
    return lines


def action_line(action: authored.Action) -> str:
    """One action with its time."""
    return f"at {_seconds(action.at)}: {ACTIONS[type(action)](action)}"


def action_lines(scenario: authored.Scenario, until: float | None = None) -> list[str]:
    """The actions up to a moment (seconds), in the order of time; an apply to what is there says what it changes."""
    known = {_identity(manifest): manifest for manifest in scenario.objects if isinstance(manifest, Mapping)}
    lines = []
    for action in sorted(scenario.actions, key=lambda one: one.at):
        if until is not None and action.at > until:
            break
        line = action_line(action)
        if isinstance(action, authored.Apply):
            told = []
            for manifest in action.apply:
                before = known.get(_identity(manifest))
                changes = [] if before is None else _changes(before, manifest)
                told.append(f"{_object(manifest)} ({', '.join(changes)})" if changes else _object(manifest))
                known[_identity(manifest)] = manifest
            line = f"at {_seconds(action.at)}: kubectl apply of {', '.join(told)}"
        lines.append(line)
    return lines


def _script(script: authored.Script) -> str:
    said = [STEPS[type(step)](step) for step in script]
    ends = any(isinstance(step, authored.Exit) for step in script)
    return ", ".join(said if ends else [*said, "runs on"])


def _seconds(value: float) -> str:
    return f"{value:g} s"


def _grace(action: authored.Delete) -> str:
    grace = "" if action.grace_period_seconds is None else f" --grace-period={action.grace_period_seconds}"
    return f"{grace}{' --force' if action.force else ''}"


def _taints(action: authored.TaintNode | authored.Untaint, end: str) -> str:
    return " ".join(
        taint.key + (f"={taint.value}" if taint.value else "") + (f":{taint.effect}" if taint.effect else "") + end
        for taint in action.taints
    )


def _labels(action: authored.Label) -> str:
    """With --overwrite where one is set: without it kubectl refuses to change a label that is there."""
    said = [f"{key}-" if value is None else f"{key}={value}" for key, value in action.labels.items()]
    return " ".join(said if set(action.labels.values()) == {None} else [*said, "--overwrite"])


def _identity(manifest: Any) -> tuple[str, str, str]:
    """Kind, namespace and name."""
    metadata = manifest.get("metadata") or {} if isinstance(manifest, Mapping) else {}
    kind = manifest.get("kind", "") if isinstance(manifest, Mapping) else ""
    return str(kind), str(metadata.get("namespace") or "default"), str(metadata.get("name", ""))


def _object(manifest: Any) -> str:
    kind, _, name = _identity(manifest)
    return f"{kind}/{name}" if kind or name else ""


def _changes(before: Any, now: Any, path: str = "") -> list[str]:
    """What differs between two manifests, field by field; items of a list that have names are told apart by them."""
    if before == now:
        return []
    old, new = _entries(before), _entries(now)
    if old is None or new is None:
        return [f"{path}: {_compact(now)}"]
    lines = []
    for key in dict.fromkeys([*old, *new]):
        place = key if not path else f"{path}{key}" if key.startswith("[") else f"{path}.{key}"
        if key not in new:
            lines.append(f"without {place}")
        elif key not in old:
            lines.append(f"{place}: {_compact(new[key])}")
        else:
            lines += _changes(old[key], new[key], place)
    return lines


def _entries(value: Any) -> dict[str, Any] | None:
    """The fields of an object, or the items of a list by their names; None where there are neither."""
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, Sequence) and value and all(isinstance(one, Mapping) and "name" in one for one in value):
        return {f"[{one['name']}]": one for one in value}
    return None


def _compact(value: Any) -> str:
    """A value in one line, as YAML's flow style has it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_compact(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_compact, value)) + "]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _resized(one: authored.ResizedContainer) -> str:
    parts = [
        f"{group} {name}={amount}"
        for group, amounts in (("requests", one.resources.requests), ("limits", one.resources.limits))
        for name, amount in amounts.items()
    ]
    return f"`{one.name}` {', '.join(parts)}"
