"""Bringing a pod's containers to where its spec wants them (pkg/kubelet/kuberuntime/kuberuntime_manager.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from podtutor.kube.constants_node import MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS
from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.kube.pod_resources import is_restartable_init_container
from podtutor.rules.actions import PodActions, compute_pod_actions
from podtutor.rules.backoff import (
    BackOffEntry,
    back_off_ends,
    back_off_message,
    crash_loop_back_off,
    is_in_back_off_since,
    next_entry,
)
from podtutor.rules.restart_all import should_all_containers_restart
from podtutor.rules.runtime_status import RuntimePodStatus
from podtutor.sim.cause import Cause
from podtutor.sim.kubelet.container_status import runtime_container
from podtutor.sim.kubelet.snapshot import PodSnapshot
from podtutor.sim.kubelet.start_container import definition_of, start_container
from podtutor.sim.kubelet.start_failure import StartFailure
from podtutor.sim.kubelet.sync_pod import SyncResult
from podtutor.sim.kubelet.termination import kill_container, kill_containers
from podtutor.sim.runtime.pod import PodSandboxes
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

CRASH_LOOP = "CrashLoopBackOff"
BACKED_OFF = Cause(
    "is_in_back_off_since", "pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff", "the back-off is not over"
)


class RuntimeManager:
    """The part of the kubelet that drives the container runtime."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._back_off = crash_loop_back_off(
            kubelet.configuration.max_crash_loop_back_off or MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS
        )
        self._entries: dict[str, BackOffEntry] = {}

    def rule_status(self, pod: Pod, snapshot: PodSnapshot) -> RuntimePodStatus:
        """The snapshot as the rules look at it, with what the probers hold of each container."""
        probes = self._kubelet.probes
        found = []
        for container in (*pod.spec.init_containers, *pod.spec.containers, *pod.spec.ephemeral_containers):
            run = snapshot.newest(container.name)
            if run is None:
                continue
            record = runtime_container(run, definition_of(container))
            liveness, startup = probes.results(pod.metadata.uid, container, run.identifier)
            if liveness is not None or startup is not None:
                record = replace(record, liveness=liveness, startup=startup)
            found.append(record)
        return RuntimePodStatus(snapshot.sandboxes, tuple(found))

    def sync_pod(self, pod: Pod, snapshot: PodSnapshot) -> Steps:
        """pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod

        Kill what must go, make the sandbox, start what is missing. Returns a SyncResult.
        """
        kubelet = self._kubelet
        status = self.rule_status(pod, snapshot)
        restart_all = should_all_containers_restart(pod, status, kubelet.statuses.get(pod.metadata.uid))
        actions = compute_pod_actions(pod, status, restart_all_containers=restart_all)
        known = kubelet.machine.pod(pod)
        kubelet.pleg.watch(known)
        if restart_all and actions.containers_to_reset:
            return (yield from self._reset(pod, known, actions))
        changed = False
        if actions.kill_pod:
            changed = yield from self._kill_pod_in_sync(pod, known, actions)
        for doomed in actions.containers_to_kill:
            changed = True
            yield from kill_container(
                kubelet, pod, known, doomed.container.name, doomed.message, doomed.reason, None, None
            )
        self._prune_init_containers(pod, known, actions)
        if actions.create_sandbox:
            changed = True
            yield from self._create_sandbox(pod, known, actions.attempt, snapshot)
        resized, resize_failed, restarted = yield from kubelet.allocation.actuate(pod, known)
        if restarted:
            actions = replace(actions, containers_to_start=(*actions.containers_to_start, *restarted))
        started, failures = yield from self._start_all(pod, known, snapshot, actions)
        kubelet.allocation.after_sync(pod, known)
        changed = changed or started or resized
        if not failures and not resize_failed:
            return SyncResult(relist=changed, again=resized or bool(restarted))
        ends = [failure.back_off_ends for failure in failures if failure.back_off_ends is not None]
        return SyncResult(failed=True, back_off_ends=min(ends) if ends else None)

    def kill_pod(self, pod: Pod, grace: int | None) -> Steps:
        """pkg/kubelet/kuberuntime/kuberuntime_manager.go KillPod: all containers, then the sandbox."""
        kubelet = self._kubelet
        known = kubelet.machine.pods.get(pod.metadata.uid)
        if known is None:
            return
        yield from kill_containers(kubelet, pod, known, grace)
        if known.sandbox is not None and known.sandbox.ready:
            yield kubelet.cluster.latency.sandbox_stop
            kubelet.machine.stop_sandbox(known)

    def _kill_pod_in_sync(self, pod: Pod, known: PodSandboxes, actions: PodActions) -> Steps:
        """A sandbox that must be replaced, or a pod with nothing left to run: stop what is there."""
        if not known.sandboxes:
            return False
        if actions.create_sandbox:
            self._kubelet.event(
                pod, "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created."
            )
        ready = known.sandbox is not None and known.sandbox.ready
        running = any(True for _ in known.running())
        yield from self.kill_pod(pod, None)
        if actions.create_sandbox:
            self._purge_init_containers(pod, known)
        return ready or running

    def _purge_init_containers(self, pod: Pod, known: PodSandboxes) -> None:
        """purgeInitContainers: in a new sandbox initialization begins anew, whatever was known of it."""
        for container in pod.spec.init_containers:
            for run in list(known.containers.get(container.name, [])):
                self._kubelet.machine.remove(known, run)

    def _create_sandbox(self, pod: Pod, known: PodSandboxes, attempt: int, snapshot: PodSnapshot) -> Steps:
        kubelet = self._kubelet
        yield kubelet.cluster.latency.sandbox
        kubelet.machine.run_sandbox(known, attempt, host_ip=kubelet.address if pod.spec.host_network else None)
        kubelet.allocation.sandbox_created(pod, known)
        kubelet.sandbox_ready(pod, snapshot)

    def _start_all(self, pod: Pod, known: PodSandboxes, snapshot: PodSnapshot, actions: PodActions) -> Steps:
        """Ephemeral, init and main containers, each in order. Returns (anything started, failures)."""
        failures: list[StartFailure] = []
        started = False
        for ephemeral in actions.ephemeral_containers_to_start:
            failure = yield from self._start(pod, known, snapshot, "ephemeral", ephemeral)
            started = self._note(pod, ephemeral, failure, failures) or started
        for container in actions.init_containers_to_start:
            kind = "sidecar" if is_restartable_init_container(container) else "init"
            failure = yield from self._start(pod, known, snapshot, kind, container)
            started = self._note(pod, container, failure, failures) or started
            if failure is not None and kind == "init":
                return started, failures
        for container in actions.containers_to_start:
            failure = yield from self._start(pod, known, snapshot, "container", container)
            started = self._note(pod, container, failure, failures) or started
        return started, failures

    def _note(self, pod: Pod, container: Container, failure: StartFailure | None, failures: list[StartFailure]) -> bool:
        """Keep why a container did not start, for the next status (pkg/kubelet/reason_cache.go)."""
        self._kubelet.remember_reason(
            pod.metadata.uid, container.name, None if failure is None else (failure.reason, failure.message)
        )
        if failure is None:
            return True
        failures.append(failure)
        return False

    def _start(self, pod: Pod, known: PodSandboxes, snapshot: PodSnapshot, kind: str, container: Container) -> Steps:
        waiting = self._do_back_off(pod, container, snapshot)
        if waiting is not None:
            return waiting
        return (yield from start_container(self._kubelet, pod, known, kind, container))

    def _do_back_off(self, pod: Pod, container: Container, snapshot: PodSnapshot) -> StartFailure | None:
        """pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff."""
        ended = snapshot.newest_exited(container.name)
        if ended is None or ended.finished_at is None:
            return None
        now = self._kubelet.agenda.now
        key = (
            f"{pod.metadata.uid}/{container.name}/{container.image}/{definition_of(container)}/{container.resources!r}"
        )
        entry = self._entries.get(key)
        if not is_in_back_off_since(self._back_off, entry, ended.finished_at, now):
            self._entries[key] = next_entry(self._back_off, entry, ended.finished_at, now)
            return None
        metadata = pod.metadata
        assert entry is not None  # noqa: S101 - without an entry there is no back-off
        message = back_off_message(entry, container.name, metadata.name, metadata.namespace, metadata.uid)
        self._kubelet.event(
            pod,
            "Warning",
            "BackOff",
            f"Back-off restarting failed container {container.name} in pod {metadata.name}_{metadata.namespace}({metadata.uid})",
            container=container.name,
            cause=BACKED_OFF,
        )
        return StartFailure(CRASH_LOOP, message, back_off_ends(self._back_off, entry, ended.finished_at))

    def _prune_init_containers(self, pod: Pod, known: PodSandboxes, actions: PodActions) -> None:
        """pruneInitContainersBeforeStart: of ended init containers that will not start now, keep the newest record."""
        if not actions.init_containers_to_start:
            return
        for container in pod.spec.init_containers:
            for run in known.containers.get(container.name, [])[1:]:
                if run.state == "exited":
                    self._kubelet.machine.remove(known, run)

    def _reset(self, pod: Pod, known: PodSandboxes, actions: PodActions) -> Steps:
        """All containers restart in place: kill what runs, remove every record, come again at once."""
        kubelet = self._kubelet
        for target in actions.containers_to_reset:
            name = target.container.name
            if target.kill:
                yield from kill_container(kubelet, pod, known, name, "killing", "", None, None)
            for run in list(known.containers.get(name, [])):
                kubelet.machine.remove(known, run)
        return SyncResult(relist=True, again=True)
