"""The Eviction API: a deletion that asks the disruption budgets first (pkg/registry/core/pod/storage/eviction.go)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.pod import Pod, PodCondition
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.rules.disruption import EvictionAnswer
from podtutor.rules.disruption import evict as decide
from podtutor.rules.scheduling.selectors import label_selector_as_selector
from podtutor.sim.apiserver import ApiServer, not_found
from podtutor.sim.cause import Cause
from podtutor.sim.clock import stamp

SOURCE = "pkg/registry/core/pod/storage/eviction.go Create"
EVICTION_BY_API = "EvictionByEvictionAPI"


def evict(api: ApiServer, key: str) -> EvictionAnswer:
    """POST pods/eviction: delete the pod where the budgets allow it. Raises ApiError 404 where it is gone."""
    store = api.store
    pod = store.get(Pod, key)
    if pod is None:
        raise not_found("Pod", key.rpartition("/")[2])
    budgets = [
        budget
        for budget in store.all(PodDisruptionBudget)
        if budget.metadata.namespace == pod.metadata.namespace
        and label_selector_as_selector(budget.spec.selector).matches(pod.metadata.labels)
    ]
    answer = decide(pod, budgets)
    if answer.code != 201:
        return answer
    cause = Cause("evict", SOURCE, answer.why)
    chosen = next((budget for budget in budgets if budget.metadata.name == answer.budget), None)
    if chosen is not None:
        status = chosen.status
        disrupted = {**status.disrupted_pods, pod.metadata.name: stamp(api.agenda.now)}
        status = replace(status, disruptions_allowed=status.disruptions_allowed - 1, disrupted_pods=disrupted)
        api.update_status(replace(chosen, status=status), cause)
    _mark(api, pod, cause)
    api.delete(Pod, key, cause)
    return answer


def _mark(api: ApiServer, pod: Pod, cause: Cause) -> None:
    """addConditionAndDeletePod: the pod says why it has to go."""
    condition = PodCondition(
        type="DisruptionTarget",
        status="True",
        reason=EVICTION_BY_API,
        message="Eviction API: evicting",
        last_transition_time=stamp(api.agenda.now),
    )
    if pod.status.phase in {"Succeeded", "Failed"} or pod.metadata.deletion_timestamp is not None:
        return
    others = tuple(one for one in pod.status.conditions if one.type != condition.type)
    api.update_status(replace(pod, status=replace(pod.status, conditions=(*others, condition))), cause)
