"""Volumes: what must be there before a container starts (pkg/kubelet/volumemanager).

Mounting is retried by the volume manager with a back-off of its own, while the pod's worker waits and looks
every 300 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.config import ConfigMap, Secret
from podtutor.kube.pod import Pod
from podtutor.kube.quantity import Quantity
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim
from podtutor.kube.volume import Volume as VolumeSpec
from podtutor.sim.runtime.files import Volume
from podtutor.sim.runtime.pod import PodSandboxes
from podtutor.sim.task import Signal, Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

WAIT_POLL = 300
"""pkg/kubelet/volumemanager podAttachAndMountRetryInterval, in ms."""
WAIT_AT_MOST = 123_000
"""pkg/kubelet/volumemanager podAttachAndMountTimeout, in ms."""
FIRST_RETRY = 500
"""pkg/util/goroutinemap/exponentialbackoff initialDurationBeforeRetry, in ms; doubles."""
LONGEST_RETRY = 122_000
"""pkg/util/goroutinemap/exponentialbackoff maxDurationBeforeRetry, in ms."""
RECONCILE = 100
"""pkg/kubelet/volumemanager reconcilerLoopSleepPeriod, in ms."""


class Volumes:
    """The volume manager of one node."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._mounted: dict[str, None] = {}
        self._trouble: dict[str, tuple[int, int]] = {}

    def wait_for_mount(self, pod: Pod, cancelled: Signal) -> Steps:
        """pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount

        Returns whether all volumes are mounted; False after two minutes, or when the pod is to go meanwhile.
        """
        uid = pod.metadata.uid
        if uid in self._mounted:
            return True
        agenda = self._kubelet.agenda
        known = self._kubelet.machine.pod(pod)
        began = agenda.now
        if pod.spec.volumes and (yield (cancelled, self._kubelet.cluster.latency.mount)):
            return False
        while not self._try_mount(pod, known):
            due = self._trouble[uid][0]
            if due - began > WAIT_AT_MOST:
                yield (cancelled, began + WAIT_AT_MOST - agenda.now)
                return False
            if (yield (cancelled, due + RECONCILE // 2 - agenda.now)):
                return False
        self._mounted[uid] = None
        is_cancelled = yield (cancelled, WAIT_POLL - (agenda.now - began) % WAIT_POLL)
        return not is_cancelled

    def wait_for_unmount(self, pod: Pod) -> Steps:
        """pkg/kubelet/volumemanager/volume_manager.go WaitForUnmount."""
        self._mounted.pop(pod.metadata.uid, None)
        self._trouble.pop(pod.metadata.uid, None)
        yield RECONCILE // 2

    def forget(self, uid: str) -> None:
        """The pod is gone from the node."""
        self._mounted.pop(uid, None)
        self._trouble.pop(uid, None)

    def _try_mount(self, pod: Pod, known: PodSandboxes) -> bool:
        """One round of the reconciler for the pod, where its back-off allows one."""
        now = self._kubelet.agenda.now
        uid = pod.metadata.uid
        due, delay = self._trouble.get(uid, (0, FIRST_RETRY))
        if now < due:
            return False
        for spec in pod.spec.volumes:
            if spec.name in known.volumes and not self._is_refreshed(spec):
                continue
            trouble = self._mount(pod, known, spec)
            if trouble:
                self._kubelet.event(
                    pod, "Warning", "FailedMount", f'MountVolume.SetUp failed for volume "{spec.name}" : {trouble}'
                )
                self._trouble[uid] = (now + delay, min(delay * 2, LONGEST_RETRY))
                return False
        return True

    @staticmethod
    def _is_refreshed(spec: VolumeSpec) -> bool:
        return spec.config_map is not None or spec.secret is not None

    def _mount(self, pod: Pod, known: PodSandboxes, spec: VolumeSpec) -> str:
        """Put one volume into place; returns what is in the way."""
        store, namespace = self._kubelet.cluster.store, pod.metadata.namespace
        if spec.config_map is not None:
            config = store.get(ConfigMap, f"{namespace}/{spec.config_map.name}")
            if config is None:
                return (
                    ""
                    if spec.config_map.optional and self._empty(known, spec)
                    else f'configmap "{spec.config_map.name}" not found'
                )
            return self._projected(known, spec.name, "configMap", [*config.data, *config.binary_data])
        if spec.secret is not None:
            secret = store.get(Secret, f"{namespace}/{spec.secret.secret_name}")
            if secret is None:
                return (
                    ""
                    if spec.secret.optional and self._empty(known, spec)
                    else f'secret "{spec.secret.secret_name}" not found'
                )
            return self._projected(known, spec.name, "secret", [*secret.data, *secret.string_data])
        if spec.persistent_volume_claim is not None:
            return self._claim(pod, known, spec, spec.persistent_volume_claim.claim_name)
        if spec.host_path is not None:
            known.volumes[spec.name] = self._disk(spec.host_path.path)
            return ""
        volume = known.volumes[spec.name] = Volume(spec.name, "emptyDir" if spec.empty_dir is not None else "other")
        if spec.empty_dir is not None:
            volume.size_limit = _bytes(spec.empty_dir.size_limit)
            volume.in_memory = spec.empty_dir.medium == "Memory"
            if volume.in_memory:
                volume.full_at = volume.size_limit
        return ""

    def _empty(self, known: PodSandboxes, spec: VolumeSpec) -> bool:
        self._projected(known, spec.name, "configMap", [])
        return True

    @staticmethod
    def _projected(known: PodSandboxes, name: str, kind: str, keys: list[str]) -> str:
        volume = known.volumes[name] = Volume(name, kind)
        volume.files = {f"/{key}": 1 for key in keys}
        volume.read_only = True
        return ""

    def _claim(self, pod: Pod, known: PodSandboxes, spec: VolumeSpec, claim_name: str) -> str:
        store = self._kubelet.cluster.store
        claim = store.get(PersistentVolumeClaim, f"{pod.metadata.namespace}/{claim_name}")
        if claim is None:
            return f'persistentvolumeclaim "{claim_name}" not found'
        if claim.status.phase != "Bound":
            return "PVC is not bound"
        source = store.get(PersistentVolume, claim.spec.volume_name)
        path = (
            source.spec.host_path.path
            if source is not None and source.spec.host_path is not None
            else f"/pv/{claim.spec.volume_name}"
        )
        known.volumes[spec.name] = self._disk(path)
        return ""

    def _disk(self, path: str) -> Volume:
        """A directory of the node: outlives every pod."""
        return self._kubelet.machine.disks.setdefault(path, Volume(path, "hostPath"))


def _bytes(quantity: Quantity | None) -> int | None:
    return None if quantity is None else quantity.value()
