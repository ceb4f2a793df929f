"""Images: pull policies, pulls, and the back-off of pulls that fail (pkg/kubelet/images/image_manager.go)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podtutor.kube.container import Container
from podtutor.kube.pod import Pod
from podtutor.rules.backoff import IMAGE_BACK_OFF, BackOffEntry, is_in_back_off_since_update, next_entry
from podtutor.sim.kubelet.start_failure import StartFailure
from podtutor.sim.task import Steps

if TYPE_CHECKING:
    from podtutor.sim.kubelet.kubelet import Kubelet

INVALID_NAME, NEVER_PULL, PULL_FAILED, PULL_BACK_OFF = (
    "InvalidImageName",
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImagePullBackOff",
)
ALWAYS, NEVER = "Always", "Never"
PRESENT_MESSAGE = 'Container image "{}" already present on machine and can be accessed by the pod'
REFERENCE = re.compile(
    r"(?P<path>[a-z0-9]+(?:[._/:-]+[a-z0-9]+)*)(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?", re.ASCII
)


class Images:
    """Makes sure that a container's image is on the node. Back-offs are forgotten when the kubelet restarts."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._entries: dict[str, BackOffEntry] = {}

    def ensure_image_exists(self, pod: Pod, container: Container) -> Steps:
        """pkg/kubelet/images/image_manager.go EnsureImageExists

        Returns None where the image is there now, or the StartFailure.
        """
        kubelet, image = self._kubelet, container.image
        images, node = kubelet.machine.images, kubelet.name
        if not _is_reference(image):
            message = _invalid_message(image)
            self._tell(pod, container, "Warning", "InspectFailed", message)
            return self._failed(pod, container, INVALID_NAME, message)
        present = images.is_present(node, image)
        if container.image_pull_policy == NEVER and not present:
            message = f'Container image "{image}" is not present with pull policy of Never'
            self._tell(pod, container, "Warning", NEVER_PULL, message)
            return self._failed(pod, container, NEVER_PULL, message)
        if present and container.image_pull_policy != ALWAYS:
            self._tell(pod, container, "Normal", "Pulled", PRESENT_MESSAGE.format(image))
            return None
        key = f"{pod.metadata.uid}_{image}"
        entry = self._entries.get(key)
        if is_in_back_off_since_update(IMAGE_BACK_OFF, entry, kubelet.agenda.now) and entry is not None:
            self._tell(pod, container, "Normal", "BackOff", f'Back-off pulling image "{image}"')
            message = f'Back-off pulling image "{image}": ErrImagePull: {_refused_message(image)}'
            self._tell(pod, container, "Warning", "Failed", f"Error: {PULL_BACK_OFF}")
            return StartFailure(PULL_BACK_OFF, message, entry.last_update + entry.delay)
        return (yield from self._pull(pod, container, key))

    def _pull(self, pod: Pod, container: Container, key: str) -> Steps:
        kubelet, image = self._kubelet, container.image
        images, latency = kubelet.machine.images, kubelet.cluster.latency
        self._tell(pod, container, "Normal", "Pulling", f'Pulling image "{image}"')
        if not images.is_known(image):
            yield latency.image_pull_refused
            message = _refused_message(image)
            self._tell(pod, container, "Warning", "Failed", f'Failed to pull image "{image}": {message}')
            self._entries[key] = next_entry(
                IMAGE_BACK_OFF, self._entries.get(key), kubelet.agenda.now, kubelet.agenda.now
            )
            return self._failed(pod, container, PULL_FAILED, message)
        began = kubelet.agenda.now
        if not images.is_present(kubelet.name, image):
            yield latency.image_pull
        else:
            yield latency.image_check
        images.pulled(kubelet.name, image)
        took = kubelet.agenda.now - began
        self._tell(
            pod,
            container,
            "Normal",
            "Pulled",
            f'Successfully pulled image "{image}" in {took}ms ({took}ms including waiting)',
        )
        return None

    def _failed(self, pod: Pod, container: Container, reason: str, message: str) -> StartFailure:
        self._tell(pod, container, "Warning", "Failed", f"Error: {reason}")
        return StartFailure(reason, message)

    def _tell(self, pod: Pod, container: Container, kind: str, reason: str, message: str) -> None:
        self._kubelet.event(pod, kind, reason, message, container=container.name)


def _is_reference(image: str) -> bool:
    return REFERENCE.fullmatch(image) is not None


def _invalid_message(image: str) -> str:
    repository = image.rsplit(":", 1)[0]
    why = "invalid reference format"
    if repository.lower() != repository:
        path = repository if "/" in repository else f"library/{repository}"
        why += f": repository name ({path}) must be lowercase"
    return f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": {why}'


def _refused_message(image: str) -> str:
    repository, _, tag = image.rpartition(":")
    full = f"docker.io/library/{repository or image}:{tag if repository else 'latest'}"
    return f'failed to pull and unpack image "{full}": failed to resolve reference "{full}": {full}: not found'
