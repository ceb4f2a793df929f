"""Whose pod is it: references to controllers, adopting orphans, letting go of what no longer matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from podtutor.kube.meta import LabelSelector, OwnerReference
from podtutor.rules.availability import get_controller_of, get_pod_condition
from podtutor.rules.scheduling.selectors import label_selector_as_selector
from podtutor.sim.apiserver import ApiServer
from podtutor.sim.cause import Cause
from podtutor.sim.store import Change, KubeObject, Store

ADOPTED = Cause(
    "claim_pods",
    "pkg/controller/controller_ref_manager.go ClaimPods",
    "an orphan matched the controller's selector and was adopted",
    "spec.selector",
)
RELEASED = Cause(
    "claim_pods",
    "pkg/controller/controller_ref_manager.go ClaimPods",
    "the labels no longer match the controller's selector, so it lets the pod go",
    "spec.selector",
)


def controller_reference(api_version: str, kind: str, owner: KubeObject) -> OwnerReference:
    """metav1.NewControllerRef."""
    return OwnerReference(
        api_version=api_version,
        kind=kind,
        name=owner.metadata.name,
        uid=owner.metadata.uid,
        controller=True,
        block_owner_deletion=True,
    )


def counts_as_before(change: Change) -> bool:
    """Whether a pod changed in nothing that a controller counts: owners, labels, deletion, phase, readiness."""
    old, new = change.old, change.new
    if old is None or new is None or old.metadata is not new.metadata or old.status.phase != new.status.phase:
        return False
    return old.status.conditions is new.status.conditions or get_pod_condition(old, "Ready") == get_pod_condition(
        new, "Ready"
    )


def only_status_changed(change: Change) -> bool:
    """Whether an object has another status and is the same otherwise."""
    old, new = change.old, change.new
    return old is not None and new is not None and old.metadata is new.metadata and old.spec is new.spec


def owner_keys(change: Change, kind: str) -> tuple[str, ...]:
    """The keys of the controllers of `kind` that a change of an object concerns: before and after it."""
    found: dict[str, None] = {}
    for obj in (change.old, change.new):
        if obj is not None:
            reference = get_controller_of(obj.metadata)
            if reference is not None and reference.kind == kind:
                found[f"{obj.metadata.namespace}/{reference.name}"] = None
    return tuple(found)


def claim(
    store: Store,
    api: ApiServer,
    kind: type[Any],
    owner: Any,
    reference: OwnerReference,
    selector: LabelSelector | None,
    *,
    counts: Callable[[Any], bool],
) -> list[Any]:
    """pkg/controller/controller_ref_manager.go ClaimPods: what is the owner's among objects of `kind`, oldest first.

    Only objects that `counts` accepts are looked at. Orphans that match are adopted, owned ones that match no longer
    are released, unless the owner itself is being deleted.
    """
    matches = label_selector_as_selector(selector)
    metadata = owner.metadata
    claimed: list[Any] = []
    for obj in store.select(kind, "controller", metadata.uid):
        if not counts(obj):
            continue
        if matches.matches(obj.metadata.labels):
            claimed.append(obj)
        elif metadata.deletion_timestamp is None:
            _release(api, obj, metadata.uid)
    if metadata.deletion_timestamp is None:
        for obj in store.select(kind, "controller", metadata.namespace + "/"):
            if obj.metadata.deletion_timestamp is None and counts(obj) and matches.matches(obj.metadata.labels):
                owners = (*obj.metadata.owner_references, reference)
                adopted = replace(obj, metadata=replace(obj.metadata, owner_references=owners))
                claimed.append(api.update(adopted, ADOPTED))
    return claimed


def _release(api: ApiServer, obj: Any, uid: str) -> None:
    kept = tuple(reference for reference in obj.metadata.owner_references if reference.uid != uid)
    api.update(replace(obj, metadata=replace(obj.metadata, owner_references=kept)), RELEASED)
