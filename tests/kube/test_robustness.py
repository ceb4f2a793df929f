"""Recorded questions with anything put anywhere: an answer or a clear error, never a traceback."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podtutor.errors import PodtutorError
from podtutor.kube.codec import decode_json
from podtutor.kube.manifest import read_manifest
from podtutor.kube.validation.objects import validate_object_create
from podtutor.rules.decide import DECISIONS

VECTORS = Path(__file__).parents[1] / "conformance" / "vectors"
KINDS = ("quantity", "selector", "defaulting", "validation", "hostname", "dns")
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**70, 1.5, 1e300, "", "a", "é", "\ud800", "x" * 300, "1e999999999", "9" * 5000, "../..",
    "metadata.labels['x']", "-", "a/b/c", "\x00", "127.000.000.001", "fe80::1%eth0", [], {}, [None], {"a": None}, [[]],
)  # fmt: skip


@lru_cache
def _questions(kind: str) -> list[Any]:
    with gzip.open(VECTORS / f"{kind}.jsonl.gz", "rt") as lines:
        return [json.loads(line)["input"] for line in lines]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [path] if path else []
    for key in keys:
        found += _places(value[key], (*path, key))
    return found


def _with(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(value[path[0]], path[1:], junk)
    return copy


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    question = draw(st.sampled_from(_questions(kind)))
    for _ in range(draw(st.integers(1, 3))):
        places = _places(question)
        if places:
            question = _with(question, draw(st.sampled_from(places)), draw(st.sampled_from(JUNK)))
    return kind, question


def _ask(kind: str, question: Any) -> None:
    decision = DECISIONS[kind]
    try:
        asked = decode_json(json.dumps(question), decision.input_type)
        said = json.dumps(decision.decide(asked))
        decision.explain(asked)
    except PodtutorError as error:
        said = str(error)
    assert said
    pod = question.get("pod") if isinstance(question, dict) else None
    for written in read_manifest(json.dumps(pod)).objects:
        for error in validate_object_create(written.value):
            assert written.problem(error).line > 0


@given(spoiled())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
def test_spoiled_questions(case: tuple[str, Any]) -> None:
    _ask(*case)


@pytest.mark.slow
@given(spoiled())
@settings(max_examples=20_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
def test_spoiled_questions_for_long(case: tuple[str, Any]) -> None:
    _ask(*case)
