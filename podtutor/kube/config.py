"""Configuration objects: ConfigMap, Secret, Namespace, ServiceAccount."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.meta import Condition, LocalObjectReference, ObjectMeta, ObjectReference
from podtutor.kube.wire import ApiType


class ConfigMap(ApiType, frozen=True, kw_only=True):
    """v1.ConfigMap: `binary_data` in base64."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    immutable: bool | None = None
    data: dict[str, str] = field(default_factory=dict)
    binary_data: dict[str, str] = field(default_factory=dict)


class Secret(ApiType, frozen=True, kw_only=True):
    """v1.Secret: `data` in base64."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    immutable: bool | None = None
    data: dict[str, str] = field(default_factory=dict)
    string_data: dict[str, str] = field(default_factory=dict)
    type: str = ""


class NamespaceSpec(ApiType, frozen=True, kw_only=True):
    """v1.NamespaceSpec."""

    finalizers: tuple[str, ...] = ()


class NamespaceStatus(ApiType, frozen=True, kw_only=True):
    """v1.NamespaceStatus."""

    phase: str = ""
    conditions: tuple[Condition, ...] = ()


class Namespace(ApiType, frozen=True, kw_only=True):
    """v1.Namespace."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: NamespaceSpec = NamespaceSpec()
    status: NamespaceStatus = NamespaceStatus()


class ServiceAccount(ApiType, frozen=True, kw_only=True):
    """v1.ServiceAccount."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    secrets: tuple[ObjectReference, ...] = ()
    image_pull_secrets: tuple[LocalObjectReference, ...] = ()
    automount_service_account_token: bool | None = None
