"""Preemption: which pods of lower priority have to go so that a pod that fits nowhere fits somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from podtutor.kube.constants_control_plane import (
    MIN_CANDIDATE_NODES_ABSOLUTE,
    MIN_CANDIDATE_NODES_PERCENTAGE,
    PRIORITY_SUM_OFFSET,
)
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.availability import get_pod_condition
from podtutor.rules.scheduling.cycle import CycleState, Diagnosis, run_filter_plugins_with_nominated_pods
from podtutor.rules.scheduling.framework import (
    UNSCHEDULABLE,
    UNSCHEDULABLE_AND_UNRESOLVABLE,
    Status,
    fit_error,
)
from podtutor.rules.scheduling.node_info import NodeInfo, PodInfo
from podtutor.rules.scheduling.selectors import Selector, label_selector_as_selector

NO_NEW_CLAIMS: Final = "no new claims to deallocate"
"""What the DynamicResources plugin adds to every FailedScheduling event: it has nothing to give back."""
NO_STATE: Final = "not found"
"""What stands there instead where the pod was refused before any node was looked at."""

PICK_ORDER: Final = (
    ("PDB violations", "fewest disruption budgets violated"),
    ("highest priority", "lowest priority of the most important victim"),
    ("sum of priorities", "smallest sum of the victims' priorities"),
    ("victims", "fewest victims"),
    ("start time", "latest start of the most important victims"),
)
"""The order in which nodes are compared: (key, what wins)."""

_NO_VICTIMS = Status(
    UNSCHEDULABLE_AND_UNRESOLVABLE, "DefaultPreemption", ("No preemption victims found for incoming pod",)
)
_NOT_HELPFUL = "Preemption is not helpful for scheduling"
_NO_START = 2**62


class Candidate(Struct, frozen=True):
    """preemption.Candidate: a node, the pods that would have to go (most important first), budgets violated by that."""

    node: str
    victims: tuple[PodInfo, ...]
    violations: int


class Preemption(Struct, frozen=True, kw_only=True):
    """What preemption comes to: a nominated node with victims to delete, or the reason why there is none.

    `keeps_nomination`: the pod waits for victims on its way out, its nominated node stays as it is.
    """

    nominated_node: str = ""
    victims: tuple[PodInfo, ...] = ()
    message: str = ""
    keeps_nomination: bool = False
    candidates: tuple[Candidate, ...] = ()


def more_important_pod(info: PodInfo) -> tuple[int, int]:
    """pkg/scheduler/util/utils.go MoreImportantPod

    A sort key, most important first: the higher priority, then the earlier start.
    """
    return -info.shape.priority, _start(info.pod)


def _start(pod: Pod) -> int:
    """util.GetPodStartTime: a pod that never started counts as starting now, after all others."""
    return _NO_START if pod.status.start_time is None else milliseconds(pod.status.start_time)


def pod_eligible_to_preempt_others(incoming: PodInfo, diagnosis: Diagnosis, nominated: NodeInfo | None) -> str:
    """pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go PodEligibleToPreemptOthers

    Why the pod may not preempt, "" where it may: by its policy, or because victims of it are on their way out on
    `nominated`, the node promised to it.
    """
    pod = incoming.pod
    if pod.spec.preemption_policy == "Never":
        return "not eligible due to preemptionPolicy=Never."
    name = pod.status.nominated_node_name
    status = diagnosis.statuses.get(name)
    if not name or nominated is None or (status is not None and status.code == UNSCHEDULABLE_AND_UNRESOLVABLE):
        return ""
    for info in nominated.pods.values():
        if info.shape.priority < incoming.shape.priority and pod_terminating_by_preemption(info.pod):
            return "not eligible due to a terminating pod on the nominated node."
    return ""


def pod_terminating_by_preemption(pod: Pod) -> bool:
    """pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go podTerminatingByPreemption"""
    if pod.metadata.deletion_timestamp is None:
        return False
    condition = get_pod_condition(pod, "DisruptionTarget")
    return condition is not None and condition.status == "True" and condition.reason == "PreemptionByScheduler"


def filter_pods_with_pdb_violation(
    pods: Sequence[PodInfo], budgets: Sequence[PodDisruptionBudget]
) -> tuple[list[PodInfo], list[PodInfo]]:
    """pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go filterPodsWithPDBViolation

    (violating, not violating), in the order given: each pod uses up one disruption of every budget that selects it.
    """
    selectors: list[Selector] = [label_selector_as_selector(budget.spec.selector) for budget in budgets]
    left = [budget.status.disruptions_allowed for budget in budgets]
    violating: list[PodInfo] = []
    others: list[PodInfo] = []
    for info in pods:
        metadata = info.pod.metadata
        violates = False
        for place, budget in enumerate(budgets if metadata.labels else ()):
            selector = selectors[place]
            if budget.metadata.namespace != info.namespace or selector.empty:
                continue
            if metadata.name in budget.status.disrupted_pods or not selector.matches(metadata.labels):
                continue
            left[place] -= 1
            violates = violates or left[place] < 0
        (violating if violates else others).append(info)
    return violating, others


def select_victims_on_node(
    state: CycleState, node: NodeInfo, budgets: Sequence[PodDisruptionBudget]
) -> Candidate | Status:
    """pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go SelectVictimsOnNode

    All pods of lower priority are taken away; if the pod fits then, they are put back one by one, first those whose
    eviction violates a budget, the more important first; who no longer fits is a victim. Changes neither argument.
    """
    state, trial = state.clone(), node.clone()
    incoming = state.incoming
    potential = [info for info in trial.pods.values() if info.shape.priority < incoming.shape.priority]
    if not potential:
        return _NO_VICTIMS
    for info in potential:
        trial.remove_pod(info)
        state.update_with_pod(info, trial, -1)
    status = run_filter_plugins_with_nominated_pods(state, trial)
    if status is not None:
        return status
    potential.sort(key=more_important_pod)
    violating, others = filter_pods_with_pdb_violation(potential, budgets)
    victims: list[PodInfo] = []
    violations = 0
    for place, info in enumerate([*violating, *others]):
        trial.add_pod(info)
        state.update_with_pod(info, trial, 1)
        if run_filter_plugins_with_nominated_pods(state, trial) is None:
            continue
        trial.remove_pod(info)
        state.update_with_pod(info, trial, -1)
        victims.append(info)
        violations += place < len(violating)
    victims.sort(key=more_important_pod)
    return Candidate(node.name, tuple(victims), violations)


def calculate_num_candidates(nodes: int) -> int:
    """pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go calculateNumCandidates

    How many nodes on which preemption helps are enough to choose from.
    """
    return min(nodes, max(nodes * MIN_CANDIDATE_NODES_PERCENTAGE // 100, MIN_CANDIDATE_NODES_ABSOLUTE))


def pick_key(candidate: Candidate) -> tuple[int, int, int, int, int]:
    """pkg/scheduler/framework/preemption/preemption.go pickOneNodeForPreemption

    A sort key, best node first; its parts are named in PICK_ORDER.
    """
    priorities = [info.shape.priority for info in candidate.victims]
    highest = max(priorities)
    most_important = [info for info in candidate.victims if info.shape.priority == highest]
    return (
        candidate.violations,
        highest,
        sum(priority + PRIORITY_SUM_OFFSET for priority in priorities),
        len(priorities),
        -min(_start(info.pod) for info in most_important),
    )


def preempt(diagnosis: Diagnosis, budgets: Sequence[PodDisruptionBudget], offset: int = 0) -> Preemption:
    """pkg/scheduler/framework/preemption/preemption.go Preempt

    What to do for a pod that fits nowhere; `diagnosis` is that of its cycle, with the state. `offset`: the candidate node
    to begin with (upstream draws it). Between nodes that PICK_ORDER cannot tell apart the first in order is taken.
    """
    state = diagnosis.state
    if state is None:
        return Preemption(message=NO_STATE)
    incoming = state.incoming
    nodes = state.snapshot.nodes
    refusal = pod_eligible_to_preempt_others(incoming, diagnosis, nodes.get(incoming.pod.status.nominated_node_name))
    if refusal:
        return Preemption(message=refusal, keeps_nomination=True)
    potential = [
        nodes[name] for name, status in diagnosis.statuses.items() if status.code == UNSCHEDULABLE and name in nodes
    ]
    enough = calculate_num_candidates(len(potential))
    candidates: list[Candidate] = []
    statuses: list[Status] = []
    for node in potential[offset:] + potential[:offset]:
        found = select_victims_on_node(state, node, budgets)
        if isinstance(found, Status):
            statuses.append(found)
        elif found.victims:
            candidates.append(found)
            if len(candidates) >= enough:
                break
    if not candidates:
        not_looked_at = Status(UNSCHEDULABLE_AND_UNRESOLVABLE, "", (_NOT_HELPFUL,))
        statuses += [not_looked_at] * (diagnosis.all_nodes - len(statuses))
        return Preemption(message=fit_error(diagnosis.all_nodes, statuses))
    best = min(candidates, key=pick_key)
    return Preemption(nominated_node=best.node, victims=best.victims, candidates=tuple(candidates))


def failed_scheduling_message(diagnosis: Diagnosis, preemption: Preemption) -> str:
    """pkg/scheduler/schedule_one.go handleSchedulingFailure; framework/types.go FitError.Error

    The text of the FailedScheduling event: why no node fits, and unless room is being made, why preemption does not help.
    """
    if preemption.nominated_node:
        return diagnosis.message()
    if diagnosis.state is None:
        return diagnosis.message(preemption.message)
    return diagnosis.message(f"{NO_NEW_CLAIMS}, preemption: {preemption.message}")
