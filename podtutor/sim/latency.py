"""Every delay that Kubernetes does not fix, by name, in milliseconds; measured on the recorded nodes."""

from __future__ import annotations

import msgspec


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """How long the machinery takes. All in milliseconds of virtual time.

    The values are medians of the recordings; another set makes another, equally possible, cluster.
    """

    watch: int = 10
    """From a write to the API server until a component that watches has seen it."""
    mount: int = 150
    """From a pod's first sync until its volumes are first tried; every pod waits for its service account token."""
    sandbox: int = 140
    """Making the pod sandbox: network namespace, pause container, address."""
    container_create: int = 20
    """Creating one container from an image that is on the node."""
    container_start: int = 60
    """Starting a created container, until its process runs."""
    container_remove: int = 100
    """Removing an ended container with its record."""
    image_pull: int = 40
    """Pulling an image that is in the registry but not on the node."""
    process_start: int = 10
    """From the start of a process until it does its first step; one that ends at once lives that long."""
    image_check: int = 20
    """Asking the registry whether an image that is on the node is still the newest (imagePullPolicy: Always)."""
    image_pull_refused: int = 20
    """Until the registry has said that it knows no such image."""
    kill: int = 30
    """From the signal until the runtime has noticed that the process ended."""
    kill_after_grace: int = 30
    """From the end of the grace period until SIGKILL has done its work."""
    sandbox_stop: int = 120
    """Tearing a sandbox down."""
    status_write: int = 10
    """From a status decided in the kubelet until the API server has it."""
    probe: int = 5
    """One probe, from its start to its verdict."""
    volume_poll: int = 100
    """How often the volume reconciler looks (reconcilerLoopSleepPeriod)."""
    relist: int = 7
    """One look of the PLEG at all pods; the next one comes a second after it is done."""
    relist_phase: int = 450
    """Where in a second the first node's PLEG looks; the others' are spread."""
    node_status_phase: int = 4450
    """Where in its ten seconds a kubelet reports its node: what it is short of shows only then."""
    sync_tick_phase: int = 600
    """Where in a second the first node's sync loop takes due pods from its work queue; the others' are spread."""
    kubelet_start: int = 1300
    """From the start of a kubelet until it begins to sync pods."""
    reconnect: int = 1000
    """From the return of the network until a kubelet that was cut off has its watches again."""
    endpoint_programming: int = 100
    """From an EndpointSlice's change until a client's node routes by it."""
