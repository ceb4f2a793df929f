"""Does a simulated history agree with a recorded one? Three questions, each with an answer of its own.

outcome: what happened; timing: when; display: what `kubectl get pod` showed. Several recordings of one scenario
tell what Kubernetes fixes: where they contradict each other, the question does not count (it is noise), and
agreement with any one of them is agreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from podtutor.fidelity.history import FinalContainer, History, PodHistory, Run, aligned

SHORT_SECONDS = 1.5
"""How far two times may differ: the resolution of a kubelet that looks around once a second."""

JITTER = 0.35
"""How much longer a wait after a back-off may be: the kubelet comes back to a container late, by chance."""

JITTERED_FROM_SECONDS = 5.0
"""Waits above this are waits of a back-off."""

POLL_SECONDS = 10.0
"""How far the length of a run may differ where the kubelet polls to find out: evicted and preempted pods."""

LASTING_SECONDS = 2.0
"""A state shorter than this is not expected to be seen."""

NOISE_EVENTS = frozenset(
    {
        "CIDRAssignmentFailed",
        "InvalidDiskCapacity",
        "NodeAllocatableEnforced",
        "NodeHasNoDiskPressure",
        "NodeHasSufficientMemory",
        "NodeHasSufficientPID",
        "NodeReady",
        "Pulled",
        "Pulling",
        "RegisteredNode",
        "SandboxChanged",
        "Starting",
    }
)
"""Reasons of events that tell about the machine, not about the pod."""

UNCOMPARED_CONDITIONS = frozenset({"PodReadyToStartContainers"})

CRASH_LOOP = frozenset({"Error", "Completed", "CrashLoopBackOff"})
"""What STATUS shows in turn for a container that ends again and again."""


class Agreement(Struct, frozen=True):
    """How one scenario compares: the differences of each question, and which questions the recordings leave open."""

    outcome: tuple[str, ...] = ()
    timing: tuple[str, ...] = ()
    display: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()

    def differences(self, question: str) -> tuple[str, ...]:
        """The differences of one of QUESTIONS."""
        found: dict[str, tuple[str, ...]] = {
            "outcome": self.outcome,
            "timing": self.timing,
            "display": self.display,
        }
        return found[question]


def compare(recordings: Sequence[History], simulated: History) -> Agreement:
    """Compare a simulated history with every recording of its scenario; the closest recording counts."""
    recorded = [aligned(recording) for recording in recordings]
    ours = aligned(simulated)
    noise = tuple(
        question
        for question, differences in QUESTIONS.items()
        if any(differences(one, other) for one in recorded for other in recorded if one is not other)
    )
    candidates = [
        {
            question: () if question in noise else tuple(differences(recording, ours))
            for question, differences in QUESTIONS.items()
        }
        for recording in recorded
    ]
    closest = min(candidates, key=lambda found: tuple(bool(found[question]) for question in QUESTIONS))
    return Agreement(noise=noise, **closest)


# --- outcome ---------------------------------------------------------------------------------------------------


def outcome(recorded: History, ours: History) -> list[str]:
    """The same pods, runs, phases, final states, reasons of events, statuses of objects, endpoints and answers."""
    if sorted(recorded.pods) != sorted(ours.pods):
        return [f"pods: recorded {sorted(recorded.pods)}, simulated {sorted(ours.pods)}"]
    found: list[str] = []
    for name, pod in recorded.pods.items():
        found += _pod_outcome(name, pod, ours.pods[name])
        if "#" not in name:
            found += _event_reasons(name, recorded, ours)
    for name, status in (recorded.objects or {}).items():
        before, after = _timeless(status), _timeless((ours.objects or {}).get(name))
        if before != after:
            found.append(f"{name}: {before} != {after}")
    for service in sorted({entry.service for entry in recorded.endpoints or ()}):
        behind, behind_ours = _behind(recorded, service), _behind(ours, service)
        if behind != behind_ours:
            found.append(f"service {service}: endpoints {behind} != {behind_ours}")
    answers = [(answer.action, answer.target, answer.code) for answer in recorded.actions]
    our_answers = [(answer.action, answer.target, answer.code) for answer in ours.actions]
    if answers != our_answers:
        found.append(f"actions' answers: {answers} != {our_answers}")
    return found


def _pod_outcome(name: str, recorded: PodHistory, ours: PodHistory) -> Iterator[str]:
    if recorded.qos_class != ours.qos_class:
        yield f"{name}: qosClass {recorded.qos_class} != {ours.qos_class}"
    if (recorded.deletion_requested is None) != (ours.deletion_requested is None):
        yield f"{name}: deletion requested: {recorded.deletion_requested} != {ours.deletion_requested}"
    if (recorded.gone is None) != (ours.gone is None):
        yield f"{name}: gone: {recorded.gone} != {ours.gone}"
    yield from _run_outcomes(name, recorded, ours)
    phases, our_phases = [change.phase for change in recorded.phases], [change.phase for change in ours.phases]
    if phases != our_phases:
        yield f"{name}: phases {phases} != {our_phases}"
    yield from _final_outcome(name, recorded, ours)


def _run_outcomes(name: str, recorded: PodHistory, ours: PodHistory) -> Iterator[str]:
    theirs, mine = recorded.runs_by_container(), ours.runs_by_container()
    if theirs.keys() != mine.keys():
        yield f"{name}: containers that ran: recorded {sorted(theirs)}, simulated {sorted(mine)}"
    for key, runs in theirs.items():
        if key not in mine:
            continue
        our_runs = mine[key]
        if len(runs) != len(our_runs) and not _ended_in_back_off(runs, our_runs):
            yield f"{name}/{key[1]}: {len(runs)} runs recorded, {len(our_runs)} simulated"
        for run, our_run in zip(runs, our_runs, strict=False):
            is_last = run is runs[-1] or our_run is our_runs[-1]
            differs = (run.exit_code, run.reason) != (our_run.exit_code, our_run.reason)
            if differs and not (is_last and len(runs) >= 3):
                yield (
                    f"{name}/{key[1]} run {run.attempt}: {run.exit_code} {run.reason}"
                    f" != {our_run.exit_code} {our_run.reason}"
                )


def _ended_in_back_off(runs: Sequence[Run], our_runs: Sequence[Run]) -> bool:
    """Whether the recording stopped while the container waited for its next run: one run more or less is the same."""
    return len(runs) >= 3 and abs(len(runs) - len(our_runs)) == 1


def _final_outcome(name: str, recorded: PodHistory, ours: PodHistory) -> Iterator[str]:
    final, our_final = recorded.final, ours.final
    for key in ("phase", "reason"):
        value, our_value = getattr(final, key, None), getattr(our_final, key, None)
        if value != our_value:
            yield f"{name}: final {key} {value!r} != {our_value!r}"
    if final is None or our_final is None:
        return
    unsteady = recorded.keeps_restarting()
    for container, state in final.containers.items():
        our_state = our_final.containers.get(container)
        if our_state is None:
            yield f"{name}/{container}: no final state simulated"
        elif unsteady:
            if abs(state.restart_count - our_state.restart_count) > 1:
                yield f"{name}/{container}: restartCount {state.restart_count} != {our_state.restart_count}"
        else:
            yield from _container_outcome(f"{name}/{container}", state, our_state)
    if not unsteady:
        conditions = {k: v for k, v in final.conditions.items() if k not in UNCOMPARED_CONDITIONS}
        our_conditions = {k: v for k, v in our_final.conditions.items() if k not in UNCOMPARED_CONDITIONS}
        if conditions != our_conditions:
            yield f"{name}: conditions {conditions} != {our_conditions}"


def _container_outcome(name: str, recorded: FinalContainer, ours: FinalContainer) -> Iterator[str]:
    for key, value, our_value in (
        ("state", recorded.state, ours.state),
        ("reason", recorded.reason, ours.reason),
        ("exitCode", recorded.exit_code, ours.exit_code),
        ("restartCount", recorded.restart_count, ours.restart_count),
        ("ready", recorded.ready, ours.ready),
    ):
        if value != our_value:
            yield f"{name}: final {key} {value!r} != {our_value!r}"
    if (recorded.last or {}) != (ours.last or {}):
        yield f"{name}: last {recorded.last} != {ours.last}"


def _event_reasons(name: str, recorded: History, ours: History) -> Iterator[str]:
    theirs, mine = _reasons_of(recorded, name), _reasons_of(ours, name)
    if theirs != mine:
        yield (
            f"{name}: events only recorded {sorted(map(str, theirs - mine))},"
            f" only simulated {sorted(map(str, mine - theirs))}"
        )


def _reasons_of(history: History, pod: str) -> frozenset[tuple[str, str | None]]:
    return frozenset(
        (event.reason, event.container)
        for event in history.events
        if event.object == f"Pod/{pod}" and event.reason not in NOISE_EVENTS
    )


def _timeless(value: Any) -> Any:
    """The same status without times, hashed revision names, and the wording of messages."""
    if isinstance(value, dict):
        return {
            key: _timeless(member)
            for key, member in value.items()
            if not key.endswith(("Time", "Revision")) and key != "message"
        }
    return [_timeless(member) for member in value] if isinstance(value, list) else value


def _behind(history: History, service: str) -> list[list[tuple[str, bool, bool, bool]]]:
    """What a Service had behind it for a while, in order: (pod, ready, serving, terminating)."""
    entries = [entry for entry in history.endpoints or () if entry.service == service]
    shown: list[list[tuple[str, bool, bool, bool]]] = []
    for index, entry in enumerate(entries):
        if index + 1 == len(entries) or entries[index + 1].at - entry.at >= LASTING_SECONDS:
            state = [(a.pod, a.ready, a.serving, a.terminating) for a in entry.addresses]
            if not shown or shown[-1] != state:
                shown.append(state)
    return shown


# --- timing ----------------------------------------------------------------------------------------------------


class _Boundary(Struct, frozen=True):
    """The beginning or end of a container's first run, in both histories."""

    name: str
    at: float
    ours: float


def timing(recorded: History, ours: History) -> list[str]:
    """Runs last as long, come as long after what preceded them, and first runs begin and end in the same order."""
    polled = {event.object for event in recorded.events if event.reason in {"Evicted", "Preempted"}}
    found: list[str] = []
    for name, pod in recorded.pods.items():
        if name not in ours.pods:
            continue
        our_pod = ours.pods[name]
        tolerance = POLL_SECONDS if f"Pod/{name}" in polled else SHORT_SECONDS
        mine = our_pod.runs_by_container()
        boundaries: list[_Boundary] = []
        for key, runs in pod.runs_by_container().items():
            if key not in mine:
                continue
            found += _run_times(f"{name}/{key[1]}", (pod.created(), runs), (our_pod.created(), mine[key]), tolerance)
            boundaries += _first_boundaries(key[1], runs[0], mine[key][0])
        found += _order(name, boundaries)
    return found


def _run_times(
    name: str, recorded: tuple[float, list[Run]], ours: tuple[float, list[Run]], tolerance: float
) -> Iterator[str]:
    """Compare the runs of one container, each history given as (creation of the pod, runs)."""
    before, our_before = recorded[0], ours[0]
    for index, (run, our_run) in enumerate(zip(recorded[1], ours[1], strict=False)):
        end, our_end = run.ended(), our_run.ended()
        if end is not None and our_end is not None:
            length, our_length = end - run.started(), our_end - our_run.started()
            if abs(length - our_length) > tolerance:
                yield f"{name} run {run.attempt} lasted {length:.1f} s, simulated {our_length:.1f} s"
        gap, our_gap = run.started() - before, our_run.started() - our_before
        if abs(gap - our_gap) > _gap_tolerance(index, gap, our_gap):
            since = "the last run" if index else "creation"
            yield f"{name} run {run.attempt} started {gap:.1f} s after {since}, simulated {our_gap:.1f} s"
        if end is None or our_end is None:
            break
        before, our_before = end, our_end


def _gap_tolerance(index: int, gap: float, our_gap: float) -> float:
    if index == 0:
        return SHORT_SECONDS + 0.1 * gap
    jittered = gap > JITTERED_FROM_SECONDS and our_gap > JITTERED_FROM_SECONDS
    return SHORT_SECONDS + (JITTER * gap if jittered else 0.0)


def _first_boundaries(container: str, run: Run, our_run: Run) -> Iterator[_Boundary]:
    yield _Boundary(f"{container} starts", run.started(), our_run.started())
    end, our_end = run.ended(), our_run.ended()
    if end is not None and our_end is not None:
        yield _Boundary(f"{container} ends", end, our_end)


def _order(name: str, boundaries: list[_Boundary]) -> Iterator[str]:
    for index, one in enumerate(boundaries):
        for other in boundaries[index + 1 :]:
            apart = one.at - other.at
            if abs(apart) >= LASTING_SECONDS and apart * (one.ours - other.ours) <= 0:
                yield f"{name}: order of '{one.name}' and '{other.name}' differs"


# --- display ---------------------------------------------------------------------------------------------------


def display(recorded: History, ours: History) -> list[str]:
    """Every row of `kubectl get pod` that lasted, and the last one, in the same order."""
    until = max(recorded.last_time(), ours.last_time())
    found: list[str] = []
    for name, pod in recorded.pods.items():
        if name not in ours.pods:
            continue
        rows, our_rows = _shown(pod, until), _shown(ours.pods[name], until)
        differs = rows != our_rows
        if pod.keeps_restarting():
            differs = _whatever_order(rows) != _whatever_order(our_rows)
        if differs:
            found.append(f"{name}: kubectl showed {rows}, simulated {our_rows}")
    return found


def _shown(pod: PodHistory, until: float) -> list[tuple[str, str]]:
    """(READY, STATUS) of every row that lasted, and of the last."""
    found: list[tuple[str, str]] = []
    for index, row in enumerate(pod.kubectl):
        is_last = index + 1 == len(pod.kubectl)
        end = (until if pod.gone is None else pod.gone) if is_last else pod.kubectl[index + 1].at
        shown = (row.ready, re.sub(r"\s+\(.*", "", row.status))
        if (is_last or end - row.at >= LASTING_SECONDS) and (not found or found[-1] != shown):
            found.append(shown)
    return found


def _whatever_order(rows: list[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """What a pod in a crash loop showed: how often does not matter, nor which face of the loop was caught."""
    return frozenset(
        (ready, "in a crash loop" if status.removeprefix("Init:") in CRASH_LOOP else status) for ready, status in rows
    )


Question = Callable[[History, History], list[str]]

QUESTIONS: dict[str, Question] = {"outcome": outcome, "timing": timing, "display": display}
"""The three questions, in the order in which they are reported: each lists what differs, recorded first."""
