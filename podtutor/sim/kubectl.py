"""What people do with kubectl, as calls of the API: apply, scale, cordon, taint, label, debug, a status condition."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from podtutor.kube.codec import CLUSTER_SCOPED, KINDS, convert, to_builtins
from podtutor.kube.container import EphemeralContainer
from podtutor.kube.defaulting_workloads import default_object
from podtutor.kube.node import Node, Taint
from podtutor.kube.pod import Pod, PodCondition
from podtutor.kube.preparation import prepare_for_create
from podtutor.kube.validation.field_error import FieldError
from podtutor.kube.validation.objects import invalid_message, validate_object_create
from podtutor.kube.validation.updates import validate_pod_update
from podtutor.kube.validation.workload_updates import validate_workload_update
from podtutor.sim.admission import Admission
from podtutor.sim.apiserver import ApiError, ApiServer, not_found
from podtutor.sim.cause import Cause
from podtutor.sim.clock import stamp
from podtutor.sim.merge import three_way_merge
from podtutor.sim.store import key_of

BY_NAME = {kind.lower(): types for (_, kind), types in KINDS.items()}
SHORT_NAMES = {
    "po": "pod",
    "deploy": "deployment",
    "rs": "replicaset",
    "sts": "statefulset",
    "ds": "daemonset",
    "svc": "service",
    "cm": "configmap",
    "pvc": "persistentvolumeclaim",
    "pv": "persistentvolume",
    "pdb": "poddisruptionbudget",
    "no": "node",
    "cj": "cronjob",
    "quota": "resourcequota",
    "limits": "limitrange",
    "pc": "priorityclass",
    "ns": "namespace",
}
BY_HAND = Cause("kubectl", text="someone changed it")
UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable"


def find(target: str) -> tuple[type[Any], str]:
    """The type and store key that `KIND/NAME` or `KIND/NAMESPACE/NAME` means. Raises ApiError 404 for an unknown kind."""
    word, _, name = target.partition("/")
    word = SHORT_NAMES.get(word.lower(), word.lower())
    kind = BY_NAME.get(word) or BY_NAME.get(word.removesuffix("s"))
    if kind is None:
        raise ApiError(404, "NotFound", f'the server doesn\'t have a resource type "{word}"')
    if kind.__name__ in CLUSTER_SCOPED:
        return kind, name
    return kind, name if "/" in name else f"default/{name}"


def _refuse(obj: Any, errors: list[FieldError]) -> None:
    if errors:
        raise ApiError(422, "Invalid", invalid_message(type(obj).__name__, obj.metadata.name, errors))


class Kubectl:
    """The verbs. It remembers what was applied last, as the annotation on the object does."""

    def __init__(self, api: ApiServer, admission: Admission) -> None:
        self._api = api
        self._admission = admission
        self._last_applied: dict[tuple[str, str], Any] = {}

    def apply(self, manifest: Any) -> int:
        """Create, or change what stands. Returns 201 or 200; raises ApiError."""
        kind = type(manifest)
        metadata = manifest.metadata
        namespace = "" if kind.__name__ in CLUSTER_SCOPED else metadata.namespace or "default"
        key = f"{namespace}/{metadata.name}" if namespace else metadata.name
        wanted = to_builtins(manifest)
        live: Any = self._api.store.get(kind, key)
        if live is None:
            self._admit_creation(manifest, namespace)
            self._api.create(manifest, BY_HAND)
            self._last_applied[kind.__name__, key] = wanted
            return 201
        merged = three_way_merge(self._last_applied.get((kind.__name__, key), {}), to_builtins(live), wanted)
        new = convert(merged, kind)
        new = replace(new, metadata=replace(new.metadata, generation=live.metadata.generation))
        self._admit_change(live, new)
        self._last_applied[kind.__name__, key] = wanted
        admitted = self._admission.update(live, default_object(new))
        self._api.update(admitted, BY_HAND)
        return 200

    def _admit_creation(self, manifest: Any, namespace: str) -> None:
        """Refuse what the API server would not take. Raises ApiError 422."""
        obj = default_object(replace(manifest, metadata=replace(manifest.metadata, namespace=namespace)))
        if isinstance(obj, Pod):
            obj = prepare_for_create(obj, name_suffix="abcde")
        _refuse(obj, validate_object_create(obj))

    def _admit_change(self, old: Any, new: Any) -> None:
        """Refuse what may not change. Raises ApiError 422."""
        new = default_object(new)
        _refuse(new, validate_pod_update(new, old) if isinstance(old, Pod) else validate_object_create(new))
        _refuse(new, validate_workload_update(new, old))

    def scale(self, target: str, replicas: int) -> int:
        """`kubectl scale`."""
        kind, key = find(target)
        obj = self._get(kind, key)
        self._api.update(replace(obj, spec=replace(obj.spec, replicas=replicas)), BY_HAND)
        return 200

    def label(self, target: str, labels: dict[str, str | None]) -> int:
        """`kubectl label`; None removes."""
        kind, key = find(target)
        obj = self._get(kind, key)
        changed = {name: value for name, value in {**obj.metadata.labels, **labels}.items() if value is not None}
        self._api.update(replace(obj, metadata=replace(obj.metadata, labels=changed)), BY_HAND)
        return 200

    def cordon(self, name: str, *, unschedulable: bool) -> int:
        """`kubectl cordon` and `uncordon`."""
        node = self._get(Node, name)
        self._api.update(replace(node, spec=replace(node.spec, unschedulable=unschedulable)), BY_HAND)
        return 200

    def taint(self, name: str, taints: tuple[Taint, ...]) -> int:
        """`kubectl taint`: adds, replacing taints of the same key and effect."""
        node = self._get(Node, name)
        added = {(taint.key, taint.effect) for taint in taints}
        kept = [taint for taint in node.spec.taints if (taint.key, taint.effect) not in added]
        self._api.update(replace(node, spec=replace(node.spec, taints=(*kept, *taints))), BY_HAND)
        return 200

    def untaint(self, name: str, taints: tuple[Taint, ...]) -> int:
        """`kubectl taint KEY-`: removes by key, and by effect where one is given."""
        node = self._get(Node, name)
        kept = tuple(
            taint
            for taint in node.spec.taints
            if not any(one.key == taint.key and one.effect in {"", taint.effect} for one in taints)
        )
        self._api.update(replace(node, spec=replace(node.spec, taints=kept)), BY_HAND)
        return 200

    def condition(self, target: str, kind_of_condition: str, status: str) -> int:
        """Sets a condition in the status of a pod."""
        pod = self._get(*find(target))
        condition = PodCondition(
            type=kind_of_condition, status=status, last_transition_time=stamp(self._api.agenda.now)
        )
        conditions = tuple(one for one in pod.status.conditions if one.type != kind_of_condition)
        self._api.update_status(replace(pod, status=replace(pod.status, conditions=(*conditions, condition))), BY_HAND)
        return 200

    def debug(self, target: str, container: EphemeralContainer) -> int:
        """`kubectl debug`: one more ephemeral container."""
        pod = self._get(*find(target))
        spec = replace(pod.spec, ephemeral_containers=(*pod.spec.ephemeral_containers, container))
        self._api.update(default_object(replace(pod, spec=spec)), BY_HAND)
        return 200

    def delete(self, target: str, grace: int | None, *, force: bool) -> int:
        """`kubectl delete`: forced is without grace; no grace without force is a second, lest it be an accident."""
        kind, key = find(target)
        if force and grace is None:
            grace = 0
        elif grace == 0 and not force:
            grace = 1
        return self._api.delete(kind, key, grace=grace)

    def _get(self, kind: type[Any], key: str) -> Any:
        found = self._api.store.get(kind, key)
        if found is None:
            raise not_found(kind.__name__, key.rpartition("/")[2])
        return found


__all__ = ["BY_HAND", "Kubectl", "find", "key_of"]
