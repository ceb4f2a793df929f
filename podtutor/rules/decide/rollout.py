"""Asking how a Deployment rolls: the resolved limits, one sync, a whole rollout, or a resize on the way."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.kube.wire import IntOrString
from podtutor.rules import rollout as rules
from podtutor.rules.decide.fields import Count, needed
from podtutor.rules.decide.frame import Answer, Explanation, Table
from podtutor.rules.rollout import Revision, Rollout

LONGEST_ROLLOUT = 10_000
"""A rollout of more syncs than this is not told."""


class SizedSet(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A ReplicaSet: its size, its available pods and, for a resize, its max-replicas annotation."""

    name: str = ""
    replicas: Count
    available: Count = 0
    max_replicas_annotation: Count | None = None


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`op` resolve: the limits; step and proportional: `new` and `old` (oldest first); whole: `oldReplicas`."""

    op: Literal["resolve", "step", "whole", "proportional"]
    replicas: Count
    max_surge: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    strategy: Literal["RollingUpdate", "Recreate"] = "RollingUpdate"
    new: SizedSet | None = None
    old: tuple[SizedSet, ...] = ()
    old_replicas: Count | None = None


def decide(asked: Input) -> Answer:
    """The answer of the operation asked."""
    rollout = _rollout(asked)
    if asked.op == "resolve":
        surge, unavailable = rules.resolve_fenceposts(rollout.max_surge, rollout.max_unavailable, rollout.replicas)
        return {
            "surge": surge,
            "unavailable": unavailable,
            "maxSurge": rules.max_surge(rollout),
            "maxUnavailable": rules.max_unavailable(rollout),
        }
    if asked.op == "whole":
        return {"steps": [{"new": new, "old": old} for new, old in _whole(rollout, asked)]}
    new, old = _revisions(asked)
    if asked.op == "proportional":
        return {"replicasAfter": rules.scale(rollout, new, old)}
    after = rules.reconcile_new_replica_set(rollout, new, old)
    return {
        "newRSNewReplicas": rules.new_rs_new_replicas(rollout, new, old),
        "newIsScaledInThisSync": after != new.replicas,
        "newReplicasAfter": after,
        "oldReplicasAfter": rules.reconcile_old_replica_sets(rollout, new, old),
    }


def explain(asked: Input) -> Explanation:
    """The same, with the limits it follows from."""
    rollout = _rollout(asked)
    surge, unavailable = rules.max_surge(rollout), rules.max_unavailable(rollout)
    limits: tuple[str, ...] = (
        f"maxSurge {rollout.max_surge}, rounded up: at most {rollout.replicas + surge} pods in all.",
        f"maxUnavailable {rollout.max_unavailable}, rounded down: at least {rollout.replicas - unavailable} available.",
    )
    if rollout.strategy == rules.RECREATE:
        limits = ("Recreate: all old pods go before new ones come; there are no limits.",)
    if asked.op == "resolve":
        return Explanation(verdict=f"{surge} more, {unavailable} fewer", reasons=limits)
    if asked.op == "whole":
        steps = _whole(rollout, asked)
        start = (0, needed(asked.old_replicas, "oldReplicas", "whole"))
        rows = [(str(number), str(new), str(old), str(new + old)) for number, (new, old) in enumerate([start, *steps])]
        return Explanation(
            verdict=f"{len(steps)} steps",
            reasons=limits,
            table=Table(columns=("STEP", "NEW", "OLD", "TOTAL"), rows=tuple(rows)),
        )
    return _explain_step(asked, rollout, limits)


def _explain_step(asked: Input, rollout: Rollout, limits: tuple[str, ...]) -> Explanation:
    new, old = _revisions(asked)
    if asked.op == "proportional":
        after = rules.scale(rollout, new, old)
        verdict = "resized in proportion to their sizes"
        if rules.find_active_or_latest(new, old) is not None:
            verdict = "only one set is active: it takes everything"
        elif rules.is_saturated(rollout, new):
            verdict = "the new set is saturated: the old ones go to zero"
    else:
        after = rules.rollout_step(rollout, new, old)
        verdict = "nothing to do in this sync"
        if after[new.name] != new.replicas:
            verdict = f"the new set is scaled to {after[new.name]}; the sync ends there"
        elif any(after[revision.name] != revision.replicas for revision in old):
            verdict = "the new set stands; old ones shrink"
    rows = [
        (revision.name, str(revision.replicas), str(revision.available), str(after[revision.name]))
        for revision in (*old, new)
    ]
    return Explanation(
        verdict=verdict,
        reasons=limits,
        table=Table(columns=("SET", "REPLICAS", "AVAILABLE", "AFTER"), rows=tuple(rows)),
    )


def _rollout(asked: Input) -> Rollout:
    return Rollout(
        replicas=asked.replicas,
        max_surge=0 if asked.max_surge is None else asked.max_surge,
        max_unavailable=0 if asked.max_unavailable is None else asked.max_unavailable,
        strategy=asked.strategy,
    )


def _revisions(asked: Input) -> tuple[Revision, tuple[Revision, ...]]:
    new = needed(asked.new, "new", asked.op)
    old = tuple(_revision(one, place, f"old{place + 1}") for place, one in enumerate(asked.old))
    return _revision(new, len(old), "new"), old


def _revision(one: SizedSet, created: int, name: str) -> Revision:
    return Revision(
        name=one.name or name,
        replicas=one.replicas,
        available=one.available,
        created=created,
        max_replicas=one.max_replicas_annotation,
    )


def _whole(rollout: Rollout, asked: Input) -> list[tuple[int, int]]:
    """The sizes (new, old) after each sync that scales, every pod available at once."""
    sizes = (0, needed(asked.old_replicas, "oldReplicas", "whole"))
    steps: list[tuple[int, int]] = []
    while True:
        new = Revision(name="new", replicas=sizes[0], available=sizes[0], created=1)
        old = (Revision(name="old", replicas=sizes[1], available=sizes[1]),)
        after = rules.rollout_step(rollout, new, old)
        if (after["new"], after["old"]) == sizes:
            return steps
        sizes = (after["new"], after["old"])
        steps.append(sizes)
        if len(steps) > LONGEST_ROLLOUT:
            raise PodtutorError(f"the rollout takes more than {LONGEST_ROLLOUT} steps")
