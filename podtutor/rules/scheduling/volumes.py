"""The filters over a pod's claims: whether they are bound, or can be; where their volumes are reached; who else uses them.

Decided from claims, volumes and storage classes alone. Attach limits of CSI drivers and storage capacity are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from podtutor.kube.pod import Pod
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim
from podtutor.rules.scheduling.framework import (
    UNSCHEDULABLE,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    VOLUME_BINDING,
    VOLUME_RESTRICTIONS,
    VOLUME_ZONE,
    Status,
)
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import label_selector_as_selector, node_selector_term_matches
from podtutor.rules.scheduling.snapshot import Snapshot

BIND_COMPLETED: Final = "pv.kubernetes.io/bind-completed"
READ_WRITE_ONCE_POD: Final = "ReadWriteOncePod"
ZONE_LABELS: Final = (
    "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/region",
)

_FINAL = UNSCHEDULABLE_AND_UNRESOLVABLE
_UNBOUND = Status(_FINAL, VOLUME_BINDING, ("pod has unbound immediate PersistentVolumeClaims",))
_ELSEWHERE = Status(_FINAL, VOLUME_BINDING, ("node(s) didn't match PersistentVolume's node affinity",))
_NO_VOLUME = Status(_FINAL, VOLUME_BINDING, ("node(s) didn't find available persistent volumes to bind",))
_LOST = Status(_FINAL, VOLUME_BINDING, ("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",))
_OTHER_ZONE = Status(_FINAL, VOLUME_ZONE, ("node(s) had no available volume zone",))
_IN_USE = Status(
    UNSCHEDULABLE,
    VOLUME_RESTRICTIONS,
    ("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode",),
)


class VolumeState(Struct, frozen=True):
    """volumebinding.PodVolumeClaims: the volumes of bound claims (None: missing), claims to be bound, single-pod claims."""

    bound: tuple[PersistentVolume | None, ...]
    to_bind: tuple[PersistentVolumeClaim, ...]
    exclusive: tuple[str, ...]


def claim_names(pod: Pod) -> list[tuple[str, bool]]:
    """pkg/scheduler/framework/plugins/volumebinding/volume_binding.go podHasPVCs

    (name, generic ephemeral?) of every claim the pod's volumes stand for.
    """
    names: list[tuple[str, bool]] = []
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None:
            names.append((volume.persistent_volume_claim.claim_name, False))
        elif volume.ephemeral is not None:
            names.append((f"{pod.metadata.name}-{volume.name}", True))
    return names


def is_volume_bound(claim: PersistentVolumeClaim) -> bool:
    """pkg/scheduler/framework/plugins/volumebinding/binder.go isPVCBound"""
    complete = BIND_COMPLETED in claim.metadata.annotations or claim.status.phase == "Bound"
    return claim.spec.volume_name != "" and complete


def is_delay_binding_mode(claim: PersistentVolumeClaim, snapshot: Snapshot) -> bool:
    """k8s.io/component-helpers/storage/volume/pv_helpers.go IsDelayBindingMode

    Whether the claim's class waits for a pod to choose a node (WaitForFirstConsumer).
    """
    name = claim.spec.storage_class_name
    storage_class = snapshot.storage_classes.get(name) if name else None
    return storage_class is not None and storage_class.volume_binding_mode == "WaitForFirstConsumer"


def pre_filter_volumes(pod: Pod, snapshot: Snapshot) -> VolumeState | Status | None:
    """pkg/scheduler/framework/plugins/volumebinding/volume_binding.go PreFilter

    None for a pod without claims; a Status where a claim is missing, lost, being deleted or not bound in time.
    """
    names = claim_names(pod)
    if not names:
        return None
    namespace = pod.metadata.namespace
    claims: list[PersistentVolumeClaim] = []
    for name, ephemeral in names:
        claim = snapshot.claims.get((namespace, name))
        problem = _problem(name, claim, ephemeral=ephemeral)
        if claim is None or problem:
            return Status(_FINAL, VOLUME_BINDING, (problem,))
        claims.append(claim)
    to_bind: list[PersistentVolumeClaim] = []
    for claim in claims:
        if is_volume_bound(claim):
            continue
        if claim.spec.volume_name or not is_delay_binding_mode(claim, snapshot):
            return _UNBOUND
        to_bind.append(claim)
    bound = tuple(snapshot.volumes.get(claim.spec.volume_name) for claim in claims if is_volume_bound(claim))
    exclusive = tuple(claim.metadata.name for claim in claims if READ_WRITE_ONCE_POD in claim.spec.access_modes)
    return VolumeState(bound, tuple(to_bind), exclusive)


def _problem(name: str, claim: PersistentVolumeClaim | None, *, ephemeral: bool) -> str:
    if claim is None and ephemeral:
        return f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{name}"'
    if claim is None:
        return f'persistentvolumeclaim "{name}" not found'
    if claim.status.phase == "Lost":
        volume = claim.spec.volume_name
        return f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
    if claim.metadata.deletion_timestamp is not None:
        return f'persistentvolumeclaim "{name}" is being deleted'
    return ""


def filter_volumes(state: VolumeState, incoming: PodInfo, node: NodeInfo, snapshot: Snapshot) -> Status | None:
    """pkg/scheduler/framework/plugins/{volumerestrictions,volumebinding,volumezone} Filter

    In this order; the first that refuses answers.
    """
    if state.exclusive and _uses(node.pods.values(), incoming, state.exclusive):
        return _IN_USE
    for volume in state.bound:
        if volume is None:
            return _LOST
        if not volume_reaches(volume, node):
            return _ELSEWHERE
    chosen: dict[str, None] = {}
    for claim in state.to_bind:
        found = find_matching_volume(claim, snapshot.volumes.values(), node, chosen)
        if found is not None:
            chosen[found.metadata.name] = None
        elif not _can_be_provisioned(claim, snapshot):
            return _NO_VOLUME
    if not all(_same_zone(volume, node) for volume in state.bound if volume is not None):
        return _OTHER_ZONE
    return None


def _uses(pods: Iterable[PodInfo], incoming: PodInfo, exclusive: tuple[str, ...]) -> bool:
    return any(
        info.namespace == incoming.namespace and any(name in exclusive for name in info.shape.claims) for info in pods
    )


def volume_reaches(volume: PersistentVolume, node: NodeInfo) -> bool:
    """k8s.io/component-helpers/storage/volume/helpers.go CheckNodeAffinity

    Whether the volume's node affinity admits the node.
    """
    affinity = volume.spec.node_affinity
    if affinity is None or affinity.required is None:
        return True
    terms = affinity.required.node_selector_terms
    return any(node_selector_term_matches(term, node.labels, node.name) for term in terms)


def find_matching_volume(
    claim: PersistentVolumeClaim,
    volumes: Iterable[PersistentVolume],
    node: NodeInfo | None = None,
    taken: Mapping[str, None] = MappingProxyType({}),
) -> PersistentVolume | None:
    """k8s.io/component-helpers/storage/volume/pv_helpers.go FindMatchingVolume

    The smallest available volume that has the claim's class, mode, labels and access modes, is large enough, and is
    reached from the node, where one is named; volumes `taken` already do not count.
    """
    best: PersistentVolume | None = None
    asked = claim.spec.resources.requests.get("storage") if claim.spec.resources is not None else None
    selector = None if claim.spec.selector is None else label_selector_as_selector(claim.spec.selector)
    for volume in volumes:
        size = volume.spec.capacity.get("storage")
        if size is None or volume.metadata.name in taken or not _is_offered(volume, claim):
            continue
        if asked is not None and size < asked:
            continue
        if selector is not None and not selector.matches(volume.metadata.labels):
            continue
        if node is not None and not volume_reaches(volume, node):
            continue
        smallest = None if best is None else best.spec.capacity.get("storage")
        if smallest is None or size < smallest:
            best = volume
    return best


def _is_offered(volume: PersistentVolume, claim: PersistentVolumeClaim) -> bool:
    """Free, or kept for this claim; of the same class and mode, with all access modes asked for."""
    reserved = volume.spec.claim_ref
    if reserved is not None:
        if (reserved.namespace, reserved.name) != (claim.metadata.namespace, claim.metadata.name):
            return False
    elif volume.status.phase not in {"", "Available"}:
        return False
    return (
        volume.spec.storage_class_name == (claim.spec.storage_class_name or "")
        and (volume.spec.volume_mode or "Filesystem") == (claim.spec.volume_mode or "Filesystem")
        and all(mode in volume.spec.access_modes for mode in claim.spec.access_modes)
    )


def _can_be_provisioned(claim: PersistentVolumeClaim, snapshot: Snapshot) -> bool:
    """checkVolumeProvisions: the class has a provisioner that makes volumes on demand."""
    storage_class = snapshot.storage_classes.get(claim.spec.storage_class_name or "")
    return storage_class is not None and storage_class.provisioner not in {"", "kubernetes.io/no-provisioner"}


def _same_zone(volume: PersistentVolume, node: NodeInfo) -> bool:
    """volumezone: a volume labelled with zones (`a__b`) is used from these; nodes without zone labels may use any."""
    if not any(label in node.labels for label in ZONE_LABELS):
        return True
    for label in ZONE_LABELS:
        zones = volume.metadata.labels.get(label)
        if zones is not None and node.labels.get(label) not in zones.split("__"):
            return False
    return True
