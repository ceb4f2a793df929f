"""What may change about a pod after its creation (pkg/apis/core/validation/validation.go ValidatePodUpdate)."""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.pod import Pod, PodSpec

REFUSAL = (
    'Pod "{}" is invalid: spec: Forbidden: pod updates may not change fields other than '
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def pod_update_refusal(old: Pod, new: Pod) -> str:
    """Why the change is refused; "" where it is not."""
    before, after = old.spec, new.spec
    if len(before.containers) != len(after.containers) or len(before.init_containers) != len(after.init_containers):
        return f'Pod "{new.metadata.name}" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers'
    gates_before = {gate.name for gate in before.scheduling_gates}
    if any(gate.name not in gates_before for gate in after.scheduling_gates):
        return f'Pod "{new.metadata.name}" is invalid: spec.schedulingGates: Forbidden: only deletion is allowed, but found new scheduling gate'
    if any(toleration not in after.tolerations for toleration in before.tolerations):
        return REFUSAL.format(new.metadata.name)
    if _masked(before, before, gated=bool(gates_before)) != _masked(after, before, gated=bool(gates_before)):
        return REFUSAL.format(new.metadata.name)
    return ""


def _masked(spec: PodSpec, like: PodSpec, *, gated: bool) -> PodSpec:
    """The spec with everything that may change made equal to `like`'s."""
    grace = spec.termination_grace_period_seconds
    if (like.termination_grace_period_seconds or 0) < 0 and grace == 1:
        grace = like.termination_grace_period_seconds
    masked = replace(
        spec,
        containers=tuple(
            replace(one, image=other.image) for one, other in zip(spec.containers, like.containers, strict=True)
        ),
        init_containers=tuple(
            replace(one, image=other.image)
            for one, other in zip(spec.init_containers, like.init_containers, strict=True)
        ),
        active_deadline_seconds=like.active_deadline_seconds,
        tolerations=like.tolerations,
        scheduling_gates=like.scheduling_gates,
        termination_grace_period_seconds=grace,
    )
    return replace(masked, node_selector=like.node_selector, affinity=like.affinity) if gated else masked
