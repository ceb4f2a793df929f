"""CronJobs: when the next Job is due, whether it may start, and which old Jobs are cleared away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Final

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.batch import CronJob, Job
from podtutor.kube.constants_control_plane import (
    CRONJOB_MISSED_SCHEDULES_WARNING,
    CRONJOB_NEXT_SCHEDULE_DELTA_MILLISECONDS,
)
from podtutor.kube.moment import milliseconds, timestamp
from podtutor.rules.cron_schedule import Schedule, next_after, parse_standard
from podtutor.rules.job_spec import COMPLETE, FAILED

FORBID: Final = "Forbid"
REPLACE: Final = "Replace"

CONCURRENCY_POLICIES: Final = {
    "Allow": "a Job is started whether or not one still runs",
    FORBID: "while one still runs no other is started; that start is skipped, not made up for",
    REPLACE: "the Job that still runs is deleted, and the new one started",
}
"""What each concurrencyPolicy does when a Job is due."""


class CronSync(Struct, frozen=True, kw_only=True):
    """What one sync of a CronJob does.

    `start`: the moment whose Job is to be started (milliseconds since 1970), None for none; `replace`: whether the Jobs
    still running are deleted before; `sync_after`: milliseconds until the controller looks again by itself, None where it
    waits for a change. `events`: (type, reason, message).
    """

    start: int | None = None
    replace: bool = False
    sync_after: int | None = None
    events: tuple[tuple[str, str, str], ...] = ()


class MostRecent(Struct, frozen=True):
    """mostRecentScheduleTime: from when on starts count, the latest of them that is due, and how many were missed."""

    earliest: int
    due: int | None
    missed: int


def most_recent_schedule_time(
    cron_job: CronJob, schedule: Schedule, now: int, *, with_deadline: bool, zone: tzinfo = UTC
) -> MostRecent:
    """pkg/controller/cronjob/utils.go mostRecentScheduleTime

    Starts count from the last one (or the creation) on; with a startingDeadlineSeconds, if `with_deadline`, not further
    back than that.
    """
    since = cron_job.status.last_schedule_time or cron_job.metadata.creation_timestamp
    earliest = now if since is None else milliseconds(since)
    deadline = cron_job.spec.starting_deadline_seconds
    if with_deadline and deadline is not None:
        earliest = max(earliest, now - deadline * 1000)
    first = next_after(schedule, earliest, zone)
    if first is None or now < first:
        return MostRecent(earliest, None, 0)
    second = next_after(schedule, first, zone)
    if second is None or now < second:
        return MostRecent(earliest, first, 0)
    between = max(1000, second - first)
    missed = (now - first) // between + 1
    due, found = first, next_after(schedule, first + (missed - 2) * between, zone)
    while found is not None and found <= now:
        due = found
        found = next_after(schedule, found, zone)
    return MostRecent(earliest, due, missed)


def next_schedule_time_duration(cron_job: CronJob, schedule: Schedule, now: int, zone: tzinfo = UTC) -> int | None:
    """pkg/controller/cronjob/cronjob_controllerv2.go nextScheduleTimeDuration

    Milliseconds until the next start, and a tenth of a second more so as not to be early; None for never.
    """
    recent = most_recent_schedule_time(cron_job, schedule, now, with_deadline=False, zone=zone)
    following = next_after(schedule, recent.earliest if recent.due is None else recent.due, zone)
    return None if following is None else following + CRONJOB_NEXT_SCHEDULE_DELTA_MILLISECONDS - now


def get_job_name(cron_job: CronJob, scheduled: int) -> str:
    """pkg/controller/cronjob/utils.go getJobName

    The CronJob's name and the minute of the start since 1970, so that no start happens twice.
    """
    return f"{cron_job.metadata.name}-{scheduled // 60_000}"


def sync_cron_job(cron_job: CronJob, now: int, zone: tzinfo = UTC) -> CronSync:
    """pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob

    Whether a Job is due now and may start. `now` in milliseconds since 1970; `zone` is that of spec.timeZone.
    """
    spec = cron_job.spec
    if cron_job.metadata.deletion_timestamp is not None or spec.suspend:
        return CronSync()
    try:
        schedule = parse_standard(spec.schedule)
    except PodtutorError as error:
        message = f"unparseable schedule: {spec.schedule} : {error}"
        return CronSync(events=(("Warning", "UnparseableSchedule", message),))
    recent = most_recent_schedule_time(cron_job, schedule, now, with_deadline=True, zone=zone)
    again = next_schedule_time_duration(cron_job, schedule, now, zone)
    if recent.due is None:
        return CronSync(sync_after=again)
    events: list[tuple[str, str, str]] = []
    if recent.missed > CRONJOB_MISSED_SCHEDULES_WARNING:
        message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
        events.append(("Warning", "TooManyMissedTimes", message))
    deadline = spec.starting_deadline_seconds
    if deadline is not None and recent.due + deadline * 1000 < now:
        events.append(("Warning", "MissSchedule", f"Missed scheduled time to start a job: {timestamp(recent.due)}"))
        return CronSync(sync_after=again, events=tuple(events))
    last = cron_job.status.last_schedule_time
    name = get_job_name(cron_job, recent.due)
    started = any(reference.name == name for reference in cron_job.status.active)
    if started or (last is not None and milliseconds(last) == recent.due):
        return CronSync(sync_after=again, events=tuple(events))
    if spec.concurrency_policy == FORBID and cron_job.status.active:
        message = "Not starting job because prior execution is running and concurrency policy is Forbid"
        events.append(("Normal", "JobAlreadyActive", message))
        return CronSync(sync_after=again, events=tuple(events))
    following = next_after(schedule, recent.due, zone)
    return CronSync(
        start=recent.due,
        replace=spec.concurrency_policy == REPLACE,
        sync_after=None if following is None else following + CRONJOB_NEXT_SCHEDULE_DELTA_MILLISECONDS - now,
        events=tuple(events),
    )


def finished_type(job: Job) -> str:
    """pkg/controller/cronjob/utils.go getFinishedStatus

    "Complete", "Failed" or "" for a Job that goes on.
    """
    for condition in job.status.conditions:
        if condition.type in {COMPLETE, FAILED} and condition.status == "True":
            return condition.type
    return ""


def jobs_to_clean_up(cron_job: CronJob, jobs: Sequence[Job]) -> list[Job]:
    """pkg/controller/cronjob/cronjob_controllerv2.go cleanupFinishedJobs

    The ended Jobs beyond successfulJobsHistoryLimit and failedJobsHistoryLimit, the oldest first.
    """
    spec = cron_job.spec
    gone: list[Job] = []
    limits = ((COMPLETE, spec.successful_jobs_history_limit), (FAILED, spec.failed_jobs_history_limit))
    for kind, limit in limits:
        ended = sorted((job for job in jobs if finished_type(job) == kind), key=_by_start)
        if limit is not None and len(ended) > limit:
            gone += ended[: len(ended) - limit]
    return gone


def _by_start(job: Job) -> tuple[bool, int, str]:
    """cronjob.byJobStartTime: by start, a Job without one last; then by name."""
    start = job.status.start_time
    return start is None, 0 if start is None else milliseconds(start), job.metadata.name


def ttl_expires_at(job: Job) -> int | None:
    """pkg/controller/ttlafterfinished/ttlafterfinished_controller.go timeLeft

    When an ended Job is deleted (milliseconds since 1970): ttlSecondsAfterFinished after it ended; None for never.
    """
    ttl = job.spec.ttl_seconds_after_finished
    if ttl is None or job.metadata.deletion_timestamp is not None:
        return None
    for condition in job.status.conditions:
        since = condition.last_transition_time
        if condition.type in {COMPLETE, FAILED} and condition.status == "True" and since is not None:
            return milliseconds(since) + ttl * 1000
    return None
