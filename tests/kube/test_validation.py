"""What the API server says to a new pod, in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from podtutor.kube.validation.field_error import FieldError, not_found, not_supported, too_long, too_many
from tests.kube.pods import errors, pod, warnings


def test_a_plain_pod_is_taken_without_a_word() -> None:
    assert errors(pod()) == []
    assert warnings(pod()) == []


CONTAINER: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["spec.containers[0].name: Required value"]),
    ({"name": "a.b"}, ['spec.containers[0].name: Invalid value: "a.b": must not contain dots']),
    ({"image": ""}, ["spec.containers[0].image: Required value"]),
    ({"image": "NGINX:::latest"}, []),
    (
        {"image": " nginx"},
        ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace'],
    ),
    (
        {"imagePullPolicy": "Sometimes"},
        [
            (
                'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": '
                'supported values: "Always", "IfNotPresent", "Never"'
            )
        ],
    ),
    (
        {"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}},
        ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ),
    (
        {"resources": {"limits": {"hugepages-2Mi": "4Mi"}}},
        ["spec.containers[0].resources: Forbidden: HugePages require cpu or memory"],
    ),
    (
        {"resources": {"requests": {"example.com/gpu": "1"}}},
        ["spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"],
    ),
    (
        {"livenessProbe": {"exec": {"command": ["true"]}, "successThreshold": 2}},
        ["spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ),
    (
        {"startupProbe": {"grpc": {"port": 0}}},
        ["spec.containers[0].startupProbe.grpc.port: Invalid value: 0: must be between 1 and 65535, inclusive"],
    ),
    (
        {"lifecycle": {"preStop": {"sleep": {"seconds": 31}}}},
        [
            (
                "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: "
                "must be non-negative and less than terminationGracePeriodSeconds (30)"
            )
        ],
    ),
    (
        {"restartPolicyRules": [{"action": "Restart"}]},
        [
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
            "spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified",
        ],
    ),
    (
        {
            "restartPolicy": "Never",
            "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}] * 21,
        },
        ["spec.containers[0].restartPolicyRules: Too many: 21: must have at most 20 items"],
    ),
    (
        {"env": [{"name": "A", "value": "x", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]},
        ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": "v", "path": "/abs", "key": "k"}}}]},
        [
            'spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: "/abs": must be a relative path',
            'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"',
        ],
    ),
    (
        {"volumeMounts": [{"name": "gone", "mountPath": "/x"}]},
        ['spec.containers[0].volumeMounts[0].name: Not found: "gone"'],
    ),
    (
        {"securityContext": {"capabilities": {"add": ["CAP_SYS_ADMIN"]}, "allowPrivilegeEscalation": False}},
        [
            (
                'spec.containers[0].securityContext: Invalid value: {"capabilities":{"add":["CAP_SYS_ADMIN"]},'
                '"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and '
                "`capabilities.Add` CAP_SYS_ADMIN"
            )
        ],
    ),
    (
        {"ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]},
        ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
    ),
]


@pytest.mark.parametrize(("container", "said"), CONTAINER)
def test_containers(container: dict[str, Any], said: list[str]) -> None:
    assert errors(pod(container=container)) == said


SPEC: list[tuple[dict[str, Any], list[str]]] = [
    ({"containers": []}, ["spec.containers: Required value"]),
    (
        {"initContainers": [{"name": "app", "image": "i"}]},
        ['spec.initContainers[0].name: Duplicate value: "app"'],
    ),
    (
        {"volumes": [{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}]},
        ["spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"],
    ),
    (
        {"volumes": [{"name": "v", "ephemeral": {}}]},
        ["spec.volumes[0].ephemeral.volumeClaimTemplate: Required value"],
    ),
    (
        {"volumes": [{"name": "v", "csi": {"driver": "x" * 64}}]},
        ["spec.volumes[0].csi.driver: Too long: may not be more than 63 bytes"],
    ),
    (
        {"volumes": [{"name": "v", "iscsi": {"targetPortal": "10.0.0.1", "iqn": "iqn.bad", "lun": 256}}]},
        [
            'spec.volumes[0].iscsi.iqn: Invalid value: "iqn.bad": must be valid format',
            "spec.volumes[0].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive",
        ],
    ),
    ({"dnsPolicy": "None"}, ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
    (
        {"dnsConfig": {"searches": ["ok_dots.example.", ".", "not ok"]}},
        [
            (
                'spec.dnsConfig.searches[2]: Invalid value: "not ok": a lowercase RFC 1123 subdomain must consist of lower '
                "case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character "
                "(e.g. 'example.com', regex used for validation is "
                "'[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"
            )
        ],
    ),
    (
        {"tolerations": [{"key": "k", "operator": "Gt", "value": "1"}]},
        ['spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"'],
    ),
    (
        {"hostUsers": False, "hostPID": True, "hostIPC": True},
        [
            "spec.hostPID: Forbidden: when `hostUsers` is false",
            "spec.hostIPC: Forbidden: when `hostUsers` is false",
        ],
    ),
    (
        {"nodeName": "n1", "schedulingGates": [{"name": "example.com/wait"}]},
        ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"],
    ),
    (
        {"resourceClaims": [{"name": "c"}]},
        [
            (
                'spec.resourceClaims[0]: Invalid value: {"name":"c"}: '
                "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            )
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}
            ]
            * 2
        },
        ['spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{z, DoNotSchedule}"'],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 0, "preference": {"matchFields": [{"key": "spec.x", "operator": "Exists"}]}}
                    ]
                }
            }
        },
        [
            (
                "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: "
                "Invalid value: 0: must be in the range 1-100"
            ),
            (
                "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference."
                'matchFields[0].operator: Invalid value: "Exists": not a valid selector operator'
            ),
            (
                "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference."
                'matchFields[0].key: Invalid value: "spec.x": not a valid field selector key'
            ),
        ],
    ),
    (
        {"os": {"name": "linux"}, "securityContext": {"windowsOptions": {"runAsUserName": "a\\b\\c"}}},
        [
            (
                'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": '
                "runAsUserName cannot contain more than one backslash"
            ),
            "spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod",
        ],
    ),
]


@pytest.mark.parametrize(("spec", "said"), SPEC)
def test_specifications(spec: dict[str, Any], said: list[str]) -> None:
    assert errors(pod(spec)) == said


@pytest.mark.parametrize(
    ("volumes", "said"),
    [
        ([{"name": "files", "emptyDir": {}}], []),
        ([{"name": "files"}], []),
        ([{"name": "other", "emptyDir": {}}], ['Not found: "files"']),
        (
            [{"name": "files", "configMap": {"name": "c"}}],
            ['Invalid value: "files": referenced volume must be of type emptyDir'],
        ),
    ],
)
def test_a_variable_from_a_file_needs_an_empty_dir_that_holds_it(
    volumes: list[dict[str, Any]], said: list[str]
) -> None:
    reference = {"volumeName": "files", "path": "app.env", "key": "COLOUR"}
    one = pod({"volumes": volumes}, container={"env": [{"name": "COLOUR", "valueFrom": {"fileKeyRef": reference}}]})
    assert errors(one) == [f"spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: {text}" for text in said]


def test_a_claim_that_is_not_there_is_said_with_those_that_are() -> None:
    claims = [{"name": name, "resourceClaimName": "c"} for name in ("b", "a", "b")]
    one = pod({"resourceClaims": claims}, container={"resources": {"claims": [{"name": "gone"}]}})
    assert errors(one) == [
        'spec.resourceClaims[2].name: Duplicate value: "b"',
        (
            'spec.containers[0].resources.claims[0]: Not found: "gone": '
            "must be one of the names in pod.spec.resourceClaims: a, b"
        ),
    ]


def test_annotations_must_agree_with_fields() -> None:
    key = "container.seccomp.security.alpha.kubernetes.io/app"
    one = pod(
        container={"securityContext": {"seccompProfile": {"type": "Unconfined"}}}, annotations={key: "docker/default"}
    )
    assert errors(one) == [
        (
            "spec.containers[0].securityContext.seccompProfile.type: Forbidden: "
            "seccomp type in annotation and field must match"
        )
    ]


def test_a_deletion_cost_is_a_32_bit_integer() -> None:
    key = "controller.kubernetes.io/pod-deletion-cost"
    assert errors(pod(annotations={key: "-100"})) == []
    assert errors(pod(annotations={key: "+1"})) == [
        f'metadata.annotations[{key}]: Invalid value: "+1": must be a 32bit integer'
    ]


def test_a_name_is_made_of_generate_name_and_five_characters() -> None:
    assert errors(pod(name="", generateName="web-")) == []
    assert errors(pod(name="")) == ["metadata.name: Required value: name or generateName is required"]


WARNED: list[tuple[dict[str, Any], str]] = [
    (
        {"nodeSelector": {"beta.kubernetes.io/os": "linux"}},
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ),
    (
        {"hostAliases": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.1"}]},
        'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"',
    ),
    (
        {"imagePullSecrets": [{"name": "a"}, {"name": "a"}]},
        'spec.imagePullSecrets[1].name: duplicate name "a"',
    ),
    (
        {"dnsConfig": {"nameservers": ["010.0.0.1"]}},
        (
            'spec.dnsConfig.nameservers[0]: non-standard IP address "010.0.0.1" will be considered invalid in a future '
            'Kubernetes release: use "10.0.0.1"'
        ),
    ),
    (
        {
            "volumes": [
                {
                    "name": "v",
                    "configMap": {"name": "c", "items": [{"key": "a", "path": "x"}, {"key": "b", "path": "x/y"}]},
                }
            ]
        },
        'volume "v" (ConfigMap "c"): overlapping paths: "x/y" with "x"',
    ),
    (
        {"volumes": [{"name": "v", "rbd": {"monitors": ["m"], "image": "i"}}]},
        "spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+",
    ),
]


@pytest.mark.parametrize(("spec", "said"), WARNED)
def test_warnings(spec: dict[str, Any], said: str) -> None:
    assert warnings(pod(spec)) == [said]


def test_ports_are_warned_of_across_containers() -> None:
    one = pod(
        {
            "containers": [
                {"name": "a", "image": "i", "ports": [{"containerPort": 80, "hostIP": "10.0.0.1"}]},
                {"name": "b", "image": "i", "ports": [{"containerPort": 80, "hostPort": 8080}]},
            ]
        }
    )
    assert warnings(one) == [
        (
            "spec.containers[0].ports[0]: hostIP set without hostPort: "
            "{Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"
        ),
        "spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]",
    ]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (not_supported("a", "x", ["y", 'z"']), 'a: Unsupported value: "x": supported values: "y", "z\\""'),
        (not_found("a", 1, "is nowhere"), "a: Not found: 1: is nowhere"),
        (too_long("a", 3), "a: Too long: may not be more than 3 bytes"),
        (too_many("a", 4, 3), "a: Too many: 4: must have at most 3 items"),
    ],
)
def test_errors_read_as_upstreams(error: FieldError, text: str) -> None:
    assert error.text == text
