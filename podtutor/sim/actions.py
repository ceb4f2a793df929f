"""What a scenario's actions do to the cluster, and the answers they get."""

from __future__ import annotations

from typing import Any, NamedTuple

from podtutor.kube.pod import Pod
from podtutor.sim import scenario as authored
from podtutor.sim.admission import Admission
from podtutor.sim.apiserver import ApiError
from podtutor.sim.client import ServiceClient
from podtutor.sim.cluster import Cluster
from podtutor.sim.drain import drain
from podtutor.sim.eviction_api import evict
from podtutor.sim.fleet import Fleet
from podtutor.sim.kubectl import Kubectl, find
from podtutor.sim.resize import resize
from podtutor.sim.task import Steps, Task

DRAIN_MARGIN = 4_000
"""A drain without a timeout gives up so many ms before the scenario ends."""
ERROR_CODE = 300


class Answer(NamedTuple):
    """One action and what came of it: an HTTP code, an exit code, or 0."""

    at: int
    action: str
    target: str | tuple[str, ...]
    code: int
    message: str = ""
    cause: str = ""


class Actor:
    """Whoever acts on the cluster from outside."""

    def __init__(self, cluster: Cluster, fleet: Fleet, admission: Admission, end: int) -> None:
        """`end`: when the scenario ends, in ms."""
        self.cluster = cluster
        self.fleet = fleet
        self.store = cluster.store
        self.api = cluster.api
        self.agenda = cluster.agenda
        self.kubectl = Kubectl(cluster.api, admission)
        self.answers: list[Answer] = []
        self.clients: list[ServiceClient] = []
        self._end = end

    def plan(self, action: authored.AnyAction, manifests: tuple[Any, ...]) -> None:
        """Let an action happen at its time."""
        self.agenda.at(round(action.at * 1000), self._act, action, manifests)

    def _act(self, action: authored.AnyAction, manifests: tuple[Any, ...]) -> None:
        verb = str(action.__struct_config__.tag)
        match action:
            case authored.Apply():
                self._apply(verb, manifests)
            case authored.Drain():
                Task(self.agenda, self._drain(action)).start()
            case authored.Requests():
                client = ServiceClient(self.cluster, self.fleet, action)
                self.clients.append(client)
                client.start()
                self._answer(verb, action.requests, 0)
            case authored.Evict():
                self._evict(verb, action.evict)
            case _:
                target = _target(action)
                try:
                    code = self._simple(action)
                except ApiError as error:
                    self._answer(verb, target, error.code, error.message)
                else:
                    self._answer(verb, target, code)

    def _simple(self, action: authored.AnyAction) -> int:  # noqa: C901 - one line a verb
        kubectl, fleet = self.kubectl, self.fleet
        match action:
            case authored.Delete():
                return kubectl.delete(action.delete, action.grace_period_seconds, force=action.force)
            case authored.Cordon():
                return kubectl.cordon(action.cordon, unschedulable=True)
            case authored.Uncordon():
                return kubectl.cordon(action.uncordon, unschedulable=False)
            case authored.TaintNode():
                return kubectl.taint(action.taint, action.taints)
            case authored.Untaint():
                return kubectl.untaint(action.untaint, action.taints)
            case authored.Label():
                return kubectl.label(action.label, action.labels)
            case authored.SetCondition():
                return kubectl.condition(action.condition, action.type, action.status)
            case authored.Scale():
                return kubectl.scale(action.scale, action.replicas)
            case authored.Debug():
                return kubectl.debug(action.debug, action.container)
            case authored.Resize():
                return resize(self.api, action)
            case authored.Kill():
                return self._kill(action)
            case authored.Silence():
                return self._on_node(action.silence, fleet.silence)
            case authored.Unsilence():
                return self._on_node(action.unsilence, fleet.unsilence)
            case authored.StopNode():
                return self._on_node(action.node, fleet.stop_node)
            case authored.StartNode():
                return self._on_node(action.node, fleet.start_node)
            case authored.RestartKubelet():
                return self._on_node(action.node, lambda node: fleet.restart_kubelet(node, round(action.down * 1000)))
            case _:
                raise ApiError(400, "BadRequest", f"{type(action).__name__} is no simple verb")

    def _on_node(self, node: str, deed: Any) -> int:
        if node not in self.fleet.machines:
            raise ApiError(404, "NotFound", f'nodes "{node}" not found')
        deed(node)
        return 0

    def _kill(self, action: authored.Kill) -> int:
        """A signal to the container's process, from outside the kubelet's doing."""
        _, key = find(action.kill)
        pod = self.store.get(Pod, key)
        machine = self.fleet.machines.get(pod.spec.node_name) if pod is not None else None
        known = machine.pods.get(pod.metadata.uid) if machine is not None and pod is not None else None
        run = known.newest(action.container) if known is not None else None
        if run is None or run.process is None or not run.process.alive:
            raise ApiError(404, "NotFound", f"no process of container {action.container} runs in {action.kill}")
        if action.signal == "TERM":
            run.process.terminate()
        else:
            run.process.kill()
        return 0

    def _apply(self, verb: str, manifests: tuple[Any, ...]) -> None:
        targets = tuple(f"{type(one).__name__}/{one.metadata.name}" for one in manifests)
        code, message = 200, ""
        for manifest in manifests:
            try:
                code = max(code, self.kubectl.apply(manifest))
            except ApiError as error:
                code, message = error.code, error.message
                break
        self._answer(verb, targets, code, message)

    def _evict(self, verb: str, target: str) -> None:
        try:
            answer = evict(self.api, find(target)[1])
        except ApiError as error:
            self._answer(verb, target, error.code, error.message)
        else:
            self._answer(verb, target, answer.code, answer.message, answer.cause)

    def _drain(self, action: authored.Drain) -> Steps:
        now = self.agenda.now
        deadline = self._end - DRAIN_MARGIN if action.timeout is None else now + round(action.timeout * 1000)
        try:
            code, message = yield from drain(self, action.drain, deadline)
        except ApiError as error:
            code, message = 1, error.message
        self._answer("drain", action.drain, code, message)

    def _answer(self, verb: str, target: str | tuple[str, ...], code: int, message: str = "", cause: str = "") -> None:
        self.answers.append(Answer(self.agenda.now, verb, target, code, message, cause))


def _target(action: authored.AnyAction) -> str:
    """What the action is about, as the trace names it."""
    verb = str(action.__struct_config__.tag)
    field = "node" if verb in {"restart-kubelet", "stop-node", "start-node"} else verb
    return str(getattr(action, field))
