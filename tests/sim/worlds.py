"""Random scenarios for the laws: small clusters, odd containers, people who meddle. Times are short, so that all settles."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SECONDS = st.sampled_from([0.3, 1.2, 2.3, 4.4])
CODES = st.sampled_from([0, 0, 1, 3, 42])
SCRIPTS = st.one_of(
    st.just([]),
    st.builds(lambda wait, code: [{"sleep": wait}, {"exit": code}], SECONDS, CODES),
    st.builds(lambda code: [{"exit": code}], CODES),
    st.builds(lambda wait: [{"sleep": wait}, {"listen": 8080}], SECONDS),
    st.builds(lambda wait: [{"listen": 8080}, {"sleep": wait}, {"close": 8080}], SECONDS),
    st.builds(lambda wait, size: [{"sleep": wait}, {"alloc": f"{size}Mi"}], SECONDS, st.sampled_from([50, 400, 1500])),
    st.builds(lambda wait: [{"touch": "/tmp/x"}, {"sleep": wait}, {"remove": "/tmp/x"}], SECONDS),
)
ON_TERM = st.one_of(st.just("ignore"), st.builds(lambda after, code: {"after": after, "exit": code}, SECONDS, CODES))
PROBES = st.builds(
    lambda handler, period, failures: {**handler, "periodSeconds": period, "failureThreshold": failures},
    st.sampled_from([{"tcpSocket": {"port": 8080}}, {"exec": {"command": ["test", "-f", "/tmp/x"]}}]),
    st.sampled_from([1, 2, 5]),
    st.sampled_from([1, 3]),
)
RESOURCES = st.sampled_from(
    [
        {},
        {},
        {"requests": {"cpu": "300m", "memory": "100Mi"}},
        {"requests": {"cpu": "1500m"}},
        {"limits": {"memory": "100Mi"}},
    ]
)


@st.composite
def containers(draw: st.DrawFn, name: str, *, init: bool = False) -> dict[str, Any]:
    """One container; an init container may be a sidecar."""
    container: dict[str, Any] = {"name": name, "image": draw(st.sampled_from(["app:1.0", "app:1.0", "app:typo"]))}
    sidecar = init and draw(st.booleans())
    if sidecar:
        container["restartPolicy"] = "Always"
    if not init or sidecar:
        for probe in ("readinessProbe", "livenessProbe", "startupProbe"):
            if draw(st.integers(0, 3)) == 0:
                container[probe] = draw(PROBES)
        if draw(st.integers(0, 4)) == 0:
            container["lifecycle"] = {"preStop": {"sleep": {"seconds": draw(st.integers(1, 6))}}}
    if resources := draw(RESOURCES):
        container["resources"] = resources
    return container


@st.composite
def pod_specs(draw: st.DrawFn, *, owned: bool) -> dict[str, Any]:
    """A pod's spec; owned ones always restart."""
    spec: dict[str, Any] = {
        "terminationGracePeriodSeconds": draw(st.sampled_from([0, 1, 3, 8])),
        "containers": [draw(containers(f"c{n}")) for n in range(draw(st.integers(1, 3)))],
    }
    inits = [draw(containers(f"i{n}", init=True)) for n in range(draw(st.integers(0, 2)))]
    if inits:
        spec["initContainers"] = inits
    if not owned:
        spec["restartPolicy"] = draw(st.sampled_from(["Always", "OnFailure", "Never"]))
    return spec


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """A whole scenario as builtins, as a file would hold it."""
    objects: list[dict[str, Any]] = []
    names: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            names.append(f"p{number}")
            spec = draw(pod_specs(owned=False))
            objects.append({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": names[-1]}, "spec": spec})
            continue
        labels = {"app": f"d{number}"}
        names += [f"d{number}-?{n}" for n in (1, 2)]
        template = {"metadata": {"labels": labels}, "spec": draw(pod_specs(owned=True))}
        spec = {"replicas": draw(st.integers(1, 3)), "selector": {"matchLabels": labels}, "template": template}
        objects.append(
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": f"d{number}"}, "spec": spec}
        )
        if draw(st.booleans()):
            budget = {"minAvailable": draw(st.integers(0, 2)), "selector": {"matchLabels": labels}}
            objects.append(
                {
                    "apiVersion": "policy/v1",
                    "kind": "PodDisruptionBudget",
                    "metadata": {"name": f"b{number}"},
                    "spec": budget,
                }
            )
    names_of_containers = [*(f"c{n}" for n in range(3)), *(f"i{n}" for n in range(2))]
    behavior = [
        {
            "pod": "*",
            "container": name,
            "attempts": draw(st.lists(SCRIPTS, min_size=1, max_size=2)),
            "onTerm": draw(ON_TERM),
        }
        for name in names_of_containers
        if draw(st.booleans())
    ]
    return {
        "scenario": 1,
        "name": "random",
        "duration": 120,
        "nodes": [{"name": f"node-{n + 1}"} for n in range(draw(st.integers(1, 2)))],
        "images": {"absent": ["app:typo"]},
        "objects": objects,
        "behavior": behavior,
        "actions": draw(st.lists(actions(names), max_size=4)),
    }


def actions(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What somebody may do to the pods of a scenario or to its first node."""
    at = st.sampled_from([2.3, 6.1, 11.7, 20.4, 35.2])
    pod = st.sampled_from([f"pod/{name}" for name in names])
    node = st.just("node-1")
    return st.one_of(
        st.builds(lambda at, pod: {"at": at, "delete": pod}, at, pod),
        st.builds(lambda at, pod: {"at": at, "delete": pod, "force": True}, at, pod),
        st.builds(lambda at, pod: {"at": at, "evict": pod}, at, pod),
        st.builds(lambda at, pod: {"at": at, "kill": pod, "container": "c0", "signal": "KILL"}, at, pod),
        st.builds(lambda at, node: {"at": at, "drain": node, "timeout": 20}, at, node),
        st.builds(lambda at, node: {"at": at, "cordon": node}, at, node),
        st.builds(lambda at, node: {"at": at, "restart-kubelet": node, "down": 2}, at, node),
        st.builds(lambda at, node: {"at": at, "stop-node": node}, at, node),
        st.builds(lambda at, node: {"at": at, "start-node": node}, at, node),
        st.builds(
            lambda at, node: {"at": at, "taint": node, "taints": [{"key": "fire", "effect": "NoExecute"}]}, at, node
        ),
    )
