"""What a probe's handler answers, asked of a scripted container (pkg/kubelet/prober/prober.go)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from podtutor.kube.container import Container, Probe
from podtutor.kube.pod import Pod
from podtutor.rules.probes import RawAnswer

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet
    from podtutor.sim.runtime.pod import PodSandboxes


def answer(kubelet: Kubelet, pod: Pod, container: Container, probe: Probe, container_id: str) -> tuple[RawAnswer, str]:
    """The answer, and what the event says about a failure."""
    known = kubelet.machine.pods.get(pod.metadata.uid)
    run = known.newest(container.name) if known is not None else None
    if known is None or run is None or run.process is None or f"containerd://{run.identifier}" != container_id:
        return "failure", "container not found"
    if probe.exec is not None:
        if not run.process.alive:
            return "failure", "container is not running"
        return _exec(probe.exec.command, run.process.files.exists)
    if probe.tcp_socket is not None:
        return _port(
            known, _number(container, probe.tcp_socket.port), "dial tcp {ip}:{port}: connect: connection refused"
        )
    if probe.http_get is not None:
        path = probe.http_get.path or "/"
        refused = f'Get "http://{{ip}}:{{port}}{path}": dial tcp {{ip}}:{{port}}: connect: connection refused'
        return _port(known, _number(container, probe.http_get.port), refused)
    if probe.grpc is not None:
        return _port(known, probe.grpc.port, 'timeout: failed to connect service "{ip}:{port}" within 1s')
    return "success", ""


def _exec(command: tuple[str, ...], exists: Callable[[str], bool]) -> tuple[RawAnswer, str]:
    match command:
        case ("cat", path):
            return (
                ("success", "")
                if exists(path)
                else ("failure", f"cat: can't open '{path}': No such file or directory\n")
            )
        case ("test", "-f", path):
            return ("success", "") if exists(path) else ("failure", "")
        case ("false",):
            return "failure", ""
    return "success", ""


def _port(known: PodSandboxes, port: int, refused: str) -> tuple[RawAnswer, str]:
    if known.listens(port):
        return "success", ""
    ip = known.sandbox.ip if known.sandbox is not None else ""
    return "failure", refused.format(ip=ip, port=port)


def _number(container: Container, port: int | str) -> int:
    if isinstance(port, int):
        return port
    return next((one.container_port for one in container.ports if one.name == port), 0)
