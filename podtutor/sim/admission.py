"""Admission: what the API server does to an object between receiving and writing it."""

from __future__ import annotations

from typing import TypeVar

from podtutor.sim.store import KubeObject, Store

T = TypeVar("T", bound=KubeObject)


class Admission:
    """The chain of admission plugins that are on by default and matter to pods."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, obj: T) -> T:
        """The object as it will be written. Raises ApiError where a plugin refuses it."""
        return obj
