"""Security contexts of pods and containers (pkg/apis/core/validation ValidateSecurityContext and its parts)."""

from __future__ import annotations

import re
from typing import Final

from podtutor.kube.constants import SYSCTL_MAX_LENGTH
from podtutor.kube.container import AppArmorProfile, SeccompProfile, SecurityContext
from podtutor.kube.pod import PodSpec, Sysctl
from podtutor.kube.validation.field_error import (
    Errors,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
    too_long,
)
from podtutor.kube.validation.names import is_valid_id
from podtutor.kube.validation.paths import validate_local_descending_path
from podtutor.kube.validation.windows import validate_windows_options

_SYSCTL_SEGMENT: Final = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL: Final = r"^(" + _SYSCTL_SEGMENT + r"[\./])*" + _SYSCTL_SEGMENT + "$"
_PROFILE_TYPES: Final = ("Localhost", "RuntimeDefault", "Unconfined")
_LONGEST_APP_ARMOR_PROFILE: Final = 4095  # PATH_MAX - 1


def validate_security_context(context: SecurityContext | None, path: str, *, host_users: bool) -> Errors:
    """pkg/apis/core/validation ValidateSecurityContext, on a cluster that allows privileged containers."""
    if context is None:
        return
    if context.run_as_user is not None:
        yield from each_invalid(f"{path}.runAsUser", context.run_as_user, is_valid_id(context.run_as_user))
    if context.run_as_group is not None:
        yield from each_invalid(f"{path}.runAsGroup", context.run_as_group, is_valid_id(context.run_as_group))
    if context.proc_mount is not None:
        if context.proc_mount not in {"Default", "Unmasked"}:
            yield not_supported(f"{path}.procMount", context.proc_mount, ("Default", "Unmasked"))
        if host_users and context.proc_mount == "Unmasked":
            message = "`hostUsers` must be false to use `Unmasked`"
            yield invalid(f"{path}.procMount", context.proc_mount, message)
    yield from _validate_seccomp_profile(context.seccomp_profile, f"{path}.seccompProfile")
    if context.allow_privilege_escalation is False:
        refused = "cannot set `allowPrivilegeEscalation` to false and"
        if context.privileged:
            yield invalid(path, context, f"{refused} `privileged` to true")
        added = context.capabilities.add if context.capabilities is not None else ()
        for _ in (capability for capability in added if capability == "CAP_SYS_ADMIN"):
            yield invalid(path, context, f"{refused} `capabilities.Add` CAP_SYS_ADMIN")
    yield from validate_windows_options(context.windows_options, f"{path}.windowsOptions")
    yield from _validate_app_armor_profile(context.app_armor_profile, f"{path}.appArmorProfile")


def validate_pod_security_context(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validatePodSpecSecurityContext."""
    context = spec.security_context
    if context is None:
        return
    for name, number in (
        ("fsGroup", context.fs_group),
        ("runAsUser", context.run_as_user),
        ("runAsGroup", context.run_as_group),
    ):
        if number is not None:
            yield from each_invalid(f"{path}.{name}", number, is_valid_id(number))
    for index, group in enumerate(context.supplemental_groups):
        yield from each_invalid(f"{path}.supplementalGroups[{index}]", group, is_valid_id(group))
    if spec.share_process_namespace and spec.host_pid:
        message = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid(f"{path}.shareProcessNamespace", spec.share_process_namespace, message)
    yield from _validate_sysctls(context.sysctls, spec, f"{path}.sysctls")
    yield from _validate_choice(
        context.fs_group_change_policy, ("Always", "OnRootMismatch"), f"{path}.fsGroupChangePolicy"
    )
    yield from _validate_seccomp_profile(context.seccomp_profile, f"{path}.seccompProfile")
    yield from validate_windows_options(context.windows_options, f"{path}.windowsOptions")
    yield from _validate_app_armor_profile(context.app_armor_profile, f"{path}.appArmorProfile")
    yield from _validate_choice(
        context.supplemental_groups_policy, ("Merge", "Strict"), f"{path}.supplementalGroupsPolicy"
    )
    yield from _validate_choice(
        context.se_linux_change_policy, ("MountOption", "Recursive"), f"{path}.seLinuxChangePolicy"
    )


def _validate_choice(value: str | None, supported: tuple[str, ...], path: str) -> Errors:
    if value is not None and value not in supported:
        yield not_supported(path, value, supported)


def _validate_sysctls(sysctls: tuple[Sysctl, ...], spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validateSysctls."""
    names: list[str] = []
    for index, sysctl in enumerate(sysctls):
        place = f"{path}[{index}].name"
        if not sysctl.name:
            yield required(place)
        elif len(sysctl.name) > SYSCTL_MAX_LENGTH or not re.fullmatch(_SYSCTL, sysctl.name, re.ASCII):
            message = f"must have at most {SYSCTL_MAX_LENGTH} characters and match regex {_SYSCTL}"
            yield invalid(place, sysctl.name, message)
        elif sysctl.name in names:
            yield duplicate(place, sysctl.name)
        namespace = _sysctl_namespace(sysctl.name)
        if spec.host_network and namespace == "net":
            yield invalid(place, sysctl.name, "may not be specified when 'hostNetwork' is true")
        elif spec.host_ipc and namespace == "ipc":
            yield invalid(place, sysctl.name, "may not be specified when 'hostIPC' is true")
        names.append(sysctl.name)


def _sysctl_namespace(name: str) -> str:
    """k8s.io/component-helpers/node/util/sysctl GetNamespace: ipc, net, or none."""
    dotted = _convert_sysctl_to_dots(name)
    if dotted == "kernel.sem" or dotted.startswith(("kernel.shm", "kernel.msg", "fs.mqueue.")):
        return "ipc"
    return "net" if dotted.startswith("net.") else ""


def _convert_sysctl_to_dots(name: str) -> str:
    """k8s.io/component-helpers/node/util/sysctl NormalizeName: the first separator decides which one separates."""
    first = re.search("[./]", name)
    if first is None or first.group() == ".":
        return name
    return name.translate(str.maketrans("./", "/."))


def _validate_seccomp_profile(profile: SeccompProfile | None, path: str) -> Errors:
    """pkg/apis/core/validation validateSeccompProfileField."""
    if profile is None:
        return
    if not profile.type:
        yield required(f"{path}.type", "type is required when seccompProfile is set")
    elif profile.type not in _PROFILE_TYPES:
        yield not_supported(f"{path}.type", profile.type, _PROFILE_TYPES)
    local = profile.localhost_profile
    if profile.type == "Localhost":
        if local is None:
            yield required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
        else:
            yield from validate_local_descending_path(local, f"{path}.localhostProfile")
    elif local is not None:
        yield invalid(f"{path}.localhostProfile", profile, "can only be set when seccomp type is Localhost")


def _validate_app_armor_profile(profile: AppArmorProfile | None, path: str) -> Errors:
    """pkg/apis/core/validation ValidateAppArmorProfileField."""
    if profile is None:
        return
    local = profile.localhost_profile
    place = f"{path}.localhostProfile"
    if profile.type == "Localhost":
        if local is None or (not local.strip() and local == local.strip()):
            yield required(place, "must be set when AppArmor type is Localhost")
        elif local != local.strip():
            yield invalid(place, local, "must not be padded with whitespace")
        if local is not None and len(local) > _LONGEST_APP_ARMOR_PROFILE:
            yield too_long(place, _LONGEST_APP_ARMOR_PROFILE)
    elif not profile.type:
        yield required(f"{path}.type", "type is required when appArmorProfile is set")
    elif profile.type not in _PROFILE_TYPES:
        yield not_supported(f"{path}.type", profile.type, _PROFILE_TYPES)
    elif local is not None:
        yield invalid(place, local, "can only be set when AppArmor type is Localhost")


def validate_host_users(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validateHostUsers: a user namespace shares nothing else with the host."""
    if spec.host_users is not False:
        return
    message = "when `hostUsers` is false"
    if spec.host_network:
        yield forbidden(f"{path}.hostNetwork", message)
    if spec.host_pid:
        yield forbidden(f"{path}.hostPID", message)
    if spec.host_ipc:
        yield forbidden(f"{path}.hostIPC", message)
    for kind, containers in (("containers", spec.containers), ("initContainers", spec.init_containers)):
        for index, container in enumerate(containers):
            if container.volume_devices:
                yield forbidden(f"{path}.{kind}[{index}].volumeDevices", message)
