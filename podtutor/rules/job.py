"""Jobs: one sync, from the pods there are to those made and deleted and the status written."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from podtutor.kube.batch import Job, JobStatus
from podtutor.kube.constants_control_plane import MAX_POD_CREATE_DELETE_PER_SYNC, MAX_UNCOUNTED_PODS
from podtutor.kube.moment import milliseconds, timestamp
from podtutor.kube.pod import Pod
from podtutor.rules import job_indexes as indexes
from podtutor.rules.availability import is_pod_ready, is_pod_terminating
from podtutor.rules.job_backoff import (
    BackoffRecord,
    get_finished_time,
    get_remaining_time_for_failures_count,
    get_remaining_time_per_index,
    past_backoff_limit_on_failure,
)
from podtutor.rules.job_context import JobSync, NewPod, SyncJobContext
from podtutor.rules.job_policies import match_pod_failure_policy, match_success_policy
from podtutor.rules.job_removal import active_pods_for_removal
from podtutor.rules.job_spec import (
    COMPLETE,
    FAILED,
    FAILURE_TARGET,
    SUCCESS_CRITERIA_MET,
    SUSPENDED,
    backoff_limit,
    has_job_tracking_finalizer,
    has_valid_index,
    is_index_failed,
    is_indexed_job,
    is_pod_failed,
    only_replace_failed_pods,
    past_active_deadline,
    want_active,
)


def sync_job(job: Job, pods: Sequence[Pod], backoff: BackoffRecord, now: int) -> JobSync:
    """pkg/controller/job/job_controller.go syncJob

    One sync of a Job that is not finished, with all its `pods`; `backoff` is what the sync before left behind. A pod
    counts once, while it has the tracking finalizer. `now` in milliseconds since 1970.
    """
    count = SyncJobContext(job, pods, backoff, now)
    _decide_to_finish(count)
    if is_indexed_job(job.spec):
        _count_indexes(count)
    finish_before = count.finished
    if finish_before is not None:
        _delete_active_pods(count)
    else:
        managed = job.metadata.deletion_timestamp is None
        if managed:
            count.active = _manage_job(count)
        _complete_or_suspend(count, managed=managed)
    return _track_job_status(count)


def _decide_to_finish(count: SyncJobContext) -> None:
    """The first half of syncJob: is it decided already, or by a failed pod, the back-off limit or the deadline?"""
    status, spec = count.job.status, count.spec
    for condition in status.conditions:
        if condition.status == "True" and condition.type == SUCCESS_CRITERIA_MET:
            count.finished = condition
            return
    for condition in status.conditions:
        if condition.status == "True" and condition.type == FAILURE_TARGET:
            count.finished = count.condition(FAILED, condition.reason, condition.message)
            return
    for pod in count.pods:
        if spec.pod_failure_policy is not None and is_pod_failed(spec, pod):
            message = match_pod_failure_policy(spec.pod_failure_policy, pod).message
            if message:
                count.finished = count.condition(FAILURE_TARGET, "PodFailurePolicy", message)
                return
    limit = backoff_limit(spec)
    if count.failed > limit or past_backoff_limit_on_failure(limit, spec.template.spec.restart_policy, count.pods):
        message = "Job has reached the specified backoff limit"
        count.finished = count.condition(FAILURE_TARGET, "BackoffLimitExceeded", message)
    elif past_active_deadline(replace(count.job, status=replace(status, start_time=count.start_time)), count.now):
        message = "Job was active longer than specified deadline"
        count.finished = count.condition(FAILURE_TARGET, "DeadlineExceeded", message)
    elif spec.active_deadline_seconds is not None and not spec.suspend and count.start_time is not None:
        count.look_again(spec.active_deadline_seconds * 1000 - (count.now - milliseconds(count.start_time)))


def _count_indexes(count: SyncJobContext) -> None:
    """The part of syncJob for Indexed Jobs: which indexes are done, which failed, and whether that decides the Job."""
    spec, status = count.spec, count.job.status
    completions = spec.completions or 0
    tracked = [pod for pod in count.pods if has_job_tracking_finalizer(pod) and has_valid_index(spec, pod)]
    before = indexes.parse_indexes_from_string(status.completed_indexes, completions)
    done = [pod for pod in tracked if pod.status.phase == "Succeeded"]
    count.succeeded_indexes = indexes.with_ordered_indexes(before, indexes.get_indexes(done))
    count.succeeded = indexes.total(count.succeeded_indexes)
    if spec.backoff_limit_per_index is not None:
        _count_failed_indexes(count, tracked, completions)
    if count.finished is None:
        met = match_success_policy(spec.success_policy, completions, count.succeeded_indexes)
        if met:
            count.finished = count.condition(SUCCESS_CRITERIA_MET, "SuccessPolicy", met)


def _count_failed_indexes(count: SyncJobContext, tracked: list[Pod], completions: int) -> None:
    """Where each index has a limit of its own: the indexes that failed, and those whose pod is to be replaced."""
    spec = count.spec
    before = indexes.parse_indexes_from_string(count.job.status.failed_indexes or "", completions)
    lost = [pod for pod in tracked if is_index_failed(spec, pod)]
    count.failed_indexes = indexes.with_ordered_indexes(before, indexes.get_indexes(lost))
    failed = indexes.total(count.failed_indexes)
    if count.finished is None and failed > 0:
        if spec.max_failed_indexes is not None and failed > spec.max_failed_indexes:
            message = "Job has exceeded the specified maximal number of failed indexes"
            count.finished = count.condition(FAILURE_TARGET, "MaxFailedIndexesExceeded", message)
        elif failed + indexes.total(count.succeeded_indexes) >= completions:
            count.finished = count.condition(FAILURE_TARGET, "FailedIndexes", "Job has failed indexes")
    active = indexes.get_indexes(count.active_pods)
    for pod in tracked:
        index = indexes.get_completion_index(pod)
        settled = indexes.has(count.succeeded_indexes, index) or indexes.has(count.failed_indexes, index)
        if is_pod_failed(spec, pod) and not settled and index not in active:
            _note_replaced(count.replaced, index, pod)


def _note_replaced(replaced: dict[int, Pod], index: int, pod: Pod) -> None:
    """getPodsWithDelayedDeletionPerIndex: the last failed pod of an index carries its count to the replacement."""
    last = replaced.get(index)
    if last is None or (
        indexes.get_index_absolute_failure_count(last) <= indexes.get_index_absolute_failure_count(pod)
        and get_finished_time(pod) >= get_finished_time(last)
    ):
        replaced[index] = pod


def _delete_active_pods(count: SyncJobContext) -> None:
    """deleteActivePods: the Job is decided, what still runs is deleted (and counted by its finalizer)."""
    count.delete = list(count.active_pods)
    count.ready = 0
    count.terminating += count.active
    count.active = 0


def _delete_job_pods(count: SyncJobContext, pods: list[Pod]) -> int:
    """deleteJobPods: too many; they are deleted and not counted. Gives the number still active."""
    count.delete = pods
    count.untrack.extend(pods)
    count.ready -= sum(map(is_pod_ready, pods))
    count.terminating += len(pods)
    return count.active - len(pods)


def _manage_job(count: SyncJobContext) -> int:
    """manageJob: makes or deletes pods. Gives what the status then calls active (0 while a back-off is waited for)."""
    spec, active = count.spec, count.active
    completions = (spec.completions or 0) if is_indexed_job(spec) else None
    if spec.suspend:
        return _delete_job_pods(count, active_pods_for_removal(count.active_pods, active, completions))
    wanted = want_active(spec, active, count.succeeded)
    surplus = active_pods_for_removal(count.active_pods, max(0, active - wanted), completions)
    if surplus:
        return _delete_job_pods(count, surplus[:MAX_POD_CREATE_DELETE_PER_SYNC])
    missing = wanted - active - (count.terminating if only_replace_failed_pods(spec) else 0)
    if missing <= 0:
        return active
    if spec.backoff_limit_per_index is None:
        record = count.backoff
        wait = get_remaining_time_for_failures_count(record.failures_after_last_success, record.last_failure, count.now)
        if wait > 0:
            count.look_again(wait)
            return 0
    missing = min(missing, MAX_POD_CREATE_DELETE_PER_SYNC)
    if completions is None:
        count.create = [NewPod()] * missing
        return active + missing
    chosen = _first_pending_indexes(count, missing, completions)
    if spec.backoff_limit_per_index is not None and chosen:
        waits = [get_remaining_time_per_index(count.replaced.get(index), count.now) for index in chosen]
        if min(waits) > 0:
            count.look_again(min(waits))
            return 0
        chosen = [index for index, wait in zip(chosen, waits, strict=True) if wait == 0]
    count.create = [_new_pod(count, index) for index in chosen]
    return active + len(chosen)


def _first_pending_indexes(count: SyncJobContext, missing: int, completions: int) -> list[int]:
    """firstPendingIndexes: the lowest indexes that are neither active, done nor failed."""
    taken = indexes.with_ordered_indexes(count.succeeded_indexes, indexes.get_indexes(count.active_pods))
    if only_replace_failed_pods(count.spec):
        going = [pod for pod in count.pods if is_pod_terminating(pod)]
        taken = indexes.with_ordered_indexes(taken, indexes.get_indexes(going))
    if count.failed_indexes is not None:
        taken = indexes.merge(taken, count.failed_indexes)
    return indexes.first_free_indexes(taken, missing, completions)


def _new_pod(count: SyncJobContext, index: int) -> NewPod:
    """addIndexFailureCountAnnotation: the failures of the index, one more than its last pod knew."""
    if count.spec.backoff_limit_per_index is None:
        return NewPod(index=index)
    last = count.replaced.get(index)
    if last is None:
        return NewPod(index=index, index_failure_count=0)
    failures = indexes.get_index_failure_count(last)
    ignored = indexes.get_index_ignored_failure_count(last)
    counts = match_pod_failure_policy(count.spec.pod_failure_policy, last).counts
    return NewPod(
        index=index,
        index_failure_count=failures + counts,
        index_ignored_failure_count=ignored + (not counts),
    )


def _complete_or_suspend(count: SyncJobContext, *, managed: bool) -> None:
    """The end of syncJob for a Job that goes on: complete now, or suspended, or resumed?"""
    spec = count.spec
    enough = count.succeeded > 0 if spec.completions is None else count.succeeded >= spec.completions
    if enough and count.active == 0:
        message = "Reached expected number of succeeded pods"
        count.finished = count.condition(SUCCESS_CRITERIA_MET, "CompletionsReached", message)
        return
    if not managed:
        return
    wanted = ("True", "JobSuspended", "Job suspended") if spec.suspend else ("False", "JobResumed", "Job resumed")
    if count.ensure_job_condition_status(SUSPENDED, *wanted):
        count.events.append(("Normal", "Suspended" if spec.suspend else "Resumed", wanted[2]))
        if not spec.suspend:
            count.start_time = timestamp(count.now)


def _track_job_status(count: SyncJobContext) -> JobSync:
    """trackJobStatusAndRemoveFinalizers: count what ended, write the interim and then, if nothing is left, the end."""
    job, status = count.job, count.job.status
    succeeded, failed, complete = _count_finished(count)
    finished = count.finished
    if finished is not None and finished.type == FAILURE_TARGET:
        count.conditions.append(finished)
        finished = count.condition(FAILED, finished.reason, finished.message)
    elif finished is not None and finished.type == SUCCESS_CRITERIA_MET:
        if not any(c.type == SUCCESS_CRITERIA_MET and c.status == "True" for c in count.conditions):
            count.conditions.append(finished)
        finished = count.condition(COMPLETE, finished.reason, finished.message)
    completion_time = status.completion_time
    if finished is not None and complete and count.terminating == 0:
        count.ensure_job_condition_status(finished.type, "True", finished.reason, finished.message)
        if finished.type == COMPLETE:
            completion_time = finished.last_transition_time
            count.events.append(("Normal", "Completed", "Job completed"))
        else:
            count.events.append(("Warning", finished.reason, finished.message))
    indexed = is_indexed_job(job.spec)
    lost = count.failed_indexes
    return JobSync(
        status=JobStatus(
            conditions=tuple(count.conditions),
            start_time=count.start_time,
            completion_time=completion_time,
            active=count.active,
            succeeded=indexes.total(count.succeeded_indexes) if indexed else status.succeeded + succeeded,
            failed=status.failed + failed,
            terminating=count.terminating,
            completed_indexes=indexes.indexes_string(count.succeeded_indexes) if indexed else "",
            failed_indexes=status.failed_indexes if lost is None else indexes.indexes_string(lost),
            uncounted_terminated_pods=status.uncounted_terminated_pods,
            ready=count.ready,
        ),
        create=tuple(count.create),
        delete=tuple(count.delete),
        untrack=tuple({id(pod): pod for pod in count.untrack}.values()),
        backoff=count.backoff,
        sync_after=count.sync_after,
        events=tuple(count.events),
    )


def _count_finished(count: SyncJobContext) -> tuple[int, int, bool]:
    """(succeeded, failed) that this sync adds, and whether it got through all pods."""
    spec, succeeded, failed = count.spec, 0, 0
    pods = count.pods
    if is_indexed_job(spec):
        pods = sorted(pods, key=indexes.get_completion_index)
    for place, pod in enumerate(pods):
        if not has_job_tracking_finalizer(pod):
            continue
        as_failed = is_pod_failed(spec, pod)
        if not _can_remove_finalizer(count, pod, considered_failed=as_failed):
            continue
        count.untrack.append(pod)
        if pod.status.phase == "Succeeded":
            succeeded += not is_indexed_job(spec)
        elif as_failed or (count.finished is not None and count.finished.type != SUCCESS_CRITERIA_MET):
            counts = match_pod_failure_policy(spec.pod_failure_policy, pod).counts
            failed += counts and has_valid_index(spec, pod)
        if succeeded + failed >= MAX_UNCOUNTED_PODS:
            return succeeded, failed, place + 1 == len(pods)
    return succeeded, failed, True


def _can_remove_finalizer(count: SyncJobContext, pod: Pod, *, considered_failed: bool) -> bool:
    """canRemoveFinalizer: the pod's end counts now; a pod whose index waits for its replacement has to wait too."""
    if (
        count.job.metadata.deletion_timestamp is not None
        or count.finished is not None
        or pod.status.phase == "Succeeded"
    ):
        return True
    if not considered_failed:
        return False
    replaced = count.replaced.get(indexes.get_completion_index(pod))
    return replaced is None or replaced.metadata.uid != pod.metadata.uid
