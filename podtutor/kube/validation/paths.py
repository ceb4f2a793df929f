"""Paths in file systems, as volumes and mounts may name them (pkg/apis/core/validation)."""

from __future__ import annotations

from podtutor.kube.validation.field_error import Errors, invalid


def validate_path_no_backsteps(target: str, path: str) -> Errors:
    """validatePathNoBacksteps: no `..` between slashes; one error is enough."""
    if ".." in target.split("/"):
        yield invalid(path, target, "must not contain '..'")


def validate_local_descending_path(target: str, path: str) -> Errors:
    """validateLocalDescendingPath: relative, and never upwards."""
    if target.startswith("/"):
        yield invalid(path, target, "must be a relative path")
    yield from validate_path_no_backsteps(target, path)


def validate_local_non_reserved_path(target: str, path: str) -> Errors:
    """ValidateLocalNonReservedPath: as above, nor beginning with `..`."""
    yield from validate_local_descending_path(target, path)
    if target.startswith("..") and not target.startswith("../"):
        yield invalid(path, target, "must not start with '..'")
