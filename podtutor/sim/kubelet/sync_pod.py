"""The three ways to sync a pod: set it up and keep it, stop it, clean up after it (pkg/kubelet/kubelet.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podtutor.kube.pod import Pod
from podtutor.sim.kubelet.pod_status import KUBELET_CONDITIONS, generate_api_pod_status
from podtutor.sim.kubelet.snapshot import PodSnapshot, look_at
from podtutor.sim.kubelet.status_manager import TERMINAL
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet
    from podtutor.sim.kubelet.pod_workers import PodWorker


class SyncResult(NamedTuple):
    """What came of a sync. `back_off_ends` in ms, where waiting for a back-off was the only trouble.

    `relist`: the runtime was changed, look at it at once. `again`: sync once more without being called.
    """

    terminal: bool = False
    failed: bool = False
    back_off_ends: int | None = None
    relist: bool = False
    again: bool = False


class SyncInputs:
    """What a sync that found nothing to do looked at: with the same again there is nothing to do again."""

    __slots__ = ("conditions", "metadata", "snapshot", "spec", "status")

    def __init__(self, kubelet: Kubelet, pod: Pod, snapshot: PodSnapshot) -> None:
        self.snapshot = snapshot
        self.spec = pod.spec
        self.metadata = pod.metadata
        self.status = kubelet.statuses.get(pod.metadata.uid)
        self.conditions = [one for one in pod.status.conditions if one.type not in KUBELET_CONDITIONS]

    def same(self, other: SyncInputs) -> bool:
        """Whether these are the very same objects, and others' conditions are equal."""
        return (
            self.snapshot is other.snapshot
            and self.spec is other.spec
            and self.metadata is other.metadata
            and self.status is other.status
            and self.conditions == other.conditions
        )


def sync_pod(kubelet: Kubelet, worker: PodWorker, pod: Pod, snapshot: PodSnapshot) -> Steps:
    """pkg/kubelet/kubelet.go SyncPod

    Publish what is known of the pod, then bring its containers nearer to its spec. Returns a SyncResult.
    """
    settled = worker.settled
    if settled is not None and _may_settle(kubelet, pod) and settled.same(SyncInputs(kubelet, pod, snapshot)):
        kubelet.probes.trigger_unready(pod)
        return SyncResult()
    worker.settled = None
    pod = kubelet.allocation.allocated(pod)
    kubelet.allocation.settle(pod, snapshot)
    status = generate_api_pod_status(kubelet, pod, snapshot, pod_is_terminal=False)
    kubelet.statuses.set(pod, status)
    if status.phase in TERMINAL:
        return SyncResult(terminal=True)
    mounted = yield from kubelet.volumes.wait_for_mount(pod, worker.cancelled)
    if not mounted:
        return SyncResult(failed=True)
    kubelet.probes.add_pod(pod)
    result: SyncResult = yield from kubelet.runtime_manager.sync_pod(pod, snapshot)
    if result == SyncResult() and _may_settle(kubelet, pod):
        worker.settled = SyncInputs(kubelet, pod, snapshot)
    return result


def _may_settle(kubelet: Kubelet, pod: Pod) -> bool:
    """Whether a sync of the pod depends on what it looks at alone, and not on time, a probe or a resize."""
    uid = pod.metadata.uid
    if not kubelet.parks_quiet_pods or pod.spec.active_deadline_seconds is not None or pod.status.phase in TERMINAL:
        return False
    return not kubelet.allocation.knows(uid) and not kubelet.probes.condemned(uid)


def sync_terminating_pod(kubelet: Kubelet, worker: PodWorker, pod: Pod, snapshot: PodSnapshot) -> Steps:
    """pkg/kubelet/kubelet.go SyncTerminatingPod

    Stop every container, in order and with grace, then the sandbox. Readiness is probed to the end.
    """
    status = generate_api_pod_status(kubelet, pod, snapshot, pod_is_terminal=False)
    for function in worker.status_functions:
        status = function(status)
    kubelet.statuses.set(pod, status)
    kubelet.probes.stop_liveness_and_startup(pod)
    grace = worker.grace if worker.removed or worker.evicted or worker.deleted else None
    yield from kubelet.runtime_manager.kill_pod(pod, grace)
    kubelet.probes.remove_pod(pod)
    known = kubelet.machine.pods.get(pod.metadata.uid)
    stopped = snapshot if known is None else look_at(known, kubelet.agenda.now, snapshot.ip)
    worker.terminated = True
    kubelet.statuses.set(pod, generate_api_pod_status(kubelet, pod, stopped, pod_is_terminal=True))
    kubelet.room.leave(pod.metadata.uid)
    kubelet.allocation.room_was_made()


def sync_terminated_pod(kubelet: Kubelet, pod: Pod, snapshot: PodSnapshot) -> Steps:
    """pkg/kubelet/kubelet.go SyncTerminatedPod

    Say the last word about the pod once its volumes are unmounted; then the API server may let it go.
    """
    kubelet.statuses.set(pod, generate_api_pod_status(kubelet, pod, snapshot, pod_is_terminal=True))
    yield from kubelet.volumes.wait_for_unmount(pod)
    kubelet.statuses.terminate(pod)
