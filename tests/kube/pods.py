"""Pods to try things on, written as short as a test wants them."""

from __future__ import annotations

from typing import Any

from podtutor.kube.codec import convert
from podtutor.kube.defaulting import default_pod
from podtutor.kube.pod import Pod
from podtutor.kube.preparation import prepare_for_create
from podtutor.kube.validation.pods import validate_pod_create
from podtutor.kube.validation.warnings import warnings_on_create


def pod(spec: dict[str, Any] | None = None, *, container: dict[str, Any] | None = None, **metadata: Any) -> Pod:
    """A pod `web` of one container `app`, with what is given laid over it; not defaulted."""
    whole = {"containers": [{"name": "app", "image": "nginx:1.25", **(container or {})}], **(spec or {})}
    return convert({"metadata": {"name": "web", **metadata}, "spec": whole}, Pod)


def stored(one: Pod) -> Pod:
    """As the API server has it once it is created."""
    return prepare_for_create(default_pod(one), name_suffix="abcde")


def errors(one: Pod) -> list[str]:
    """What the API server says against it."""
    return [error.text for error in validate_pod_create(stored(one))]


def warnings(one: Pod) -> list[str]:
    """What it warns of."""
    return warnings_on_create(stored(one))
