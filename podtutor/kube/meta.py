"""What every object carries: metadata, owners, label selectors, conditions (k8s.io/apimachinery meta/v1)."""

from __future__ import annotations

from typing import Any

from msgspec import field

from podtutor.kube.wire import ApiType, Time


class OwnerReference(ApiType, frozen=True, kw_only=True):
    """metav1.OwnerReference: the object this one belongs to and is garbage-collected with."""

    api_version: str = field(default_factory=str)
    kind: str = field(default_factory=str)
    name: str = field(default_factory=str)
    uid: str = field(default_factory=str)
    controller: bool | None = None
    block_owner_deletion: bool | None = None


class ManagedFieldsEntry(ApiType, frozen=True, kw_only=True):
    """metav1.ManagedFieldsEntry: who set which fields; kept and round-tripped, never interpreted."""

    manager: str = ""
    operation: str = ""
    api_version: str = ""
    time: Time | None = None
    fields_type: str = ""
    fields_v1: dict[str, Any] | None = field(default=None, name="fieldsV1")
    subresource: str = ""


class ObjectMeta(ApiType, frozen=True, kw_only=True):
    """metav1.ObjectMeta."""

    name: str = ""
    generate_name: str = ""
    namespace: str = ""
    self_link: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: Time | None = None
    deletion_timestamp: Time | None = None
    deletion_grace_period_seconds: int | None = None
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    owner_references: tuple[OwnerReference, ...] = ()
    finalizers: tuple[str, ...] = ()
    managed_fields: tuple[ManagedFieldsEntry, ...] = ()


class ListMeta(ApiType, frozen=True, kw_only=True):
    """metav1.ListMeta."""

    self_link: str = ""
    resource_version: str = ""
    continue_: str = field(default="", name="continue")
    remaining_item_count: int | None = None


class LabelSelectorRequirement(ApiType, frozen=True, kw_only=True):
    """metav1.LabelSelectorRequirement: `key` In, NotIn, Exists or DoesNotExist `values`."""

    key: str = field(default_factory=str)
    operator: str = field(default_factory=str)
    values: tuple[str, ...] = ()


class LabelSelector(ApiType, frozen=True, kw_only=True):
    """metav1.LabelSelector: all of `match_labels` and all of `match_expressions`."""

    match_labels: dict[str, str] = field(default_factory=dict)
    match_expressions: tuple[LabelSelectorRequirement, ...] = ()


class Condition(ApiType, frozen=True, kw_only=True):
    """metav1.Condition."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)
    observed_generation: int = 0
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class LocalObjectReference(ApiType, frozen=True, kw_only=True):
    """v1.LocalObjectReference: an object of the same namespace, by name."""

    name: str = ""


class TypedLocalObjectReference(ApiType, frozen=True, kw_only=True):
    """v1.TypedLocalObjectReference: an object of the same namespace, by group, kind and name."""

    api_group: str | None = None
    kind: str = field(default_factory=str)
    name: str = field(default_factory=str)


class TypedObjectReference(ApiType, frozen=True, kw_only=True):
    """v1.TypedObjectReference: an object by group, kind, name and, where allowed, namespace."""

    api_group: str | None = None
    kind: str = field(default_factory=str)
    name: str = field(default_factory=str)
    namespace: str | None = None


class ObjectReference(ApiType, frozen=True, kw_only=True):
    """v1.ObjectReference: an object anywhere, as events and endpoints point at it."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    api_version: str = ""
    resource_version: str = ""
    field_path: str = ""
