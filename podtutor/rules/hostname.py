"""The names a pod has inside: host name, domain, what `hostname` prints, and /etc/hosts (pkg/kubelet)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from podtutor.kube.constants import FQDN_MAX_LENGTH, HOSTNAME_MAX_LENGTH
from podtutor.kube.pod import HostAlias, Pod
from podtutor.kube.validation.field_error import quoted
from podtutor.kube.validation.names import is_dns1123_label, is_dns1123_subdomain

MANAGED_HOSTS_HEADER: Final = (
    "# Kubernetes-managed hosts file.\n"
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "fe00::0\tip6-localnet\n"
    "fe00::0\tip6-mcastprefix\n"
    "fe00::1\tip6-allnodes\n"
    "fe00::2\tip6-allrouters\n"
)
"""pkg/kubelet managedHostsHeader and the lines that always follow it."""


class HostnameError(ValueError):
    """A name the kubelet cannot give, in its words."""


class HostNames(NamedTuple):
    """The pod's host name, and the domain it is in (empty without a subdomain)."""

    hostname: str
    domain: str


def generate_pod_host_name_and_domain(pod: Pod, cluster_domain: str) -> HostNames:
    """pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain

    `hostnameOverride` wins over everything and is in no domain; else `hostname`, else the pod's name. A subdomain
    makes the domain even without `hostname`. Raises HostnameError.
    """
    spec = pod.spec
    if spec.hostname_override is not None:
        override = spec.hostname_override
        messages = is_dns1123_subdomain(override)
        if messages:
            message = f"pod HostnameOverride {quoted(override)} is not a valid DNS subdomain: {';'.join(messages)}"
            raise HostnameError(message)
        return HostNames(truncate_pod_hostname_if_needed(pod.metadata.name, override), "")
    hostname = pod.metadata.name
    if spec.hostname:
        _check_label("Hostname", spec.hostname)
        hostname = spec.hostname
    hostname = truncate_pod_hostname_if_needed(pod.metadata.name, hostname)
    if not spec.subdomain:
        return HostNames(hostname, "")
    _check_label("Subdomain", spec.subdomain)
    return HostNames(hostname, f"{spec.subdomain}.{pod.metadata.namespace}.svc.{cluster_domain}")


def _check_label(field: str, name: str) -> None:
    messages = is_dns1123_label(name)
    if messages:
        message = f"pod {field} {quoted(name)} is not a valid DNS label: {';'.join(messages)}"
        raise HostnameError(message)


def truncate_pod_hostname_if_needed(pod_name: str, hostname: str) -> str:
    """pkg/kubelet/kubelet_pods.go truncatePodHostnameIfNeeded

    At most 63 characters, without a dash or dot left at the end of what was cut.
    """
    if len(hostname) <= HOSTNAME_MAX_LENGTH:
        return hostname
    truncated = hostname[:HOSTNAME_MAX_LENGTH].rstrip("-.")
    if not truncated:
        message = f"hostname for pod {quoted(pod_name)} was invalid: {quoted(hostname)}"
        raise HostnameError(message)
    return truncated


def get_nodename_for_kernel(names: HostNames, *, set_hostname_as_fqdn: bool) -> str:
    """pkg/kubelet/util/util.go GetNodenameForKernel

    What `hostname` prints in the pod: the host name, or with setHostnameAsFQDN and a domain the full name, which the
    kernel limits to 64 characters. Raises HostnameError.
    """
    if not names.domain or not set_hostname_as_fqdn:
        return names.hostname
    full = f"{names.hostname}.{names.domain}"
    if len(full) > FQDN_MAX_LENGTH:
        message = f"failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long"
        limit = f"({FQDN_MAX_LENGTH} characters is the max, {len(full)} characters requested)"
        raise HostnameError(f"{message} {limit}")
    return full


def managed_hosts_file_content(ips: Sequence[str], names: HostNames, aliases: Sequence[HostAlias]) -> str:
    """pkg/kubelet/kubelet_pods.go managedHostsFileContent

    The exact text of /etc/hosts in a pod that is not on the host network.
    """
    lines = [MANAGED_HOSTS_HEADER]
    for ip in ips:
        full = f"{names.hostname}.{names.domain}\t" if names.domain else ""
        lines.append(f"{ip}\t{full}{names.hostname}\n")
    if aliases:
        lines.append("\n# Entries added by HostAliases.\n")
    lines += ["\t".join((alias.ip, "\t".join(alias.hostnames))) + "\n" for alias in aliases]
    return "".join(lines)
