"""How fast the simulator is: a small scenario, a large cluster, and whether the cost per pod stays the same.

    python benchmarks/simulator.py            the bars
    python benchmarks/simulator.py --largest  also 5,000 nodes with 150,000 pods, the largest cluster Kubernetes supports

Each cluster runs in a process of its own, so that its memory can be measured; seconds are the processor's, so that
neighbours on the machine do not count. Exit 1 where a bar is missed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from podtutor.kube.pod import Pod
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

SMALL_MILLISECONDS = 5.0
LARGE_SECONDS = 20.0
LARGE_MEBIBYTES = 400
GROWTH = 1.5
REPLICAS = 100

SMALL = """
scenario: 1
name: small
duration: 60
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec: {containers: [{name: app, image: "app:1.0"}, {name: helper, image: "helper:1.0"}]}
behavior:
  - {pod: web, container: app, attempts: [[{sleep: 3}, {exit: 1}], []]}
"""

DEPLOYMENT = """
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {{name: d{number}}}
    spec:
      replicas: {replicas}
      selector: {{matchLabels: {{app: d{number}}}}}
      template:
        metadata: {{labels: {{app: d{number}}}}}
        spec:
          containers:
            - name: app
              image: app:1.0
              resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}
              readinessProbe: {{tcpSocket: {{port: 8080}}, periodSeconds: 5}}
              livenessProbe: {{tcpSocket: {{port: 8080}}, periodSeconds: 10}}
"""

LARGE = """
scenario: 1
name: large
duration: 600
nodes: [{{name: node, count: {nodes}, capacity: {{cpu: "32", memory: 64Gi}}}}]
behavior:
  - {{pod: "d*", container: app, attempts: [[{{sleep: 3}}, {{listen: 8080}}]], onTerm: {{after: 1, exit: 0}}}}
actions:
  - {{at: 120, drain: node-7}}
objects: {objects}
"""


def small_milliseconds() -> float:
    """The best of many runs of two containers for a minute, read and traced, in ms."""
    best = float("inf")
    for _ in range(50):
        began = time.perf_counter()
        simulation = simulate(read_scenario(SMALL))
        simulation.run()
        simulation.trace()
        best = min(best, time.perf_counter() - began)
    return best * 1000


def run_large(nodes: int, pods: int) -> dict[str, float]:
    """Ten minutes of Deployments with a drain among them: seconds, MiB and pods that are ready in the end."""
    objects = "".join(DEPLOYMENT.format(number=n, replicas=REPLICAS) for n in range(pods // REPLICAS))
    loaded = read_scenario(LARGE.format(nodes=nodes, objects=objects))
    began = time.process_time()
    simulation = simulate(loaded, keep_history=False)
    simulation.run()
    seconds = time.process_time() - began
    ready = sum(
        any(condition.type == "Ready" and condition.status == "True" for condition in pod.status.conditions)
        for pod in simulation.cluster.store.all(Pod)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return {"seconds": seconds, "mebibytes": peak, "ready": ready}


def measured(nodes: int, pods: int) -> dict[str, float]:
    """`run_large` in a process of its own."""
    command = [sys.executable, __file__, "--run", str(nodes), str(pods)]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    per_pod = answer["seconds"] / pods * 1e6
    print(
        f"{nodes:>6,} nodes {pods:>8,} pods   {answer['seconds']:7.1f} s   {per_pod:6.0f} µs a pod   "
        f"{answer['mebibytes']:6.0f} MiB   {answer['ready']:,.0f} ready"
    )
    return answer


def main() -> int:
    """Print the figures; 1 where a bar is missed."""
    missed = []
    small = small_milliseconds()
    print(f"2 containers, 60 s: {small:.2f} ms (bar {SMALL_MILLISECONDS:g})")
    if small > SMALL_MILLISECONDS:
        missed.append("small scenario")
    tenth, full = measured(50, 1_500), measured(500, 15_000)
    if full["seconds"] > LARGE_SECONDS:
        missed.append(f"large cluster: {full['seconds']:.1f} s, bar {LARGE_SECONDS:g}")
    if full["mebibytes"] > LARGE_MEBIBYTES:
        missed.append(f"memory: {full['mebibytes']:.0f} MiB, bar {LARGE_MEBIBYTES}")
    growth = full["seconds"] / tenth["seconds"] / 10
    print(f"cost per pod from 1,500 to 15,000 pods: {growth:.2f} × (bar {GROWTH:g})")
    if growth > GROWTH:
        missed.append(f"growth {growth:.2f}")
    if "--largest" in sys.argv:
        measured(5_000, 150_000)
    print("missed: " + "; ".join(missed) if missed else "all bars hold")
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run_large(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        sys.exit(main())
