"""When two histories are the same history: hand-made traces, one difference each."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from podtutor.errors import PodtutorError
from podtutor.fidelity.histories import compare
from podtutor.fidelity.history import History, aligned, read_history
from podtutor.fidelity.recordings import read_histories, recorded_histories, shipped
from podtutor.fidelity.replay import verify_histories

Trace = dict[str, Any]


def run(attempt: int, start: float, end: float | None, code: int | None = 0, container: str = "app") -> Trace:
    reason = None if code is None else "Completed" if code == 0 else "Error"
    return {
        "container": container,
        "type": "container",
        "attempt": attempt,
        "start": start,
        "end": end,
        "exitCode": code,
        "reason": reason,
    }


def web(*runs: Trace, **changes: Any) -> Trace:
    """A pod that was created at 0; by default it ran from 1 to 20 and is Succeeded."""
    last = runs[-1] if runs else run(0, 1.0, 20.0)
    return {
        "uid": 1,
        "node": "node-1",
        "qosClass": "BestEffort",
        "runs": list(runs or [last]),
        "phases": [{"at": 0.0, "phase": "Pending"}, {"at": 1.2, "phase": "Running"}],
        "ready": [],
        "kubectl": [
            {"at": 0.0, "READY": "0/1", "STATUS": "Pending", "RESTARTS": "0"},
            {"at": 0.3, "READY": "0/1", "STATUS": "ContainerCreating", "RESTARTS": "0"},
            {"at": 3.0, "READY": "1/1", "STATUS": "Running", "RESTARTS": "0"},
            {"at": 20.5, "READY": "0/1", "STATUS": "Completed", "RESTARTS": "0"},
        ],
        "deletionRequested": None,
        "gone": None,
        "final": {
            "phase": "Succeeded",
            "reason": None,
            "message": None,
            "containers": {
                "app": {
                    "state": "terminated",
                    "reason": "Completed",
                    "exitCode": 0,
                    "restartCount": len(runs or [last]) - 1,
                    "ready": False,
                    "last": None,
                }
            },
            "conditions": {"Ready": "False"},
        },
        **changes,
    }


def trace(pods: dict[str, Trace], **changes: Any) -> Trace:
    return {
        "trace": 1,
        "scenario": "s",
        "source": "hand",
        "pods": pods,
        "events": [event("Scheduled", 0.1), event("Started", 1.0, container="app")],
        "objects": {"Job/web": {"succeeded": 1, "completionTime": "2026-01-01T00:00:00Z"}},
        "endpoints": [{"at": 2.0, "service": "web", "addresses": [address("web")]}],
        "actions": [{"at": 5.0, "action": "kill", "target": "pod/web", "code": 0}],
        **changes,
    }


def event(reason: str, at: float, name: str = "web", container: str | None = None) -> Trace:
    kind = {"type": "Normal", "message": "", "count": 1}
    return {"at": at, "reason": reason, "object": f"Pod/{name}", "container": container, **kind}


def address(pod: str, *, ready: bool = True) -> Trace:
    return {"pod": pod, "ready": ready, "serving": ready, "terminating": False}


def history(value: Trace) -> History:
    return read_history(json.dumps(value))


def change(path: str, value: Any) -> Callable[[Trace], None]:
    """Sets the place `pods/web/runs/0/exitCode` of a trace."""

    def apply(target: Trace) -> None:
        *way, last = path.split("/")
        place: Any = target
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value

    return apply


BASE = trace({"web": web()})


@pytest.mark.parametrize(
    ("what", "changes", "outcome", "timing", "display"),
    [
        ("nothing", [], 0, 0, 0),
        # outcome
        ("another exit code", [change("pods/web/runs/0/exitCode", 1)], 1, 0, 0),
        ("another class", [change("pods/web/qosClass", "Burstable")], 1, 0, 0),
        ("it is gone", [change("pods/web/gone", 30.0)], 1, 0, 0),
        ("it was deleted", [change("pods/web/deletionRequested", 5.0)], 1, 0, 0),
        ("another phase on the way", [change("pods/web/phases/1/phase", "Failed")], 1, 0, 0),
        ("another final phase", [change("pods/web/final/phase", "Failed")], 1, 0, 0),
        ("another final reason of the pod", [change("pods/web/final/reason", "Evicted")], 1, 0, 0),
        ("no final state", [change("pods/web/final", None)], 1, 0, 0),
        ("another condition", [change("pods/web/final/conditions/Ready", "True")], 1, 0, 0),
        ("a condition that is not compared", [change("pods/web/final/conditions/PodReadyToStartContainers", "True")], 0, 0, 0),
        ("another final state", [change("pods/web/final/containers/app/reason", "Error")], 1, 0, 0),
        ("another last state", [change("pods/web/final/containers/app/last", {"exitCode": 1})], 1, 0, 0),
        ("an empty last state is none", [change("pods/web/final/containers/app/last", {})], 0, 0, 0),
        ("a message does not count", [change("pods/web/final/message", "other words")], 0, 0, 0),
        ("another event", [change("events/0/reason", "FailedScheduling")], 1, 0, 0),
        ("an event about the machine", [change("events/0/reason", "Pulled"), change("events/1/reason", "Pulling")], 1, 0, 0),
        ("an object that only we have", [change("objects/Job~web", None)], 0, 0, 0),
        ("another status of an object", [change("objects", {"Job/web": {"succeeded": 0}})], 1, 0, 0),
        ("times in a status do not count", [change("objects", {"Job/web": {"succeeded": 1, "completionTime": "x"}})], 0, 0, 0),
        ("another endpoint", [change("endpoints/0/addresses", [address("web", ready=False)])], 1, 0, 0),
        ("another answer", [change("actions/0/code", 404)], 1, 0, 0),
        ("the answer a little later", [change("actions/0/at", 9.0)], 0, 0, 0),
        # timing
        ("1.4 s longer", [change("pods/web/runs/0/end", 21.4)], 0, 0, 0),
        ("1.6 s longer", [change("pods/web/runs/0/end", 21.6)], 0, 1, 0),
        ("started 2 s later, as long", [change("pods/web/runs/0/start", 3.0), change("pods/web/runs/0/end", 22.0)], 0, 1, 0),
        # display
        ("another status for long", [change("pods/web/kubectl/2/STATUS", "Error")], 0, 0, 1),
        ("another status for a moment", [change("pods/web/kubectl/0/STATUS", "Error")], 0, 0, 0),
        ("another last status", [change("pods/web/kubectl/3/STATUS", "Error")], 0, 0, 1),
        ("another READY", [change("pods/web/kubectl/2/READY", "0/1")], 0, 0, 1),
        ("RESTARTS do not count", [change("pods/web/kubectl/2/RESTARTS", "9")], 0, 0, 0),
    ],
)  # fmt: skip
def test_one_difference(
    what: str, changes: list[Callable[[Trace], None]], outcome: int, timing: int, display: int
) -> None:
    simulated = copy.deepcopy(BASE)
    for apply in changes:
        apply(simulated)
    found = compare([history(BASE)], history(simulated))
    assert [bool(found.outcome), bool(found.timing), bool(found.display)] == [
        bool(outcome),
        bool(timing),
        bool(display),
    ], (
        what,
        found,
    )


def test_other_pods_are_an_outcome_of_their_own() -> None:
    found = compare([history(BASE)], history(trace({"other": web()})))
    assert found.outcome == ("pods: recorded ['web'], simulated ['other']",)
    assert not found.timing
    assert not found.display


LOOPING = [run(0, 1.0, 2.0, 1), run(1, 3.0, 4.0, 1), run(2, 16.0, 17.0, 1), run(3, 40.0, None, None)]


@pytest.mark.parametrize(
    ("what", "recorded", "simulated", "outcome", "timing"),
    [
        ("the recording ended in the back-off", LOOPING, LOOPING[:3], False, False),
        ("two runs less are a difference", LOOPING, LOOPING[:2], True, False),
        ("the wait may be longer by chance", LOOPING[:3], [*LOOPING[:2], run(2, 21.0, 22.0, 1)], False, False),
        ("but not that much", LOOPING[:3], [*LOOPING[:2], run(2, 23.0, 24.0, 1)], False, True),
        ("a short wait has no such chance", LOOPING[:2], [LOOPING[0], run(1, 5.0, 6.0, 1)], False, True),
        ("once, a run missing is a difference", LOOPING[:2], LOOPING[:1], True, False),
    ],
)
def test_a_container_that_restarts(what: str, recorded: Any, simulated: Any, outcome: bool, timing: bool) -> None:
    final = web()["final"]
    theirs, ours = (trace({"web": web(*runs, final=final)}) for runs in (recorded, simulated))
    found = compare([history(theirs)], history(ours))
    assert (bool(found.outcome), bool(found.timing)) == (outcome, timing), (what, found)


def test_a_crash_loop_is_compared_by_what_it_shows_not_how_often() -> None:
    def rows(*statuses: str) -> list[Trace]:
        return [
            {"at": 10.0 * index, "READY": "0/1", "STATUS": status, "RESTARTS": "0"}
            for index, status in enumerate(statuses)
        ]

    recorded = trace({"web": web(*LOOPING, kubectl=rows("Running", "Error", "Running", "CrashLoopBackOff (x)"))})
    ours = trace({"web": web(*LOOPING, kubectl=rows("Completed", "Running"))})
    assert not compare([history(recorded)], history(ours)).display
    never_running = trace({"web": web(*LOOPING, kubectl=rows("Error"))})
    assert compare([history(recorded)], history(never_running)).display


def test_an_evicted_pod_may_end_later_for_the_kubelet_polls() -> None:
    events = [event("Evicted", 9.0)]
    recorded = trace({"web": web()}, events=events)
    for end, differs in ((29.0, False), (31.0, True)):
        ours = trace({"web": web(run(0, 1.0, end))}, events=events)
        assert bool(compare([history(recorded)], history(ours)).timing) is differs


def test_first_runs_begin_in_the_same_order() -> None:
    def of_two(first: float, second: float) -> Trace:
        return trace({"web": web(run(0, first, None, None, "a"), run(0, second, None, None, "b"), final=None)})

    assert not compare([history(of_two(1.0, 2.5))], history(of_two(1.6, 1.5))).timing
    (said,) = compare([history(of_two(10.0, 12.0))], history(of_two(11.1, 11.0))).timing
    assert said == "web: order of 'a starts' and 'b starts' differs"


def test_what_recordings_disagree_about_does_not_count_and_any_of_them_will_do() -> None:
    slow = trace({"web": web(run(0, 1.0, 30.0))})
    found = compare([history(BASE), history(slow)], history(slow))
    assert found.noise == ("timing",)
    assert not found.timing
    failed = copy.deepcopy(BASE)
    change("pods/web/runs/0/exitCode", 1)(failed)
    assert compare([history(BASE), history(BASE)], history(failed)).outcome


def test_equal_pods_of_one_owner_are_numbered_by_their_fate() -> None:
    stays, goes = web(), web(deletionRequested=10.0, gone=12.0)
    first = aligned(
        history(trace({"web-?1": stays, "web-?2": goes, "other": web()}, events=[event("Killing", 10, "web-?2")]))
    )
    second = aligned(
        history(trace({"web-?1": goes, "web-?2": stays, "other": web()}, events=[event("Killing", 10, "web-?1")]))
    )
    assert first.pods["web-?1"].gone == second.pods["web-?1"].gone == 12.0
    assert first.events == second.events
    later = [{"at": 5.0, "phase": "Pending"}]
    apart = history(trace({"web-?1": stays, "web-?2": {**goes, "phases": later}}))
    assert aligned(apart) is apart


def test_every_shipped_recording_agrees_with_itself() -> None:
    recorded = recorded_histories(shipped("traces"))
    assert len(recorded) == 207
    for name, files in recorded.items():
        histories = read_histories(files)
        assert len(histories) >= 2, name
        found = compare(histories, histories[0])
        assert (found.outcome, found.timing, found.display) == ((), (), ()), name


def test_a_replay_tallies_and_says_what_could_not_be_run() -> None:
    recorded = recorded_histories(shipped("traces"))
    names = sorted(recorded)[:3]

    def simulate(name: str) -> bytes:
        if name == names[2]:
            raise PodtutorError("out of order")
        return json.dumps(trace({})).encode()

    found = verify_histories(simulate, names=names)
    assert [one.name for one in found.scenarios] == names
    assert found.scenarios[2].agreement.outcome == ("not simulated: out of order",)
    assert not found.agrees
    assert found.as_json()["outcome"] == {"cases": 3, "agree": 0}


@pytest.mark.parametrize("text", ["", "[]", '{"pods": 1}', "{" * 10_000, '{"pods": {"a": {"runs": [{}]}}}'])
def test_an_unreadable_trace_is_said_to_be_one(text: str) -> None:
    with pytest.raises(PodtutorError, match="unreadable trace"):
        read_history(text)
