"""The ReplicaSet controller: as many active pods as wanted, no more, no fewer (pkg/controller/replicaset)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod, PodTemplateSpec
from podtutor.kube.workload import ReplicaSet
from podtutor.rules.availability import get_controller_of, is_pod_active, is_pod_terminating
from podtutor.rules.replicaset import (
    ReplicaCounts,
    calculate_status,
    get_pods_to_delete,
    manage_replicas,
    slow_start_batches,
    status_of_counts,
)
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import unix
from podtutor.sim.cluster import Cluster, Controller
from podtutor.sim.controllers.ownership import (
    claim,
    controller_reference,
    counts_as_before,
    only_status_changed,
    owner_keys,
)
from podtutor.sim.controllers.selection import matching_keys
from podtutor.sim.controllers.tally import Tallies
from podtutor.sim.queue import RetryError
from podtutor.sim.store import Change, key_of

TOO_FEW = Cause(
    "manage_replicas",
    "pkg/controller/replicaset/replica_set.go manageReplicas",
    "fewer active pods than replicas wanted",
    "spec.replicas",
)
TOO_MANY = Cause(
    "get_pods_to_delete",
    "pkg/controller/replicaset/replica_set.go getPodsToDelete",
    "more active pods than replicas wanted",
    "spec.replicas",
)
COUNTED = Cause(
    "calculate_status",
    "pkg/controller/replicaset/replica_set_utils.go calculateStatus",
    "the pods were counted anew",
)


class ReplicaSetController(Controller):
    """Keeps each ReplicaSet's number of active pods."""

    name = "replicaset"
    uses_tallies = True
    """Whether pods that were counted change by change are not counted again; the tests compare with False."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self._tallies = Tallies(cluster.store)

    def start(self) -> None:
        """Watch ReplicaSets and pods."""
        self.store.watch(ReplicaSet, self._replica_set_changed)
        self.store.watch(Pod, self._pod_changed)

    def _replica_set_changed(self, change: Change) -> None:
        if not only_status_changed(change):
            self.queue.add(change.key)

    def _pod_changed(self, change: Change) -> None:
        if counts_as_before(change):
            return
        keys = owner_keys(change, "ReplicaSet")
        for key in keys:
            self.queue.add(key)
        pod = change.new
        if not keys and pod is not None and get_controller_of(pod.metadata) is None:
            for key in matching_keys(self.store, ReplicaSet, pod):
                self.queue.add(key)

    def sync(self, key: str) -> None:
        """pkg/controller/replicaset/replica_set.go syncReplicaSet."""
        replica_set = self.store.get(ReplicaSet, key)
        if replica_set is None:
            return
        if self._only_counts(replica_set):
            return
        reference = controller_reference("apps/v1", "ReplicaSet", replica_set)
        pods = claim(self.store, self.api, Pod, replica_set, reference, replica_set.spec.selector, counts=is_pod_active)
        failure = None
        if replica_set.metadata.deletion_timestamp is None:
            failure = self._manage_replicas(replica_set, pods)
        self._write_status(key, replica_set, failure)
        if failure is not None:
            raise RetryError

    def _only_counts(self, replica_set: ReplicaSet) -> bool:
        """Whether there is nothing to do but to write what the tally says, and that has been done."""
        tally = self._tallies.of(replica_set.metadata.uid)
        spec, metadata = replica_set.spec, replica_set.metadata
        if not self.uses_tallies or not tally.plain or tally.active != _wanted(replica_set) or spec.min_ready_seconds:
            return False
        if metadata.deletion_timestamp is not None or self.store.count_filed(
            Pod, "controller", f"{metadata.namespace}/"
        ):
            return False
        labels = tally.labels
        if labels is None or labels.items() != spec.template.metadata.labels.items():
            return False
        counts = ReplicaCounts(tally.active, tally.active, tally.ready, tally.ready, tally.terminating)
        status = status_of_counts(replica_set, counts, None, unix(self.cluster.now))
        if status != replica_set.status:
            self.api.update_status(replace(replica_set, status=status), COUNTED)
        return True

    def _manage_replicas(self, replica_set: ReplicaSet, pods: list[Pod]) -> str | None:
        """pkg/controller/replicaset/replica_set.go manageReplicas; gives the API's refusal, or None."""
        change = manage_replicas(_wanted(replica_set), len(pods))
        for batch in slow_start_batches(max(change, 0)):
            refusals = [said for said in (self._create_one(replica_set) for _ in range(batch)) if said is not None]
            if refusals:
                return refusals[0]
        if change < 0:
            related = self._related_pods(replica_set)
            for pod in get_pods_to_delete(pods, related, -change, unix(self.cluster.now)):
                self._delete(replica_set, pod)
        return None

    def _create_one(self, replica_set: ReplicaSet) -> str | None:
        owner = get_controller_of(replica_set.metadata)
        shown = owner.name if owner is not None and owner.kind == "Deployment" else replica_set.metadata.name
        pod = pod_from_template(replica_set.spec.template, self.api.generated_name("Pod", shown), replica_set.metadata)
        reference = controller_reference("apps/v1", "ReplicaSet", replica_set)
        pod = replace(pod, metadata=replace(pod.metadata, owner_references=(reference,)))
        try:
            made = self.api.create(pod, TOO_FEW)
        except ApiError as error:
            self.api.release_name("Pod", shown)
            message = f"Error creating: {error.message}"
            self.api.events.record(
                replica_set, "Warning", "FailedCreate", message, source="replicaset-controller", cause=TOO_FEW
            )
            return error.message
        self.api.events.record(
            replica_set,
            "Normal",
            "SuccessfulCreate",
            f"Created pod: {made.metadata.name}",
            source="replicaset-controller",
            cause=TOO_FEW,
        )
        return None

    def _delete(self, replica_set: ReplicaSet, pod: Pod) -> None:
        try:
            self.api.delete(Pod, key_of(pod), TOO_MANY, uid=pod.metadata.uid)
        except ApiError:
            return
        self.api.events.record(
            replica_set,
            "Normal",
            "SuccessfulDelete",
            f"Deleted pod: {pod.metadata.name}",
            source="replicaset-controller",
            cause=TOO_MANY,
        )

    def _related_pods(self, replica_set: ReplicaSet) -> list[Pod]:
        """pkg/controller/replicaset/replica_set.go getIndirectlyRelatedPods: of ReplicaSets of the same owner."""
        owner = get_controller_of(replica_set.metadata)
        siblings = self.store.select(ReplicaSet, "controller", owner.uid) if owner is not None else [replica_set]
        return [pod for sibling in siblings for pod in self.store.select(Pod, "controller", sibling.metadata.uid)]

    def _write_status(self, key: str, replica_set: ReplicaSet, failure: str | None) -> None:
        pods = self.store.select(Pod, "controller", replica_set.metadata.uid)
        active = [pod for pod in pods if is_pod_active(pod)]
        terminating = sum(map(is_pod_terminating, pods))
        status = calculate_status(replica_set, active, terminating, failure, unix(self.cluster.now))
        if status != replica_set.status:
            self.api.update_status(replace(replica_set, status=status), COUNTED)
        wait = replica_set.spec.min_ready_seconds
        if wait and status.ready_replicas == _wanted(replica_set) != status.available_replicas:
            self.queue.add_after(key, wait * 1000)


def _wanted(replica_set: ReplicaSet) -> int:
    return 1 if replica_set.spec.replicas is None else replica_set.spec.replicas


def pod_from_template(template: PodTemplateSpec, name: str, owner: ObjectMeta) -> Pod:
    """pkg/controller/controller_utils.go GetPodFromTemplate, without the owner's reference."""
    metadata = ObjectMeta(
        name=name,
        generate_name=f"{owner.name}-",
        namespace=owner.namespace,
        labels=template.metadata.labels,
        annotations=template.metadata.annotations,
        finalizers=template.metadata.finalizers,
    )
    return Pod(api_version="v1", kind="Pod", metadata=metadata, spec=template.spec)
