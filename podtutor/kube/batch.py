"""Pods that end: Job and CronJob."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.meta import LabelSelector, ObjectMeta, ObjectReference
from podtutor.kube.pod import PodTemplateSpec
from podtutor.kube.wire import ApiType, Time


class PodFailurePolicyOnExitCodesRequirement(ApiType, frozen=True, kw_only=True):
    """batch/v1.PodFailurePolicyOnExitCodesRequirement."""

    container_name: str | None = None
    operator: str = field(default_factory=str)
    values: tuple[int, ...] = ()


class PodFailurePolicyOnPodConditionsPattern(ApiType, frozen=True, kw_only=True):
    """batch/v1.PodFailurePolicyOnPodConditionsPattern."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)


class PodFailurePolicyRule(ApiType, frozen=True, kw_only=True):
    """batch/v1.PodFailurePolicyRule: FailJob, FailIndex, Ignore or Count."""

    action: str = field(default_factory=str)
    on_exit_codes: PodFailurePolicyOnExitCodesRequirement | None = None
    on_pod_conditions: tuple[PodFailurePolicyOnPodConditionsPattern, ...] = ()


class PodFailurePolicy(ApiType, frozen=True, kw_only=True):
    """batch/v1.PodFailurePolicy."""

    rules: tuple[PodFailurePolicyRule, ...] = ()


class SuccessPolicyRule(ApiType, frozen=True, kw_only=True):
    """batch/v1.SuccessPolicyRule."""

    succeeded_indexes: str | None = None
    succeeded_count: int | None = None


class SuccessPolicy(ApiType, frozen=True, kw_only=True):
    """batch/v1.SuccessPolicy."""

    rules: tuple[SuccessPolicyRule, ...] = ()


class JobSpec(ApiType, frozen=True, kw_only=True):
    """batch/v1.JobSpec. Seconds."""

    parallelism: int | None = None
    completions: int | None = None
    active_deadline_seconds: int | None = None
    pod_failure_policy: PodFailurePolicy | None = None
    success_policy: SuccessPolicy | None = None
    backoff_limit: int | None = None
    backoff_limit_per_index: int | None = None
    max_failed_indexes: int | None = None
    selector: LabelSelector | None = None
    manual_selector: bool | None = None
    template: PodTemplateSpec = PodTemplateSpec()
    ttl_seconds_after_finished: int | None = None
    completion_mode: str | None = None
    suspend: bool | None = None
    pod_replacement_policy: str | None = None
    managed_by: str | None = None


class JobCondition(ApiType, frozen=True, kw_only=True):
    """batch/v1.JobCondition."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)
    last_probe_time: Time | None = None
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class UncountedTerminatedPods(ApiType, frozen=True, kw_only=True):
    """batch/v1.UncountedTerminatedPods: UIDs."""

    succeeded: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class JobStatus(ApiType, frozen=True, kw_only=True):
    """batch/v1.JobStatus."""

    conditions: tuple[JobCondition, ...] = ()
    start_time: Time | None = None
    completion_time: Time | None = None
    active: int = 0
    succeeded: int = 0
    failed: int = 0
    terminating: int | None = None
    completed_indexes: str = ""
    failed_indexes: str | None = None
    uncounted_terminated_pods: UncountedTerminatedPods | None = None
    ready: int | None = None


class Job(ApiType, frozen=True, kw_only=True):
    """batch/v1.Job."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: JobSpec = JobSpec()
    status: JobStatus = JobStatus()


class JobTemplateSpec(ApiType, frozen=True, kw_only=True):
    """batch/v1.JobTemplateSpec."""

    metadata: ObjectMeta = ObjectMeta()
    spec: JobSpec = JobSpec()


class CronJobSpec(ApiType, frozen=True, kw_only=True):
    """batch/v1.CronJobSpec."""

    schedule: str = field(default_factory=str)
    time_zone: str | None = None
    starting_deadline_seconds: int | None = None
    concurrency_policy: str = ""
    suspend: bool | None = None
    job_template: JobTemplateSpec = JobTemplateSpec()
    successful_jobs_history_limit: int | None = None
    failed_jobs_history_limit: int | None = None


class CronJobStatus(ApiType, frozen=True, kw_only=True):
    """batch/v1.CronJobStatus."""

    active: tuple[ObjectReference, ...] = ()
    last_schedule_time: Time | None = None
    last_successful_time: Time | None = None


class CronJob(ApiType, frozen=True, kw_only=True):
    """batch/v1.CronJob."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: CronJobSpec = CronJobSpec()
    status: CronJobStatus = CronJobStatus()
