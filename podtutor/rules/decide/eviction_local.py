"""Asking whether a pod is evicted for the local storage it uses."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.constants_node import EVICTED, IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS
from podtutor.kube.pod import Pod
from podtutor.rules.critical import is_critical_pod
from podtutor.rules.decide.frame import Answer, Explanation
from podtutor.rules.eviction import EPHEMERAL_STORAGE
from podtutor.rules.eviction_local import local_storage_eviction
from podtutor.rules.phase import FAILED
from podtutor.rules.requests import pod_limits
from podtutor.rules.stats import PodStats


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod and what it uses; `dedicated_image_fs`: images and writable layers have a filesystem of their own."""

    pod: Pod
    usage: PodStats | None = None
    dedicated_image_fs: bool = False


def decide(asked: Input) -> Answer:
    """`{evicted}`, and where it is: `{phase, reason, message, gracePeriodSeconds}`."""
    message = local_storage_eviction(asked.pod, asked.usage, dedicated_image_fs=asked.dedicated_image_fs)
    if message is None:
        return {"evicted": False}
    return {
        "evicted": True,
        "phase": FAILED,
        "reason": EVICTED,
        "message": message,
        "gracePeriodSeconds": IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS,
    }


def explain(asked: Input) -> Explanation:
    """The verdict and the limit that was exceeded."""
    message = local_storage_eviction(asked.pod, asked.usage, dedicated_image_fs=asked.dedicated_image_fs)
    if message is not None:
        reasons = [message.strip(), "No pressure on the node is needed, and the whole pod goes."]
        return Explanation(verdict="evicted", reasons=tuple(reasons))
    if asked.usage is None:
        why = "Nothing was measured of the pod."
    elif is_critical_pod(asked.pod):
        why = "The pod is critical: it is never evicted."
    else:
        limit = pod_limits(asked.pod).get(EPHEMERAL_STORAGE)
        why = f"Nothing exceeds its limit (of the pod: {limit if limit is not None else 'none'})."
    return Explanation(verdict="stays", reasons=(why,))
