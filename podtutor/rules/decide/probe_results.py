"""Asking what a prober makes of a series of answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field

from podtutor.kube.container import Container
from podtutor.kube.pod import PodSpec
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.seconds import Seconds, WholeSeconds, milliseconds
from podtutor.rules.probes import (
    STARTUP,
    ProbedContainer,
    ProbeLook,
    ProbeThresholds,
    ProbeType,
    ProbeWorker,
    RawAnswer,
    handler_calls,
    look_at_container,
    take_answer,
)
from podtutor.rules.restart import container_should_restart
from podtutor.rules.runtime_status import PROBE_SUCCESS

_RECORDED = {"success": "Success", "failure": "Failure", "unknown": "UNKNOWN", None: "none"}


class Step(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One turn of the prober: what the handler would say, and the state of the container then."""

    raw: RawAnswer
    state: Literal["running", "waiting", "terminated"] = "running"
    exit_code: int = 0
    container_id: int = field(default=0, name="containerID")
    container_age_seconds: Seconds = 0
    started: bool | None = None
    pod_phase: str = ""


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A probe's kind and thresholds, the pod it belongs to, and the turns of its prober."""

    probe: ProbeType
    failure_threshold: WholeSeconds = 3
    success_threshold: WholeSeconds = 1
    initial_delay_seconds: WholeSeconds = 0
    restart_policy: str = "Always"
    pod_deleting: bool = False
    container_older_than_kubelet: bool = False
    steps: tuple[Step, ...] = ()


class _Turn(Struct, frozen=True):
    """One turn: the container then, what the look gave, and the worker afterwards."""

    step: Step
    container_id: str
    look: ProbeLook
    worker: ProbeWorker

    @property
    def result(self) -> str:
        """What is published for the container of this turn."""
        return _RECORDED[self.worker.result if self.worker.container_id == self.container_id else None]


def decide(asked: Input) -> Answer:
    """`{steps: [{probed, calls, result, keepGoing, onHold}]}`, no steps after the prober has ended."""
    return {
        "steps": [
            {
                "calls": handler_calls(turn.step.raw) if turn.look.ask else 0,
                "keepGoing": turn.look.keep_going,
                "onHold": turn.worker.on_hold,
                "probed": turn.look.ask,
                "result": turn.result,
            }
            for turn in _turns(asked)
        ]
    }


def explain(asked: Input) -> Explanation:
    """Each turn as a row: what was asked, what is counted, what is published."""
    turns = list(_turns(asked))
    rows = [
        (
            f"{turn.step.container_age_seconds:g} s",
            turn.step.raw if turn.look.ask else "not asked",
            f"{turn.worker.result_run} x {turn.worker.last_result}" if turn.worker.last_result else "",
            turn.result,
            _note(turn),
        )
        for turn in turns
    ]
    return Explanation(
        verdict=f"{asked.probe}: {turns[-1].result if turns else 'none'}",
        reasons=(
            f"Published after {asked.failure_threshold} failures or {asked.success_threshold} successes in a row.",
        ),
        table=Table(columns=("AGE", "ANSWER", "IN A ROW", "PUBLISHED", "NOTE"), rows=tuple(rows)),
    )


def _note(turn: _Turn) -> str:
    if not turn.look.keep_going:
        return "the prober ends"
    return "on hold until there is a new container" if turn.worker.on_hold else ""


def _turns(asked: Input) -> Iterator[_Turn]:
    thresholds = ProbeThresholds(
        failure=asked.failure_threshold,
        success=asked.success_threshold,
        initial_delay=asked.initial_delay_seconds,
    )
    spec = PodSpec(restart_policy=asked.restart_policy)
    worker = ProbeWorker()
    for step in asked.steps:
        container_id = str(step.container_id)
        started = step.started
        if started is None:
            succeeded = worker.container_id == container_id and worker.result == PROBE_SUCCESS
            started = succeeded if asked.probe == STARTUP else True
        age = milliseconds(step.container_age_seconds)
        look = look_at_container(
            worker,
            asked.probe,
            thresholds,
            ProbedContainer(
                container_id=container_id,
                running=step.state == "running",
                terminated=step.state == "terminated",
                will_restart=container_should_restart(Container(), spec, step.exit_code),
                age=age,
                started=started,
                older_than_kubelet=age if asked.container_older_than_kubelet else 0,
                pod_phase=step.pod_phase,
                pod_deleting=asked.pod_deleting,
            ),
        )
        worker = look.worker
        if look.ask:
            worker = take_answer(worker, asked.probe, thresholds, step.raw)
        yield _Turn(step, container_id, look, worker)
        if not look.keep_going:
            return
