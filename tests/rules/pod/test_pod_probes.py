"""What a prober makes of its answers, told as a line of letters."""

from __future__ import annotations

import pytest

from podtutor.rules.probes import (
    ProbedContainer,
    ProbeThresholds,
    ProbeType,
    ProbeWorker,
    RawAnswer,
    handler_calls,
    look_at_container,
    take_answer,
)

ANSWERS: dict[str, RawAnswer] = {"s": "success", "w": "warning", "f": "failure", "u": "unknown", "e": "error"}
SHOWN = {"success": "S", "failure": "F", "unknown": "U", None: "-"}


def published(of_type: ProbeType, answers: str, *, failure: int = 1, success: int = 1) -> str:
    """What is published after each answer; lower case where the handler was not asked; `|` is a new container."""
    worker, container, shown = ProbeWorker(), 0, ""
    thresholds = ProbeThresholds(failure=failure, success=success)
    for letter in answers:
        if letter == "|":
            container += 1
            shown += "|"
            continue
        started = of_type != "startup" or (worker.result == "success" and worker.container_id == str(container))
        look = look_at_container(
            worker, of_type, thresholds, ProbedContainer(container_id=str(container), started=started)
        )
        worker = take_answer(look.worker, of_type, thresholds, ANSWERS[letter]) if look.ask else look.worker
        result = SHOWN[worker.result]
        shown += result if look.ask else result.lower()
    return shown


@pytest.mark.parametrize(
    ("what", "of_type", "answers", "thresholds", "expected"),
    [
        ("readiness begins as failure", "readiness", "ff", {}, "FF"),
        ("readiness follows", "readiness", "sfs", {}, "SFS"),
        ("two successes needed", "readiness", "ssfss", {"success": 2}, "FSFFS"),
        ("a warning is a success, unknown a failure", "readiness", "wu", {}, "SF"),
        ("an error neither counts nor breaks the row", "readiness", "ses", {"success": 2}, "FFS"),
        ("liveness begins as success, three failures in a row", "liveness", "ffsfff", {"failure": 3}, "SSSSSF"),
        ("after a liveness failure it is on hold", "liveness", "fss|s", {}, "Fff|S"),
        ("startup begins as unknown and stops at success", "startup", "ffsf", {"failure": 3}, "UUSs"),
        ("startup stops at failure", "startup", "ffs", {"failure": 2}, "UFf"),
        ("a new container does not reset the row", "readiness", "ss|s", {"success": 3}, "FF|S"),
    ],
)
def test_published(what: str, of_type: ProbeType, answers: str, thresholds: dict[str, int], expected: str) -> None:
    assert published(of_type, answers, **thresholds) == expected, what


@pytest.mark.parametrize(
    ("of_type", "container", "ask", "keep_going", "result"),
    [
        ("readiness", ProbedContainer(container_id="c", age=14_999), False, True, "failure"),
        ("readiness", ProbedContainer(container_id="c", age=15_000), True, True, "failure"),
        ("liveness", ProbedContainer(container_id="c", age=15_000, started=False), False, True, "success"),
        ("readiness", ProbedContainer(container_id="c", running=False), False, True, "failure"),
        ("liveness", ProbedContainer(container_id="c", running=False), False, True, "failure"),
        (
            "liveness",
            ProbedContainer(container_id="c", running=False, terminated=True, will_restart=False),
            False,
            False,
            "failure",
        ),
        ("liveness", ProbedContainer(container_id="c", age=99_000, pod_deleting=True), False, False, "success"),
        ("readiness", ProbedContainer(container_id="c", age=99_000, pod_deleting=True), True, True, "failure"),
        ("readiness", ProbedContainer(container_id="c", pod_phase="Succeeded"), False, False, None),
        ("readiness", ProbedContainer(container_id="c", age=99_000, older_than_kubelet=10_001), True, True, None),
        ("readiness", ProbedContainer(container_id="c", age=99_000, older_than_kubelet=10_000), True, True, "failure"),
    ],
)
def test_a_look_at_the_container(
    of_type: ProbeType, container: ProbedContainer, ask: bool, keep_going: bool, result: str | None
) -> None:
    look = look_at_container(ProbeWorker(), of_type, ProbeThresholds(initial_delay=15), container)
    assert (look.ask, look.keep_going, look.worker.result) == (ask, keep_going, result)


def test_only_errors_are_tried_again() -> None:
    assert [handler_calls(answer) for answer in ANSWERS.values()] == [1, 1, 1, 1, 3]
