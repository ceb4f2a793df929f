"""The file of progress in every state it may be in: one clear message, and learning goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from podtutor.storage.opening import FILE_NAME, data_folder, open_progress
from podtutor.storage.schema import APPLICATION_ID, MIGRATIONS, TABLES
from podtutor.storage.store import Store
from podtutor.tutor.progress import KeptAnswer

TODAY = "2026-11-20"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def answer(number: int) -> KeptAnswer:
    return KeptAnswer(
        question=f"q-{number}", revision=1, lesson="pod", topic="restart", level="junior", kind="choice",
        given="It waits", right=True, at=1_000_000 + number, confidence=2,
    )  # fmt: skip


class Opening:
    """Opens the progress of one folder and keeps what is said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE_NAME
        self.said: list[str] = []

    def __call__(self) -> Store:
        self.said = []
        return open_progress(self.folder, warn=self.said.append, today=TODAY)


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    return Opening(tmp_path / "home")


def goes_on(store: Store) -> None:
    """Learning works, whether it is kept or not."""
    store.set_level("senior")
    store.keep_answer(answer(1))
    assert (store.level(), len(store.answers())) == ("senior", 1)


def test_a_missing_file_is_made_with_the_folders_above_it(opening: Opening) -> None:
    goes_on(opening())
    assert opening.said == []
    assert opening().level() == "senior"


def test_the_file_is_ours_of_this_version_and_lets_readers_and_a_writer_work_at_once(opening: Opening) -> None:
    opening().close()
    connection = sqlite3.connect(opening.file)
    pragmas = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "journal_mode")
    ]
    assert pragmas == [APPLICATION_ID, len(MIGRATIONS), "wal"]


def test_the_list_of_tables_is_complete(opening: Opening) -> None:
    opening().close()
    rows = sqlite3.connect(opening.file).execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    assert tuple(name for (name,) in rows) == TABLES


def test_a_file_of_every_earlier_version_is_brought_up_to_date(opening: Opening) -> None:
    for version in range(len(MIGRATIONS)):
        shutil.rmtree(opening.folder, ignore_errors=True)
        opening.folder.mkdir()
        connection = sqlite3.connect(opening.file)
        for statement in (statement for migration in MIGRATIONS[:version] for statement in migration):
            connection.execute(statement)
        if version:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        goes_on(opening())
        assert opening.said == []


def text(file: Path) -> None:
    file.write_text("these are my notes, not a database\n" * 20)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:50])


def garbled(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[:100] + b"\xaa" * (len(raw) - 100))


def without_tables(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE answers")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [text, cut, garbled, without_tables])
def test_a_damaged_file_is_kept_beside_and_a_new_one_begun(opening: Opening, damage: Callable[[Path], None]) -> None:
    opening().close()
    damage(opening.file)
    before = opening.file.read_bytes()
    store = opening()
    goes_on(store)
    assert store.keeps
    (said,) = opening.said
    assert "this file was damaged" in said
    assert f"it is kept as {FILE_NAME}.damaged-{TODAY}, and your progress begins anew" in said
    assert (opening.folder / f"{FILE_NAME}.damaged-{TODAY}").read_bytes() == before
    store.close()
    assert opening().level() == "senior"


def test_damage_twice_on_one_day_keeps_both_files(opening: Opening) -> None:
    for _ in range(2):
        opening().close()
        text(opening.file)
    opening().close()
    kept = sorted(path.name for path in opening.folder.glob("*.damaged-*"))
    assert kept == [f"{FILE_NAME}.damaged-{TODAY}", f"{FILE_NAME}.damaged-{TODAY}-2"]


def test_damage_met_only_when_an_answer_is_kept_is_handled_alike(opening: Opening) -> None:
    store = opening()
    for number in range(300):
        store.keep_answer(answer(number))
    store.close()
    raw = bytearray(opening.file.read_bytes())
    raw[3 * 4096 :] = b"\xaa" * (len(raw) - 3 * 4096)
    opening.file.write_bytes(raw)
    store = opening()
    store.keep_answer(answer(1000))
    store.answers()
    assert len(opening.said) == 1
    assert store.keeps
    assert list(opening.folder.glob("*.damaged-*"))


def test_a_file_of_a_newer_podtutor_is_refused_untouched(opening: Opening) -> None:
    opening().close()
    connection = sqlite3.connect(opening.file)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = opening.file.read_bytes()
    store = opening()
    goes_on(store)
    assert not store.keeps
    (said,) = opening.said
    assert "a newer podtutor wrote this file" in said
    assert "nothing is saved this time" in said
    assert opening.file.read_bytes() == before
    assert [path.name for path in opening.folder.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("mark", ["PRAGMA application_id = 252006674", "CREATE TABLE recipes (name)"])
def test_a_file_of_another_program_is_left_alone(opening: Opening, mark: str) -> None:
    opening.folder.mkdir()
    connection = sqlite3.connect(opening.file)
    connection.execute("CREATE TABLE things (name)")
    connection.execute(mark)
    connection.commit()
    connection.close()
    before = opening.file.read_bytes()
    store = opening()
    goes_on(store)
    assert not store.keeps
    assert "this file belongs to another program" in opening.said[0]
    assert opening.file.read_bytes() == before


def test_a_home_that_cannot_be_made_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    opening = Opening(tmp_path / "taken")
    store = opening()
    goes_on(store)
    assert not store.keeps
    (said,) = opening.said
    assert "your progress can't be saved" in said


def test_a_folder_in_the_place_of_the_file_is_told(opening: Opening) -> None:
    opening.file.mkdir(parents=True)
    store = opening()
    goes_on(store)
    assert not store.keeps
    assert len(opening.said) == 1


@pytest.mark.skipif(IS_ROOT, reason="nothing is read-only for root")
def test_a_read_only_file_is_read_and_changes_stay_in_memory(opening: Opening) -> None:
    store = opening()
    store.set_level("middle")
    store.close()
    opening.file.chmod(0o444)
    opening.folder.chmod(0o555)
    try:
        store = opening()
        assert (store.keeps, store.level()) == (False, "middle")
        goes_on(store)
    finally:
        opening.folder.chmod(0o755)
        opening.file.chmod(0o644)
    assert len(opening.said) == 1
    assert opening().level() == "middle"


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from podtutor.storage.opening import open_progress
sys.path.insert(0, {tests!r})
from test_opening import answer
said = []
store = open_progress(Path({folder!r}), warn=said.append, today="2026-11-20")
store.set_level("middle")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for number in range(500):
    store.keep_answer(answer(number))
print(len(said), store.keeps, len(store.answers()), store.level(), said[0].partition("(")[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_full_disk_in_the_middle_of_a_session_is_told_once_and_nothing_answered_is_lost(opening: Opening) -> None:
    script = FULL_DISK.format(tests=str(Path(__file__).parent), folder=str(opening.folder))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.startswith("1 False 500 middle your progress can't be saved any more"), done.stderr
    kept = opening().answers()
    assert 0 < len(kept) < 500


ENDLESS = """
import sys
from pathlib import Path
from podtutor.storage.opening import open_progress
sys.path.insert(0, {tests!r})
from test_opening import answer
store = open_progress(Path({folder!r}), warn=print, today="2026-11-20")
for number in range({start}, 1_000_000):
    store.keep_answer(answer(number))
    print(number, flush=True)
"""


def test_two_sessions_at_once_both_keep_their_answers(opening: Opening) -> None:
    scripts = [
        ENDLESS.format(tests=str(Path(__file__).parent), folder=str(opening.folder), start=start).replace(
            "1_000_000", str(start + 60)
        )
        for start in (0, 1000)
    ]
    sessions = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL) for script in scripts]
    assert [session.wait(timeout=120) for session in sessions] == [0, 0]
    store = opening()
    assert len(store.answers()) == 120
    assert store.by_confidence()[2].asked == 120


def test_where_progress_lies(tmp_path: Path) -> None:
    assert data_folder({"PODTUTOR_HOME": str(tmp_path)}) == tmp_path
    assert data_folder({}).name == "podtutor"
