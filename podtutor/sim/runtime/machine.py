"""A machine: the runtime's verbs (CRI) on its pods, its memory, and the kernel's out-of-memory killer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from zlib import crc32

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod, PodSpec
from podtutor.sim.agenda import Agenda
from podtutor.sim.latency import Latency
from podtutor.sim.runtime.files import FileSystem, Volume
from podtutor.sim.runtime.network import Network
from podtutor.sim.runtime.pod import EXITED, RUNNING, ContainerRun, PodSandboxes, Sandbox
from podtutor.sim.runtime.process import OOM_KILLED, Process
from podtutor.sim.runtime.script import NO_SUCH_PROGRAM, Behaviors
from podtutor.sim.task import Steps

POWER_CUT = 255
LOST = "Unknown"
"""The exit code and reason containerd reports of a process whose end it did not see."""


class RunHandler(Protocol):
    """Hears of runs that were created, began or ended; `lost`: nobody saw the end."""

    def __call__(self, pod: PodSandboxes, run: ContainerRun, *, lost: bool) -> None:
        """A run changed."""


def _nobody(pod: PodSandboxes, run: ContainerRun, *, lost: bool) -> None:
    """Nobody listens."""


class Machine:
    """What outlives the kubelet's restarts: pods' sandboxes and processes, images, disks."""

    def __init__(
        self,
        name: str,
        agenda: Agenda,
        latency: Latency,
        network: Network,
        behaviors: Behaviors,
        *,
        memory: int,
        images: Images,
        disk: int | None = None,
    ) -> None:
        """`memory`, `disk`: bytes of the machine."""
        self.name = name
        self.agenda = agenda
        self.latency = latency
        self.network = network
        self.behaviors = behaviors
        self.memory = memory
        self.images = images
        self.disk = disk
        self.pods: dict[str, PodSandboxes] = {}
        self.allocations: dict[str, PodSpec] = {}
        """The kubelet's checkpoint on disk: by UID, the spec with the resources that the pod was granted."""
        self.disks: dict[str, Volume] = {}
        self.resident = 0
        self.oom_score: Callable[[PodSandboxes, ContainerRun], int] = lambda _pod, _run: 1000
        self.on_memory: Callable[[], None] = lambda: None
        self.on_files: Callable[[PodSandboxes], None] = lambda _pod: None
        self._lost: list[ContainerRun] = []
        self.on_run: RunHandler = _nobody
        self._identifiers = 0

    # sandboxes

    def pod(self, pod: Pod) -> PodSandboxes:
        """What the runtime knows of a pod; begun where it knows nothing."""
        known = self.pods.get(pod.metadata.uid)
        if known is None:
            known = PodSandboxes(self, pod.metadata.uid, pod.metadata.namespace, pod.metadata.name)
            self.pods[pod.metadata.uid] = known
        return known

    def run_sandbox(self, pod: PodSandboxes, attempt: int, *, host_ip: str | None = None) -> Sandbox:
        """RunPodSandbox: a network namespace with an address, the node's where `host_ip` is given."""
        ip = host_ip if host_ip is not None else self.network.new_address(self.name)
        sandbox = Sandbox(self._identifier(), attempt, ip, self.agenda.now)
        pod.sandboxes.insert(0, sandbox)
        self.network.join(ip, pod)
        pod.changed(pod)
        return sandbox

    def stop_sandbox(self, pod: PodSandboxes) -> None:
        """StopPodSandbox: the address is given back."""
        for sandbox in pod.sandboxes:
            if sandbox.ready:
                sandbox.ready = False
                self.network.leave(sandbox.ip, pod)
        pod.changed(pod)

    def forget(self, uid: str) -> None:
        """Nothing of the pod is left on the machine."""
        pod = self.pods.pop(uid, None)
        if pod is not None:
            self.stop_sandbox(pod)
            self._recount()

    # containers

    def create(self, pod: PodSandboxes, kind: str, spec: Container, attempt: int) -> ContainerRun:
        """CreateContainer in the newest sandbox."""
        sandbox = pod.sandboxes[0]
        run = ContainerRun(self._identifier(), kind, spec, attempt, self.agenda.now, sandbox)
        run.look_offset = crc32(f"{pod.name}_{pod.namespace}_{spec.name}".encode())
        pod.containers.setdefault(spec.name, []).insert(0, run)
        self.on_run(pod, run, lost=False)
        return run

    def start(self, pod: PodSandboxes, run: ContainerRun, run_number: int) -> str:
        """StartContainer; returns "" or why the program could not be started, and then the run has ended with 128."""
        program = self.behaviors.program(pod.name, run.spec, plain_init=run.kind == "init")
        run.started_at = self.agenda.now
        if program.missing:
            run.state = EXITED
            run.finished_at = self.agenda.now
            run.exit_code = NO_SUCH_PROGRAM
            run.reason = "StartError"
            run.message = (
                f"failed to create containerd task: failed to create shim task: OCI runtime create failed: "
                f"runc create failed: unable to start container process: exec: {program.missing!r}: "
                f"stat {program.missing}: no such file or directory: unknown"
            )
            run.exited.set()
            self.on_run(pod, run, lost=False)
            pod.changed(pod)
            return run.message
        run.state = RUNNING
        files = FileSystem(self._mounts(pod, run.spec), read_only_root=_read_only_root(run.spec))
        script = program.script(run_number)
        run.process = Process(
            self.agenda,
            pod,
            run.name,
            (script, program.on_term),
            files,
            lambda process: self._ended(pod, run, process),
        )
        self.on_run(pod, run, lost=False)
        pod.changed(pod)
        if script:
            self.agenda.after(self.latency.process_start, run.process.start)
        return ""

    def stop(self, run: ContainerRun, grace: int) -> Steps:
        """StopContainer: SIGTERM, and SIGKILL after `grace` ms. Ends when the process has."""
        process = run.process
        if run.state != RUNNING or process is None:
            return
        process.terminate()
        if run.exited.is_set:
            yield self.latency.kill
            return
        ended = yield (run.exited, grace)
        if not ended:
            yield self.latency.kill_after_grace
            process.kill()

    def remove(self, pod: PodSandboxes, run: ContainerRun) -> None:
        """RemoveContainer: nobody can ask how it ended any more."""
        runs = pod.containers.get(run.name, [])
        if run in runs:
            runs.remove(run)
        pod.changed(pod)

    def _ended(self, pod: PodSandboxes, run: ContainerRun, process: Process) -> None:
        run.state = EXITED
        run.finished_at = self.agenda.now
        run.exit_code = process.exit_code
        run.reason = process.reason
        pod.process_ended(process)
        self.on_run(pod, run, lost=process.reason == LOST)
        run.exited.set()
        if process.resident:
            self._recount()
        pod.changed(pod)

    # the power

    def power_off(self) -> None:
        """Every process and sandbox is gone at once; what was written to disks stays."""
        for pod in self.pods.values():
            for run in list(pod.running()):
                if run.process is not None:
                    run.process.end(POWER_CUT, LOST)
                    self._lost.append(run)
            for sandbox in pod.sandboxes:
                if sandbox.ready:
                    sandbox.ready = False
                    self.network.leave(sandbox.ip, pod)
        self._recount()

    def power_on(self) -> None:
        """The runtime starts and finds what ended while it was away."""
        for run in self._lost:
            run.finished_at = self.agenda.now
        self._lost = []

    # memory

    def account_memory(self, pod: PodSandboxes, process: Process) -> None:
        """The kernel's look at a changed resident set: the container's limit, the pod's, the machine's."""
        run = next((run for run in pod.running() if run.process is process), None)
        if run is None:
            return
        run.measured.append((self.agenda.now, process.resident))
        if run.memory_limit is not None and process.resident > run.memory_limit:
            process.kill(OOM_KILLED)
        elif pod.memory_limit is not None and pod.resident() > pod.memory_limit:
            self._kill_one([pod])
        self._recount()
        while self.resident > self.memory and self._kill_one(list(self.pods.values())):
            self._recount()

    def account_files(self, pod: PodSandboxes) -> None:
        """Files were written: disk usage, and memory where a volume lives there."""
        if any(volume.in_memory for volume in pod.volumes.values()):
            self._recount()
        self.on_files(pod)

    def _kill_one(self, pods: list[PodSandboxes]) -> bool:
        """The worst process by the kernel's badness: its share of memory in thousandths plus oom_score_adj."""
        candidates = [
            (run.process.resident * 1000 // max(1, self.memory) + self.oom_score(pod, run), run.process)
            for pod in pods
            for run in pod.running()
            if run.process is not None and run.process.resident
        ]
        if not candidates:
            return False
        max(candidates, key=lambda candidate: candidate[0])[1].kill(OOM_KILLED)
        return True

    def _recount(self) -> None:
        self.resident = sum(pod.resident() for pod in self.pods.values())
        self.on_memory()

    # volumes

    def _mounts(self, pod: PodSandboxes, spec: Container) -> list[tuple[str, str, Volume, bool]]:
        return [
            (mount.mount_path, mount.sub_path, pod.volumes[mount.name], mount.read_only)
            for mount in spec.volume_mounts
            if mount.name in pod.volumes
        ]

    def _identifier(self) -> str:
        self._identifiers += 1
        return f"{self.name}-{self._identifiers}"


class Images:
    """Which images are where: `absent` ones nowhere, `unpulled` ones in the registry only, all others on every node."""

    def __init__(self, absent: tuple[str, ...] = (), unpulled: tuple[str, ...] = ()) -> None:
        self.absent = frozenset(absent)
        self._unpulled = frozenset(unpulled)
        self._pulled: dict[tuple[str, str], None] = {}

    def is_present(self, node: str, image: str) -> bool:
        """Whether the node has the image."""
        if image in self.absent:
            return False
        return image not in self._unpulled or (node, image) in self._pulled

    def is_known(self, image: str) -> bool:
        """Whether the registry has the image."""
        return image not in self.absent

    def pulled(self, node: str, image: str) -> None:
        """The image is on the node from now on."""
        self._pulled[node, image] = None


def _read_only_root(spec: Container) -> bool:
    return spec.security_context is not None and bool(spec.security_context.read_only_root_filesystem)
