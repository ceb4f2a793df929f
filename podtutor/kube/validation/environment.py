"""Environment variables and what they read: fields, resources, ConfigMaps, Secrets, files."""

from __future__ import annotations

from typing import Final

from podtutor.kube.container import (
    EnvFromSource,
    EnvVar,
    FileKeySelector,
    ObjectFieldSelector,
    ResourceFieldSelector,
)
from podtutor.kube.pod import PodSpec
from podtutor.kube.quantity import Quantity
from podtutor.kube.validation.field_error import Errors, each_invalid, invalid, not_found, not_supported, required
from podtutor.kube.validation.names import (
    is_config_map_key,
    is_dns1123_label,
    is_qualified_name,
    is_relaxed_env_var_name,
    name_is_dns_subdomain,
)
from podtutor.kube.validation.paths import validate_local_descending_path
from podtutor.kube.validation.windows import containers_with_path

ENV_FIELDS: Final = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
"""validEnvDownwardAPIFieldPathExpressions."""

VOLUME_FIELDS: Final = (
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
)
"""validVolumeDownwardAPIFieldPathExpressions."""

_CONVERTIBLE_FIELDS: Final = frozenset(
    (
        *ENV_FIELDS,
        *VOLUME_FIELDS,
        "spec.restartPolicy",
        "spec.schedulerName",
        "status.phase",
    )
)
_RESOURCES: Final = (
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
)
_HUGE_PAGES: Final = ("requests.hugepages-", "limits.hugepages-")
_BYTE_DIVISORS: Final = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")


def validate_env(variables: tuple[EnvVar, ...], path: str) -> Errors:
    """pkg/apis/core/validation ValidateEnv."""
    for index, variable in enumerate(variables):
        place = f"{path}[{index}]"
        if not variable.name:
            yield required(f"{place}.name")
        else:
            yield from each_invalid(f"{place}.name", variable.name, is_relaxed_env_var_name(variable.name))
        yield from _validate_value_from(variable, f"{place}.valueFrom")


def _validate_value_from(variable: EnvVar, path: str) -> Errors:
    source = variable.value_from
    if source is None:
        return
    sources = 0
    if source.field_ref is not None:
        sources += 1
        yield from validate_object_field_selector(source.field_ref, ENV_FIELDS, f"{path}.fieldRef")
    if source.resource_field_ref is not None:
        sources += 1
        yield from validate_resource_field_selector(source.resource_field_ref, f"{path}.resourceFieldRef")
    for name, selector in (("configMapKeyRef", source.config_map_key_ref), ("secretKeyRef", source.secret_key_ref)):
        if selector is not None:
            sources += 1
            yield from _validate_key_selector(selector.name, selector.key, f"{path}.{name}")
    if source.file_key_ref is not None:
        sources += 1
        yield from _validate_file_key_selector(source.file_key_ref, f"{path}.fileKeyRef")
    if sources == 0:
        message = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
        yield invalid(path, "", f"{message} or `fileKeyRef`")
    elif variable.value:
        yield invalid(path, "", "may not be specified when `value` is not empty")
    elif sources > 1:
        yield invalid(path, "", "may not have more than one field specified at a time")


def _validate_key_selector(name: str, key: str, path: str) -> Errors:
    yield from each_invalid(f"{path}.name", name, name_is_dns_subdomain(name))
    if not key:
        yield required(f"{path}.key")
    else:
        yield from each_invalid(f"{path}.key", key, is_config_map_key(key))


def _validate_file_key_selector(selector: FileKeySelector, path: str) -> Errors:
    if not selector.key:
        yield required(f"{path}.key")
    else:
        yield from each_invalid(f"{path}.key", selector.key, is_relaxed_env_var_name(selector.key))
    if not selector.volume_name:
        yield required(f"{path}.volumeName")
    else:
        messages = is_dns1123_label(selector.volume_name)
        yield from each_invalid(f"{path}.volumeName", selector.volume_name, messages)
    if not selector.path:
        yield required(f"{path}.path")
    else:
        yield from validate_local_descending_path(selector.path, f"{path}.path")


def validate_file_key_ref_volumes(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validateFileKeyRefVolumes: the file with a variable lies in an emptyDir of the pod."""
    for container, place in containers_with_path(spec, path):
        for index, variable in enumerate(container.env):
            selector = variable.value_from.file_key_ref if variable.value_from is not None else None
            if selector is None:
                continue
            where = f"{place}.env[{index}].valueFrom.fileKeyRef.volumeName"
            volume = next((volume for volume in spec.volumes if volume.name == selector.volume_name), None)
            if volume is None:
                yield not_found(where, selector.volume_name)
            elif volume.empty_dir is None:
                yield invalid(where, selector.volume_name, "referenced volume must be of type emptyDir")


def validate_object_field_selector(selector: ObjectFieldSelector, allowed: tuple[str, ...], path: str) -> Errors:
    """pkg/apis/core/validation validateObjectFieldSelector."""
    if not selector.api_version:
        yield required(f"{path}.apiVersion")
        return
    if not selector.field_path:
        yield required(f"{path}.fieldPath")
        return
    label = "spec.nodeName" if selector.field_path == "spec.host" else selector.field_path
    name, subscript = split_maybe_subscripted_path(label)
    error = _conversion_error(selector.api_version, label, name, subscribed=subscript is not None)
    if error:
        yield invalid(f"{path}.fieldPath", selector.field_path, f"error converting fieldPath: {error}")
    elif subscript is not None:
        key = subscript.lower() if name == "metadata.annotations" else subscript
        yield from each_invalid(path, key, is_qualified_name(key))
    elif name not in allowed:
        yield not_supported(f"{path}.fieldPath", name, allowed)


def split_maybe_subscripted_path(label: str) -> tuple[str, str | None]:
    """pkg/fieldpath SplitMaybeSubscriptedPath: `metadata.labels['app']` into its path and its key, if it has one."""
    if not label.endswith("']"):
        return label, None
    name, opened, key = label.removesuffix("']").partition("['")
    return (name, key) if opened and name else (label, None)


def _conversion_error(version: str, label: str, name: str, *, subscribed: bool) -> str:
    """pkg/apis/core/pods ConvertDownwardAPIFieldLabel."""
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscribed:
        supported = name in {"metadata.annotations", "metadata.labels"}
        return "" if supported else f"field label does not support subscript: {label}"
    return "" if label in _CONVERTIBLE_FIELDS else f"field label not supported: {label}"


def validate_resource_field_selector(selector: ResourceFieldSelector, path: str, *, in_volume: bool = False) -> Errors:
    """pkg/apis/core/validation validateContainerResourceFieldSelector."""
    if in_volume and not selector.container_name:
        yield required(f"{path}.containerName")
    elif not selector.resource:
        yield required(f"{path}.resource")
    elif selector.resource not in _RESOURCES and not selector.resource.startswith(_HUGE_PAGES):
        yield not_supported(f"{path}.resource", selector.resource, _RESOURCES)
    if selector.divisor:
        yield from _validate_divisor(selector.resource, selector.divisor, path)


def _validate_divisor(resource: str, divisor: Quantity, path: str) -> Errors:
    """pkg/apis/core/validation validateContainerResourceDivisor."""
    _, _, kind = resource.partition(".")
    what = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}.get(kind, "")
    if resource.startswith(_HUGE_PAGES):
        what = "hugepages"
    if resource in {"limits.cpu", "requests.cpu"} and str(divisor) not in {"1m", "1"}:
        message = "only divisor's values 1m and 1 are supported with the cpu resource"
        yield invalid(f"{path}.divisor", resource, message)
    elif what and resource.startswith(("limits.", "requests.")) and str(divisor) not in _BYTE_DIVISORS:
        message = f"only divisor's values {', '.join(_BYTE_DIVISORS)} are supported with the {what} resource"
        yield invalid(f"{path}.divisor", resource, message)


def validate_env_from(sources: tuple[EnvFromSource, ...], path: str) -> Errors:
    """pkg/apis/core/validation ValidateEnvFrom: what concerns a source as a whole stands at the list."""
    for index, source in enumerate(sources):
        place = f"{path}[{index}]"
        if source.prefix:
            yield from each_invalid(f"{place}.prefix", source.prefix, is_relaxed_env_var_name(source.prefix))
        references = (("configMapRef", source.config_map_ref), ("secretRef", source.secret_ref))
        given = [(name, reference) for name, reference in references if reference is not None]
        for name, reference in given:
            if not reference.name:
                yield required(f"{place}.{name}.name")
            else:
                messages = name_is_dns_subdomain(reference.name, prefix=True)
                yield from each_invalid(f"{place}.{name}.name", reference.name, messages)
        if not given:
            yield invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(given) > 1:
            yield invalid(path, "", "may not have more than one field specified at a time")
