"""Warnings of volumes whose files would be written over one another (pkg/api/pod/warnings.go)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from podtutor.kube.validation.field_error import quoted
from podtutor.kube.volume import Volume, VolumeProjection


class _PathAndSource(NamedTuple):
    path: str
    source: str

    def __str__(self) -> str:
        return f"{quoted(self.path)} ({self.source})" if self.source else quoted(self.path)


def warnings_for_overlapping_virtual_paths(volumes: tuple[Volume, ...]) -> Iterator[str]:
    """pkg/api/pod warningsForOverlappingVirtualPaths."""
    for volume in volumes:
        name = quoted(volume.name)
        if volume.config_map is not None:
            paths = [_PathAndSource(item.path, "") for item in volume.config_map.items]
            what = f"ConfigMap {quoted(volume.config_map.name)}"
            yield from (f"volume {name} ({what}): overlapping paths: {each}" for each in _overlaps(paths))
        if volume.secret is not None:
            paths = [_PathAndSource(item.path, "") for item in volume.secret.items]
            what = f"Secret {quoted(volume.secret.secret_name)}"
            yield from (f"volume {name} ({what}): overlapping paths: {each}" for each in _overlaps(paths))
        if volume.downward_api is not None:
            paths = [_PathAndSource(file.path, "") for file in volume.downward_api.items]
            yield from (f"volume {name} (DownwardAPI): overlapping paths: {each}" for each in _overlaps(paths))
        if volume.projected is not None:
            collected: list[_PathAndSource] = []
            for source in volume.projected.sources:
                if source == VolumeProjection():
                    yield f"volume {name} (Projected) has no sources provided"
                for each in _overlaps(_projected_paths(source), collected):
                    yield f"volume {name} (Projected): overlapping paths: {each}"


def _projected_paths(source: VolumeProjection) -> list[_PathAndSource]:
    if source.config_map is not None and source.config_map.items:
        what = f"ConfigMap {quoted(source.config_map.name)}"
        return [_PathAndSource(item.path, what) for item in source.config_map.items]
    if source.secret is not None and source.secret.items:
        what = f"Secret {quoted(source.secret.name)}"
        return [_PathAndSource(item.path, what) for item in source.secret.items]
    if source.downward_api is not None and source.downward_api.items:
        return [_PathAndSource(file.path, "DownwardAPI") for file in source.downward_api.items]
    if source.service_account_token is not None:
        return [_PathAndSource(source.service_account_token.path, "ServiceAccountToken")]
    return []


def _overlaps(paths: Iterable[_PathAndSource], earlier: list[_PathAndSource] | None = None) -> Iterator[str]:
    """Each path with every earlier one that it equals, contains or lies in; `earlier` grows."""
    seen = [] if earlier is None else earlier
    for path, source in paths:
        needle = _PathAndSource(path.rstrip("/"), source)
        for other in seen:
            if needle.path and other.path and _touch(needle.path, other.path):
                yield f"{needle} with {other}"
        seen.append(needle)


def _touch(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
