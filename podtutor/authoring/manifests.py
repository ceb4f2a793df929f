"""Manifests in lessons and scenarios beside them: do they say what Kubernetes takes, and where not, in which line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from podtutor.authoring.course import Course, Place
from podtutor.authoring.references import blocks_of
from podtutor.content.lesson import Manifest
from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.codec import CLUSTER_SCOPED
from podtutor.kube.defaulting_workloads import default_object
from podtutor.kube.manifest import read_manifest
from podtutor.kube.pod import Pod
from podtutor.kube.preparation import prepare_for_create
from podtutor.kube.validation.objects import validate_object_create

_SUFFIX = "abcde"  # what the API server draws for `generateName`; any will do


def manifest_problems(place: Place) -> Iterator[Problem]:
    """What is wrong with the manifests of a lesson: each is to run as it stands."""
    for field, block in blocks_of(place.value):
        if isinstance(block, Manifest):
            at = place.problem(f"{field}.manifest", "", "")
            for problem in refusals(block.manifest):
                # A block scalar (`|`) begins on the line below its key, and its text keeps its lines.
                line = at.line + problem.line if problem.line else at.line
                message = f"{problem.field}: {problem.message}" if problem.field else problem.message
                yield msgspec.structs.replace(
                    problem, path=at.path, line=line, column=at.column, field=at.field, code="manifest", message=message
                )


def refusals(manifest: str) -> Iterator[Problem]:
    """What the API server would say against a manifest, by line of the manifest; kinds we do not know pass."""
    read = read_manifest(manifest, unknown="problem")
    yield from read.problems
    for written in read.objects:
        prepared = _as_created(written.value, written.kind)
        yield from (written.problem(error) for error in validate_object_create(prepared))


def _as_created(value: Any, kind: str) -> Any:
    """An object as the API server sees it when it validates: in a namespace, with defaults."""
    if kind not in CLUSTER_SCOPED and not value.metadata.namespace:
        value = msgspec.structs.replace(value, metadata=msgspec.structs.replace(value.metadata, namespace="default"))
    value = default_object(value)
    return prepare_for_create(value, name_suffix=_SUFFIX) if isinstance(value, Pod) else value


def scenario_problems(course: Course) -> Iterator[Problem]:
    """What is wrong with the scenarios of a course."""
    from podtutor.sim.scenario_reader import read_scenario

    for name, path in course.scenarios.items():
        try:
            scenario = read_scenario(Path(path).read_bytes(), path).scenario
        except UnusableInputError as error:
            yield from error.problems
        except OSError as error:
            yield Problem(path=path, code="unreadable", message=f"this file cannot be read: {error.strerror}")
        else:
            if scenario.name != name:
                message = f"this scenario is named `{scenario.name}`"
                yield Problem(
                    path=path, line=1, column=1, code="name", message=message, expected=f"`{name}`, as its file"
                )
