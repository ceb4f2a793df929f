"""A pod's resolv.conf: which servers it asks, and which domains it tries (pkg/kubelet/network/dns)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from podtutor.kube.constants import (
    DNS1123_SUBDOMAIN_MAX_LENGTH,
    MAX_DNS_NAMESERVERS,
    MAX_DNS_SEARCH_LIST_CHARS,
    MAX_DNS_SEARCH_PATHS,
)
from podtutor.kube.pod import Pod, PodDNSConfig

DEFAULT_DNS_OPTIONS: Final = ("ndots:5",)  # defaultDNSOptions


class DNSError(ValueError):
    """A resolv.conf that cannot be read, in the kubelet's words."""


class DNSConfig(NamedTuple):
    """What goes into a resolv.conf."""

    servers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def get_pod_dns(pod: Pod, cluster_dns: Sequence[str], cluster_domain: str, node_resolv_conf: str | None) -> DNSConfig:
    """pkg/kubelet/network/dns/dns.go Configurer.GetPodDNS

    `cluster_dns`: addresses of the cluster's DNS; `node_resolv_conf`: the text of the node's file, None where the
    kubelet was told to use none. ClusterFirst on the host network means Default, and so does a node that knows no
    cluster DNS. What exceeds the limits is cut silently. Raises DNSError.
    """
    host = DNSConfig() if node_resolv_conf is None else parse_resolv_conf(node_resolv_conf)
    policy = pod.spec.dns_policy
    on_host = policy == "Default" or (policy == "ClusterFirst" and pod.spec.host_network)
    if policy == "None":
        config = DNSConfig()
    elif not on_host and cluster_dns:
        searches = generate_searches_for_dns_cluster_first(host.searches, pod.metadata.namespace, cluster_domain)
        config = DNSConfig(tuple(_canonical_ip(ip) for ip in cluster_dns), searches, DEFAULT_DNS_OPTIONS)
    elif node_resolv_conf is None:
        config = DNSConfig(("127.0.0.1",), (".",), ())
    else:
        config = host
    if pod.spec.dns_config is not None:
        config = append_dns_config(config, pod.spec.dns_config)
    return form_dns_config_fits_limits(config)


def _canonical_ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def parse_resolv_conf(text: str) -> DNSConfig:
    """pkg/kubelet/network/dns/dns.go parseResolvConf

    Servers add up; of the search lines the last one counts; options add up, the last of a name counting. Raises
    DNSError for a nameserver line without a server.
    """
    servers: list[str] = []
    searches: tuple[str, ...] = ()
    options: dict[str, str] = {}
    for line in text.split("\n"):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        keyword, *rest = fields
        if keyword == "nameserver":
            if not rest:
                message = "nameserver list is empty "
                raise DNSError(message)
            servers.append(rest[0])
        elif keyword == "search":
            searches = tuple(name if name == "." else name.removesuffix(".") for name in rest)
        elif keyword == "options":
            options.update({option.split(":", 1)[0]: option for option in rest})
    return DNSConfig(tuple(servers), searches, tuple(options.values()))


def generate_searches_for_dns_cluster_first(
    host_searches: Sequence[str], namespace: str, cluster_domain: str
) -> tuple[str, ...]:
    """pkg/kubelet/network/dns/dns.go generateSearchesForDNSClusterFirst

    The namespace's services, all services, the cluster, then what the node searches.
    """
    if not cluster_domain:
        return tuple(host_searches)
    cluster = (f"{namespace}.svc.{cluster_domain}", f"svc.{cluster_domain}", cluster_domain)
    return _omit_duplicates((*cluster, *host_searches))


def _omit_duplicates(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def append_dns_config(config: DNSConfig, extra: PodDNSConfig) -> DNSConfig:
    """pkg/kubelet/network/dns/dns.go appendDNSConfig

    Servers and searches of the pod follow the others; an option of the pod replaces the one of its name.
    """
    merged: dict[str, str] = {}
    for option in config.options:
        name, _, value = option.partition(":")
        merged[name] = value
    for given in extra.options:
        merged[given.name] = given.value or ""
    return DNSConfig(
        _omit_duplicates((*config.servers, *extra.nameservers)),
        _omit_duplicates((*config.searches, *extra.searches)),
        tuple(f"{name}:{value}" if value else name for name, value in merged.items()),
    )


def form_dns_config_fits_limits(config: DNSConfig) -> DNSConfig:
    """pkg/kubelet/network/dns/dns.go formDNSConfigFitsLimits

    At most 3 servers, 32 searches of at most 253 characters, 2048 characters in all; the rest is left out.
    """
    searches = [name for name in config.searches[:MAX_DNS_SEARCH_PATHS] if len(name) <= DNS1123_SUBDOMAIN_MAX_LENGTH]
    while len(" ".join(searches)) > MAX_DNS_SEARCH_LIST_CHARS:
        searches.pop()
    return DNSConfig(config.servers[:MAX_DNS_NAMESERVERS], tuple(searches), config.options)
