"""What a prober makes of the answers it gets: when it asks, what counts, and when a result is published."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, structs

from podtutor.kube.constants_node import CONTAINER_OLDER_THAN_KUBELET_MILLISECONDS, MAX_PROBE_RETRIES
from podtutor.rules.phase import FAILED, SUCCEEDED
from podtutor.rules.runtime_status import PROBE_FAILURE, ProbeResult

ProbeType = Literal["liveness", "readiness", "startup"]

LIVENESS: Final = "liveness"
READINESS: Final = "readiness"
STARTUP: Final = "startup"

RawAnswer = Literal["success", "warning", "failure", "unknown", "error"]
"""What a handler says: `error` means that it could not be asked at all."""

INITIAL_RESULT: dict[ProbeType, ProbeResult] = {
    "liveness": "success",
    "readiness": "failure",
    "startup": "unknown",
}
"""pkg/kubelet/prober/worker.go newWorker: what holds of a new container until something is published."""


class ProbeThresholds(Struct, frozen=True, kw_only=True):
    """The parts of a probe that decide, after defaulting: `initial_delay` in seconds."""

    failure: int = 3
    success: int = 1
    initial_delay: int = 0


class ProbedContainer(Struct, frozen=True, kw_only=True):
    """What the prober sees of its container when it looks; `age` in milliseconds since it was started.

    `terminated`: it ended; `will_restart`: and will run again. `started`: its startup probe has succeeded, or it has
    none. `older_than_kubelet`: milliseconds it ran before the present kubelet started, 0 for none.
    """

    container_id: str
    running: bool = True
    terminated: bool = False
    will_restart: bool = True
    age: int = 0
    started: bool = True
    is_sidecar: bool = False
    older_than_kubelet: int = 0
    pod_phase: str = ""
    pod_deleting: bool = False


class ProbeWorker(Struct, frozen=True, kw_only=True):
    """pkg/kubelet/prober/worker.go worker: what a prober remembers.

    `result`: what is published for `container_id` (None: nothing). `result_run`: how often `last_result` came in a
    row. `on_hold`: it does not ask before there is a new container.
    """

    container_id: str = ""
    result: ProbeResult | None = None
    last_result: ProbeResult | None = None
    result_run: int = 0
    on_hold: bool = False


class ProbeLook(Struct, frozen=True):
    """What comes of a look at the container: whether to ask it now, and whether to look again later."""

    worker: ProbeWorker
    ask: bool
    keep_going: bool


def look_at_container(
    worker: ProbeWorker, of_type: ProbeType, thresholds: ProbeThresholds, container: ProbedContainer
) -> ProbeLook:
    """pkg/kubelet/prober/worker.go doProbe

    The part before the handler is run. A new container ID begins with the initial result, but does not reset the
    run of equal answers.
    """
    if container.pod_phase in (SUCCEEDED, FAILED):
        return ProbeLook(worker, ask=False, keep_going=False)
    if worker.container_id != container.container_id:
        worker = structs.replace(
            worker,
            container_id=container.container_id,
            result=_first_result(of_type, container),
            on_hold=False,
        )
    if worker.on_hold:
        return ProbeLook(worker, ask=False, keep_going=True)
    if not container.running:
        keep_going = not container.terminated or container.will_restart
        return ProbeLook(structs.replace(worker, result="failure"), ask=False, keep_going=keep_going)
    if container.pod_deleting and of_type != READINESS:
        return ProbeLook(structs.replace(worker, result="success"), ask=False, keep_going=False)
    if container.age // 1000 < thresholds.initial_delay:
        return ProbeLook(worker, ask=False, keep_going=True)
    return ProbeLook(worker, ask=container.started != (of_type == STARTUP), keep_going=True)


def take_answer(worker: ProbeWorker, of_type: ProbeType, thresholds: ProbeThresholds, answer: RawAnswer) -> ProbeWorker:
    """pkg/kubelet/prober/worker.go doProbe

    The part after the handler was run. Equal answers are counted; at the threshold the result is published. A
    warning is a success, an unknown answer a failure, an error is as if nothing had been asked.
    """
    if answer == "error":
        return worker
    result: ProbeResult = "success" if answer in ("success", "warning") else "failure"
    run = worker.result_run + 1 if worker.last_result == result else 1
    threshold = thresholds.failure if result == PROBE_FAILURE else thresholds.success
    if run < threshold:
        return structs.replace(worker, last_result=result, result_run=run)
    if of_type == STARTUP or (of_type == LIVENESS and result == PROBE_FAILURE):
        return structs.replace(worker, last_result=result, result_run=0, result=result, on_hold=True)
    return structs.replace(worker, last_result=result, result_run=run, result=result)


def handler_calls(answer: RawAnswer) -> int:
    """pkg/kubelet/prober/prober.go runProbeWithRetries

    How often the handler is run for one probe: an error is tried again.
    """
    return MAX_PROBE_RETRIES if answer == "error" else 1


def _first_result(of_type: ProbeType, container: ProbedContainer) -> ProbeResult | None:
    """A container that outlived a restart of the kubelet keeps what is known of it until a probe says otherwise."""
    if not (container.running and container.older_than_kubelet > CONTAINER_OLDER_THAN_KUBELET_MILLISECONDS):
        return INITIAL_RESULT[of_type]
    return "success" if of_type == STARTUP and container.is_sidecar and container.started else None
