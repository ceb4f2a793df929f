"""Controllers, as far as they refuse what could never work (pkg/apis/apps/validation, pkg/apis/batch/validation)."""

from __future__ import annotations

import re
from typing import Final

from podtutor.kube.batch import CronJob, Job, JobSpec
from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import PodTemplateSpec
from podtutor.kube.selector import SelectorError, label_selector_as_selector
from podtutor.kube.validation.annotations import validate_pod_specific_annotations
from podtutor.kube.validation.field_error import (
    Errors,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    quoted,
    required,
    validate_nonnegative,
)
from podtutor.kube.validation.labels import validate_label_selector, validate_labels
from podtutor.kube.validation.metadata import validate_annotations, validate_object_meta
from podtutor.kube.validation.names import name_is_dns_subdomain
from podtutor.kube.validation.pods import validate_pod_spec
from podtutor.kube.wire import IntOrString
from podtutor.kube.workload import DaemonSet, Deployment, ReplicaSet, StatefulSet

_PERCENT: Final = re.compile("[0-9]+%", re.ASCII)
_PERCENT_ERROR: Final = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
    "validation is '[0-9]+%')"
)
CRON_JOB_NAME_MAX_LENGTH: Final = 52  # 63 less the 11 characters that name a run


def validate_pod_template_spec(template: PodTemplateSpec, path: str) -> Errors:
    """pkg/apis/core/validation ValidatePodTemplateSpec."""
    yield from validate_labels(template.metadata.labels, f"{path}.labels")
    yield from validate_annotations(template.metadata.annotations, f"{path}.annotations")
    annotations = template.metadata.annotations
    yield from validate_pod_specific_annotations(annotations, template.spec, f"{path}.annotations")
    yield from validate_pod_spec(template.spec, None, f"{path}.spec", in_template=True)
    if template.spec.ephemeral_containers:
        yield forbidden(f"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template")


def _validate_selector(selector: LabelSelector | None, template: PodTemplateSpec, kind: str) -> Errors:
    """A selector has to be there, select something, and select the pods of its own template."""
    if selector is None:
        yield required("spec.selector")
        return
    yield from validate_label_selector(selector, "spec.selector")
    if not selector.match_labels and not selector.match_expressions:
        yield invalid("spec.selector", selector, f"empty selector is invalid for {kind.lower()}")
        return
    try:
        compiled = label_selector_as_selector(selector)
    except SelectorError:
        yield invalid("spec.selector", selector, "invalid label selector")
        return
    if not compiled.matches(template.metadata.labels):
        message = "`selector` does not match template `labels`"
        yield invalid("spec.template.metadata.labels", template.metadata.labels, message)


def validate_pod_template_spec_for_stateful_set(template: PodTemplateSpec, path: str) -> Errors:
    """pkg/apis/apps/validation ValidatePodTemplateSpecForStatefulSet.

    Labels and annotations only: mounts of the claim templates would look unknown. What is wrong in the specification shows
    when the pod is made.
    """
    yield from validate_labels(template.metadata.labels, f"{path}.labels")
    yield from validate_annotations(template.metadata.annotations, f"{path}.annotations")
    annotations = template.metadata.annotations
    yield from validate_pod_specific_annotations(annotations, template.spec, f"{path}.annotations")


def _validate_template(template: PodTemplateSpec, kind: str) -> Errors:
    if kind == "StatefulSet":
        yield from validate_pod_template_spec_for_stateful_set(template, "spec.template")
    else:
        yield from validate_pod_template_spec(template, "spec.template")
    policy = template.spec.restart_policy
    if policy != "Always":
        yield not_supported("spec.template.spec.restartPolicy", policy, ("Always",))
    if template.spec.active_deadline_seconds is not None:
        message = f"activeDeadlineSeconds in {kind} is not Supported"
        yield forbidden("spec.template.spec.activeDeadlineSeconds", message)


def validate_replica_set(replica_set: ReplicaSet) -> Errors:
    """pkg/apis/apps/validation ValidateReplicaSet."""
    spec = replica_set.spec
    yield from validate_object_meta(replica_set.metadata, "metadata", name_is_dns_subdomain)
    yield from validate_nonnegative(spec.replicas or 0, "spec.replicas")
    yield from validate_nonnegative(spec.min_ready_seconds, "spec.minReadySeconds")
    yield from _validate_selector(spec.selector, spec.template, "ReplicaSet")
    yield from _validate_template(spec.template, "ReplicaSet")


def validate_deployment(deployment: Deployment) -> Errors:
    """pkg/apis/apps/validation ValidateDeployment."""
    spec = deployment.spec
    yield from validate_object_meta(deployment.metadata, "metadata", name_is_dns_subdomain)
    yield from validate_nonnegative(spec.replicas or 0, "spec.replicas")
    yield from _validate_selector(spec.selector, spec.template, "Deployment")
    yield from _validate_template(spec.template, "ReplicaSet")
    yield from _validate_deployment_strategy(deployment)
    yield from validate_nonnegative(spec.min_ready_seconds, "spec.minReadySeconds")
    yield from validate_nonnegative(spec.revision_history_limit or 0, "spec.revisionHistoryLimit")
    deadline = spec.progress_deadline_seconds
    if deadline is not None:
        yield from validate_nonnegative(deadline, "spec.progressDeadlineSeconds")
        if deadline <= spec.min_ready_seconds:
            yield invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def _validate_deployment_strategy(deployment: Deployment) -> Errors:
    """pkg/apis/apps/validation ValidateDeploymentStrategy."""
    strategy, place = deployment.spec.strategy, "spec.strategy"
    if strategy.type == "Recreate":
        if strategy.rolling_update is not None:
            message = "may not be specified when strategy `type` is 'Recreate'"
            yield forbidden(f"{place}.rollingUpdate", message)
    elif strategy.type == "RollingUpdate":
        rolling = strategy.rolling_update
        if rolling is None:
            yield required(f"{place}.rollingUpdate", "this should be defaulted and never be nil")
            return
        unavailable, surge = rolling.max_unavailable or 0, rolling.max_surge or 0
        yield from validate_positive_int_or_percent(unavailable, f"{place}.rollingUpdate.maxUnavailable")
        yield from validate_positive_int_or_percent(surge, f"{place}.rollingUpdate.maxSurge")
        if _amount(unavailable) == 0 and _amount(surge) == 0:
            message = "may not be 0 when `maxSurge` is 0"
            yield invalid(f"{place}.rollingUpdate.maxUnavailable", unavailable, message)
        yield from validate_not_more_than_100_percent(unavailable, f"{place}.rollingUpdate.maxUnavailable")
    else:
        yield not_supported(place, strategy, ("Recreate", "RollingUpdate"))


def _amount(value: IntOrString) -> int:
    """The number, or the number of percent; -1 for a text that is neither."""
    if isinstance(value, int):
        return value
    return int(value[:-1][:18]) if _PERCENT.fullmatch(value) else -1


def validate_positive_int_or_percent(value: IntOrString, path: str) -> Errors:
    """pkg/apis/apps/validation ValidatePositiveIntOrPercent."""
    if isinstance(value, int):
        yield from validate_nonnegative(value, path)
    elif not _PERCENT.fullmatch(value):
        yield invalid(path, value, _PERCENT_ERROR)


def validate_not_more_than_100_percent(value: IntOrString, path: str) -> Errors:
    """pkg/apis/apps/validation IsNotMoreThan100Percent."""
    if isinstance(value, str) and _amount(value) > 100:
        yield invalid(path, value, "must not be greater than 100%")


def validate_stateful_set(stateful_set: StatefulSet) -> Errors:
    """pkg/apis/apps/validation ValidateStatefulSet."""
    spec = stateful_set.spec
    yield from validate_object_meta(stateful_set.metadata, "metadata", name_is_dns_subdomain)
    if not spec.pod_management_policy:
        yield required("spec.podManagementPolicy")
    elif spec.pod_management_policy not in {"OrderedReady", "Parallel"}:
        message = "must be 'OrderedReady' or 'Parallel'"
        yield invalid("spec.podManagementPolicy", spec.pod_management_policy, message)
    strategy = spec.update_strategy
    if not strategy.type:
        yield required("spec.updateStrategy")
    elif strategy.type == "OnDelete":
        if strategy.rolling_update is not None:
            message = "only allowed for updateStrategy 'RollingUpdate'"
            yield invalid("spec.updateStrategy.rollingUpdate", strategy.rolling_update, message)
    elif strategy.type == "RollingUpdate":
        if strategy.rolling_update is not None:
            partition = strategy.rolling_update.partition or 0
            yield from validate_nonnegative(partition, "spec.updateStrategy.rollingUpdate.partition")
    else:
        yield invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'")
    yield from validate_nonnegative(spec.replicas or 0, "spec.replicas")
    yield from validate_nonnegative(spec.min_ready_seconds, "spec.minReadySeconds")
    if spec.ordinals is not None:
        yield from validate_nonnegative(spec.ordinals.start, "spec.ordinals.start")
    yield from _validate_selector(spec.selector, spec.template, "StatefulSet")
    yield from _validate_template(spec.template, "StatefulSet")


def validate_daemon_set(daemon_set: DaemonSet) -> Errors:
    """pkg/apis/apps/validation ValidateDaemonSet."""
    spec = daemon_set.spec
    yield from validate_object_meta(daemon_set.metadata, "metadata", name_is_dns_subdomain)
    yield from _validate_selector(spec.selector, spec.template, "DaemonSet")
    yield from _validate_template(spec.template, "DaemonSet")
    yield from validate_nonnegative(spec.min_ready_seconds, "spec.minReadySeconds")
    strategy = spec.update_strategy
    if strategy.type == "RollingUpdate":
        rolling = strategy.rolling_update
        if rolling is None:
            yield required("spec.updateStrategy.rollingUpdate")
            return
        unavailable, surge = rolling.max_unavailable or 0, rolling.max_surge or 0
        place = "spec.updateStrategy.rollingUpdate"
        yield from validate_positive_int_or_percent(unavailable, f"{place}.maxUnavailable")
        yield from validate_positive_int_or_percent(surge, f"{place}.maxSurge")
        if _amount(unavailable) == 0 and _amount(surge) == 0:
            yield required(f"{place}.maxUnavailable", "cannot be 0 when maxSurge is 0")
        elif _amount(unavailable) > 0 and _amount(surge) > 0:
            yield invalid(f"{place}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
    elif strategy.type != "OnDelete":
        yield not_supported("spec.updateStrategy", strategy, ("RollingUpdate", "OnDelete"))


def validate_job(job: Job) -> Errors:
    """pkg/apis/batch/validation ValidateJob."""
    yield from validate_object_meta(job.metadata, "metadata", name_is_dns_subdomain)
    yield from validate_job_spec(job.spec, "spec")


def validate_job_spec(spec: JobSpec, path: str) -> Errors:
    """pkg/apis/batch/validation validateJobSpec, the parts that a learner meets."""
    for name, number in (
        ("parallelism", spec.parallelism),
        ("completions", spec.completions),
        ("activeDeadlineSeconds", spec.active_deadline_seconds),
        ("backoffLimit", spec.backoff_limit),
        ("ttlSecondsAfterFinished", spec.ttl_seconds_after_finished),
        ("backoffLimitPerIndex", spec.backoff_limit_per_index),
        ("maxFailedIndexes", spec.max_failed_indexes),
    ):
        if number is not None:
            yield from validate_nonnegative(number, f"{path}.{name}")
    mode = spec.completion_mode
    if mode is not None and mode not in {"NonIndexed", "Indexed"}:
        yield not_supported(f"{path}.completionMode", mode, ("Indexed", "NonIndexed"))
    if mode == "Indexed" and spec.completions is None:
        yield required(f"{path}.completions", "when completion mode is Indexed")
    if spec.max_failed_indexes is not None and spec.backoff_limit_per_index is None:
        yield required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    if spec.backoff_limit_per_index is not None and mode != "Indexed":
        yield invalid(f"{path}.backoffLimitPerIndex", spec.backoff_limit_per_index, "requires indexed completion mode")
    yield from validate_pod_template_spec(spec.template, f"{path}.template")
    policy, place = spec.template.spec.restart_policy, f"{path}.template.spec.restartPolicy"
    if policy in {"", "Always"}:
        yield required(place, f"valid values: {quoted('OnFailure')}, {quoted('Never')}")
    elif policy not in {"OnFailure", "Never"}:
        yield not_supported(place, policy, ("OnFailure", "Never"))
    elif spec.pod_failure_policy is not None and policy != "Never":
        message = 'only "Never" is supported when podFailurePolicy is specified'
        yield invalid(place, policy, message)


def validate_cron_job(cron_job: CronJob) -> Errors:
    """pkg/apis/batch/validation ValidateCronJobCreate; whether the schedule can be read is found out on running it."""
    spec = cron_job.spec
    yield from validate_object_meta(cron_job.metadata, "metadata", name_is_dns_subdomain)
    if len(cron_job.metadata.name) > CRON_JOB_NAME_MAX_LENGTH:
        message = f"must be no more than {CRON_JOB_NAME_MAX_LENGTH} characters"
        yield from each_invalid("metadata.name", cron_job.metadata.name, [message])
    if not spec.schedule:
        yield required("spec.schedule")
    if spec.concurrency_policy not in {"Allow", "Forbid", "Replace"}:
        yield not_supported("spec.concurrencyPolicy", spec.concurrency_policy, ("Allow", "Forbid", "Replace"))
    for name, number in (
        ("startingDeadlineSeconds", spec.starting_deadline_seconds),
        ("successfulJobsHistoryLimit", spec.successful_jobs_history_limit),
        ("failedJobsHistoryLimit", spec.failed_jobs_history_limit),
    ):
        if number is not None:
            yield from validate_nonnegative(number, f"spec.{name}")
    yield from validate_job_spec(spec.job_template.spec, "spec.jobTemplate.spec")
