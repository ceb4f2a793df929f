"""The arithmetic of rollouts, as tables."""

from __future__ import annotations

import pytest

from podtutor.errors import PodtutorError
from podtutor.rules.int_or_percent import get_scaled_value_from_int_or_percent
from podtutor.rules.rollout import (
    Revision,
    Rollout,
    is_saturated,
    max_surge,
    max_unavailable,
    reconcile_old_replica_sets,
    resolve_fenceposts,
    rollout_step,
    scale,
)


@pytest.mark.parametrize(
    ("surge", "unavailable", "replicas", "resolved"),
    [
        ("25%", "25%", 4, (1, 1)),
        ("25%", "25%", 3, (1, 0)),
        ("25%", "25%", 10, (3, 2)),
        ("25%", "25%", 0, (0, 1)),
        (0, 0, 5, (0, 1)),
        (0, "1%", 9, (0, 1)),
        ("100%", 0, 7, (7, 0)),
        (5, "150%", 2, (5, 3)),
    ],
)
def test_shares_of_the_surge_round_up_those_of_the_unavailable_down(
    surge: int | str, unavailable: int | str, replicas: int, resolved: tuple[int, int]
) -> None:
    assert resolve_fenceposts(surge, unavailable, replicas) == resolved


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("many", "invalid value for IntOrString: invalid type: string is not a percentage"),
        ("10", "invalid value for IntOrString: invalid type: string is not a percentage"),
        ("x%", 'invalid value for IntOrString: invalid value "x%": strconv.Atoi: parsing "x": invalid syntax'),
        ("9" * 20 + "%", "value out of range"),
        ("9" * 5000 + "%", "value out of range"),
    ],
)
def test_a_text_that_is_no_share_is_refused(text: str, says: str) -> None:
    with pytest.raises(PodtutorError) as refused:
        get_scaled_value_from_int_or_percent(text, 10, round_up=True)
    assert str(refused.value).endswith(says)


def test_never_more_unavailable_than_there_are_and_none_for_recreate() -> None:
    assert max_unavailable(Rollout(replicas=2, max_surge=0, max_unavailable=9)) == 2
    assert max_unavailable(Rollout(replicas=0, max_surge=0, max_unavailable=9)) == 0
    recreate = Rollout(replicas=4, max_surge=2, max_unavailable=2, strategy="Recreate")
    assert (max_surge(recreate), max_unavailable(recreate)) == (0, 0)


def revision(name: str, replicas: int, available: int | None = None, **more: int) -> Revision:
    return Revision(name=name, replicas=replicas, available=replicas if available is None else available, **more)


@pytest.mark.parametrize(
    ("what", "new", "old", "after"),
    [
        ("room for one more", revision("new", 0), revision("old", 4), {"new": 1, "old": 4}),
        ("the surge is used up: old ones go", revision("new", 1), revision("old", 4), {"new": 1, "old": 2}),
        ("new pods that do not start keep old ones", revision("new", 1, 0), revision("old", 3), {"new": 2, "old": 3}),
        ("and block when the surge is used up", revision("new", 2, 0), revision("old", 3), {"new": 2, "old": 3}),
        ("old pods that never ran go first", revision("new", 1, 0), revision("old", 4, 2), {"new": 1, "old": 3}),
        ("a new set that is too large shrinks at once", revision("new", 6), revision("old", 0), {"new": 4, "old": 0}),
        ("done", revision("new", 4), revision("old", 0), {"new": 4, "old": 0}),
    ],
)
def test_one_sync_of_four_replicas_by_default_limits(
    what: str, new: Revision, old: Revision, after: dict[str, int]
) -> None:
    rollout = Rollout(replicas=4, max_surge="25%", max_unavailable="25%")
    assert rollout_step(rollout, new, (old,)) == after, what


def test_the_oldest_set_pays_first() -> None:
    rollout = Rollout(replicas=10, max_surge=3, max_unavailable=2)
    old = (revision("younger", 4, created=2), revision("older", 4, 2, created=1))
    after = reconcile_old_replica_sets(rollout, revision("new", 5, created=3), old)
    assert after == {"older": 0, "younger": 3}


@pytest.mark.parametrize(
    ("what", "replicas", "new", "old", "after"),
    [
        ("the only active set takes all", 30, revision("new", 3), [revision("old", 0)], {"new": 30, "old": 0}),
        ("a saturated new set empties the old", 5, revision("new", 5, desired_replicas=5), [revision("old", 2)], {"new": 5, "old": 0}),
        ("in proportion, the rest to the largest", 30, revision("new", 3, max_replicas=5, created=9), [revision("old", 2, max_replicas=5)], {"new": 19, "old": 13}),
        ("down, the older pays on a tie", 1, revision("new", 2, max_replicas=5, created=9), [revision("old", 2, max_replicas=5)], {"new": 2, "old": 1}),
        ("to nothing", 0, revision("new", 2, max_replicas=5), [revision("old", 2, max_replicas=5)], {"new": 0, "old": 0}),
    ],
)  # fmt: skip
def test_a_resize_in_mid_rollout(
    what: str, replicas: int, new: Revision, old: list[Revision], after: dict[str, int]
) -> None:
    rollout = Rollout(replicas=replicas, max_surge=2, max_unavailable=1)
    assert scale(rollout, new, tuple(old)) == after, what


def test_a_set_without_its_annotation_is_measured_against_the_deployment() -> None:
    rollout = Rollout(replicas=10, status_replicas=5, max_surge=0, max_unavailable=1)
    sizes = scale(rollout, revision("new", 3, created=9), (revision("old", 2),))
    assert sizes == {"new": 6, "old": 4}


def test_saturated_means_asked_for_made_and_available() -> None:
    rollout = Rollout(replicas=3)
    assert is_saturated(rollout, revision("new", 3, desired_replicas=3))
    assert not is_saturated(rollout, revision("new", 3, 2, desired_replicas=3))
    assert not is_saturated(rollout, revision("new", 3, desired_replicas=2))
    assert not is_saturated(rollout, None)
