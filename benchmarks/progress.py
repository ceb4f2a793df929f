"""How podtutor bears a million answers: start-up in multiples of `python -c "import typer, rich.console"`, and waits within.

    python benchmarks/progress.py [--answers 1000000] [--runs 20] [--json]

The answers are made by a fixed draw over the shipped questions and three years, and come in by `podtutor progress import`.
The home screen and `progress` run in alternation with the yardstick. A review is then taken in a pseudo-terminal, key by
key: a wait ends with the last byte drawn. Prints medians and exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import random
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from startup import PODTUTOR, Bar, measured

from podtutor.content.folders import shipped_folder
from podtutor.content.library import Library

HOME = Bar("home", PODTUTOR, 5.0, cold=False)
PROGRESS = Bar("progress", [*PODTUTOR, "progress"], 15.0, cold=False)
MOST_NEXT = 50.0  # ms from Enter below a verdict to the next question

DAY = 86_400_000
QUIET = 0.12  # seconds without a byte that end a drawing
PATIENCE = 30.0  # seconds for a drawing to come


class Row(NamedTuple):
    """One line of the result; `most` is None where nothing is asked."""

    name: str
    figure: float
    unit: str
    most: float | None

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.most is None or self.figure <= self.most


def main() -> int:
    """Measures every bar; 0 where all hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--answers", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        rows = list(rows_of(Path(home), given.answers, given.runs))
    if given.json:
        print(json.dumps([{**row._asdict(), "holds": row.holds} for row in rows], indent=2))
    else:
        for row in rows:
            asked = "" if row.most is None else f"(at most {row.most:g})  {'ok' if row.holds else 'MISSED'}"
            print(f"{row.name:32} {row.figure:9.2f} {row.unit:3} {asked}".rstrip())
    return 0 if all(row.holds for row in rows) else 1


def rows_of(home: Path, answers: int, runs: int) -> list[Row]:
    """Fills a home with answers and measures everything in it."""
    export = home / "export.json"
    write_export(export, answers)
    start = time.perf_counter()
    subprocess.run(
        [*PODTUTOR, "progress", "import", str(export)], env=surroundings(home), stdout=subprocess.DEVNULL, check=True
    )
    rows = [Row(f"import of {answers:,} answers", time.perf_counter() - start, "s", None)]
    rows.append(Row("size of the file", (home / "progress.sqlite3").stat().st_size / 2**20, "MiB", None))
    rows += [Row(bar.name, float(str(measured(bar, home, runs)["times"])), "x", bar.most) for bar in (HOME, PROGRESS)]
    verdicts, questions = review(home, runs)
    rows.append(Row("review: answer to verdict", statistics.median(verdicts), "ms", None))
    rows.append(Row("review: next question", statistics.median(questions), "ms", MOST_NEXT))
    rows.append(Row("review: next question, the slowest", max(questions), "ms", None))
    return rows


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a learner who keeps progress in `home`."""
    return {**os.environ, "PODTUTOR_HOME": str(home), "TERM": "xterm-256color"}


def write_export(file: Path, answers: int) -> None:
    """An export of progress as of today: the same draw each time, over the shipped questions and three years."""
    chance = random.Random(7)
    bank = Library([shipped_folder()]).questions()
    now = int(time.time() * 1000)
    with file.open("w", encoding="utf-8") as stream:
        stream.write('{"podtutorProgress": 1, "settings": {"level": "senior", "confidence": "off"}, "answers": [')
        for number in range(answers):
            entry = chance.choice(bank)
            answer = {
                "key": f"{chance.getrandbits(62):x}",
                "question": entry.id,
                "revision": entry.question.revision,
                "lesson": entry.lesson,
                "topic": entry.question.topic,
                "level": entry.question.level,
                "kind": entry.kind,
                "given": "It waits for the back-off",
                "right": chance.random() < 0.7,
                "at": now - (answers - number) * 3 * 365 * DAY // answers,
                "confidence": chance.choice([None, 1, 2, 3]),
                "milliseconds": chance.randrange(3_000, 60_000),
            }
            stream.write(f"{',' if number else ''}\n{json.dumps(answer)}")
        stream.write("\n]}\n")


def review(home: Path, most: int) -> tuple[list[float], list[float]]:
    """Milliseconds from an answer to its verdict, and from Enter to the next question, in a review taken by keys."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(surroundings(home))
        os.execv(sys.executable, [*PODTUTOR, "review", "--count", str(most)])
    _, screen = drawn(terminal, b"question 1 of")
    verdicts, questions = [], []
    for number in range(2, most + 1):
        skip = b"\t" if b"Tab" in screen else b"s"  # skipping is an answer to every kind of question
        took, _ = until(terminal, skip, b"next")
        verdicts.append(took)
        took, screen = until(terminal, b"n", b"question %d of" % number)
        questions.append(took)
    os.kill(process, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(process, 0)
    return verdicts, questions


def until(terminal: int, key: bytes, wanted: bytes) -> tuple[float, bytes]:
    """Milliseconds from a key to the last byte of the drawing that shows what is wanted, and the drawing."""
    start = time.perf_counter()
    os.write(terminal, key)
    end, screen = drawn(terminal, wanted)
    return (end - start) * 1000, screen


def drawn(terminal: int, wanted: bytes) -> tuple[float, bytes]:
    """When the last byte came of a drawing that shows what is wanted, and all of it."""
    last, wait, screen = time.perf_counter(), PATIENCE, b""
    while select.select([terminal], [], [], wait)[0]:
        screen += os.read(terminal, 65536)
        last, wait = time.perf_counter(), QUIET if wanted in screen else PATIENCE
    if wanted not in screen:
        raise SystemExit(f"{wanted!r} was not drawn but:\n{screen.decode(errors='replace')}")
    return last, screen


if __name__ == "__main__":
    sys.exit(main())
