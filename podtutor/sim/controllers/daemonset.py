"""The DaemonSet controller: one pod on each node that is eligible (pkg/controller/daemon)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.workload import DaemonSet
from podtutor.rules.daemonset import (
    daemon_pod_spec,
    get_nodes_to_daemon_pods,
    manage,
    node_should_run_daemon_pod,
    rolling_update,
    update_daemon_set_status,
)
from podtutor.rules.statefulset import CONTROLLER_REVISION_HASH
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND, unix
from podtutor.sim.cluster import Controller
from podtutor.sim.controllers.ownership import claim, controller_reference, owner_keys
from podtutor.sim.controllers.replicaset import pod_from_template
from podtutor.sim.controllers.revision import template_hash
from podtutor.sim.queue import RetryError
from podtutor.sim.store import Change, key_of

ELIGIBLE = Cause(
    "node_should_run_daemon_pod",
    "pkg/controller/daemon/daemon_controller.go podsShouldBeOnNode",
    "the node is eligible and has no pod of the DaemonSet yet",
    "spec.template.spec",
)
SURPLUS = Cause(
    "pods_should_be_on_node",
    "pkg/controller/daemon/daemon_controller.go podsShouldBeOnNode",
    "the pod has ended, is one too many, or its node is not eligible any more",
)
UPDATES = Cause(
    "rolling_update",
    "pkg/controller/daemon/update.go rollingUpdate",
    "the pod has an old template, and as many may be missing",
    "spec.updateStrategy",
)
COUNTS = Cause(
    "update_daemon_set_status",
    "pkg/controller/daemon/daemon_controller.go updateDaemonSetStatus",
    "the pods were counted anew",
)


class DaemonSetController(Controller):
    """Keeps each DaemonSet's pods, node by node."""

    name = "daemonset"

    def start(self) -> None:
        """Watch DaemonSets, pods and nodes."""
        self.store.watch(DaemonSet, lambda change: self.queue.add(change.key))
        self.store.watch(Pod, self._pod_changed)
        self.store.watch(Node, self._node_changed)

    def _pod_changed(self, change: Change) -> None:
        for key in owner_keys(change, "DaemonSet"):
            self.queue.add(key)

    def _node_changed(self, change: Change) -> None:
        """pkg/controller/daemon/daemon_controller.go updateNode: only where a verdict changes."""
        old, new = change.old, change.new
        for daemon_set in self.store.all(DaemonSet):
            if old is not None and new is not None:
                before, after = (node_should_run_daemon_pod(daemon_set, node) for node in (old, new))
                if before == after:
                    continue
            self.queue.add(key_of(daemon_set))

    def sync(self, key: str) -> None:
        """pkg/controller/daemon/daemon_controller.go syncDaemonSet."""
        daemon_set = self.store.get(DaemonSet, key)
        if daemon_set is None:
            return
        refused = False
        if daemon_set.metadata.deletion_timestamp is None:
            nodes = self.store.all(Node)
            plan = manage(daemon_set, nodes, self._pods(daemon_set))
            for kind, reason, message in plan.events:
                self._tell(daemon_set, kind, reason, message)
            for pod in plan.delete:
                self._delete(daemon_set, pod, SURPLUS)
            for node in plan.create:
                refused = not self._create(daemon_set, node) or refused
            if daemon_set.spec.update_strategy.type != "OnDelete":
                self._roll(daemon_set, nodes)
        self._write_status(key, daemon_set)
        if refused:
            raise RetryError

    def _pods(self, daemon_set: DaemonSet) -> list[Pod]:
        reference = controller_reference("apps/v1", "DaemonSet", daemon_set)
        selector = daemon_set.spec.selector
        owned: list[Pod] = claim(self.store, self.api, Pod, daemon_set, reference, selector, counts=lambda _: True)
        return owned

    def _updated(self, daemon_set: DaemonSet, pods: list[Pod]) -> dict[str, bool]:
        wanted = template_hash(daemon_set.spec.template)
        return {pod.metadata.uid: pod.metadata.labels.get(CONTROLLER_REVISION_HASH) == wanted for pod in pods}

    def _roll(self, daemon_set: DaemonSet, nodes: list[Node]) -> None:
        """pkg/controller/daemon/update.go rollingUpdate."""
        pods = self._pods(daemon_set)
        updated = self._updated(daemon_set, pods)
        if all(updated.values()):
            return
        desired = [node.metadata.name for node in nodes if node_should_run_daemon_pod(daemon_set, node).should_run]
        by_node = get_nodes_to_daemon_pods(pods)
        wanted = {name: by_node.get(name, []) for name in desired}
        for pod in rolling_update(daemon_set, wanted, updated, len(desired), unix(self.cluster.now)):
            self._delete(daemon_set, pod, UPDATES)

    def _create(self, daemon_set: DaemonSet, node: str) -> bool:
        """Makes the pod for a node; whether the API took it."""
        name = self.api.generated_name("Pod", daemon_set.metadata.name)
        pod = pod_from_template(daemon_set.spec.template, name, daemon_set.metadata)
        labels = {**pod.metadata.labels, CONTROLLER_REVISION_HASH: template_hash(daemon_set.spec.template)}
        reference = controller_reference("apps/v1", "DaemonSet", daemon_set)
        metadata = replace(pod.metadata, labels=labels, owner_references=(reference,))
        try:
            self.api.create(replace(pod, metadata=metadata, spec=daemon_pod_spec(daemon_set, node)), ELIGIBLE)
        except ApiError as error:
            self.api.release_name("Pod", daemon_set.metadata.name)
            self._tell(daemon_set, "Warning", "FailedCreate", f"Error creating: {error.message}")
            return False
        self._tell(daemon_set, "Normal", "SuccessfulCreate", f"Created pod: {name}")
        return True

    def _delete(self, daemon_set: DaemonSet, pod: Pod, cause: Cause) -> None:
        try:
            self.api.delete(Pod, key_of(pod), cause, uid=pod.metadata.uid)
        except ApiError:
            return
        self._tell(daemon_set, "Normal", "SuccessfulDelete", f"Deleted pod: {pod.metadata.name}")

    def _tell(self, daemon_set: DaemonSet, kind: str, reason: str, message: str) -> None:
        self.api.events.record(daemon_set, kind, reason, message, source="daemonset-controller", cause=ELIGIBLE)

    def _write_status(self, key: str, daemon_set: DaemonSet) -> None:
        pods = self._pods(daemon_set)
        by_node = get_nodes_to_daemon_pods(pods)
        updated = self._updated(daemon_set, pods)
        nodes = self.store.all(Node)
        status = update_daemon_set_status(daemon_set, nodes, by_node, updated, unix(self.cluster.now))
        if status != daemon_set.status:
            self.api.update_status(replace(daemon_set, status=status), COUNTS)
        wait = daemon_set.spec.min_ready_seconds
        if wait and status.number_ready != status.number_available:
            self.queue.add_after(key, wait * SECOND)
