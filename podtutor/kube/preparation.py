"""What the API server does to a defaulted pod before it validates it.

Conversion to the internal type, then pkg/registry/core/pod podStrategy.PrepareForCreate: fields behind gates that are
off by default are dropped, matchLabelKeys become part of the selectors.
"""

from __future__ import annotations

import msgspec

from podtutor.kube.constants import MAX_GENERATED_NAME_LENGTH
from podtutor.kube.container import Container
from podtutor.kube.meta import LabelSelector, LabelSelectorRequirement, ObjectMeta
from podtutor.kube.pod import Affinity, Pod, PodAffinityTerm, PodSpec, PodStatus, TopologySpreadConstraint
from podtutor.kube.volume import Volume

_replace = msgspec.structs.replace


def prepare_for_create(pod: Pod, *, name_suffix: str) -> Pod:
    """The pod as validation sees it, and as it is stored.

    `name_suffix` is what a generateName is completed with (upstream: five random characters).
    """
    meta = _fill_object_meta(pod.metadata, name_suffix)
    spec = _convert(pod.spec)
    spec = _drop_disabled_fields(spec)
    spec = _apply_match_label_keys(spec, meta.labels)
    return _replace(pod, metadata=_replace(meta, generation=1), spec=spec, status=PodStatus())


def _fill_object_meta(meta: ObjectMeta, name_suffix: str) -> ObjectMeta:
    """k8s.io/apiserver/pkg/registry/rest BeforeCreate: the namespace, the name, nothing about deletion."""
    name = meta.name
    if not name and meta.generate_name:
        name = meta.generate_name[:MAX_GENERATED_NAME_LENGTH] + name_suffix
    return _replace(
        meta,
        name=name,
        namespace=meta.namespace or "default",
        deletion_timestamp=None,
        deletion_grace_period_seconds=None,
        self_link="",
    )


def _convert(spec: PodSpec) -> PodSpec:
    """pkg/apis/core/v1 Convert_v1_PodSpec_To_core_PodSpec: the old account field, and a negative grace period is 1."""
    account = spec.service_account_name or spec.service_account
    grace = spec.termination_grace_period_seconds
    if grace is not None and grace < 0:
        grace = 1
    return _replace(spec, service_account_name=account, service_account=account, termination_grace_period_seconds=grace)


def _drop_disabled_fields(spec: PodSpec) -> PodSpec:
    """pkg/api/pod DropDisabledPodFields with the default gates of 1.36."""
    return _replace(
        spec,
        volumes=tuple(_drop_from_volume(volume) for volume in spec.volumes),
        containers=tuple(_drop_stop_signal(container) for container in spec.containers),
        init_containers=tuple(_drop_stop_signal(container) for container in spec.init_containers),
        workload_ref=None,
        scheduling_group=None,
    )


def _drop_stop_signal(container: Container) -> Container:
    """Gate ContainerStopSignals; a lifecycle that said nothing else is gone with it."""
    lifecycle = container.lifecycle
    if lifecycle is None or lifecycle.stop_signal is None:
        return container
    rest = _replace(lifecycle, stop_signal=None)
    empty = rest.post_start is None and rest.pre_stop is None
    return _replace(container, lifecycle=None if empty else rest)


def _drop_from_volume(volume: Volume) -> Volume:
    """Gates ClusterTrustBundleProjection and PodCertificateRequest."""
    projected = volume.projected
    if projected is None:
        return volume
    sources = tuple(_replace(source, cluster_trust_bundle=None, pod_certificate=None) for source in projected.sources)
    return _replace(volume, projected=_replace(projected, sources=sources))


def _apply_match_label_keys(spec: PodSpec, labels: dict[str, str]) -> PodSpec:
    """mutatePodAffinity and mutateTopologySpreadConstraints."""
    constraints = tuple(_merge_into_constraint(each, labels) for each in spec.topology_spread_constraints)
    affinity = None if spec.affinity is None else _merge_into_affinity(spec.affinity, labels)
    return _replace(spec, affinity=affinity, topology_spread_constraints=constraints)


def _merge_into_constraint(constraint: TopologySpreadConstraint, labels: dict[str, str]) -> TopologySpreadConstraint:
    if constraint.label_selector is None or not constraint.match_label_keys:
        return constraint
    selector = _merged(constraint.label_selector, constraint.match_label_keys, "In", labels)
    return _replace(constraint, label_selector=selector)


def _merge_into_affinity(affinity: Affinity, labels: dict[str, str]) -> Affinity:
    changes = {}
    for name in ("pod_affinity", "pod_anti_affinity"):
        pods = getattr(affinity, name)
        if pods is not None:
            changes[name] = _replace(
                pods,
                required_during_scheduling_ignored_during_execution=tuple(
                    _merge_into_term(term, labels) for term in pods.required_during_scheduling_ignored_during_execution
                ),
                preferred_during_scheduling_ignored_during_execution=tuple(
                    _replace(each, pod_affinity_term=_merge_into_term(each.pod_affinity_term, labels))
                    for each in pods.preferred_during_scheduling_ignored_during_execution
                ),
            )
    return _replace(affinity, **changes)


def _merge_into_term(term: PodAffinityTerm, labels: dict[str, str]) -> PodAffinityTerm:
    """pkg/registry/core/pod applyMatchLabelKeysAndMismatchLabelKeys."""
    if term.label_selector is None:
        return term
    selector = _merged(term.label_selector, term.match_label_keys, "In", labels)
    selector = _merged(selector, term.mismatch_label_keys, "NotIn", labels)
    return _replace(term, label_selector=selector)


def _merged(selector: LabelSelector, keys: tuple[str, ...], operator: str, labels: dict[str, str]) -> LabelSelector:
    more = tuple(
        LabelSelectorRequirement(key=key, operator=operator, values=(labels[key],)) for key in keys if key in labels
    )
    return _replace(selector, match_expressions=(*selector.match_expressions, *more))
