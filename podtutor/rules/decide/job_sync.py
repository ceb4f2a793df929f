"""Asking for one sync of a Job: its fields and pods as they are asked, the answer as it is recorded."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.batch import Job, JobSpec, JobStatus, PodFailurePolicy, SuccessPolicy
from podtutor.kube.container_status import ContainerState, ContainerStateTerminated, ContainerStatus
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.moment import timestamp
from podtutor.kube.pod import Pod, PodCondition, PodSpec, PodStatus, PodTemplateSpec
from podtutor.rules.decide.fields import Count, Seconds
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.job import sync_job
from podtutor.rules.job_backoff import BackoffRecord
from podtutor.rules.job_context import JobSync
from podtutor.rules.job_indexes import COMPLETION_INDEX, INDEX_FAILURE_COUNT
from podtutor.rules.job_spec import JOB_TRACKING_FINALIZER, is_indexed_job

_NOW = 1_767_225_600_000
"""The moment the ages of a question are counted back from (2026-01-01); the answer does not depend on it."""


class AskedJob(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The fields of the Job's specification that matter, and when it started."""

    backoff_limit: Count | None = None
    backoff_limit_per_index: Count | None = None
    completion_mode: Literal["", "NonIndexed", "Indexed"] = ""
    completions: Count | None = None
    parallelism: Count | None = None
    max_failed_indexes: Count | None = None
    active_deadline_seconds: Seconds | None = None
    pod_failure_policy: PodFailurePolicy | None = None
    success_policy: SuccessPolicy | None = None
    pod_replacement_policy: Literal["", "Failed", "TerminatingOrFailed"] = ""
    restart_policy: str = ""
    suspend: bool = False
    started_seconds_ago: Seconds | None = None


class JobPod(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod of the Job, not counted yet."""

    name: str
    phase: str = ""
    ready: bool = False
    deleting: bool = False
    restarts: Count = 0
    index: Count | None = None
    index_failure_count: Count | None = None
    finished_seconds_ago: Seconds | None = None
    exit_code: int | None = None


def decide(asked: AskedJob, pods: tuple[JobPod, ...]) -> Answer:
    """What the sync makes and deletes, and the status it writes."""
    sync = _sync(asked, pods)
    status = sync.status
    answer: Answer = {
        "created": len(sync.create),
        "deletedPods": sorted(pod.metadata.name for pod in sync.delete),
        "active": status.active,
        "ready": status.ready or 0,
        "terminating": status.terminating or 0,
        "succeeded": status.succeeded,
        "failed": status.failed,
        "conditions": [
            {"type": one.type, "status": one.status, "reason": one.reason, "message": one.message}
            for one in status.conditions
        ],
    }
    if asked.completion_mode == "Indexed":
        answer["createdIndexes"] = [str(new.index) for new in sync.create]
        answer["completedIndexes"] = status.completed_indexes
        if status.failed_indexes is not None:
            answer["failedIndexes"] = status.failed_indexes
    return answer


def explain(asked: AskedJob, pods: tuple[JobPod, ...]) -> Explanation:
    """What the sync does, why, and what becomes of each pod."""
    sync = _sync(asked, pods)
    status = sync.status
    verdict = f"create {len(sync.create)}, delete {len(sync.delete)}"
    reasons = [f"{one.type}: {one.reason}: {one.message}." for one in status.conditions]
    if sync.sync_after is not None:
        reasons.append(f"The controller looks again after {sync.sync_after / 1000:g} s.")
    reasons.append(f"Status: {status.active} active, {status.succeeded} succeeded, {status.failed} failed.")
    going = {pod.metadata.name for pod in sync.delete}
    counted = {pod.metadata.name for pod in sync.untrack}
    rows = [
        (pod.name, pod.phase, "deleted" if pod.name in going else ("counted" if pod.name in counted else "kept"))
        for pod in pods
    ]
    return Explanation(
        verdict=verdict, reasons=tuple(reasons), table=Table(columns=("POD", "PHASE", "THIS SYNC"), rows=tuple(rows))
    )


def _sync(asked: AskedJob, pods: tuple[JobPod, ...]) -> JobSync:
    spec = JobSpec(
        parallelism=asked.parallelism,
        completions=asked.completions,
        active_deadline_seconds=asked.active_deadline_seconds,
        pod_failure_policy=asked.pod_failure_policy,
        success_policy=asked.success_policy,
        backoff_limit=asked.backoff_limit,
        backoff_limit_per_index=asked.backoff_limit_per_index,
        max_failed_indexes=asked.max_failed_indexes,
        template=PodTemplateSpec(spec=PodSpec(restart_policy=asked.restart_policy)),
        completion_mode=asked.completion_mode or None,
        suspend=asked.suspend,
        pod_replacement_policy=asked.pod_replacement_policy or None,
    )
    started = asked.started_seconds_ago
    status = JobStatus(start_time=None if started is None else timestamp(_NOW - started * 1000))
    job = Job(metadata=ObjectMeta(name="j", namespace="default"), spec=spec, status=status)
    typed = [pod_of(pod, index if is_indexed_job(spec) else None) for pod in pods for index in [pod.index]]
    return sync_job(job, typed, BackoffRecord(), _NOW)


def pod_of(asked: JobPod, index: int | None) -> Pod:
    """The pod as an object: owned, with the tracking finalizer, its end written in its container's status."""
    annotations: dict[str, str] = {}
    if index is not None:
        annotations[COMPLETION_INDEX] = str(index)
    if asked.index_failure_count is not None:
        annotations[INDEX_FAILURE_COUNT] = str(asked.index_failure_count)
    ready = (PodCondition(type="Ready", status="True", last_transition_time=timestamp(_NOW)),) if asked.ready else ()
    return Pod(
        metadata=ObjectMeta(
            name=asked.name,
            namespace="default",
            uid=asked.name,
            annotations=annotations,
            finalizers=(JOB_TRACKING_FINALIZER,),
            deletion_timestamp=timestamp(_NOW) if asked.deleting else None,
        ),
        status=PodStatus(phase=asked.phase, conditions=ready, container_statuses=_statuses(asked)),
    )


def _statuses(asked: JobPod) -> tuple[ContainerStatus, ...]:
    ended: ContainerStateTerminated | None = None
    if asked.finished_seconds_ago is not None or asked.exit_code is not None:
        ago = asked.finished_seconds_ago
        ended = ContainerStateTerminated(
            exit_code=asked.exit_code if asked.exit_code is not None else int(asked.phase == "Failed"),
            finished_at=None if ago is None else timestamp(_NOW - ago * 1000),
        )
    if ended is None and not asked.restarts:
        return ()
    return (ContainerStatus(name="main", restart_count=asked.restarts, state=ContainerState(terminated=ended)),)
