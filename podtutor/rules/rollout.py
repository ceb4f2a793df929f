"""The arithmetic of a Deployment's rollout: how many new pods may come, how many old ones may go, and who pays."""

from __future__ import annotations

from msgspec import Struct

from podtutor.kube.wire import IntOrString
from podtutor.rules.int_or_percent import get_scaled_value_from_int_or_percent

ROLLING_UPDATE = "RollingUpdate"
RECREATE = "Recreate"


class Rollout(Struct, frozen=True, kw_only=True):
    """What a Deployment wants: its replicas and how far it may deviate from them on the way.

    `status_replicas` is its `status.replicas`: what a set without a max-replicas annotation is measured against.
    """

    replicas: int
    status_replicas: int = 0
    max_surge: IntOrString = 0
    max_unavailable: IntOrString = 0
    strategy: str = ROLLING_UPDATE


class Revision(Struct, frozen=True, kw_only=True):
    """One ReplicaSet of a Deployment as the arithmetic sees it.

    `created` orders revisions by age (milliseconds, or any growing number); `max_replicas` and `desired_replicas` are
    the annotations deployment.kubernetes.io/max-replicas and /desired-replicas, None where absent.
    """

    name: str
    replicas: int
    available: int = 0
    created: int = 0
    max_replicas: int | None = None
    desired_replicas: int | None = None


def resolve_fenceposts(max_surge: IntOrString, max_unavailable: IntOrString, desired: int) -> tuple[int, int]:
    """pkg/controller/deployment/util/deployment_util.go ResolveFenceposts

    (surge, unavailable) as numbers of pods: shares of the surge are rounded up, of the unavailable down; both zero would
    block every rollout, so one may then be unavailable.
    """
    surge = get_scaled_value_from_int_or_percent(max_surge, desired, round_up=True)
    unavailable = get_scaled_value_from_int_or_percent(max_unavailable, desired, round_up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return surge, unavailable


def max_surge(rollout: Rollout) -> int:
    """pkg/controller/deployment/util/deployment_util.go MaxSurge

    Pods beyond the wanted number that may exist during a rolling update; 0 for other strategies.
    """
    if rollout.strategy != ROLLING_UPDATE:
        return 0
    return resolve_fenceposts(rollout.max_surge, rollout.max_unavailable, rollout.replicas)[0]


def max_unavailable(rollout: Rollout) -> int:
    """pkg/controller/deployment/util/deployment_util.go MaxUnavailable

    Pods that may be missing during a rolling update: never more than wanted; 0 for other strategies or no replicas.
    """
    if rollout.strategy != ROLLING_UPDATE or rollout.replicas == 0:
        return 0
    unavailable = resolve_fenceposts(rollout.max_surge, rollout.max_unavailable, rollout.replicas)[1]
    return min(unavailable, rollout.replicas)


def new_rs_new_replicas(rollout: Rollout, new: Revision, old: tuple[Revision, ...]) -> int:
    """pkg/controller/deployment/util/deployment_util.go NewRSNewReplicas

    The size the new ReplicaSet should have now: Recreate at once, RollingUpdate as far as the surge leaves room.
    """
    if rollout.strategy == RECREATE:
        return rollout.replicas
    surge = get_scaled_value_from_int_or_percent(rollout.max_surge, rollout.replicas, round_up=True)
    current = new.replicas + sum(revision.replicas for revision in old)
    most = rollout.replicas + surge
    if current >= most:
        return new.replicas
    return new.replicas + min(most - current, rollout.replicas - new.replicas)


def reconcile_new_replica_set(rollout: Rollout, new: Revision, old: tuple[Revision, ...]) -> int:
    """pkg/controller/deployment/rolling.go reconcileNewReplicaSet

    The new ReplicaSet's size after this sync. If it differs from before, the sync ends there.
    """
    if new.replicas == rollout.replicas:
        return new.replicas
    if new.replicas > rollout.replicas:
        return rollout.replicas
    return new_rs_new_replicas(rollout, new, old)


def reconcile_old_replica_sets(rollout: Rollout, new: Revision, old: tuple[Revision, ...]) -> dict[str, int]:
    """pkg/controller/deployment/rolling.go reconcileOldReplicaSets

    The sizes of the old ReplicaSets after this sync, by name. New pods that are not available yet keep as many old
    ones alive; replicas of old sets that never became available go first, because they are no loss.
    """
    sizes = {revision.name: revision.replicas for revision in old}
    total_old = sum(sizes.values())
    if total_old == 0:
        return sizes
    least_available = rollout.replicas - max_unavailable(rollout)
    may_go = total_old + new.replicas - least_available - (new.replicas - new.available)
    if may_go <= 0:
        return sizes
    by_age = sorted(old, key=_age)
    cleanup_unhealthy_replicas(by_age, sizes, may_go)
    scale_down_old_replica_sets_for_rolling_update(
        by_age, sizes, new.available + sum(revision.available for revision in old) - least_available
    )
    return sizes


def cleanup_unhealthy_replicas(by_age: list[Revision], sizes: dict[str, int], may_go: int) -> None:
    """pkg/controller/deployment/rolling.go cleanupUnhealthyReplicas

    Takes replicas that are not available out of `sizes`, oldest set first, `may_go` in all at most.
    """
    for revision in by_age:
        if may_go <= 0:
            return
        unhealthy = sizes[revision.name] - revision.available
        if sizes[revision.name] == 0 or unhealthy == 0:
            continue
        gone = min(may_go, unhealthy)
        sizes[revision.name] -= gone
        may_go -= gone


def scale_down_old_replica_sets_for_rolling_update(by_age: list[Revision], sizes: dict[str, int], surplus: int) -> None:
    """pkg/controller/deployment/rolling.go scaleDownOldReplicaSetsForRollingUpdate

    Takes available replicas out of `sizes`, oldest set first: `surplus` of them, those beyond the least that must
    stay available.
    """
    for revision in by_age:
        if surplus <= 0:
            return
        gone = min(sizes[revision.name], surplus)
        sizes[revision.name] -= gone
        surplus -= gone


def find_active_or_latest(new: Revision | None, old: tuple[Revision, ...]) -> Revision | None:
    """pkg/controller/deployment/util/deployment_util.go FindActiveOrLatest

    The only ReplicaSet with replicas; where none has any, the new one or else the newest; None where several have.
    """
    revisions = sorted(old, key=_age, reverse=True)
    active = [revision for revision in [*revisions, *([new] if new else [])] if revision.replicas > 0]
    if not active:
        return new or (revisions[0] if revisions else None)
    return active[0] if len(active) == 1 else None


def is_saturated(rollout: Rollout, new: Revision | None) -> bool:
    """pkg/controller/deployment/util/deployment_util.go IsSaturated

    Whether the new ReplicaSet has all the replicas the Deployment wants, was asked for them, and all are available.
    """
    return (
        new is not None
        and new.replicas == new.available == rollout.replicas
        and new.desired_replicas == rollout.replicas
    )


def scale(rollout: Rollout, new: Revision | None, old: tuple[Revision, ...]) -> dict[str, int]:
    """pkg/controller/deployment/sync.go scale

    Sizes by name after a Deployment was resized, or while it is paused: one active set takes all; beside a saturated
    new set the old ones go to zero; otherwise every active set takes its proportional part.
    """
    revisions = (*old, new) if new else old
    sizes = {revision.name: revision.replicas for revision in revisions}
    only = find_active_or_latest(new, old)
    if only is not None:
        sizes[only.name] = rollout.replicas
    elif is_saturated(rollout, new):
        sizes.update((revision.name, 0) for revision in old)
    elif rollout.strategy == ROLLING_UPDATE:
        sizes.update(_scale_proportionally(rollout, [revision for revision in revisions if revision.replicas > 0]))
    return sizes


def _scale_proportionally(rollout: Rollout, active: list[Revision]) -> dict[str, int]:
    """The part of `scale` for several active sets: by size, and what does not divide goes to the largest."""
    allowed = rollout.replicas + max_surge(rollout) if rollout.replicas > 0 else 0
    to_add = allowed - sum(revision.replicas for revision in active)
    if to_add == 0:
        return {}
    if to_add > 0:
        active = sorted(active, key=lambda revision: (revision.replicas, *_age(revision)), reverse=True)
    else:
        active = sorted(active, key=lambda revision: (-revision.replicas, *_age(revision)))
    sizes: dict[str, int] = {}
    added = 0
    for revision in active:
        part = get_replica_set_proportion(rollout, revision, to_add, added)
        sizes[revision.name] = revision.replicas + part
        added += part
    largest = active[0].name
    sizes[largest] = max(0, sizes[largest] + to_add - added)
    return sizes


def get_replica_set_proportion(rollout: Rollout, revision: Revision, to_add: int, added: int) -> int:
    """pkg/controller/deployment/util/deployment_util.go GetReplicaSetProportion

    How many of `to_add` replicas (negative: to take away) this set gets when `added` are given out already.
    """
    if revision.replicas == 0 or to_add in {0, added}:
        return 0
    fraction = get_replica_set_fraction(rollout, revision)
    return min(fraction, to_add - added) if to_add > 0 else max(fraction, to_add - added)


def get_replica_set_fraction(rollout: Rollout, revision: Revision) -> int:
    """pkg/controller/deployment/util/deployment_util.go getReplicaSetFraction

    The change that keeps this set's share of the whole, measured against the whole it was sized for (its
    max-replicas annotation), rounded half away from zero.
    """
    if rollout.replicas == 0:
        return -revision.replicas
    before = revision.max_replicas or rollout.status_replicas
    if before == 0:
        return 0
    twice = 2 * revision.replicas * (rollout.replicas + max_surge(rollout))
    return (twice + before) // (2 * before) - revision.replicas


def _age(revision: Revision) -> tuple[int, str]:
    """controller.ReplicaSetsByCreationTimestamp: by creation, then by name."""
    return revision.created, revision.name


def rollout_step(rollout: Rollout, new: Revision, old: tuple[Revision, ...]) -> dict[str, int]:
    """pkg/controller/deployment/rolling.go rolloutRolling

    The sizes by name after one sync: the new set is scaled first, and only where it stands do old ones shrink.
    """
    wanted = reconcile_new_replica_set(rollout, new, old)
    if wanted != new.replicas:
        return {new.name: wanted, **{revision.name: revision.replicas for revision in old}}
    return {new.name: new.replicas, **reconcile_old_replica_sets(rollout, new, old)}
