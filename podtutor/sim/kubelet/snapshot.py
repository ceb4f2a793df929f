"""What the kubelet knew of a pod's containers when it last looked (pkg/kubelet/container PodStatus)."""

from __future__ import annotations

from typing import NamedTuple

from podtutor.kube.container import ResourceRequirements
from podtutor.rules.runtime_status import ContainerStateName, RuntimeSandbox
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes


class RunRecord(NamedTuple):
    """One run of one container as it stood at the look; times in ms."""

    name: str
    kind: str
    identifier: str
    state: ContainerStateName
    attempt: int
    image: str
    definition: str
    created_at: int
    started_at: int | None
    finished_at: int | None
    exit_code: int
    reason: str
    message: str
    resources: ResourceRequirements
    in_current_sandbox: bool


class PodSnapshot(NamedTuple):
    """All runs of a pod, of each container the newest first, and its sandboxes, the newest first.

    `ip` is the address of the ready sandbox, or the last one the pod was known to have.
    """

    at: int
    sandboxes: tuple[RuntimeSandbox, ...]
    runs: tuple[RunRecord, ...]
    ip: str = ""

    def newest(self, name: str) -> RunRecord | None:
        """The newest run of a container, or None."""
        for run in self.runs:
            if run.name == name:
                return run
        return None

    def newest_exited(self, name: str) -> RunRecord | None:
        """The newest run of a container that has ended, or None."""
        for run in self.runs:
            if run.name == name and run.state == "exited":
                return run
        return None


NOTHING = PodSnapshot(0, (), ())
"""A pod of which the runtime knows nothing."""


def record_of(run: ContainerRun, pod: PodSandboxes) -> RunRecord:
    """The run as it stands now."""
    return RunRecord(
        run.name,
        run.kind,
        run.identifier,
        run.state,  # type: ignore[arg-type]
        run.attempt,
        run.image,
        run.hash,
        run.created_at,
        run.started_at,
        run.finished_at,
        run.exit_code,
        run.reason,
        run.message,
        run.resources,
        bool(pod.sandboxes) and run.sandbox is pod.sandboxes[0],
    )


def look_at(pod: PodSandboxes, now: int, known_ip: str) -> PodSnapshot:
    """The pod as it stands now; a pod whose sandbox has gone keeps `known_ip` (pkg/kubelet/pleg getPodIPs)."""
    sandboxes = tuple(RuntimeSandbox(sandbox.ready, sandbox.attempt, sandbox.ip) for sandbox in pod.sandboxes)
    runs = tuple([record_of(run, pod) for runs in pod.containers.values() for run in runs])
    ip = sandboxes[0].ip if sandboxes and sandboxes[0].ready else known_ip
    return PodSnapshot(now, sandboxes, runs, ip)
