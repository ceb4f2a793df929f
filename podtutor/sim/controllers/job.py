"""The Job controller: runs pods until enough of them have succeeded, or too many failed (pkg/controller/job).

All that a sync decides is in `podtutor.rules.job`; here it is carried out.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from podtutor.kube.batch import Job
from podtutor.kube.constants_control_plane import SYNC_JOB_BATCH_PERIOD
from podtutor.kube.pod import Pod
from podtutor.rules.cronjob import ttl_expires_at
from podtutor.rules.job import sync_job
from podtutor.rules.job_backoff import BackoffRecord
from podtutor.rules.job_context import NewPod
from podtutor.rules.job_indexes import COMPLETION_INDEX, INDEX_FAILURE_COUNT, INDEX_IGNORED_FAILURE_COUNT
from podtutor.rules.job_spec import JOB_TRACKING_FINALIZER, has_job_tracking_finalizer, is_job_finished
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import SECOND, unix
from podtutor.sim.cluster import Cluster, Controller
from podtutor.sim.controllers.ownership import controller_reference, owner_keys
from podtutor.sim.controllers.replicaset import pod_from_template
from podtutor.sim.queue import RetryError
from podtutor.sim.store import ADDED, Change, key_of

BATCH: Final = SYNC_JOB_BATCH_PERIOD * SECOND

WANTS_PODS = Cause(
    "sync_job",
    "pkg/controller/job/job_controller.go manageJob",
    "fewer pods are active than the Job wants, and no back-off is waited for",
    "spec.parallelism",
)
WANTS_FEWER = Cause(
    "sync_job",
    "pkg/controller/job/job_controller.go deleteActivePods",
    "the Job is decided, suspended, or has more active pods than it wants",
)
COUNTS = Cause(
    "sync_job",
    "pkg/controller/job/job_controller.go trackJobStatusAndRemoveFinalizers",
    "the Job counted its pods, each that ended exactly once",
)

EXPIRED = Cause(
    "ttl_expires_at",
    "pkg/controller/ttlafterfinished/ttlafterfinished_controller.go processTTL",
    "the Job ended longer ago than it is kept",
    "spec.ttlSecondsAfterFinished",
)


class JobController(Controller):
    """Runs each Job to its end."""

    name = "job"

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self._backoff: dict[str, BackoffRecord] = {}

    def start(self) -> None:
        """Watch Jobs and pods; changes of pods are collected for a second (`syncJobBatchPeriod`)."""
        self.store.watch(Job, self._job_changed)
        self.store.watch(Pod, self._pod_changed)

    def _job_changed(self, change: Change) -> None:
        if change.new is None:
            for pod in self.store.select(Pod, "controller", change.old.metadata.uid):
                self._untrack(pod)
            self._backoff.pop(change.key, None)
        elif change.type == ADDED or change.old.metadata.generation != change.new.metadata.generation:
            self.queue.add(change.key)
        else:
            self.queue.add_after(change.key, BATCH)

    def _pod_changed(self, change: Change) -> None:
        for key in owner_keys(change, "Job"):
            if self.store.get(Job, key) is not None:
                self.queue.add_after(key, BATCH)
            elif change.new is not None:
                self._untrack(change.new)

    def sync(self, key: str) -> None:
        """pkg/controller/job/job_controller.go syncJob."""
        job = self.store.get(Job, key)
        if job is None or is_job_finished(job):
            self._backoff.pop(key, None)
            return
        pods = self.store.select(Pod, "controller", job.metadata.uid)
        outcome = sync_job(job, pods, self._backoff.get(key, BackoffRecord()), unix(self.cluster.now))
        self._backoff[key] = outcome.backoff
        for pod in outcome.delete:
            self._delete(job, pod)
        refusals = [said for said in (self._create(job, new) for new in outcome.create) if said is not None]
        for pod in outcome.untrack:
            self._untrack(pod)
        if outcome.status != job.status:
            self.api.update_status(replace(job, status=outcome.status), COUNTS)
        for kind, reason, message in outcome.events:
            self.api.events.record(job, kind, reason, message, source="job-controller", cause=COUNTS)
        if outcome.sync_after is not None:
            self.queue.add_after(key, outcome.sync_after)
        if refusals:
            raise RetryError

    def _untrack(self, pod: Pod) -> None:
        """Takes the tracking finalizer off a pod, which lets a deleted one go."""
        current = self.store.get(Pod, key_of(pod))
        if current is None or current.metadata.uid != pod.metadata.uid or not has_job_tracking_finalizer(current):
            return
        kept = tuple(name for name in current.metadata.finalizers if name != JOB_TRACKING_FINALIZER)
        self.api.update(replace(current, metadata=replace(current.metadata, finalizers=kept)), COUNTS)

    def _delete(self, job: Job, pod: Pod) -> None:
        try:
            self.api.delete(Pod, key_of(pod), WANTS_FEWER, uid=pod.metadata.uid)
        except ApiError:
            return
        message = f"Deleted pod: {pod.metadata.name}"
        self.api.events.record(job, "Normal", "SuccessfulDelete", message, source="job-controller", cause=WANTS_FEWER)

    def _create(self, job: Job, new: NewPod) -> str | None:
        """Makes one pod; gives the API's refusal, or None."""
        try:
            made = self.api.create(new_job_pod(job, new, self._pod_name(job)), WANTS_PODS)
        except ApiError as error:
            self.api.release_name("Pod", job.metadata.name)
            message = f"Error creating: {error.message}"
            self.api.events.record(job, "Warning", "FailedCreate", message, source="job-controller", cause=WANTS_PODS)
            return error.message
        message = f"Created pod: {made.metadata.name}"
        self.api.events.record(job, "Normal", "SuccessfulCreate", message, source="job-controller", cause=WANTS_PODS)
        return None

    def _pod_name(self, job: Job) -> str:
        return self.api.generated_name("Pod", job.metadata.name)


def new_job_pod(job: Job, new: NewPod, name: str) -> Pod:
    """pkg/controller/job/job_controller.go manageJob, indexed_job_utils.go addCompletionIndexAnnotation."""
    pod = pod_from_template(job.spec.template, name, job.metadata)
    metadata = pod.metadata
    labels = {**job_labels(job), **metadata.labels}
    annotations = dict(metadata.annotations)
    spec = pod.spec
    if new.index is not None:
        labels[COMPLETION_INDEX] = annotations[COMPLETION_INDEX] = str(new.index)
        if not spec.hostname:
            spec = replace(spec, hostname=f"{job.metadata.name}-{new.index}")
    if new.index_failure_count is not None:
        annotations[INDEX_FAILURE_COUNT] = str(new.index_failure_count)
        if new.index_ignored_failure_count:
            annotations[INDEX_IGNORED_FAILURE_COUNT] = str(new.index_ignored_failure_count)
    metadata = replace(
        metadata,
        labels=labels,
        annotations=annotations,
        finalizers=(*metadata.finalizers, JOB_TRACKING_FINALIZER),
        owner_references=(controller_reference("batch/v1", "Job", job),),
    )
    return replace(pod, metadata=metadata, spec=spec)


def job_labels(job: Job) -> dict[str, str]:
    """pkg/registry/batch/job/strategy.go generateSelector: the labels every pod of a Job carries."""
    name, uid = job.metadata.name, job.metadata.uid
    return {
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": name,
        "controller-uid": uid,
        "job-name": name,
    }


class TtlAfterFinishedController(Controller):
    """Deletes a finished Job `ttlSecondsAfterFinished` after its end (pkg/controller/ttlafterfinished)."""

    name = "ttl-after-finished"

    def start(self) -> None:
        """Watch Jobs."""
        self.store.watch(Job, lambda change: self.queue.add(change.key))

    def sync(self, key: str) -> None:
        """pkg/controller/ttlafterfinished/ttlafterfinished_controller.go processJob."""
        job = self.store.get(Job, key)
        if job is None:
            return
        expires = ttl_expires_at(job)
        if expires is None:
            return
        left = expires - unix(self.cluster.now)
        if left > 0:
            self.queue.add_after(key, left)
        else:
            self.api.delete(Job, key, EXPIRED, uid=job.metadata.uid)
