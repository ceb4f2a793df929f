"""What the API server fills in, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.kube.codec import to_builtins
from podtutor.kube.defaulting import default_pod, default_pod_template, image_pull_policy
from podtutor.kube.image import parse_image_name
from podtutor.kube.pod import PodTemplateSpec
from podtutor.kube.preparation import prepare_for_create
from tests.kube.pods import pod, stored


def _spec(one: Any) -> dict[str, Any]:
    spec: dict[str, Any] = to_builtins(default_pod(one).spec)
    return spec


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.25", "IfNotPresent"),
        ("localhost:5000/nginx", "Always"),
        ("nginx@sha256:" + "a" * 64, "IfNotPresent"),
        ("nginx:latest@sha256:" + "a" * 64, "Always"),
        ("NGINX", "IfNotPresent"),
        ("", "IfNotPresent"),
        ("a" * 64, "IfNotPresent"),
    ],
)
def test_only_the_tag_latest_is_pulled_always(image: str, policy: str) -> None:
    assert image_pull_policy(image) == policy


def test_an_image_is_named_in_full() -> None:
    assert parse_image_name("nginx") == ("docker.io/library/nginx", "latest", "")
    assert parse_image_name("ghcr.io/o/app:v1") == ("ghcr.io/o/app", "v1", "")
    assert parse_image_name("nginx@sha256:short") is None
    assert parse_image_name("docker.io/Upper") is None


def test_requests_are_copied_from_limits_where_they_are_missing() -> None:
    spec = _spec(pod(container={"resources": {"limits": {"cpu": "1", "memory": "64Mi"}, "requests": {"cpu": "0"}}}))
    assert spec["containers"][0]["resources"]["requests"] == {"cpu": "0", "memory": "64Mi"}


def test_a_template_does_not_get_what_only_a_pod_gets() -> None:
    template = PodTemplateSpec(spec=pod(container={"resources": {"limits": {"cpu": "1"}}}).spec)
    spec = to_builtins(default_pod_template(template).spec)
    assert "requests" not in spec["containers"][0]["resources"]
    assert "enableServiceLinks" not in spec
    assert spec["restartPolicy"] == "Always"


def test_pod_level_requests_come_from_the_containers_then_from_the_limits() -> None:
    spec = _spec(
        pod(
            {"resources": {"limits": {"cpu": "2", "memory": "1Gi"}}},
            container={"resources": {"requests": {"cpu": "500m"}}},
        )
    )
    assert spec["resources"]["requests"] == {"cpu": "500m", "memory": "1Gi"}
    assert _spec(pod({"resources": {}}))["resources"] == {}


def test_host_ports_follow_container_ports_on_the_host_network() -> None:
    spec = _spec(pod({"hostNetwork": True}, container={"ports": [{"containerPort": 80}]}))
    assert spec["containers"][0]["ports"] == [{"hostPort": 80, "containerPort": 80, "protocol": "TCP"}]


def test_a_volume_without_a_source_is_an_empty_directory() -> None:
    assert _spec(pod({"volumes": [{"name": "v"}]}))["volumes"] == [{"emptyDir": {}, "name": "v"}]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "hostNetwork": st.booleans(),
            "terminationGracePeriodSeconds": st.integers(-5, 60),
            "resources": st.fixed_dictionaries({"limits": st.just({"cpu": "1.0001"})}),
            "volumes": st.just([{"name": "a"}, {"name": "b", "projected": {"sources": [{"serviceAccountToken": {}}]}}]),
        },
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "ports": st.just([{"containerPort": 80}]),
            "readinessProbe": st.just({"httpGet": {"port": 80}}),
            "resources": st.just({"limits": {"memory": "100.5m"}}),
            "env": st.just([{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]),
        },
    ),
)
def test_defaulting_twice_is_defaulting_once(spec: dict[str, Any], container: dict[str, Any]) -> None:
    once = default_pod(pod(spec, container=container))
    assert default_pod(once) == once
    assert prepare_for_create(stored(once), name_suffix="x").spec == stored(once).spec


def test_preparing_fills_names_and_drops_what_is_behind_gates() -> None:
    one = pod(
        {"terminationGracePeriodSeconds": -3, "serviceAccount": "robot", "schedulingGroup": {"podGroupName": "g"}},
        container={"lifecycle": {"stopSignal": "SIGUSR1"}},
        name="",
        generateName="web-",
    )
    prepared = stored(one)
    assert (prepared.metadata.name, prepared.metadata.namespace) == ("web-abcde", "default")
    assert prepared.spec.termination_grace_period_seconds == 1
    assert prepared.spec.service_account_name == "robot"
    assert prepared.spec.scheduling_group is None
    assert prepared.spec.containers[0].lifecycle is None


def test_match_label_keys_become_part_of_the_selector() -> None:
    term = {
        "topologyKey": "zone",
        "labelSelector": {},
        "matchLabelKeys": ["app", "none"],
        "mismatchLabelKeys": ["tenant"],
    }
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    spread = {
        "maxSkew": 1,
        "topologyKey": "zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {},
        "matchLabelKeys": ["app"],
    }
    one = stored(
        pod({"affinity": affinity, "topologySpreadConstraints": [spread]}, labels={"app": "web", "tenant": "t"})
    )
    spec = to_builtins(one.spec)
    merged = spec["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][0]["labelSelector"]
    assert merged["matchExpressions"] == [
        {"key": "app", "operator": "In", "values": ["web"]},
        {"key": "tenant", "operator": "NotIn", "values": ["t"]},
    ]
    assert spec["topologySpreadConstraints"][0]["labelSelector"]["matchExpressions"] == [
        {"key": "app", "operator": "In", "values": ["web"]}
    ]
