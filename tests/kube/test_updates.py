"""What may change of a pod that exists."""

from __future__ import annotations

from typing import Any

import pytest

from podtutor.kube.pod import Pod
from podtutor.kube.validation.updates import validate_pod_resize, validate_pod_update
from tests.kube.pods import pod, stored

BASE: dict[str, Any] = {"tolerations": [{"key": "a", "operator": "Exists"}]}
SIZED = {"resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "100m", "memory": "64Mi"}}}


def _old() -> Pod:
    return stored(pod({**BASE, "activeDeadlineSeconds": 100}, container=SIZED))


def _update(spec: dict[str, Any], container: dict[str, Any] | None = None) -> list[str]:
    whole = {"activeDeadlineSeconds": 100, **BASE, **spec}
    new = stored(pod(whole, container={**SIZED, **(container or {})}))
    return [error.text for error in validate_pod_update(new, _old())]


def test_images_deadlines_and_more_tolerations_may_change() -> None:
    more = [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}]
    assert _update({"activeDeadlineSeconds": 50, "tolerations": more}, {"image": "nginx:1.26"}) == []


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            {"activeDeadlineSeconds": 200},
            "spec.activeDeadlineSeconds: Invalid value: 200: must be less than or equal to previous value",
        ),
        (
            {"activeDeadlineSeconds": None},
            "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value",
        ),
        (
            {"tolerations": []},
            "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds",
        ),
        (
            {"schedulingGates": [{"name": "example.com/g"}]},
            "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/g'",
        ),
        (
            {"containers": [{"name": "app", "image": "i"}, {"name": "b", "image": "i"}]},
            "spec.containers: Forbidden: pod updates may not add or remove containers",
        ),
    ],
)
def test_what_may_not_change_is_said(spec: dict[str, Any], said: str) -> None:
    assert said in _update(spec)


def test_anything_else_is_immutable_and_named() -> None:
    said = _update({"nodeName": "n2"}, {"resources": {"requests": {"cpu": "200m"}}})
    assert len(said) == 1
    assert said[0].startswith(
        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`"
    )
    assert said[0].endswith(
        "changed: spec.containers[0].resources.limits, spec.containers[0].resources.requests, spec.nodeName"
    )


def test_a_gated_pod_may_get_narrower_placement() -> None:
    gate = {"schedulingGates": [{"name": "example.com/g"}]}
    old = stored(pod({**gate, "nodeSelector": {"disk": "ssd"}}))
    wider = stored(pod({"nodeSelector": {"disk": "ssd", "zone": "a"}}))
    assert validate_pod_update(wider, old) == []
    other = stored(pod({**gate, "nodeSelector": {"disk": "hdd"}}))
    assert [error.detail for error in validate_pod_update(other, old)] == [
        "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
    ]


def test_names_are_for_life() -> None:
    new = stored(pod(name="other"))
    assert [error.field for error in validate_pod_update(new, stored(pod()))] == ["metadata.name"]


def _resize(container: dict[str, Any], *, new_qos: str = "Guaranteed") -> list[str]:
    old = stored(pod(container=SIZED))
    new = stored(pod(container=container))
    return [error.text for error in validate_pod_resize(new, old, new_qos=new_qos, old_qos="Guaranteed")]


def test_cpu_and_memory_may_be_resized() -> None:
    amounts = {"cpu": "200m", "memory": "32Mi"}
    assert _resize({"resources": {"requests": amounts, "limits": amounts}}) == []


def test_a_resize_keeps_the_class() -> None:
    smaller = {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "100m", "memory": "64Mi"}}
    said = _resize({"resources": smaller}, new_qos="Burstable")
    assert said == ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing']


def test_a_resize_touches_nothing_but_cpu_and_memory() -> None:
    more = {name: {**amounts, "ephemeral-storage": "1Gi"} for name, amounts in SIZED["resources"].items()}
    assert _resize({"resources": more}) == ["spec: Forbidden: only cpu and memory resources are mutable"]
    assert _resize({**SIZED, "image": "other:1"}) == ["spec: Forbidden: only cpu and memory resources are mutable"]


def test_a_resize_takes_nothing_away() -> None:
    assert "spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed" in _resize(
        {"resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
    )
