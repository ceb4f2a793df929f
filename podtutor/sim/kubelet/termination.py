"""Stopping containers: hooks, turns, SIGTERM, SIGKILL (pkg/kubelet/kuberuntime/kuberuntime_container.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.rules.termination import (
    remaining_grace,
    set_termination_grace_period,
    stop_timeout,
    termination_prerequisites,
)
from podtutor.sim.kubelet.hooks import run_hook
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes
from podtutor.sim.task import Signal, Steps, together

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet


def container_named(pod: Pod, name: str) -> Container | None:
    """The container of that name, of whatever kind."""
    for container in (*pod.spec.containers, *pod.spec.init_containers, *pod.spec.ephemeral_containers):
        if container.name == name:
            return container
    return None


def kill_containers(kubelet: Kubelet, pod: Pod, known: PodSandboxes, grace: int | None) -> Steps:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go killContainersWithSyncResult

    Stop all running containers at once, sidecars in their turn. `grace` in seconds, None: as the pod says.
    """
    running = list(known.running())
    names = [run.name for run in running]
    turns = termination_prerequisites(pod, names) if pod.spec.init_containers else {}
    ended = {name: Signal() for name in names}
    yield from together(
        kubelet.agenda,
        [_kill_in_turn(kubelet, pod, known, run, grace, turns.get(run.name, ()), ended) for run in running],
    )


def _kill_in_turn(
    kubelet: Kubelet,
    pod: Pod,
    known: PodSandboxes,
    run: ContainerRun,
    grace: int | None,
    waits_for: tuple[str, ...],
    ended: dict[str, Signal],
) -> Steps:
    turn = [ended[name] for name in waits_for if name in ended]
    yield from kill_container(kubelet, pod, known, run.name, "", "", grace, turn)
    ended[run.name].set()


def kill_container(
    kubelet: Kubelet,
    pod: Pod,
    known: PodSandboxes,
    name: str,
    message: str,
    reason: str,
    override: int | None,
    turn: list[Signal] | None,
) -> Steps:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer

    The preStop hook, the wait for the container's turn, SIGTERM, and SIGKILL when the grace period is over.
    `override` in seconds; `reason` is the probe that condemned it, if one did.
    """
    run = known.newest(name)
    if run is None or run.state != "running":
        return
    spec = container_named(pod, name) or run.spec
    grace = set_termination_grace_period(pod, spec, reason) if override is None else override
    kubelet.event(pod, "Normal", "Killing", message or f"Stopping container {name}", container=name)
    hook = spec.lifecycle.pre_stop if spec.lifecycle is not None else None
    agenda = kubelet.agenda
    if hook is not None and grace > 0:
        began = agenda.now
        trouble: str = yield from run_hook(hook, run, grace * 1000)
        if trouble:
            kubelet.event(pod, "Warning", "FailedPreStopHook", "PreStopHook failed", container=name)
        grace = remaining_grace(grace, agenda.now - began)
    if turn and grace > 0:
        began = agenda.now
        yield from _wait_for_turn(agenda.now + grace * 1000, turn, kubelet)
        grace = remaining_grace(grace, agenda.now - began)
    yield from kubelet.machine.stop(run, stop_timeout(grace) * 1000)


def _wait_for_turn(deadline: int, turn: list[Signal], kubelet: Kubelet) -> Steps:
    for signal in turn:
        patience = deadline - kubelet.agenda.now
        if patience <= 0:
            return
        if not signal.is_set:
            yield (signal, patience)
