"""Probes: workers that ask containers how they are (pkg/kubelet/prober).

One worker per container and probe. It looks once a period, and readiness at once when a status is generated for a
container that is not ready. A worker whose answer cannot change before the pod's ports, files or containers do is
parked until they do; `parks` False makes it tick all the same, with the same results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.constants_node import CONTAINER_OLDER_THAN_KUBELET_MILLISECONDS
from podtutor.kube.container import Container, Probe
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod, PodStatus
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.probes import (
    LIVENESS,
    READINESS,
    STARTUP,
    ProbedContainer,
    ProbeThresholds,
    ProbeType,
    ProbeWorker,
    look_at_container,
    take_answer,
)
from podtutor.rules.restart import container_should_restart, get_container_status
from podtutor.rules.runtime_status import ProbeResult
from podtutor.sim.agenda import Appointment
from podtutor.sim.clock import parse
from podtutor.sim.kubelet.probe_answers import answer
from podtutor.sim.kubelet.why import cause_of_probe

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

TYPES: tuple[ProbeType, ...] = (STARTUP, READINESS, LIVENESS)
KINDS = {LIVENESS: "Liveness", READINESS: "Readiness", STARTUP: "Startup"}
MANUAL_TRIGGER = 15
"""From the wish for a readiness probe at once until it runs, in ms."""


class Worker:
    """One probe of one container."""

    __slots__ = (
        *(
            "_appointment",
            "_prober",
            "_thresholds",
            "_tick_from",
            "container",
            "kind",
            "parked",
            "period",
            "pod",
            "probe",
        ),
        *("run", "state", "stopped", "triggered"),
    )

    def __init__(
        self, prober: Prober, pod: Pod, container: Container, kind: ProbeType, probe: Probe, place: int
    ) -> None:
        """`place`: how many workers of the pod were begun before; each ticks a millisecond after the one before."""
        self._prober = prober
        self.pod = pod
        self.container = container
        self.kind = kind
        self.probe = probe
        self.period = (probe.period_seconds or 10) * 1000
        self._thresholds = ProbeThresholds(
            failure=probe.failure_threshold or 3,
            success=probe.success_threshold or 1,
            initial_delay=probe.initial_delay_seconds,
        )
        self.state = ProbeWorker()
        self.stopped = False
        self.parked = False
        self.triggered = False
        self._tick_from = prober.kubelet.agenda.now + prober.first_wait(self.period) + place
        self._appointment: Appointment | None = None
        self._wait_until(self._tick_from + (0 if prober.knows_container(pod, container.name) else self.period))

    def trigger(self) -> None:
        """Probe at once; the period begins anew."""
        if not self.triggered and not self.stopped:
            self.triggered = True
            self._wait_until(self._prober.kubelet.agenda.now + MANUAL_TRIGGER)

    def stop(self) -> None:
        """No more probes."""
        self.stopped = True
        if self._appointment is not None:
            self._appointment.cancel()

    def wake(self) -> None:
        """The pod looks different: a new run is taken note of now, and asked at the next tick."""
        if self.kind == READINESS and not self.stopped:
            self._notice()
        if self.parked and not self.stopped:
            self.parked = False
            now = self._prober.kubelet.agenda.now
            self._wait_until(now + self.period - (now - self._tick_from) % self.period)

    def _wait_until(self, when: int) -> None:
        if self._appointment is not None:
            self._appointment.cancel()
        self.parked = False
        self._appointment = self._prober.kubelet.agenda.at(when, self._tick)

    def _tick(self) -> None:
        """doProbe, and the wait for the next one."""
        now = self._prober.kubelet.agenda.now
        if self.triggered:
            self.triggered = False
            self._tick_from = now
        before = self.state
        keep_going = self._probe(now)
        if self.stopped:
            return
        if not keep_going:
            self._prober.worker_ended(self)
            return
        if self._prober.kubelet.parks_quiet_pods and self.state == before and self._is_settled():
            self.parked = True
            return
        self._wait_until(now + self.period - (now - self._tick_from) % self.period)

    def _is_settled(self) -> bool:
        """Whether asking again would change nothing while the pod stays as it is."""
        return self.state.on_hold or (self.state.result == "success" and self.state.last_result == "success")

    def _probe(self, now: int) -> bool:
        prober = self._prober
        status = prober.kubelet.statuses.get(self.pod.metadata.uid)
        if status is None:
            return True
        seen = self._look(status, now)
        if seen is None:
            return True
        look = look_at_container(self.state, self.kind, self._thresholds, seen)
        self._publish(look.worker, new_container=look.worker.container_id != self.state.container_id)
        if look.ask:
            said, why = answer(prober.kubelet, self.pod, self.container, self.probe, seen.container_id)
            if said == "failure":
                prober.tell(self, why)
            taken = take_answer(self.state, self.kind, self._thresholds, said)
            if taken.last_result == "success" and taken.result_run > self._thresholds.success:
                taken = replace(taken, result_run=self.state.result_run)
            self._publish(taken)
        return look.keep_going

    def _notice(self) -> None:
        """The first value of a new run, which goes with what else the pod's worker has to do."""
        agenda, status = self._prober.kubelet.agenda, self._prober.kubelet.statuses.get(self.pod.metadata.uid)
        seen = self._look(status, agenda.now) if status is not None else None
        if seen is not None and seen.running and seen.container_id != self.state.container_id:
            look = look_at_container(self.state, self.kind, self._thresholds, seen)
            self._publish(look.worker, new_container=True)

    def _look(self, status: PodStatus, now: int) -> ProbedContainer | None:
        """What the kubelet says of the container; None where it does not exist yet."""
        found = get_container_status((*status.container_statuses, *status.init_container_statuses), self.container.name)
        if found is None or not found.container_id:
            return None
        running, ended = found.state.running, found.state.terminated
        age = now - parse(running.started_at) if running is not None and running.started_at is not None else 0
        return ProbedContainer(
            container_id=found.container_id,
            running=running is not None,
            terminated=ended is not None,
            will_restart=ended is None or container_should_restart(self.container, self.pod.spec, ended.exit_code),
            age=age,
            started=bool(found.started),
            is_sidecar=is_restartable_init_container(self.container),
            older_than_kubelet=self._prober.before_kubelet(found),
            pod_phase=status.phase,
            pod_deleting=self._prober.is_deleting(self.pod.metadata.uid),
        )

    def _publish(self, state: ProbeWorker, *, new_container: bool = False) -> None:
        before, self.state = self.state, state
        if state.result != before.result or new_container:
            self._prober.result_changed(self)


class Prober:
    """All probe workers of one node, and the results they hold (pkg/kubelet/prober/prober_manager.go)."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self._began = kubelet.agenda.now
        self._old = PodStatus()
        self._workers: dict[str, dict[tuple[str, ProbeType], Worker]] = {}
        self._results: dict[tuple[str, str, ProbeType], tuple[str, ProbeResult]] = {}

    def first_wait(self, period: int) -> int:
        """newWorker's run: soon after the kubelet's start probes are spread over their period."""
        if self._began > 0 and self.kubelet.agenda.now - self._began < period:
            return round(period * self.kubelet.chance())
        return 0

    def knows_container(self, pod: Pod, name: str) -> bool:
        """Whether there is a run to ask: the first look at a container that is only being made finds nothing."""
        status = self.kubelet.statuses.get(pod.metadata.uid)
        if status is None:
            return False
        found = get_container_status((*status.container_statuses, *status.init_container_statuses), name)
        return found is not None and bool(found.container_id)

    def before_kubelet(self, status: ContainerStatus) -> int:
        """How long a container ran before this kubelet started, in ms."""
        running = status.state.running
        if self._began == 0 or running is None or running.started_at is None:
            return 0
        return max(0, self._began - parse(running.started_at))

    def is_deleting(self, uid: str) -> bool:
        """Whether the pod is to go."""
        worker = self.kubelet.workers.get(uid)
        return worker is not None and worker.pod.metadata.deletion_timestamp is not None

    def add_pod(self, pod: Pod) -> None:
        """AddPod: begin the probes of every container that has some."""
        uid = pod.metadata.uid
        if uid in self._workers:
            return
        probed = [
            *(container for container in pod.spec.init_containers if is_restartable_init_container(container)),
            *pod.spec.containers,
        ]
        if not any(one.startup_probe or one.readiness_probe or one.liveness_probe for one in probed):
            return
        workers = self._workers[uid] = {}
        for container in probed:
            for kind, probe in zip(
                TYPES, (container.startup_probe, container.readiness_probe, container.liveness_probe), strict=True
            ):
                if probe is not None:
                    workers[container.name, kind] = Worker(self, pod, container, kind, probe, len(workers))
        self.kubelet.machine.pod(pod).world_changed = lambda: self.wake(uid)

    def stop_liveness_and_startup(self, pod: Pod) -> None:
        """StopLivenessAndStartup: a pod that is to go is no longer restarted."""
        for (_, kind), worker in list(self._workers.get(pod.metadata.uid, {}).items()):
            if kind != READINESS:
                worker.stop()

    def remove_pod(self, pod: Pod) -> None:
        """RemovePod: nothing of it is left to ask."""
        uid = pod.metadata.uid
        for (name, kind), worker in self._workers.pop(uid, {}).items():
            worker.stop()
            self._results.pop((uid, name, kind), None)
        known = self.kubelet.machine.pods.get(uid)
        if known is not None:
            known.world_changed = None

    def stop(self) -> None:
        """The kubelet has ended."""
        for workers in self._workers.values():
            for worker in workers.values():
                worker.stop()
        self._workers.clear()

    def wake(self, uid: str) -> None:
        """Parked workers of the pod have reason to look again."""
        for worker in self._workers.get(uid, {}).values():
            worker.wake()

    def worker_ended(self, worker: Worker) -> None:
        """A worker has nothing more to ask."""
        worker.stop()
        self._workers.get(worker.pod.metadata.uid, {}).pop((worker.container.name, worker.kind), None)

    def results(self, uid: str, container: Container, identifier: str) -> tuple[ProbeResult | None, ProbeResult | None]:
        """What is held of a run: (liveness, startup)."""
        return self._held(uid, container.name, LIVENESS, identifier), self._held(
            uid, container.name, STARTUP, identifier
        )

    def condemned(self, uid: str) -> bool:
        """Whether a probe asks for the end of one of the pod's containers."""
        for worker in self._workers.get(uid, {}).values():
            if worker.kind != READINESS and worker.state.result == "failure":
                return True
        return False

    def trigger_unready(self, pod: Pod) -> None:
        """What a generated status does besides: containers that are started and not ready are probed at once."""
        status = self.kubelet.statuses.get(pod.metadata.uid)
        workers = self._workers.get(pod.metadata.uid)
        if status is None or not workers:
            return
        for one in (*status.container_statuses, *status.init_container_statuses):
            worker = workers.get((one.name, READINESS))
            if worker is not None and one.started and worker.state.result != "success":
                worker.trigger()

    def _held(self, uid: str, name: str, kind: ProbeType, identifier: str) -> ProbeResult | None:
        held = self._results.get((uid, name, kind))
        return held[1] if held is not None and held[0] == f"containerd://{identifier}" else None

    def result_changed(self, worker: Worker) -> None:
        """A worker published: readiness and startup go into the status, a failure makes the pod sync."""
        uid, name = worker.pod.metadata.uid, worker.container.name
        result = worker.state.result
        if result is None:
            self._results.pop((uid, name, worker.kind), None)
            return
        self._results[uid, name, worker.kind] = (worker.state.container_id, result)
        self.kubelet.probe_result(worker, result)

    def update_pod_status(self, pod: Pod, status: PodStatus) -> PodStatus:
        """UpdatePodStatus: which containers are started and ready; those that are not are probed at once."""
        uid = pod.metadata.uid
        self._old = self.kubelet.statuses.get(uid) or pod.status
        mains = tuple(self._judged(uid, one) for one in status.container_statuses)
        inits: tuple[ContainerStatus, ...] = ()
        for container, one in zip(pod.spec.init_containers, status.init_container_statuses, strict=True):
            if is_restartable_init_container(container):
                inits = (*inits, self._judged(uid, one))
                continue
            ended = one.state.terminated
            running = one.state.running is not None
            ready = (ended is not None and ended.exit_code == 0) or (one.ready and not running)
            inits = (*inits, replace(one, started=running, ready=ready))
        return replace(status, container_statuses=mains, init_container_statuses=inits)

    def _judged(self, uid: str, status: ContainerStatus) -> ContainerStatus:
        running = status.state.running is not None
        started = running and self._is_started(uid, status)
        ready = started and self._is_ready(uid, status)
        return replace(status, started=started, ready=ready)

    def _is_started(self, uid: str, status: ContainerStatus) -> bool:
        held = self._results.get((uid, status.name, STARTUP))
        if held is not None and held[0] == status.container_id:
            return held[1] == "success"
        return (status.name, STARTUP) not in self._workers.get(uid, {})

    def _is_ready(self, uid: str, status: ContainerStatus) -> bool:
        held = self._results.get((uid, status.name, READINESS))
        if held is not None and held[0] == status.container_id and held[1] == "success":
            return True
        worker = self._workers.get(uid, {}).get((status.name, READINESS))
        if worker is None:
            return self._said_before(status) is not False
        worker.trigger()
        return held is None and self._said_before(status) is True

    def _said_before(self, status: ContainerStatus) -> bool | None:
        """What was said of the readiness of a container that outlived the restart of its kubelet; None of others."""
        if self.before_kubelet(status) <= CONTAINER_OLDER_THAN_KUBELET_MILLISECONDS:
            return None
        known = get_container_status((*self._old.container_statuses, *self._old.init_container_statuses), status.name)
        return known.ready if known is not None and known.container_id == status.container_id else None

    def tell(self, worker: Worker, why: str) -> None:
        """The Unhealthy event of a failed probe."""
        kind = KINDS[worker.kind]
        cause = cause_of_probe(
            worker.pod, worker.container.name, worker.kind, text="the container answered badly, or not at all"
        )
        self.kubelet.event(
            worker.pod,
            "Warning",
            "Unhealthy",
            f"{kind} probe failed: {why}",
            container=worker.container.name,
            cause=cause,
        )
