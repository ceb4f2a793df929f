"""A scenario as authored: the typed model of the format in docs/scenario-format.md. Times are seconds, as written."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from podtutor.kube.container import EphemeralContainer, ResourceRequirements
from podtutor.kube.node import Taint

Seconds = float


class Authored(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Anything somebody writes into a scenario file."""


# What the processes do


class Step(Authored, frozen=True, tag_field="step"):
    """One step of a script; the subclasses are the steps."""


class Sleep(Step, frozen=True, tag="sleep"):
    """Nothing for that long."""

    sleep: Seconds


class Exit(Step, frozen=True, tag="exit"):
    """The process ends with that exit code."""

    exit: int


class Alloc(Step, frozen=True, tag="alloc"):
    """Resident memory is now that much (a quantity)."""

    alloc: str | int


class Listen(Step, frozen=True, tag="listen"):
    """Opens a TCP port on all addresses of the pod."""

    listen: int


class Close(Step, frozen=True, tag="close"):
    """Closes a TCP port."""

    close: int


class Connect(Step, frozen=True, tag="connect"):
    """One TCP connection attempt to `host:port`."""

    connect: str


class Touch(Step, frozen=True, tag="touch"):
    """Creates a file."""

    touch: str


class Remove(Step, frozen=True, tag="remove"):
    """Removes a file."""

    remove: str


class Require(Step, frozen=True, tag="require"):
    """Exits with 2 where the file does not exist."""

    require: str


class Await(Step, frozen=True, tag="await"):
    """Waits until a file exists or `host:port` answers."""

    target: str = field(name="await")


class WrittenFile(Authored, frozen=True):
    """A path and the size its file now has."""

    path: str
    size: str | int


class Write(Step, frozen=True, tag="write"):
    """The file now has that size."""

    write: WrittenFile


class Log(Step, frozen=True, tag="log"):
    """One line on standard output."""

    log: str


AnyStep = Sleep | Exit | Alloc | Listen | Close | Connect | Touch | Remove | Require | Await | Write | Log
Script = tuple[AnyStep, ...]


class OnTerm(Authored, frozen=True):
    """What a process does on SIGTERM: exit with `exit`, `after` seconds later."""

    after: Seconds = 0
    exit: int = 0


class Behavior(Authored, frozen=True):
    """What runs inside the containers that match; `on_term` is the word `ignore` where SIGTERM is ignored."""

    pod: str
    container: str
    image: str | None = None
    attempts: tuple[Script, ...] = ()
    on_term: OnTerm | str = OnTerm()


# The cluster


class NodeSource(Authored, frozen=True):
    """One node, or `count` nodes alike."""

    name: str
    capacity: dict[str, str | int] = {}
    labels: dict[str, str] = {}
    taints: tuple[Taint, ...] = ()
    count: int | None = None


def node_names(source: NodeSource) -> list[str]:
    """The names of the nodes that an entry stands for: NAME, or NAME-1 … NAME-count."""
    if source.count is None:
        return [source.name]
    return [f"{source.name}-{number}" for number in range(1, source.count + 1)]


class Images(Authored, frozen=True):
    """Images that are not on the nodes."""

    absent: tuple[str, ...] = ()
    unpulled: tuple[str, ...] = ()


# What people and the world do to it


class Action(Authored, frozen=True, tag_field="verb"):
    """Something done to the cluster from outside, at a time; the subclasses are the verbs."""

    at: Seconds


class Delete(Action, frozen=True, tag="delete"):
    """`kubectl delete KIND/NAME`."""

    delete: str
    grace_period_seconds: int | None = None
    force: bool = False


class Evict(Action, frozen=True, tag="evict"):
    """A request to the Eviction API."""

    evict: str


class Drain(Action, frozen=True, tag="drain"):
    """`kubectl drain --ignore-daemonsets --delete-emptydir-data --force`."""

    drain: str
    timeout: Seconds | None = None


class Cordon(Action, frozen=True, tag="cordon"):
    """`kubectl cordon NODE`."""

    cordon: str


class Uncordon(Action, frozen=True, tag="uncordon"):
    """`kubectl uncordon NODE`."""

    uncordon: str


class TaintNode(Action, frozen=True, tag="taint"):
    """Adds taints to a node."""

    taint: str
    taints: tuple[Taint, ...]


class Untaint(Action, frozen=True, tag="untaint"):
    """Removes taints by key, and by effect where one is given."""

    untaint: str
    taints: tuple[Taint, ...]


class Label(Action, frozen=True, tag="label"):
    """Sets labels; null removes one."""

    label: str
    labels: dict[str, str | None]


class SetCondition(Action, frozen=True, tag="condition"):
    """Sets a condition of a pod, such as a readiness gate waits for."""

    condition: str
    type: str
    status: str


class Kill(Action, frozen=True, tag="kill"):
    """A process gets a signal from outside the kubelet's doing."""

    kill: str
    container: str
    signal: str = "KILL"


class Requests(Action, frozen=True, tag="requests"):
    """A client that calls a Service again and again."""

    requests: str
    port: int
    every: Seconds
    until: Seconds


class Silence(Action, frozen=True, tag="silence"):
    """The network to the node is cut."""

    silence: str


class Unsilence(Action, frozen=True, tag="unsilence"):
    """The network to the node is back."""

    unsilence: str


class Scale(Action, frozen=True, tag="scale"):
    """`kubectl scale`."""

    scale: str
    replicas: int


class Apply(Action, frozen=True, tag="apply"):
    """`kubectl apply` of manifests, in order."""

    apply: tuple[Any, ...]


class Debug(Action, frozen=True, tag="debug"):
    """`kubectl debug`: adds an ephemeral container."""

    debug: str
    container: EphemeralContainer


class ResizedContainer(Authored, frozen=True):
    """New resources of one container."""

    name: str
    resources: ResourceRequirements


class Resize(Action, frozen=True, tag="resize"):
    """The in-place resize subresource, a merge."""

    resize: str
    containers: tuple[ResizedContainer, ...]


class RestartKubelet(Action, frozen=True, tag="restart-kubelet"):
    """The kubelet ends and starts again `down` seconds later."""

    node: str = field(name="restart-kubelet")
    down: Seconds = 0


class StopNode(Action, frozen=True, tag="stop-node"):
    """A power cut."""

    node: str = field(name="stop-node")


class StartNode(Action, frozen=True, tag="start-node"):
    """The node boots again."""

    node: str = field(name="start-node")


AnyAction = (
    Delete
    | Evict
    | Drain
    | Cordon
    | Uncordon
    | TaintNode
    | Untaint
    | Label
    | SetCondition
    | Kill
    | Requests
    | Silence
    | Unsilence
    | Scale
    | Apply
    | Debug
    | Resize
    | RestartKubelet
    | StopNode
    | StartNode
)


class Scenario(Authored, frozen=True):
    """A small cluster, objects, what the processes do, and what happens to it all."""

    scenario: int
    name: str
    duration: Seconds
    objects: tuple[Any, ...]
    title: str = ""
    summary: str = ""
    lesson: str = ""
    nodes: tuple[NodeSource, ...] = ()
    images: Images = Images()
    kubelet: dict[str, Any] = {}
    behavior: tuple[Behavior, ...] = ()
    actions: tuple[AnyAction, ...] = ()
