"""Containers: images, commands, environment, ports, probes, lifecycle, resources and security."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.quantity import Quantity, zero
from podtutor.kube.wire import ApiType, IntOrString

ResourceList = dict[str, Quantity]
"""v1.ResourceList: amounts by resource name (`cpu`, `memory`, `example.com/gpu`)."""


class ContainerPort(ApiType, frozen=True, kw_only=True):
    """v1.ContainerPort."""

    name: str = ""
    host_port: int = 0
    container_port: int = field(default_factory=int)
    protocol: str = ""
    host_ip: str = field(default="", name="hostIP")


class ObjectFieldSelector(ApiType, frozen=True, kw_only=True):
    """v1.ObjectFieldSelector: a field of the pod itself."""

    api_version: str = ""
    field_path: str = field(default_factory=str)


class ResourceFieldSelector(ApiType, frozen=True, kw_only=True):
    """v1.ResourceFieldSelector: a limit or request of a container, divided by `divisor`."""

    container_name: str = ""
    resource: str = field(default_factory=str)
    divisor: Quantity = field(default_factory=zero)


class ConfigMapKeySelector(ApiType, frozen=True, kw_only=True):
    """v1.ConfigMapKeySelector: one key of a ConfigMap."""

    name: str = ""
    key: str = field(default_factory=str)
    optional: bool | None = None


class SecretKeySelector(ApiType, frozen=True, kw_only=True):
    """v1.SecretKeySelector: one key of a Secret."""

    name: str = ""
    key: str = field(default_factory=str)
    optional: bool | None = None


class FileKeySelector(ApiType, frozen=True, kw_only=True):
    """v1.FileKeySelector: one variable of an environment file in a volume."""

    volume_name: str = field(default_factory=str)
    path: str = field(default_factory=str)
    key: str = field(default_factory=str)
    optional: bool | None = None


class EnvVarSource(ApiType, frozen=True, kw_only=True):
    """v1.EnvVarSource: exactly one of its members."""

    field_ref: ObjectFieldSelector | None = None
    resource_field_ref: ResourceFieldSelector | None = None
    config_map_key_ref: ConfigMapKeySelector | None = None
    secret_key_ref: SecretKeySelector | None = None
    file_key_ref: FileKeySelector | None = None


class EnvVar(ApiType, frozen=True, kw_only=True):
    """v1.EnvVar."""

    name: str = field(default_factory=str)
    value: str = ""
    value_from: EnvVarSource | None = None


class ConfigMapEnvSource(ApiType, frozen=True, kw_only=True):
    """v1.ConfigMapEnvSource."""

    name: str = ""
    optional: bool | None = None


class SecretEnvSource(ApiType, frozen=True, kw_only=True):
    """v1.SecretEnvSource."""

    name: str = ""
    optional: bool | None = None


class EnvFromSource(ApiType, frozen=True, kw_only=True):
    """v1.EnvFromSource: every key of a ConfigMap or Secret as a variable."""

    prefix: str = ""
    config_map_ref: ConfigMapEnvSource | None = None
    secret_ref: SecretEnvSource | None = None


class ResourceClaim(ApiType, frozen=True, kw_only=True):
    """v1.ResourceClaim: an entry of the pod's `resourceClaims` used by a container."""

    name: str = field(default_factory=str)
    request: str = ""


class ResourceRequirements(ApiType, frozen=True, kw_only=True):
    """v1.ResourceRequirements."""

    limits: ResourceList = field(default_factory=dict)
    requests: ResourceList = field(default_factory=dict)
    claims: tuple[ResourceClaim, ...] = ()


class ContainerResizePolicy(ApiType, frozen=True, kw_only=True):
    """v1.ContainerResizePolicy: whether resizing `resource_name` restarts the container."""

    resource_name: str = field(default_factory=str)
    restart_policy: str = field(default_factory=str)


class ContainerRestartRuleOnExitCodes(ApiType, frozen=True, kw_only=True):
    """v1.ContainerRestartRuleOnExitCodes: exit codes In or NotIn `values`."""

    operator: str = field(default_factory=str)
    values: tuple[int, ...] = ()


class ContainerRestartRule(ApiType, frozen=True, kw_only=True):
    """v1.ContainerRestartRule: what to do (`action`) when a container ends as described."""

    action: str = ""
    exit_codes: ContainerRestartRuleOnExitCodes | None = None


class VolumeMount(ApiType, frozen=True, kw_only=True):
    """v1.VolumeMount."""

    name: str = field(default_factory=str)
    read_only: bool = False
    recursive_read_only: str | None = None
    mount_path: str = field(default_factory=str)
    sub_path: str = ""
    mount_propagation: str | None = None
    sub_path_expr: str = ""


class VolumeDevice(ApiType, frozen=True, kw_only=True):
    """v1.VolumeDevice: a raw block device inside a container."""

    name: str = field(default_factory=str)
    device_path: str = field(default_factory=str)


class ExecAction(ApiType, frozen=True, kw_only=True):
    """v1.ExecAction."""

    command: tuple[str, ...] = ()


class HTTPHeader(ApiType, frozen=True, kw_only=True):
    """v1.HTTPHeader."""

    name: str = field(default_factory=str)
    value: str = field(default_factory=str)


class HTTPGetAction(ApiType, frozen=True, kw_only=True):
    """v1.HTTPGetAction."""

    path: str = ""
    port: IntOrString = field(default_factory=int)
    host: str = ""
    scheme: str = ""
    http_headers: tuple[HTTPHeader, ...] = ()


class TCPSocketAction(ApiType, frozen=True, kw_only=True):
    """v1.TCPSocketAction."""

    port: IntOrString = field(default_factory=int)
    host: str = ""


class GRPCAction(ApiType, frozen=True, kw_only=True):
    """v1.GRPCAction."""

    port: int = field(default_factory=int)
    service: str | None = None


class SleepAction(ApiType, frozen=True, kw_only=True):
    """v1.SleepAction: seconds to sleep."""

    seconds: int = field(default_factory=int)


class Probe(ApiType, frozen=True, kw_only=True):
    """v1.Probe: one handler and its timing, in seconds."""

    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    grpc: GRPCAction | None = None
    initial_delay_seconds: int = 0
    timeout_seconds: int = 0
    period_seconds: int = 0
    success_threshold: int = 0
    failure_threshold: int = 0
    termination_grace_period_seconds: int | None = None


class LifecycleHandler(ApiType, frozen=True, kw_only=True):
    """v1.LifecycleHandler: exactly one of its members."""

    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    sleep: SleepAction | None = None


class Lifecycle(ApiType, frozen=True, kw_only=True):
    """v1.Lifecycle."""

    post_start: LifecycleHandler | None = None
    pre_stop: LifecycleHandler | None = None
    stop_signal: str | None = None


class Capabilities(ApiType, frozen=True, kw_only=True):
    """v1.Capabilities."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


class SELinuxOptions(ApiType, frozen=True, kw_only=True):
    """v1.SELinuxOptions."""

    user: str = ""
    role: str = ""
    type: str = ""
    level: str = ""


class WindowsSecurityContextOptions(ApiType, frozen=True, kw_only=True):
    """v1.WindowsSecurityContextOptions."""

    gmsa_credential_spec_name: str | None = None
    gmsa_credential_spec: str | None = None
    run_as_user_name: str | None = None
    host_process: bool | None = None


class SeccompProfile(ApiType, frozen=True, kw_only=True):
    """v1.SeccompProfile."""

    type: str = field(default_factory=str)
    localhost_profile: str | None = None


class AppArmorProfile(ApiType, frozen=True, kw_only=True):
    """v1.AppArmorProfile."""

    type: str = field(default_factory=str)
    localhost_profile: str | None = None


class SecurityContext(ApiType, frozen=True, kw_only=True):
    """v1.SecurityContext: of one container."""

    capabilities: Capabilities | None = None
    privileged: bool | None = None
    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsSecurityContextOptions | None = None
    run_as_user: int | None = None
    run_as_group: int | None = None
    run_as_non_root: bool | None = None
    read_only_root_filesystem: bool | None = None
    allow_privilege_escalation: bool | None = None
    proc_mount: str | None = None
    seccomp_profile: SeccompProfile | None = None
    app_armor_profile: AppArmorProfile | None = None


class Container(ApiType, frozen=True, kw_only=True):
    """v1.Container, and v1.EphemeralContainer with `target_container_name`."""

    name: str = field(default_factory=str)
    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    working_dir: str = ""
    ports: tuple[ContainerPort, ...] = ()
    env_from: tuple[EnvFromSource, ...] = ()
    env: tuple[EnvVar, ...] = ()
    resources: ResourceRequirements = ResourceRequirements()
    resize_policy: tuple[ContainerResizePolicy, ...] = ()
    restart_policy: str | None = None
    restart_policy_rules: tuple[ContainerRestartRule, ...] = ()
    volume_mounts: tuple[VolumeMount, ...] = ()
    volume_devices: tuple[VolumeDevice, ...] = ()
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    termination_message_path: str = ""
    termination_message_policy: str = ""
    image_pull_policy: str = ""
    security_context: SecurityContext | None = None
    stdin: bool = False
    stdin_once: bool = False
    tty: bool = False


class EphemeralContainer(Container, frozen=True, kw_only=True):
    """v1.EphemeralContainer: a container added to a running pod for debugging."""

    target_container_name: str = ""
