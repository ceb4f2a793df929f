"""Every shipped lesson can be read to its end by keys, in every track, and printed; no page is wider or taller than the screen."""

from __future__ import annotations

import io
from itertools import chain, repeat

import pytest

from podtutor.ask import KeyScript
from podtutor.cli.journey import Learn
from podtutor.cli.printing import print_lesson
from podtutor.cli.reading import Following, Reader
from podtutor.cli.screen import Screen
from podtutor.cli.settings import Settings
from podtutor.cli.whereabouts import beside
from podtutor.cli.world import World
from podtutor.content.common import LEVELS
from podtutor.content.library import open_library
from podtutor.tutor.reading import open_lesson
from podtutor.view.console import TutorConsole

SHIPPED = [head.id for head in open_library().lesson_heads]


@pytest.fixture
def world(home, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.delenv("PODTUTOR_CONTENT")
    out = io.StringIO()
    made = World(
        Settings(), environment={"PODTUTOR_HOME": str(home)}, stdin=io.StringIO(), stdout=out, stderr=io.StringIO()
    )
    made.console = TutorConsole(file=out, width=80, height=24, force_terminal=True, color_system=None, _environ={})
    return made


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("lesson", SHIPPED)
def test_read_to_the_end(world: World, lesson: str, level: str) -> None:
    class Careful(Screen):
        def cut(self, frame):
            leaves = super().cut(frame)
            for leaf in leaves:
                assert len(leaf.lines) <= 21
                for line in leaf.lines:
                    assert sum(segment.cell_length for segment in line) <= 80
            return leaves

    done = Following(key="Enter", words="done", step=Learn(lesson=lesson, level=level))
    keys = KeyScript(chain(["o", "escape", "?", "x"], (key for pair in repeat(("a", "enter")) for key in pair)))
    reading = open_lesson(world.library.lesson(lesson), level)
    reader = Reader(world, Careful(world.console, keys), reading, assumed=(), following=[done])
    assert reader.read() is done.step
    assert (lesson, level) in world.progress.finished()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("lesson", SHIPPED)
def test_printed(world: World, lesson: str, level: str) -> None:
    world.console = TutorConsole(plain=True, file=io.StringIO(), width=80, _environ={})
    print_lesson(world, open_lesson(world.library.lesson(lesson), level))
    text = world.console.file.getvalue()
    assert "What to take away" in text
    assert "\x1b" not in text
    assert max(map(len, text.split("\n"))) <= 80


@pytest.mark.parametrize("lesson", SHIPPED)
def test_the_last_page_leads_to_neighbouring_topics(world: World, lesson: str) -> None:
    commands = beside(world, world.library.lesson(lesson))
    assert commands
    for command in commands:
        _, verb, name = command.split()
        found = world.library.lesson_head(name) if verb == "learn" else world.library.term(name)
        assert found.id == name
