"""Pod workers: one per pod, doing one thing at a time (pkg/kubelet/pod_workers.go).

What wakes a worker: a change of the pod, a look of the PLEG that found something, a probe, the work queue. A sync
never begins before the runtime was looked at after the last one: that is where most of the seconds come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from podtutor.kube.constants_node import BACK_OFF_JITTER_FACTOR, BACK_OFF_PERIOD_MILLISECONDS, RESYNC_JITTER_FACTOR
from podtutor.kube.pod import Pod, PodStatus
from podtutor.rules.phase import FAILED, SUCCEEDED
from podtutor.rules.termination import calculate_effective_grace_period
from podtutor.sim.agenda import Appointment
from podtutor.sim.kubelet.sync_pod import SyncInputs, SyncResult, sync_pod, sync_terminated_pod, sync_terminating_pod
from podtutor.sim.task import Signal, Steps, Task

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

SYNC_FREQUENCY = 60_000
"""KubeletConfiguration syncFrequency, in ms: a quiet pod is looked after that often, with jitter."""
SYNC_TICK = 1000
"""pkg/kubelet/kubelet.go syncLoop: how often due pods are taken from the work queue, in ms."""


class KillOptions(NamedTuple):
    """KillPodOptions: an eviction or other end that the kubelet decides itself; `grace` in seconds."""

    evict: bool
    grace: int | None
    status: Callable[[PodStatus], PodStatus] | None = None


class PodWorker:
    """What the kubelet knows and does about one pod, from admission until nothing is left of it."""

    __slots__ = (
        *("_appointment", "_kubelet", "_pending", "_task", "cancelled", "deleted", "evicted", "finished", "grace"),
        *(
            "last_sync",
            "pod",
            "removed",
            "settled",
            "status_functions",
            "stopped",
            "terminated",
            "terminating",
            "uid",
            "working",
        ),
    )

    def __init__(self, kubelet: Kubelet, pod: Pod) -> None:
        self._kubelet = kubelet
        self.uid = pod.metadata.uid
        self.pod = pod
        self.terminating = False
        self.terminated = False
        self.finished = False
        self.deleted = False
        self.evicted = False
        self.removed = False
        self.grace = 0
        self.last_sync: int | None = None
        self.working = False
        self.cancelled = Signal()
        self.stopped = Signal()
        self.settled: SyncInputs | None = None
        self._pending = False
        self.status_functions: list[Callable[[PodStatus], PodStatus]] = []
        self._task: Task | None = None
        self._appointment: Appointment | None = None

    # being told

    def update(self, pod: Pod | None = None, kill: KillOptions | None = None) -> None:
        """UpdatePod: the pod changed, or something about it must be looked after. The latest wish stands."""
        if self.finished:
            return
        if pod is not None:
            self.pod = pod
        becomes_terminating = self._latch(kill)
        if self.terminating:
            self._shorten(kill)
        self._pending = True
        if becomes_terminating:
            self.cancelled.set()
        self._go()

    def _latch(self, kill: KillOptions | None) -> bool:
        """Facts that never go back: being deleted, evicted, over. Whether the pod begins to terminate now."""
        was = self.terminating
        if self.pod.metadata.deletion_timestamp is not None:
            self.deleted = True
            self.terminating = True
        elif self.pod.status.phase in {SUCCEEDED, FAILED}:
            self.terminating = True
        if kill is not None:
            self.terminating = True
            self.evicted = self.evicted or kill.evict
            if kill.status is not None:
                self.status_functions.append(kill.status)
        if self.removed:
            self.deleted = True
            self.terminating = True
        return self.terminating and not was

    def _shorten(self, kill: KillOptions | None) -> None:
        effective = calculate_effective_grace_period(
            self.grace,
            self.pod.metadata.deletion_grace_period_seconds,
            self.pod.spec.termination_grace_period_seconds,
            None if kill is None else kill.grace,
        )
        self.grace = effective.seconds

    # working

    def stop(self) -> None:
        """The kubelet has ended: whatever was under way is dropped where it stands."""
        if self._task is not None:
            self._task.stop()
        if self._appointment is not None:
            self._appointment.cancel()
        self.finished = True

    def _go(self) -> None:
        if not self.working:
            self.working = True
            self._task = Task(self._kubelet.agenda, self._work())
            self._task.start()

    def _work(self) -> Steps:
        """podWorkerLoop: sync until nothing is pending."""
        while self._pending and not self.finished:
            self._pending = False
            pod, terminating, terminated = self.pod, self.terminating, self.terminated
            snapshot = yield from self._kubelet.pleg.newer_than(self.uid, self.last_sync)
            if terminated:
                yield from sync_terminated_pod(self._kubelet, pod, snapshot)
                self._finish()
                return
            if terminating:
                yield from sync_terminating_pod(self._kubelet, self, pod, snapshot)
                self.last_sync = self._kubelet.agenda.now
                self.terminated = True
                self.stopped.set()
                self._pending = True
                continue
            result: SyncResult = yield from sync_pod(self._kubelet, self, pod, snapshot)
            self.last_sync = self._kubelet.agenda.now
            if result.relist:
                self._kubelet.pleg.request_relist(self.uid)
            if result.again:
                self._pending = True
            if result.terminal:
                self.terminating = True
                self._shorten(None)
                self._pending = True
            self._complete_work(result)
            if self._pending:
                yield 0  # what else is told in the same moment came while the sync was under way: one more, not two
        self.working = False

    def _finish(self) -> None:
        self.finished = True
        self.working = False
        if self._appointment is not None:
            self._appointment.cancel()
        self._kubelet.worker_finished(self)

    def _complete_work(self, result: SyncResult) -> None:
        """completeWork: when to come back without being called."""
        kubelet = self._kubelet
        if result.terminal or self.terminating:
            return
        if result.failed:
            wait = BACK_OFF_PERIOD_MILLISECONDS
            if result.back_off_ends is not None:
                wait = min(max(result.back_off_ends - kubelet.agenda.now, 0), SYNC_FREQUENCY)
            self._come_back(kubelet.jitter(wait, BACK_OFF_JITTER_FACTOR))
        elif not kubelet.parks_quiet_pods or not kubelet.is_quiet(self):
            self._come_back(kubelet.jitter(SYNC_FREQUENCY, RESYNC_JITTER_FACTOR))
        elif self._appointment is not None:
            self._appointment.cancel()

    def _come_back(self, delay: int) -> None:
        """The work queue: due after `delay`, taken out at the sync loop's next tick."""
        if self._appointment is not None:
            self._appointment.cancel()
        self._appointment = self._kubelet.agenda.at(
            self._kubelet.next_tick(self._kubelet.agenda.now + delay), self._due
        )

    def _due(self) -> None:
        self.update()
