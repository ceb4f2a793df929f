"""The built wheel in an environment of its own: what a stranger gets from `pip install` works, content and all."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path, stdin: str = "", home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(cwd),
        "PODTUTOR_HOME": str(home or cwd / "home"),
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with nothing but the wheel in it; gives the folder of its programs."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder / "dist"), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "fresh", with_pip=True)
    programs = folder / "fresh" / "bin"
    done = subprocess.run(
        [str(programs / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return programs


def test_the_console_script_and_the_module_say_their_version(installed: Path, tmp_path: Path) -> None:
    by_script = run(installed / "podtutor", "--version", cwd=tmp_path)
    by_module = run(installed / "python", "-m", "podtutor", "--version", cwd=tmp_path)
    assert by_script.returncode == by_module.returncode == 0
    assert by_script.stdout == by_module.stdout
    assert by_script.stdout.startswith("podtutor ")


def test_the_first_lesson_prints_without_a_terminal(installed: Path, tmp_path: Path) -> None:
    lesson = run(installed / "podtutor", "learn", "pod", "--plain", cwd=tmp_path)
    assert lesson.returncode == 0, lesson.stderr
    assert "Pod" in lesson.stdout
    assert "\x1b" not in lesson.stdout
    assert max(len(line) for line in lesson.stdout.splitlines()) <= 80


def test_a_quiz_is_taken_from_a_file_of_answers(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a\n" * 5)
    quiz = run(
        installed / "podtutor",
        "quiz",
        "--level",
        "senior",
        "-n",
        "5",
        "--seed",
        "1",
        "--answers",
        "answers",
        "--json",
        cwd=tmp_path,
    )
    assert quiz.returncode == 0, quiz.stderr
    assert json.loads(quiz.stdout)["score"]["asked"] == 5


def test_all_content_is_found(installed: Path, tmp_path: Path) -> None:
    for command, folder in (("lessons", "lessons"), ("questions", "quizzes"), ("claims", "lessons/course")):
        listed = run(installed / "podtutor", command, "--json", cwd=tmp_path)
        assert listed.returncode == 0, listed.stderr
        assert len(json.loads(listed.stdout)) >= len(list((ROOT / folder).glob("*.yaml"))) > 0
    assert run(installed / "podtutor", "check", cwd=tmp_path).returncode == 0
