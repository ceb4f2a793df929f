"""What one sync of a Job knows, and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from podtutor.kube.batch import Job, JobCondition, JobStatus
from podtutor.kube.moment import timestamp
from podtutor.kube.pod import Pod
from podtutor.rules.availability import is_pod_active, is_pod_ready, is_pod_terminating
from podtutor.rules.job_backoff import BackoffRecord, new_backoff_record
from podtutor.rules.job_indexes import Intervals
from podtutor.rules.job_policies import match_pod_failure_policy
from podtutor.rules.job_spec import has_job_tracking_finalizer, has_valid_index, is_pod_failed


class NewPod(Struct, frozen=True, kw_only=True):
    """A pod to be made: its index, where the Job is Indexed, and the failures of the index where each has a limit."""

    index: int | None = None
    index_failure_count: int | None = None
    index_ignored_failure_count: int = 0


class JobSync(Struct, frozen=True, kw_only=True):
    """What one sync of a Job does.

    `untrack`: pods that lose their tracking finalizer, because their end is counted now or because they are deleted
    without counting. `sync_after`: milliseconds until the controller must look again by itself. `events`: (type,
    reason, message).
    """

    status: JobStatus
    create: tuple[NewPod, ...] = ()
    delete: tuple[Pod, ...] = ()
    untrack: tuple[Pod, ...] = ()
    backoff: BackoffRecord = BackoffRecord()
    sync_after: int | None = None
    events: tuple[tuple[str, str, str], ...] = ()


class SyncJobContext:
    """syncJobCtx: what a sync has found and decided so far. It lives for one call of `sync_job`."""

    __slots__ = (
        "active",
        "active_pods",
        "backoff",
        "conditions",
        "create",
        "delete",
        "events",
        "failed",
        "failed_indexes",
        "finished",
        "job",
        "now",
        "pods",
        "ready",
        "replaced",
        "spec",
        "start_time",
        "succeeded",
        "succeeded_indexes",
        "sync_after",
        "terminating",
        "untrack",
    )

    def __init__(self, job: Job, pods: Sequence[Pod], backoff: BackoffRecord, now: int) -> None:
        status, self.spec = job.status, job.spec
        self.job, self.pods, self.now = job, list(pods), now
        self.active_pods = [pod for pod in pods if is_pod_active(pod)]
        self.active = len(self.active_pods)
        self.ready = sum(map(is_pod_ready, self.active_pods))
        self.terminating = sum(map(is_pod_terminating, pods))
        tracked = [pod for pod in pods if has_job_tracking_finalizer(pod) and has_valid_index(self.spec, pod)]
        new_succeeded = [pod for pod in tracked if pod.status.phase == "Succeeded"]
        new_failed = [pod for pod in tracked if is_pod_failed(self.spec, pod)]
        counted = [pod for pod in new_failed if match_pod_failure_policy(self.spec.pod_failure_policy, pod).counts]
        self.succeeded = status.succeeded + len(new_succeeded)
        self.failed = status.failed + len(counted)
        self.backoff = new_backoff_record(backoff, new_succeeded, new_failed)
        self.start_time = status.start_time or (None if self.spec.suspend else timestamp(now))
        self.conditions = list(status.conditions)
        self.finished: JobCondition | None = None
        self.succeeded_indexes: Intervals = ()
        self.failed_indexes: Intervals | None = None
        self.replaced: dict[int, Pod] = {}
        self.create: list[NewPod] = []
        self.delete: list[Pod] = []
        self.untrack: list[Pod] = []
        self.sync_after: int | None = None
        self.events: list[tuple[str, str, str]] = []

    def condition(self, kind: str, reason: str, message: str, status: str = "True") -> JobCondition:
        """pkg/controller/job/job_controller.go newCondition"""
        moment = timestamp(self.now)
        return JobCondition(
            type=kind,
            status=status,
            last_probe_time=moment,
            last_transition_time=moment,
            reason=reason,
            message=message,
        )

    def look_again(self, after: int) -> None:
        """The next sync happens after so many milliseconds, or earlier where something else asks for it."""
        self.sync_after = after if self.sync_after is None else min(self.sync_after, after)

    def ensure_job_condition_status(self, kind: str, status: str, reason: str, message: str) -> bool:
        """pkg/controller/job/job_controller.go ensureJobConditionStatus

        Writes the condition where it changes; a missing one is never added as False.
        Answers whether anything changed.
        """
        for place, condition in enumerate(self.conditions):
            if condition.type == kind:
                if (condition.status, condition.reason, condition.message) == (status, reason, message):
                    return False
                self.conditions[place] = self.condition(kind, reason, message, status)
                return True
        if status == "False":
            return False
        self.conditions.append(self.condition(kind, reason, message, status))
        return True
