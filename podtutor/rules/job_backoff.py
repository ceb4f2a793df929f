"""How long a Job waits before it replaces a failed pod, and how many failures it bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from podtutor.kube.constants_control_plane import DEFAULT_JOB_POD_FAILURE_BACKOFF, MAX_JOB_POD_FAILURE_BACKOFF
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.rules.availability import get_pod_condition
from podtutor.rules.job_indexes import get_index_absolute_failure_count

_NEVER = -(2**62)
"""A pod without any moment of its own ended before all others."""


class BackoffRecord(Struct, frozen=True):
    """What the Job controller remembers between syncs; `last_failure` in milliseconds since 1970."""

    failures_after_last_success: int = 0
    last_failure: int | None = None


def get_remaining_time_for_failures_count(failures: int, last_failure: int | None, now: int) -> int:
    """pkg/controller/job/backoff_utils.go getRemainingTimeForFailuresCount

    Milliseconds until the next pod may be made: 10 s doubled with every further failure, 600 s at most, counted from
    the last failure.
    """
    if failures <= 0 or last_failure is None:
        return 0
    doublings = min(failures - 1, 10)
    wait = min(DEFAULT_JOB_POD_FAILURE_BACKOFF << doublings, MAX_JOB_POD_FAILURE_BACKOFF) * 1000
    return max(0, wait - (now - last_failure))


def get_remaining_time_per_index(last_failed: Pod | None, now: int) -> int:
    """pkg/controller/job/backoff_utils.go getRemainingTimePerIndex

    The same for one index; `last_failed` is its pod that is to be replaced, None where none has failed.
    """
    if last_failed is None:
        return 0
    failures = get_index_absolute_failure_count(last_failed) + 1
    return get_remaining_time_for_failures_count(failures, get_finished_time(last_failed), now)


def new_backoff_record(old: BackoffRecord, succeeded: Sequence[Pod], failed: Sequence[Pod]) -> BackoffRecord:
    """pkg/controller/job/backoff_utils.go newBackoffRecord

    The record after pods ended since the last sync: a success forgets the failures before it.
    """
    if not succeeded and not failed:
        return old
    failures = [get_finished_time(pod) for pod in failed]
    before = old.failures_after_last_success
    if succeeded:
        last_success = max(get_finished_time(pod) for pod in succeeded)
        failures = [moment for moment in failures if moment > last_success]
        before = 0
    return BackoffRecord(before + len(failures), max(failures, default=None))


def get_finished_time(pod: Pod) -> int:
    """pkg/controller/job/backoff_utils.go getFinishedTime

    When the pod ended (milliseconds since 1970): the end of its last container (sidecars included), else when it ceased
    to be ready, else when its deletion was asked for, else its creation.
    """
    ended = _finish_time_from_containers(pod)
    if ended is not None:
        return ended
    ready = get_pod_condition(pod, "Ready")
    if ready is not None and ready.status == "False" and ready.last_transition_time is not None:
        return milliseconds(ready.last_transition_time)
    metadata = pod.metadata
    if metadata.deletion_timestamp is not None:
        return milliseconds(metadata.deletion_timestamp) - (metadata.deletion_grace_period_seconds or 0) * 1000
    return _NEVER if metadata.creation_timestamp is None else milliseconds(metadata.creation_timestamp)


def _finish_time_from_containers(pod: Pod) -> int | None:
    sidecars = {container.name for container in pod.spec.init_containers if container.restart_policy == "Always"}
    main = _latest_finish_time(None, pod.status.container_statuses)
    return _latest_finish_time(main, (s for s in pod.status.init_container_statuses if s.name in sidecars))


def _latest_finish_time(latest: int | None, statuses: Iterable[ContainerStatus]) -> int | None:
    """The latest end, or None where one of the containers has not ended."""
    for status in statuses:
        if status.state.terminated is None or status.state.terminated.finished_at is None:
            return None
        moment = milliseconds(status.state.terminated.finished_at)
        latest = moment if latest is None else max(latest, moment)
    return latest


def past_backoff_limit_on_failure(backoff_limit: int, restart_policy: str, pods: Iterable[Pod]) -> bool:
    """pkg/controller/job/job_controller.go pastBackoffLimitOnFailure

    Under restartPolicy OnFailure: whether the restarts of the running and pending pods reach the limit.
    """
    if restart_policy != "OnFailure":
        return False
    restarts = sum(
        status.restart_count
        for pod in pods
        if pod.status.phase in {"Running", "Pending"}
        for status in (*pod.status.init_container_statuses, *pod.status.container_statuses)
    )
    return restarts > 0 if backoff_limit == 0 else restarts >= backoff_limit
