"""When a Job's rules speak: podFailurePolicy over a failed pod, successPolicy over the indexes done."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from podtutor.kube.batch import (
    PodFailurePolicy,
    PodFailurePolicyOnExitCodesRequirement,
    PodFailurePolicyRule,
    SuccessPolicy,
)
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod, PodStatus
from podtutor.rules.job_indexes import Intervals, parse_indexes_from_string, total

IGNORE = "Ignore"
FAIL_JOB = "FailJob"
FAIL_INDEX = "FailIndex"
COUNT = "Count"

ACTIONS = {
    IGNORE: "the failure does not count; the pod is replaced",
    COUNT: "the failure counts towards backoffLimit, as without a policy",
    FAIL_INDEX: "the failure counts, and the pod's index has failed for good",
    FAIL_JOB: "the whole Job fails at once, its running pods are deleted",
}
"""What each action of a rule means."""


class FailureMatch(Struct, frozen=True, kw_only=True):
    """What a podFailurePolicy says about a failed pod.

    `action`: of the rule that matched, None where none did; `counts`: whether the failure counts towards backoffLimit;
    `message`: why the Job fails, "" unless the action is FailJob; `rule`: the index of the rule, None where none matched.
    """

    action: str | None = None
    counts: bool = True
    message: str = ""
    rule: int | None = None


def match_pod_failure_policy(policy: PodFailurePolicy | None, pod: Pod) -> FailureMatch:
    """pkg/controller/job/pod_failure_policy.go matchPodFailurePolicy

    The first rule that matches decides; without one the failure counts.
    """
    for index, rule in enumerate(policy.rules if policy is not None else ()):
        if rule.action not in ACTIONS:
            continue
        what = _what_matches(rule, pod)
        if what:
            message = f"{what} matching {rule.action} rule at index {index}" if rule.action == FAIL_JOB else ""
            return FailureMatch(action=rule.action, counts=rule.action != IGNORE, message=message, rule=index)
    return FailureMatch()


def _what_matches(rule: PodFailurePolicyRule, pod: Pod) -> str:
    """The part of the message that names the match, "" where the rule does not match."""
    name = f"{pod.metadata.namespace}/{pod.metadata.name}"
    if rule.on_exit_codes is not None:
        status = match_on_exit_codes(pod.status, rule.on_exit_codes)
        if status is None or status.state.terminated is None:
            return ""
        return f"Container {status.name} for pod {name} failed with exit code {status.state.terminated.exit_code}"
    for condition in pod.status.conditions:
        for pattern in rule.on_pod_conditions:
            if (condition.type, condition.status) == (pattern.type, pattern.status):
                return f"Pod {name} has condition {condition.type}"
    return ""


def match_on_exit_codes(
    status: PodStatus, requirement: PodFailurePolicyOnExitCodesRequirement
) -> ContainerStatus | None:
    """pkg/controller/job/pod_failure_policy.go matchOnExitCodes

    The first ended container whose exit code matches: main containers are searched before init containers.
    """
    return _matching_container(status.container_statuses, requirement) or _matching_container(
        status.init_container_statuses, requirement
    )


def _matching_container(
    statuses: Iterable[ContainerStatus], requirement: PodFailurePolicyOnExitCodesRequirement
) -> ContainerStatus | None:
    """Exit code 0 never matches, not even NotIn; containers that have not ended are passed over."""
    for status in statuses:
        ended = status.state.terminated
        if ended is None or ended.exit_code == 0:
            continue
        if requirement.container_name not in {None, status.name}:
            continue
        listed = ended.exit_code in requirement.values
        if (requirement.operator == "In" and listed) or (requirement.operator == "NotIn" and not listed):
            return status
    return None


def match_success_policy(policy: SuccessPolicy | None, completions: int, succeeded: Intervals) -> str:
    """pkg/controller/job/success_policy.go matchSuccessPolicy

    "Matched rules at index N" for the first rule that is met, "" for none.
    """
    if not succeeded:
        return ""
    for index, rule in enumerate(policy.rules if policy is not None else ()):
        if rule.succeeded_indexes is not None:
            required = parse_indexes_from_string(rule.succeeded_indexes, completions)
            met = bool(required) and match_succeeded_indexes_rule(required, succeeded, rule.succeeded_count)
        else:
            met = rule.succeeded_count is not None and total(succeeded) >= rule.succeeded_count
        if met:
            return f"Matched rules at index {index}"
    return ""


def match_succeeded_indexes_rule(required: Intervals, succeeded: Intervals, count: int | None) -> bool:
    """pkg/controller/job/success_policy.go matchSucceededIndexesRule

    Whether all required indexes are done, or `count` of them where a count is given.
    """
    done, mine, other = 0, 0, 0
    while mine < len(required) and other < len(succeeded):
        first = max(required[mine][0], succeeded[other][0])
        last = min(required[mine][1], succeeded[other][1])
        done += max(0, last - first + 1)
        step = succeeded[other][1] - required[mine][1]
        mine += step >= 0
        other += step <= 0
    return done == total(required) or (count is not None and done >= count)
