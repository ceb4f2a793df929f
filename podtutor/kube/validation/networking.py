"""A pod's names and addresses: host ports, host names, DNS settings, /etc/hosts (pkg/apis/core/validation)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.constants import (
    FQDN_MAX_LENGTH,
    MAX_DNS_NAMESERVERS,
    MAX_DNS_SEARCH_LIST_CHARS,
    MAX_DNS_SEARCH_PATHS,
)
from podtutor.kube.pod import HostAlias, PodDNSConfig, PodSpec
from podtutor.kube.validation.field_error import (
    Errors,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
)
from podtutor.kube.validation.names import (
    is_dns1123_label,
    is_dns1123_subdomain,
    is_dns1123_subdomain_with_underscore,
    is_valid_ip,
)

_DNS_POLICIES: Final = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


def validate_host_network_ports(spec: PodSpec, path: str, *, in_template: bool) -> Errors:
    """pkg/apis/core/validation validatePodHostNetworkDeps; a template may leave the host port open."""
    if not spec.host_network:
        return
    for index, container in enumerate(spec.containers):
        for number, port in enumerate(container.ports):
            open_in_template = in_template and not port.host_port
            if port.host_port != port.container_port and not open_in_template:
                message = "must match `containerPort` when `hostNetwork` is true"
                yield invalid(f"{path}.containers[{index}].ports[{number}].hostPort", port.host_port, message)


def validate_dns_policy(policy: str, path: str) -> Errors:
    """pkg/apis/core/validation validateDNSPolicy."""
    if not policy:
        yield required(path)
    elif policy not in _DNS_POLICIES:
        yield not_supported(path, policy, _DNS_POLICIES)


def validate_pod_dns_config(config: PodDNSConfig | None, policy: str, path: str) -> Errors:
    """pkg/apis/core/validation validatePodDNSConfig."""
    if policy == "None":
        if config is None:
            yield required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not config.nameservers:
            message = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            yield required(f"{path}.nameservers", message)
            return
    if config is None:
        return
    if len(config.nameservers) > MAX_DNS_NAMESERVERS:
        message = f"must not have more than {MAX_DNS_NAMESERVERS} nameservers"
        yield invalid(f"{path}.nameservers", config.nameservers, message)
    for index, server in enumerate(config.nameservers):
        yield from each_invalid(f"{path}.nameservers[{index}]", server, is_valid_ip(server))
    if len(config.searches) > MAX_DNS_SEARCH_PATHS:
        message = f"must not have more than {MAX_DNS_SEARCH_PATHS} search paths"
        yield invalid(f"{path}.searches", config.searches, message)
    if len(" ".join(config.searches)) > MAX_DNS_SEARCH_LIST_CHARS:
        message = (
            f"must not have more than {MAX_DNS_SEARCH_LIST_CHARS} characters (including spaces) in the search list"
        )
        yield invalid(f"{path}.searches", config.searches, message)
    for index, search in enumerate(config.searches):
        name = search.removesuffix(".")
        if search != ".":
            messages = is_dns1123_subdomain_with_underscore(name)
            yield from each_invalid(f"{path}.searches[{index}]", name, messages)
    for index, option in enumerate(config.options):
        if not option.name:
            yield required(f"{path}.options[{index}]", "must not be empty")


def validate_hostname_override(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation, of spec.hostnameOverride."""
    override = spec.hostname_override
    if override is None:
        return
    place = f"{path}.hostnameOverride"
    if spec.host_network:
        yield forbidden(place, "may not be specified when hostNetwork is true")
    if spec.set_hostname_as_fqdn:
        yield forbidden(place, "may not be specified when setHostnameAsFQDN is true")
    if len(override) > FQDN_MAX_LENGTH:
        yield invalid(place, override, f"must be no more than {FQDN_MAX_LENGTH} characters")
    yield from each_invalid(place, override, is_dns1123_subdomain(override))


def validate_host_names(spec: PodSpec, path: str) -> Errors:
    """pkg/apis/core/validation, of spec.hostname and spec.subdomain."""
    if spec.hostname:
        yield from each_invalid(f"{path}.hostname", spec.hostname, is_dns1123_label(spec.hostname))
    if spec.subdomain:
        yield from each_invalid(f"{path}.subdomain", spec.subdomain, is_dns1123_label(spec.subdomain))


def validate_host_aliases(aliases: tuple[HostAlias, ...], path: str) -> Errors:
    """pkg/apis/core/validation ValidateHostAliases."""
    for index, alias in enumerate(aliases):
        yield from each_invalid(f"{path}[{index}].ip", alias.ip, is_valid_ip(alias.ip))
        for number, name in enumerate(alias.hostnames):
            yield from each_invalid(f"{path}[{index}].hostnames[{number}]", name, is_dns1123_subdomain(name))
