"""Admission: what the API server does to an object between receiving and writing it.

The plugins that are on by default and matter to pods: Priority, DefaultTolerationSeconds, LimitRanger, ResourceQuota.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from podtutor.kube.container import Container
from podtutor.kube.defaulting_workloads import default_object
from podtutor.kube.pod import Pod, PodCondition, PodSpec, PodStatus, Toleration
from podtutor.kube.policy import LimitRange, LimitRangeItem, PriorityClass, ResourceQuota
from podtutor.kube.quantity import ZERO
from podtutor.kube.service import Service
from podtutor.rules.qos import get_pod_qos
from podtutor.sim.apiserver import ApiError
from podtutor.sim.quota import exceeded, object_usage
from podtutor.sim.store import KubeObject, Store

T = TypeVar("T", bound=KubeObject)

DEFAULT_TOLERATION_SECONDS = 300
"""plugin/pkg/admission/defaulttolerationseconds: how long a pod stays on a node that is not ready or unreachable."""
MOST_SPECS = 4096
"""So many admitted specs are remembered."""
NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
NODE_FAILURES = (
    Toleration(key=NOT_READY, operator="Exists", effect="NoExecute", toleration_seconds=DEFAULT_TOLERATION_SECONDS),
    Toleration(key=UNREACHABLE, operator="Exists", effect="NoExecute", toleration_seconds=DEFAULT_TOLERATION_SECONDS),
)
GATED = PodCondition(
    type="PodScheduled",
    status="False",
    reason="SchedulingGated",
    message="Scheduling is blocked due to non-empty scheduling gates",
)
"""pkg/registry/core/pod/strategy.go applySchedulingGatedCondition."""
BUILT_IN_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


class _AdmittedSpec(NamedTuple):
    """A spec as it came (kept, so that its identity stays its own) and what admission made of it."""

    seen: tuple[int, int]
    given: PodSpec
    admitted: PodSpec
    status: PodStatus


class Admission:
    """The chain of admission plugins."""

    shares_specs = True
    """Whether pods of one template are admitted once; the tests compare with False."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._addresses = 0
        self._specs: dict[int, _AdmittedSpec] = {}

    def create(self, obj: T) -> T:
        """The object as it will be written. Raises ApiError where a plugin refuses it."""
        if isinstance(obj, Pod):
            return self._like_its_siblings(obj)  # type: ignore[return-value]
        admitted: Any = default_object(obj)
        if isinstance(admitted, Service) and not admitted.spec.cluster_ip and admitted.spec.type != "ExternalName":
            self._addresses += 1
            ip = f"10.96.{self._addresses // 250}.{self._addresses % 250 + 1}"
            admitted = replace(admitted, spec=replace(admitted.spec, cluster_ip=ip))
        self._quota(admitted)
        return admitted  # type: ignore[no-any-return]

    def update(self, old: KubeObject, new: T) -> T:
        """A changed object as it will be written; quotas count the difference."""
        admitted: Any = default_object(new)
        self._quota(admitted, old)
        return admitted  # type: ignore[no-any-return]

    def _like_its_siblings(self, pod: Pod) -> Pod:
        """Pods stamped from one template share one admitted spec, while nothing that admission looks at changes."""
        key = id(pod.spec)
        known = self._specs.get(key)
        if known is None or not self.shares_specs or known.seen != self._looked_at():
            admitted = self._pod(default_object(pod))
            if len(self._specs) >= MOST_SPECS:
                self._specs.clear()
            self._specs[key] = _AdmittedSpec(self._looked_at(), pod.spec, admitted.spec, admitted.status)
        else:
            admitted = replace(pod, spec=known.admitted, status=known.status)
        self._quota(admitted)
        return admitted

    def _looked_at(self) -> tuple[int, int]:
        return self._store.changes(PriorityClass), self._store.changes(LimitRange)

    def _pod(self, pod: Pod) -> Pod:
        pod = self._limit_ranger(self._priority(pod))
        spec = pod.spec
        missing = tuple(
            one for one in NODE_FAILURES if not any(_covers(toleration, one.key) for toleration in spec.tolerations)
        )
        if missing:
            spec = replace(spec, tolerations=(*spec.tolerations, *missing))
        pod = replace(pod, spec=spec)
        conditions = (GATED,) if spec.scheduling_gates else ()
        status = replace(pod.status, phase="Pending", qos_class=get_pod_qos(pod), conditions=conditions)
        return replace(pod, status=status)

    # Priority

    def _priority(self, pod: Pod) -> Pod:
        """plugin/pkg/admission/priority: the number behind priorityClassName."""
        spec = pod.spec
        name = spec.priority_class_name
        if not name:
            default = self._default_priority()
            if default is None:
                return replace(
                    pod,
                    spec=replace(spec, priority=0, preemption_policy=spec.preemption_policy or "PreemptLowerPriority"),
                )
            name = default.metadata.name
        found = self._store.get(PriorityClass, name)
        value = BUILT_IN_PRIORITIES.get(name) if found is None else found.value
        if value is None:
            raise ApiError(
                403,
                "Forbidden",
                f'pods "{pod.metadata.name}" is forbidden: no PriorityClass with name {name} was found',
            )
        policy = found.preemption_policy if found is not None else None
        spec = replace(
            spec, priority=value, priority_class_name=name, preemption_policy=policy or "PreemptLowerPriority"
        )
        return replace(pod, spec=spec)

    def _default_priority(self) -> PriorityClass | None:
        defaults = [one for one in self._store.all(PriorityClass) if one.global_default]
        return min(defaults, key=lambda one: one.value, default=None)

    # LimitRanger

    def _limit_ranger(self, pod: Pod) -> Pod:
        """plugin/pkg/admission/limitranger: defaults first, then minimum and maximum."""
        for found in self._store.all(LimitRange):
            if found.metadata.namespace != pod.metadata.namespace:
                continue
            for item in found.spec.limits:
                if item.type == "Container":
                    spec = pod.spec
                    pod = replace(
                        pod,
                        spec=replace(
                            spec,
                            containers=tuple(_with_defaults(one, item) for one in spec.containers),
                            init_containers=tuple(_with_defaults(one, item) for one in spec.init_containers),
                        ),
                    )
                    for container in (*pod.spec.init_containers, *pod.spec.containers):
                        _check_limits(pod, container, item)
        return pod

    # ResourceQuota

    def _quota(self, obj: Any, old: Any = None) -> None:
        """plugin/pkg/admission/resourcequota: refuses what would exceed a quota of the namespace."""
        namespace = obj.metadata.namespace
        for quota in self._store.all(ResourceQuota):
            if quota.metadata.namespace != namespace:
                continue
            usage = object_usage(obj)
            before = object_usage(old) if old is not None else {}
            delta = {name: amount - before.get(name, ZERO) for name, amount in usage.items()}
            refusal = exceeded(self._store, quota, obj, delta)
            if refusal:
                kind = type(obj).__name__.lower() + "s"
                raise ApiError(403, "Forbidden", f'{kind} "{obj.metadata.name}" is forbidden: {refusal}')


def _covers(toleration: Toleration, key: str) -> bool:
    return toleration.key in {key, ""} and toleration.effect in {"NoExecute", ""}


def _with_defaults(container: Container, item: LimitRangeItem) -> Container:
    resources = container.resources
    limits = {**item.default, **resources.limits}
    given = {name: limit for name, limit in resources.limits.items() if name not in item.default_request}
    requests = {**item.default_request, **given, **resources.requests}
    if limits == resources.limits and requests == resources.requests:
        return container
    return replace(container, resources=replace(resources, limits=limits, requests=requests))


def _check_limits(pod: Pod, container: Container, item: LimitRangeItem) -> None:
    for name, least in item.min.items():
        asked = container.resources.requests.get(name)
        if asked is not None and asked < least:
            raise _forbidden(pod, f"minimum {name} usage per Container is {least}, but request is {asked}")
    for name, most in item.max.items():
        allowed = container.resources.limits.get(name)
        if allowed is None:
            raise _forbidden(pod, f"maximum {name} usage per Container is {most}. No limit is specified")
        if most < allowed:
            raise _forbidden(pod, f"maximum {name} usage per Container is {most}, but limit is {allowed}")


def _forbidden(pod: Pod, message: str) -> ApiError:
    return ApiError(403, "Forbidden", f'pods "{pod.metadata.name}" is forbidden: {message}')
