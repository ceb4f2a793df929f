"""Controllers and their company, refused for what could never work."""

from __future__ import annotations

from typing import Any

import pytest

from podtutor.kube.codec import KINDS, convert
from podtutor.kube.defaulting_workloads import default_object
from podtutor.kube.validation.objects import invalid_message, validate_object_create

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "a", "image": "i"}]}}
SELECTOR = {"matchLabels": {"app": "web"}}
JOB_TEMPLATE = {"spec": {"containers": [{"name": "a", "image": "i"}], "restartPolicy": "Never"}}


def _said(version: str, kind: str, **fields: Any) -> list[str]:
    namespace = {} if kind in {"PriorityClass", "Namespace", "Node"} else {"namespace": "default"}
    obj = convert({"metadata": {"name": "web", **namespace}, **fields}, KINDS[version, kind])
    return [error.text for error in validate_object_create(default_object(obj))]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"])
def test_the_selector_has_to_be_there_and_match_the_template(kind: str) -> None:
    assert _said("apps/v1", kind, spec={"selector": SELECTOR, "template": TEMPLATE}) == []
    assert _said("apps/v1", kind, spec={"template": TEMPLATE}) == ["spec.selector: Required value"]
    other = {"matchLabels": {"app": "db"}}
    assert _said("apps/v1", kind, spec={"selector": other, "template": TEMPLATE}) == [
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'
    ]
    assert _said("apps/v1", kind, spec={"selector": {}, "template": TEMPLATE}) == [
        f"spec.selector: Invalid value: {{}}: empty selector is invalid for {kind.lower()}"
    ]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"])
def test_pods_of_controllers_restart_always(kind: str) -> None:
    never = {**TEMPLATE, "spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}  # type: ignore[dict-item]
    assert _said("apps/v1", kind, spec={"selector": SELECTOR, "template": never}) == [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'
    ]


def test_a_template_is_validated_like_a_pod() -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"image": "i"}]}}
    assert _said("apps/v1", "Deployment", spec={"selector": SELECTOR, "template": template}) == [
        "spec.template.spec.containers[0].name: Required value"
    ]


def test_a_rolling_update_needs_room() -> None:
    strategy = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}}
    assert _said("apps/v1", "Deployment", spec={"selector": SELECTOR, "template": TEMPLATE, "strategy": strategy}) == [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"template": JOB_TEMPLATE}, []),
        (
            {"template": {"spec": {"containers": [{"name": "a", "image": "i"}]}}},
            ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
        ),
        (
            {"template": JOB_TEMPLATE, "completionMode": "Indexed", "parallelism": 2},
            ["spec.completions: Required value: when completion mode is Indexed"],
        ),
        (
            {"template": JOB_TEMPLATE, "backoffLimit": -1},
            ["spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"],
        ),
    ],
)
def test_jobs(spec: dict[str, Any], said: list[str]) -> None:
    assert _said("batch/v1", "Job", spec=spec) == said


def test_cron_jobs() -> None:
    assert _said("batch/v1", "CronJob", spec={"jobTemplate": {"spec": {"template": JOB_TEMPLATE}}}) == [
        "spec.schedule: Required value"
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"ports": [{"port": 80}]}, []),
        ({}, ["spec.ports: Required value"]),
        ({"clusterIP": "None"}, []),
        (
            {"ports": [{"port": 80}, {"port": 81}]},
            ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
        ),
        (
            {"ports": [{"port": 0}]},
            [
                "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
            ],
        ),
    ],
)
def test_services(spec: dict[str, Any], said: list[str]) -> None:
    assert _said("v1", "Service", spec=spec) == said


def test_budgets_say_one_thing() -> None:
    said = _said("policy/v1", "PodDisruptionBudget", spec={"minAvailable": 1, "maxUnavailable": 1})
    assert said == [
        'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set'
    ]
    said = _said("policy/v1", "PodDisruptionBudget", spec={"minAvailable": "101%"})
    assert said == ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%']


def test_priorities_of_users_end_at_a_billion() -> None:
    assert _said("scheduling.k8s.io/v1", "PriorityClass", value=1_000_000_000) == []
    assert _said("scheduling.k8s.io/v1", "PriorityClass", value=1_000_000_001) == [
        "value: Forbidden: maximum allowed value of a user defined priority is 1000000000"
    ]


def test_the_message_is_what_kubectl_prints() -> None:
    errors = validate_object_create(convert({"metadata": {"name": "Web"}}, KINDS["v1", "ConfigMap"]))
    text = invalid_message("ConfigMap", "Web", errors)
    assert text.startswith('ConfigMap "Web" is invalid: [metadata.name: Invalid value: "Web": a lowercase RFC 1123')
    assert text.endswith("metadata.namespace: Required value]")


def test_a_stateful_sets_template_may_mount_what_only_a_claim_template_provides() -> None:
    mounting = {"name": "a", "image": "i", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    template = {**TEMPLATE, "spec": {"containers": [mounting]}}
    claim = {"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}
    spec = {"selector": SELECTOR, "template": template, "volumeClaimTemplates": [claim]}
    assert _said("apps/v1", "StatefulSet", spec=spec) == []
