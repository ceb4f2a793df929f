"""The object store: what the API server keeps, with versions, indexes and change notifications.

Objects are frozen values of the types in `podtutor.kube`; a kind is its Python type, a key is `namespace/name`
(the bare name for kinds without a namespace). Everything iterates in the order of creation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol, TypeVar

from podtutor.kube.meta import ObjectMeta
from podtutor.sim.cause import UNSAID, Cause


class KubeObject(Protocol):
    """Anything the store keeps: it has metadata."""

    @property
    def metadata(self) -> ObjectMeta:
        """Name, labels, owners, uid."""


T = TypeVar("T", bound=KubeObject)

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"


class Change(NamedTuple):
    """One change as a watch delivers it: `old` is None when added, `new` is None when deleted."""

    kind: type[Any]
    key: str
    old: Any
    new: Any
    cause: Cause
    at: int

    @property
    def type(self) -> str:
        """ADDED, MODIFIED or DELETED."""
        if self.old is None:
            return ADDED
        return DELETED if self.new is None else MODIFIED

    @property
    def object(self) -> Any:
        """The object as it is now, or last was."""
        return self.old if self.new is None else self.new


Handler = Callable[[Change], None]
IndexFunction = Callable[[Any], tuple[str, ...]]


def key_of(obj: KubeObject) -> str:
    """`namespace/name`, or the bare name of an object without a namespace."""
    metadata = obj.metadata
    return f"{metadata.namespace}/{metadata.name}" if metadata.namespace else metadata.name


class Index:
    """Keys by a value computed from the object, each bucket in the order of arrival."""

    __slots__ = ("buckets", "function")

    def __init__(self, function: IndexFunction) -> None:
        self.function = function
        self.buckets: dict[str, dict[str, None]] = {}

    def move(self, key: str, old: KubeObject | None, new: KubeObject | None) -> None:
        """Take the key from the old object's buckets to the new one's."""
        before = () if old is None else self.function(old)
        after = () if new is None else self.function(new)
        if before == after:
            return
        for value in before:
            bucket = self.buckets.get(value)
            if bucket is not None:
                bucket.pop(key, None)
                if not bucket:
                    del self.buckets[value]
        for value in after:
            self.buckets.setdefault(value, {})[key] = None


class Store:
    """Objects by kind and key. Writes are seen at once by readers and observers, later by watchers."""

    def __init__(self) -> None:
        self.revision = 0
        self.now: Callable[[], int] = lambda: 0
        self._objects: dict[type[Any], dict[str, Any]] = {}
        self._versions: dict[type[Any], dict[str, int]] = {}
        self._indexes: dict[type[Any], dict[str, Index]] = {}
        self._changes: dict[type[Any], int] = {}
        self._watchers: dict[type[Any], list[Handler]] = {}
        self._observers: list[Handler] = []
        self.undelivered: deque[Change] = deque()

    # reading

    def get(self, kind: type[T], key: str) -> T | None:
        """The object, or None where there is none."""
        return self._objects.get(kind, {}).get(key)

    def all(self, kind: type[T]) -> list[T]:
        """All objects of one kind, oldest first."""
        return [*self._objects.get(kind, {}).values()]

    def count(self, kind: type[Any]) -> int:
        """How many objects of one kind there are."""
        return len(self._objects.get(kind, {}))

    def select(self, kind: type[T], index: str, value: str) -> list[T]:
        """The objects that an index files under `value`, in the order in which they came to be filed there."""
        objects = self._objects.get(kind, {})
        bucket = self._indexes[kind][index].buckets.get(value)
        return [objects[key] for key in bucket] if bucket else []

    def select_keys(self, kind: type[Any], index: str, value: str) -> list[str]:
        """As `select`, the keys only."""
        return [*self._indexes[kind][index].buckets.get(value, ())]

    def count_filed(self, kind: type[Any], index: str, value: str) -> int:
        """How many objects an index files under `value`."""
        return len(self._indexes[kind][index].buckets.get(value, ()))

    def changes(self, kind: type[Any]) -> int:
        """How often objects of a kind were written or removed."""
        return self._changes.get(kind, 0)

    def version(self, kind: type[Any], key: str) -> int:
        """The resource version of an object; 0 where there is none."""
        return self._versions.get(kind, {}).get(key, 0)

    def kinds(self) -> Iterator[type[Any]]:
        """The kinds of which there are or were objects, in the order of their first appearance."""
        return iter(self._objects)

    # writing: only the API server calls these

    def put(self, obj: KubeObject, cause: Cause = UNSAID) -> None:
        """Write an object, new or changed. Writing what is there already changes nothing and tells nobody."""
        kind = type(obj)
        key = key_of(obj)
        objects = self._objects.setdefault(kind, {})
        old = objects.get(key)
        if old is obj or old == obj:
            return
        objects[key] = obj
        self._note(kind, key, old, obj, cause)

    def remove(self, kind: type[Any], key: str, cause: Cause = UNSAID) -> None:
        """Take an object away; nothing happens where there is none."""
        old = self._objects.get(kind, {}).pop(key, None)
        if old is not None:
            self._note(kind, key, old, None, cause)

    def _note(self, kind: type[Any], key: str, old: Any, new: Any, cause: Cause) -> None:
        self.revision += 1
        self._changes[kind] = self._changes.get(kind, 0) + 1
        versions = self._versions.setdefault(kind, {})
        if new is None:
            versions.pop(key, None)
        else:
            versions[key] = self.revision
        if (
            old is None
            or new is None
            or old.metadata is not new.metadata
            or getattr(old, "spec", None) is not getattr(new, "spec", None)
        ):
            for index in self._indexes.get(kind, {}).values():
                index.move(key, old, new)
        change = Change(kind, key, old, new, cause, self.now())
        for observer in self._observers:
            observer(change)
        if kind in self._watchers:
            self.undelivered.append(change)

    # being told

    def add_index(self, kind: type[Any], name: str, function: IndexFunction) -> None:
        """File objects of a kind under the values `function` gives, which may look at metadata and spec only."""
        index = self._indexes.setdefault(kind, {})[name] = Index(function)
        for key, obj in self._objects.get(kind, {}).items():
            index.move(key, None, obj)

    def watch(self, kind: type[Any], handler: Handler) -> None:
        """Call `handler` with each change of a kind, after the watch latency; existing objects come as added."""
        self._watchers.setdefault(kind, []).append(handler)
        for key, obj in self._objects.get(kind, {}).items():
            handler(Change(kind, key, None, obj, UNSAID, self.now()))

    def observe(self, handler: Handler) -> None:
        """Call `handler` with every change at once. For recorders: an observer must not write."""
        self._observers.append(handler)

    def deliver(self) -> None:
        """Hand the oldest undelivered change to its watchers."""
        change = self.undelivered.popleft()
        for handler in self._watchers[change.kind]:
            handler(change)
