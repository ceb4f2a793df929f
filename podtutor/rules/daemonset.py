"""DaemonSets: which nodes get a pod, which pods have to go, and how a new version replaces the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from podtutor.kube.meta import ObjectMeta
from podtutor.kube.node import Node
from podtutor.kube.pod import (
    Affinity,
    NodeAffinity,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    Pod,
    PodSpec,
    Toleration,
)
from podtutor.kube.wire import IntOrString
from podtutor.kube.workload import DaemonSet, DaemonSetStatus
from podtutor.rules.availability import is_pod_available, is_pod_ready
from podtutor.rules.int_or_percent import get_scaled_value_from_int_or_percent
from podtutor.rules.scheduling.selectors import (
    NODE_NAME_FIELD,
    get_required_node_affinity,
    required_node_selector_terms,
)
from podtutor.rules.taints import NO_EXECUTE, NO_SCHEDULE, find_matching_untolerated_taint

DAEMON_TOLERATIONS: Final = (
    ("node.kubernetes.io/not-ready", NO_EXECUTE),
    ("node.kubernetes.io/unreachable", NO_EXECUTE),
    ("node.kubernetes.io/disk-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/memory-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/pid-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/unschedulable", NO_SCHEDULE),
)
"""The taints every DaemonSet pod tolerates, without end: (key, effect)."""
NETWORK_UNAVAILABLE: Final = ("node.kubernetes.io/network-unavailable", NO_SCHEDULE)
"""And those of DaemonSets on the host's network."""


class NodeVerdict(Struct, frozen=True):
    """Whether a node should get a pod of the DaemonSet, and whether one that is there may stay."""

    should_run: bool
    should_continue_running: bool


class NodePlan(Struct, frozen=True, kw_only=True):
    """What one sync does on the nodes: names of nodes that get a pod, pods that go, and warnings (reason, message)."""

    create: tuple[str, ...] = ()
    delete: tuple[Pod, ...] = ()
    events: tuple[tuple[str, str, str], ...] = ()


def add_or_update_daemon_pod_tolerations(spec: PodSpec) -> PodSpec:
    """pkg/controller/daemon/util/daemonset_util.go AddOrUpdateDaemonPodTolerations

    The specification with DAEMON_TOLERATIONS.
    """
    wanted = (*DAEMON_TOLERATIONS, NETWORK_UNAVAILABLE) if spec.host_network else DAEMON_TOLERATIONS
    more = tuple(Toleration(key=key, operator="Exists", effect=effect) for key, effect in wanted)
    own = tuple(
        one
        for one in spec.tolerations
        if (one.key, one.operator, one.effect)
        not in {(toleration.key, toleration.operator, toleration.effect) for toleration in more}
    )
    return replace(spec, tolerations=(*own, *more))


def replace_daemon_set_pod_node_name_node_affinity(affinity: Affinity | None, node: str) -> Affinity:
    """pkg/controller/daemon/util/daemonset_util.go ReplaceDaemonSetPodNodeNameNodeAffinity

    The affinity that ties a pod to its node by name; required terms of the template give way to it.
    """
    only = NodeSelectorRequirement(key=NODE_NAME_FIELD, operator="In", values=(node,))
    terms = NodeSelector(node_selector_terms=(NodeSelectorTerm(match_fields=(only,)),))
    base = affinity or Affinity()
    near = base.node_affinity or NodeAffinity()
    required = replace(near, required_during_scheduling_ignored_during_execution=terms)
    return replace(base, node_affinity=required)


def daemon_pod_spec(daemon_set: DaemonSet, node: str) -> PodSpec:
    """pkg/controller/daemon/daemon_controller.go syncNodes

    The specification of the pod made for a node: the scheduler binds it, the name leaves no choice.
    """
    spec = add_or_update_daemon_pod_tolerations(daemon_set.spec.template.spec)
    return replace(spec, affinity=replace_daemon_set_pod_node_name_node_affinity(spec.affinity, node))


def node_should_run_daemon_pod(daemon_set: DaemonSet, node: Node) -> NodeVerdict:
    """pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod

    By node name, node selector and affinity, and taints. A cordon does not matter; a pod that is there stays unless a
    NoExecute taint drives it out.
    """
    spec = add_or_update_daemon_pod_tolerations(daemon_set.spec.template.spec)
    if spec.node_name and spec.node_name != node.metadata.name:
        return NodeVerdict(should_run=False, should_continue_running=False)
    template = Pod(metadata=ObjectMeta(name=daemon_set.metadata.name), spec=spec)
    required = get_required_node_affinity(template)
    if required is not None and not required.matches(node.metadata.labels, node.metadata.name):
        return NodeVerdict(should_run=False, should_continue_running=False)
    taints = node.spec.taints
    if find_matching_untolerated_taint(taints, spec.tolerations) is None:
        return NodeVerdict(should_run=True, should_continue_running=True)
    driven_out = find_matching_untolerated_taint(taints, spec.tolerations, (NO_EXECUTE,)) is not None
    return NodeVerdict(should_run=False, should_continue_running=not driven_out)


def get_target_node_name(pod: Pod) -> str:
    """pkg/controller/daemon/util/daemonset_util.go GetTargetNodeName

    The node a DaemonSet's pod is for: where it is bound to, or the name in its affinity; "" for neither.
    """
    if pod.spec.node_name:
        return pod.spec.node_name
    for term in required_node_selector_terms(pod.spec.affinity) or ():
        for one in term.match_fields:
            if one.key == NODE_NAME_FIELD and one.operator == "In" and len(one.values) == 1:
                return one.values[0]
    return ""


def get_nodes_to_daemon_pods(pods: Iterable[Pod]) -> dict[str, list[Pod]]:
    """pkg/controller/daemon/daemon_controller.go getNodesToDaemonPods

    The pods by the node they are for; pods that were told to go and have ended no longer count.
    """
    by_node: dict[str, list[Pod]] = {}
    for pod in pods:
        if pod.metadata.deletion_timestamp is not None and pod.status.phase in {"Succeeded", "Failed"}:
            continue
        by_node.setdefault(get_target_node_name(pod), []).append(pod)
    return by_node


def pods_should_be_on_node(daemon_set: DaemonSet, node: Node, pods: Sequence[Pod]) -> NodePlan:
    """pkg/controller/daemon/daemon_controller.go podsShouldBeOnNode

    What to do about one node and the DaemonSet's `pods` for it: make one where there is none (one that is still on its way
    out prevents it); delete ended and surplus ones; delete all where none may stay.
    """
    verdict = node_should_run_daemon_pod(daemon_set, node)
    name = node.metadata.name
    standing = [pod for pod in pods if pod.metadata.deletion_timestamp is None]
    if verdict.should_run and not pods:
        return NodePlan(create=(name,))
    if not verdict.should_continue_running:
        return NodePlan(delete=tuple(standing))
    going: list[Pod] = []
    running: list[Pod] = []
    events: list[tuple[str, str, str]] = []
    for pod in standing:
        where = f"daemon pod {pod.metadata.namespace}/{pod.metadata.name} on node {name}, will try to "
        if pod.status.phase == "Failed":
            events.append(("Warning", "FailedDaemonPod", f"Found failed {where}kill it"))
        elif pod.status.phase == "Succeeded":
            events.append(("Normal", "SucceededDaemonPod", f"Found succeeded {where}delete it"))
        (going if pod.status.phase in {"Failed", "Succeeded"} else running).append(pod)
    if len(running) > 1 and not _surge(daemon_set):
        running.sort(
            key=lambda pod: (pod.spec.node_name == "", pod.metadata.creation_timestamp or "", pod.metadata.name)
        )
        going += running[1:]
    return NodePlan(delete=tuple(going), events=tuple(events))


def manage(daemon_set: DaemonSet, nodes: Iterable[Node], pods: Iterable[Pod]) -> NodePlan:
    """pkg/controller/daemon/daemon_controller.go manage

    `pods_should_be_on_node` over all nodes; pods for nodes that are no more go as well.
    """
    by_node = get_nodes_to_daemon_pods(pods)
    create: list[str] = []
    delete: list[Pod] = []
    events: list[tuple[str, str, str]] = []
    for node in nodes:
        plan = pods_should_be_on_node(daemon_set, node, by_node.pop(node.metadata.name, []))
        create += plan.create
        delete += plan.delete
        events += plan.events
    for lost in by_node.values():
        delete += [pod for pod in lost if pod.metadata.deletion_timestamp is None]
    return NodePlan(create=tuple(create), delete=tuple(delete), events=tuple(events))


def _limit(value: IntOrString | None, default: int, desired: int) -> int:
    return get_scaled_value_from_int_or_percent(default if value is None else value, desired, round_up=True)


def _surge(daemon_set: DaemonSet) -> bool:
    update = daemon_set.spec.update_strategy.rolling_update
    return update is not None and _limit(update.max_surge, 0, 1) > 0


def max_unavailable(daemon_set: DaemonSet, desired: int) -> int:
    """pkg/controller/daemon/util/daemonset_util.go UnavailableCount

    How many of the `desired` pods may be missing during an update: 1 if nothing is said, shares rounded up.
    """
    update = daemon_set.spec.update_strategy.rolling_update
    surge = 0 if update is None else _limit(update.max_surge, 0, desired)
    unavailable = _limit(None if update is None else update.max_unavailable, 1, desired)
    return 1 if surge == 0 and unavailable == 0 else unavailable


def rolling_update(
    daemon_set: DaemonSet,
    by_node: Mapping[str, Sequence[Pod]],
    updated: Mapping[str, bool],
    desired: int,
    now: int,
) -> list[Pod]:
    """pkg/controller/daemon/update.go rollingUpdate

    The old pods to delete now (without surge): all that are unavailable anyway, then available ones as far as
    maxUnavailable leaves room. `updated` tells by UID whether a pod has the current template; `desired`: nodes that should
    run one; `now` in milliseconds since 1970.
    """
    unavailable = 0
    at_once: list[Pod] = []
    candidates: list[Pod] = []
    wait = daemon_set.spec.min_ready_seconds
    for pods in by_node.values():
        standing = [pod for pod in pods if pod.metadata.deletion_timestamp is None]
        old = [pod for pod in standing if not updated.get(pod.metadata.uid, False)]
        new = [pod for pod in standing if updated.get(pod.metadata.uid, False)]
        if len(old) + len(new) != 1:
            unavailable += 1
        elif new:
            unavailable += not is_pod_available(new[0], wait, now)
        elif not is_pod_available(old[0], wait, now):
            unavailable += 1
            at_once.append(old[0])
        else:
            candidates.append(old[0])
    room = max(0, max_unavailable(daemon_set, desired) - unavailable)
    return at_once + candidates[:room]


def update_daemon_set_status(
    daemon_set: DaemonSet,
    nodes: Iterable[Node],
    by_node: Mapping[str, Sequence[Pod]],
    updated: Mapping[str, bool],
    now: int,
) -> DaemonSetStatus:
    """pkg/controller/daemon/daemon_controller.go updateDaemonSetStatus

    The counts over all nodes; of several pods on a node the oldest counts.
    """
    desired = current = misscheduled = ready = available = up_to_date = 0
    for node in nodes:
        verdict = node_should_run_daemon_pod(daemon_set, node)
        pods = by_node.get(node.metadata.name, ())
        if not verdict.should_run:
            misscheduled += bool(pods)
            continue
        desired += 1
        if not pods:
            continue
        current += 1
        first = min(pods, key=lambda pod: (pod.metadata.creation_timestamp or "", pod.metadata.name))
        if is_pod_ready(first):
            ready += 1
            available += is_pod_available(first, daemon_set.spec.min_ready_seconds, now)
        up_to_date += updated.get(first.metadata.uid, False)
    return DaemonSetStatus(
        current_number_scheduled=current,
        number_misscheduled=misscheduled,
        desired_number_scheduled=desired,
        number_ready=ready,
        observed_generation=daemon_set.metadata.generation,
        updated_number_scheduled=up_to_date,
        number_available=available,
        number_unavailable=desired - available,
        collision_count=daemon_set.status.collision_count,
        conditions=daemon_set.status.conditions,
    )
