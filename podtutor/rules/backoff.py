"""How long a container that ended waits for its next start, and an image for its next pull. Milliseconds."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.constants_node import (
    BACK_OFF_FACTOR,
    CRASH_LOOP_BACK_OFF_RESET_MILLISECONDS,
    INITIAL_CRASH_LOOP_BACK_OFF_MILLISECONDS,
    INITIAL_IMAGE_BACK_OFF_MILLISECONDS,
    MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS,
    MAX_IMAGE_BACK_OFF_MILLISECONDS,
)
from podtutor.rules.go_format import duration


class BackOff(Struct, frozen=True, kw_only=True):
    """client-go/util/flowcontrol/backoff.go Backoff

    A way of waiting longer and longer: from `initial`, doubling, up to `maximum`. What happens more than
    `expires_after` after the wait was last raised begins anew.
    """

    initial: int
    maximum: int
    expires_after: int


class BackOffEntry(Struct, frozen=True):
    """client-go/util/flowcontrol/backoff.go backoffEntry: the wait that applies now, and when it was last raised."""

    delay: int
    last_update: int


def crash_loop_back_off(maximum: int = MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS) -> BackOff:
    """pkg/kubelet/kubelet.go newCrashLoopBackOff

    The back-off of containers. A maximum below the initial value lowers that too; the time after which all is
    forgotten stays the same.
    """
    return BackOff(
        initial=min(INITIAL_CRASH_LOOP_BACK_OFF_MILLISECONDS, maximum),
        maximum=maximum,
        expires_after=CRASH_LOOP_BACK_OFF_RESET_MILLISECONDS,
    )


CRASH_LOOP_BACK_OFF = crash_loop_back_off()
"""How the kubelet restarts containers by default: at once, then after 10, 20, 40 … 300 s."""

IMAGE_BACK_OFF = BackOff(
    initial=INITIAL_IMAGE_BACK_OFF_MILLISECONDS,
    maximum=MAX_IMAGE_BACK_OFF_MILLISECONDS,
    expires_after=2 * MAX_IMAGE_BACK_OFF_MILLISECONDS,
)
"""How the kubelet pulls an image again that it could not pull."""


def next_entry(back_off: BackOff, entry: BackOffEntry | None, event_time: int, now: int) -> BackOffEntry:
    """client-go/util/flowcontrol/backoff.go Next

    The entry after an attempt is made at `now` because of what happened at `event_time`.
    """
    if entry is None or has_expired(back_off, entry, event_time):
        return BackOffEntry(back_off.initial, now)
    return BackOffEntry(min(entry.delay * BACK_OFF_FACTOR, back_off.maximum), now)


def is_in_back_off_since(back_off: BackOff, entry: BackOffEntry | None, event_time: int, now: int) -> bool:
    """client-go/util/flowcontrol/backoff.go IsInBackOffSince

    Whether at `now` the wait is not over, counted from what happened at `event_time`.
    """
    if entry is None or has_expired(back_off, entry, event_time):
        return False
    return now - event_time < entry.delay


def is_in_back_off_since_update(back_off: BackOff, entry: BackOffEntry | None, now: int) -> bool:
    """client-go/util/flowcontrol/backoff.go IsInBackOffSinceUpdate

    Whether at `now` the wait is not over, counted from when it was last raised.
    """
    if entry is None or has_expired(back_off, entry, now):
        return False
    return now - entry.last_update < entry.delay


def has_expired(back_off: BackOff, entry: BackOffEntry, event_time: int) -> bool:
    """client-go/util/flowcontrol/backoff.go hasExpired; pkg/kubelet/kubelet.go HasExpiredFunc

    Whether the entry is forgotten: strictly later than `expires_after` since it was last raised.
    """
    return event_time - entry.last_update > back_off.expires_after


def back_off_ends(back_off: BackOff, entry: BackOffEntry | None, finished_at: int) -> int:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff

    When a container that ended at `finished_at` may start again. The wait counts from its end, so the time it ran
    is never deducted, and the exit code does not matter.
    """
    if entry is None or has_expired(back_off, entry, finished_at):
        return finished_at
    return finished_at + entry.delay


def back_off_message(entry: BackOffEntry, container: str, pod: str, namespace: str, uid: str) -> str:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff

    The message of a container that waits, as its status and the BackOff event show it.
    """
    return f"back-off {duration(entry.delay)} restarting failed container={container} pod={pod}_{namespace}({uid})"
