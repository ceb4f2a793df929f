"""The decisions about objects themselves: quantities, selectors, defaults, validation, names and DNS."""

from __future__ import annotations

from podtutor.rules.decide.frame import Decision

_HERE = "podtutor.rules.decide."

OBJECT_DECISIONS: tuple[Decision, ...] = (
    Decision(
        name="quantity",
        summary="what a resource quantity is worth, and how Kubernetes writes it",
        upstream="k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity, String, Add, RoundUp",
        module=_HERE + "quantity",
    ),
    Decision(
        name="selector",
        summary="whether a label selector, a `kubectl -l` text or a node selector matches",
        upstream="apimachinery LabelSelectorAsSelector, labels.Parse; component-helpers NewNodeSelector",
        module=_HERE + "selector",
    ),
    Decision(
        name="defaulting",
        summary="what the API server fills into a pod that says nothing",
        upstream="pkg/apis/core/v1/defaults.go SetObjectDefaults_Pod",
        module=_HERE + "defaulting",
        accepts_pod=True,
    ),
    Decision(
        name="validation",
        summary="whether the API server takes a new pod: errors and warnings",
        upstream="pkg/apis/core/validation/validation.go ValidatePodCreate; pkg/api/pod/warnings.go",
        module=_HERE + "validation",
        accepts_pod=True,
    ),
    Decision(
        name="hostname",
        summary="the host name of a pod, its domain, and its /etc/hosts",
        upstream="pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain, managedHostsFileContent",
        module=_HERE + "hostname",
        accepts_pod=True,
    ),
    Decision(
        name="dns",
        summary="the resolv.conf of a pod",
        upstream="pkg/kubelet/network/dns/dns.go Configurer.GetPodDNS",
        module=_HERE + "dns",
        accepts_pod=True,
    ),
)
