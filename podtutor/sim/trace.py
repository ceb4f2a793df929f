"""Writing a history down: the trace format of docs/trace-format.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from podtutor.kube.batch import CronJob, Job
from podtutor.kube.codec import to_builtins
from podtutor.kube.moment import milliseconds
from podtutor.kube.pod import Pod
from podtutor.kube.policy import PodDisruptionBudget
from podtutor.kube.storage import PersistentVolumeClaim
from podtutor.kube.workload import DaemonSet, Deployment, ReplicaSet, StatefulSet
from podtutor.sim.clock import EPOCH
from podtutor.sim.history import History, PodRecord, RunRecord

if TYPE_CHECKING:
    from podtutor.sim.actions import Answer
    from podtutor.sim.client import ServiceClient

SOURCE = "podtutor, following kubernetes v1.36.2"
OBJECT_KINDS: tuple[type[Any], ...] = (
    *(Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, PodDisruptionBudget, PersistentVolumeClaim),
)
NOT_STATUS = frozenset({"observedGeneration", "capacity", "accessModes", "disruptedPods", "active_"})
ERROR_CODE = 300
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def seconds(at: int | None) -> float | None:
    """Milliseconds as the trace has them: seconds with three decimals."""
    return None if at is None else round(at / 1000, 3)


def write_trace(name: str, history: History, answers: list[Answer], clients: list[ServiceClient]) -> dict[str, Any]:
    """The trace of a scenario as builtins, in the format's own order of keys."""
    trace: dict[str, Any] = {
        "trace": 1,
        "scenario": name,
        "source": SOURCE,
        "pods": {record.name: _pod(record) for record in history.pods},
        "events": _events(history),
        "objects": _objects(history),
        "actions": [_answer(answer) for answer in answers],
    }
    if history.endpoints:
        trace["endpoints"] = [
            {
                "at": seconds(step.at),
                "service": step.service,
                "addresses": [
                    {"pod": pod, "ready": ready, "serving": serving, "terminating": terminating}
                    for pod, ready, serving, terminating in step.addresses
                ],
            }
            for step in history.endpoints
        ]
    if clients:
        calls = sorted((call for client in clients for call in client.log), key=lambda call: call.at)
        trace["requests"] = [
            {"at": seconds(c.at), "service": c.service, "pod": c.pod, "result": c.result} for c in calls
        ]
    return trace


def encode_trace(trace: dict[str, Any]) -> bytes:
    """The trace as JSON: the same history gives the same bytes."""
    return msgspec.json.encode(trace)


def _pod(record: PodRecord) -> dict[str, Any]:
    out: dict[str, Any] = {
        "uid": record.number,
        "node": record.node,
        "qosClass": record.qos_class,
        "runs": [_run(run) for run in sorted(record.runs, key=_start_of)],
        "phases": [{"at": seconds(step.at), "phase": step.phase} for step in record.phases],
        "ready": [{"at": seconds(step.at), "ready": step.ready} for step in record.ready],
        "kubectl": [
            {"at": seconds(step.at), "READY": step.ready, "STATUS": step.status, "RESTARTS": step.restarts}
            for step in record.rows
        ],
        "deletionRequested": seconds(record.deletion_requested),
        "gone": seconds(record.gone),
        "podIPs": record.ips,
        "final": _final(record.final),
    }
    if record.resized:
        out["resize"] = [
            {"at": seconds(s.at), "conditions": s.conditions, "allocated": s.allocated, "actual": s.actual}
            for s in record.resizes
        ]
    return out


def _start_of(run: RunRecord) -> int:
    return run.started if run.started is not None else run.told_start or 0


def _run(run: RunRecord) -> dict[str, Any]:
    start = run.started if run.started is not None else run.told_start
    return {
        "container": run.container,
        "type": run.kind,
        "attempt": run.attempt,
        "start": None if start is None else float(start // 1000),
        "end": None if run.told_end is None else float(run.told_end // 1000),
        "exitCode": run.exit_code,
        "reason": run.reason,
        "precise": None if run.started is None else [seconds(run.started), seconds(run.ended)],
    }


def _final(pod: Pod) -> dict[str, Any]:
    status = pod.status
    statuses = (*status.init_container_statuses, *status.container_statuses, *status.ephemeral_container_statuses)
    final: dict[str, Any] = {
        "phase": status.phase or None,
        "reason": status.reason or None,
        "message": status.message or None,
        "containers": {one.name: _container(one) for one in statuses},
        "conditions": {one.type: one.status for one in status.conditions},
    }
    reasons = {one.type: one.reason for one in status.conditions if one.reason}
    if reasons:
        final["conditionReasons"] = reasons
    return final


def _container(status: Any) -> dict[str, Any]:
    state, last = status.state, status.last_state.terminated
    name, member = "waiting", state.waiting
    if state.running is not None:
        name, member = "running", None
    elif state.terminated is not None:
        name, member = "terminated", state.terminated
    out: dict[str, Any] = {
        "state": name,
        "reason": (member.reason or None) if member is not None else None,
        "exitCode": state.terminated.exit_code if state.terminated is not None else None,
        "restartCount": status.restart_count,
        "ready": status.ready,
        "last": None if last is None else {"exitCode": last.exit_code, "reason": last.reason or None},
    }
    if member is not None and member.message:
        out["message"] = member.message
    return out


def _events(history: History) -> list[dict[str, Any]]:
    out = []
    for line in sorted(history.cluster.api.events.log, key=lambda line: line.at):
        record = history.record(line.uid) if line.kind == "Pod" else None
        name = record.name if record is not None else line.key.rpartition("/")[2]
        out.append(
            {
                "at": seconds(line.at),
                "type": line.type,
                "reason": line.reason,
                "object": f"{line.kind}/{name}",
                "container": line.container,
                "message": line.message,
                "count": line.times,
            }
        )
    return out


def _objects(history: History) -> dict[str, Any]:
    store = history.cluster.store
    return {
        f"{kind.__name__}/{obj.metadata.name}": _status(to_builtins(obj.status))
        for kind in OBJECT_KINDS
        for obj in store.all(kind)
    }


def _status(value: Any) -> Any:
    """A status without bookkeeping: times in seconds since the beginning, conditions without times."""
    if isinstance(value, list):
        return [_status(item) for item in value]
    if isinstance(value, str) and TIMESTAMP.fullmatch(value):
        return float((milliseconds(value) - EPOCH) // 1000)
    if not isinstance(value, dict):
        return value
    out = {}
    for key, item in value.items():
        if key in NOT_STATUS or key in {"lastTransitionTime", "lastUpdateTime", "lastProbeTime"} or item in ({}, []):
            continue
        out[key] = _status(item)
    return out


def _answer(answer: Answer) -> dict[str, Any]:
    target = list(answer.target) if isinstance(answer.target, tuple) else answer.target
    out: dict[str, Any] = {"at": seconds(answer.at), "action": answer.action, "target": target, "code": answer.code}
    if answer.message and (answer.code >= ERROR_CODE or answer.action == "drain"):
        out["message"] = answer.message
    if answer.cause:
        out["details"] = {"causes": [{"reason": "DisruptionBudget", "message": answer.cause}]}
    return out
