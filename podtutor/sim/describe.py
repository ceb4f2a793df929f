"""`kubectl describe pod`, as lines of text: what helps to find out what is wrong with a pod, and its events.

Left out is what says nothing in a simulator or nothing about health: identifiers, mounts, volumes, usual tolerations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from podtutor.kube.container import Container, LifecycleHandler, Probe, ResourceList
from podtutor.kube.container_status import ContainerState, ContainerStatus
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.sim.history import History, PodRecord
from podtutor.sim.kubectl_text import columns, event_age, folded, told

PADDING: Final = 2
"""Blanks between the columns of `kubectl describe`."""
NONE: Final = "<none>"

Line = str | tuple[str, str]
"""A line as it stands, or a name and its value; neighbouring names stand in one column."""


def describe_text(history: History, record: PodRecord, *, width: int | None = None) -> list[str]:
    """`kubectl describe pod`, as of now. With `width`, values and messages fold."""
    pod = record.final
    lines = _aligned([*_head(pod), *_containers(pod), *_conditions(pod), *_placing(pod)], width)
    events = told(history, [record.uid])
    if not events:
        return [*lines, f"Events:  {NONE}"]
    rows = [("Type", "Reason", "Age", "From", "Message"), ("----", "------", "----", "----", "-------")]
    now = history.cluster.now
    rows += [(line.type, line.reason, event_age(line, now), line.source, line.message) for line in events]
    return [*lines, "Events:", *columns(rows, padding=PADDING, width=width, indent="  ")]


def _aligned(lines: Sequence[Line], width: int | None) -> list[str]:
    """The lines with their values in columns, one column for each run of lines that have values."""
    out: list[str] = []
    run: list[tuple[str, str]] = []
    for line in (*lines, ""):
        if isinstance(line, tuple):
            run.append(line)
            continue
        column = max((len(name) for name, _ in run), default=0) + PADDING
        for name, value in run:
            pieces = [value] if width is None else folded(value, max(20, width - column))
            out += [(name.ljust(column) + pieces[0]).rstrip(), *(" " * column + piece for piece in pieces[1:])]
        run = []
        out.append(line)
    return out[:-1]


def _head(pod: Pod) -> Iterator[Line]:
    spec, status, metadata = pod.spec, pod.status, pod.metadata
    yield "Name:", metadata.name
    yield "Namespace:", metadata.namespace
    yield "Priority:", str(spec.priority or 0)
    if spec.priority_class_name:
        yield "Priority Class Name:", spec.priority_class_name
    yield "Node:", f"{spec.node_name}/{status.host_ip}".rstrip("/") if spec.node_name else NONE
    if status.start_time:
        yield "Start Time:", _date(status.start_time)
    yield from _map("Labels:", metadata.labels)
    if metadata.deletion_timestamp is not None:
        yield "Status:", "Terminating"
        yield "Termination Grace Period:", f"{metadata.deletion_grace_period_seconds or 0}s"
    else:
        yield "Status:", status.phase
    if status.reason:
        yield "Reason:", status.reason
    if status.message:
        yield "Message:", status.message
    yield "IP:", status.pod_ip
    owner = next((one for one in metadata.owner_references if one.controller), None)
    if owner is not None:
        yield "Controlled By:", f"{owner.kind}/{owner.name}"
    if status.nominated_node_name:
        yield "NominatedNodeName:", status.nominated_node_name


def _map(name: str, values: dict[str, str]) -> Iterator[Line]:
    listed = [f"{key}={value}" for key, value in sorted(values.items())] or [NONE]
    for place, value in enumerate(listed):
        yield ("" if place else name), value


def _date(timestamp: str) -> str:
    moment = datetime.fromtimestamp(milliseconds(timestamp) / 1000, UTC)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def _containers(pod: Pod) -> Iterator[Line]:
    spec, status = pod.spec, pod.status
    groups = (
        ("Init Containers:", spec.init_containers, status.init_container_statuses),
        ("Containers:", spec.containers, status.container_statuses),
        ("Ephemeral Containers:", spec.ephemeral_containers, status.ephemeral_container_statuses),
    )
    for title, containers, statuses in groups:
        if containers:
            yield title
        for container in containers:
            yield from _container(container, next((one for one in statuses if one.name == container.name), None))


def _container(container: Container, status: ContainerStatus | None) -> Iterator[Line]:
    yield f"  {container.name}:"
    yield "    Image:", container.image
    if container.ports:
        ports = ", ".join(f"{port.container_port}/{port.protocol or 'TCP'}" for port in container.ports)
        yield ("    Port:" if len(container.ports) == 1 else "    Ports:"), ports
    for name, words in (("    Command:", container.command), ("    Args:", container.args)):
        if words:
            yield name
            yield from (f"      {word}" for word in words)
    if status is not None:
        yield from _state("    State:", status.state)
        if status.last_state.terminated is not None:
            yield from _state("    Last State:", status.last_state)
        yield "    Ready:", str(status.ready)
        yield "    Restart Count:", str(status.restart_count)
    yield from _amounts("    Limits:", container.resources.limits)
    yield from _amounts("    Requests:", container.resources.requests)
    for name, probe in (
        ("    Liveness:", container.liveness_probe),
        ("    Readiness:", container.readiness_probe),
        ("    Startup:", container.startup_probe),
    ):
        if probe is not None:
            yield name, _probe(probe)


def _state(name: str, state: ContainerState) -> Iterator[Line]:
    if state.running is not None:
        yield name, "Running"
        if state.running.started_at:
            yield "      Started:", _date(state.running.started_at)
    elif state.terminated is not None:
        ended = state.terminated
        yield name, "Terminated"
        if ended.reason:
            yield "      Reason:", ended.reason
        if ended.message:
            yield "      Message:", ended.message
        yield "      Exit Code:", str(ended.exit_code)
        if ended.signal:
            yield "      Signal:", str(ended.signal)
        if ended.started_at:
            yield "      Started:", _date(ended.started_at)
        if ended.finished_at:
            yield "      Finished:", _date(ended.finished_at)
    else:
        yield name, "Waiting"
        if state.waiting is not None and state.waiting.reason:
            yield "      Reason:", state.waiting.reason


def _amounts(name: str, amounts: ResourceList) -> Iterator[Line]:
    if amounts:
        yield name
        yield from ((f"      {resource}:", str(amount)) for resource, amount in sorted(amounts.items()))


def _probe(probe: Probe) -> str:
    """pkg/kubectl describe's DescribeProbe: the handler, then its timing."""
    timing = (
        f"delay={probe.initial_delay_seconds}s timeout={probe.timeout_seconds}s period={probe.period_seconds}s "
        f"#success={probe.success_threshold} #failure={probe.failure_threshold}"
    )
    if probe.grpc is not None:
        return f"grpc <pod>:{probe.grpc.port} {probe.grpc.service or ''} {timing}".replace("  ", " ")
    handler = LifecycleHandler(exec=probe.exec, http_get=probe.http_get, tcp_socket=probe.tcp_socket)
    return f"{handler_text(handler)} {timing}"


def handler_text(handler: LifecycleHandler) -> str:
    """What a probe or a hook does, as kubectl words it."""
    if handler.exec is not None:
        return f"exec [{' '.join(handler.exec.command)}]"
    if handler.http_get is not None:
        get = handler.http_get
        return f"http-get {(get.scheme or 'HTTP').lower()}://{get.host}:{get.port}/{get.path.removeprefix('/')}"
    if handler.tcp_socket is not None:
        return f"tcp-socket {handler.tcp_socket.host}:{handler.tcp_socket.port}"
    return f"sleep {handler.sleep.seconds}s" if handler.sleep is not None else "unknown"


def _conditions(pod: Pod) -> Iterator[Line]:
    gates = pod.spec.readiness_gates
    if gates:
        yield "Readiness Gates:"
        yield "  Type", "Status"
        known = {one.type: one.status for one in pod.status.conditions}
        yield from ((f"  {gate.condition_type}", known.get(gate.condition_type, NONE)) for gate in gates)
    if pod.status.conditions:
        yield "Conditions:"
        yield "  Type", "Status"
        yield from ((f"  {one.type}", one.status) for one in pod.status.conditions)


def _placing(pod: Pod) -> Iterator[Line]:
    yield "QoS Class:", pod.status.qos_class
    yield from _map("Node-Selectors:", pod.spec.node_selector)
