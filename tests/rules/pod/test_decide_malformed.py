"""Whatever JSON is asked: an answer in JSON, never an exception. Short by default, longer with `-m slow`."""

from __future__ import annotations

import contextlib
import copy
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podtutor.errors import PodtutorError
from podtutor.rules.decide import DECISIONS
from podtutor.rules.decide.stream import line_answerer, read_question

VECTORS = Path(__file__).parents[2] / "conformance" / "vectors"

NASTY: list[Any] = [
    None, True, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308, 1e-320, "", " ", "x", "0", "-1", "1e99",
    "5%", "-5%", "1000%", "NaN", "2026-06-01T12:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "Always", "True",
    "\x00", "\ud83d\ude00", "a" * 300, [], [None], [[]], {}, {"": None}, {"x": {}},
]  # fmt: skip

SHORT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=6), children, max_size=4),
    max_leaves=12,
)


def recorded(kind: str) -> list[Any]:
    with gzip.open(VECTORS / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["input"] for line in lines]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) inside a JSON value."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in list(items):
        found.append((value, key))
        found += places(member)
    return found


def spoilt(value: Any, chance: random.Random) -> Any:
    """The value with a few of its parts replaced, removed, doubled or renamed."""
    value = json.loads(json.dumps(value))
    for _ in range(chance.randint(1, 3)):
        inside = places(value)
        if not inside:
            return copy.deepcopy(chance.choice(NASTY))
        container, key = chance.choice(inside)
        how = chance.randint(0, 9)
        if how < 6:
            container[key] = copy.deepcopy(chance.choice(NASTY))
        elif how == 6:
            del container[key]
        elif how == 7 and isinstance(container, list):
            container.append(container[key])
        elif how == 8 and isinstance(container, dict):
            container[key + "x"] = container.pop(key)
        else:
            container[key] = [container[key]]
    return value


def ask_all(value: Any, kind: str) -> None:
    """Ask through both doors: the stream must answer, the explanation may only refuse in words."""
    text = json.dumps(value).encode("utf-8", "surrogatepass")
    decision = DECISIONS[kind]
    assert isinstance(json.loads(line_answerer(decision)(text)), dict)
    with contextlib.suppress(PodtutorError):
        assert decision.explain(read_question(decision, text)).verdict


@pytest.mark.parametrize("kind", sorted(DECISIONS))
@SHORT
@given(value=json_values)
def test_any_json(kind: str, value: Any) -> None:
    ask_all(value, kind)


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_spoilt_recordings(kind: str) -> None:
    chance, cases = random.Random(0), recorded(kind)
    for _ in range(150):
        ask_all(spoilt(chance.choice(cases), chance), kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DECISIONS))
@LONG
@given(value=json_values)
def test_any_json_longer(kind: str, value: Any) -> None:
    ask_all(value, kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_spoilt_recordings_longer(kind: str) -> None:
    chance, cases = random.Random(1), recorded(kind)
    for _ in range(10_000):
        ask_all(spoilt(chance.choice(cases), chance), kind)


@pytest.mark.parametrize("kind", sorted(DECISIONS))
@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"NaN",
        b"{" * 5000,
        b"[" * 5000 + b"]" * 5000,
        b'{"pod":' * 2000 + b"null" + b"}" * 2000,
        b'{"a":1e999}',
        b'"\xed\xa0\x80"',
        b'{"pod":{},"pod":[]}',
        b"9" * 5000,
    ],
    ids=lambda line: line[:12].decode("latin-1"),
)
def test_nasty_lines(kind: str, line: bytes) -> None:
    assert isinstance(json.loads(line_answerer(DECISIONS[kind])(line)), dict)
