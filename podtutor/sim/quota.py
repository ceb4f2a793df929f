"""Quotas: what objects use of them, and what a quota has left (pkg/quota/v1/evaluator/core)."""

from __future__ import annotations

from typing import Any

from podtutor.kube.config import ConfigMap, Secret
from podtutor.kube.container import ResourceList
from podtutor.kube.pod import Pod
from podtutor.kube.policy import ResourceQuota
from podtutor.kube.quantity import ZERO, Quantity
from podtutor.kube.service import Service
from podtutor.kube.storage import PersistentVolumeClaim
from podtutor.rules.qos import BEST_EFFORT, get_pod_qos
from podtutor.rules.requests import pod_limits, pod_requests
from podtutor.sim.store import Store

ONE = Quantity.of(1)
COUNTED: dict[Any, tuple[str, ...]] = {
    ConfigMap: ("configmaps", "count/configmaps"),
    Secret: ("secrets", "count/secrets"),
    Service: ("services", "count/services"),
    PersistentVolumeClaim: ("persistentvolumeclaims", "count/persistentvolumeclaims"),
}


def object_usage(obj: Any) -> ResourceList:
    """What an object uses of a quota; a pod that has ended uses nothing but its count as an object."""
    if isinstance(obj, Pod):
        return _pod_usage(obj)
    return dict.fromkeys(COUNTED.get(type(obj), (f"count/{type(obj).__name__.lower()}s",)), ONE)


def _pod_usage(pod: Pod) -> ResourceList:
    usage: ResourceList = {"count/pods": ONE}
    if pod.status.phase in {"Succeeded", "Failed"}:
        return usage
    usage["pods"] = ONE
    for name, amount in pod_requests(pod).items():
        usage[name] = usage[f"requests.{name}"] = amount
    for name, amount in pod_limits(pod).items():
        usage[f"limits.{name}"] = amount
    return usage


def in_scope(quota: ResourceQuota, obj: Any) -> bool:
    """Whether a quota looks at an object: its scopes are about pods."""
    scopes = quota.spec.scopes
    if not scopes:
        return True
    if not isinstance(obj, Pod):
        return False
    best_effort = get_pod_qos(obj) == BEST_EFFORT
    terminating = obj.spec.active_deadline_seconds is not None
    answers = {
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "Terminating": terminating,
        "NotTerminating": not terminating,
    }
    return all(answers.get(scope, True) for scope in scopes)


def used_of(store: Store, quota: ResourceQuota) -> ResourceList:
    """What a namespace uses now of everything a quota limits."""
    used: ResourceList = dict.fromkeys(quota.spec.hard, ZERO)
    for kind in [*store.kinds()]:
        for obj in store.all(kind):
            if obj.metadata.namespace != quota.metadata.namespace or not in_scope(quota, obj):
                continue
            for name, amount in object_usage(obj).items():
                if name in used:
                    used[name] = used[name] + amount
    return used


def exceeded(store: Store, quota: ResourceQuota, obj: Any, delta: ResourceList) -> str:
    """Why a quota refuses an object that would use `delta` more; "" where it does not."""
    if not in_scope(quota, obj):
        return ""
    hard = quota.spec.hard
    if isinstance(obj, Pod):
        usage = object_usage(obj)
        unsaid = [name for name in hard if name.startswith(("requests.", "limits.")) or name in {"cpu", "memory"}]
        missing = sorted(name for name in unsaid if name not in usage)
        if missing:
            names = [one.name for one in obj.spec.containers]
            return f"failed quota: {quota.metadata.name}: must specify " + "; ".join(
                f"{name} for: {','.join(names)}" for name in missing
            )
    touched = [name for name in hard if name in delta and delta[name].nanos > 0]
    if not touched:
        return ""
    used = used_of(store, quota)
    over = sorted(name for name in touched if (used[name] + delta[name]).nanos > hard[name].nanos)
    if not over:
        return ""
    requested = ",".join(f"{name}={delta[name]}" for name in over)
    now = ",".join(f"{name}={used[name]}" for name in over)
    limited = ",".join(f"{name}={hard[name]}" for name in over)
    return f"exceeded quota: {quota.metadata.name}, requested: {requested}, used: {now}, limited: {limited}"
