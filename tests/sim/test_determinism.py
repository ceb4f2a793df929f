"""Same scenario, same bytes: under any hash seed, on every Python that is installed here."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.trace import encode_trace

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "tests" / "conformance" / "scenarios"
NAMES = (
    *("story-drain-shop", "evict-memory-deployment", "story-statefulset-canary", "preemption", "unschedulable-mixed"),
    *("story-night-batch", "service-rollout", "cronjob-every-minute", "restart-all-containers-on-exit"),
)
PROGRAM = """
import hashlib, sys
from pathlib import Path
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.trace import encode_trace
digest = hashlib.sha256()
for path in sys.argv[1:]:
    simulation = simulate(read_scenario(Path(path).read_text()))
    simulation.run()
    digest.update(encode_trace(simulation.trace()))
print(digest.hexdigest())
"""


def pythons() -> list[str]:
    """Every CPython from 3.11 on that is on PATH and has what podtutor needs; this one first."""
    found = [sys.executable]
    for minor in range(11, 20):
        path = shutil.which(f"python3.{minor}")
        if path is None or minor == sys.version_info.minor:
            continue
        check = subprocess.run([path, "-c", "import msgspec, yaml"], capture_output=True, check=False)
        if check.returncode == 0:
            found.append(path)
    return found


def paths() -> list[str]:
    return [str(SHIPPED / f"{name}.yaml") for name in NAMES]


def digest_here() -> str:
    digest = hashlib.sha256()
    for path in paths():
        simulation = simulate(read_scenario(Path(path).read_text()))
        simulation.run()
        digest.update(encode_trace(simulation.trace()))
    return digest.hexdigest()


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).name)
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_bytes_are_the_same(python: str, seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        [python, "-c", PROGRAM, *paths()], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == digest_here(), python


def test_a_seed_draws_another_history_and_the_same_one_each_time() -> None:
    text = (SHIPPED / "crashloop-six.yaml").read_text()

    def drawn(seed: int | None) -> bytes:
        simulation = simulate(read_scenario(text), seed=seed)
        simulation.run()
        return encode_trace(simulation.trace())

    assert drawn(7) == drawn(7)
    assert len({drawn(7), drawn(8), drawn(None)}) == 3
