"""Where each decision stops short of Kubernetes: what was not recorded, or is left out on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EVERYWHERE: tuple[str, ...] = (
    "Feature gates stand as Kubernetes v1.36 ships them. No other setting of a gate is answered.",
    "Dynamic resource allocation (resource claims) is kept in objects and not counted in decisions.",
    "Windows nodes and pods are validated, and not otherwise told apart.",
    "Where upstream leaves an order open (maps, unstable sorts, equal nodes), ours is one it could have taken.",
)

WHERE_WE_STOP: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "actions": (
            "Resizes in place are not decided here: the recorded containers have no resources.",
            "Whether a container's definition changed is told by the question, not computed from a hash.",
        ),
        "backoff": ("The kubelet's own lateness (jitter, its look once a second) is not part of the rule.",),
        "conditions": ("lastTransitionTime and observedGeneration are not made.",),
        "defaulting": (
            "Only what scheme defaulting fills in: status, service account, tolerations and priority come from others.",
        ),
        "dns": ("Options are compared sorted: with dnsConfig their real order is random.",),
        "eviction_local": ("One round for one pod: how often the kubelet looks belongs to the simulator.",),
        "eviction_rank": (
            "The recorded messages lack the sentence about threshold and available amount; the rule can make it.",
        ),
        "eviction_thresholds": (
            "Several wrong settings at once: upstream names any of them, we the first in the order written.",
            "Grace periods are kept in milliseconds; a part of a millisecond is rounded up.",
        ),
        "grace_period": (),
        "hostname": ("Whether a headless Service makes the name known to DNS is not checked, as in the kubelet.",),
        "job": ("One sync of a Job whose counters begin at zero; managedBy another controller is left alone.",),
        "oom_score_adj": ("Tie-breaks between Burstable containers, which later versions have, are not there.",),
        "pdb": ("Expected pods are counted from the owners given, not looked up by the scale subresource.",),
        "pdb_eviction": ("Conflicts on writing (retries of the API server) do not occur.",),
        "phase": (
            "The pure function alone: what overrides it (eviction, deadlines, a phase that is final) is elsewhere.",
        ),
        "preemption": ("Extenders, and preemption on behalf of volumes and claims, are left out.",),
        "printer": ("The server's table; columns of custom output formats are kubectl's own.",),
        "probe_results": ("The handlers themselves (HTTP, TCP, gRPC, exec) are what the question says they answer.",),
        "qos": (),
        "quantity": ("Exponents beyond 1000 are refused, where Go writes out as many digits.",),
        "requests": (),
        "rollout": ("Sizes of replica sets; hashes, revisions and progress deadlines belong to the simulator.",),
        "rs_victims": ("Equal pods are ordered by UID, as upstream's last key does.",),
        "schedule_filter": (
            "Attach limits of storage drivers and storage capacity are left out.",
            "The message of a cluster of more nodes than the scheduler samples was not recorded.",
        ),
        "schedule_score": (
            "Default weights and plugins; system default spreading is left out, for no owners were recorded.",
        ),
        "selector": (),
        "termination_order": ("Processes live as long after SIGTERM as the question says, to the millisecond.",),
        "tolerates": ("Comparison operators (Lt, Gt) are behind a gate that is off.",),
        "validation": (
            "Fields unknown to the API and values of a wrong type are reported when reading, not here.",
            "Only creation of pods; updates are judged by the simulator for the fields it can change.",
        ),
    }
)
"""By kind; an empty tuple: nothing known."""
