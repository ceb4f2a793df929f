"""Schedules and CronJobs."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest

from podtutor.errors import PodtutorError
from podtutor.kube.batch import CronJob, Job
from podtutor.kube.codec import convert
from podtutor.kube.moment import milliseconds, timestamp
from podtutor.rules.cron_schedule import next_after, parse_standard
from podtutor.rules.cronjob import jobs_to_clean_up, sync_cron_job


@pytest.mark.parametrize(
    ("schedule", "after", "fires"),
    [
        ("* * * * *", "2026-06-01T12:00:00Z", "2026-06-01T12:01:00Z"),
        ("* * * * *", "2026-06-01T12:00:59Z", "2026-06-01T12:01:00Z"),
        ("*/15 * * * *", "2026-06-01T12:31:00Z", "2026-06-01T12:45:00Z"),
        ("5/20 * * * *", "2026-06-01T12:26:00Z", "2026-06-01T12:45:00Z"),
        ("0 9-17/4 * * mon-fri", "2026-06-05T17:00:00Z", "2026-06-08T09:00:00Z"),
        ("30 6 1,15 * *", "2026-06-01T06:30:00Z", "2026-06-15T06:30:00Z"),
        ("0 0 13 * fri", "2026-06-01T00:00:00Z", "2026-06-05T00:00:00Z"),
        ("0 0 */2 * fri", "2026-06-01T00:00:00Z", "2026-06-03T00:00:00Z"),
        ("0 0 * * 0", "2026-06-01T00:00:00Z", "2026-06-07T00:00:00Z"),
        ("0 0 29 2 *", "2026-06-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 30 2 *", "2026-06-01T00:00:00Z", None),
        ("59 23 31 DEC ?", "2026-06-01T00:00:00Z", "2026-12-31T23:59:00Z"),
        ("@hourly", "2026-06-01T12:00:00Z", "2026-06-01T13:00:00Z"),
        ("@yearly", "2026-06-01T12:00:00Z", "2027-01-01T00:00:00Z"),
        ("@every 1h30m", "2026-06-01T12:00:00Z", "2026-06-01T13:30:00Z"),
        ("@every 10ms", "2026-06-01T12:00:00Z", "2026-06-01T12:00:01Z"),
    ],
)
def test_when_a_schedule_fires_next(schedule: str, after: str, fires: str | None) -> None:
    found = next_after(parse_standard(schedule), milliseconds(after))
    assert (None if found is None else timestamp(found)) == fires


def test_fields_are_read_in_the_time_zone() -> None:
    zone = timezone(timedelta(hours=2))
    found = next_after(parse_standard("0 8 * * *"), milliseconds("2026-06-01T05:00:00Z"), zone)
    assert found == milliseconds("2026-06-01T06:00:00Z")


@pytest.mark.parametrize(
    "schedule",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "5-1 * * * *",
     "*/0 * * * *", "a * * * *", "@never", "@every", "@every x", "@every 1", "-1 * * * *", "1-2-3 * * * *", "²  * * * *"],
)  # fmt: skip
def test_what_is_no_schedule(schedule: str) -> None:
    with pytest.raises(PodtutorError):
        parse_standard(schedule)


def cron_job(last: str | None = None, active: int = 0, **spec: Any) -> CronJob:
    references = [{"kind": "Job", "name": f"other-{place}"} for place in range(active)]
    return convert(
        {
            "metadata": {"name": "tick", "namespace": "default", "creationTimestamp": "2026-06-01T11:59:30Z"},
            "spec": {"schedule": "* * * * *", **spec},
            "status": {"lastScheduleTime": last, "active": references},
        },
        CronJob,
    )


@pytest.mark.parametrize(
    ("what", "asked", "now", "start", "after"),
    [
        ("not due yet", cron_job(), "2026-06-01T11:59:40Z", None, 20_100),
        ("due", cron_job(), "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", 60_100),
        ("done already", cron_job("2026-06-01T12:00:00Z"), "2026-06-01T12:00:05Z", None, 55_100),
        ("of several missed the last", cron_job(), "2026-06-01T12:05:30Z", "2026-06-01T12:05:00Z", 30_100),
        ("too late for its deadline", cron_job(schedule="0 * * * *", startingDeadlineSeconds=10), "2026-06-01T12:00:11Z", None, 3_589_100),
        ("in time for it", cron_job(schedule="0 * * * *", startingDeadlineSeconds=10), "2026-06-01T12:00:09Z", "2026-06-01T12:00:00Z", 3_591_100),
        ("forbidden while one runs", cron_job(active=1, concurrencyPolicy="Forbid"), "2026-06-01T12:00:00Z", None, 60_100),
        ("allowed while one runs", cron_job(active=1), "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", 60_100),
        ("suspended", cron_job(suspend=True), "2026-06-01T12:00:00Z", None, None),
        ("no schedule", cron_job(schedule="soon"), "2026-06-01T12:00:00Z", None, None),
    ],
)  # fmt: skip
def test_what_a_sync_starts(what: str, asked: CronJob, now: str, start: str | None, after: int | None) -> None:
    sync = sync_cron_job(asked, milliseconds(now))
    assert (None if sync.start is None else timestamp(sync.start)) == start, what
    assert sync.sync_after == after


def test_replace_deletes_the_running_one() -> None:
    now = milliseconds("2026-06-01T12:00:00Z")
    assert sync_cron_job(cron_job(active=1, concurrencyPolicy="Replace"), now).replace
    assert not sync_cron_job(cron_job(active=1, concurrencyPolicy="Allow"), now).replace


@pytest.mark.parametrize(
    ("asked", "now", "reasons"),
    [
        (cron_job(schedule="soon"), "2026-06-01T12:00:00Z", ["UnparseableSchedule"]),
        (cron_job(active=1, concurrencyPolicy="Forbid"), "2026-06-01T12:00:00Z", ["JobAlreadyActive"]),
        (cron_job("2026-06-01T09:00:00Z"), "2026-06-01T12:00:00Z", ["TooManyMissedTimes"]),
    ],
)
def test_what_a_sync_says(asked: CronJob, now: str, reasons: list[str]) -> None:
    assert [reason for _, reason, _ in sync_cron_job(asked, milliseconds(now)).events] == reasons


def ended(name: str, kind: str, start: str | None) -> Job:
    conditions = [{"type": kind, "status": "True"}] if kind else []
    return convert({"metadata": {"name": name}, "status": {"conditions": conditions, "startTime": start}}, Job)


def test_ended_jobs_beyond_the_limits_go_oldest_first() -> None:
    jobs = [
        ended("s3", "Complete", "2026-06-01T03:00:00Z"),
        ended("s1", "Complete", "2026-06-01T01:00:00Z"),
        ended("s2", "Complete", "2026-06-01T02:00:00Z"),
        ended("f1", "Failed", "2026-06-01T01:00:00Z"),
        ended("f2", "Failed", "2026-06-01T02:00:00Z"),
        ended("r", "", "2026-06-01T00:00:00Z"),
    ]
    limits = cron_job(successfulJobsHistoryLimit=1, failedJobsHistoryLimit=1)
    assert [job.metadata.name for job in jobs_to_clean_up(limits, jobs)] == ["s1", "s2", "f1"]
    assert jobs_to_clean_up(cron_job(), jobs) == []
