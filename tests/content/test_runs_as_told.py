"""Every shipped scenario still runs as it did when its lessons and questions were written: they quote its seconds.

Where a run changes, read again what is said of it; then `--regenerate` writes it anew.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from podtutor.cli.simulating import run_scenario
from podtutor.content.folders import shipped_folder
from podtutor.content.library import Library
from podtutor.sim.kubectl_text import watch_text
from podtutor.view.console import TutorConsole
from podtutor.view.timeline.drawing import MomentsView

RUNS = Path(__file__).parent / "runs"
LIBRARY = Library([shipped_folder()])
TEXTS = {
    f"{folder}/{path.name}": path.read_text(encoding="utf-8")
    for folder in ("lessons", "quizzes")
    for path in sorted((shipped_folder() / folder).glob("**/*.yaml"))
    if path.parent.name != "scenarios"
}


def told(name: str) -> str:
    """What happens in a run, in words, and every row that kubectl would have shown."""
    done = run_scenario(LIBRARY.scenario(name))
    console = TutorConsole(plain=True, file=io.StringIO(), width=160, _environ={})
    console.print(MomentsView(done.story, every=True))
    history = done.simulation.history
    rows = watch_text(history) if history is not None else []
    return "\n".join(line.rstrip() for line in [*console.file.getvalue().split("\n"), *rows]) + "\n"


@pytest.mark.parametrize("name", sorted(LIBRARY.scenarios))
def test_it_runs_as_it_is_told(name: str, regenerate: bool) -> None:
    path, now = RUNS / f"{name}.txt", told(name)
    if regenerate:
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    quoted = [file for file, text in TEXTS.items() if f" {name}\n" in text]
    assert now == path.read_text(encoding="utf-8"), f"{name} runs differently now; read again what {quoted} say of it"


def test_no_run_is_left_over() -> None:
    assert {path.stem for path in RUNS.glob("*.txt")} == set(LIBRARY.scenarios)
