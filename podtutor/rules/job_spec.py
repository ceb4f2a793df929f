"""What a Job's specification says about its pods: which count, which have failed, how many should run."""

from __future__ import annotations

from podtutor.kube.batch import Job, JobSpec
from podtutor.kube.constants_control_plane import DEFAULT_JOB_BACKOFF_LIMIT
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.rules.job_indexes import get_completion_index, get_index_failure_count
from podtutor.rules.job_policies import FAIL_INDEX, match_pod_failure_policy

JOB_TRACKING_FINALIZER = "batch.kubernetes.io/job-tracking"
"""batch.JobTrackingFinalizer: on a pod until its end is counted."""

COMPLETE = "Complete"
FAILED = "Failed"
FAILURE_TARGET = "FailureTarget"
SUCCESS_CRITERIA_MET = "SuccessCriteriaMet"
SUSPENDED = "Suspended"


def is_indexed_job(spec: JobSpec) -> bool:
    """pkg/controller/job/indexed_job_utils.go isIndexedJob"""
    return spec.completion_mode == "Indexed"


def only_replace_failed_pods(spec: JobSpec) -> bool:
    """pkg/controller/job/job_controller.go onlyReplaceFailedPods

    Whether a pod being deleted is replaced only once it has ended: asked for, or implied by a podFailurePolicy.
    """
    return spec.pod_replacement_policy == FAILED or spec.pod_failure_policy is not None


def is_pod_failed(spec: JobSpec, pod: Pod) -> bool:
    """pkg/controller/job/job_controller.go isPodFailed

    Failed; or being deleted without having succeeded, where such pods are replaced at once.
    """
    if pod.status.phase == FAILED:
        return True
    if only_replace_failed_pods(spec):
        return False
    return pod.metadata.deletion_timestamp is not None and pod.status.phase != "Succeeded"


def past_active_deadline(job: Job, now: int) -> bool:
    """pkg/controller/job/job_controller.go pastActiveDeadline

    Whether the Job has been active for activeDeadlineSeconds (inclusive); never while suspended.
    """
    limit = job.spec.active_deadline_seconds
    if limit is None or job.status.start_time is None or job.spec.suspend:
        return False
    return now - milliseconds(job.status.start_time) >= limit * 1000


def is_job_finished(job: Job) -> bool:
    """pkg/controller/job/util/utils.go IsJobFinished

    Whether the Job is Complete or Failed; the controller then leaves it alone.
    """
    return any(
        condition.type in {COMPLETE, FAILED} and condition.status == "True" for condition in job.status.conditions
    )


def has_job_tracking_finalizer(pod: Pod) -> bool:
    """pkg/controller/job/job_controller.go hasJobTrackingFinalizer

    Without the finalizer a pod's end is counted already.
    """
    return JOB_TRACKING_FINALIZER in pod.metadata.finalizers


def has_valid_index(spec: JobSpec, pod: Pod) -> bool:
    """pkg/controller/job/job_controller.go getValidPodsWithFilter

    Pods of an Indexed Job count only with an index of the Job.
    """
    if not is_indexed_job(spec):
        return True
    return 0 <= get_completion_index(pod) < (spec.completions or 0)


def backoff_limit(spec: JobSpec) -> int:
    """pkg/apis/batch/v1/defaults.go SetDefaults_Job"""
    return DEFAULT_JOB_BACKOFF_LIMIT if spec.backoff_limit is None else spec.backoff_limit


def parallelism(spec: JobSpec) -> int:
    """pkg/apis/batch/v1/defaults.go SetDefaults_Job"""
    return 1 if spec.parallelism is None else spec.parallelism


def is_index_failed(spec: JobSpec, pod: Pod) -> bool:
    """pkg/controller/job/indexed_job_utils.go isIndexFailed

    Whether the pod's failure is the end of its index: by FailIndex, or because its limit is spent.
    """
    if not is_pod_failed(spec, pod):
        return False
    match = match_pod_failure_policy(spec.pod_failure_policy, pod)
    if match.action == FAIL_INDEX:
        return True
    return match.counts and get_index_failure_count(pod) >= (spec.backoff_limit_per_index or 0)


def want_active(spec: JobSpec, active: int, succeeded: int) -> int:
    """pkg/controller/job/job_controller.go manageJob

    How many pods should run: never more than are missing; without `completions` none are added after a success.
    """
    most = parallelism(spec)
    if spec.completions is None:
        return active if succeeded > 0 else most
    return max(0, min(most, spec.completions - succeeded))
