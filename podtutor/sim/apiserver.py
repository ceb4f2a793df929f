"""The API server: creating, changing and deleting objects, with admission before and bookkeeping after the write.

Components call these verbs and nothing else writes to the store. What `kubectl` makes of them is in `kubectl.py`;
admission plugins are in `admission.py`; the Eviction API is in `eviction_api.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from podtutor.kube.codec import CLUSTER_SCOPED
from podtutor.kube.pod import Pod
from podtutor.sim.agenda import Agenda
from podtutor.sim.cause import UNSAID, Cause
from podtutor.sim.clock import parse, stamp
from podtutor.sim.events import Recorder
from podtutor.sim.store import KubeObject, Store, key_of

if TYPE_CHECKING:
    from podtutor.sim.admission import Admission

T = TypeVar("T", bound=KubeObject)

DELETED_BY_HAND = Cause(
    "delete", "pkg/registry/core/pod/strategy.go CheckGracefulDelete", "someone asked for the deletion"
)


class ApiError(Exception):
    """A refusal: HTTP `code`, the API's `reason` (Forbidden, Conflict …) and message."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message


def not_found(kind: str, name: str) -> ApiError:
    """404 in the API's wording."""
    plural = {"NetworkPolicy": "networkpolicies"}.get(kind, kind.lower() + "s")
    return ApiError(404, "NotFound", f'{plural} "{name}" not found')


class ApiServer:
    """The verbs of the API. All writes pass here; each takes the `cause` that `--why` will print."""

    def __init__(self, store: Store, agenda: Agenda) -> None:
        self.store = store
        self.agenda = agenda
        self.events = Recorder(agenda)
        self.admission: Admission | None = None
        self._names: dict[tuple[str, str], int] = {}
        self._uids = 0

    # creating

    def generated_name(self, kind: str, owner: str) -> str:
        """`OWNER-?1`, `OWNER-?2` …: what traces make of the random suffixes of a real cluster."""
        count = self._names[kind, owner] = self._names.get((kind, owner), 0) + 1
        return f"{owner}-?{count}"

    def release_name(self, kind: str, owner: str) -> None:
        """Take the last generated name back: the object that was to bear it was refused."""
        self._names[kind, owner] -= 1

    def create(self, obj: T, cause: Cause = UNSAID) -> T:
        """Admit and write a new object, with its uid and creation time. Raises ApiError: 403, 409, 422 …"""
        kind = type(obj).__name__
        metadata = obj.metadata
        namespace = "" if kind in CLUSTER_SCOPED else metadata.namespace or "default"
        key = f"{namespace}/{metadata.name}" if namespace else metadata.name
        if self.store.get(type(obj), key) is not None:
            raise ApiError(409, "AlreadyExists", f'{kind.lower()}s "{metadata.name}" already exists')
        self._uids += 1
        metadata = replace(
            metadata,
            namespace=namespace,
            uid=f"00000000-0000-4000-8000-{self._uids:012d}",
            creation_timestamp=stamp(self.agenda.now),
            generation=1,
            resource_version="",
        )
        obj = replace(obj, metadata=metadata)  # type: ignore[type-var]
        if self.admission is not None:
            obj = self.admission.create(obj)
        self.store.put(obj, cause)
        return obj

    # changing

    def update(self, obj: T, cause: Cause = UNSAID) -> T:
        """Write an object that was read and changed; a changed spec raises the generation.

        For components, which are trusted: no admission. An object whose deletion waited only for finalizers goes.
        Raises ApiError 404 where it is gone, 409 where another object took its place.
        """
        key = key_of(obj)
        old = self.store.get(type(obj), key)
        if old is None:
            raise not_found(type(obj).__name__, obj.metadata.name)
        if old.metadata.uid != obj.metadata.uid:
            raise ApiError(409, "Conflict", f"the UID of {key} does not match")
        old_spec, new_spec = getattr(old, "spec", None), getattr(obj, "spec", None)
        if new_spec is not old_spec and new_spec != old_spec:
            obj = replace(obj, metadata=replace(obj.metadata, generation=old.metadata.generation + 1))  # type: ignore[type-var]
        metadata = obj.metadata
        if (
            metadata.deletion_timestamp is not None
            and not metadata.finalizers
            and not metadata.deletion_grace_period_seconds
        ):
            self.store.put(obj, cause)
            self.store.remove(type(obj), key, cause)
            return obj
        self.store.put(obj, cause)
        return obj

    def update_status(self, obj: T, cause: Cause = UNSAID) -> T | None:
        """Write only the status of `obj`; metadata and spec stay as the store has them. None where it is gone."""
        old: Any = self.store.get(type(obj), key_of(obj))
        if old is None or old.metadata.uid != obj.metadata.uid:
            return None
        new: Any = obj
        if new.metadata is not old.metadata or new.spec is not old.spec:
            new = replace(old, status=new.status)
        self.store.put(new, cause)
        return new  # type: ignore[no-any-return]

    # deleting

    def delete(
        self, kind: type[Any], key: str, cause: Cause = DELETED_BY_HAND, *, grace: int | None = None, uid: str = ""
    ) -> int:
        """Delete an object; returns 200. `grace` in seconds, None: the object's own.

        A pod that runs somewhere only gets its deletionTimestamp; finalizers hold any object back.
        Raises ApiError 404, or 409 where `uid` is not the object's.
        """
        old = self.store.get(kind, key)
        if old is None:
            raise not_found(kind.__name__, key.rpartition("/")[2])
        if uid and old.metadata.uid != uid:
            raise ApiError(
                409,
                "Conflict",
                f"the UID in the precondition ({uid}) does not match the UID in record ({old.metadata.uid})",
            )
        period = self._graceful_period(old, grace) if isinstance(old, Pod) else 0
        if period is None:
            return 200
        metadata = old.metadata
        if period == 0 and not metadata.finalizers:
            if metadata.deletion_timestamp is None or metadata.deletion_grace_period_seconds:
                metadata = replace(metadata, deletion_timestamp=stamp(self.agenda.now), deletion_grace_period_seconds=0)
                self.store.put(replace(old, metadata=metadata), cause)
            self.store.remove(kind, key, cause)
            return 200
        if metadata.deletion_timestamp is not None and metadata.deletion_grace_period_seconds is not None:
            begun = parse(metadata.deletion_timestamp) - metadata.deletion_grace_period_seconds * 1000
        else:
            begun = self.agenda.now
        metadata = replace(
            metadata,
            deletion_timestamp=stamp(begun + period * 1000),
            deletion_grace_period_seconds=period,
            generation=metadata.generation + 1,
        )
        self.store.put(replace(old, metadata=metadata), cause)
        return 200

    def _graceful_period(self, pod: Pod, grace: int | None) -> int | None:
        """pkg/registry/core/pod/strategy.go CheckGracefulDelete, registry/rest/delete.go BeforeDelete: seconds.

        None: nothing to do, the deletion under way ends no later.
        """
        spec, metadata = pod.spec, pod.metadata
        period = spec.termination_grace_period_seconds if grace is None else grace
        if period is None:
            period = 0
        if not spec.node_name or pod.status.phase in {"Failed", "Succeeded"}:
            period = 0
        if period < 0:
            period = 1
        if metadata.deletion_timestamp is not None:
            standing = metadata.deletion_grace_period_seconds or 0
            if grace is None or period >= standing:
                return None if standing else 0
        return period

    # the pod's own subresources

    def bind(self, key: str, node: str, pod_conditions: tuple[Any, ...], cause: Cause = UNSAID) -> Pod:
        """POST pods/binding: the pod belongs to `node` from now on, with `pod_conditions` as its conditions."""
        pod = self.store.get(Pod, key)
        if pod is None:
            raise not_found("Pod", key.rpartition("/")[2])
        if pod.spec.node_name:
            raise ApiError(
                409, "Conflict", f"pod {pod.metadata.name} is already assigned to node {pod.spec.node_name!r}"
            )
        pod = replace(
            pod, spec=replace(pod.spec, node_name=node), status=replace(pod.status, conditions=pod_conditions)
        )
        self.store.put(pod, cause)
        return pod
