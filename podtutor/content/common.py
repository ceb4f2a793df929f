"""What several content formats share: levels, ids, and the base every authored value is built on."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

Level = Literal["junior", "middle", "senior"]
LEVELS: Final[tuple[Level, ...]] = ("junior", "middle", "senior")

Id = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=80,
        description="lower-case letters and digits with single hyphens between, as in `init-container`",
    ),
]
LessonRef = Annotated[Id, msgspec.Meta(extra={"refers": "lesson"})]
ClaimRef = Annotated[Id, msgspec.Meta(extra={"refers": "claim"})]
TermRef = Annotated[Id, msgspec.Meta(extra={"refers": "term"})]
PathRef = Annotated[Id, msgspec.Meta(extra={"refers": "path"})]
ScenarioRef = Annotated[Id, msgspec.Meta(extra={"refers": "scenario"})]
TopicRef = Annotated[Id, msgspec.Meta(extra={"refers": "lesson or term"})]
Voice = Annotated[str, msgspec.Meta(extra={"refers": "claim or trap"})]
"""Names of things that must exist somewhere in the course; a checker finds them by what their type says."""

Text = Annotated[str, msgspec.Meta(min_length=1)]
"""Text for people, in the Markdown subset of prose: paragraphs, lists, `code`, *emphasis*, **strong**."""


class Authored(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    """Base of every value an author writes: frozen, no key silently ignored, keys in camelCase as in Kubernetes."""


def included(levels: Level) -> tuple[Level, ...]:
    """The levels that a learner of this level is taught: the tracks build on one another."""
    return LEVELS[: LEVELS.index(levels) + 1]
