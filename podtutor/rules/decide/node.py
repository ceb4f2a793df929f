"""The decisions a node takes about its pods: class, resources, life and death of containers, eviction."""

from __future__ import annotations

from podtutor.rules.decide.frame import Decision

_HERE = "podtutor.rules.decide."

NODE_DECISIONS: tuple[Decision, ...] = (
    Decision(
        name="qos",
        summary="the quality of service class of a pod, before and after defaulting",
        upstream="pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS",
        module=_HERE + "qos",
        accepts_pod=True,
    ),
    Decision(
        name="requests",
        summary="what a pod asks for and may use at most, as the scheduler and the kubelet add it up",
        upstream="k8s.io/component-helpers/resource/helpers.go PodRequests, PodLimits",
        module=_HERE + "requests",
        accepts_pod=True,
    ),
    Decision(
        name="oom_score_adj",
        summary="whom the kernel kills first when memory runs out: the score adjustment of each container",
        upstream="pkg/kubelet/qos/policy.go GetContainerOOMScoreAdjust",
        module=_HERE + "oom_score_adj",
    ),
    Decision(
        name="phase",
        summary="the phase of a pod, from the states of its containers",
        upstream="pkg/kubelet/kubelet_pods.go getPhase",
        module=_HERE + "phase",
        accepts_pod=True,
    ),
    Decision(
        name="conditions",
        summary="the conditions Initialized, ContainersReady and Ready of a pod",
        upstream="pkg/kubelet/status/generate.go GeneratePodInitializedCondition, "
        "GenerateContainersReadyCondition, GeneratePodReadyCondition",
        module=_HERE + "conditions",
        accepts_pod=True,
    ),
    Decision(
        name="actions",
        summary="what the kubelet does next for a pod: which containers it starts, restarts and kills",
        upstream="pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions",
        module=_HERE + "actions",
    ),
    Decision(
        name="backoff",
        summary="how long a container that ended waits for its next start",
        upstream="pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff; client-go/util/flowcontrol/backoff.go",
        module=_HERE + "backoff",
    ),
    Decision(
        name="printer",
        summary="the row that `kubectl get pod -o wide` prints",
        upstream="pkg/printers/internalversion/printers.go printPod",
        module=_HERE + "printer",
        accepts_pod=True,
    ),
    Decision(
        name="probe_results",
        summary="what a prober makes of a series of probe answers",
        upstream="pkg/kubelet/prober/worker.go doProbe",
        module=_HERE + "probe_results",
    ),
    Decision(
        name="termination_order",
        summary="when each container of a pod that is being stopped gets SIGTERM and when SIGKILL",
        upstream="pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer; "
        "kuberuntime_termination_order.go waitForTurn",
        module=_HERE + "termination_order",
    ),
    Decision(
        name="grace_period",
        summary="the grace period the kubelet gives a pod that has to go",
        upstream="pkg/kubelet/pod_workers.go calculateEffectiveGracePeriod",
        module=_HERE + "grace_period",
    ),
    Decision(
        name="eviction_rank",
        summary="which pod a node under pressure evicts first, and the message it leaves",
        upstream="pkg/kubelet/eviction/helpers.go rankMemoryPressure, rankPIDPressure, rankDiskPressureFunc",
        module=_HERE + "eviction_rank",
    ),
    Decision(
        name="eviction_thresholds",
        summary="when a node is under pressure, what it says about it, and when it begins to evict",
        upstream="pkg/kubelet/eviction/helpers.go ParseThresholdConfig, thresholdsMet, thresholdsMetGracePeriod",
        module=_HERE + "eviction_thresholds",
    ),
    Decision(
        name="eviction_local",
        summary="whether a pod is evicted for using more local storage than its own limits allow",
        upstream="pkg/kubelet/eviction/eviction_manager.go localStorageEviction",
        module=_HERE + "eviction_local",
    ),
)
