"""Any object of a kind we know: validated at its creation, by its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from podtutor.kube.batch import CronJob, Job
from podtutor.kube.config import ConfigMap, Namespace, Secret
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.policy import LimitRange, PodDisruptionBudget, PriorityClass, ResourceQuota
from podtutor.kube.service import Service
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim
from podtutor.kube.validation import services, workloads
from podtutor.kube.validation.field_error import Errors, FieldError
from podtutor.kube.validation.metadata import validate_object_meta
from podtutor.kube.validation.names import name_is_dns_label, name_is_dns_subdomain
from podtutor.kube.validation.pods import validate_pod_create
from podtutor.kube.workload import DaemonSet, Deployment, ReplicaSet, StatefulSet

_VALIDATORS: Final[dict[type[Any], Callable[[Any], Errors]]] = {
    Pod: lambda pod: iter(validate_pod_create(pod)),
    ReplicaSet: workloads.validate_replica_set,
    Deployment: workloads.validate_deployment,
    StatefulSet: workloads.validate_stateful_set,
    DaemonSet: workloads.validate_daemon_set,
    Job: workloads.validate_job,
    CronJob: workloads.validate_cron_job,
    Service: services.validate_service,
    PodDisruptionBudget: services.validate_pod_disruption_budget,
    PriorityClass: services.validate_priority_class,
    ConfigMap: services.validate_config_map,
    Secret: services.validate_secret,
    PersistentVolumeClaim: services.validate_persistent_volume_claim,
    ResourceQuota: lambda quota: _only_metadata(quota.metadata, namespaced=True),
    LimitRange: lambda limits: _only_metadata(limits.metadata, namespaced=True),
    PersistentVolume: lambda volume: _only_metadata(volume.metadata, namespaced=False),
    Node: lambda node: _only_metadata(node.metadata, namespaced=False),
    Namespace: lambda namespace: validate_object_meta(
        namespace.metadata, "metadata", name_is_dns_label, requires_namespace=False
    ),
}


def _only_metadata(meta: ObjectMeta, *, namespaced: bool) -> Errors:
    yield from validate_object_meta(meta, "metadata", name_is_dns_subdomain, requires_namespace=namespaced)


def validate_object_create(obj: Any) -> list[FieldError]:
    """What the API server says to a new object, defaulted and (a pod) prepared; nothing for kinds it is not asked about."""
    validator = _VALIDATORS.get(type(obj))
    return [] if validator is None else list(validator(obj))


def invalid_message(kind: str, name: str, errors: list[FieldError]) -> str:
    """apimachinery/pkg/api/errors NewInvalid: what kubectl prints behind `Error from server (Invalid): `."""
    texts = list(dict.fromkeys(error.text for error in errors))
    said = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    return f'{kind} "{name}" is invalid: {said}'
