"""How long until something is there: multiples of the time that importing typer and rich's console takes.

Runs the commands in turn, so that a busy machine is unkind to all of them alike, and compares medians.
`python benchmarks/startup.py [--runs 20]`; exit code 1 where a bar is not held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BASE = [sys.executable, "-c", "import typer, rich.console"]
PODTUTOR = [sys.executable, "-m", "podtutor"]
LESSON = [*PODTUTOR, "learn", "pod", "--plain"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"PODTUTOR_HOME": home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode

        def seconds(command: list[str], before: Callable[[], None] = lambda: None) -> float:
            before()
            begin = time.perf_counter()
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
            return time.perf_counter() - begin

        def forget() -> None:
            shutil.rmtree(Path(home) / "cache", ignore_errors=True)

        cases: dict[str, tuple[float, Callable[[], float]]] = {
            "import typer, rich.console": (1.0, lambda: seconds(BASE)),
            "podtutor --version": (1.3, lambda: seconds([*PODTUTOR, "--version"])),
            "learn pod --plain, no cache": (6.0, lambda: seconds(LESSON, forget)),
            "learn pod --plain, warm cache": (2.5, lambda: seconds(LESSON)),
        }
        for _, run in cases.values():
            run()
        times: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(runs):
            for name, (_, run) in cases.items():
                times[name].append(run())
    return report(cases, times)


def report(cases: dict[str, tuple[float, Callable[[], float]]], times: dict[str, list[float]]) -> int:
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = medians["import typer, rich.console"]
    failed = 0
    for name, (bar, _) in cases.items():
        multiple = medians[name] / base
        failed += multiple > bar
        print(f"{name:32} {medians[name] * 1000:6.0f} ms  {multiple:4.2f} times the base (bar {bar})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
