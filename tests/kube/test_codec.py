"""API objects from JSON and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.errors import UnusableInputError
from podtutor.kube.codec import KINDS, convert, decode_json, encode_json, to_builtins
from podtutor.kube.pod import Pod
from podtutor.kube.quantity import parse_quantity
from podtutor.kube.workload import Deployment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podtutor.errors import Problem

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}, "creationTimestamp": "2026-11-20T12:00:00Z"},
    "spec": {
        "hostPID": True,
        "setHostnameAsFQDN": True,
        "hostnameOverride": "a.example.com",
        "schedulingGroup": {"podGroupName": "g"},
        "resources": {"requests": {"cpu": "1"}},
        "containers": [
            {
                "name": "app",
                "image": "app:1.0",
                "ports": [{"containerPort": 80, "hostIP": "10.0.0.1"}],
                "env": [{"name": "F", "valueFrom": {"fileKeyRef": {"volumeName": "v", "path": "p", "key": "k"}}}],
                "resources": {"limits": {"memory": "64Mi"}},
                "restartPolicy": "Never",
                "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [42]}}],
                "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
                "securityContext": {"seLinuxOptions": {"level": "s0"}, "runAsUser": 0},
            }
        ],
        "volumes": [{"name": "v", "image": {"reference": "data:1"}}, {"name": "e", "emptyDir": {}}],
    },
    "status": {
        "observedGeneration": 2,
        "podIP": "10.1.0.1",
        "podIPs": [{"ip": "10.1.0.1"}],
        "qosClass": "Burstable",
        "containerStatuses": [
            {
                "name": "app",
                "ready": True,
                "restartCount": 0,
                "image": "app:1.0",
                "imageID": "sha256:1",
                "containerID": "containerd://1",
                "allocatedResources": {"cpu": "1"},
                "state": {"running": {"startedAt": "2026-11-20T12:00:01Z"}},
            }
        ],
    },
}


def test_every_field_comes_back_under_the_name_of_the_api() -> None:
    assert to_builtins(decode_json(json.dumps(POD), Pod)) == POD


def test_what_is_absent_stays_away_and_what_is_always_written_is_there() -> None:
    assert to_builtins(decode_json('{"spec":{"containers":[{}]}}', Pod)) == {"spec": {"containers": [{"name": ""}]}}


def test_an_empty_object_is_not_an_absent_one() -> None:
    pod = decode_json('{"spec":{"securityContext":{},"containers":[]}}', Pod)
    assert pod.spec.security_context is not None
    assert to_builtins(pod) == {"spec": {"securityContext": {}}}


def test_null_for_a_plain_field_counts_as_absent() -> None:
    text = '{"metadata":{"name":null,"creationTimestamp":null},"spec":{"containers":[{"name":"a","args":[null]},null]}}'
    pod = decode_json(text, Pod)
    assert pod.metadata.name == ""
    assert pod.spec.containers[0].args == ("",)
    assert pod.spec.containers[1].name == ""


def test_a_request_written_as_null_is_there_and_zero() -> None:
    pod = decode_json('{"spec":{"containers":[{"resources":{"requests":{"cpu":null}}}]}}', Pod)
    assert pod.spec.containers[0].resources.requests == {"cpu": parse_quantity("0")}


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ('{"spec":{"contianers":[]}}', "spec", "unknown field `contianers`"),
        ('{"spec":{"containers":{}}}', "spec.containers", "Expected `array`"),
        ('{"spec":{"containers":[{"resources":{"limits":{"cpu":"1x"}}}]}}', "", "quantities must match"),
        ("{", "", "Input data was truncated"),
        ("[1]", "", "Expected `object`"),
    ],
)
def test_what_cannot_be_read_is_an_error_in_words(text: str, field: str, words: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        decode_json(text, Pod)
    problem = caught.value.problems[0]
    assert words in problem.message
    assert problem.field.startswith(field)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnusableInputError):
        decode_json('{"spec":' + "[" * 100_000, Pod)


def test_every_kind_has_a_type_with_metadata_and_the_kinds_own_name() -> None:
    for (_, kind), wanted in KINDS.items():
        assert wanted.__name__ == kind
        assert "metadata" in {field.name for field in msgspec.structs.fields(wanted)}


def test_builtin_values_are_read_as_json_is() -> None:
    deployment = convert({"spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "a"}]}}}}, Deployment)
    assert deployment.spec.template.spec.containers[0].name == "a"
    assert json.loads(encode_json(deployment))["spec"]["replicas"] == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "spec", "containers", "name", "x", "resources", "limits"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_an_object_or_a_clear_error(value: object) -> None:
    problems: Sequence[Problem] = ()
    try:
        pod = decode_json(json.dumps(value), Pod)
    except UnusableInputError as error:
        problems = error.problems
    else:
        assert decode_json(encode_json(pod), Pod) == pod
        return
    assert all(problem.message for problem in problems)
    assert problems
