"""What the options common to all commands said, kept with the run; it loads nothing, so that `--version` is quick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from podtutor.cli.world import World

_WORLD: Final = "podtutor.world"
_SETTINGS: Final = "podtutor.settings"


class Settings(NamedTuple):
    """Plain text wanted, and folders of content to add."""

    plain: bool = False
    content: tuple[Path, ...] = ()


def settle(context: Any, **settings: object) -> None:
    """Note what a common option said; it may stand before the command or after it."""
    kept: dict[str, object] = context.meta.setdefault(_SETTINGS, {})
    kept.update(settings)


def world_of(context: Any) -> World:
    """The world of this run; made on the first call, when all options are known."""
    if _WORLD not in context.meta:
        from podtutor.cli.world import world_here

        context.meta[_WORLD] = world_here(Settings(**context.meta.get(_SETTINGS, {})))
    world: World = context.meta[_WORLD]
    return world
