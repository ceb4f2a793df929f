"""What a node measures of its pods: the ground of evictions. Bytes and counts; None where nothing was measured."""

from __future__ import annotations

from msgspec import Struct


class ContainerStats(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """k8s.io/kubelet/pkg/apis/stats/v1alpha1 ContainerStats: `memory` is the working set."""

    name: str
    memory: int | None = None
    rootfs: int | None = None
    logs: int | None = None
    rootfs_inodes: int | None = None
    logs_inodes: int | None = None


class VolumeStats(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """k8s.io/kubelet/pkg/apis/stats/v1alpha1 VolumeStats."""

    name: str
    used: int | None = None
    inodes: int | None = None


class PodStats(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """k8s.io/kubelet/pkg/apis/stats/v1alpha1 PodStats: `memory` is the working set of the whole pod."""

    memory: int | None = None
    processes: int | None = None
    ephemeral_storage: int | None = None
    containers: tuple[ContainerStats, ...] = ()
    volumes: tuple[VolumeStats, ...] = ()
