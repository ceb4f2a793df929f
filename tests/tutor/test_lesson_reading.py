"""Reading a lesson: its pages, the way forward and back, and coming back to where one was."""

from __future__ import annotations

from pathlib import Path

import pytest

from podtutor.content.library import Library
from podtutor.tutor.progress import Position
from podtutor.tutor.reading import CLOSING, OPENING, LessonReading, UnknownSectionError, open_lesson

COURSE = Path(__file__).parent.parent / "course"


@pytest.fixture
def reading() -> LessonReading:
    return open_lesson(Library([COURSE]).lesson("small-pod"), "junior")


def test_a_lesson_opens_and_closes_around_the_sections_of_its_track(reading: LessonReading) -> None:
    sections = reading.lesson.tracks.junior.sections
    assert [page.id for page in reading.pages] == [OPENING, *(section.id for section in sections), CLOSING]
    assert (reading.page.kind, reading.at_start, reading.at_end) == ("opening", True, False)


def test_forward_and_back_stop_at_the_ends(reading: LessonReading) -> None:
    assert reading.back() == reading
    last = reading
    for _ in reading.pages:
        last = last.forward()
    assert last.at_end
    assert last.forward() == last
    assert last.back().forward() == last


def test_a_section_is_found_by_id_or_number(reading: LessonReading) -> None:
    first = reading.lesson.tracks.junior.sections[0].id
    assert reading.to(first) == reading.to("1") == reading.forward()
    with pytest.raises(UnknownSectionError, match=f"has no section `nowhere` at level junior; it has `{first}`"):
        reading.to("nowhere")
    with pytest.raises(UnknownSectionError):
        reading.to("99")


def test_reading_goes_on_where_it_stopped(reading: LessonReading) -> None:
    there = reading.forward()
    assert reading.resume(there.position) == there
    assert reading.resume(None) == reading


def test_a_section_that_is_gone_is_met_by_its_number(reading: LessonReading) -> None:
    gone = Position(lesson="small-pod", level="junior", section="rewritten-since", index=1)
    assert reading.resume(gone).index == 1
    far = Position(lesson="small-pod", level="junior", section="rewritten-since", index=99)
    assert reading.resume(far).index == len(reading.pages) - 2


def test_a_finished_track_begins_anew(reading: LessonReading) -> None:
    assert reading.resume(reading.to(CLOSING).position) == reading
