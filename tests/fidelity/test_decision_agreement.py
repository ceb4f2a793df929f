"""What counts as the same answer, and how a difference is shown."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from podtutor.errors import PodtutorError
from podtutor.fidelity.decisions import agree, differences, verify_decisions
from podtutor.fidelity.recordings import read_cases, recorded_decisions, scenario_files, shipped


@pytest.mark.parametrize(
    ("what", "kind", "recorded", "ours", "same"),
    [
        ("order of keys", "qos", {"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ("absent is not null", "qos", {"a": None}, {}, False),
        ("nor the other way round", "qos", {}, {"a": None}, False),
        ("numbers by value", "backoff", {"a": 1}, {"a": 1.0}, True),
        ("nearly", "schedule_score", {"a": 0.1}, {"a": 0.1 + 1e-12}, True),
        ("true is not 1", "qos", {"a": True}, {"a": 1}, False),
        ("lists in order", "qos", ["a", "b"], ["b", "a"], False),
        ("lists of a length", "qos", ["a"], ["a", "a"], False),
        ("text is not a number", "qos", {"a": "1"}, {"a": 1}, False),
        ("the text (absent) is a text", "qos", {"a": "(absent)"}, {}, False),
        ("quantities as numbers", "quantity", {"dec": "1.000", "ok": True}, {"dec": "1", "ok": True}, True),
        ("but not without one", "quantity", {"dec": "1"}, {}, False),
        ("and the rest exactly", "quantity", {"dec": "1", "ok": True}, {"dec": "1", "ok": False}, False),
        (
            "validation without its informative parts",
            "validation",
            {"valid": False, "errors": [{"type": "T", "field": "f", "detail": "d", "text": "x"}], "message": "m"},
            {"valid": False, "errors": [{"type": "T", "field": "f", "detail": "d"}]},
            True,
        ),
        (
            "validation as a set where order is undefined",
            "validation",
            {"valid": False, "orderDefined": False, "errors": [{"field": "a"}, {"field": "b"}]},
            {"valid": False, "errors": [{"field": "b"}, {"field": "a"}]},
            True,
        ),
        (
            "but in order where it is defined",
            "validation",
            {"valid": False, "errors": [{"field": "a"}, {"field": "b"}]},
            {"valid": False, "errors": [{"field": "b"}, {"field": "a"}]},
            False,
        ),
    ],
)
def test_agreement(what: str, kind: str, recorded: Any, ours: Any, same: bool) -> None:
    assert agree(kind, recorded, ours) is same, what


def test_differences_name_the_field() -> None:
    found = differences("qos", {"a": [{"b": 1}, {"b": 2}], "c": "x"}, {"a": [{"b": 1}, {"b": 3}], "d": None})
    assert [(field, str(recorded), str(ours)) for field, recorded, ours in found] == [
        ("a[1].b", "2", "3"),
        ("c", "x", "(absent)"),
        ("d", "(absent)", "None"),
    ]


def test_a_folder_of_recordings_plain_or_compressed(tmp_path: Path) -> None:
    asked = {"previous": 0, "override": None}
    good = {"id": "g-1", "input": asked, "output": {"gracePeriodSeconds": 1, "shortened": False}}
    bad = {"id": "g-2", "input": asked, "output": {"gracePeriodSeconds": 2, "shortened": False}}
    (tmp_path / "grace_period.jsonl").write_text("\n".join(json.dumps(case) for case in (good, bad)) + "\n\n")
    (tmp_path / "future.jsonl.gz").write_bytes(gzip.compress(json.dumps(good).encode()))
    found = verify_decisions(tmp_path)
    assert found.as_json() == {
        "future": {"cases": 1, "agree": 0, "first": "g-1"},
        "grace_period": {"cases": 2, "agree": 1, "first": "g-2"},
    }
    assert not found.agrees
    (shown,) = found.kinds[1].differences
    assert (shown.case, shown.field, shown.recorded, shown.ours) == ("g-2", "gracePeriodSeconds", "2", "1")
    assert [kind.kind for kind in verify_decisions(tmp_path, ["grace_period"]).kinds] == ["grace_period"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(PodtutorError, match="no recorded decisions"):
        verify_decisions(tmp_path)
    with pytest.raises(PodtutorError):
        verify_decisions(tmp_path / "nowhere")
    (tmp_path / "qos.jsonl").write_text('{"id": "a"}\n')
    with pytest.raises(PodtutorError, match=r"qos\.jsonl:1: not a recorded decision"):
        verify_decisions(tmp_path)
    (tmp_path / "qos.jsonl").unlink()
    (tmp_path / "qos.jsonl.gz").write_text("not compressed")
    with pytest.raises(PodtutorError):
        verify_decisions(tmp_path)
    with pytest.raises(PodtutorError, match="no recorded decisions of the kind 'fate'"):
        verify_decisions(kinds=["fate"])


def test_the_shipped_recordings_are_complete_and_packed_reproducibly() -> None:
    files = recorded_decisions(shipped("vectors"))
    assert len(files) == 29
    assert len(scenario_files(shipped("scenarios"))) == 207
    for kind, file in files.items():
        raw = file.read_bytes()
        assert raw[:3] == b"\x1f\x8b\x08", kind
        assert raw[3] == 0, f"{kind}: the name of a file inside"
        assert raw[4:8] == bytes(4), f"{kind}: a time inside"
        identifiers = [case.id for case in read_cases(file)]
        assert len(set(identifiers)) == len(identifiers)
