"""Where a pod fits: the filters, one table a plugin, and the words of a pod that fits nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_objects import a_node, a_pod

from podtutor.kube.codec import convert
from podtutor.kube.node import Node
from podtutor.kube.pod import Pod
from podtutor.kube.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from podtutor.rules.preemption import failed_scheduling_message, preempt
from podtutor.rules.scheduling.cycle import Diagnosis, find_nodes_that_fit_pod, scheduling_gates
from podtutor.rules.scheduling.framework import num_feasible_nodes_to_find
from podtutor.rules.scheduling.node_info import PodInfo
from podtutor.rules.scheduling.snapshot import Snapshot


def find(pod: Pod, nodes: list[Node], pods: list[Pod] | None = None) -> Diagnosis:
    return find_nodes_that_fit_pod(PodInfo(pod), Snapshot.of(nodes, pods or []))


def told(found: Diagnosis) -> str:
    """`NODE` for every node that fits, else `NODE!PLUGIN`."""
    words = {name: f"{name}!{status.plugin}" for name, status in found.statuses.items()}
    words.update({node.name: node.name for node in found.feasible})
    return " ".join(words[name] for name in sorted(words))


def tolerating(key: str, effect: str = "") -> dict[str, Any]:
    return {"tolerations": [{"key": key, "operator": "Exists", "effect": effect}]}


def taint(key: str, effect: str = "NoSchedule") -> dict[str, Any]:
    return {"taints": [{"key": key, "effect": effect}]}


@pytest.mark.parametrize(
    ("what", "pod", "node", "says"),
    [
        ("fits", a_pod(), a_node("n"), "n"),
        ("cordoned", a_pod(), a_node("n", unschedulable=True), "n!NodeUnschedulable"),
        ("cordon tolerated", a_pod(spec=tolerating("node.kubernetes.io/unschedulable")), a_node("n", unschedulable=True), "n"),
        ("another name", a_pod(spec={"nodeName": "m"}), a_node("n"), "n!NodeName"),
        ("tainted", a_pod(), a_node("n", **taint("a")), "n!TaintToleration"),
        ("NoExecute keeps off too", a_pod(), a_node("n", **taint("a", "NoExecute")), "n!TaintToleration"),
        ("PreferNoSchedule does not", a_pod(), a_node("n", **taint("a", "PreferNoSchedule")), "n"),
        ("tolerated", a_pod(spec=tolerating("a")), a_node("n", **taint("a")), "n"),
        ("selector", a_pod(spec={"nodeSelector": {"disk": "ssd"}}), a_node("n"), "n!NodeAffinity"),
        ("selector met", a_pod(spec={"nodeSelector": {"disk": "ssd"}}), a_node("n", labels={"disk": "ssd"}), "n"),
        ("too much", a_pod(requests="cpu=2001m"), a_node("n"), "n!NodeResourcesFit"),
        ("exactly", a_pod(requests="cpu=2 memory=4Gi"), a_node("n"), "n"),
        ("unknown resource", a_pod(requests="example.com/gpu=1"), a_node("n"), "n!NodeResourcesFit"),
        ("none of an unknown resource", a_pod(requests="example.com/gpu=0"), a_node("n"), "n"),
        ("no place for pods", a_pod(), a_node("n", pods="0"), "n!NodeResourcesFit"),
    ],
)  # fmt: skip
def test_one_node(what: str, pod: Pod, node: Node, says: str) -> None:
    assert told(find(pod, [node])) == says, what


def expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def field(operator: str, *values: str) -> dict[str, Any]:
    return {"matchFields": [{"key": "metadata.name", "operator": operator, "values": list(values)}]}


def requiring(*terms: dict[str, Any]) -> Pod:
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": list(terms)}}
    return a_pod(spec={"affinity": {"nodeAffinity": required}})


@pytest.mark.parametrize(
    ("terms", "fits"),
    [
        ([expression("disk", "In", "ssd", "hdd")], True),
        ([expression("disk", "NotIn", "ssd")], False),
        ([expression("disk", "DoesNotExist")], False),
        ([expression("cores", "Gt", "3")], True),
        ([expression("cores", "Lt", "3")], False),
        ([expression("cores", "Gt", "many"), expression("disk", "Exists")], True),
        ([expression("disk", "In", "hdd"), field("In", "n")], True),
        ([{}], False),
        ([], False),
    ],
)
def test_required_node_affinity(terms: list[dict[str, Any]], fits: bool) -> None:
    node = a_node("n", labels={"disk": "ssd", "cores": "4"})
    assert (told(find(requiring(*terms), [node])) == "n") is fits


def test_a_pod_tied_to_a_node_by_name_looks_at_no_other() -> None:
    nodes = [a_node("n1"), a_node("n2", unschedulable=True)]
    found = find(requiring(field("In", "n2")), nodes)
    assert found.message() == (
        "0/2 nodes are available: 1 node(s) didn't satisfy plugin(s) [NodeAffinity], 1 node(s) were unschedulable."
    )
    conflict = find(
        requiring({"matchFields": [*field("In", "n1")["matchFields"], *field("In", "n2")["matchFields"]]}), nodes
    )
    assert conflict.message() == "0/2 nodes are available: pod affinity terms conflict."


def listening(port: int, protocol: str = "TCP", address: str = "") -> dict[str, Any]:
    return {"ports": [{"containerPort": 80, "hostPort": port, "protocol": protocol, "hostIP": address}]}


@pytest.mark.parametrize(
    ("there", "wanted", "free"),
    [
        (listening(80), listening(81), True),
        (listening(80), listening(80), False),
        (listening(80), listening(80, "UDP"), True),
        (listening(80, address="10.0.0.1"), listening(80, address="10.0.0.2"), True),
        (listening(80, address="10.0.0.1"), listening(80, address="10.0.0.1"), False),
        (listening(80, address="0.0.0.0"), listening(80, address="10.0.0.2"), False),
        (listening(80, address="10.0.0.1"), listening(80), False),
        (listening(0), listening(0), True),
    ],
)
def test_host_ports(there: dict[str, Any], wanted: dict[str, Any], free: bool) -> None:
    found = find(a_pod(**wanted), [a_node("n")], [a_pod("x", "n", **there)])
    assert (told(found) == "n") is free


def test_a_pod_that_leaves_gives_its_room_back() -> None:
    snapshot = Snapshot.of([a_node("n", pods="1")], [])
    guest = PodInfo(a_pod("x", "n", requests="cpu=2", labels={"app": "x"}, **listening(80)))
    snapshot.add_pod(guest)
    asking = PodInfo(a_pod(requests="cpu=1", **listening(80)))
    assert not find_nodes_that_fit_pod(asking, snapshot).feasible
    snapshot.remove_pod(guest)
    assert find_nodes_that_fit_pod(asking, snapshot).feasible
    node = snapshot.nodes["n"]
    assert (node.milli_cpu, node.memory, node.pods, node.groups) == (0, 0, {}, {})


def affine(kind: str, app: str, key: str = "kubernetes.io/hostname", **more: Any) -> dict[str, Any]:
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key, **more}
    return {"affinity": {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


WEB = {"app": "web"}
NODES = [a_node("n1", labels={"zone": "a"}), a_node("n2", labels={"zone": "a"}), a_node("n3")]


@pytest.mark.parametrize(
    ("what", "pod", "says"),
    [
        ("near", a_pod(spec=affine("podAffinity", "web")), "n1 n2!InterPodAffinity n3!InterPodAffinity"),
        ("in the zone", a_pod(spec=affine("podAffinity", "web", "zone")), "n1 n2 n3!InterPodAffinity"),
        ("away", a_pod(spec=affine("podAntiAffinity", "web")), "n1!InterPodAffinity n2 n3"),
        ("away from the zone", a_pod(spec=affine("podAntiAffinity", "web", "zone")), "n1!InterPodAffinity n2!InterPodAffinity n3"),
        ("nobody to be near to", a_pod(spec=affine("podAffinity", "db")), "n1!InterPodAffinity n2!InterPodAffinity n3!InterPodAffinity"),
        ("the first of its kind", a_pod(labels={"app": "db"}, spec=affine("podAffinity", "db", "zone")), "n1 n2 n3!InterPodAffinity"),
        ("another namespace", a_pod(spec=affine("podAffinity", "web", namespaces=["other"])), "n1!InterPodAffinity n2!InterPodAffinity n3!InterPodAffinity"),
        ("all namespaces", a_pod(spec=affine("podAntiAffinity", "web", namespaceSelector={})), "n1!InterPodAffinity n2 n3"),
    ],
)  # fmt: skip
def test_affinity_between_pods(what: str, pod: Pod, says: str) -> None:
    assert told(find(pod, NODES, [a_pod("x", "n1", labels=WEB)])) == says, what


def test_pods_already_there_may_mind_too() -> None:
    hermit = a_pod("x", "n1", spec=affine("podAntiAffinity", "web", "zone"))
    found = find(a_pod(labels=WEB), NODES, [hermit])
    assert told(found) == "n1!InterPodAffinity n2!InterPodAffinity n3"
    assert found.statuses["n1"].reasons == ("node(s) didn't satisfy existing pods anti-affinity rules",)
    assert told(find(a_pod(labels={"app": "db"}), NODES, [hermit])) == "n1 n2 n3"


def spreading(key: str = "zone", skew: int = 1, **more: Any) -> dict[str, Any]:
    constraint = {"maxSkew": skew, "topologyKey": key, "whenUnsatisfiable": "DoNotSchedule", **more}
    return {"topologySpreadConstraints": [{"labelSelector": {"matchLabels": WEB}, **constraint}]}


ZONES = [a_node("n1", labels={"zone": "a"}), a_node("n2", labels={"zone": "b"}), a_node("n3")]
TWO = [a_pod("x", "n1", labels=WEB), a_pod("y", "n1", labels=WEB)]


@pytest.mark.parametrize(
    ("what", "pod", "pods", "says"),
    [
        ("even", a_pod(labels=WEB, spec=spreading()), TWO, "n1!PodTopologySpread n2 n3!PodTopologySpread"),
        ("a skew of three", a_pod(labels=WEB, spec=spreading(skew=3)), TWO, "n1 n2 n3!PodTopologySpread"),
        ("not itself counted", a_pod(spec=spreading(skew=2)), TWO, "n1 n2 n3!PodTopologySpread"),
        ("too few domains", a_pod(labels=WEB, spec=spreading(skew=2, minDomains=3)), TWO, "n1!PodTopologySpread n2 n3!PodTopologySpread"),
        ("leaving pods do not count", a_pod(labels=WEB, spec=spreading()), [a_pod("x", "n1", labels=WEB, metadata={"deletionTimestamp": "2026-06-01T12:00:00Z"})], "n1 n2 n3!PodTopologySpread"),
        ("other pods do not count", a_pod(labels=WEB, spec=spreading()), [a_pod("x", "n1")], "n1 n2 n3!PodTopologySpread"),
    ],
)  # fmt: skip
def test_spread(what: str, pod: Pod, pods: list[Pod], says: str) -> None:
    assert told(find(pod, ZONES, pods)) == says, what


def test_nodes_the_pod_may_not_go_to_do_not_count_for_the_spread() -> None:
    spec = {**spreading(), "nodeSelector": {"zone": "a"}}
    assert told(find(a_pod(labels=WEB, spec=spec), ZONES, TWO)) == "n1 n2!NodeAffinity n3!NodeAffinity"
    taints_count = {**spreading(nodeTaintsPolicy="Honor")}
    tainted = [ZONES[0], a_node("n2", labels={"zone": "b"}, **taint("a"))]
    assert told(find(a_pod(labels=WEB, spec=taints_count), tainted, TWO)) == "n1 n2!TaintToleration"


def claim(spec: dict[str, Any] | None = None, **more: Any) -> PersistentVolumeClaim:
    metadata = {"name": "c", "namespace": "default", **more.get("metadata", {})}
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **(spec or {})}
    return convert({"metadata": metadata, "spec": wanted, "status": more.get("status", {})}, PersistentVolumeClaim)


def volume(name: str, size: str = "1Gi", node: str = "", **more: Any) -> PersistentVolume:
    spec: dict[str, Any] = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], **more.get("spec", {})}
    if node:
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [expression("kubernetes.io/hostname", "In", node)]}}
    return convert({"metadata": {"name": name, "labels": more.get("labels", {})}, "spec": spec}, PersistentVolume)


USER = a_pod(spec={"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "c"}}]})
BOUND = {"status": {"phase": "Bound"}}


@pytest.mark.parametrize(
    ("what", "claimed", "volumes", "says"),
    [
        ("no claim", None, [], 'persistentvolumeclaim "c" not found'),
        ("on its way out", claim(metadata={"deletionTimestamp": "2026-06-01T12:00:00Z"}), [], 'persistentvolumeclaim "c" is being deleted'),
        ("lost", claim({"volumeName": "v"}, status={"phase": "Lost"}), [], 'persistentvolumeclaim "c" bound to non-existent persistentvolume "v"'),
        ("not bound yet", claim({"volumeName": "v"}), [volume("v")], "pod has unbound immediate PersistentVolumeClaims"),
        ("bound to nothing", claim({"volumeName": "v"}, **BOUND), [], "2 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"),
        ("waits, nothing to bind", claim({"storageClassName": "late"}), [volume("v", "1Mi", spec={"storageClassName": "late"})], "2 node(s) didn't find available persistent volumes to bind"),
    ],
)  # fmt: skip
def test_claims_that_hold_a_pod_back(
    what: str, claimed: PersistentVolumeClaim | None, volumes: list[PersistentVolume], says: str
) -> None:
    found = find_nodes_that_fit_pod(PodInfo(USER), storage(claimed, volumes))
    assert found.message() == f"0/2 nodes are available: {says}.", what


def storage(claimed: PersistentVolumeClaim | None, volumes: list[PersistentVolume]) -> Snapshot:
    late = {"metadata": {"name": "late"}, "provisioner": "kubernetes.io/no-provisioner"}
    snapshot = Snapshot.of([a_node("n1"), a_node("n2", labels={"topology.kubernetes.io/zone": "z2"})], [])
    snapshot.storage_classes["late"] = convert({**late, "volumeBindingMode": "WaitForFirstConsumer"}, StorageClass)
    if claimed is not None:
        snapshot.claims["default", "c"] = claimed
    snapshot.volumes.update({one.metadata.name: one for one in volumes})
    return snapshot


@pytest.mark.parametrize(
    ("what", "claimed", "volumes", "says"),
    [
        ("bound, reached from everywhere", claim({"volumeName": "v"}, **BOUND), [volume("v")], "n1 n2"),
        ("bound, local to a node", claim({"volumeName": "v"}, **BOUND), [volume("v", node="n2")], "n1!VolumeBinding n2"),
        ("bound, in another zone", claim({"volumeName": "v"}, **BOUND), [volume("v", labels={"topology.kubernetes.io/zone": "z1__z3"})], "n1 n2!VolumeZone"),
        ("to be bound where there is one", claim({"storageClassName": "late"}), [volume("v", node="n1", spec={"storageClassName": "late"})], "n1 n2!VolumeBinding"),
    ],
)  # fmt: skip
def test_volumes_choose_nodes(
    what: str, claimed: PersistentVolumeClaim, volumes: list[PersistentVolume], says: str
) -> None:
    assert told(find_nodes_that_fit_pod(PodInfo(USER), storage(claimed, volumes))) == says, what


def test_a_claim_for_one_pod_only() -> None:
    exclusive = claim({"volumeName": "v", "accessModes": ["ReadWriteOncePod"]}, **BOUND)
    snapshot = storage(exclusive, [volume("v")])
    spec = {"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "c"}}]}
    snapshot.add_pod(PodInfo(a_pod("x", "n1", spec=spec)))
    assert told(find_nodes_that_fit_pod(PodInfo(USER), snapshot)) == "n1!VolumeRestrictions n2"


def test_the_words_of_a_pod_that_fits_nowhere() -> None:
    nodes = [
        a_node("n1", cpu="1"),
        a_node("n2", **taint("a")),
        a_node("n3", unschedulable=True),
        a_node("n4", pods="1"),
    ]
    found = find(a_pod(requests="cpu=1500m"), nodes, [a_pod("x", "n4")])
    assert failed_scheduling_message(found, preempt(found, ())) == (
        "0/4 nodes are available: 1 Insufficient cpu, 1 Too many pods, 1 node(s) had untolerated taint(s), "
        "1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: "
        "1 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling."
    )


def test_a_pod_refused_before_any_node_is_looked_at() -> None:
    found = find(USER, [a_node("n1")])
    assert failed_scheduling_message(found, preempt(found, ())) == (
        '0/1 nodes are available: persistentvolumeclaim "c" not found. not found'
    )


def test_gates() -> None:
    gated = a_pod(spec={"schedulingGates": [{"name": "a"}, {"name": "b"}]})
    assert scheduling_gates(gated) == "waiting for scheduling gates: [a b]"
    assert scheduling_gates(a_pod()) == ""


@pytest.mark.parametrize(("nodes", "enough"), [(3, 3), (99, 99), (100, 100), (1000, 420), (5000, 500), (10_000, 500)])
def test_how_many_fitting_nodes_are_enough(nodes: int, enough: int) -> None:
    assert num_feasible_nodes_to_find(nodes) == enough


def test_the_search_begins_where_the_last_ended_and_stops_when_it_has_enough() -> None:
    snapshot = Snapshot.of([a_node(f"n{place}") for place in range(5)], [])
    found = find_nodes_that_fit_pod(PodInfo(a_pod()), snapshot, 2, 4)
    assert [node.name for node in found.feasible] == ["n4", "n0"]


def test_promised_room_is_taken_for_pods_of_no_higher_priority() -> None:
    snapshot = Snapshot.of([a_node("n1", pods="1"), a_node("n2", pods="1")], [])
    snapshot.nominated["n1"] = [PodInfo(a_pod("waiting", spec={"priority": 10}))]
    assert told(find_nodes_that_fit_pod(PodInfo(a_pod()), snapshot)) == "n1!NodeResourcesFit n2"
    important = PodInfo(a_pod(spec={"priority": 11}))
    assert told(find_nodes_that_fit_pod(important, snapshot)) == "n1 n2"
