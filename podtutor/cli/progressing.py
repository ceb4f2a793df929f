"""What `podtutor progress` shows, gathered from what is kept and from the course; and its JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from podtutor.cli.whereabouts import path_lessons, path_name
from podtutor.content.common import LEVELS, included
from podtutor.tutor.picture import CALENDAR_WEEKS, Forgotten, LessonProgress, Picture, Track, due_of
from podtutor.tutor.progress import DAY_MILLISECONDS, Total
from podtutor.tutor.strength import Strength, added, trust_in, weakest

if TYPE_CHECKING:
    from podtutor.cli.world import World

_FORGOTTEN: Final = 6


def picture_of_progress(world: World) -> Picture:
    """Everything that is known of the learner."""
    progress, today, level = world.progress, world.today(), world.level()
    name = path_name(world)
    path = world.library.path(name) if world.library.paths else None
    since = today - today_weekday(today) - 7 * (CALENDAR_WEEKS - 1)
    topics = added(progress.by_topic())
    return Picture(
        level=level,
        path=name,
        path_title=path.title if path else "",
        today=today,
        lessons=_lessons(world, path_lessons(world, name)),
        topics=tuple(weakest(topics)),
        calendar=dict(progress.by_day(since)),
        due=due_of(dict(progress.due_by_day(included(level))), today),
        calibration=dict(progress.by_confidence()),
        forgotten=_forgotten(world),
        answers=_sum(topics),
    )


def _sum(totals: dict[str, Total]) -> Total:
    return Total(sum(one.asked for one in totals.values()), sum(one.right for one in totals.values()))


def _lessons(world: World, names: tuple[str, ...]) -> tuple[LessonProgress, ...]:
    finished, totals = world.progress.finished(), world.progress.by_lesson()
    others = [head.id for head in world.library.lesson_heads if head.id not in names]
    begun = [name for name in others if any((name, level) in totals or (name, level) in finished for level in LEVELS)]
    return tuple(
        LessonProgress(
            id=name,
            title=world.library.lesson_head(name).title,
            tracks=tuple(
                Track(
                    level=level,
                    done=finished.get((name, level)),
                    begun=world.progress.position(name, level) is not None,
                    total=totals.get((name, level), Total()),
                )
                for level in LEVELS
            ),
        )
        for name in (*names, *begun)
    )


def _forgotten(world: World) -> tuple[Forgotten, ...]:
    lost = world.progress.forgotten(_FORGOTTEN * 8)
    if not lost:
        return ()
    bank = {entry.id: entry for entry in world.library.questions()}
    return tuple(
        Forgotten(
            question=one.question,
            prompt=bank[one.question].question.prompt,
            lesson=bank[one.question].lesson,
            day=(one.last_at + world.zone() * 60_000) // DAY_MILLISECONDS,
        )
        for one in lost
        if one.question in bank
    )[:_FORGOTTEN]


def today_weekday(day: int) -> int:
    """The weekday of a day, Monday being 0."""
    return (day + 3) % 7


def date_of(day: int) -> str:
    """A day as `2026-11-20`."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).strftime("%Y-%m-%d")


def progress_shape(picture: Picture) -> dict[str, Any]:
    """`progress --json`."""
    return {
        "level": picture.level,
        "path": picture.path,
        "answers": _total(picture.answers),
        "lessons": [_lesson_shape(lesson) for lesson in picture.lessons],
        "topics": [{"topic": topic, **_strength(strength)} for topic, strength in picture.topics],
        "calendar": [{"date": date_of(day), **_total(total)} for day, total in picture.calendar.items()],
        "due": {
            "now": picture.due.now,
            "tomorrow": picture.due.tomorrow,
            "week": picture.due.week,
            "cards": picture.due.cards,
        },
        "calibration": {
            str(degree): {**_total(total), "verdict": trust_in(degree, total)}
            for degree, total in picture.calibration.items()
        },
        "forgotten": [
            {"question": one.question, "lesson": one.lesson, "date": date_of(one.day)} for one in picture.forgotten
        ],
    }


def _lesson_shape(lesson: LessonProgress) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "levels": {
            track.level: {
                "done": track.done is not None,
                "doneAt": None if track.done is None else _moment(track.done),
                **_total(track.total),
            }
            for track in lesson.tracks
        },
    }


def _moment(at: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _total(total: Total) -> dict[str, int]:
    return {"right": total.right, "asked": total.asked}


def _strength(one: Strength) -> dict[str, Any]:
    return {
        "right": one.right,
        "asked": one.asked,
        "share": round(one.share, 3),
        "low": round(one.low, 3),
        "high": round(one.high, 3),
        "standing": one.standing,
    }
