"""Controllers that keep pods running: ReplicaSet, Deployment, StatefulSet, DaemonSet, ReplicationController."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.meta import LabelSelector, ObjectMeta
from podtutor.kube.pod import PodTemplateSpec
from podtutor.kube.storage import PersistentVolumeClaim
from podtutor.kube.wire import ApiType, IntOrString, Time


class WorkloadCondition(ApiType, frozen=True, kw_only=True):
    """DeploymentCondition, ReplicaSetCondition, StatefulSetCondition, DaemonSetCondition."""

    type: str = field(default_factory=str)
    status: str = field(default_factory=str)
    last_update_time: Time | None = None
    last_transition_time: Time | None = None
    reason: str = ""
    message: str = ""


class ReplicaSetSpec(ApiType, frozen=True, kw_only=True):
    """apps/v1.ReplicaSetSpec."""

    replicas: int | None = None
    min_ready_seconds: int = 0
    selector: LabelSelector | None = None
    template: PodTemplateSpec = PodTemplateSpec()


class ReplicaSetStatus(ApiType, frozen=True, kw_only=True):
    """apps/v1.ReplicaSetStatus."""

    replicas: int = field(default_factory=int)
    fully_labeled_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    terminating_replicas: int | None = None
    observed_generation: int = 0
    conditions: tuple[WorkloadCondition, ...] = ()


class ReplicaSet(ApiType, frozen=True, kw_only=True):
    """apps/v1.ReplicaSet."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: ReplicaSetSpec = ReplicaSetSpec()
    status: ReplicaSetStatus = ReplicaSetStatus()


class ReplicationControllerSpec(ApiType, frozen=True, kw_only=True):
    """v1.ReplicationControllerSpec."""

    replicas: int | None = None
    min_ready_seconds: int = 0
    selector: dict[str, str] = field(default_factory=dict)
    template: PodTemplateSpec | None = None


class ReplicationController(ApiType, frozen=True, kw_only=True):
    """v1.ReplicationController."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: ReplicationControllerSpec = ReplicationControllerSpec()
    status: ReplicaSetStatus = ReplicaSetStatus()


class RollingUpdateDeployment(ApiType, frozen=True, kw_only=True):
    """apps/v1.RollingUpdateDeployment: numbers, or percentages as text."""

    max_unavailable: IntOrString | None = None
    max_surge: IntOrString | None = None


class DeploymentStrategy(ApiType, frozen=True, kw_only=True):
    """apps/v1.DeploymentStrategy: Recreate or RollingUpdate."""

    type: str = ""
    rolling_update: RollingUpdateDeployment | None = None


class DeploymentSpec(ApiType, frozen=True, kw_only=True):
    """apps/v1.DeploymentSpec. Seconds."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplateSpec = PodTemplateSpec()
    strategy: DeploymentStrategy = DeploymentStrategy()
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None
    paused: bool = False
    progress_deadline_seconds: int | None = None


class DeploymentStatus(ApiType, frozen=True, kw_only=True):
    """apps/v1.DeploymentStatus."""

    observed_generation: int = 0
    replicas: int = 0
    updated_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    unavailable_replicas: int = 0
    terminating_replicas: int | None = None
    conditions: tuple[WorkloadCondition, ...] = ()
    collision_count: int | None = None


class Deployment(ApiType, frozen=True, kw_only=True):
    """apps/v1.Deployment."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: DeploymentSpec = DeploymentSpec()
    status: DeploymentStatus = DeploymentStatus()


class RollingUpdateStatefulSetStrategy(ApiType, frozen=True, kw_only=True):
    """apps/v1.RollingUpdateStatefulSetStrategy."""

    partition: int | None = None
    max_unavailable: IntOrString | None = None


class StatefulSetUpdateStrategy(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSetUpdateStrategy: RollingUpdate or OnDelete."""

    type: str = ""
    rolling_update: RollingUpdateStatefulSetStrategy | None = None


class StatefulSetPersistentVolumeClaimRetentionPolicy(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy: Retain or Delete."""

    when_deleted: str = ""
    when_scaled: str = ""


class StatefulSetOrdinals(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSetOrdinals: the first pod's number."""

    start: int = field(default_factory=int)


class StatefulSetSpec(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSetSpec."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplateSpec = PodTemplateSpec()
    volume_claim_templates: tuple[PersistentVolumeClaim, ...] = ()
    service_name: str = ""
    pod_management_policy: str = ""
    update_strategy: StatefulSetUpdateStrategy = StatefulSetUpdateStrategy()
    revision_history_limit: int | None = None
    min_ready_seconds: int = 0
    persistent_volume_claim_retention_policy: StatefulSetPersistentVolumeClaimRetentionPolicy | None = None
    ordinals: StatefulSetOrdinals | None = None


class StatefulSetStatus(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSetStatus."""

    observed_generation: int = 0
    replicas: int = field(default_factory=int)
    ready_replicas: int = 0
    current_replicas: int = 0
    updated_replicas: int = 0
    current_revision: str = ""
    update_revision: str = ""
    collision_count: int | None = None
    conditions: tuple[WorkloadCondition, ...] = ()
    available_replicas: int = field(default_factory=int)


class StatefulSet(ApiType, frozen=True, kw_only=True):
    """apps/v1.StatefulSet."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: StatefulSetSpec = StatefulSetSpec()
    status: StatefulSetStatus = StatefulSetStatus()


class RollingUpdateDaemonSet(ApiType, frozen=True, kw_only=True):
    """apps/v1.RollingUpdateDaemonSet."""

    max_unavailable: IntOrString | None = None
    max_surge: IntOrString | None = None


class DaemonSetUpdateStrategy(ApiType, frozen=True, kw_only=True):
    """apps/v1.DaemonSetUpdateStrategy: RollingUpdate or OnDelete."""

    type: str = ""
    rolling_update: RollingUpdateDaemonSet | None = None


class DaemonSetSpec(ApiType, frozen=True, kw_only=True):
    """apps/v1.DaemonSetSpec."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec = PodTemplateSpec()
    update_strategy: DaemonSetUpdateStrategy = DaemonSetUpdateStrategy()
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None


class DaemonSetStatus(ApiType, frozen=True, kw_only=True):
    """apps/v1.DaemonSetStatus."""

    current_number_scheduled: int = field(default_factory=int)
    number_misscheduled: int = field(default_factory=int)
    desired_number_scheduled: int = field(default_factory=int)
    number_ready: int = field(default_factory=int)
    observed_generation: int = 0
    updated_number_scheduled: int = 0
    number_available: int = 0
    number_unavailable: int = 0
    collision_count: int | None = None
    conditions: tuple[WorkloadCondition, ...] = ()


class DaemonSet(ApiType, frozen=True, kw_only=True):
    """apps/v1.DaemonSet."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    spec: DaemonSetSpec = DaemonSetSpec()
    status: DaemonSetStatus = DaemonSetStatus()
