"""Starting one container: image, configuration, creation, start, postStart hook.

Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.kube.config import ConfigMap, Secret
from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.sim.kubelet.hooks import run_hook
from podtutor.sim.kubelet.start_failure import StartFailure
from podtutor.sim.kubelet.termination import kill_container
from podtutor.sim.runtime.pod import ContainerRun, PodSandboxes
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

CONFIG_ERROR = "CreateContainerConfigError"
RUN_ERROR = "RunContainerError"
POST_START_ERROR = "PostStartHookError"


def definition_of(container: Container) -> str:
    """pkg/kubelet/container/helpers.go HashContainer: what makes a container another one (name and image)."""
    return f"{container.name} {container.image}"


def start_container(kubelet: Kubelet, pod: Pod, known: PodSandboxes, kind: str, container: Container) -> Steps:
    """pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer

    Returns None where the container runs now, or the StartFailure.
    """
    failure: StartFailure | None = yield from kubelet.images.ensure_image_exists(pod, container)
    if failure is not None:
        return failure
    missing = _missing_configuration(kubelet, pod, container)
    if missing:
        kubelet.event(pod, "Warning", "Failed", f"Error: {missing}", container=container.name)
        return StartFailure(CONFIG_ERROR, missing)
    attempt = known.next_attempt(container.name)
    yield kubelet.cluster.latency.container_create
    run = kubelet.machine.create(known, kind, container, attempt)
    run.hash = definition_of(container)
    kubelet.allocation.container_created(run)
    kubelet.event(pod, "Normal", "Created", "Container created", container=container.name)
    yield kubelet.cluster.latency.container_start
    trouble = kubelet.machine.start(known, run, attempt)
    if trouble:
        kubelet.event(pod, "Warning", "Failed", f"Error: {trouble}", container=container.name)
        return StartFailure(RUN_ERROR, trouble)
    kubelet.event(pod, "Normal", "Started", "Container started", container=container.name)
    return (yield from _post_start(kubelet, pod, known, container, run))


def _post_start(kubelet: Kubelet, pod: Pod, known: PodSandboxes, container: Container, run: ContainerRun) -> Steps:
    """The postStart hook holds up everything after it; where it fails the container is killed."""
    hook = container.lifecycle.post_start if container.lifecycle is not None else None
    if hook is None:
        return None
    trouble: str = yield from run_hook(hook, run, None)
    if not trouble:
        return None
    kubelet.event(pod, "Warning", "FailedPostStartHook", "PostStartHook failed", container=container.name)
    message = f"Container {container.name} failed postStartHook"
    yield from kill_container(kubelet, pod, known, container.name, "FailedPostStartHook", "", None, None)
    return StartFailure(POST_START_ERROR, message)


def _missing_configuration(kubelet: Kubelet, pod: Pod, container: Container) -> str:
    """What the environment refers to and is not there, in the kubelet's words; "" where all is well."""
    namespace = pod.metadata.namespace
    for source in container.env_from:
        for reference, kind in ((source.config_map_ref, "ConfigMap"), (source.secret_ref, "Secret")):
            if (
                reference is not None
                and not reference.optional
                and _keys(kubelet, kind, f"{namespace}/{reference.name}") is None
            ):
                return f'{kind.lower()} "{reference.name}" not found'
    for variable in container.env:
        if variable.value_from is None:
            continue
        for key, kind in (
            (variable.value_from.config_map_key_ref, "ConfigMap"),
            (variable.value_from.secret_key_ref, "Secret"),
        ):
            if key is None or key.optional:
                continue
            keys = _keys(kubelet, kind, f"{namespace}/{key.name}")
            if keys is None:
                return f'{kind.lower()} "{key.name}" not found'
            if key.key not in keys:
                return f"couldn't find key {key.key} in {kind} {namespace}/{key.name}"
    return ""


def _keys(kubelet: Kubelet, kind: str, key: str) -> list[str] | None:
    """The keys of a ConfigMap or Secret; None where there is no such object."""
    if kind == "ConfigMap":
        config = kubelet.cluster.store.get(ConfigMap, key)
        return None if config is None else [*config.data, *config.binary_data]
    secret = kubelet.cluster.store.get(Secret, key)
    return None if secret is None else [*secret.data, *secret.string_data]
