"""Jobs: whole syncs as a table, and what the policies say."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import NOW, a_pod

from podtutor.kube.batch import Job, PodFailurePolicy
from podtutor.kube.codec import convert
from podtutor.kube.moment import timestamp
from podtutor.kube.pod import Pod
from podtutor.rules.cronjob import ttl_expires_at
from podtutor.rules.job import sync_job
from podtutor.rules.job_backoff import (
    BackoffRecord,
    get_finished_time,
    get_remaining_time_for_failures_count,
    new_backoff_record,
)
from podtutor.rules.job_context import JobSync
from podtutor.rules.job_policies import match_pod_failure_policy
from podtutor.rules.job_removal import active_pods_for_removal
from podtutor.rules.job_spec import JOB_TRACKING_FINALIZER, is_job_finished


def job(status: dict[str, Any] | None = None, **spec: Any) -> Job:
    template = {"spec": {"restartPolicy": spec.pop("restartPolicy", "Never")}}
    spec = {"parallelism": 1, "completions": 1, "backoffLimit": 6, "template": template, **spec}
    return convert({"metadata": {"name": "j", "namespace": "default"}, "spec": spec, "status": status or {}}, Job)


def pod(text: str) -> Pod:
    """`NAME PHASE`, then what is special: `#INDEX`, `-SECONDS` since it ended, `fails=N`, `going`, `counted`, `exit=N`."""
    name, phase, *special = text.split()
    metadata: dict[str, Any] = {"finalizers": [JOB_TRACKING_FINALIZER], "annotations": {}}
    state: dict[str, Any] = {}
    for word in special:
        if word.startswith("#"):
            metadata["annotations"]["batch.kubernetes.io/job-completion-index"] = word[1:]
        elif word.startswith("fails="):
            metadata["annotations"]["batch.kubernetes.io/job-index-failure-count"] = word[6:]
        elif word.startswith("-"):
            state["finishedAt"] = timestamp(NOW - int(word[1:]) * 1000)
        elif word.startswith("exit="):
            state["exitCode"] = int(word[5:])
        elif word == "going":
            metadata["deletionTimestamp"] = timestamp(NOW)
        elif word == "counted":
            metadata["finalizers"] = []
    terminated = [{"name": "main", "state": {"terminated": state}}] if state else []
    return a_pod(name, "n1", metadata=metadata, status={"phase": phase, "containerStatuses": terminated})


def told(sync: JobSync) -> str:
    """What a sync does, in a line: `+CREATED -DELETED active/succeeded/failed/terminating CONDITIONS`."""
    status = sync.status
    made = ",".join("new" if new.index is None else str(new.index) for new in sync.create)
    gone = ",".join(sorted(one.metadata.name for one in sync.delete))
    counts = f"{status.active}/{status.succeeded}/{status.failed}/{status.terminating}"
    conditions = " ".join(one.type for one in status.conditions if one.status == "True")
    return f"+{made} -{gone} {counts} {conditions}".rstrip()


INDEXED: dict[str, Any] = {"completionMode": "Indexed", "completions": 3, "parallelism": 3}
PER_INDEX: dict[str, Any] = {**INDEXED, "backoffLimit": 1073741824, "backoffLimitPerIndex": 1}


@pytest.mark.parametrize(
    ("what", "spec", "pods", "does"),
    [
        ("the first pod", {}, [], "+new - 1/0/0/0"),
        ("never more than are missing", {"completions": 3, "parallelism": 9}, ["a Succeeded"], "+new,new - 2/1/0/0"),
        ("a failure is replaced after 10 s", {}, ["a Failed -11"], "+new - 1/0/1/0"),
        ("not before; meanwhile nothing counts as active", {}, ["a Failed -3"], "+ - 0/0/1/0"),
        ("the limit is borne", {"backoffLimit": 1}, ["a Failed -99"], "+new - 1/0/1/0"),
        ("one more is not", {"backoffLimit": 0}, ["a Failed -99"], "+ - 0/0/1/0 FailureTarget Failed"),
        (
            "a failed job deletes what runs, counts it, and waits for it",
            {"backoffLimit": 0, "parallelism": 2, "completions": 2},
            ["a Failed -99", "b Running"],
            "+ -b 0/0/2/1 FailureTarget",
        ),
        ("all done", {}, ["a Succeeded -1"], "+ - 0/1/0/0 SuccessCriteriaMet Complete"),
        ("a counted pod does not count twice", {}, ["a Succeeded counted"], "+new - 1/0/0/0"),
        ("a work queue adds none after a success", {"completions": None, "parallelism": 3}, ["a Succeeded", "b Running"], "+ - 1/1/0/0"),
        ("suspended", {"suspend": True, "parallelism": 2, "completions": 2}, ["a Running"], "+ -a 0/0/0/1 Suspended"),
        ("fewer wanted: the least advanced go", {"parallelism": 1, "completions": 5}, ["a Running", "b Pending"], "+ -b 1/0/0/1"),
        ("a pod on its way out has failed", {}, ["a Running going"], "+ - 0/0/1/1"),
        ("unless only ended pods are replaced", {"podReplacementPolicy": "Failed"}, ["a Running going"], "+ - 0/0/0/1"),
        ("indexes: the lowest that are free", INDEXED, ["a Succeeded #1"], "+0,2 - 2/1/0/0"),
        ("a repeated index goes", INDEXED, ["a Running #0", "b Pending #0", "c Running #1"], "+ -b 2/0/0/1"),
        ("so do pods without one", INDEXED, ["a Running #0", "b Running", "c Running #7"], "+ -b,c 1/0/0/2"),
        ("an index with its limit spent has failed", PER_INDEX, ["a Failed #0 fails=1 -99"], "+1,2 - 2/0/1/0"),
        ("below the limit it comes again, once its back-off is over", PER_INDEX, ["a Failed #0 -99"], "+0,1,2 - 3/0/0/0"),
        ("others need not wait for it", PER_INDEX, ["a Failed #0 -3"], "+1,2 - 2/0/0/0"),
        (
            "done and failed indexes together end the job",
            PER_INDEX,
            ["a Failed #0 fails=1 -99", "b Succeeded #1", "c Succeeded #2"],
            "+ - 0/2/1/0 FailureTarget Failed",
        ),
        (
            "too many failed indexes",
            {**PER_INDEX, "maxFailedIndexes": 0},
            ["a Failed #0 fails=1 -99", "b Running #1"],
            "+ -b 0/0/2/1 FailureTarget",
        ),
        (
            "the leader is enough",
            {**INDEXED, "successPolicy": {"rules": [{"succeededIndexes": "0"}]}},
            ["a Succeeded #0", "b Running #1"],
            "+ -b 0/1/0/1 SuccessCriteriaMet",
        ),
    ],
)  # fmt: skip
def test_one_sync(what: str, spec: dict[str, Any], pods: list[str], does: str) -> None:
    assert told(sync_job(job(**spec), [pod(text) for text in pods], BackoffRecord(), NOW)) == does, what


def test_the_deadline_is_inclusive_and_does_not_run_while_suspended() -> None:
    started = {"startTime": timestamp(NOW - 60_000)}
    late = sync_job(job(started, activeDeadlineSeconds=60), [pod("a Running")], BackoffRecord(), NOW)
    assert told(late) == "+ -a 0/0/1/1 FailureTarget"
    early = sync_job(job(started, activeDeadlineSeconds=61), [pod("a Running")], BackoffRecord(), NOW)
    assert (told(early), early.sync_after) == ("+ - 1/0/0/0", 1000)
    suspended = sync_job(job(started, activeDeadlineSeconds=60, suspend=True), [], BackoffRecord(), NOW)
    assert told(suspended) == "+ - 0/0/0/0 Suspended"


def test_a_resumed_job_starts_its_clock_anew() -> None:
    condition = {"type": "Suspended", "status": "True", "reason": "JobSuspended", "message": "Job suspended"}
    status = {"startTime": timestamp(NOW - 999_000), "conditions": [condition]}
    sync = sync_job(job(status), [], BackoffRecord(), NOW)
    assert sync.status.start_time == timestamp(NOW)
    assert [(one.type, one.status) for one in sync.status.conditions] == [("Suspended", "False")]
    assert [reason for _, reason, _ in sync.events] == ["Resumed"]


def test_the_end_comes_when_the_last_pod_has_ended() -> None:
    first = sync_job(job(backoffLimit=0), [pod("a Failed -99"), pod("b Running going")], BackoffRecord(), NOW)
    assert told(first) == "+ - 0/0/2/1 FailureTarget"
    between = Job(metadata=job().metadata, spec=job(backoffLimit=0).spec, status=first.status)
    assert not is_job_finished(between)
    second = sync_job(between, [pod("b Failed counted")], first.backoff, NOW + 5000)
    assert told(second) == "+ - 0/0/2/0 FailureTarget Failed"
    assert second.events == (("Warning", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),)
    ended = Job(metadata=between.metadata, spec=between.spec, status=second.status)
    assert is_job_finished(ended)
    with_ttl = Job(spec=job(ttlSecondsAfterFinished=30).spec, status=second.status)
    assert ttl_expires_at(with_ttl) == NOW + 5000 + 30_000
    assert ttl_expires_at(ended) is None


def test_the_replacement_of_an_index_knows_how_often_it_failed() -> None:
    policy = {"rules": [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [42]}}]}
    counted = sync_job(job(**PER_INDEX), [pod("a Failed #0 -99")], BackoffRecord(), NOW)
    assert [(new.index, new.index_failure_count) for new in counted.create] == [(0, 1), (1, 0), (2, 0)]
    assert counted.untrack == ()
    ignored = sync_job(
        job(**PER_INDEX, podFailurePolicy=policy), [pod("a Failed #0 exit=42 -99")], BackoffRecord(), NOW
    )
    assert (ignored.create[0].index_failure_count, ignored.create[0].index_ignored_failure_count) == (0, 1)


@pytest.mark.parametrize(
    ("failures", "ago", "remaining"),
    [(0, 0, 0), (1, 0, 10), (1, 10, 0), (2, 5, 15), (3, 0, 40), (6, 0, 320), (7, 0, 600), (10**6, 599, 1), (9, 601, 0)],
)
def test_the_wait_doubles_up_to_ten_minutes(failures: int, ago: int, remaining: int) -> None:
    assert get_remaining_time_for_failures_count(failures, NOW - ago * 1000, NOW) == remaining * 1000


def test_a_success_forgets_the_failures_before_it() -> None:
    old = BackoffRecord(4, NOW - 50_000)
    assert new_backoff_record(old, [], []) == old
    assert new_backoff_record(old, [], [pod("a Failed -5")]) == BackoffRecord(5, NOW - 5000)
    assert new_backoff_record(old, [pod("s Succeeded -3")], [pod("a Failed -5")]) == BackoffRecord(0, None)
    after = [pod("a Failed -5"), pod("b Failed -1"), pod("c Failed -2")]
    assert new_backoff_record(old, [pod("s Succeeded -3")], after) == BackoffRecord(2, NOW - 1000)


def test_when_a_pod_ended() -> None:
    assert get_finished_time(pod("a Failed -5")) == NOW - 5000
    unready = {
        "phase": "Failed",
        "conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": timestamp(NOW)}],
    }
    assert get_finished_time(a_pod(status=unready)) == NOW
    going = {"deletionTimestamp": timestamp(NOW), "deletionGracePeriodSeconds": 30}
    assert get_finished_time(a_pod(metadata=going)) == NOW - 30_000
    assert get_finished_time(a_pod(metadata={"creationTimestamp": timestamp(NOW - 1000)})) == NOW - 1000


@pytest.mark.parametrize(
    ("rule", "exit_codes", "matches"),
    [
        ({"operator": "In", "values": [42]}, [42], True),
        ({"operator": "In", "values": [0]}, [0], False),
        ({"operator": "NotIn", "values": [42]}, [0], False),
        ({"operator": "NotIn", "values": [42]}, [1], True),
        ({"operator": "In", "values": [42], "containerName": "c1"}, [42, 1], False),
        ({"operator": "In", "values": [42], "containerName": "c1"}, [1, 42], True),
        ({"operator": "Near", "values": [42]}, [42], False),
    ],
)
def test_exit_codes_of_a_failed_pod(rule: dict[str, Any], exit_codes: list[int], matches: bool) -> None:
    statuses = [{"name": f"c{i}", "state": {"terminated": {"exitCode": code}}} for i, code in enumerate(exit_codes)]
    failed = a_pod(status={"phase": "Failed", "containerStatuses": statuses})
    policy = convert({"rules": [{"action": "FailJob", "onExitCodes": rule}]}, PodFailurePolicy)
    match = match_pod_failure_policy(policy, failed)
    assert (match.action == "FailJob") is matches
    assert bool(match.message) is matches


def test_surplus_pods_go_by_how_far_they_are() -> None:
    pods = [pod("running Running"), pod("pending Pending"), a_pod("unassigned", status={"phase": "Pending"})]
    gone = active_pods_for_removal(pods, 2, None)
    assert [one.metadata.name for one in gone] == ["unassigned", "pending"]
