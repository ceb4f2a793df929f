"""The scenarios as a list: their heads, and the lessons in which they are run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from podtutor.content.common import LEVELS
from podtutor.content.lesson import Lesson, ShowScenario
from podtutor.sim.scenario_reader import read_scenario

if TYPE_CHECKING:
    from podtutor.cli.world import World


class ScenarioLine(Struct, frozen=True, kw_only=True):
    """A scenario in a list; `lessons` are the ids of the lessons that run it."""

    name: str
    title: str
    summary: str
    lesson: str
    duration: float
    lessons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `scenarios --json`."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "lesson": self.lesson,
            "duration": self.duration,
            "lessons": list(self.lessons),
        }


def scenario_lines(world: World) -> list[ScenarioLine]:
    """Every scenario there is, by name."""
    shown: dict[str, list[str]] = {}
    for head in world.library.lesson_heads:
        for name in _shown_in(world.library.lesson(head.id)):
            shown.setdefault(name, []).append(head.id)
    lines = []
    for name, path in sorted(world.library.scenarios.items()):
        scenario = read_scenario(path.read_bytes(), str(path)).scenario
        lines.append(
            ScenarioLine(
                name=name,
                title=scenario.title or name,
                summary=scenario.summary,
                lesson=scenario.lesson,
                duration=scenario.duration,
                lessons=tuple(shown.get(name, ())),
            )
        )
    return lines


def _shown_in(lesson: Lesson) -> dict[str, None]:
    """The scenarios that a lesson runs, each once."""
    return {
        block.scenario: None
        for level in LEVELS
        for section in lesson.tracks.of(level).sections
        for block in section.blocks
        if isinstance(block, ShowScenario)
    }
