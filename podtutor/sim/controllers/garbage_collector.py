"""The garbage collector: what an object owned goes when the object is gone (pkg/controller/garbagecollector).

Deletion in the background, the default: the owner goes first, its dependents are deleted afterwards.
"""

from __future__ import annotations

from typing import Any, Final

from podtutor.kube.batch import CronJob, Job
from podtutor.kube.pod import Pod
from podtutor.kube.service import EndpointSlice, Service
from podtutor.kube.workload import DaemonSet, Deployment, ReplicaSet, StatefulSet
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.cluster import Cluster
from podtutor.sim.store import Change, key_of

OWNERS: Final[tuple[type[Any], ...]] = (Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, Service)
DEPENDENTS: Final[tuple[type[Any], ...]] = (ReplicaSet, Job, Pod, EndpointSlice)

OWNER_IS_GONE = Cause(
    "garbage_collector",
    "pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem",
    "its owner was deleted",
    "metadata.ownerReferences",
)


class GarbageCollector:
    """Deletes dependents of owners that are gone."""

    name = "garbage-collector"

    def __init__(self, cluster: Cluster) -> None:
        self.store = cluster.store
        self.api = cluster.api

    def start(self) -> None:
        """Watch for owners that go, and for dependents that come too late."""
        for kind in OWNERS:
            self.store.watch(kind, self._owner_changed)

    def _owner_changed(self, change: Change) -> None:
        if change.new is not None:
            return
        for kind in DEPENDENTS:
            for dependent in self.store.select(kind, "owner", change.old.metadata.uid):
                if dependent.metadata.deletion_timestamp is None and len(dependent.metadata.owner_references) == 1:
                    self._delete(kind, dependent)

    def _delete(self, kind: type[Any], dependent: Any) -> None:
        try:
            self.api.delete(kind, key_of(dependent), OWNER_IS_GONE, uid=dependent.metadata.uid)
        except ApiError:
            return
