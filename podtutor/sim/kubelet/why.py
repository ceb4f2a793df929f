"""Why the kubelet reports what it reports: the cause of a changed status, told from what changed in it."""

from __future__ import annotations

from podtutor.kube.container_status import ContainerStatus
from podtutor.kube.pod import Pod, PodStatus
from podtutor.rules.conditions import READY, get_pod_condition
from podtutor.rules.phase import explain_phase
from podtutor.rules.restart import container_should_restart
from podtutor.sim.cause import Cause

PUBLISHED = Cause("get_phase", "pkg/kubelet/status/status_manager.go syncPod", "the kubelet reported what it saw")
PHASE_SOURCE = "pkg/kubelet/kubelet_pods.go getPhase"
RESTART_SOURCE = "pkg/kubelet/container/helpers.go ShouldContainerBeRestarted"
ACTIONS_SOURCE = "pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions"
BACK_OFF_SOURCE = "pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff"
IMAGE_SOURCE = "pkg/kubelet/images/image_manager.go EnsureImageExists"
START_SOURCE = "pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer"
READY_SOURCE = "pkg/kubelet/status/generate.go GeneratePodReadyCondition"
PROBE_SOURCE = "pkg/kubelet/prober/worker.go doProbe"
KILL_SOURCE = "pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer"
EVENT_CAUSES = {
    "Pulled": Cause("image_pull_policy", IMAGE_SOURCE, "the image must be on the node before the container is made"),
    "Pulling": Cause("image_pull_policy", IMAGE_SOURCE, "the image is not on the node, or must be asked for anew"),
    "Created": Cause("compute_pod_actions", START_SOURCE, "the container does not run, and should"),
    "Started": Cause("compute_pod_actions", START_SOURCE, "the container does not run, and should"),
    "Killing": Cause(
        "set_termination_grace_period",
        KILL_SOURCE,
        "the container is told to stop, and killed when its grace period is over",
        "spec.terminationGracePeriodSeconds",
    ),
    "FailedMount": Cause(
        "",
        "pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount",
        "no container starts before all volumes are there",
    ),
    "SandboxChanged": Cause(
        "pod_sandbox_changed", ACTIONS_SOURCE, "the pod's sandbox is gone, with all that ran in it"
    ),
    "DeadlineExceeded": Cause(
        "",
        "pkg/kubelet/active_deadline.go ShouldSync",
        "the pod's time on the node is over",
        "spec.activeDeadlineSeconds",
    ),
}
"""Why the kubelet's events are told, by their reason, where the teller did not say."""
IMAGE_REASONS = frozenset({"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"})
FINAL = frozenset({"Succeeded", "Failed"})


def cause_of_change(pod: Pod, old: PodStatus, new: PodStatus) -> Cause:
    """The first thing that says why: a reason, a container that ended, began or waits, a phase, readiness."""
    if new.reason and new.reason != old.reason:
        field = "spec.activeDeadlineSeconds" if new.reason == "DeadlineExceeded" else ""
        return Cause("get_phase", "pkg/kubelet/kubelet_pods.go generateAPIPodStatus", new.message or new.reason, field)
    before = {one.name: one for one in (*old.init_container_statuses, *old.container_statuses)}
    for status in (*new.container_statuses, *new.init_container_statuses):
        found = _of_container(pod, before.get(status.name), status)
        if found is not None and new.phase == old.phase:
            return found
    if new.phase != old.phase:
        return _of_phase(pod, new)
    ready, was = get_pod_condition(new.conditions, READY), get_pod_condition(old.conditions, READY)
    if ready is not None and (was is None or was.status != ready.status):
        text = ready.message or (
            "every container is ready" if ready.status == "True" else "not every container is ready"
        )
        field = "spec.readinessGates" if ready.reason == "ReadinessGatesNotReady" else ""
        return Cause("generate_pod_ready_condition", READY_SOURCE, text, field)
    if new.pod_ip and new.pod_ip != old.pod_ip:
        return Cause("pod_sandbox_changed", ACTIONS_SOURCE, f"the pod has a sandbox with the address {new.pod_ip}")
    return PUBLISHED


def cause_of_verdict(pod: Pod, container: str, kind: str, *, success: bool) -> Cause:
    """A probe changed its verdict on a container."""
    verdict = "succeeded" if success else "failed"
    text = f"the {kind} probe of container {container} {verdict} as often as its threshold asks"
    return cause_of_probe(pod, container, kind, text=text)


def cause_of_probe(pod: Pod, container: str, kind: str, *, text: str) -> Cause:
    """A probe of a container is why; `text` says how."""
    return Cause("take_answer", PROBE_SOURCE, text, _field(pod, container, f"{kind}Probe"))


def _of_phase(pod: Pod, new: PodStatus) -> Cause:
    statuses = (*new.container_statuses, *new.init_container_statuses)
    explained = explain_phase(pod, statuses, pod_is_terminal=new.phase in FINAL, pod_has_initialized=True)
    field = "spec.restartPolicy" if new.phase in FINAL else ""
    return Cause("get_phase", PHASE_SOURCE, explained.why, field)


def _of_container(pod: Pod, old: ContainerStatus | None, new: ContainerStatus) -> Cause | None:
    state = new.state
    if old is not None and state == old.state and new.restart_count == old.restart_count:
        return None
    if state.terminated is not None:
        return _ended(pod, new)
    if state.running is not None:
        if old is None or old.state.running is None or new.restart_count != old.restart_count:
            again = f", for the {_ordinal(new.restart_count + 1)} time" if new.restart_count else ""
            return Cause("compute_pod_actions", ACTIONS_SOURCE, f"container {new.name} was started{again}")
        return None
    waiting = state.waiting
    if waiting is None or old is None or (old.state.waiting is not None and old.state.waiting.reason == waiting.reason):
        return None
    if waiting.reason == "CrashLoopBackOff":
        return Cause("is_in_back_off_since", BACK_OFF_SOURCE, waiting.message)
    if waiting.reason in IMAGE_REASONS:
        field = _field(pod, new.name, "image")
        return Cause("is_in_back_off_since_update", IMAGE_SOURCE, waiting.message or waiting.reason, field)
    return Cause("compute_pod_actions", START_SOURCE, waiting.message or waiting.reason, _field(pod, new.name, ""))


def _ended(pod: Pod, status: ContainerStatus) -> Cause:
    ended = status.state.terminated
    assert ended is not None  # noqa: S101 - asked only of those that ended
    container = next(
        (one for one in (*pod.spec.containers, *pod.spec.init_containers) if one.name == status.name), None
    )
    text = f"container {status.name} ended with exit code {ended.exit_code}"
    if ended.reason not in {"", "Error", "Completed"}:
        text += f" ({ended.reason})"
    if container is None:
        return Cause("should_container_be_restarted", RESTART_SOURCE, text)
    again = pod.metadata.deletion_timestamp is None and container_should_restart(container, pod.spec, ended.exit_code)
    field = _field(pod, status.name, "restartPolicy") if container.restart_policy is not None else "spec.restartPolicy"
    text += ", and will be started again" if again else ", and stays so"
    return Cause("should_container_be_restarted", RESTART_SOURCE, text, field)


def _field(pod: Pod, name: str, key: str) -> str:
    for group, containers in (("containers", pod.spec.containers), ("initContainers", pod.spec.init_containers)):
        for index, container in enumerate(containers):
            if container.name == name:
                return f"spec.{group}[{index}]" + (f".{key}" if key else "")
    return ""


def _ordinal(number: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in {11, 12, 13} else 0, "th")
    return f"{number}{suffix}"
