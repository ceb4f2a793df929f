"""Controllers: one file for each of kube-controller-manager's that pods meet, and the list of all."""

from __future__ import annotations

from podtutor.sim.cluster import Cluster, Component
from podtutor.sim.controllers.cronjob import CronJobController
from podtutor.sim.controllers.daemonset import DaemonSetController
from podtutor.sim.controllers.deployment import DeploymentController
from podtutor.sim.controllers.disruption import DisruptionController
from podtutor.sim.controllers.endpointslice import EndpointSliceController
from podtutor.sim.controllers.garbage_collector import GarbageCollector
from podtutor.sim.controllers.job import JobController, TtlAfterFinishedController
from podtutor.sim.controllers.node_lifecycle import NodeLifecycleController
from podtutor.sim.controllers.pod_gc import PodGarbageCollector
from podtutor.sim.controllers.replicaset import ReplicaSetController
from podtutor.sim.controllers.statefulset import StatefulSetController
from podtutor.sim.controllers.taint_eviction import TaintEvictionController
from podtutor.sim.controllers.volume_binder import VolumeBinder


def all_controllers(cluster: Cluster) -> list[Component]:
    """Every controller, in the order in which they start."""
    return [
        DeploymentController(cluster),
        ReplicaSetController(cluster),
        StatefulSetController(cluster),
        DaemonSetController(cluster),
        JobController(cluster),
        TtlAfterFinishedController(cluster),
        CronJobController(cluster),
        EndpointSliceController(cluster),
        DisruptionController(cluster),
        NodeLifecycleController(cluster),
        TaintEvictionController(cluster),
        PodGarbageCollector(cluster),
        VolumeBinder(cluster),
        GarbageCollector(cluster),
    ]
