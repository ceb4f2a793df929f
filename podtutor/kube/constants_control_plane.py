"""The numbers of scheduler and controllers, each once, with the name it has upstream.

Times are in the unit the name says; without a unit in the name, seconds.
"""

from __future__ import annotations

from typing import Final

# Scheduler -----------------------------------------------------------------------------------------------------------

MAX_NODE_SCORE: Final = 100
"""framework.MaxNodeScore: the best score a plugin may give to a node."""
MIN_FEASIBLE_NODES_TO_FIND: Final = 100
"""minFeasibleNodesToFind: the scheduler looks at this many fitting nodes at least, where there are as many."""
MIN_FEASIBLE_NODES_PERCENTAGE_TO_FIND: Final = 5
"""minFeasibleNodesPercentageToFind: and at this share of all nodes at least, in percent."""
DEFAULT_PERCENTAGE_OF_NODES_TO_SCORE: Final = 50
"""numFeasibleNodesToFind: the share it looks at in a small cluster, in percent ..."""
NODES_PER_PERCENT_LESS: Final = 125
"""... and one percent less for every so many nodes."""
IMAGE_LOCALITY_MIN_THRESHOLD: Final = 23 * 1024 * 1024
"""imagelocality.minThreshold: images smaller than this do not count, bytes."""
IMAGE_LOCALITY_MAX_CONTAINER_THRESHOLD: Final = 1000 * 1024 * 1024
"""imagelocality.maxContainerThreshold: an image larger than this counts no more, bytes for each container."""
HARD_POD_AFFINITY_WEIGHT: Final = 1
"""InterPodAffinityArgs.HardPodAffinityWeight: what a required affinity of a running pod adds to a node's score."""
DEFAULT_SPREAD_MAX_SKEW_HOSTNAME: Final = 3
"""systemDefaultConstraints: the skew tolerated between nodes where a pod names no constraint itself."""
DEFAULT_SPREAD_MAX_SKEW_ZONE: Final = 5
"""systemDefaultConstraints: the skew tolerated between zones where a pod names no constraint itself."""
MIN_CANDIDATE_NODES_PERCENTAGE: Final = 10
"""DefaultPreemptionArgs.MinCandidateNodesPercentage: the share of nodes tried for preemption, in percent ..."""
MIN_CANDIDATE_NODES_ABSOLUTE: Final = 100
"""... and DefaultPreemptionArgs.MinCandidateNodesAbsolute: at least so many."""
PRIORITY_SUM_OFFSET: Final = 2**31
"""pickOneNodeForPreemption: added to every priority before summing, so that fewer victims always sum to less."""
SCHEDULING_INITIAL_BACKOFF: Final = 1
"""DefaultPodInitialBackoffDuration: an unschedulable pod waits this long before it is tried again ..."""
SCHEDULING_MAX_BACKOFF: Final = 10
"""DefaultPodMaxBackoffDuration: ... doubling up to this."""
MAX_IN_UNSCHEDULABLE_PODS_DURATION: Final = 300
"""DefaultPodMaxInUnschedulablePodsDuration: an unschedulable pod is tried again after this, whatever happened."""

# Disruption ----------------------------------------------------------------------------------------------------------

DELETION_TIMEOUT: Final = 120
"""disruption.DeletionTimeout: how long an evicted pod that is still there counts as gone."""
EVICTION_RETRY_AFTER_SECONDS: Final = 10
"""createTooManyRequestsError: what the Eviction API asks a caller to wait while a budget is being processed."""
MAX_DISRUPTED_POD_SIZE: Final = 2000
"""MaxDisruptedPodSize: more unconfirmed evictions than this are refused."""

# Replica sets, deployments -------------------------------------------------------------------------------------------

BURST_REPLICAS: Final = 500
"""replicaset.BurstReplicas: pods created or deleted by one sync at most."""
SLOW_START_INITIAL_BATCH_SIZE: Final = 1
"""controller.SlowStartInitialBatchSize: pods are created in batches of 1, 2, 4 ... until one is refused."""
QUEUE_BASE_DELAY_MILLISECONDS: Final = 5
"""workqueue.DefaultTypedControllerRateLimiter: a failed sync is repeated after 5 ms, doubling ..."""
QUEUE_MAX_DELAY: Final = 1000
"""... up to 1000 s."""
DEFAULT_PROGRESS_DEADLINE_SECONDS: Final = 600
"""SetDefaults_Deployment: a rollout without progress for so long has failed to progress."""

# Jobs ----------------------------------------------------------------------------------------------------------------

DEFAULT_JOB_BACKOFF_LIMIT: Final = 6
"""SetDefaults_Job: the failures a Job bears."""
DEFAULT_JOB_POD_FAILURE_BACKOFF: Final = 10
"""job.DefaultJobPodFailureBackOff: the wait after the first failure of a Job's pod, doubling ..."""
MAX_JOB_POD_FAILURE_BACKOFF: Final = 600
"""... up to job.MaxJobPodFailureBackOff."""
MAX_POD_CREATE_DELETE_PER_SYNC: Final = 500
"""job.MaxPodCreateDeletePerSync: pods created or deleted by one sync of a Job at most."""
MAX_UNCOUNTED_PODS: Final = 500
"""job.MaxUncountedPods: ended pods counted by one sync of a Job at most."""
SYNC_JOB_BATCH_PERIOD: Final = 1
"""job.syncJobBatchPeriod: changes of a Job's pods are collected for so long before the Job is synced."""
CRONJOB_NEXT_SCHEDULE_DELTA_MILLISECONDS: Final = 100
"""cronjob.nextScheduleDelta: the controller wakes so much after a start is due."""
CRONJOB_MISSED_SCHEDULES_WARNING: Final = 100
"""cronjob.mostRecentScheduleTime: more missed starts than this are reported as too many."""

# Nodes ---------------------------------------------------------------------------------------------------------------

NODE_MONITOR_GRACE_PERIOD: Final = 50
"""--node-monitor-grace-period: a node unheard for so long is unknown."""
NODE_MONITOR_PERIOD: Final = 5
"""--node-monitor-period: how often the node controller looks."""
NODE_STARTUP_GRACE_PERIOD: Final = 60
"""--node-startup-grace-period: the patience with a node that has never reported."""
NODE_EVICTION_RATE: Final = 0.1
"""--node-eviction-rate: lost nodes of a healthy zone whose pods are driven out, per second."""
SECONDARY_NODE_EVICTION_RATE: Final = 0.01
"""--secondary-node-eviction-rate: the same where most of a large zone is lost."""
LARGE_CLUSTER_SIZE_THRESHOLD: Final = 50
"""--large-cluster-size-threshold: a zone of up to so many nodes stops driving out pods when most of it is lost."""
UNHEALTHY_ZONE_THRESHOLD_PERCENT: Final = 55
"""--unhealthy-zone-threshold: the share of lost nodes from which most of a zone is lost, in percent."""
DEFAULT_TOLERATION_SECONDS: Final = 300
"""defaulttolerationseconds: what admission grants every pod on a node that is not ready or unreachable."""
POD_GC_PERIOD: Final = 20
"""podgc.gcCheckPeriod: how often the pod garbage collector looks."""
TERMINATED_POD_GC_THRESHOLD: Final = 12500
"""--terminated-pod-gc-threshold: ended pods beyond this number are removed, oldest first."""
POD_GC_QUARANTINE: Final = 40
"""podgc.quarantineTime: how long a node must be missing before its pods are removed."""
