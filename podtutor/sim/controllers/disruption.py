"""The disruption controller: how many evictions each PodDisruptionBudget allows now (pkg/controller/disruption)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.kube.workload import Deployment, ReplicaSet, StatefulSet
from podtutor.rules.availability import get_controller_of
from podtutor.rules.disruption import ControllerScale, sync_budget
from podtutor.rules.scheduling.selectors import label_selector_as_selector
from podtutor.sim.cause import Cause
from podtutor.sim.clock import unix
from podtutor.sim.cluster import Controller
from podtutor.sim.indexes import pods_matching
from podtutor.sim.store import Change, key_of

COUNTS = Cause(
    "sync_budget",
    "pkg/controller/disruption/disruption.go trySync",
    "the healthy pods behind the budget were counted anew",
    "spec",
)


class DisruptionController(Controller):
    """Keeps the status of each PodDisruptionBudget."""

    name = "disruption"

    def start(self) -> None:
        """Watch budgets and pods."""
        self.store.watch(PodDisruptionBudget, lambda change: self.queue.add(change.key))
        self.store.watch(Pod, self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        for pod in (change.old, change.new):
            if pod is not None:
                for budget in self._budgets_of(pod):
                    self.queue.add(key_of(budget))

    def _budgets_of(self, pod: Pod) -> list[PodDisruptionBudget]:
        return [
            budget
            for budget in self.store.all(PodDisruptionBudget)
            if budget.metadata.namespace == pod.metadata.namespace
            and label_selector_as_selector(budget.spec.selector).matches(pod.metadata.labels)
        ]

    def sync(self, key: str) -> None:
        """pkg/controller/disruption/disruption.go sync."""
        budget = self.store.get(PodDisruptionBudget, key)
        if budget is None:
            return
        selector = budget.spec.selector
        matches = label_selector_as_selector(selector)
        labels = selector.match_labels if selector is not None else {}
        candidates = pods_matching(self.store, budget.metadata.namespace, labels)
        pods = [pod for pod in candidates if matches.matches(pod.metadata.labels)]
        now = unix(self.cluster.now)
        outcome = sync_budget(budget, pods, has_controller, self._find_scale, now)
        for kind, reason, message in outcome.events:
            self.api.events.record(budget, kind, reason, message, source="controllermanager", cause=COUNTS)
        if outcome.status != budget.status:
            self.api.update_status(replace(budget, status=outcome.status), COUNTS)
        if outcome.recheck_at is not None:
            self.queue.add_after(key, outcome.recheck_at - now)

    def _find_scale(self, pod: Pod) -> ControllerScale | None:
        """pkg/controller/disruption/disruption.go finders: ReplicaSet or its Deployment, StatefulSet."""
        owner = get_controller_of(pod.metadata)
        if owner is None:
            return None
        key = f"{pod.metadata.namespace}/{owner.name}"
        if owner.kind == "StatefulSet":
            return _scale(self.store.get(StatefulSet, key), owner.uid)
        replica_set = self.store.get(ReplicaSet, key) if owner.kind == "ReplicaSet" else None
        if replica_set is None or replica_set.metadata.uid != owner.uid:
            return None
        parent = get_controller_of(replica_set.metadata)
        if parent is not None and parent.kind == "Deployment":
            deployment = self.store.get(Deployment, f"{pod.metadata.namespace}/{parent.name}")
            return _scale(deployment, parent.uid)
        return _scale(replica_set, owner.uid)


def has_controller(pod: Pod) -> bool:
    """Whether anybody controls the pod."""
    return get_controller_of(pod.metadata) is not None


def _scale(controller: StatefulSet | ReplicaSet | Deployment | None, uid: str) -> ControllerScale | None:
    if controller is None or controller.metadata.uid != uid:
        return None
    replicas = controller.spec.replicas
    return ControllerScale(uid, 1 if replicas is None else replicas)
