"""The Deployment controller: one ReplicaSet for each version of the template, and the way from one to the next.

Upstream: pkg/controller/deployment. The arithmetic is in `podtutor.rules.rollout`, status and conditions in
`podtutor.rules.deployment`.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from podtutor.kube.meta import LabelSelector, ObjectMeta
from podtutor.kube.pod import Pod
from podtutor.kube.workload import Deployment, DeploymentStatus, ReplicaSet, ReplicaSetSpec, WorkloadCondition
from podtutor.rules import deployment as rule
from podtutor.rules.availability import get_controller_of
from podtutor.rules.rollout import RECREATE, Revision, max_surge, new_rs_new_replicas, rollout_step, scale
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import parse, unix
from podtutor.sim.cluster import Controller
from podtutor.sim.controllers.ownership import claim, controller_reference, owner_keys
from podtutor.sim.controllers.revision import template_hash
from podtutor.sim.controllers.selection import matching_keys
from podtutor.sim.queue import RetryError
from podtutor.sim.store import Change, key_of

NEW_TEMPLATE = Cause(
    "find_new_replica_set",
    "pkg/controller/deployment/sync.go getNewReplicaSet",
    "no ReplicaSet has the Deployment's present template yet",
    "spec.template",
)
ROLLS = Cause(
    "rollout_step",
    "pkg/controller/deployment/rolling.go rolloutRolling",
    "one step of the rolling update: as many new pods as the surge allows, as few old ones as must be available",
    "spec.strategy.rollingUpdate",
)
RECREATES = Cause(
    "old_pods_running",
    "pkg/controller/deployment/recreate.go rolloutRecreate",
    "Recreate: all old pods end before the first new one is made",
    "spec.strategy.type",
)
SCALES = Cause(
    "scale",
    "pkg/controller/deployment/sync.go scale",
    "the Deployment wants another number of replicas",
    "spec.replicas",
)
TELLS = Cause(
    "sync_rollout_status",
    "pkg/controller/deployment/progress.go syncRolloutStatus",
    "the ReplicaSets were counted anew",
)
CLEANS = Cause(
    "replica_sets_to_clean_up",
    "pkg/controller/deployment/sync.go cleanupDeployment",
    "more old ReplicaSets than the history keeps",
    "spec.revisionHistoryLimit",
)


class _Sets(NamedTuple):
    """A Deployment's ReplicaSets: the one of its present template, and the others, oldest first."""

    new: ReplicaSet | None
    old: list[ReplicaSet]

    @property
    def all(self) -> list[ReplicaSet]:
        return [*self.old, self.new] if self.new is not None else self.old


class DeploymentController(Controller):
    """Rolls each Deployment out."""

    name = "deployment"

    def start(self) -> None:
        """Watch Deployments, ReplicaSets, and the end of pods (for Recreate)."""
        self.store.watch(Deployment, lambda change: self.queue.add(change.key))
        self.store.watch(ReplicaSet, self._replica_set_changed)
        self.store.watch(Pod, self._pod_changed)

    def _replica_set_changed(self, change: Change) -> None:
        keys = owner_keys(change, "Deployment")
        if not keys and change.new is not None and get_controller_of(change.new.metadata) is None:
            keys = tuple(matching_keys(self.store, Deployment, change.new))
        for key in keys:
            self.queue.add(key)

    def _pod_changed(self, change: Change) -> None:
        if change.new is not None:
            return
        for set_key in owner_keys(change, "ReplicaSet"):
            replica_set = self.store.get(ReplicaSet, set_key)
            owner = get_controller_of(replica_set.metadata) if replica_set is not None else None
            if owner is not None:
                key = f"{change.old.metadata.namespace}/{owner.name}"
                deployment = self.store.get(Deployment, key)
                if deployment is not None and deployment.spec.strategy.type == RECREATE:
                    self.queue.add(key)

    def sync(self, key: str) -> None:
        """pkg/controller/deployment/deployment_controller.go syncDeployment."""
        deployment = self.store.get(Deployment, key)
        if deployment is None:
            return
        sets = self._replica_sets(deployment)
        if deployment.metadata.deletion_timestamp is not None:
            self._write_status(deployment, rule.calculate_status(deployment, sets.all, sets.new, self._unix()))
            return
        paused = rule.paused_condition(deployment, self._unix())
        if paused is not None:
            deployment = self._with_condition(deployment, paused)
        if deployment.spec.paused or self._is_scaling_event(deployment, sets):
            self._sync_scale(deployment, sets)
        elif deployment.spec.strategy.type == RECREATE:
            self._recreate(deployment, sets)
        else:
            self._roll(deployment, sets)

    def _unix(self) -> int:
        return unix(self.cluster.now)

    def _replica_sets(self, deployment: Deployment) -> _Sets:
        reference = controller_reference("apps/v1", "Deployment", deployment)
        selector = deployment.spec.selector
        owned: list[ReplicaSet] = claim(
            self.store, self.api, ReplicaSet, deployment, reference, selector, counts=lambda _: True
        )
        owned.sort(key=lambda one: parse(one.metadata.creation_timestamp or ""))
        new = rule.find_new_replica_set(deployment, owned)
        return _Sets(new, [one for one in owned if one is not new])

    def _with_condition(self, deployment: Deployment, condition: WorkloadCondition) -> Deployment:
        conditions = rule.set_deployment_condition(deployment.status.conditions, condition)
        status = replace(deployment.status, conditions=conditions)
        changed = replace(deployment, status=status)
        return self.api.update_status(changed, TELLS) or changed

    # scaling, and what happens while paused

    @staticmethod
    def _is_scaling_event(deployment: Deployment, sets: _Sets) -> bool:
        """pkg/controller/deployment/sync.go isScalingEvent."""
        wanted = str(rule.wanted_replicas(deployment))
        active = [one for one in sets.all if one.spec.replicas]
        desired = [one.metadata.annotations.get(rule.DESIRED_REPLICAS) for one in active]
        return any(told is not None and told != wanted for told in desired)

    def _sync_scale(self, deployment: Deployment, sets: _Sets) -> None:
        """pkg/controller/deployment/sync.go sync."""
        rollout = rule.rollout_of(deployment)
        new = _revision(sets.new) if sets.new is not None else None
        sizes = scale(rollout, new, tuple(map(_revision, sets.old)))
        for one in sets.all:
            self._scale(deployment, one, sizes[one.metadata.name], SCALES, touch=bool(one.spec.replicas))
        sets = self._replica_sets(deployment)
        if deployment.spec.paused:
            self._clean_up(deployment, sets.old)
        self._write_status(deployment, rule.calculate_status(deployment, sets.all, sets.new, self._unix()))

    # the two strategies

    def _roll(self, deployment: Deployment, sets: _Sets) -> None:
        """pkg/controller/deployment/rolling.go rolloutRolling."""
        deployment, sets = self._with_new_replica_set(deployment, sets)
        if sets.new is None:
            return
        sizes = rollout_step(rule.rollout_of(deployment), _revision(sets.new), tuple(map(_revision, sets.old)))
        changed = [self._scale(deployment, one, sizes[one.metadata.name], ROLLS) for one in sets.all]
        if not any(changed) and rule.deployment_complete(deployment, deployment.status):
            self._clean_up(deployment, sets.old)
        self._sync_rollout_status(deployment)

    def _recreate(self, deployment: Deployment, sets: _Sets) -> None:
        """pkg/controller/deployment/recreate.go rolloutRecreate."""
        scaled = [self._scale(deployment, one, 0, RECREATES) for one in sets.old if one.spec.replicas]
        if any(scaled):
            self._sync_rollout_status(deployment)
            return
        old_pods = [pod for one in sets.old for pod in self.store.select(Pod, "controller", one.metadata.uid)]
        if rule.old_pods_running(old_pods):
            self._sync_rollout_status(deployment)
            return
        deployment, sets = self._with_new_replica_set(deployment, sets)
        if sets.new is None:
            return
        self._scale(deployment, sets.new, rule.wanted_replicas(deployment), RECREATES)
        if rule.deployment_complete(deployment, deployment.status):
            self._clean_up(deployment, sets.old)
        self._sync_rollout_status(deployment)

    # ReplicaSets

    def _with_new_replica_set(self, deployment: Deployment, sets: _Sets) -> tuple[Deployment, _Sets]:
        """pkg/controller/deployment/sync.go getNewReplicaSet: found, or made; none where the API refuses."""
        revision = max(map(rule.revision_of, sets.old), default=0) + 1
        if sets.new is not None:
            new = self._touched(deployment, sets.new, revision)
            if rule.get_deployment_condition(deployment.status.conditions, "Progressing") is None:
                deployment = self._say(deployment, rule.FOUND_NEW_REPLICA_SET, "Found new replica set", new)
            return deployment, _Sets(new, sets.old)
        name = self.api.generated_name("ReplicaSet", deployment.metadata.name)
        replica_set = new_replica_set(deployment, name, revision)
        wanted = new_rs_new_replicas(
            rule.rollout_of(deployment), _revision(replica_set), tuple(map(_revision, sets.old))
        )
        replica_set = replace(replica_set, spec=replace(replica_set.spec, replicas=wanted))
        try:
            new = self.api.create(replica_set, NEW_TEMPLATE)
        except ApiError as error:
            raise RetryError from error
        if wanted > 0:
            self._tell(deployment, f"Scaled up replica set {name} from 0 to {wanted}", NEW_TEMPLATE)
        deployment = self._say(deployment, rule.NEW_REPLICA_SET_CREATED, "Created new replica set", new)
        return deployment, _Sets(new, sets.old)

    def _say(self, deployment: Deployment, reason: str, said: str, new: ReplicaSet) -> Deployment:
        if not rule.has_progress_deadline(deployment):
            return deployment
        message = f'{said} "{new.metadata.name}"'
        condition = rule.new_deployment_condition("Progressing", "True", reason, message, self._unix())
        return self._with_condition(deployment, condition)

    def _touched(self, deployment: Deployment, replica_set: ReplicaSet, revision: int) -> ReplicaSet:
        """pkg/controller/deployment/util/deployment_util.go SetNewReplicaSetAnnotations: it is the newest now."""
        told = replica_set.metadata.annotations
        wait = deployment.spec.min_ready_seconds
        annotations = told
        if rule.revision_of(replica_set) < revision:
            annotations = {**told, rule.REVISION: str(revision)}
        if annotations == told and replica_set.spec.min_ready_seconds == wait:
            return replica_set
        metadata = replace(replica_set.metadata, annotations=annotations)
        changed = replace(replica_set, metadata=metadata, spec=replace(replica_set.spec, min_ready_seconds=wait))
        return self.api.update(changed, NEW_TEMPLATE)

    def _scale(
        self, deployment: Deployment, replica_set: ReplicaSet, size: int, cause: Cause, *, touch: bool = False
    ) -> bool:
        """pkg/controller/deployment/sync.go scaleReplicaSet: whether its size was changed."""
        before = replica_set.spec.replicas or 0
        annotations = replica_annotations(deployment, replica_set.metadata.annotations)
        if size == before and not (touch and annotations != replica_set.metadata.annotations):
            return False
        metadata = replace(replica_set.metadata, annotations=annotations)
        self.api.update(replace(replica_set, metadata=metadata, spec=replace(replica_set.spec, replicas=size)), cause)
        if size != before:
            way = "up" if size > before else "down"
            name = replica_set.metadata.name
            self._tell(deployment, f"Scaled {way} replica set {name} from {before} to {size}", cause)
        return size != before

    def _tell(self, deployment: Deployment, message: str, cause: Cause) -> None:
        self.api.events.record(
            deployment, "Normal", "ScalingReplicaSet", message, source="deployment-controller", cause=cause
        )

    def _clean_up(self, deployment: Deployment, old: list[ReplicaSet]) -> None:
        limit = deployment.spec.revision_history_limit
        if limit is not None:
            for one in rule.replica_sets_to_clean_up(old, limit):
                self.api.delete(ReplicaSet, key_of(one), CLEANS)

    # status

    def _sync_rollout_status(self, deployment: Deployment) -> None:
        sets = self._replica_sets(deployment)
        status = rule.sync_rollout_status(deployment, sets.all, sets.new, self._unix())
        if status != deployment.status:
            self._write_status(deployment, status)
            return
        wait = rule.stuck_check_after(deployment, status, self._unix())
        if wait is not None:
            self.queue.add_after(key_of(deployment), wait)

    def _write_status(self, deployment: Deployment, status: DeploymentStatus) -> None:
        if status != deployment.status:
            self.api.update_status(replace(deployment, status=status), TELLS)


def _revision(replica_set: ReplicaSet) -> Revision:
    annotations = replica_set.metadata.annotations
    created = replica_set.metadata.creation_timestamp
    return Revision(
        name=replica_set.metadata.name,
        replicas=replica_set.spec.replicas or 0,
        available=replica_set.status.available_replicas,
        created=parse(created) if created else 0,
        max_replicas=_number(annotations.get(rule.MAX_REPLICAS)),
        desired_replicas=_number(annotations.get(rule.DESIRED_REPLICAS)),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def replica_annotations(deployment: Deployment, told: dict[str, str]) -> dict[str, str]:
    """pkg/controller/deployment/util/deployment_util.go SetReplicasAnnotations."""
    wanted = rule.wanted_replicas(deployment)
    most = wanted + max_surge(rule.rollout_of(deployment))
    return {**told, rule.DESIRED_REPLICAS: str(wanted), rule.MAX_REPLICAS: str(most)}


def new_replica_set(deployment: Deployment, name: str, revision: int) -> ReplicaSet:
    """pkg/controller/deployment/sync.go getNewReplicaSet: the ReplicaSet of the present template, still empty."""
    spec = deployment.spec
    label = {rule.POD_TEMPLATE_HASH: template_hash(spec.template)}
    template = replace(
        spec.template, metadata=replace(spec.template.metadata, labels={**spec.template.metadata.labels, **label})
    )
    selector = spec.selector or LabelSelector()
    metadata = ObjectMeta(
        name=name,
        namespace=deployment.metadata.namespace,
        labels=template.metadata.labels,
        annotations=replica_annotations(deployment, {rule.REVISION: str(revision)}),
        owner_references=(controller_reference("apps/v1", "Deployment", deployment),),
    )
    return ReplicaSet(
        api_version="apps/v1",
        kind="ReplicaSet",
        metadata=metadata,
        spec=ReplicaSetSpec(
            replicas=0,
            min_ready_seconds=spec.min_ready_seconds,
            selector=replace(selector, match_labels={**selector.match_labels, **label}),
            template=template,
        ),
    )
