"""The documentation keeps up: every command is in README and docs/cli.md, has help, and what README shows runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from podtutor.cli.app import run
from podtutor.cli.catalog import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRACT = (ROOT / "docs" / "cli.md").read_text("utf-8")

SHOWN = sorted({found for found in re.findall(r"`(podtutor(?: [^`|]*)?)`", README) if "DIR" not in found})
NEEDS_A_FILE = "pod.yaml"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: app, image: "nginx:1.29"}
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme_and_in_the_contract(command: str) -> None:
    assert f"podtutor {command}" in README
    assert f"`podtutor {command}" in CONTRACT


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert COMMANDS[command].summary in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_contract_names_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run([command, "--help"])
    options = set(re.findall(r"(?<!\w)(--[a-z][a-z-]+)", capsys.readouterr().out))
    everywhere = {"--help", "--plain", "--content", "--count"}
    missing = sorted(option for option in options - everywhere if option not in CONTRACT)
    assert not missing


def test_the_contract_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`podtutor ([a-z]+)[ `]", CONTRACT + README))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("line", SHOWN)
def test_what_the_readme_shows_runs(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / NEEDS_A_FILE).write_text(POD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PODTUTOR_HOME", str(tmp_path / "home"))
    with Path("/dev/null").open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        code = run(shlex.split(line)[1:])
    captured = capsys.readouterr()
    assert code in ({0, 1} if line.split()[1:2] in (["verify"], ["check"]) else {0}), captured.err
    assert captured.out
