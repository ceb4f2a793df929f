"""What differs for Windows pods, and which fields suit which operating system (pkg/apis/core/validation)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podtutor.kube.container import Container, SecurityContext, WindowsSecurityContextOptions
from podtutor.kube.pod import PodSpec
from podtutor.kube.validation.field_error import (
    Errors,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.names import is_dns1123_subdomain

_LARGEST_CREDENTIAL_SPEC: Final = 64 * 1024  # maxGMSACredentialSpecLength
_LONGEST_DOMAIN: Final = 256  # maxRunAsUserNameDomainLength
_LONGEST_USER: Final = 104  # maxRunAsUserNameUserLength
_NET_BIOS: Final = r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}'
_DNS_LABEL: Final = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_DNS: Final = _DNS_LABEL + r"(?:\." + _DNS_LABEL + ")*"
_ONLY_LINUX: Final = "windows options cannot be set for a linux pod"
_ONLY_WINDOWS: Final = "cannot be set for a windows pod"


def containers_with_path(spec: PodSpec, path: str) -> Iterator[tuple[Container, str]]:
    """pkg/apis/core/pods VisitContainersWithPath: init, regular, then ephemeral containers, each with its path."""
    for kind, containers in (
        ("initContainers", spec.init_containers),
        ("containers", spec.containers),
        ("ephemeralContainers", spec.ephemeral_containers),
    ):
        for index, container in enumerate(containers):
            yield container, f"{path}.{kind}[{index}]"


def validate_windows_options(options: WindowsSecurityContextOptions | None, path: str) -> Errors:
    """pkg/apis/core/validation validateWindowsSecurityContextOptions."""
    if options is None:
        return
    if options.gmsa_credential_spec_name is not None:
        name = options.gmsa_credential_spec_name
        yield from each_invalid(f"{path}.gmsaCredentialSpecName", name, is_dns1123_subdomain(name))
    if options.gmsa_credential_spec is not None:
        size = len(options.gmsa_credential_spec.encode("utf-8", "surrogatepass"))
        place = f"{path}.gmsaCredentialSpec"
        if size == 0:
            yield invalid(place, options.gmsa_credential_spec, "gmsaCredentialSpec cannot be an empty string")
        elif size > _LARGEST_CREDENTIAL_SPEC:
            yield invalid(place, options.gmsa_credential_spec, "gmsaCredentialSpec size must be under 64 KiB")
    if options.run_as_user_name is not None:
        messages = _user_name_messages(options.run_as_user_name)
        yield from each_invalid(f"{path}.runAsUserName", options.run_as_user_name, messages)


def _user_name_messages(name: str) -> Iterator[str]:
    domain, separator, user = name.partition("\\")
    if not separator:
        domain, user = "", name
    if not name:
        yield "runAsUserName cannot be an empty string"
    elif re.search(r"[\x00-\x1f\x7f]", name):
        yield "runAsUserName cannot contain control characters"
    elif "\\" in user:
        yield "runAsUserName cannot contain more than one backslash"
    else:
        if len(domain) >= _LONGEST_DOMAIN:
            yield f"runAsUserName's Domain length must be under {_LONGEST_DOMAIN} characters"
        if separator and not re.fullmatch(_NET_BIOS, domain) and not re.fullmatch(_DNS, domain):
            yield "runAsUserName's Domain doesn't match the NetBios nor the DNS format"
        if not user:
            yield "runAsUserName's User cannot be empty"
        elif len(user) > _LONGEST_USER:
            yield f"runAsUserName's User length must not be longer than {_LONGEST_USER} characters"
        if re.fullmatch(r"[. ]+", user):
            yield "runAsUserName's User cannot contain only periods or spaces"
        if re.search(r'["/\\:;|=,+*?<>@\[\]]', user):
            yield "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"


def validate_windows_host_process_pod(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validateWindowsHostProcessPod: all containers, on the host network, or none."""
    context = spec.security_context
    pod_wish = context.windows_options.host_process if context and context.windows_options else None
    containers = list(containers_with_path(spec, path))
    wanting = 0
    for container, place in containers:
        own = container.security_context
        wish = own.windows_options.host_process if own and own.windows_options else None
        if pod_wish is not None and wish is not None and pod_wish != wish:
            value = str(pod_wish).lower()
            message = f"pod hostProcess value must be identical if both are specified, was {value}"
            yield invalid(f"{place}.securityContext.windowsOptions.hostProcess", wish, message)
        wanting += bool(pod_wish if wish is None else wish)
    if wanting and wanting != len(containers):
        message = "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        yield invalid(path, "", message)
    if wanting and not spec.host_network:
        message = "hostNetwork must be true if pod contains any hostProcess containers"
        yield invalid(f"{path}.hostNetwork", spec.host_network, message)


def validate_os(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation validateOS, then validateLinux or validateWindows."""
    if spec.os is None:
        return
    if not spec.os.name:
        yield required(f"{path}.os.name", "cannot be empty")
    elif spec.os.name == "linux":
        yield from _validate_linux(spec, path)
    elif spec.os.name == "windows":
        yield from _validate_windows(spec, path)
    else:
        yield not_supported(f"{path}.os", spec.os.name, ("linux", "windows"))


def _validate_linux(spec: PodSpec, path: str) -> Errors:
    if spec.security_context is not None and spec.security_context.windows_options is not None:
        yield forbidden(f"{path}.securityContext.windowsOptions", _ONLY_LINUX)
    for container, place in containers_with_path(spec, path):
        if container.security_context is not None and container.security_context.windows_options is not None:
            yield forbidden(f"{place}.securityContext.windowsOptions", _ONLY_LINUX)


def _validate_windows(spec: PodSpec, path: str) -> Errors:
    context = spec.security_context
    of_context = f"{path}.securityContext"
    fields: tuple[tuple[str, object], ...] = (
        (f"{of_context}.appArmorProfile", context and context.app_armor_profile),
        (f"{of_context}.seLinuxOptions", context and context.se_linux_options),
        (f"{path}.hostUsers", spec.host_users),
        (f"{path}.hostPID", spec.host_pid or None),
        (f"{path}.hostIPC", spec.host_ipc or None),
        (f"{of_context}.seccompProfile", context and context.seccomp_profile),
        (f"{of_context}.fsGroup", context and context.fs_group),
        (f"{of_context}.fsGroupChangePolicy", context and context.fs_group_change_policy),
        (f"{of_context}.sysctls", (context and context.sysctls) or None),
        (f"{path}.shareProcessNamespace", spec.share_process_namespace),
        (f"{of_context}.runAsUser", context and context.run_as_user),
        (f"{of_context}.runAsGroup", context and context.run_as_group),
        (f"{of_context}.supplementalGroups", (context and context.supplemental_groups) or None),
        (f"{of_context}.supplementalGroupsPolicy", context and context.supplemental_groups_policy),
        (f"{of_context}.seLinuxChangePolicy", context and context.se_linux_change_policy),
    )
    for place, value in fields:
        if value is not None:
            yield forbidden(place, _ONLY_WINDOWS)
    for container, place in containers_with_path(spec, path):
        if container.security_context is not None:
            yield from _validate_windows_container(container.security_context, f"{place}.securityContext")


def _validate_windows_container(context: SecurityContext, path: str) -> Errors:
    for name, value in (
        ("appArmorProfile", context.app_armor_profile),
        ("seLinuxOptions", context.se_linux_options),
        ("seccompProfile", context.seccomp_profile),
        ("capabilities", context.capabilities),
        ("readOnlyRootFilesystem", context.read_only_root_filesystem),
        ("privileged", context.privileged),
        ("allowPrivilegeEscalation", context.allow_privilege_escalation),
        ("procMount", context.proc_mount),
        ("runAsUser", context.run_as_user),
        ("runAsGroup", context.run_as_group),
    ):
        if value is not None:
            yield forbidden(f"{path}.{name}", _ONLY_WINDOWS)
