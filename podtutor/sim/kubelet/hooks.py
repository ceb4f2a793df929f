"""Lifecycle hooks: postStart and preStop handlers run inside a container (pkg/kubelet/lifecycle/handlers.go)."""

from __future__ import annotations

from podtutor.kube.container import LifecycleHandler
from podtutor.sim.runtime.files import NoSpaceError
from podtutor.sim.runtime.pod import ContainerRun
from podtutor.sim.task import Steps

EXEC_TIME = 50
"""Running a program inside a container that ends at once, in ms."""


def run_hook(hook: LifecycleHandler, run: ContainerRun, patience: int | None) -> Steps:
    """Run a hook, for at most `patience` ms. Returns "" or what went wrong.

    A program ends with its container; a sleep is the kubelet's own and does not notice.
    """
    duration, trouble = _hook_effect(hook, run)
    if patience is not None:
        duration = min(duration, patience)
    if duration and hook.sleep is not None:
        yield duration
    elif duration:
        ended = yield (run.exited, duration)
        if ended and hook.exec is not None:
            return "container ended"
    return trouble


def _hook_effect(hook: LifecycleHandler, run: ContainerRun) -> tuple[int, str]:
    """How long it takes in ms, and what goes wrong."""
    if hook.sleep is not None:
        return hook.sleep.seconds * 1000, ""
    if hook.exec is not None:
        return _exec_effect(hook.exec.command, run)
    port = (
        hook.http_get.port
        if hook.http_get is not None
        else hook.tcp_socket.port
        if hook.tcp_socket is not None
        else None
    )
    process = run.process
    if isinstance(port, str):
        port = next((one.container_port for one in run.spec.ports if one.name == port), 0)
    if process is None or port not in process.ports:
        return EXEC_TIME, "connection refused"
    return EXEC_TIME, ""


def _exec_effect(command: tuple[str, ...], run: ContainerRun) -> tuple[int, str]:
    match command:
        case ("sleep", seconds) if seconds.replace(".", "", 1).isdigit():
            return round(float(seconds) * 1000), ""
        case ("touch", path):
            try:
                if run.process is not None:
                    run.process.files.touch(path)
            except NoSpaceError:
                return EXEC_TIME, f"command 'touch {path}' exited with 1"
            return EXEC_TIME, ""
        case ("true",):
            return EXEC_TIME, ""
        case ("false",):
            return EXEC_TIME, "command 'false' exited with 1"
    return EXEC_TIME, ""
