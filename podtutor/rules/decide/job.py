"""Asking about Jobs: a failure policy, a success policy, index lists, back-off, one whole sync."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.batch import PodFailurePolicy, SuccessPolicy, SuccessPolicyRule
from podtutor.kube.meta import ObjectMeta
from podtutor.kube.pod import Pod, PodStatus
from podtutor.rules import job_indexes as indexes
from podtutor.rules.decide import job_sync
from podtutor.rules.decide.fields import Count, Seconds, needed
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.decide.job_sync import AskedJob, JobPod
from podtutor.rules.job_backoff import get_remaining_time_for_failures_count, past_backoff_limit_on_failure
from podtutor.rules.job_policies import ACTIONS, FailureMatch, match_pod_failure_policy, match_success_policy


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One of several questions, told apart by `op`; each uses the fields of its name."""

    op: Literal["podFailurePolicy", "successPolicy", "indexString", "backoff", "pastBackoffLimitOnFailure", "sync"]
    policy: PodFailurePolicy | None = None
    pod_status: PodStatus | None = None
    rules: tuple[SuccessPolicyRule, ...] = ()
    completions: Count | None = None
    succeeded_indexes: str = ""
    indexes: tuple[Count, ...] = ()
    failures: Count = 0
    last_failure_seconds_ago: Seconds = 0
    backoff_limit: Count | None = None
    restart_policy: str = ""
    job: AskedJob | None = None
    pods: tuple[JobPod, ...] = ()


def decide(asked: Input) -> Answer:
    """The answer of the operation asked."""
    if asked.op == "podFailurePolicy":
        match = _failure(asked)
        answer: Answer = {"action": match.action, "countsTowardsBackoffLimit": match.counts}
        return {**answer, "message": match.message} if match.message else answer
    if asked.op == "successPolicy":
        message = _success(asked)
        return {"matches": bool(message), "message": message}
    if asked.op == "indexString":
        intervals = indexes.with_ordered_indexes((), asked.indexes)
        return {"string": indexes.indexes_string(intervals), "total": indexes.total(intervals)}
    if asked.op == "backoff":
        return {"remainingSeconds": _remaining(asked)}
    if asked.op == "pastBackoffLimitOnFailure":
        return {"past": _past(asked)}
    return job_sync.decide(needed(asked.job, "job", "sync"), asked.pods)


def explain(asked: Input) -> Explanation:
    """The same, with the rule that decided."""
    if asked.op == "podFailurePolicy":
        return _explain_failure(_failure(asked))
    if asked.op == "successPolicy":
        message = _success(asked)
        return Explanation(verdict=message or "no rule is met yet", reasons=(f"Done: {asked.succeeded_indexes}.",))
    if asked.op == "indexString":
        text = indexes.indexes_string(indexes.with_ordered_indexes((), asked.indexes))
        return Explanation(verdict=text, reasons=("Three neighbours or more are written as a range.",))
    if asked.op == "backoff":
        return Explanation(
            verdict=f"{_remaining(asked)} s to wait",
            reasons=(
                "10 s after the first failure, doubled with each further one since the last success, 600 s at most.",
            ),
        )
    if asked.op == "pastBackoffLimitOnFailure":
        return Explanation(
            verdict="past the limit" if _past(asked) else "within the limit",
            reasons=("Under OnFailure the restarts of running and pending pods are added up; others do not count.",),
        )
    return job_sync.explain(needed(asked.job, "job", "sync"), asked.pods)


def _explain_failure(match: FailureMatch) -> Explanation:
    if match.action is None:
        return Explanation(verdict="no rule matches", reasons=("The failure counts towards backoffLimit.",))
    meaning = ACTIONS[match.action]
    return Explanation(
        verdict=f"{match.action} (rule {match.rule})",
        reasons=(meaning[:1].upper() + meaning[1:] + ".", *([match.message + "."] if match.message else [])),
        table=Table(columns=("ACTION", "MEANING"), rows=tuple(ACTIONS.items())),
    )


def _failure(asked: Input) -> FailureMatch:
    pod = Pod(
        metadata=ObjectMeta(name="p", namespace="default"),
        status=needed(asked.pod_status, "podStatus", asked.op),
    )
    return match_pod_failure_policy(asked.policy, pod)


def _success(asked: Input) -> str:
    completions = needed(asked.completions, "completions", asked.op)
    succeeded = indexes.parse_indexes_from_string(asked.succeeded_indexes, completions)
    return match_success_policy(SuccessPolicy(rules=asked.rules), completions, succeeded)


def _remaining(asked: Input) -> int:
    return get_remaining_time_for_failures_count(asked.failures, -asked.last_failure_seconds_ago * 1000, 0) // 1000


def _past(asked: Input) -> bool:
    limit = needed(asked.backoff_limit, "backoffLimit", asked.op)
    pods = [job_sync.pod_of(pod, None) for pod in asked.pods]
    return past_backoff_limit_on_failure(limit, asked.restart_policy, pods)
