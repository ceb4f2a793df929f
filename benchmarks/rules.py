"""How fast single rules answer: lines a second of `podtutor decide KIND --jsonl`, beside Python's own JSON.

Measured in one run over the same lines: `json.loads` + `json.dumps`, the stream inside one process, and the whole
command with its start. The bar: the command reaches a tenth of the rate of JSON alone. Exit 1 below it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import msgspec

from podtutor.fidelity.recordings import read_cases, recorded_decisions, shipped
from podtutor.rules.decide import DECISIONS
from podtutor.rules.decide.stream import answers

BARRED = ("qos", "requests")
BAR = 0.1
LINES = 20_000
REPETITIONS = 3


def recorded_lines(kind: str) -> list[bytes]:
    """LINES questions: the recorded ones over and over."""
    cases = [bytes(case.input) + b"\n" for case in read_cases(recorded_decisions(shipped("vectors"))[kind])]
    return [cases[index % len(cases)] for index in range(LINES)]


def seconds(work: Callable[[], object]) -> float:
    """The best of some repetitions."""
    best = float("inf")
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def command(kind: str, feed: bytes) -> int:
    """Ask the whole command; how many answers it gave."""
    asked = [sys.executable, "-m", "podtutor", "decide", kind, "--jsonl"]
    done = subprocess.run(asked, input=feed, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode())
    return done.stdout.count(b"\n")


def measure(kind: str) -> dict[str, float]:
    """Lines a second of the three ways."""
    lines = recorded_lines(kind)
    feed = b"".join(lines)
    if command(kind, feed) != LINES:
        raise SystemExit(f"{kind}: not one answer a line")

    def by_json() -> None:
        for line in lines:
            json.dumps(json.loads(line))

    return {
        "json": LINES / seconds(by_json),
        "stream": LINES / seconds(lambda: list(answers(DECISIONS[kind], lines))),
        "command": LINES / seconds(lambda: command(kind, feed)),
    }


def main() -> int:
    """Print the rates as a table, and as JSON with `--json`."""
    rates = {kind: measure(kind) for kind in BARRED}
    if "--json" in sys.argv:
        print(msgspec.json.encode(rates).decode())
    else:
        print(f"{'lines a second':16}{'json':>12}{'stream':>12}{'command':>12}{'of json':>10}")
        for kind, found in rates.items():
            share = found["command"] / found["json"]
            print(f"{kind:16}{found['json']:12,.0f}{found['stream']:12,.0f}{found['command']:12,.0f}{share:10.0%}")
    return 0 if all(found["command"] >= BAR * found["json"] for found in rates.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
