"""API objects from JSON and back: the fast decoder for streams, and the registry of kinds.

Decoding is strict about names (an unknown field is an error) and lenient where Go is: `null` for a field that
is not a pointer counts as absent. People's own files take the slower, locating way in `manifest.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube import batch, config, event, node, pod, policy, service, storage, workload
from podtutor.kube.quantity import Quantity, QuantityError, quantity_from_json
from podtutor.kube.wire import ApiType

T = TypeVar("T")

KINDS: Final[Mapping[tuple[str, str], type[ApiType]]] = {
    ("v1", "Pod"): pod.Pod,
    ("v1", "PodTemplate"): pod.PodTemplate,
    ("v1", "Node"): node.Node,
    ("v1", "Service"): service.Service,
    ("v1", "ConfigMap"): config.ConfigMap,
    ("v1", "Secret"): config.Secret,
    ("v1", "Namespace"): config.Namespace,
    ("v1", "ServiceAccount"): config.ServiceAccount,
    ("v1", "PersistentVolume"): storage.PersistentVolume,
    ("v1", "PersistentVolumeClaim"): storage.PersistentVolumeClaim,
    ("v1", "ResourceQuota"): policy.ResourceQuota,
    ("v1", "LimitRange"): policy.LimitRange,
    ("v1", "ReplicationController"): workload.ReplicationController,
    ("v1", "Event"): event.Event,
    ("apps/v1", "ReplicaSet"): workload.ReplicaSet,
    ("apps/v1", "Deployment"): workload.Deployment,
    ("apps/v1", "StatefulSet"): workload.StatefulSet,
    ("apps/v1", "DaemonSet"): workload.DaemonSet,
    ("batch/v1", "Job"): batch.Job,
    ("batch/v1", "CronJob"): batch.CronJob,
    ("discovery.k8s.io/v1", "EndpointSlice"): service.EndpointSlice,
    ("policy/v1", "PodDisruptionBudget"): policy.PodDisruptionBudget,
    ("policy/v1", "Eviction"): policy.Eviction,
    ("scheduling.k8s.io/v1", "PriorityClass"): policy.PriorityClass,
    ("node.k8s.io/v1", "RuntimeClass"): policy.RuntimeClass,
    ("storage.k8s.io/v1", "StorageClass"): storage.StorageClass,
}
"""The type of every kind that is understood, by apiVersion and kind."""

CLUSTER_SCOPED: Final = frozenset(
    {"Node", "Namespace", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass"}
)
"""Kinds without a namespace."""


def dec_hook(wanted: type[Any], value: Any) -> Any:
    """How msgspec reads the one scalar type of ours. Raises ValueError, which msgspec reports with its path."""
    if wanted is Quantity:
        return quantity_from_json(value)
    message = f"no reading for {wanted.__name__}"
    raise NotImplementedError(message)


def enc_hook(value: Any) -> Any:
    """How msgspec writes the one scalar type of ours."""
    if isinstance(value, Quantity):
        return str(value)
    message = f"no writing for {type(value).__name__}"
    raise NotImplementedError(message)


_DECODERS: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def decoder(wanted: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder for `wanted`, built once."""
    if wanted not in _DECODERS:
        _DECODERS[wanted] = msgspec.json.Decoder(wanted, dec_hook=dec_hook)
    return _DECODERS[wanted]


_ENCODER: Final = msgspec.json.Encoder(enc_hook=enc_hook)


def decode_json(data: bytes | str, wanted: type[T]) -> T:
    """Read one JSON document as `wanted`. Raises UnusableInputError, never anything else."""
    try:
        return decoder(wanted).decode(data)
    except (msgspec.ValidationError, RecursionError):
        return _decode_as_go_does(data, wanted)
    except (msgspec.DecodeError, ValueError) as error:
        raise _unusable(error) from None


def convert(value: Any, wanted: type[T]) -> T:
    """Read builtin values (dicts, lists, text) as `wanted`. Raises UnusableInputError."""
    try:
        return msgspec.convert(without_nulls(value, wanted), wanted, dec_hook=dec_hook)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise _unusable(error) from None


def encode_json(value: Any) -> bytes:
    """One line of JSON, absent fields left out."""
    return _ENCODER.encode(value)


def to_builtins(value: Any) -> Any:
    """The value as dicts, lists, text and numbers, as it stands on the wire."""
    return msgspec.json.decode(_ENCODER.encode(value))


def _decode_as_go_does(data: bytes | str, wanted: type[T]) -> T:
    try:
        return convert(msgspec.json.decode(data), wanted)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise _unusable(error) from None


def _unusable(error: Exception) -> UnusableInputError:
    if isinstance(error, RecursionError):
        return UnusableInputError([Problem(message="nested too deeply", code="decode")])
    message, _, place = str(error).partition(" - at `")
    return UnusableInputError([Problem(message=message, field=_field(place), code="decode")])


def _field(place: str) -> str:
    return place.rstrip("`").removeprefix("$").removeprefix(".").replace("[...]", "[*]")


@lru_cache(maxsize=1024)
def _shape(wanted: Any) -> inspect.Type:
    return inspect.type_info(wanted)


def without_nulls(value: Any, wanted: Any) -> Any:
    """`value` with every null that Go's decoder would ignore taken out: null leaves a plain field at its zero."""
    return _without_nulls(value, _shape(wanted))


def _without_nulls(value: Any, shape: inspect.Type) -> Any:
    if isinstance(shape, inspect.UnionType):
        options = [option for option in shape.types if not isinstance(option, inspect.NoneType)]
        return value if value is None or len(options) != 1 else _without_nulls(value, options[0])
    if isinstance(shape, inspect.StructType):
        if value is None:
            return {}
        return _struct_without_nulls(value, shape) if isinstance(value, dict) else value
    if isinstance(shape, inspect.VarTupleType):
        items = [] if value is None else value
        return [_without_nulls(item, shape.item_type) for item in items] if isinstance(items, list) else items
    if isinstance(shape, inspect.DictType):
        entries = {} if value is None else value
        if not isinstance(entries, dict):
            return entries
        return {key: _without_nulls(item, shape.value_type) for key, item in entries.items()}
    return _zero(shape) if value is None else value


def _struct_without_nulls(value: dict[str, Any], shape: inspect.StructType) -> dict[str, Any]:
    fields = {field.encode_name: field.type for field in shape.fields}
    kept: dict[str, Any] = {}
    for key, item in value.items():
        if key not in fields:
            kept[key] = item
        elif item is not None:
            kept[key] = _without_nulls(item, fields[key])
    return kept


def _zero(shape: inspect.Type) -> Any:
    """What Go leaves in a list element or map value that is null."""
    if isinstance(shape, inspect.StrType):
        return ""
    if isinstance(shape, inspect.BoolType):
        return False
    return 0 if isinstance(shape, inspect.IntType) else None


__all__ = [
    "CLUSTER_SCOPED",
    "KINDS",
    "QuantityError",
    "convert",
    "dec_hook",
    "decode_json",
    "decoder",
    "enc_hook",
    "encode_json",
    "to_builtins",
    "without_nulls",
]
