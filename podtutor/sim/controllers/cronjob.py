"""The CronJob controller: a Job whenever the schedule says so (pkg/controller/cronjob).

Schedules are read in UTC: a `timeZone` would need the time zone tables of the machine, and the simulator reads no files.
"""

from __future__ import annotations

from msgspec.structs import replace

from podtutor.kube.batch import CronJob, CronJobStatus, Job
from podtutor.kube.meta import ObjectMeta, ObjectReference
from podtutor.kube.moment import timestamp
from podtutor.rules.cronjob import CronSync, finished_type, jobs_to_clean_up, sync_cron_job
from podtutor.sim.apiserver import ApiError
from podtutor.sim.cause import Cause
from podtutor.sim.clock import unix
from podtutor.sim.cluster import Controller
from podtutor.sim.controllers.ownership import controller_reference, owner_keys
from podtutor.sim.queue import RetryError
from podtutor.sim.store import Change, key_of

DUE = Cause(
    "sync_cron_job",
    "pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob",
    "the schedule's time has come",
    "spec.schedule",
)
REPLACED = Cause(
    "sync_cron_job",
    "pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob",
    "a new Job is due and the running one has to give way",
    "spec.concurrencyPolicy",
)
OLD = Cause(
    "jobs_to_clean_up",
    "pkg/controller/cronjob/cronjob_controllerv2.go cleanupFinishedJobs",
    "more ended Jobs than are kept",
    "spec.successfulJobsHistoryLimit",
)


class CronJobController(Controller):
    """Starts each CronJob's Jobs."""

    name = "cronjob"

    def start(self) -> None:
        """Watch CronJobs and Jobs."""
        self.store.watch(CronJob, lambda change: self.queue.add(change.key))
        self.store.watch(Job, self._job_changed)

    def _job_changed(self, change: Change) -> None:
        for key in owner_keys(change, "CronJob"):
            self.queue.add(key)

    def sync(self, key: str) -> None:
        """pkg/controller/cronjob/cronjob_controllerv2.go sync."""
        cron_job = self.store.get(CronJob, key)
        if cron_job is None:
            return
        jobs = self.store.select(Job, "controller", cron_job.metadata.uid)
        status = self._note_ended(cron_job, jobs)
        cron_job = replace(cron_job, status=status)
        outcome = sync_cron_job(cron_job, unix(self.cluster.now))
        for kind, reason, message in outcome.events:
            self._tell(cron_job, kind, reason, message)
        refused = False
        if outcome.start is not None:
            cron_job, refused = self._start(cron_job, outcome)
        self.api.update_status(cron_job, DUE)
        for job in jobs_to_clean_up(cron_job, jobs):
            self._delete(cron_job, job, OLD)
        if outcome.sync_after is not None:
            self.queue.add_after(key, outcome.sync_after)
        if refused:
            raise RetryError

    def _note_ended(self, cron_job: CronJob, jobs: list[Job]) -> CronJobStatus:
        """Takes Jobs that ended, or are gone, off the list of active ones."""
        status = cron_job.status
        by_uid = {job.metadata.uid: job for job in jobs}
        active = []
        for reference in status.active:
            job = by_uid.get(reference.uid)
            if job is None:
                self._tell(cron_job, "Normal", "MissingJob", f"Active job went missing: {reference.name}")
                continue
            ended = finished_type(job)
            if not ended:
                active.append(reference)
                continue
            self._tell(
                cron_job, "Normal", "SawCompletedJob", f"Saw completed job: {reference.name}, condition: {ended}"
            )
            if ended == "Complete" and (job.status.completion_time or "") > (status.last_successful_time or ""):
                status = replace(status, last_successful_time=job.status.completion_time)
        return replace(status, active=tuple(active))

    def _start(self, cron_job: CronJob, outcome: CronSync) -> tuple[CronJob, bool]:
        """Makes the Job that is due; gives the CronJob with its status, and whether the API refused."""
        status = cron_job.status
        if outcome.replace:
            for reference in status.active:
                running = self.store.get(Job, f"{cron_job.metadata.namespace}/{reference.name}")
                if running is not None:
                    self._delete(cron_job, running, REPLACED)
            status = replace(status, active=())
        try:
            job = self.api.create(self._new_job(cron_job), DUE)
        except ApiError as error:
            self.api.release_name("Job", cron_job.metadata.name)
            self._tell(cron_job, "Warning", "FailedCreate", f"Error creating job: {error.message}")
            return replace(cron_job, status=status), True
        name = job.metadata.name
        self._tell(cron_job, "Normal", "SuccessfulCreate", f"Created job {name}")
        reference = ObjectReference(
            api_version="batch/v1",
            kind="Job",
            namespace=job.metadata.namespace,
            name=name,
            uid=job.metadata.uid,
        )
        last = timestamp(outcome.start or 0)
        status = replace(status, active=(*status.active, reference), last_schedule_time=last)
        return replace(cron_job, status=status), False

    def _new_job(self, cron_job: CronJob) -> Job:
        """pkg/controller/cronjob/utils.go getJobFromTemplate2."""
        template = cron_job.spec.job_template
        metadata = ObjectMeta(
            name=self.api.generated_name("Job", cron_job.metadata.name),
            namespace=cron_job.metadata.namespace,
            labels=template.metadata.labels,
            annotations=template.metadata.annotations,
            owner_references=(controller_reference("batch/v1", "CronJob", cron_job),),
        )
        return Job(api_version="batch/v1", kind="Job", metadata=metadata, spec=template.spec)

    def _delete(self, cron_job: CronJob, job: Job, cause: Cause) -> None:
        try:
            self.api.delete(Job, key_of(job), cause, uid=job.metadata.uid)
        except ApiError:
            return
        self._tell(cron_job, "Normal", "SuccessfulDelete", f"Deleted job {job.metadata.name}")

    def _tell(self, cron_job: CronJob, kind: str, reason: str, message: str) -> None:
        self.api.events.record(cron_job, kind, reason, message, source="cronjob-controller", cause=DUE)
