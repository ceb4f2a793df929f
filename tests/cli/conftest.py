"""Runs the command line: in this process, as a pipe would (fast), or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from podtutor.cli.app import run

COURSE = Path(__file__).parent.parent / "course"


class Done(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Runner = Callable[..., Done]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test; processes get the tiny course beside the shipped one."""
    place = tmp_path / "home"
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PODTUTOR_HOME", str(place))
    monkeypatch.setenv("PODTUTOR_CONTENT", str(COURSE))
    return place


@pytest.fixture
def podtutor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Run one command line in this process, without a terminal, the tiny course in place of the shipped one."""
    monkeypatch.setattr("podtutor.content.folders.shipped_folder", lambda: COURSE)
    monkeypatch.delenv("PODTUTOR_CONTENT")

    def call(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = run(arguments)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return call


@pytest.fixture
def process(home: Path) -> Runner:
    """Run one command line as a process of its own."""

    def call(*arguments: str, stdin: str = "", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "podtutor", *arguments],
            input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
            env=os.environ | environment,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    return call
