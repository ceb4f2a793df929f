"""Asking for a pod's host name, its domain, what `hostname` prints inside, and its /etc/hosts."""

from __future__ import annotations

from msgspec import Struct, field

from podtutor.kube.pod import Pod
from podtutor.rules.decide.frame import Answer, Explanation
from podtutor.rules.hostname import (
    HostnameError,
    generate_pod_host_name_and_domain,
    get_nodename_for_kernel,
    managed_hosts_file_content,
)


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A pod, the cluster's domain, and the pod's addresses once it has any."""

    pod: Pod
    cluster_domain: str = "cluster.local"
    pod_ips: tuple[str, ...] | None = field(default=None, name="podIPs")


def from_pod(pod: Pod, now: str) -> Input:
    """Ask for a bare pod, in a cluster of the usual domain."""
    del now
    return Input(pod=pod, pod_ips=tuple(each.ip for each in pod.status.pod_ips) or None)


def decide(asked: Input) -> Answer:
    """`hostname`, `domain`, `kernelHostname` (or `kernelHostnameError`), `etcHosts`; or `error`."""
    pod = asked.pod
    try:
        names = generate_pod_host_name_and_domain(pod, asked.cluster_domain)
    except HostnameError as error:
        return {"error": str(error)}
    answer: Answer = {"hostname": names.hostname, "domain": names.domain}
    try:
        as_fqdn = bool(pod.spec.set_hostname_as_fqdn)
        answer["kernelHostname"] = get_nodename_for_kernel(names, set_hostname_as_fqdn=as_fqdn)
    except HostnameError as error:
        answer["kernelHostnameError"] = str(error)
    if asked.pod_ips is not None and not pod.spec.host_network:
        answer["etcHosts"] = managed_hosts_file_content(asked.pod_ips, names, pod.spec.host_aliases)
    return answer


def explain(asked: Input) -> Explanation:
    """The name, where it came from, and what else follows from it."""
    answer = decide(asked)
    if "error" in answer:
        return Explanation(verdict="the pod cannot be given a name", reasons=(answer["error"],))
    spec = asked.pod.spec
    if spec.hostname_override is not None:
        reasons = ["spec.hostnameOverride wins over hostname, subdomain and the pod's name, and is in no domain."]
    elif spec.hostname:
        reasons = ["The name is spec.hostname."]
    else:
        reasons = ["Without spec.hostname the pod's name is the host name."]
    if answer["domain"]:
        reasons.append(f"spec.subdomain puts it into {answer['domain']}.")
        reasons.append(f"DNS knows it only if a headless Service is named {spec.subdomain!r}.")
    if "kernelHostnameError" in answer:
        reasons.append(answer["kernelHostnameError"])
    else:
        reasons.append(f"`hostname` prints {answer['kernelHostname']}.")
    if "etcHosts" in answer:
        reasons += ["/etc/hosts:", *(line for line in answer["etcHosts"].splitlines() if line)]
    return Explanation(verdict=answer["hostname"], reasons=tuple(reasons))
