"""What limits and ranks pods: PodDisruptionBudget, PriorityClass, ResourceQuota, LimitRange, Eviction."""

from __future__ import annotations

from typing import Any

from msgspec import field

from podtutor.kube.container import ResourceList
from podtutor.kube.meta import Condition, LabelSelector, ObjectMeta
from podtutor.kube.wire import ApiType, IntOrString, Time


class PodDisruptionBudgetSpec(ApiType, frozen=True, kw_only=True):
    """policy/v1.PodDisruptionBudgetSpec: numbers, or percentages as text."""

    min_available: IntOrString | None = None
    selector: LabelSelector | None = None
    max_unavailable: IntOrString | None = None
    unhealthy_pod_eviction_policy: str | None = None


class PodDisruptionBudgetStatus(ApiType, frozen=True, kw_only=True):
    """policy/v1.PodDisruptionBudgetStatus."""

    observed_generation: int = 0
    disrupted_pods: dict[str, Time] = field(default_factory=dict)
    disruptions_allowed: int = field(default_factory=int)
    current_healthy: int = field(default_factory=int)
    desired_healthy: int = field(default_factory=int)
    expected_pods: int = field(default_factory=int)
    conditions: tuple[Condition, ...] = ()


class PodDisruptionBudget(ApiType, frozen=True, kw_only=True):
    """policy/v1.PodDisruptionBudget."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: PodDisruptionBudgetSpec = PodDisruptionBudgetSpec()
    status: PodDisruptionBudgetStatus = PodDisruptionBudgetStatus()


class PriorityClass(ApiType, frozen=True, kw_only=True):
    """scheduling.k8s.io/v1.PriorityClass."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    value: int = field(default_factory=int)
    global_default: bool = False
    description: str = ""
    preemption_policy: str | None = None


class ScopedResourceSelectorRequirement(ApiType, frozen=True, kw_only=True):
    """v1.ScopedResourceSelectorRequirement."""

    scope_name: str = field(default_factory=str)
    operator: str = field(default_factory=str)
    values: tuple[str, ...] = ()


class ScopeSelector(ApiType, frozen=True, kw_only=True):
    """v1.ScopeSelector."""

    match_expressions: tuple[ScopedResourceSelectorRequirement, ...] = ()


class ResourceQuotaSpec(ApiType, frozen=True, kw_only=True):
    """v1.ResourceQuotaSpec."""

    hard: ResourceList = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    scope_selector: ScopeSelector | None = None


class ResourceQuotaStatus(ApiType, frozen=True, kw_only=True):
    """v1.ResourceQuotaStatus."""

    hard: ResourceList = field(default_factory=dict)
    used: ResourceList = field(default_factory=dict)


class ResourceQuota(ApiType, frozen=True, kw_only=True):
    """v1.ResourceQuota."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: ResourceQuotaSpec = ResourceQuotaSpec()
    status: ResourceQuotaStatus = ResourceQuotaStatus()


class LimitRangeItem(ApiType, frozen=True, kw_only=True):
    """v1.LimitRangeItem: for a Pod, a Container or a PersistentVolumeClaim."""

    type: str = field(default_factory=str)
    max: ResourceList = field(default_factory=dict)
    min: ResourceList = field(default_factory=dict)
    default: ResourceList = field(default_factory=dict)
    default_request: ResourceList = field(default_factory=dict)
    max_limit_request_ratio: ResourceList = field(default_factory=dict)


class LimitRangeSpec(ApiType, frozen=True, kw_only=True):
    """v1.LimitRangeSpec."""

    limits: tuple[LimitRangeItem, ...] = ()


class LimitRange(ApiType, frozen=True, kw_only=True):
    """v1.LimitRange."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: LimitRangeSpec = LimitRangeSpec()


class Preconditions(ApiType, frozen=True, kw_only=True):
    """metav1.Preconditions."""

    uid: str | None = None
    resource_version: str | None = None


class DeleteOptions(ApiType, frozen=True, kw_only=True):
    """metav1.DeleteOptions: grace period in seconds."""

    api_version: str = ""
    kind: str = ""
    grace_period_seconds: int | None = None
    preconditions: Preconditions | None = None
    orphan_dependents: bool | None = None
    propagation_policy: str | None = None
    dry_run: tuple[str, ...] = ()


class Eviction(ApiType, frozen=True, kw_only=True):
    """policy/v1.Eviction."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    delete_options: DeleteOptions | None = None


class RuntimeClass(ApiType, frozen=True, kw_only=True):
    """node.k8s.io/v1.RuntimeClass."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    handler: str = field(default_factory=str)
    overhead: dict[str, Any] | None = None
    scheduling: dict[str, Any] | None = None
