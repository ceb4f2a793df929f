"""The decisions of scheduler and controllers: where pods go, which of them leave, what comes next."""

from __future__ import annotations

from podtutor.rules.decide.frame import Decision

_HERE = "podtutor.rules.decide."

CONTROL_PLANE_DECISIONS: tuple[Decision, ...] = (
    Decision(
        name="schedule_filter",
        summary="which nodes a pod fits on, and why not on the others",
        upstream="pkg/scheduler/schedule_one.go findNodesThatFitPod; framework.FitError",
        module=_HERE + "schedule_filter",
    ),
    Decision(
        name="schedule_score",
        summary="which of the fitting nodes the scheduler likes best, plugin by plugin",
        upstream="pkg/scheduler/schedule_one.go prioritizeNodes",
        module=_HERE + "schedule_score",
    ),
    Decision(
        name="preemption",
        summary="which pods have to make room for a more important one that fits nowhere",
        upstream="pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go",
        module=_HERE + "preemption",
    ),
    Decision(
        name="tolerates",
        summary="whether a toleration covers a taint, and whether a pod may go to a tainted node",
        upstream="k8s.io/api/core/v1/toleration.go ToleratesTaint; "
        "component-helpers/scheduling/corev1/helpers.go FindMatchingUntoleratedTaint",
        module=_HERE + "tolerates",
    ),
    Decision(
        name="pdb",
        summary="how many pods a disruption budget allows to be evicted now",
        upstream="pkg/controller/disruption/disruption.go trySync",
        module=_HERE + "pdb",
    ),
    Decision(
        name="pdb_eviction",
        summary="what the Eviction API answers for a pod under disruption budgets",
        upstream="pkg/registry/core/pod/storage/eviction.go EvictionREST.Create",
        module=_HERE + "pdb_eviction",
    ),
    Decision(
        name="rollout",
        summary="how a Deployment trades old pods for new ones, sync by sync",
        upstream="pkg/controller/deployment/rolling.go, sync.go; deployment/util/deployment_util.go",
        module=_HERE + "rollout",
    ),
    Decision(
        name="rs_victims",
        summary="which pods a ReplicaSet gives up first when it is scaled down",
        upstream="pkg/controller/controller_utils.go ActivePodsWithRanks",
        module=_HERE + "rs_victims",
    ),
    Decision(
        name="job",
        summary="what a Job does about its pods: back-off, failure and success policies, one whole sync",
        upstream="pkg/controller/job/job_controller.go syncJob",
        module=_HERE + "job",
    ),
)
