"""What was observed while a cluster ran, with the cause of each step: the ground of traces and of every view.

The recorder looks at the store like somebody with a watch on everything; it changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from podtutor.kube.container_status import ContainerStateTerminated, ContainerStatus
from podtutor.kube.pod import Pod
from podtutor.kube.service import EndpointSlice
from podtutor.rules.conditions import READY, get_pod_condition
from podtutor.rules.printer import print_pod
from podtutor.sim.cause import Cause
from podtutor.sim.clock import parse, unix
from podtutor.sim.cluster import Cluster
from podtutor.sim.runtime.machine import Machine
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes
from podtutor.sim.store import Change

SERVICE_NAME_LABEL = "kubernetes.io/service-name"


class PhaseStep(NamedTuple):
    """The pod's phase from `at` ms on, and why."""

    at: int
    phase: str
    cause: Cause


class ReadyStep(NamedTuple):
    """The pod's condition Ready from `at` ms on, and why."""

    at: int
    ready: bool
    cause: Cause


class RowStep(NamedTuple):
    """What `kubectl get pod` shows from `at` ms on; `why` says which part of the pod decided STATUS."""

    at: int
    ready: str
    status: str
    restarts: str
    why: str
    cause: Cause


class ResizeStep(NamedTuple):
    """Conditions, allocated and actual resources of a resize from `at` ms on."""

    at: int
    conditions: dict[str, str | None]
    allocated: dict[str, Any]
    actual: dict[str, Any]


class RunRecord:
    """One run of one container: the runtime's times, and what the API was told of its end."""

    __slots__ = ("attempt", "container", "ended", "exit_code", "kind", "reason", "started", "told_end", "told_start")

    def __init__(self, run: ContainerRun) -> None:
        self.container = run.name
        self.kind = run.kind
        self.attempt = run.attempt
        self.started: int | None = None
        self.ended: int | None = None
        self.told_start: int | None = None
        self.told_end: int | None = None
        self.exit_code: int | None = None
        self.reason: str | None = None


class PodRecord:
    """Everything observed of one pod. `name` is its name in traces: a name that came again carries `#2`."""

    def __init__(self, name: str, number: int, pod: Pod) -> None:
        self.name = name
        self.number = number
        self.uid = pod.metadata.uid
        self.node: str | None = None
        self.qos_class = ""
        self.runs: list[RunRecord] = []
        self.phases: list[PhaseStep] = []
        self.ready: list[ReadyStep] = []
        self.rows: list[RowStep] = []
        self.ips: list[str] = []
        self.resizes: list[ResizeStep] = []
        self.resized = False
        self.deletion_requested: int | None = None
        self.gone: int | None = None
        self.final = pod


class EndpointStep(NamedTuple):
    """What is behind a Service from `at` ms on: (pod, ready, serving, terminating), by name."""

    at: int
    service: str
    addresses: tuple[tuple[str, bool, bool, bool], ...]


class History:
    """The recorder of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.pods: list[PodRecord] = []
        self.endpoints: list[EndpointStep] = []
        self._by_uid: dict[str, PodRecord] = {}
        self._names: dict[str, int] = {}
        self._runs: dict[str, RunRecord] = {}
        self._behind: dict[str, tuple[tuple[str, bool, bool, bool], ...]] = {}
        cluster.store.observe(self._changed)

    def watch_machine(self, machine: Machine) -> None:
        """Note when processes begin and end on a machine."""
        machine.on_run = self._run_changed

    def record(self, uid: str) -> PodRecord | None:
        """What was observed of the pod with this uid."""
        return self._by_uid.get(uid)

    # changes of objects

    def _changed(self, change: Change) -> None:
        if change.kind is Pod:
            self._pod_changed(change)
        elif change.kind is EndpointSlice:
            self._endpoints_changed(change)

    def _pod_changed(self, change: Change) -> None:
        pod: Pod = change.object
        record = self._by_uid.get(pod.metadata.uid)
        if record is None:
            record = self._begin(pod)
        if change.new is None:
            record.gone = change.at
            record.final = pod
            return
        record.final = pod
        record.node = pod.spec.node_name or None
        record.qos_class = pod.status.qos_class
        if pod.metadata.deletion_timestamp is not None and record.deletion_requested is None:
            record.deletion_requested = change.at
        if not record.phases or record.phases[-1].phase != pod.status.phase:
            record.phases.append(PhaseStep(change.at, pod.status.phase, change.cause))
        self._note_ready(record, pod, change)
        self._note_row(record, pod, change)
        if pod.status.pod_ip and pod.status.pod_ip not in record.ips:
            record.ips.append(pod.status.pod_ip)
        for status in (
            *pod.status.init_container_statuses,
            *pod.status.container_statuses,
            *pod.status.ephemeral_container_statuses,
        ):
            self._note_container(status)
        self._note_resize(record, pod, change)

    def _begin(self, pod: Pod) -> PodRecord:
        name = pod.metadata.name
        number = self._names[name] = self._names.get(name, 0) + 1
        record = PodRecord(name if number == 1 else f"{name}#{number}", number, pod)
        self.pods.append(record)
        self._by_uid[pod.metadata.uid] = record
        return record

    @staticmethod
    def _note_ready(record: PodRecord, pod: Pod, change: Change) -> None:
        condition = get_pod_condition(pod.status.conditions, READY)
        ready = condition is not None and condition.status == "True"
        if ready != (record.ready[-1].ready if record.ready else False):
            record.ready.append(ReadyStep(change.at, ready, change.cause))

    @staticmethod
    def _note_row(record: PodRecord, pod: Pod, change: Change) -> None:
        row = print_pod(pod, unix(change.at))
        restarts = row.restarts.partition(" ")[0]
        last = record.rows[-1] if record.rows else None
        if last is None or (last.ready, last.status, last.restarts) != (row.ready, row.status, restarts):
            record.rows.append(RowStep(change.at, row.ready, row.status, restarts, row.why, change.cause))

    def _note_container(self, status: ContainerStatus) -> None:
        for ended in (status.state.terminated, status.last_state.terminated):
            if ended is not None:
                self._note_end(ended)
        run = self._runs.get(status.container_id)
        if run is not None and status.state.running is not None and status.state.running.started_at is not None:
            run.told_start = parse(status.state.running.started_at)

    def _note_end(self, ended: ContainerStateTerminated) -> None:
        run = self._runs.get(ended.container_id)
        if run is None:
            return
        run.exit_code = ended.exit_code
        run.reason = ended.reason
        run.told_end = None if ended.finished_at is None else parse(ended.finished_at)
        if ended.started_at is not None:
            run.told_start = parse(ended.started_at)

    def _note_resize(self, record: PodRecord, pod: Pod, change: Change) -> None:
        conditions = {one.type: one.reason or None for one in pod.status.conditions if one.type.startswith("PodResize")}
        statuses = pod.status.container_statuses
        allocated: dict[str, Any] = {
            one.name: {k: str(v) for k, v in one.allocated_resources.items()} or None for one in statuses
        }
        actual: dict[str, Any] = {}
        for one in statuses:
            resources = one.resources
            groups = (("limits", resources.limits), ("requests", resources.requests)) if resources is not None else ()
            actual[one.name] = {
                group: {k: str(v) for k, v in amounts.items()} for group, amounts in groups if amounts
            } or None
        step = ResizeStep(change.at, conditions, allocated, actual)
        if statuses and (not record.resizes or record.resizes[-1][1:] != step[1:]):
            record.resizes.append(step)
        if change.old is not None and change.old.spec is not change.new.spec:
            before = [one.resources for one in change.old.spec.containers]
            record.resized = record.resized or before != [one.resources for one in change.new.spec.containers]

    def _endpoints_changed(self, change: Change) -> None:
        service = change.object.metadata.labels.get(SERVICE_NAME_LABEL, "")
        namespace = change.object.metadata.namespace
        addresses = []
        for one in self.cluster.store.all(EndpointSlice):
            if one.metadata.namespace != namespace or one.metadata.labels.get(SERVICE_NAME_LABEL) != service:
                continue
            for endpoint in one.endpoints:
                if endpoint.target_ref is None:
                    continue
                conditions = endpoint.conditions
                record = self._by_uid.get(endpoint.target_ref.uid)
                name = record.name if record is not None else endpoint.target_ref.name
                addresses.append((name, bool(conditions.ready), bool(conditions.serving), bool(conditions.terminating)))
        behind = tuple(sorted(addresses))
        if behind != self._behind.get(service, ()):
            self._behind[service] = behind
            self.endpoints.append(EndpointStep(change.at, service, behind))

    # processes

    def _run_changed(self, pod: PodSandboxes, run: ContainerRun, *, lost: bool) -> None:
        """A run was created, began or ended; `lost`: nobody saw its end."""
        key = f"containerd://{run.identifier}"
        record = self._runs.get(key)
        owner = self._by_uid.get(pod.uid)
        if record is None:
            record = self._runs[key] = RunRecord(run)
            if owner is not None:
                owner.runs.append(record)
        if run.process is not None and run.started_at is not None:
            record.started = run.started_at
        if run.process is not None and not run.process.alive and not lost:
            record.ended = run.finished_at
        if run.started_at is not None:
            record.told_start = run.started_at
