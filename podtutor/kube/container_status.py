"""What the kubelet reports about a container: its states, resources and health."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.container import ResourceList, ResourceRequirements
from podtutor.kube.wire import ApiType, Time


class ContainerStateWaiting(ApiType, frozen=True, kw_only=True):
    """v1.ContainerStateWaiting."""

    reason: str = ""
    message: str = ""


class ContainerStateRunning(ApiType, frozen=True, kw_only=True):
    """v1.ContainerStateRunning."""

    started_at: Time | None = None


class ContainerStateTerminated(ApiType, frozen=True, kw_only=True):
    """v1.ContainerStateTerminated."""

    exit_code: int = field(default_factory=int)
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: Time | None = None
    finished_at: Time | None = None
    container_id: str = field(default="", name="containerID")


class ContainerState(ApiType, frozen=True, kw_only=True):
    """v1.ContainerState: one of its members; none means waiting."""

    waiting: ContainerStateWaiting | None = None
    running: ContainerStateRunning | None = None
    terminated: ContainerStateTerminated | None = None


class VolumeMountStatus(ApiType, frozen=True, kw_only=True):
    """v1.VolumeMountStatus."""

    name: str = field(default_factory=str)
    mount_path: str = field(default_factory=str)
    read_only: bool = False
    recursive_read_only: str | None = None
    volume_status: dict[str, object] | None = None


class LinuxContainerUser(ApiType, frozen=True, kw_only=True):
    """v1.LinuxContainerUser."""

    uid: int = field(default_factory=int)
    gid: int = field(default_factory=int)
    supplemental_groups: tuple[int, ...] = ()


class ContainerUser(ApiType, frozen=True, kw_only=True):
    """v1.ContainerUser."""

    linux: LinuxContainerUser | None = None


class ResourceHealth(ApiType, frozen=True, kw_only=True):
    """v1.ResourceHealth."""

    resource_id: str = field(default="", name="resourceID")
    health: str = ""
    message: str = ""


class ResourceStatus(ApiType, frozen=True, kw_only=True):
    """v1.ResourceStatus."""

    name: str = field(default_factory=str)
    resources: tuple[ResourceHealth, ...] = ()


class ContainerStatus(ApiType, frozen=True, kw_only=True):
    """v1.ContainerStatus."""

    name: str = field(default_factory=str)
    state: ContainerState = ContainerState()
    last_state: ContainerState = ContainerState()
    ready: bool = field(default_factory=bool)
    restart_count: int = field(default_factory=int)
    image: str = field(default_factory=str)
    image_id: str = field(default_factory=str, name="imageID")
    container_id: str = field(default="", name="containerID")
    started: bool | None = None
    allocated_resources: ResourceList = field(default_factory=dict)
    resources: ResourceRequirements | None = None
    volume_mounts: tuple[VolumeMountStatus, ...] = ()
    user: ContainerUser | None = None
    allocated_resources_status: tuple[ResourceStatus, ...] = ()
    stop_signal: str | None = None
