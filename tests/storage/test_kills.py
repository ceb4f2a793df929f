"""A sudden end at any moment: nothing that was kept is lost, nothing is kept by half, and the file is never damaged."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from podtutor.storage.opening import FILE_NAME, open_progress
from podtutor.storage.store import Store, in_memory

sys.path.insert(0, str(Path(__file__).parent))
from session import Change, changes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")

KILLS_BY_DEFAULT = 50
KILLS = 1_000
KILLS_IN_A_HOME = 25


class Learner:
    """One home through many sudden ends, and beside it what it must hold: the same changes, made in memory."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.made = 0
        self._row: Iterator[Change] = changes(seed)
        self._twin = Store(in_memory(), keeps=False, warn=pytest.fail)

    def session(self, chance: random.Random) -> int:
        """A session that is ended at a random moment; the number of the last change that it told of."""
        command = [sys.executable, str(Path(__file__).with_name("session.py")), str(self.folder), str(self.seed)]
        with subprocess.Popen([*command, str(self.made)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            told = b""
            if chance.random() < 0.6:  # in the middle of its changes, else perhaps while it still opens the file
                told = process.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.3))
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read()
        assert process.returncode == -signal.SIGKILL
        lines = told.split(b"\n")[:-1]  # a line without its end was not told
        return int(lines[-1]) if lines else self.made

    def look(self, told: int) -> None:
        """Holds the file against the twin: at the last change told, or one after it, which was kept and not yet told."""
        self._go_on(told)
        store = open_progress(self.folder, warn=pytest.fail, today="2026-11-20")
        found = everything(store)
        if found != everything(self._twin):
            self._go_on(told + 1)
            assert found == everything(self._twin)
        store.close()
        connection = sqlite3.connect(self.folder / FILE_NAME)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

    def _go_on(self, number: int) -> None:
        while self.made < number:
            next(self._row)(self._twin)
            self.made += 1


def everything(store: Store) -> dict[str, Any]:
    """All that is kept, without the keys of answers, which are drawn at random."""
    document = msgspec.json.decode(b"".join(store.export()))
    for answer in document["answers"]:
        del answer["key"]
    sums = (store.by_topic(), store.by_lesson(), store.by_confidence(), store.by_day(), store.histories())
    return {**document, "sums": sums, "cards": store.cards()}


def through(kills: int, folder: Path, seed: int) -> int:
    """How many changes outlived so many sudden ends."""
    chance, changed = random.Random(seed), 0
    learner = Learner(folder / "0", seed)
    for number in range(kills):
        if number and number % KILLS_IN_A_HOME == 0:
            changed += learner.made
            learner = Learner(folder / str(number), seed + number)
        learner.look(learner.session(chance))
    return changed + learner.made


def test_fifty_sudden_ends_lose_nothing(tmp_path: Path) -> None:
    assert through(KILLS_BY_DEFAULT, tmp_path, seed=1) > 10 * KILLS_BY_DEFAULT


@pytest.mark.slow
def test_a_thousand_sudden_ends_lose_nothing(tmp_path: Path) -> None:
    assert through(KILLS, tmp_path, seed=2) > 10 * KILLS


def test_a_quiz_ended_at_any_moment_has_kept_every_answer_it_judged(tmp_path: Path) -> None:
    chance, judged_in_all = random.Random(3), 0
    surroundings = {**os.environ, "PODTUTOR_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "podtutor", "quiz", "--plain", "--level", "junior", "--count", "1000"]
    for _ in range(6):
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings
        ) as quiz:
            assert quiz.stdin is not None
            assert quiz.stdout is not None
            quiz.stdin.write(b"\n" * 1000)
            quiz.stdin.flush()
            time.sleep(chance.uniform(0.4, 1.2))
            quiz.send_signal(signal.SIGKILL)
            judged_in_all += len(re.findall(rb"^Why:", quiz.stdout.read(), re.MULTILINE))
        store = open_progress(tmp_path, warn=pytest.fail, today="2026-11-20")
        assert len(store.answers()) >= judged_in_all
        judged_in_all = len(store.answers())
        store.close()
    assert judged_in_all > 20
