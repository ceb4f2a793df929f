"""Reads what a rule is asked: a question of its own kind, or Pods for the kinds that take them; problems get places."""

from __future__ import annotations

import time
from typing import Any

from msgspec.structs import replace

from podtutor.errors import PodtutorError, UnusableInputError
from podtutor.kube.batch import CronJob
from podtutor.kube.codec import dec_hook, decode_json
from podtutor.kube.manifest import LARGEST_BYTES, read_manifest
from podtutor.kube.pod import Pod, PodTemplateSpec
from podtutor.reading import read
from podtutor.rules.decide import Decision
from podtutor.source import Node, child, compose, locate


def asked_in(decision: Decision, raw: bytes, path: str) -> list[tuple[str, Any]]:
    """The questions in a text, each with a name: one, or one for each Pod. Raises UnusableInputError."""
    is_json = raw.lstrip()[:1] == b"{"
    documents = compose(raw.replace(b"\t", b" ") if is_json else raw, path, largest=LARGEST_BYTES)
    if not documents:
        raise PodtutorError(f"{path}: nothing is asked; the text is empty")
    if any(_is_object(document) for document in documents):
        return _of_pods(decision, raw, path)
    if len(documents) > 1:
        raise PodtutorError(f"{path}: one question at a time; `--jsonl` takes one a line")
    return [("", _question(decision, documents[0], raw, path))]


def _is_object(document: Node) -> bool:
    return child(document, "apiVersion") is not None and child(document, "kind") is not None


def _question(decision: Decision, document: Node, raw: bytes, path: str) -> Any:
    if raw.lstrip()[:1] != b"{":
        reading = read(document, decision.input_type, path, dec_hook=dec_hook)
        if reading.value is None:
            raise UnusableInputError(reading.problems)
        return reading.value
    try:
        return decode_json(raw, decision.input_type)
    except UnusableInputError as error:
        located = []
        for problem in error.problems:
            line, column = locate(document, problem.field) if problem.field else (0, 0)
            field = f"{problem.field}: " if problem.field else ""
            located.append(replace(problem, path=path, line=line, column=column, message=field + problem.message))
        raise UnusableInputError(located) from None


def _of_pods(decision: Decision, raw: bytes, path: str) -> list[tuple[str, Any]]:
    if not decision.accepts_pod:
        raise PodtutorError(
            f"{path}: `{decision.name}` asks more than a Pod can answer; its question is a document of its own"
            f" (docs/fidelity.md tells its fields)"
        )
    manifest = read_manifest(raw, path, unknown="problem").or_raise()
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    pods = [(one, pod) for one in manifest.objects if (pod := _pod_in(one.value)) is not None]
    if not pods:
        raise PodtutorError(f"{path}: there is no Pod in this file, and `{decision.name}` is asked about Pods")
    return [(f"{type(one.value).__name__.lower()}/{one.name}", decision.from_pod(pod, now)) for one, pod in pods]


def _pod_in(obj: Any) -> Pod | None:
    """The pod itself, or the first one that a controller would make from its template; None where there is neither."""
    if isinstance(obj, Pod):
        return obj
    spec = getattr(obj, "spec", None)
    if isinstance(obj, CronJob):
        spec = obj.spec.job_template.spec
    template = getattr(spec, "template", None)
    if not isinstance(template, PodTemplateSpec):
        return None
    metadata = replace(template.metadata, name=obj.metadata.name, namespace=obj.metadata.namespace)
    return Pod(api_version="v1", kind="Pod", metadata=metadata, spec=template.spec)
