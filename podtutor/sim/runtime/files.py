"""Files: what volumes hold, and what a container sees where."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

_TOP = (
    "",
    "bin",
    "dev",
    "etc",
    "home",
    "lib",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "sbin",
    "srv",
    "sys",
    "tmp",
    "usr",
    "var",
)
_BELOW = {
    "usr": ("bin", "lib", "local", "sbin", "share"),
    "var": ("cache", "lib", "log", "run", "tmp"),
    "dev": ("shm",),
}
USUAL_DIRECTORIES = frozenset(
    {f"/{top}" for top in _TOP} | {f"/{top}/{name}" for top, names in _BELOW.items() for name in names}
)
"""What every image is taken to contain."""


class NoSpaceError(Exception):
    """The volume is full, read-only, or the directory does not exist: the write fails."""


class Volume:
    """A directory tree that containers mount: sizes in bytes by path relative to its root (`/x`).

    `kind` is the name of the manifest's volume source; `full_at` bytes is the most it takes (memory-backed).
    """

    __slots__ = ("files", "full_at", "in_memory", "kind", "name", "read_only", "size_limit")

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind
        self.files: dict[str, int] = {}
        self.read_only = False
        self.in_memory = False
        self.full_at: int | None = None
        self.size_limit: int | None = None

    def used(self) -> int:
        """Bytes in all files."""
        return sum(self.files.values())


class FileSystem:
    """What one run of a container sees: its own writable layer, and volumes at their mount paths."""

    __slots__ = ("_mounts", "own", "read_only_root")

    def __init__(self, mounts: list[tuple[str, str, Volume, bool]], *, read_only_root: bool = False) -> None:
        """`mounts`: (mount path, sub path, volume, read only)."""
        self.own: dict[str, int] = {}
        self.read_only_root = read_only_root
        self._mounts = sorted(
            ((_clean(path), sub, volume, ro) for path, sub, volume, ro in mounts), key=lambda m: -len(m[0])
        )

    def exists(self, path: str) -> bool:
        """Whether there is such a file or directory."""
        path = _clean(path)
        volume, inner, _ = self._find(path)
        files = self.own if volume is None else volume.files
        return inner in files or self._is_directory(path) or any(True for _ in _below(files, inner))

    def write(self, path: str, size: int) -> None:
        """The file now has that size. Raises NoSpaceError where it cannot be written."""
        path = _clean(path)
        if not self._is_directory(posixpath.dirname(path)):
            raise NoSpaceError(f"{posixpath.dirname(path)}: no such directory")
        volume, inner, read_only = self._find(path)
        if volume is None:
            if self.read_only_root:
                raise NoSpaceError(f"{path}: read-only file system")
            self.own[inner] = size
            return
        if read_only or volume.read_only:
            raise NoSpaceError(f"{path}: read-only file system")
        if volume.full_at is not None and volume.used() - volume.files.get(inner, 0) + size > volume.full_at:
            volume.files[inner] = max(0, volume.full_at - volume.used() + volume.files.get(inner, 0))
            raise NoSpaceError(f"{path}: no space left on device")
        volume.files[inner] = size

    def touch(self, path: str) -> None:
        """The file exists from now on; its size stays where it did already."""
        path = _clean(path)
        volume, inner, _ = self._find(path)
        self.write(path, (self.own if volume is None else volume.files).get(inner, 0))

    def remove(self, path: str) -> None:
        """The file is gone; nothing happens where it never was."""
        volume, inner, _ = self._find(_clean(path))
        (self.own if volume is None else volume.files).pop(inner, None)

    def _find(self, path: str) -> tuple[Volume | None, str, bool]:
        for mount, sub, volume, read_only in self._mounts:
            if path == mount or path.startswith(mount.rstrip("/") + "/"):
                return volume, _clean("/" + sub + "/" + path[len(mount) :]), read_only
        return None, path, self.read_only_root

    def _is_directory(self, path: str) -> bool:
        return path in USUAL_DIRECTORIES or any(path == mount for mount, _, _, _ in self._mounts)


def _below(files: dict[str, int], directory: str) -> Iterator[str]:
    prefix = directory.rstrip("/") + "/"
    return (path for path in files if path.startswith(prefix))


def _clean(path: str) -> str:
    return posixpath.normpath("/" + path.lstrip("/"))
