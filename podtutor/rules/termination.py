"""How a pod is stopped: how long it is given, whose turn it is, when SIGTERM and SIGKILL come."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from podtutor.kube.constants_node import (
    MINIMUM_GRACE_PERIOD_SECONDS,
    MINIMUM_POD_WORKER_GRACE_PERIOD_SECONDS,
)
from podtutor.kube.container import Container, Probe
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.runtime_status import LIVENESS_PROBE, STARTUP_PROBE

MILLISECONDS = 1000


class EffectiveGracePeriod(Struct, frozen=True):
    """Seconds given to a pod, and whether that changes what was given before."""

    seconds: int
    shortened: bool


def calculate_effective_grace_period(
    previous: int, deletion: int | None, termination: int | None, override: int | None
) -> EffectiveGracePeriod:
    """pkg/kubelet/pod_workers.go calculateEffectiveGracePeriod

    The grace period, in seconds, that the pod worker hands down. `previous`: what is in force already, 0 for
    nothing; `deletion`: the pod's deletionGracePeriodSeconds; `termination`: its spec's
    terminationGracePeriodSeconds; `override`: what an eviction asks for. It only ever gets shorter, and never below
    one second; the spec's value is taken only where nothing else was said.
    """
    grace = previous
    overridden = False
    for asked in (deletion, override):
        if asked is not None and (grace == 0 or asked < grace):
            grace = asked
            overridden = True
    if not overridden and grace == 0 and termination is not None:
        grace = termination
    grace = max(grace, MINIMUM_POD_WORKER_GRACE_PERIOD_SECONDS)
    return EffectiveGracePeriod(grace, previous not in (0, grace))


def set_termination_grace_period(pod: Pod, container: Container, reason: str = "") -> int:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go setTerminationGracePeriod

    The seconds a container is given. A pod that is being deleted has its deletionGracePeriodSeconds; one killed by
    a probe (`reason` LivenessProbe or StartupProbe) the probe's own, where it has one; else the spec's.
    """
    if pod.metadata.deletion_grace_period_seconds is not None:
        return pod.metadata.deletion_grace_period_seconds
    of_pod = pod.spec.termination_grace_period_seconds
    if of_pod is None:
        return MINIMUM_GRACE_PERIOD_SECONDS
    probe: Probe | None = None
    if reason == STARTUP_PROBE:
        probe = container.startup_probe
    elif reason == LIVENESS_PROBE:
        probe = container.liveness_probe
    if probe is not None and probe.termination_grace_period_seconds is not None:
        return probe.termination_grace_period_seconds
    return of_pod


def pre_stop_ends(grace: int, hook_milliseconds: int) -> int:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go executePreStopHook

    Milliseconds after which a preStop hook is over or abandoned; `grace` in seconds.
    """
    return min(hook_milliseconds, grace * MILLISECONDS)


def remaining_grace(grace: int, spent_milliseconds: int) -> int:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer

    Seconds of grace that are left; what was spent counts in whole seconds only.
    """
    return grace - spent_milliseconds // MILLISECONDS


def stop_timeout(grace: int) -> int:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer

    Seconds between SIGTERM and SIGKILL: what is left of the grace period, and never less than two.
    """
    return max(grace, MINIMUM_GRACE_PERIOD_SECONDS)


def termination_prerequisites(pod: Pod, running: Collection[str]) -> dict[str, tuple[str, ...]]:
    """pkg/kubelet/kuberuntime/kuberuntime_termination_order.go newTerminationOrdering

    Whose end each sidecar waits for: all running main containers, and the next later sidecar if it runs. Containers
    that are not named wait for nobody.
    """
    mains = [container.name for container in pod.spec.containers if container.name in running]
    found: dict[str, tuple[str, ...]] = {}
    later: str | None = None
    for container in reversed(pod.spec.init_containers):
        if is_restartable_init_container(container):
            found[container.name] = (*mains, later) if later is not None and later in running else tuple(mains)
            later = container.name
    return found


class StoppingContainer(Struct, frozen=True):
    """A running container: how long it lives after SIGTERM (None: for ever), and how long its preStop hook takes.

    Milliseconds; `pre_stop` None where there is no hook.
    """

    name: str
    exits_after: int | None
    pre_stop: int | None = None


class StoppedContainer(Struct, frozen=True):
    """When a container got SIGTERM and ended, in milliseconds since the kill began; `timeout` in seconds."""

    name: str
    stop_called_at: int
    timeout: int
    exited_at: int
    killed: bool


def termination_schedule(
    pod: Pod, running: Sequence[StoppingContainer], grace_period_override: int | None = None
) -> list[StoppedContainer]:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go killContainersWithSyncResult

    How all running containers of a pod end. They are told at the same time: hooks run at once, main containers get
    SIGTERM right after, sidecars in their turn, the last one first. Answers are in the order of `running`. Nobody
    waits for a container of his own name: validation refuses such pods.
    """
    containers = {container.name: container for container in (*pod.spec.init_containers, *pod.spec.containers)}
    told = {stopping.name: stopping for stopping in running}
    prerequisites = termination_prerequisites(pod, told)
    stopped: dict[str, StoppedContainer] = {}
    first = [name for name in told if name not in prerequisites]
    for name in (*first, *(name for name in prerequisites if name in told)):
        stopping = told[name]
        grace = grace_period_override
        if grace is None:
            grace = set_termination_grace_period(pod, containers[name])
        now = 0
        if stopping.pre_stop is not None and grace > 0:
            now = pre_stop_ends(grace, stopping.pre_stop)
            grace = remaining_grace(grace, now)
        if grace > 0:
            awaited = (stopped[other] for other in prerequisites.get(name, ()) if other in stopped)
            ended = max((other.exited_at for other in awaited), default=0)
            turn = min(max(now, ended), now + grace * MILLISECONDS)
            grace = remaining_grace(grace, turn - now)
            now = turn
        timeout = stop_timeout(grace)
        killed = stopping.exits_after is None or stopping.exits_after > timeout * MILLISECONDS
        lived = timeout * MILLISECONDS if stopping.exits_after is None or killed else stopping.exits_after
        stopped[name] = StoppedContainer(name, now, timeout, now + lived, killed)
    return [stopped[stopping.name] for stopping in running]
