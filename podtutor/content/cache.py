"""A cache of parsed content on disk: bytes under a name, valid for one key only. Never needed for correctness.

PyYAML takes a hundred times as long as msgpack. A record begins with a checksum over key and payload, and the key is made
of what the payload was made from (the source's content, the code that read it), so one comparison tells stale and damaged
records alike; either is as good as none. Every failure to read or write is silent: the content is parsed again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

import podtutor

_DIGEST_BYTES = 16
_CODE = ("content/claims.py", "content/common.py", "content/formats.py", "content/interview.py", "content/lesson.py", "content/library.py",
         "content/outline.py", "content/quiz.py", "reading.py", "scalars.py", "source.py")  # fmt: skip


def digest(*parts: bytes | memoryview) -> bytes:
    """A short checksum of byte strings, each told from its neighbour."""
    summed = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        summed.update(len(part).to_bytes(8, "big"))
        summed.update(part)
    return summed.digest()


@cache
def code_key() -> bytes:
    """Changes whenever the code that reads content does: the version, and the state of the files in question."""
    folder = Path(podtutor.__file__).parent
    parts = [podtutor.__version__.encode()]
    for name in _CODE:
        with suppress(OSError):
            state = (folder / name).stat()
            parts.append(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest(*parts)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where the cache lies: below PODTUTOR_HOME, else in the user's cache folder."""
    if home := environ.get("PODTUTOR_HOME"):
        return Path(home).expanduser() / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("podtutor")


class Cache:
    """Records in a folder; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, name: str, key: bytes) -> memoryview | None:
        """The payload kept under a name, where it was made for this key and is whole."""
        if self._folder is None:
            return None
        try:
            record = memoryview((self._folder / name).read_bytes())
        except OSError:
            return None
        payload = record[_DIGEST_BYTES:]
        return payload if record[:_DIGEST_BYTES] == digest(code_key(), key, payload) else None

    def put(self, name: str, key: bytes, payload: bytes) -> None:
        """Keeps a payload; a reader at the same time sees the old record or the new one, never half of one."""
        if self._folder is None:
            return
        draft = self._folder / f"{name}.{os.getpid()}.draft"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(digest(code_key(), key, payload) + payload)
            draft.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
