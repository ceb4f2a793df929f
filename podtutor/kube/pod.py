"""The pod: specification, scheduling constraints, status, and the template that controllers stamp pods from."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.container import (
    AppArmorProfile,
    Container,
    EphemeralContainer,
    ResourceList,
    ResourceRequirements,
    SeccompProfile,
    SELinuxOptions,
    WindowsSecurityContextOptions,
)
from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.meta import LabelSelector, LocalObjectReference, ObjectMeta
from podtutor.kube.volume import Volume
from podtutor.kube.wire import ApiType, Time


class NodeSelectorRequirement(ApiType, frozen=True, kw_only=True):
    """v1.NodeSelectorRequirement: In, NotIn, Exists, DoesNotExist, Gt, Lt."""

    key: str = field(default_factory=str)
    operator: str = field(default_factory=str)
    values: tuple[str, ...] = ()


class NodeSelectorTerm(ApiType, frozen=True, kw_only=True):
    """v1.NodeSelectorTerm: all of its expressions and fields."""

    match_expressions: tuple[NodeSelectorRequirement, ...] = ()
    match_fields: tuple[NodeSelectorRequirement, ...] = ()


class NodeSelector(ApiType, frozen=True, kw_only=True):
    """v1.NodeSelector: any of its terms."""

    node_selector_terms: tuple[NodeSelectorTerm, ...] = ()


class PreferredSchedulingTerm(ApiType, frozen=True, kw_only=True):
    """v1.PreferredSchedulingTerm: `weight` 1 to 100."""

    weight: int = field(default_factory=int)
    preference: NodeSelectorTerm = field(default_factory=NodeSelectorTerm)


class NodeAffinity(ApiType, frozen=True, kw_only=True):
    """v1.NodeAffinity."""

    required_during_scheduling_ignored_during_execution: NodeSelector | None = None
    preferred_during_scheduling_ignored_during_execution: tuple[PreferredSchedulingTerm, ...] = ()


class PodAffinityTerm(ApiType, frozen=True, kw_only=True):
    """v1.PodAffinityTerm: near (or away from) the pods selected, in the same `topology_key` domain."""

    label_selector: LabelSelector | None = None
    namespaces: tuple[str, ...] = ()
    topology_key: str = field(default_factory=str)
    namespace_selector: LabelSelector | None = None
    match_label_keys: tuple[str, ...] = ()
    mismatch_label_keys: tuple[str, ...] = ()


class WeightedPodAffinityTerm(ApiType, frozen=True, kw_only=True):
    """v1.WeightedPodAffinityTerm: `weight` 1 to 100."""

    weight: int = field(default_factory=int)
    pod_affinity_term: PodAffinityTerm = field(default_factory=PodAffinityTerm)


class PodAffinity(ApiType, frozen=True, kw_only=True):
    """v1.PodAffinity."""

    required_during_scheduling_ignored_during_execution: tuple[PodAffinityTerm, ...] = ()
    preferred_during_scheduling_ignored_during_execution: tuple[WeightedPodAffinityTerm, ...] = ()


class PodAntiAffinity(ApiType, frozen=True, kw_only=True):
    """v1.PodAntiAffinity."""

    required_during_scheduling_ignored_during_execution: tuple[PodAffinityTerm, ...] = ()
    preferred_during_scheduling_ignored_during_execution: tuple[WeightedPodAffinityTerm, ...] = ()


class Affinity(ApiType, frozen=True, kw_only=True):
    """v1.Affinity."""

    node_affinity: NodeAffinity | None = None
    pod_affinity: PodAffinity | None = None
    pod_anti_affinity: PodAntiAffinity | None = None


class Toleration(ApiType, frozen=True, kw_only=True):
    """v1.Toleration."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""
    toleration_seconds: int | None = None


class TopologySpreadConstraint(ApiType, frozen=True, kw_only=True):
    """v1.TopologySpreadConstraint."""

    max_skew: int = field(default_factory=int)
    topology_key: str = field(default_factory=str)
    when_unsatisfiable: str = field(default_factory=str)
    label_selector: LabelSelector | None = None
    min_domains: int | None = None
    node_affinity_policy: str | None = None
    node_taints_policy: str | None = None
    match_label_keys: tuple[str, ...] = ()


class Sysctl(ApiType, frozen=True, kw_only=True):
    """v1.Sysctl."""

    name: str = field(default_factory=str)
    value: str = field(default_factory=str)


class PodSecurityContext(ApiType, frozen=True, kw_only=True):
    """v1.PodSecurityContext."""

    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsSecurityContextOptions | None = None
    run_as_user: int | None = None
    run_as_group: int | None = None
    run_as_non_root: bool | None = None
    supplemental_groups: tuple[int, ...] = ()
    supplemental_groups_policy: str | None = None
    fs_group: int | None = None
    sysctls: tuple[Sysctl, ...] = ()
    fs_group_change_policy: str | None = None
    seccomp_profile: SeccompProfile | None = None
    app_armor_profile: AppArmorProfile | None = None
    se_linux_change_policy: str | None = None


class HostAlias(ApiType, frozen=True, kw_only=True):
    """v1.HostAlias: a line of the pod's /etc/hosts."""

    ip: str = field(default_factory=str)
    hostnames: tuple[str, ...] = ()


class PodDNSConfigOption(ApiType, frozen=True, kw_only=True):
    """v1.PodDNSConfigOption."""

    name: str = ""
    value: str | None = None


class PodDNSConfig(ApiType, frozen=True, kw_only=True):
    """v1.PodDNSConfig."""

    nameservers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[PodDNSConfigOption, ...] = ()


class PodReadinessGate(ApiType, frozen=True, kw_only=True):
    """v1.PodReadinessGate."""

    condition_type: str = field(default_factory=str)


class PodOS(ApiType, frozen=True, kw_only=True):
    """v1.PodOS: linux or windows."""

    name: str = field(default_factory=str)


class PodSchedulingGate(ApiType, frozen=True, kw_only=True):
    """v1.PodSchedulingGate."""

    name: str = field(default_factory=str)


class PodResourceClaim(ApiType, frozen=True, kw_only=True):
    """v1.PodResourceClaim."""

    name: str = field(default_factory=str)
    resource_claim_name: str | None = None
    resource_claim_template_name: str | None = None


class WorkloadReference(ApiType, frozen=True, kw_only=True):
    """v1.WorkloadReference (1.35's link to a Workload; kept, never interpreted)."""

    name: str = field(default_factory=str)
    pod_group: str = field(default_factory=str)
    pod_group_replica_key: str = ""


class PodSchedulingGroup(ApiType, frozen=True, kw_only=True):
    """v1.PodSchedulingGroup: the PodGroup a pod is scheduled with."""

    pod_group_name: str | None = None


class PodSpec(ApiType, frozen=True, kw_only=True):
    """v1.PodSpec. Grace periods and deadlines in seconds."""

    volumes: tuple[Volume, ...] = ()
    init_containers: tuple[Container, ...] = ()
    containers: tuple[Container, ...] = ()
    ephemeral_containers: tuple[EphemeralContainer, ...] = ()
    restart_policy: str = ""
    termination_grace_period_seconds: int | None = None
    active_deadline_seconds: int | None = None
    dns_policy: str = ""
    node_selector: dict[str, str] = field(default_factory=dict)
    service_account_name: str = ""
    service_account: str = ""
    automount_service_account_token: bool | None = None
    node_name: str = ""
    host_network: bool = False
    host_pid: bool = field(default=False, name="hostPID")
    host_ipc: bool = field(default=False, name="hostIPC")
    share_process_namespace: bool | None = None
    security_context: PodSecurityContext | None = None
    image_pull_secrets: tuple[LocalObjectReference, ...] = ()
    hostname: str = ""
    subdomain: str = ""
    affinity: Affinity | None = None
    scheduler_name: str = ""
    tolerations: tuple[Toleration, ...] = ()
    host_aliases: tuple[HostAlias, ...] = ()
    priority_class_name: str = ""
    priority: int | None = None
    dns_config: PodDNSConfig | None = None
    readiness_gates: tuple[PodReadinessGate, ...] = ()
    runtime_class_name: str | None = None
    enable_service_links: bool | None = None
    preemption_policy: str | None = None
    overhead: ResourceList = field(default_factory=dict)
    topology_spread_constraints: tuple[TopologySpreadConstraint, ...] = ()
    set_hostname_as_fqdn: bool | None = field(default=None, name="setHostnameAsFQDN")
    os: PodOS | None = None
    host_users: bool | None = None
    scheduling_gates: tuple[PodSchedulingGate, ...] = ()
    resource_claims: tuple[PodResourceClaim, ...] = ()
    resources: ResourceRequirements | None = None
    hostname_override: str | None = None
    workload_ref: WorkloadReference | None = None
    scheduling_group: PodSchedulingGroup | None = None


class PodCondition(ApiType, frozen=True, kw_only=True):
    """v1.PodCondition."""

    type: str = field(default_factory=str)
    observed_generation: int = 0
    status: str = field(default_factory=str)
    last_probe_time: Time | None = None
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class HostIP(ApiType, frozen=True, kw_only=True):
    """v1.HostIP."""

    ip: str = field(default_factory=str)


class PodIP(ApiType, frozen=True, kw_only=True):
    """v1.PodIP."""

    ip: str = field(default_factory=str)


class PodResourceClaimStatus(ApiType, frozen=True, kw_only=True):
    """v1.PodResourceClaimStatus."""

    name: str = field(default_factory=str)
    resource_claim_name: str | None = None


class ContainerExtendedResourceRequest(ApiType, frozen=True, kw_only=True):
    """v1.ContainerExtendedResourceRequest."""

    container_name: str = field(default_factory=str)
    resource_name: str = field(default_factory=str)
    request_name: str = field(default_factory=str)


class PodExtendedResourceClaimStatus(ApiType, frozen=True, kw_only=True):
    """v1.PodExtendedResourceClaimStatus."""

    request_mappings: tuple[ContainerExtendedResourceRequest, ...] = ()
    resource_claim_name: str = field(default_factory=str)


class PodStatus(ApiType, frozen=True, kw_only=True):
    """v1.PodStatus."""

    observed_generation: int = 0
    phase: str = ""
    conditions: tuple[PodCondition, ...] = ()
    message: str = ""
    reason: str = ""
    nominated_node_name: str = ""
    host_ip: str = field(default="", name="hostIP")
    host_ips: tuple[HostIP, ...] = field(default=(), name="hostIPs")
    pod_ip: str = field(default="", name="podIP")
    pod_ips: tuple[PodIP, ...] = field(default=(), name="podIPs")
    start_time: Time | None = None
    init_container_statuses: tuple[ContainerStatus, ...] = ()
    container_statuses: tuple[ContainerStatus, ...] = ()
    qos_class: str = ""
    ephemeral_container_statuses: tuple[ContainerStatus, ...] = ()
    resize: str = ""
    resource_claim_statuses: tuple[PodResourceClaimStatus, ...] = ()
    extended_resource_claim_status: PodExtendedResourceClaimStatus | None = None
    allocated_resources: ResourceList = field(default_factory=dict)
    resources: ResourceRequirements | None = None


class Pod(ApiType, frozen=True, kw_only=True):
    """v1.Pod."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


class PodTemplateSpec(ApiType, frozen=True, kw_only=True):
    """v1.PodTemplateSpec: what a controller stamps pods from."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()


class PodTemplate(ApiType, frozen=True, kw_only=True):
    """v1.PodTemplate."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    template: PodTemplateSpec = PodTemplateSpec()
