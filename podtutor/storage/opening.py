"""Opens the file of progress, whatever state it is in; learning goes on in every case, with one clear message.

Sound: used. Missing: made. Damaged: put beside as `*.damaged-DATE`, and a new one begun. Read-only, or the folder can't be
written: read, and changes kept in memory only. Of a newer podtutor, or of another program: left untouched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from podtutor.storage.schema import APPLICATION_ID, MIGRATIONS, has_all_tables, migrate, version_of
from podtutor.storage.store import WAIT_SECONDS, Store, Warn, in_memory, is_damage

FILE_NAME: Final = "progress.sqlite3"

_MAGIC: Final = b"SQLite format 3\0"
_NOT_KEPT: Final = "you can learn as usual, but nothing is saved this time"


class _RefusedError(Exception):
    """A file that must not be touched, and why."""


class _DamagedError(Exception):
    """A file that can't be read any more."""


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where progress is kept: PODTUTOR_HOME, else the user's data folder."""
    if home := environ.get("PODTUTOR_HOME"):
        return Path(home).expanduser()
    from platformdirs import user_data_path

    return user_data_path("podtutor")


def open_progress(folder: Path, *, warn: Warn, today: str) -> Store:
    """The progress kept in a folder. `today` (2026-11-20) names a damaged file; `warn` gets at most one message."""
    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection, keeps = _open(file), True
    except _RefusedError as refused:
        warn(f"{file}: {refused}; {_NOT_KEPT}")
        connection, keeps = in_memory(), False
    except _DamagedError as damaged:
        renewed = _begin_anew(file, str(damaged), warn, today)
        connection, keeps = renewed or in_memory(), renewed is not None
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        warn(f"{file}: your progress can't be saved ({reason}); {_NOT_KEPT}")
        connection, keeps = _read_only(file), False
    return Store(connection, keeps=keeps, warn=warn, renew=lambda reason: _begin_anew(file, reason, warn, today))


def _open(file: Path) -> sqlite3.Connection:
    _look_at_header(file)
    connection = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        if is_damage(error):
            raise _DamagedError(str(error)) from None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _look_at_header(file: Path) -> None:
    """Refuses what is not ours before SQLite touches it; the first hundred bytes say whose a file is."""
    try:
        with file.open("rb") as stream:
            header = stream.read(100)
    except FileNotFoundError:
        return
    if not header:
        return
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise _DamagedError("this is not an SQLite file")
    _refuse(int.from_bytes(header[60:64], "big"), int.from_bytes(header[68:72], "big"))


def _refuse(version: int, application: int) -> None:
    if application not in (0, APPLICATION_ID):
        raise _RefusedError("this file belongs to another program")
    if application == APPLICATION_ID and version > len(MIGRATIONS):
        raise _RefusedError(f"a newer podtutor wrote this file (format {version}; this one knows {len(MIGRATIONS)})")


def _prepare(connection: sqlite3.Connection) -> None:
    """A file of ours, up to date and in the mode in which readers and a writer do not wait for one another."""
    version = version_of(connection)
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    _refuse(version, application)
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application == 0 and version_of(connection) == 0:
        raise _RefusedError("this file belongs to another program")
    migrate(connection)
    if not has_all_tables(connection):
        raise _DamagedError("tables are missing")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with suppress(sqlite3.OperationalError):  # another process is just doing it
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")  # says now, not after the first answer, that nothing can be written
    connection.execute("ROLLBACK")


def _begin_anew(file: Path, reason: str, warn: Warn, today: str) -> sqlite3.Connection | None:
    kept = _free_name(file, today)
    try:
        file.rename(kept)
        for ending in ("-wal", "-shm"):
            beside = file.with_name(file.name + ending)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + ending))
        connection = _open(file)
    except (OSError, sqlite3.Error, _RefusedError, _DamagedError) as error:
        warn(f"{file}: this file is damaged ({reason}) and could not be put aside ({error}); {_NOT_KEPT}")
        return None
    warn(f"{file}: this file was damaged ({reason}); it is kept as {kept.name}, and your progress begins anew")
    return connection


def _free_name(file: Path, today: str) -> Path:
    names = [f"{file.name}.damaged-{today}"] + [f"{file.name}.damaged-{today}-{number}" for number in range(2, 1000)]
    return next((file.with_name(name) for name in names if not file.with_name(name).exists()), file.with_name(names[0]))


def _read_only(file: Path) -> sqlite3.Connection:
    """What a file holds, in memory; where it can't even be read, nothing."""
    if file.is_file():
        for mode in ("mode=ro", "mode=ro&immutable=1"):
            with suppress(sqlite3.Error):
                source = sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True)
                try:
                    source.execute("SELECT count(*) FROM answers").fetchone()
                    return in_memory(source)
                finally:
                    source.close()
    return in_memory()
