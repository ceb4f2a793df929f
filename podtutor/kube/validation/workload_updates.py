"""What may change of a workload that stands: selectors, StatefulSets, Jobs.

Upstream: pkg/apis/apps/validation/validation.go, pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from podtutor.kube.batch import Job, JobSpec
from podtutor.kube.container import Container
from podtutor.kube.pod import Affinity, PodTemplateSpec
from podtutor.kube.validation.field_error import FIELD_IMMUTABLE_ERROR, FieldError, forbidden, invalid
from podtutor.kube.workload import DaemonSet, Deployment, ReplicaSet, StatefulSet

STATEFUL_SET_REFUSAL = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
IN_TANDEM = "can only be modified in tandem with spec.parallelism"
INDEXED = "Indexed"


def validate_workload_update(new: Any, old: Any) -> list[FieldError]:
    """The errors of a change from `old` to `new`, both with their defaults; none for kinds that are no workloads."""
    if isinstance(old, StatefulSet):
        return validate_stateful_set_update(new, old)
    if isinstance(old, Job):
        return validate_job_update(new, old)
    if isinstance(old, (Deployment, ReplicaSet, DaemonSet)) and old.spec.selector != new.spec.selector:
        return [invalid("spec.selector", new.spec.selector, FIELD_IMMUTABLE_ERROR)]
    return []


def validate_stateful_set_update(new: StatefulSet, old: StatefulSet) -> list[FieldError]:
    """pkg/apis/apps/validation/validation.go ValidateStatefulSetUpdate

    What may change is put back, then nothing may differ.
    """
    munged = replace(
        new.spec,
        replicas=old.spec.replicas,
        ordinals=old.spec.ordinals,
        template=old.spec.template,
        update_strategy=old.spec.update_strategy,
        revision_history_limit=old.spec.revision_history_limit,
        persistent_volume_claim_retention_policy=old.spec.persistent_volume_claim_retention_policy,
        min_ready_seconds=old.spec.min_ready_seconds,
    )
    return [] if munged == old.spec else [forbidden("spec", STATEFUL_SET_REFUSAL)]


def validate_job_update(new: Job, old: Job) -> list[FieldError]:
    """pkg/apis/batch/validation/validation.go ValidateJobSpecUpdate

    The size of an Indexed Job may change together with its parallelism; a suspended Job may be told other things
    about where its pods run and what they get.
    """
    spec, before = new.spec, old.spec
    errors: list[FieldError] = []
    if spec.completions != before.completions:
        if spec.completion_mode != INDEXED:
            errors.append(invalid("spec.completions", spec.completions, FIELD_IMMUTABLE_ERROR))
        elif spec.completions != spec.parallelism:
            errors.append(invalid("spec.completions", spec.completions, IN_TANDEM))
    if spec.selector != before.selector:
        errors.append(invalid("spec.selector", spec.selector, FIELD_IMMUTABLE_ERROR))
    if _fixed_part(spec.template, before) != _fixed_part(before.template, before):
        errors.append(invalid("spec.template", spec.template, FIELD_IMMUTABLE_ERROR))
    for field, now, then in (
        ("completionMode", spec.completion_mode, before.completion_mode),
        ("podFailurePolicy", spec.pod_failure_policy, before.pod_failure_policy),
        ("backoffLimitPerIndex", spec.backoff_limit_per_index, before.backoff_limit_per_index),
        ("managedBy", spec.managed_by, before.managed_by),
        ("successPolicy", spec.success_policy, before.success_policy),
    ):
        if now != then:
            errors.append(invalid(f"spec.{field}", now, FIELD_IMMUTABLE_ERROR))
    return errors


def _fixed_part(template: PodTemplateSpec, before: JobSpec) -> PodTemplateSpec:
    """The template without what may change while the Job is suspended."""
    if not before.suspend:
        return template
    spec = template.spec
    affinity = None if spec.affinity is None else replace(spec.affinity, node_affinity=None)
    return replace(
        template,
        metadata=replace(template.metadata, labels={}, annotations={}),
        spec=replace(
            spec,
            node_selector={},
            affinity=None if affinity == Affinity() else affinity,
            tolerations=(),
            scheduling_gates=(),
            containers=tuple(_without_resources(one) for one in spec.containers),
            init_containers=tuple(_without_resources(one) for one in spec.init_containers),
        ),
    )


def _without_resources(container: Container) -> Container:
    return replace(container, resources=Container().resources)
