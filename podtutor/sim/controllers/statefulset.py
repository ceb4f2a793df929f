"""The StatefulSet controller: pods with names that stay, made and replaced in order (pkg/controller/statefulset).

What a sync does is decided in `podtutor.rules.statefulset`.
"""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.pod import Pod, PodTemplateSpec
from podtutor.kube.storage import PersistentVolumeClaim
from podtutor.kube.volume import PersistentVolumeClaimVolumeSource, Volume
from podtutor.kube.workload import StatefulSet
from podtutor.rules.statefulset import (
    CONTROLLER_REVISION_HASH,
    POD_INDEX_LABEL,
    POD_NAME_LABEL,
    StatefulSetStep,
    update_stateful_set,
)
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND, unix
from podtutor.sim.cluster import Cluster, Controller
from podtutor.sim.controllers.ownership import claim, controller_reference, owner_keys
from podtutor.sim.controllers.replicaset import pod_from_template
from podtutor.sim.controllers.revision import template_hash
from podtutor.sim.controllers.selection import matching_keys
from podtutor.sim.queue import RetryError
from podtutor.sim.store import Change, key_of

NEXT_ORDINAL = Cause(
    "update_stateful_set",
    "pkg/controller/statefulset/stateful_set_control.go processReplica",
    "it is this ordinal's turn: all before it are running and ready, or need not be waited for",
    "spec.podManagementPolicy",
)
GIVES_WAY = Cause(
    "update_stateful_set",
    "pkg/controller/statefulset/stateful_set_control.go updateStatefulSet",
    "the pod has an old revision, has ended, or is beyond the wanted number",
    "spec.updateStrategy",
)
COUNTS = Cause(
    "complete_rolling_update",
    "pkg/controller/statefulset/stateful_set_control.go updateStatefulSetStatus",
    "the pods were counted anew",
)


class StatefulSetController(Controller):
    """Keeps each StatefulSet's pods, ordinal by ordinal."""

    name = "statefulset"

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self._history: dict[str, dict[str, PodTemplateSpec]] = {}

    def start(self) -> None:
        """Watch StatefulSets and pods."""
        self.store.watch(StatefulSet, self._set_changed)
        self.store.watch(Pod, self._pod_changed)

    def _set_changed(self, change: Change) -> None:
        if change.new is None:
            self._history.pop(change.old.metadata.uid, None)
        self.queue.add(change.key)

    def _pod_changed(self, change: Change) -> None:
        keys = owner_keys(change, "StatefulSet")
        if not keys and change.new is not None and not change.new.metadata.owner_references:
            keys = tuple(matching_keys(self.store, StatefulSet, change.new))
        for key in keys:
            self.queue.add(key)

    def sync(self, key: str) -> None:
        """pkg/controller/statefulset/stateful_set.go sync."""
        stateful_set = self.store.get(StatefulSet, key)
        if stateful_set is None:
            return
        reference = controller_reference("apps/v1", "StatefulSet", stateful_set)
        selector, prefix = stateful_set.spec.selector, stateful_set.metadata.name + "-"
        pods = claim(
            self.store,
            self.api,
            Pod,
            stateful_set,
            reference,
            selector,
            counts=lambda pod: pod.metadata.name.startswith(prefix),
        )
        current, update = self._revisions(stateful_set)
        step = update_stateful_set(stateful_set, pods, current, update, unix(self.cluster.now))
        refused = self._carry_out(stateful_set, step)
        if step.status != stateful_set.status:
            self.api.update_status(replace(stateful_set, status=step.status), COUNTS)
        wait = stateful_set.spec.min_ready_seconds
        if wait and step.status.ready_replicas != step.status.available_replicas:
            self.queue.add_after(key, wait * SECOND)
        if refused:
            raise RetryError

    def _revisions(self, stateful_set: StatefulSet) -> tuple[str, str]:
        """The revision that pods have so far, and that of the present template; templates are kept by revision."""
        update = f"{stateful_set.metadata.name}-{template_hash(stateful_set.spec.template)}"
        history = self._history.setdefault(stateful_set.metadata.uid, {})
        history.setdefault(update, stateful_set.spec.template)
        current = stateful_set.status.current_revision
        return (current if current in history else update), update

    def _carry_out(self, stateful_set: StatefulSet, step: StatefulSetStep) -> bool:
        """Makes and deletes pods; whether the API refused anything."""
        refused = False
        for pod in step.delete:
            self._delete(stateful_set, pod)
        for ordinal, revision in step.create:
            refused = not self._create(stateful_set, ordinal, revision) or refused
        return refused

    def _delete(self, stateful_set: StatefulSet, pod: Pod) -> None:
        try:
            self.api.delete(Pod, key_of(pod), GIVES_WAY, uid=pod.metadata.uid)
        except ApiError:
            return
        self._tell(stateful_set, "Normal", "SuccessfulDelete", "Delete", pod.metadata.name, "successful")

    def _create(self, stateful_set: StatefulSet, ordinal: int, revision: str) -> bool:
        template = self._history[stateful_set.metadata.uid][revision]
        pod = new_stateful_set_pod(stateful_set, template, ordinal, revision)
        try:
            for claimed in claims_of(stateful_set, ordinal):
                if self.store.get(PersistentVolumeClaim, key_of(claimed)) is None:
                    self.api.create(claimed, NEXT_ORDINAL)
            self.api.create(pod, NEXT_ORDINAL)
        except ApiError as error:
            name = pod.metadata.name
            self._tell(stateful_set, "Warning", "FailedCreate", "Create", name, f"failed error: {error.message}")
            return False
        self._tell(stateful_set, "Normal", "SuccessfulCreate", "Create", pod.metadata.name, "successful")
        return True

    def _tell(self, stateful_set: StatefulSet, kind: str, reason: str, verb: str, pod: str, result: str) -> None:
        message = f"{verb} Pod {pod} in StatefulSet {stateful_set.metadata.name} {result}"
        cause = GIVES_WAY if verb == "Delete" else NEXT_ORDINAL
        self.api.events.record(stateful_set, kind, reason, message, source="statefulset-controller", cause=cause)


def claims_of(stateful_set: StatefulSet, ordinal: int) -> list[PersistentVolumeClaim]:
    """pkg/controller/statefulset/stateful_set_utils.go getPersistentVolumeClaims: one for each template."""
    metadata = stateful_set.metadata
    selector = stateful_set.spec.selector
    labels = selector.match_labels if selector is not None else {}
    return [
        replace(
            template,
            metadata=replace(
                template.metadata,
                name=f"{template.metadata.name}-{metadata.name}-{ordinal}",
                namespace=metadata.namespace,
                labels={**template.metadata.labels, **labels},
            ),
        )
        for template in stateful_set.spec.volume_claim_templates
    ]


def new_stateful_set_pod(stateful_set: StatefulSet, template: PodTemplateSpec, ordinal: int, revision: str) -> Pod:
    """pkg/controller/statefulset/stateful_set_utils.go newStatefulSetPod: name, host name, labels and claims."""
    name = f"{stateful_set.metadata.name}-{ordinal}"
    pod = pod_from_template(template, name, stateful_set.metadata)
    labels = {
        **pod.metadata.labels,
        POD_INDEX_LABEL: str(ordinal),
        CONTROLLER_REVISION_HASH: revision,
        POD_NAME_LABEL: name,
    }
    own = {template.metadata.name: claimed for template, claimed in _claimed(stateful_set, ordinal)}
    volumes = [
        Volume(
            name=volume,
            persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=claimed.metadata.name),
        )
        for volume, claimed in own.items()
    ]
    volumes += [volume for volume in pod.spec.volumes if volume.name not in own]
    reference = controller_reference("apps/v1", "StatefulSet", stateful_set)
    return replace(
        pod,
        metadata=replace(pod.metadata, labels=labels, owner_references=(reference,)),
        spec=replace(pod.spec, hostname=name, subdomain=stateful_set.spec.service_name, volumes=tuple(volumes)),
    )


def _claimed(stateful_set: StatefulSet, ordinal: int) -> list[tuple[PersistentVolumeClaim, PersistentVolumeClaim]]:
    templates = stateful_set.spec.volume_claim_templates
    return list(zip(templates, claims_of(stateful_set, ordinal), strict=True))
