"""Where content lies: the folders shipped with podtutor and those a user adds, and the files in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import podtutor
from podtutor.errors import Problem, UnusableInputError

LARGEST_FILE: Final = 1 << 20
"""Bytes of a content file that are worth reading: one more, and the reader of YAML refuses it."""

_SUFFIXES: Final = (".yaml", ".yml")
_OTHER_FORMATS: Final = ("scenarios", "exercises")


def shipped_folder() -> Path:
    """The folder with podtutor's own `lessons` and `quizzes`: inside the package, or the top of a checkout.

    Told from where the package lies: `importlib.resources` would say the same and take 20 ms to load.
    """
    package = Path(podtutor.__file__).parent
    inside = package / "_content"
    return inside if inside.is_dir() else package.parent


def added_folders(options: Sequence[Path], environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders of PODTUTOR_CONTENT (separated like PATH), then those given by option.

    Raises UnusableInputError where one is no folder, or holds neither `lessons` nor `quizzes`.
    """
    listed = [Path(part).expanduser() for part in environ.get("PODTUTOR_CONTENT", "").split(os.pathsep) if part]
    folders = dict.fromkeys([*listed, *options])
    problems = [problem for folder in folders if (problem := _unusable(folder)) is not None]
    if problems:
        raise UnusableInputError(problems)
    return tuple(folders)


def _unusable(folder: Path) -> Problem | None:
    expected = "a folder with `lessons/` or `quizzes/` in it"
    if not folder.is_dir():
        message = "this is not a folder" if folder.exists() else "there is no such folder"
    elif not any((folder / name).is_dir() for name in ("lessons", "quizzes")):
        message = "this folder holds neither `lessons` nor `quizzes`"
    else:
        return None
    return Problem(path=str(folder), code="no-content", message=message, expected=expected)


def content_files(folder: Path) -> Iterator[Path]:
    """The files of lessons, quizzes, interviews, claims, glossary and paths in a folder, in a stable order."""
    for place in (
        folder / "lessons",
        folder / "lessons" / "course",
        folder / "quizzes",
        folder / "quizzes" / "interviews",
    ):
        yield from yaml_files(place)


def scenario_files(folder: Path) -> Iterator[Path]:
    """The scenarios in a folder; their names are the stems of the files."""
    yield from yaml_files(folder / "lessons" / "scenarios")


def yaml_files(place: Path) -> Iterator[Path]:
    """The YAML files directly in one place; hidden ones are left out."""
    try:
        with os.scandir(place) as listing:
            names = sorted(entry.name for entry in listing if entry.name.endswith(_SUFFIXES) and entry.is_file())
    except OSError:
        return
    for name in names:
        if not name.startswith("."):
            yield place / name


def yaml_files_below(place: Path) -> Iterator[Path]:
    """The content files anywhere below a folder, but for formats that have readers of their own."""
    yield from yaml_files(place)
    for inner in sorted(entry for entry in place.iterdir() if entry.is_dir() and not entry.name.startswith(".")):
        if inner.name not in _OTHER_FORMATS:
            yield from yaml_files_below(inner)
