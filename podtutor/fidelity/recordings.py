"""Where the recordings of Kubernetes are, and how they are read: decisions, histories, scenarios.

One copy exists: `tests/conformance` in a checkout, `podtutor/_content/conformance` in an installed wheel.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct

import podtutor
from podtutor.errors import PodtutorError
from podtutor.fidelity.history import History, read_history


class Case(Struct, frozen=True):
    """One recorded decision; `input` is kept as the JSON text that was asked."""

    id: str
    input: Raw
    output: Any
    why: str = ""


_DECODER = msgspec.json.Decoder(Case)


def shipped(part: str) -> Traversable:
    """The folder `vectors`, `traces` or `scenarios` that came with podtutor."""
    packaged = resources.files("podtutor").joinpath("_content", "conformance", part)
    if packaged.is_dir():
        return packaged
    checkout = Path(podtutor.__file__).resolve().parent.parent / "tests" / "conformance" / part
    if checkout.is_dir():
        return checkout
    raise PodtutorError(f"the recordings ({part}) are missing from this installation of podtutor")


def recorded_decisions(folder: Traversable) -> dict[str, Traversable]:
    """The files of a folder with recorded decisions, by kind, sorted: KIND.jsonl or KIND.jsonl.gz."""
    found = {file.name.split(".")[0]: file for file in _files(folder) if file.name.endswith((".jsonl", ".jsonl.gz"))}
    if not found:
        raise PodtutorError(f"{folder}: no recorded decisions (KIND.jsonl or KIND.jsonl.gz)")
    return dict(sorted(found.items()))


def read_cases(file: Traversable) -> Iterator[Case]:
    """The cases of one kind, in the order recorded; PodtutorError naming the line that cannot be read."""
    for number, line in enumerate(_text(file).splitlines(), start=1):
        if line.strip():
            try:
                yield _DECODER.decode(line)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                raise PodtutorError(f"{file}:{number}: not a recorded decision: {error}") from error


def recorded_histories(folder: Traversable) -> dict[str, list[Traversable]]:
    """The files of a folder with traces, by scenario, sorted: NAME.json, or NAME.1.json, NAME.2.json … (also .gz)."""
    found: dict[str, list[Traversable]] = {}
    for file in sorted(_files(folder), key=lambda file: file.name):
        if file.name.endswith((".json", ".json.gz")):
            found.setdefault(file.name.split(".")[0], []).append(file)
    if not found:
        raise PodtutorError(f"{folder}: no recorded histories (NAME.json, NAME.1.json.gz …)")
    return found


def read_histories(files: list[Traversable]) -> list[History]:
    """The recordings of one scenario."""
    return [read_history(_text(file)) for file in files]


def scenario_files(folder: Traversable) -> Mapping[str, Traversable]:
    """The scenario files of a folder by name, sorted."""
    found = {file.name.removesuffix(".yaml"): file for file in _files(folder) if file.name.endswith(".yaml")}
    return dict(sorted(found.items()))


def _files(folder: Traversable) -> list[Traversable]:
    try:
        return [file for file in folder.iterdir() if file.is_file()]
    except OSError as error:
        raise PodtutorError(f"{folder}: {error.strerror or error}") from error


def _text(file: Traversable) -> bytes:
    try:
        raw = file.read_bytes()
        return gzip.decompress(raw) if file.name.endswith(".gz") else raw
    except (OSError, EOFError) as error:
        raise PodtutorError(f"{file}: {error}") from error
