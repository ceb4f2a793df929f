"""Lessons printed as a whole, for pipes and files; it loads nothing that only a dialogue needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podtutor.cli.whereabouts import beside
from podtutor.tutor.reading import LessonReading
from podtutor.view.blocks import IN_PRINT, SectionView
from podtutor.view.layout import Page
from podtutor.view.pages import ClosingView, OpeningView

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World


def print_lesson(world: World, reading: LessonReading) -> None:
    """The whole track at once, questions with their answers behind them; or, from an inner page, what is left of it."""
    for page in reading.pages[reading.index :]:
        if page.kind == "opening":
            say(world, opening(reading))
        elif page.section is not None:
            states = dict.fromkeys(range(len(page.section.blocks)), IN_PRINT)
            say(world, SectionView(page.section, reading.lesson, states))
        else:
            say(world, closing(world, reading))


def opening(reading: LessonReading) -> RenderableType:
    """The first page."""
    return OpeningView(reading.lesson, reading.level, sections=len(reading.pages) - 2)


def closing(world: World, reading: LessonReading) -> RenderableType:
    """The last page."""
    lesson = reading.lesson
    return ClosingView(lesson.tracks.of(reading.level).takeaways, [], beside=beside(world, lesson))


def say(world: World, content: RenderableType) -> None:
    """Print something with an empty line after it."""
    world.console.print(Page(content))
    world.console.print()
