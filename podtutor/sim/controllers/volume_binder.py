"""The volume binder: brings claims and volumes together (pkg/controller/volume/persistentvolume).

It looks at a claim when the claim changes, and at all of them every 15 s: a volume that comes later is found only then,
unless it names the claim itself.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from podtutor.kube.meta import ObjectReference
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from podtutor.rules.scheduling.volumes import find_matching_volume
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND
from podtutor.sim.cluster import Cluster, Controller
from podtutor.sim.store import Change, key_of

RESYNC: Final = 15 * SECOND
"""--pvclaimbinder-sync-period."""

BOUND = Cause(
    "find_matching_volume",
    "pkg/controller/volume/persistentvolume/pv_controller.go syncUnboundClaim",
    "the claim names this volume, or it is the smallest that satisfies the claim",
    "spec.volumeName",
)


class VolumeBinder(Controller):
    """Binds each claim to a volume."""

    name = "persistentvolume-binder"

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self._resyncing = False

    def start(self) -> None:
        """Watch claims and volumes."""
        self.store.watch(PersistentVolumeClaim, lambda change: self.queue.add(change.key))
        self.store.watch(PersistentVolume, self._volume_changed)

    def _volume_changed(self, change: Change) -> None:
        volume = change.new
        if volume is None:
            return
        reference = volume.spec.claim_ref
        if reference is not None:
            self.queue.add(f"{reference.namespace}/{reference.name}")
        elif not volume.status.phase:
            self._set_phase(volume, "Available")

    def sync(self, key: str) -> None:
        """pkg/controller/volume/persistentvolume/pv_controller.go syncClaim."""
        claim = self.store.get(PersistentVolumeClaim, key)
        if claim is None or claim.status.phase == "Bound":
            return
        volume = self._volume_for(claim)
        if volume is None:
            self._set_pending(claim)
            self._resync()
            return
        self._bind(claim, volume)

    def _volume_for(self, claim: PersistentVolumeClaim) -> PersistentVolume | None:
        if claim.spec.volume_name:
            volume = self.store.get(PersistentVolume, claim.spec.volume_name)
            free = volume is not None and _is_free_for(volume, claim)
            return volume if free else None
        if self._waits_for_consumer(claim):
            return None
        offered = [one for one in self.store.all(PersistentVolume) if _is_free_for(one, claim)]
        return find_matching_volume(claim, offered)

    def _waits_for_consumer(self, claim: PersistentVolumeClaim) -> bool:
        name = claim.spec.storage_class_name
        storage_class = self.store.get(StorageClass, name) if name else None
        return storage_class is not None and storage_class.volume_binding_mode == "WaitForFirstConsumer"

    def _bind(self, claim: PersistentVolumeClaim, volume: PersistentVolume) -> None:
        metadata = claim.metadata
        reference = ObjectReference(
            api_version="v1",
            kind="PersistentVolumeClaim",
            namespace=metadata.namespace,
            name=metadata.name,
            uid=metadata.uid,
        )
        bound = self.api.update(replace(volume, spec=replace(volume.spec, claim_ref=reference)), BOUND)
        self._set_phase(bound, "Bound")
        name = volume.metadata.name
        claim = self.api.update(replace(claim, spec=replace(claim.spec, volume_name=name)), BOUND)
        status = replace(
            claim.status, phase="Bound", access_modes=volume.spec.access_modes, capacity=volume.spec.capacity
        )
        self.api.update_status(replace(claim, status=status), BOUND)

    def _set_phase(self, volume: PersistentVolume, phase: str) -> None:
        self.api.update_status(replace(volume, status=replace(volume.status, phase=phase)), BOUND)

    def _set_pending(self, claim: PersistentVolumeClaim) -> None:
        if claim.status.phase != "Pending":
            self.api.update_status(replace(claim, status=replace(claim.status, phase="Pending")), BOUND)

    def _resync(self) -> None:
        if not self._resyncing:
            self._resyncing = True
            self.cluster.agenda.after(RESYNC - self.cluster.now % RESYNC, self._look_at_all)

    def _look_at_all(self) -> None:
        self._resyncing = False
        for claim in self.store.all(PersistentVolumeClaim):
            if claim.status.phase != "Bound":
                self.queue.add(key_of(claim))


def _is_free_for(volume: PersistentVolume, claim: PersistentVolumeClaim) -> bool:
    reference = volume.spec.claim_ref
    if reference is None:
        return True
    same = (reference.namespace, reference.name) == (claim.metadata.namespace, claim.metadata.name)
    return same and reference.uid in {"", claim.metadata.uid}
