"""From a trace to what is drawn: a lane for each container with its states and marks, and the moments in words.

Nothing about Kubernetes is decided here. A trace says when processes began and ended, what the kubelet announced,
and what kubectl showed; this only lays it side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from podtutor.view.timeline.trace import ActionTrace, EventTrace, PodTrace, Run, Trace

ABSENT: Final = "absent"
WAITING: Final = "waiting"
PULLING: Final = "pulling"
RUNNING: Final = "running"
STOPPING: Final = "stopping"
BACK_OFF: Final = "backoff"
DOWN: Final = "down"
ENDED: Final = "done"

START, RESTART, EXIT_OK, EXIT_BAD, NO_MEMORY = "start", "restart", "exit-ok", "exit-bad", "no-memory"
SIGNAL, PROBE, EVICTED, PULL, RESIZE, LOST = "signal", "probe", "evicted", "pull", "resize", "lost"

_KIND_WORDS: Final = {"init": "init ", "sidecar": "sidecar ", "ephemeral": "debug ", "container": ""}
_STUCK: Final = frozenset({"Failed", "BackOff"})
_LANE_EVENTS: Final = {"Killing": SIGNAL, "Unhealthy": PROBE, "Pulling": PULL}


class Step(Struct, frozen=True):
    """At `at` seconds a lane gets a state (empty: it keeps the one it has) and perhaps a mark."""

    at: float
    state: str = ""
    mark: str = ""


class Lane(Struct, frozen=True):
    """One container: its name with its kind, and its steps in the order of time."""

    name: str
    steps: tuple[Step, ...]


class Label(Struct, frozen=True):
    """A word that holds from `at` seconds on."""

    at: float
    text: str


class PodStory(Struct, frozen=True, kw_only=True):
    """One pod: its lanes, and the words of phase, READY and STATUS over time."""

    name: str
    node: str
    lanes: tuple[Lane, ...]
    phases: tuple[Label, ...]
    ready: tuple[Label, ...]
    status: tuple[Label, ...]


class Moment(Struct, frozen=True, kw_only=True):
    """Something that happened, in words. `who` is a pod, or empty for what people and the world did."""

    at: float
    who: str
    text: str
    kind: str = ""


class Story(Struct, frozen=True, kw_only=True):
    """A whole history, ready to be drawn or told; `end` is when watching stopped, in seconds."""

    end: float
    pods: tuple[PodStory, ...]
    actions: tuple[Moment, ...]
    moments: tuple[Moment, ...]
    services: tuple[tuple[str, tuple[Label, ...]], ...] = ()
    requests: tuple[tuple[str, tuple[Step, ...]], ...] = ()

    def times(self) -> list[float]:
        """Every moment at which something in the picture changes."""
        found = {0.0, self.end}
        for pod in self.pods:
            found |= {step.at for lane in pod.lanes for step in lane.steps}
            found |= {label.at for label in (*pod.phases, *pod.ready)}
        found |= {moment.at for moment in self.actions}
        found |= {label.at for _, labels in self.services for label in labels}
        return sorted(at for at in found if at <= self.end)


def story_of(trace: Trace, end: float | None = None) -> Story:
    """The story of a trace, watched until `end` seconds (by default until the last thing it speaks of)."""
    until = trace.last_time() if end is None else end
    actions = tuple(_action(action) for action in trace.actions)
    moments = [*actions]
    pods = []
    for name, pod in trace.pods.items():
        events = [event for event in trace.events if event.object == f"Pod/{name}"]
        stops = [one.at for one in trace.actions if one.action == "stop-node" and one.target == pod.node]
        pods.append(_pod(name, pod, events, stops))
        moments += _moments(name, pod, events)
    return Story(
        end=until,
        pods=tuple(pods),
        actions=actions,
        moments=tuple(sorted((one for one in moments if one.at <= until), key=_causes_first)),
        services=tuple(_services(trace)),
        requests=tuple(_requests(trace)),
    )


def _causes_first(moment: Moment) -> tuple[float, bool, float]:
    """By time; of what is told with the same tenth of a second, what made a container end comes before its end."""
    return round(moment.at, 1), moment.kind not in _CAUSES, moment.at


def _action(action: ActionTrace) -> Moment:
    target = ", ".join(action.target) if isinstance(action.target, list) else str(action.target)
    text = f"{action.action} {target}"
    if action.action == "drain":
        return Moment(at=action.at, who="", text=f"{text} {_drain_words(action)}", kind="action")
    if action.action == "evict" and action.code is not None and action.code < 300:
        text += f": granted with {action.code}"
    if action.code is not None and action.code >= 300:
        text += f": refused with {action.code}" + (f", {action.message}" if action.message else "")
    return Moment(at=action.at, who="", text=text, kind="action")


def _drain_words(action: ActionTrace) -> str:
    """How a drain ended, and how often it was refused meanwhile; a trace has it at its end, not at its beginning."""
    refusals = (action.message or "").count("(will retry")
    refused = f", after {refusals} refusal{'s' * (refusals > 1)}" if refusals else ""
    return f"{'gives up' if action.code else 'is done'}{refused}"


def _pod(name: str, pod: PodTrace, events: list[EventTrace], stops: list[float]) -> PodStory:
    return PodStory(
        name=name,
        node=pod.node or "",
        lanes=tuple(_lanes(pod, events, stops)),
        phases=tuple(Label(change.at, change.phase) for change in pod.phases) + _gone(pod),
        ready=_changes([Label(row.at, row.ready) for row in pod.kubectl]) + _gone(pod),
        status=_changes([Label(row.at, row.status) for row in pod.kubectl]) + _gone(pod),
    )


def _gone(pod: PodTrace) -> tuple[Label, ...]:
    return () if pod.gone is None else (Label(pod.gone, "gone"),)


def _changes(labels: list[Label]) -> tuple[Label, ...]:
    kept: list[Label] = []
    for label in labels:
        if not kept or kept[-1].text != label.text:
            kept.append(label)
    return tuple(kept)


def _lanes(pod: PodTrace, events: list[EventTrace], stops: list[float]) -> Iterator[Lane]:
    runs: dict[tuple[str, str], list[Run]] = {}
    for run in pod.runs:
        runs.setdefault((run.type, run.container), []).append(run)
    known = {container for _, container in runs}
    for container in pod.final.containers if pod.final else ():
        if container not in known:
            runs[("container", container)] = []
    order = {"init": 0, "sidecar": 0, "container": 1, "ephemeral": 2}
    for (kind, container), lives in sorted(runs.items(), key=lambda item: order.get(item[0][0], 1)):
        own = [event for event in events if event.container == container]
        steps = _steps(pod, container, lives, own, events)
        steps += [Step(at, DOWN) for at in stops if _runs_at(lives, at)]
        yield Lane(f"{_KIND_WORDS.get(kind, '')}{container}", tuple(sorted(steps, key=_order)))


def _steps(
    pod: PodTrace, container: str, runs: list[Run], events: list[EventTrace], of_pod: list[EventTrace]
) -> list[Step]:
    steps = [Step(pod.created, WAITING)]
    for number, run in enumerate(sorted(runs, key=lambda one: one.attempt)):
        if run.started is not None:
            steps.append(Step(run.started, RUNNING, RESTART if number else START))
        if run.ended is not None:
            over = number == len(runs) - 1 and not _waits(pod, container, run.ended, events)
            over = over or (run.type == "init" and run.exit_code == 0)
            steps.append(Step(run.ended, ENDED if over else BACK_OFF, _end_mark(run)))
    for event in events:
        mark = _LANE_EVENTS.get(event.reason, "")
        if mark == SIGNAL:
            steps.append(Step(event.at, STOPPING if _runs_at(runs, event.at) else "", SIGNAL))
        elif mark == PULL:
            steps.append(Step(event.at, PULLING, PULL))
        elif mark:
            steps.append(Step(event.at, "", mark))
        elif event.reason in _STUCK and not _runs_at(runs, event.at):
            steps.append(Step(event.at, BACK_OFF))
    for event in of_pod:
        if event.reason == "Evicted" and _runs_at(runs, event.at):
            steps.append(Step(event.at, STOPPING, EVICTED))
        elif event.reason == "ResizeCompleted":
            steps.append(Step(event.at, "", RESIZE))
    if (over_at := _over(pod)) is not None and not _runs_at(runs, over_at):
        steps = [step for step in steps if step.at < over_at or step.state not in {BACK_OFF, WAITING}]
        steps.append(Step(over_at, ENDED))
    if pod.gone is not None:
        away = max([pod.gone, *(run.ended for run in runs if run.ended is not None)])
        steps = [step for step in steps if step.at <= away]
        steps += [Step(pod.gone, ABSENT)] if away == pod.gone else []
    return steps


def _order(step: Step) -> tuple[float, bool]:
    """In the order of time; what ends something comes after what led to it."""
    return step.at, step.state in {ENDED, BACK_OFF}


def _waits(pod: PodTrace, container: str, since: float, events: list[EventTrace]) -> bool:
    """Whether the container, which ended at `since`, waits for its next start from then on."""
    final = pod.final.containers.get(container) if pod.final else None
    held_back = any(event.reason == "BackOff" and event.at >= since for event in events)
    return held_back or (final is not None and final.state == "waiting")


def _over(pod: PodTrace) -> float | None:
    """When the pod got its last phase: after that nothing in it waits for a start."""
    return next((change.at for change in pod.phases if change.phase in {"Succeeded", "Failed"}), None)


def _runs_at(runs: list[Run], at: float) -> bool:
    return any(run.started is not None and run.started <= at and (run.ended is None or at <= run.ended) for run in runs)


def _end_mark(run: Run) -> str:
    if run.reason == "OOMKilled":
        return NO_MEMORY
    if run.exit_code is None:
        return LOST
    return EXIT_OK if run.exit_code == 0 else EXIT_BAD


def _services(trace: Trace) -> Iterator[tuple[str, tuple[Label, ...]]]:
    for service in dict.fromkeys(step.service for step in trace.endpoints):
        labels = [
            Label(step.at, str(sum(one.ready for one in step.addresses)))
            for step in trace.endpoints
            if step.service == service
        ]
        yield service, _changes([Label(0.0, "0"), *labels])


def _requests(trace: Trace) -> Iterator[tuple[str, tuple[Step, ...]]]:
    marks = {"ok": "call-ok", "refused": "call-refused", "cut": "call-cut"}
    for service in dict.fromkeys(call.service for call in trace.requests):
        calls = [call for call in trace.requests if call.service == service]
        yield service, tuple(Step(call.at, "", marks.get(call.result, "call-refused")) for call in calls)


# The moments in words


def _moments(name: str, pod: PodTrace, events: list[EventTrace]) -> list[Moment]:
    found: list[Moment] = []

    def say(at: float, text: str, kind: str = "") -> None:
        found.append(Moment(at=at, who=name, text=text, kind=kind))

    for change in pod.phases:
        say(change.at, f"phase {change.phase}", "phase")
    for ready in pod.ready:
        say(ready.at, "the pod is ready" if ready.ready else "the pod is not ready any more", "ready")
    for run in pod.runs:
        if run.started is not None:
            again = f" again (restart {run.attempt})" if run.attempt else ""
            say(run.started, f"{run.container} starts{again}", "start")
        if run.ended is not None:
            say(run.ended, f"{run.container} {_end_words(run)}", "end")
    for event in events:
        words = _EVENT_WORDS.get(event.reason)
        if words:
            about = f"{event.container} " if event.container else ""
            message = "" if event.reason in _SAY_IT_ALL else f": {event.message}"
            say(event.at, f"{about}{words}{message}", event.reason)
    if pod.gone is not None:
        say(pod.gone, "the pod is gone", "gone")
    return found


def _end_words(run: Run) -> str:
    if run.exit_code is None:
        return "ends, and nobody saw how"
    reason = "" if run.reason in {None, "Error", "Completed"} else f" ({run.reason})"
    return f"ends with exit code {run.exit_code}{reason}"


_CAUSES: Final = frozenset({
    "action", "Unhealthy", "Evicted", "Preempted", "TaintManagerEviction", "DeadlineExceeded", "Killing",
})  # fmt: skip

_EVENT_WORDS: Final = {
    "Scheduled": "the pod gets its node",
    "FailedScheduling": "finds no node",
    "Killing": "is to be stopped",
    "Unhealthy": "fails a probe",
    "BackOff": "has to wait",
    "Failed": "cannot go on",
    "Evicted": "is evicted",
    "Pulling": "has its image fetched",
    "FailedMount": "waits for a volume",
    "Preempted": "makes room for another pod",
    "TaintManagerEviction": "has to leave its node",
    "DeadlineExceeded": "took too long",
    "NodeNotReady": "is on a node that is not heard",
    "ResizeStarted": "is being resized",
    "ResizeCompleted": "has its new size",
    "ResizeDeferred": "has to wait for its new size",
    "ResizeError": "does not get its new size",
    "SandboxChanged": "gets a new sandbox",
}

_SAY_IT_ALL: Final = frozenset(
    {"Scheduled", "BackOff", "Pulling", "SandboxChanged", "ResizeStarted", "ResizeCompleted"}
)
"""Events whose message adds nothing for a person."""
