"""The numbers and names a node works by: kubelet, container runtime, eviction. Upstream's name stands beside each.

Times are in the unit the name says.
"""

from __future__ import annotations

from typing import Final

# Back-off of containers (pkg/kubelet/kubelet.go, pkg/kubelet/apis/config/v1beta1/defaults.go).
MAX_CRASH_LOOP_BACK_OFF_MILLISECONDS: Final = 300_000  # kubelet.MaxCrashLoopBackOff
INITIAL_CRASH_LOOP_BACK_OFF_MILLISECONDS: Final = 10_000  # kubelet.initialCrashLoopBackOff
CRASH_LOOP_BACK_OFF_RESET_MILLISECONDS: Final = 600_000  # the HasExpiredFunc of the kubelet's crashLoopBackOff
MAX_IMAGE_BACK_OFF_MILLISECONDS: Final = 300_000  # kubelet.MaxImageBackOff
INITIAL_IMAGE_BACK_OFF_MILLISECONDS: Final = 10_000  # kubelet.imageBackOffPeriod
BACK_OFF_PERIOD_MILLISECONDS: Final = 10_000  # kubelet.backOffPeriod
BACK_OFF_FACTOR: Final = 2  # flowcontrol.Backoff.Next
BACK_OFF_JITTER_FACTOR: Final = 0.5  # kubelet.workerBackOffPeriodJitterFactor
RESYNC_JITTER_FACTOR: Final = 0.5  # kubelet.workerResyncIntervalJitterFactor

# Grace periods (pkg/kubelet/kuberuntime, pkg/kubelet/pod_workers.go).
MINIMUM_GRACE_PERIOD_SECONDS: Final = 2  # kuberuntime.minimumGracePeriodInSeconds
MINIMUM_POD_WORKER_GRACE_PERIOD_SECONDS: Final = 1  # the floor in kubelet.calculateEffectiveGracePeriod

# Probes (pkg/kubelet/prober).
MAX_PROBE_RETRIES: Final = 3  # prober.maxProbeRetries
CONTAINER_OLDER_THAN_KUBELET_MILLISECONDS: Final = 10_000  # prober.kubeletRestartGracePeriod

# The kernel's OOM killer (pkg/kubelet/qos/policy.go).
KUBELET_OOM_SCORE_ADJ: Final = -999  # qos.KubeletOOMScoreAdj
GUARANTEED_OOM_SCORE_ADJ: Final = -997  # qos.guaranteedOOMScoreAdj
BEST_EFFORT_OOM_SCORE_ADJ: Final = 1000  # qos.besteffortOOMScoreAdj

# Priorities (pkg/apis/scheduling/types.go, pkg/kubelet/types/pod_update.go).
SYSTEM_CRITICAL_PRIORITY: Final = 2_000_000_000  # scheduling.SystemCriticalPriority
SYSTEM_NODE_CRITICAL: Final = "system-node-critical"  # scheduling.SystemNodeCritical
SYSTEM_CLUSTER_CRITICAL: Final = "system-cluster-critical"  # scheduling.SystemClusterCritical

# Where a pod comes from (pkg/kubelet/types/pod_update.go).
CONFIG_SOURCE_ANNOTATION: Final = "kubernetes.io/config.source"  # types.ConfigSourceAnnotationKey
CONFIG_MIRROR_ANNOTATION: Final = "kubernetes.io/config.mirror"  # types.ConfigMirrorAnnotationKey
API_SERVER_SOURCE: Final = "api"  # types.ApiserverSource

# What the scheduler assumes of a container that asks for nothing (pkg/scheduler/util/pod_resources.go).
DEFAULT_MILLI_CPU_REQUEST: Final = 100  # util.DefaultMilliCPURequest
DEFAULT_MEMORY_REQUEST: Final = 200 * 1024 * 1024  # util.DefaultMemoryRequest

# Eviction (pkg/kubelet/eviction, pkg/kubelet/apis/config/v1beta1/defaults_linux.go).
DEFAULT_EVICTION_HARD: Final = {  # config.DefaultEvictionHard
    "memory.available": "100Mi",
    "nodefs.available": "10%",
    "nodefs.inodesFree": "5%",
    "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
}
EVICTION_PRESSURE_TRANSITION_PERIOD_MILLISECONDS: Final = 300_000  # EvictionPressureTransitionPeriod
EVICTION_MONITORING_PERIOD_MILLISECONDS: Final = 10_000  # kubelet.evictionMonitoringPeriod
IMMEDIATE_EVICTION_GRACE_PERIOD_SECONDS: Final = 1  # eviction.immediateEvictionGracePeriodSeconds
EVICTED: Final = "Evicted"  # eviction.Reason
ENFORCE_NODE_ALLOCATABLE_PODS: Final = "pods"  # types.NodeAllocatableEnforcementKey

# `kubectl get pod` (pkg/printers/internalversion/printers.go, pkg/util/node/node.go).
NODE_UNREACHABLE_POD_REASON: Final = "NodeLost"  # node.NodeUnreachablePodReason
