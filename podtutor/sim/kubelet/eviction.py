"""The eviction manager: looks every 10 s whether the node is short of something (pkg/kubelet/eviction)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.constants_node import (
    EVICTED,
    EVICTION_MONITORING_PERIOD_MILLISECONDS,
    IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS,
)
from podtutor.kube.pod import Pod, PodCondition, PodStatus
from podtutor.kube.quantity import Quantity
from podtutor.rules.eviction import SIGNAL_TO_RESOURCE, Candidate, eviction_message, first_evicted, rank_for_eviction
from podtutor.rules.eviction_local import local_storage_eviction
from podtutor.rules.eviction_thresholds import (
    EvictionState,
    Observation,
    Threshold,
    by_eviction_priority,
    eviction_round,
    parse_threshold_config,
)
from podtutor.sim.agenda import Appointment
from podtutor.sim.cause import Cause
from podtutor.sim.clock import stamp
from podtutor.sim.kubelet.measure import disk_used, pod_stats
from podtutor.sim.kubelet.pod_workers import KillOptions
from podtutor.sim.task import Steps, Task

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

LOOK_PHASE = 4000
"""Where in its ten seconds the manager looks, in ms: it began when the node did."""
CLEANUP_POLL = 1000
"""pkg/kubelet/eviction podCleanupPollFreq, in ms."""
CLEANUP_AT_MOST = 30_000
"""pkg/kubelet/eviction podCleanupTimeout, in ms."""
TERMINATION_BY_KUBELET = "TerminationByKubelet"


class EvictionManager:
    """Looks only while there could be something to see: memory or files that changed, or standing pressure."""

    rests_when_quiet = True
    """Whether looks that could find nothing are left out; the tests compare with False."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._thresholds: tuple[Threshold, ...] = parse_threshold_config(kubelet.configuration.thresholds)
        self._state = EvictionState()
        self._next: Appointment | None = None
        self._task: Task | None = None
        self._woken = False
        self.conditions: tuple[str, ...] = ()
        if not self.rests_when_quiet:
            self.wake()

    def stop(self) -> None:
        """The kubelet has ended."""
        if self._next is not None:
            self._next.cancel()
        if self._task is not None:
            self._task.stop()

    def wake(self) -> None:
        """Memory or files of some pod changed: look at the next round."""
        if self._task is not None and not self._task.done.is_set:
            self._woken = True
            return
        if self._next is None or not self._next.pending:
            now = self._kubelet.agenda.now
            period = EVICTION_MONITORING_PERIOD_MILLISECONDS
            self._next = self._kubelet.agenda.at(now + period - (now - LOOK_PHASE) % period, self._begin)

    def _begin(self) -> None:
        self._task = Task(self._kubelet.agenda, self._rounds()).start()
        if self._task.done.is_set:
            self._arrange_next()
        else:
            self._task.done.when_set(self._arrange_next)

    def _arrange_next(self) -> None:
        woken, self._woken = self._woken, False
        if woken or self.conditions or self._state.thresholds_met or not self.rests_when_quiet:
            self.wake()

    def _rounds(self) -> Steps:
        """Evict one pod after the other, each round as soon as the last pod is cleaned up, until nothing is short."""
        while True:
            doomed = yield from self._synchronize()
            if doomed is None:
                return
            waited = 0
            while waited < CLEANUP_AT_MOST:
                yield CLEANUP_POLL
                waited += CLEANUP_POLL
                if not self._kubelet.could_have_running_containers(doomed):
                    break

    def _synchronize(self) -> Steps:
        """pkg/kubelet/eviction/eviction_manager.go synchronize: one round. Returns the uid of the evicted pod, or None."""
        kubelet = self._kubelet
        now = kubelet.agenda.now
        found = eviction_round(
            self._thresholds,
            self._observe(),
            self._state,
            now,
            kubelet.configuration.eviction_pressure_transition_period,
        )
        self._state = found.state
        self._report(found.node_conditions)
        candidates = self._candidates(now)
        for candidate in candidates:
            message = local_storage_eviction(candidate.pod, candidate.stats, dedicated_image_fs=False)
            if message is not None:
                grace = IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS
                return (yield from self._evict(candidate.pod, message, grace, "emptyDir", disrupted=False))
        for threshold in by_eviction_priority(found.evict_for)[:1]:
            victim = first_evicted(rank_for_eviction(candidates, threshold.signal))
            if victim is None:
                return None
            grace = IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS
            if threshold.grace_period:
                grace = kubelet.configuration.eviction_max_pod_grace_period
            text = self._message(threshold, victim)
            return (yield from self._evict(victim.pod, text, grace, threshold.signal, disrupted=True))
        return None

    def _message(self, threshold: Threshold, victim: Candidate) -> str:
        resource = SIGNAL_TO_RESOURCE[threshold.signal]
        said = eviction_message(resource, victim).message
        observed = self._observe().get(threshold.signal)
        if observed is None:
            return said
        value = threshold.value.quantity
        limit = (
            str(value) if value is not None else str(Quantity.of(round(observed.capacity * threshold.value.percentage)))
        )
        available = Quantity.of(observed.available, "BinarySI")
        head = f"The node was low on resource: {resource}. "
        return f"{head}Threshold quantity: {limit}, available: {available}. {said.removeprefix(head)}"

    def _observe(self) -> dict[str, Observation]:
        """The node's own figures; those are fresh."""
        machine = self._kubelet.machine
        found = {"memory.available": Observation(max(0, machine.memory - machine.resident), machine.memory)}
        if machine.disk is not None:
            free = max(0, machine.disk - disk_used(machine))
            found["nodefs.available"] = found["imagefs.available"] = Observation(free, machine.disk)
        return found

    def _candidates(self, now: int) -> list[Candidate]:
        kubelet = self._kubelet
        return [
            Candidate(worker.pod, pod_stats(kubelet.machine.pods[uid], now))
            for uid, worker in kubelet.workers.items()
            if not worker.terminating and uid in kubelet.machine.pods
        ]

    def _evict(self, pod: Pod, message: str, grace: int, signal: str, *, disrupted: bool) -> Steps:
        """pkg/kubelet/eviction/eviction_manager.go evictPod: say so, and wait until its containers have ended.

        `disrupted`: the node's need was the reason, which a condition tells; a pod above its own limits gets none.
        """
        kubelet = self._kubelet
        uid = pod.metadata.uid
        cause = Cause("rank_for_eviction", "pkg/kubelet/eviction/eviction_manager.go evictPod", message, signal)
        kubelet.event(pod, "Warning", EVICTED, message, cause=cause)
        since = stamp(kubelet.agenda.now)

        def evicted(status: PodStatus) -> PodStatus:
            condition = PodCondition(
                type="DisruptionTarget",
                status="True",
                reason=TERMINATION_BY_KUBELET,
                message=message,
                last_transition_time=since,
                observed_generation=pod.metadata.generation,
            )
            others = tuple(one for one in status.conditions if one.type != "DisruptionTarget")
            told = (*others, condition) if disrupted else status.conditions
            return replace(status, phase="Failed", reason=EVICTED, message=message, conditions=told)

        worker = kubelet.workers[uid]
        worker.update(kill=KillOptions(evict=True, grace=grace, status=evicted))
        if not worker.stopped.is_set:
            yield worker.stopped
        return uid

    def _report(self, conditions: tuple[str, ...]) -> None:
        """Remember what the node is short of, for admission at once and for the API server in time."""
        if conditions != self.conditions:
            self.conditions = conditions
            self._kubelet.node_status.report_in_time()
