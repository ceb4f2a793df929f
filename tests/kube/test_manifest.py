"""Reading what people paste: everything understood works, everything else is named with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.kube.manifest import Manifest, objects_of, read_manifest
from podtutor.kube.pod import Pod
from podtutor.kube.validation.field_error import required
from podtutor.kube.validation.objects import validate_object_create

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
"""


def _names(manifest: Manifest) -> list[str]:
    return [f"{written.kind}/{written.name}" for written in manifest.objects]


def test_documents_and_lists_give_their_objects_in_order() -> None:
    text = (
        POD
        + "---\n# nothing here\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: s}}\n"
    )
    manifest = read_manifest(text, "all.yaml")
    assert _names(manifest) == ["Pod/web", "Service/s"]
    assert manifest.objects[1].field == "items[0]"
    assert manifest.problems == manifest.warnings == ()
    assert [written.name for written in objects_of(manifest, Pod)] == ["web"]


def test_items_of_a_typed_list_need_not_say_what_they_are() -> None:
    manifest = read_manifest("apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: q}\n- metadata: {name: r}\n")
    assert _names(manifest) == ["Pod/q", "Pod/r"]
    assert manifest.objects[0].value == Pod(api_version="v1", kind="Pod", metadata=manifest.objects[0].value.metadata)  # type: ignore[attr-defined]


def test_what_kubectl_prints_works() -> None:
    dry_run = POD.replace("metadata:\n", "metadata:\n  creationTimestamp: null\n  labels:\n    run: web\n")
    dry_run += "    resources: {}\n  dnsPolicy: ClusterFirst\n  restartPolicy: Always\nstatus: {}\n"
    manifest = read_manifest(dry_run)
    assert _names(manifest) == ["Pod/web"]
    assert not manifest.warnings


def test_a_pod_from_a_cluster_works_with_status_and_managed_fields() -> None:
    text = """\
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-20T12:00:00Z"
    managedFields:
    - apiVersion: v1
      fieldsType: FieldsV1
      fieldsV1:
        f:metadata:
          f:labels:
            .: {}
            f:app: {}
      manager: kubectl
      operation: Update
      time: 2026-11-20T12:00:00Z
    name: web
    uid: 0a1b
  spec:
    containers:
    - image: nginx
      name: app
      resources:
        requests: {cpu: 0.5, memory: 128974848}
    tolerations:
    - effect: NoExecute
      key: node.kubernetes.io/not-ready
      operator: Exists
      tolerationSeconds: 300
  status:
    conditions:
    - lastProbeTime: null
      lastTransitionTime: "2026-11-20T12:00:01Z"
      observedGeneration: 1
      status: "True"
      type: Ready
    phase: Running
    podIPs:
    - ip: 10.244.0.5
kind: List
metadata:
  resourceVersion: ""
"""
    manifest = read_manifest(text, "got.yaml")
    assert (_names(manifest), manifest.problems, manifest.warnings) == (["Pod/web"], (), ())
    pod = manifest.objects[0].value
    assert isinstance(pod, Pod)
    assert str(pod.spec.containers[0].resources.requests["cpu"]) == "500m"
    assert pod.status.phase == "Running"


def test_what_helm_prints_works() -> None:
    release = "NAME: web\nLAST DEPLOYED: Fri Nov 20\nSTATUS: pending-install\nHOOKS:\nMANIFEST:\n---\n# Source: web/templates/pod.yaml\n"
    manifest = read_manifest(release + POD + "\nNOTES:\n1. Get the URL: {{ broken\n")
    assert _names(manifest) == ["Pod/web"]
    assert manifest.objects[0].problem(required("spec.containers[0].name")).line == 14


def test_empty_labels_of_templates_are_empty_texts() -> None:
    manifest = read_manifest(POD.replace("  name: web\n", "  name: web\n  annotations:\n    note:\n"))
    assert manifest.objects[0].value.metadata.annotations == {"note": ""}  # type: ignore[attr-defined]


def test_json_with_tabs_works() -> None:
    assert _names(read_manifest('{\n\t"kind": "Pod",\n\t"apiVersion": "v1",\n\t"metadata": {"name": "tab"}\n}')) == [
        "Pod/tab"
    ]


def test_an_unknown_field_is_a_warning_with_its_line_and_the_rest_works() -> None:
    manifest = read_manifest(POD + "    imagePulPolicy: Always\n", "pod.yaml")
    assert _names(manifest) == ["Pod/web"]
    (warning,) = manifest.warnings
    assert str(warning) == "pod.yaml:9:5: unknown key `imagePulPolicy`; expected `imagePullPolicy`"


def test_an_unknown_field_is_a_problem_where_that_is_asked_for() -> None:
    manifest = read_manifest(POD + "    imagePulPolicy: Always\n", unknown="problem")
    assert not manifest.objects
    assert manifest.problems[0].line == 9


def test_an_unknown_kind_is_left_out_with_a_note() -> None:
    text = (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n---\napiVersion: extensions/v1beta1\nkind: Deployment\n---\n"
        + POD
    )
    manifest = read_manifest(text, "a.yaml")
    assert _names(manifest) == ["Pod/web"]
    assert [str(warning) for warning in manifest.warnings] == [
        "a.yaml:2:7: monitoring.coreos.com/v1 ServiceMonitor is left out: podtutor does not know it",
        "a.yaml:5:7: extensions/v1beta1 Deployment is left out: podtutor does not know it; expected apiVersion apps/v1",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            POD.replace("image: nginx", "ports: [{containerPort: '80'}]"),
            "8:29: this is the text `80`; expected a whole number",
        ),
        (
            POD.replace("image: nginx", "image: 1"),
            '8:12: `1` is read as a number; expected text; put it in quotes: "1"',
        ),
        (POD.replace("image: nginx", "resources: {limits: {cpu: 1x}}"), "quantities must match"),
        ("a: b\n", "1:1: this is no Kubernetes object: `kind` is missing"),
        ("just words", "1:1: this is no Kubernetes object"),
        ("", "there is no Kubernetes object in this text"),
        ("apiVersion: v1\nkind: List\nitems: 3\n", "3:8: `items` is no list"),
        ("a: [", "this is not YAML"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_place(text: str, said: str) -> None:
    manifest = read_manifest(text, "x.yaml")
    assert not manifest.objects
    assert said in str(manifest.problems[0])


def test_errors_of_validation_get_the_line_of_the_user() -> None:
    written = read_manifest(POD.replace("- name: app", "- name: App"), "pod.yaml").objects[0]
    problems = [written.problem(error) for error in validate_object_create(written.value)]
    by_field = {problem.field: problem for problem in problems}
    assert (by_field["spec.containers[0].name"].line, by_field["spec.containers[0].name"].column) == (7, 11)
    assert by_field["metadata.namespace"].line == 4


YAML = st.text(alphabet="apiVersonkdPmt: -\n[]{}'\"#&*!|>%@`\t\x00é1.", max_size=60)


@given(st.one_of(YAML, st.text(max_size=40), YAML.map(lambda text: POD + text)))
def test_any_text_gives_objects_or_clear_problems(text: str) -> None:
    manifest = read_manifest(text, "any.yaml")
    assert manifest.objects or manifest.problems or manifest.warnings
    assert all(problem.message for problem in (*manifest.problems, *manifest.warnings))
