"""How long podtutor takes to start, as multiples of `python -c "import typer, rich.console"`.

    python benchmarks/startup.py [--runs 20] [--json]

Each command runs in alternation with the yardstick, so that a busy machine slows both. `warm` has a cache of parsed
content, `cold` begins every run without one. Prints medians and exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

YARDSTICK = [sys.executable, "-c", "import typer, rich.console"]
PODTUTOR = [sys.executable, "-m", "podtutor"]


class Bar(NamedTuple):
    """A command, how often the yardstick it may take, and whether the cache is cleared before each run."""

    name: str
    command: list[str]
    most: float
    cold: bool


BARS = (
    Bar("--version", [*PODTUTOR, "--version"], 1.3, cold=False),
    Bar("learn pod --plain, warm", [*PODTUTOR, "learn", "pod", "--plain"], 2.5, cold=False),
    Bar("learn pod --plain, cold", [*PODTUTOR, "learn", "pod", "--plain"], 6.0, cold=True),
)


def main() -> int:
    """Measures every bar; 0 where all hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        rows = [measured(bar, Path(home), given.runs) for bar in BARS]
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            verdict = "ok" if row["holds"] else "MISSED"
            print(
                f"{row['name']:26} {row['milliseconds']:6.0f} ms  {row['times']:5.2f} x (at most {row['most']})  {verdict}"
            )
    return 0 if all(row["holds"] for row in rows) else 1


def measured(bar: Bar, home: Path, runs: int) -> dict[str, object]:
    """Medians of alternating runs of the yardstick and one command."""
    surroundings = {**os.environ, "PODTUTOR_HOME": str(home)}

    def forget() -> None:
        if bar.cold:
            shutil.rmtree(home / "cache", ignore_errors=True)

    for command in (YARDSTICK, bar.command):
        timed(command, surroundings, forget)
    yardstick, command = [], []
    for _ in range(runs):
        yardstick.append(timed(YARDSTICK, surroundings, forget))
        command.append(timed(bar.command, surroundings, forget))
    base, taken = statistics.median(yardstick), statistics.median(command)
    times = taken / base
    return {
        "name": bar.name,
        "milliseconds": round(taken * 1000, 1),
        "yardstick": round(base * 1000, 1),
        "times": round(times, 2),
        "most": bar.most,
        "holds": times <= bar.most,
    }


def timed(command: list[str], surroundings: dict[str, str], before: Callable[[], None]) -> float:
    """Seconds that a command takes; raises where it fails."""
    before()
    start = time.perf_counter()
    subprocess.run(command, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
