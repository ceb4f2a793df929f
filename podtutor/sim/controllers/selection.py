"""Which objects with a label selector select a pod."""

from __future__ import annotations

from typing import Any

from podtutor.kube.pod import Pod
from podtutor.rules.scheduling.selectors import label_selector_as_selector
from podtutor.sim.store import Store, key_of


def matching_keys(store: Store, kind: type[Any], pod: Pod) -> list[str]:
    """Keys of the objects of `kind` in the pod's namespace whose `spec.selector` matches its labels."""
    return [
        key_of(obj)
        for obj in store.all(kind)
        if obj.metadata.namespace == pod.metadata.namespace
        and label_selector_as_selector(obj.spec.selector).matches(pod.metadata.labels)
    ]
