"""What the API server fills in for controllers, Services and budgets (pkg/apis/*/v1/defaults.go)."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from podtutor.kube.batch import CronJob, Job, JobSpec, PodFailurePolicy
from podtutor.kube.defaulting import default_pod, default_pod_template
from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import Pod, PodTemplateSpec
from podtutor.kube.service import Service, ServicePort
from podtutor.kube.workload import (
    DaemonSet,
    DaemonSetUpdateStrategy,
    Deployment,
    DeploymentStrategy,
    ReplicaSet,
    RollingUpdateDaemonSet,
    RollingUpdateDeployment,
    RollingUpdateStatefulSetStrategy,
    StatefulSet,
    StatefulSetUpdateStrategy,
)

T = TypeVar("T")
_replace = msgspec.structs.replace

ROLLING_UPDATE: Final = "RollingUpdate"
DEFAULT_REVISION_HISTORY_LIMIT: Final = 10  # SetDefaults_Deployment
DEFAULT_PROGRESS_DEADLINE_SECONDS: Final = 600  # SetDefaults_Deployment
DEFAULT_BACKOFF_LIMIT: Final = 6  # SetDefaults_Job
DEFAULT_BACKOFF_LIMIT_PER_INDEX: Final = 2**31 - 1  # SetDefaults_Job, where backoffLimitPerIndex is set
QUARTER: Final = "25%"


def default_object(obj: T) -> T:
    """The object with everything the API server would fill in; kinds without defaults come back as they are."""
    chosen: Any = obj
    match chosen:
        case Pod():
            chosen = default_pod(chosen)
        case Deployment():
            chosen = _deployment(chosen)
        case ReplicaSet():
            chosen = _replace(
                chosen,
                metadata=_with_template_labels(chosen.metadata, chosen.spec.template),
                spec=_replace(
                    chosen.spec,
                    replicas=_or(chosen.spec.replicas, 1),
                    template=default_pod_template(chosen.spec.template),
                ),
            )
        case StatefulSet():
            chosen = _stateful_set(chosen)
        case DaemonSet():
            chosen = _daemon_set(chosen)
        case Job():
            chosen = _replace(chosen, spec=_job_spec(chosen.spec))
        case CronJob():
            chosen = _cron_job(chosen)
        case Service():
            chosen = _service(chosen)
    return chosen  # type: ignore[no-any-return]


def _or(value: T | None, default: T) -> T:
    return default if value is None else value


def _with_template_labels(metadata: Any, template: PodTemplateSpec) -> Any:
    return metadata if metadata.labels else _replace(metadata, labels=template.metadata.labels)


def _deployment(deployment: Deployment) -> Deployment:
    spec = deployment.spec
    strategy = spec.strategy
    if not strategy.type:
        strategy = _replace(strategy, type=ROLLING_UPDATE)
    if strategy.type == ROLLING_UPDATE:
        rolling = strategy.rolling_update or RollingUpdateDeployment()
        rolling = _replace(
            rolling, max_unavailable=_or(rolling.max_unavailable, QUARTER), max_surge=_or(rolling.max_surge, QUARTER)
        )
        strategy = _replace(strategy, rolling_update=rolling)
    spec = _replace(
        spec,
        replicas=_or(spec.replicas, 1),
        strategy=strategy if strategy.type else DeploymentStrategy(type=ROLLING_UPDATE),
        revision_history_limit=_or(spec.revision_history_limit, DEFAULT_REVISION_HISTORY_LIMIT),
        progress_deadline_seconds=_or(spec.progress_deadline_seconds, DEFAULT_PROGRESS_DEADLINE_SECONDS),
        template=default_pod_template(spec.template),
    )
    return _replace(deployment, spec=spec, metadata=_with_template_labels(deployment.metadata, spec.template))


def _stateful_set(stateful_set: StatefulSet) -> StatefulSet:
    spec = stateful_set.spec
    strategy = spec.update_strategy
    if not strategy.type:
        strategy = StatefulSetUpdateStrategy(type=ROLLING_UPDATE, rolling_update=strategy.rolling_update)
    if strategy.type == ROLLING_UPDATE:
        rolling = strategy.rolling_update or RollingUpdateStatefulSetStrategy()
        strategy = _replace(strategy, rolling_update=_replace(rolling, partition=_or(rolling.partition, 0)))
    spec = _replace(
        spec,
        replicas=_or(spec.replicas, 1),
        pod_management_policy=spec.pod_management_policy or "OrderedReady",
        update_strategy=strategy,
        revision_history_limit=_or(spec.revision_history_limit, DEFAULT_REVISION_HISTORY_LIMIT),
        template=default_pod_template(spec.template),
    )
    return _replace(stateful_set, spec=spec, metadata=_with_template_labels(stateful_set.metadata, spec.template))


def _daemon_set(daemon_set: DaemonSet) -> DaemonSet:
    spec = daemon_set.spec
    strategy = spec.update_strategy
    if not strategy.type:
        strategy = DaemonSetUpdateStrategy(type=ROLLING_UPDATE, rolling_update=strategy.rolling_update)
    if strategy.type == ROLLING_UPDATE:
        rolling = strategy.rolling_update or RollingUpdateDaemonSet()
        rolling = _replace(
            rolling, max_unavailable=_or(rolling.max_unavailable, 1), max_surge=_or(rolling.max_surge, 0)
        )
        strategy = _replace(strategy, rolling_update=rolling)
    spec = _replace(
        spec,
        update_strategy=strategy,
        revision_history_limit=_or(spec.revision_history_limit, DEFAULT_REVISION_HISTORY_LIMIT),
        template=default_pod_template(spec.template),
    )
    return _replace(daemon_set, spec=spec, metadata=_with_template_labels(daemon_set.metadata, spec.template))


def _job_spec(spec: JobSpec) -> JobSpec:
    if spec.completions is None and spec.parallelism is None:
        spec = _replace(spec, completions=1, parallelism=1)
    per_index = spec.backoff_limit_per_index is not None
    replacement = "Failed" if spec.pod_failure_policy is not None else "TerminatingOrFailed"
    return _replace(
        spec,
        parallelism=_or(spec.parallelism, 1),
        backoff_limit=_or(spec.backoff_limit, DEFAULT_BACKOFF_LIMIT_PER_INDEX if per_index else DEFAULT_BACKOFF_LIMIT),
        completion_mode=_or(spec.completion_mode, "NonIndexed"),
        suspend=_or(spec.suspend, default=False),
        manual_selector=_or(spec.manual_selector, default=False),
        pod_replacement_policy=_or(spec.pod_replacement_policy, replacement),
        template=default_pod_template(spec.template),
        selector=spec.selector or LabelSelector(),
        pod_failure_policy=_pod_failure_policy(spec.pod_failure_policy),
    )


def _pod_failure_policy(policy: PodFailurePolicy | None) -> PodFailurePolicy | None:
    """A pattern of a pod condition without a status means "True" (SetDefaults_Job)."""
    if policy is None:
        return None
    rules = tuple(
        _replace(rule, on_pod_conditions=tuple(_replace(p, status=p.status or "True") for p in rule.on_pod_conditions))
        for rule in policy.rules
    )
    return _replace(policy, rules=rules)


def _cron_job(cron_job: CronJob) -> CronJob:
    spec = cron_job.spec
    template = _replace(spec.job_template, spec=_job_spec(spec.job_template.spec))
    spec = _replace(
        spec,
        concurrency_policy=spec.concurrency_policy or "Allow",
        suspend=_or(spec.suspend, default=False),
        successful_jobs_history_limit=_or(spec.successful_jobs_history_limit, 3),
        failed_jobs_history_limit=_or(spec.failed_jobs_history_limit, 1),
        job_template=template,
    )
    return _replace(cron_job, spec=spec)


def _service(service: Service) -> Service:
    spec = service.spec
    ports = tuple(_port(port) for port in spec.ports)
    return _replace(
        service,
        spec=_replace(
            spec, ports=ports, type=spec.type or "ClusterIP", session_affinity=spec.session_affinity or "None"
        ),
    )


def _port(port: ServicePort) -> ServicePort:
    target = port.target_port if port.target_port not in (None, 0, "") else port.port
    return _replace(port, protocol=port.protocol or "TCP", target_port=target)
