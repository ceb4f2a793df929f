"""What the kubelet does next for a pod: which sandbox and containers it creates, restarts, kills, resets."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from podtutor.kube.container import Container, EphemeralContainer
from podtutor.kube.pod import Pod
from podtutor.rules.init_actions import compute_init_container_actions
from podtutor.rules.restart import (
    ON_FAILURE,
    RESTART_ALL_CONTAINERS,
    find_matching_container_restart_rule,
    restarts_after_probe_failure,
    should_restart_on_failure,
)
from podtutor.rules.runtime_status import (
    CREATED,
    EXITED,
    LIVENESS_PROBE,
    PROBE_FAILURE,
    RUNNING,
    STARTUP_PROBE,
    UNKNOWN,
    ContainerToKill,
    RuntimePodStatus,
    RuntimeSandbox,
    should_container_be_restarted,
)


class ContainerToReset(Struct, frozen=True):
    """A container that is removed because the whole pod restarts in place; `kill`: it has not ended by itself."""

    container: Container
    kill: bool


class PodActions(Struct, frozen=True, kw_only=True):
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go podActions

    What to do, in this order: kill the pod or single containers, create the sandbox (`attempt` counts them from 0),
    then start ephemeral, init and main containers, each in the order of the pod. `containers_to_reset` is filled
    only where all containers restart in place, in the order of removal.
    """

    kill_pod: bool
    create_sandbox: bool
    attempt: int
    init_containers_to_start: tuple[Container, ...] = ()
    containers_to_start: tuple[Container, ...] = ()
    ephemeral_containers_to_start: tuple[EphemeralContainer, ...] = ()
    containers_to_kill: tuple[ContainerToKill, ...] = ()
    containers_to_reset: tuple[ContainerToReset, ...] = ()


class SandboxChange(Struct, frozen=True):
    """Whether a sandbox must be created, the attempt of the present or next one, and why."""

    changed: bool
    attempt: int
    why: str = ""


def pod_sandbox_changed(pod: Pod, sandboxes: Sequence[RuntimeSandbox]) -> SandboxChange:
    """pkg/kubelet/kuberuntime/util/util.go PodSandboxChanged

    Whether the pod needs a (new) sandbox. `sandboxes` are the newest first.
    """
    if not sandboxes:
        return SandboxChange(changed=True, attempt=0, why="the pod has no sandbox")
    newest = sandboxes[0]
    if sum(sandbox.ready for sandbox in sandboxes) > 1:
        return SandboxChange(changed=True, attempt=newest.attempt + 1, why="more than one sandbox is ready")
    if not newest.ready:
        return SandboxChange(changed=True, attempt=newest.attempt + 1, why="the newest sandbox is not ready")
    if not pod.spec.host_network and not newest.ip:
        return SandboxChange(changed=True, attempt=newest.attempt + 1, why="the sandbox has no IP address")
    return SandboxChange(changed=False, attempt=newest.attempt)


def compute_pod_actions(pod: Pod, status: RuntimePodStatus, *, restart_all_containers: bool = False) -> PodActions:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions

    What brings the pod from `status` to its spec, decided in one step without regard to back-off and resizes.
    `restart_all_containers`: a restart rule asked for all of them, and they are being removed.
    """
    sandbox = pod_sandbox_changed(pod, status.sandboxes)
    if restart_all_containers:
        return PodActions(
            kill_pod=sandbox.changed,
            create_sandbox=sandbox.changed,
            attempt=sandbox.attempt,
            containers_to_reset=containers_to_reset(pod, status),
        )
    if sandbox.changed:
        return _actions_for_new_sandbox(pod, status, sandbox.attempt)
    ephemeral = tuple(container for container in pod.spec.ephemeral_containers if status.of(container.name) is None)
    init = compute_init_container_actions(pod, status)
    if init.kill_pod or not init.pod_has_initialized:
        return PodActions(
            kill_pod=init.kill_pod,
            create_sandbox=False,
            attempt=sandbox.attempt,
            ephemeral_containers_to_start=ephemeral,
            init_containers_to_start=init.containers_to_start,
            containers_to_kill=init.containers_to_kill,
        )
    start, kill, kept = _main_container_actions(pod, status)
    nothing_left = not kept and not start
    return PodActions(
        kill_pod=nothing_left,
        create_sandbox=False,
        attempt=sandbox.attempt,
        ephemeral_containers_to_start=ephemeral,
        init_containers_to_start=() if nothing_left else init.containers_to_start,
        containers_to_start=start,
        containers_to_kill=(*init.containers_to_kill, *kill),
    )


def _actions_for_new_sandbox(pod: Pod, status: RuntimePodStatus, attempt: int) -> PodActions:
    """Everything is killed and begun anew, unless there is nothing left that may run."""
    only_kill = PodActions(kill_pod=True, create_sandbox=False, attempt=attempt)
    if not should_restart_on_failure(pod) and attempt != 0 and status.containers:
        return only_kill
    start = tuple(
        container
        for container in pod.spec.containers
        if not (
            (container.restart_policy or pod.spec.restart_policy) == ON_FAILURE
            and container_succeeded(container, status)
        )
    )
    if not start and has_any_regular_container_created(pod, status):
        return only_kill
    if pod.spec.init_containers:
        return PodActions(
            kill_pod=True,
            create_sandbox=True,
            attempt=attempt,
            init_containers_to_start=pod.spec.init_containers[:1],
        )
    return PodActions(kill_pod=True, create_sandbox=True, attempt=attempt, containers_to_start=start)


def _main_container_actions(
    pod: Pod, status: RuntimePodStatus
) -> tuple[tuple[Container, ...], tuple[ContainerToKill, ...], int]:
    """Which main containers to start, which to kill, and how many are left alone."""
    start: list[Container] = []
    kill: list[ContainerToKill] = []
    kept = 0
    for container in pod.spec.containers:
        found = status.of(container.name)
        if found is None or found.state != RUNNING:
            if should_container_be_restarted(container, pod, found):
                start.append(container)
                if found is not None and found.state == UNKNOWN:
                    kill.append(
                        ContainerToKill(
                            container,
                            f'Container is in "{found.state}" state, try killing it before restart',
                            "Unknown",
                        )
                    )
            continue
        restart = restarts_after_probe_failure(container, pod)
        reason = ""
        if found.definition_changed:
            message = f"Container {container.name} definition changed"
            restart = True
        elif found.liveness == PROBE_FAILURE:
            message, reason = f"Container {container.name} failed liveness probe", LIVENESS_PROBE
        elif found.startup == PROBE_FAILURE:
            message, reason = f"Container {container.name} failed startup probe", STARTUP_PROBE
        else:
            kept += 1
            continue
        if restart:
            message += ", will be restarted"
            start.append(container)
        kill.append(ContainerToKill(container, message, reason))
    return tuple(start), tuple(kill), kept


def containers_to_reset(pod: Pod, status: RuntimePodStatus) -> tuple[ContainerToReset, ...]:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go getContainersToReset

    Every container there is a record of, main containers before init containers; those whose exit asked for the
    restart come last, so that a kubelet that restarts meanwhile still knows why.
    """
    sources: list[ContainerToReset] = []
    targets: list[ContainerToReset] = []
    for container in (*pod.spec.containers, *pod.spec.init_containers):
        found = status.of(container.name)
        if found is None:
            continue
        if found.state == EXITED:
            rule = find_matching_container_restart_rule(container, found.exit_code)
            asked = rule is not None and rule.action == RESTART_ALL_CONTAINERS
            (sources if asked else targets).append(ContainerToReset(container, kill=False))
        else:
            targets.append(ContainerToReset(container, kill=True))
    return (*targets, *sources)


def container_succeeded(container: Container, status: RuntimePodStatus) -> bool:
    """pkg/kubelet/kuberuntime/kuberuntime_manager.go containerSucceeded

    Whether the container's last run ended with exit code 0.
    """
    found = status.of(container.name)
    return found is not None and found.state == EXITED and found.exit_code == 0


def has_any_regular_container_created(pod: Pod, status: RuntimePodStatus) -> bool:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go hasAnyRegularContainerCreated

    Whether a main container was ever created: then initialization is over.
    """
    return any(
        found is not None and found.state in (CREATED, RUNNING, EXITED)
        for found in (status.of(container.name) for container in pod.spec.containers)
    )


__all__ = [
    "ContainerToKill",
    "ContainerToReset",
    "PodActions",
    "SandboxChange",
    "compute_pod_actions",
    "container_succeeded",
    "containers_to_reset",
    "has_any_regular_container_created",
    "pod_sandbox_changed",
]
