"""Asking for a pod's resolv.conf."""

from __future__ import annotations

from msgspec import Struct, field

from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation
from podtutor.rules.dns import DNSError, get_pod_dns


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod, and what the kubelet of its node knows: the cluster's DNS and domain, the node's own file."""

    pod: Pod
    cluster_dns: tuple[str, ...] | None = field(default=None, name="clusterDNS")
    cluster_domain: str = ""
    node_resolv_conf: str | None = None


def from_pod(pod: Pod, now: str) -> Input:
    """Ask for a bare pod, in a cluster of the usual addresses."""
    del now
    return Input(pod=pod, cluster_dns=("10.96.0.10",), cluster_domain="cluster.local", node_resolv_conf="")


def decide(asked: Input) -> Answer:
    """`servers`, `searches`, `optionsSorted` (upstream's own order is random); or `error`."""
    try:
        config = get_pod_dns(asked.pod, asked.cluster_dns or (), asked.cluster_domain, asked.node_resolv_conf)
    except DNSError as error:
        return {"error": str(error)}
    return {
        "servers": list(config.servers),
        "searches": list(config.searches),
        "optionsSorted": sorted(config.options),
    }


def explain(asked: Input) -> Explanation:
    """The file as the pod would see it, and why."""
    answer = decide(asked)
    if "error" in answer:
        return Explanation(verdict="no resolv.conf", reasons=(answer["error"],))
    policy = asked.pod.spec.dns_policy or "ClusterFirst"
    host_network = asked.pod.spec.host_network
    if policy == "None":
        why = "dnsPolicy None: only what dnsConfig says."
    elif policy == "Default" or (policy == "ClusterFirst" and host_network):
        why = "The node's own file: dnsPolicy Default, or ClusterFirst on the host network."
    elif asked.cluster_dns:
        why = "dnsPolicy asks the cluster's DNS; ndots:5 makes short names try the search list first."
    else:
        why = "The kubelet knows no cluster DNS, so it falls back to the node's own file."
    lines = [f"nameserver {server}" for server in answer["servers"]]
    if answer["searches"]:
        lines.append(f"search {' '.join(answer['searches'])}")
    if answer["optionsSorted"]:
        lines.append(f"options {' '.join(answer['optionsSorted'])}")
    return Explanation(verdict=why, reasons=tuple(lines))
