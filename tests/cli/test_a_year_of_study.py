"""A year with podtutor, by a clock of its own: the shipped questions, the real file, a learner who forgets as people do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from podtutor.cli.home import standing_of
from podtutor.cli.progressing import picture_of_progress
from podtutor.cli.reviewing import prepare, prepare_for
from podtutor.cli.settings import Settings
from podtutor.cli.steps import Review
from podtutor.cli.world import World
from podtutor.content.bank import BankQuestion
from podtutor.tutor.progress import DAY_MILLISECONDS, KeptAnswer
from podtutor.tutor.review import A_DAY

FIRST_DAY = 20_819  # 2027-01-01
NEW_A_DAY = 2
HOLIDAY = range(150, 178)
JOURNEY = range(200, 215)  # nine hours further east
MINUTE = 60_000


class Year(World):
    """A world whose clock is set by the test."""

    def __init__(self, home: Path) -> None:
        streams = {"stdin": io.StringIO(), "stdout": io.StringIO(), "stderr": io.StringIO()}
        super().__init__(Settings(), environment={"PODTUTOR_HOME": str(home)}, **streams)
        self.at = 0
        self.east = 60

    def now(self) -> int:
        return self.at

    def zone(self) -> int:
        return self.east

    def wake(self, day: int, chance: Random) -> None:
        """Begin a day of study at any hour of the learner's own clock."""
        self.east = 60 + 540 * (day in JOURNEY)
        self.at = (FIRST_DAY + day) * DAY_MILLISECONDS - self.east * MINUTE + chance.randrange(0, 22 * 60) * MINUTE


class Memory:
    """Half of what was learned is gone after a half-life, which grows with each success."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.known: dict[str, tuple[int, float]] = {}

    def holds(self, claim: str, day: int) -> bool:
        last, half_life = self.known.get(claim, (day, 3.0))
        right = self.chance.random() < (0.5 ** ((day - last) / half_life) if claim in self.known else 0.4)
        self.known[claim] = (day, max(1.0, half_life * (2.2 if right else 0.5)))
        return right


class Day(NamedTuple):
    """What a day held: new questions, and those of its review."""

    new: int
    reviewed: int


def answer(world: Year, entry: BankQuestion, *, right: bool, stands_for: str = "") -> None:
    question = entry.question
    world.at += 40_000
    world.progress.keep_answer(
        KeptAnswer(
            question=entry.id, revision=question.revision, lesson=entry.lesson, topic=question.topic, stands_for=stands_for,
            level=question.level, kind=entry.kind, given="so", right=right, at=world.now(), offset=world.zone(),
            confidence=2, milliseconds=30_000,
        )
    )  # fmt: skip


def study(world: Year, days: range) -> Iterator[Day]:
    """Two new questions and the review of the day, but for the holiday."""
    chance = Random(5)
    memory = Memory(chance)
    bank = {entry.id: entry for entry in world.library.questions()}
    fresh = iter([entry for entry in bank.values() if entry.question.level == "junior"])
    for day in days:
        world.wake(day, chance)
        if day in HOLIDAY:
            yield Day(0, 0)
            continue
        prepared = prepare(world, Review(level="junior"))
        asked = [shown.bank.id for shown in prepared.session.waiting]
        home = standing_of(world)
        assert (home.due, home.waiting, home.reread) == (
            len(asked), prepared.today.waiting, len(prepared.today.leeches),
        )  # fmt: skip
        for name in asked:
            entry = bank[name]
            right = memory.holds(entry.question.claims[0], day)
            answer(world, entry, right=right, stands_for=prepared.stands_for.get(name, ""))
        new = [entry for _, entry in zip(range(NEW_A_DAY), fresh, strict=False)]
        for entry in new:
            answer(world, entry, right=memory.holds(entry.question.claims[0], day))
        yield Day(len(new), len(asked))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Year, list[Day]]:
    world = Year(tmp_path_factory.mktemp("home"))
    return world, list(study(world, range(365)))


def test_no_day_asks_for_more_than_its_share(year: tuple[Year, list[Day]]) -> None:
    assert max(day.reviewed for day in year[1]) <= A_DAY


def test_the_days_get_shorter_as_what_is_known_comes_back_later(year: tuple[Year, list[Day]]) -> None:
    _, days = year
    assert sum(day.reviewed for day in days[-60:]) < sum(day.reviewed for day in days[60:120])


def test_after_four_weeks_away_it_takes_weeks_and_no_flood_to_be_up_to_date(year: tuple[Year, list[Day]]) -> None:
    _, days = year
    back = HOLIDAY.stop
    assert days[back].reviewed == A_DAY
    assert any(day.reviewed < A_DAY for day in days[back : back + 28])


def test_everything_that_was_asked_is_in_the_picture_of_the_year(year: tuple[Year, list[Day]]) -> None:
    world, days = year
    picture = picture_of_progress(world)
    asked = sum(day.new + day.reviewed for day in days)
    assert picture.answers.asked == asked == len(world.progress.answers())
    assert sum(total.asked for total in world.progress.by_day().values()) == asked


def test_every_day_of_study_stands_on_its_own_date_in_the_calendar(year: tuple[Year, list[Day]]) -> None:
    world, days = year
    studied = {FIRST_DAY + number: day.new + day.reviewed for number, day in enumerate(days) if any(day)}
    assert {day: total.asked for day, total in world.progress.by_day().items()} == studied


def test_the_same_year_on_a_second_machine_is_the_same_and_merges_without_doubling(
    year: tuple[Year, list[Day]], tmp_path: Path
) -> None:
    world, _ = year
    other = Year(tmp_path)
    other.at, other.east = world.at, world.east
    document = b"".join(world.progress.export())
    first, second = other.progress.merge(document), other.progress.merge(document)
    assert (first.added, first.known, second.added) == (len(world.progress.answers()), 0, 0)
    assert other.progress.cards() == world.progress.cards()
    assert picture_of_progress(other) == picture_of_progress(world)


def test_in_the_last_fortnight_before_an_interview_every_card_is_seen_or_its_section_is_to_be_read(
    year: tuple[Year, list[Day]],
) -> None:
    world, _ = year
    chance, known = Random(9), {card.question for card in world.progress.cards()}
    bank = {entry.id: entry for entry in world.library.questions()}
    world.wake(365, chance)
    began, to_read = world.now(), set[str]()
    prepare_for(world, "2028-01-15")
    for day in range(365, 379):
        world.wake(day, chance)
        prepared = prepare(world, Review(level="junior"))
        for shown in prepared.session.waiting:
            answer(world, bank[shown.bank.id], right=True, stands_for=prepared.stands_for.get(shown.bank.id, ""))
        to_read.update(leech.entry.id for leech in prepared.today.leeches)
    seen = {name for one in world.progress.answers() if one.at >= began for name in (one.question, one.stands_for)}
    assert known <= seen | to_read
    assert len(to_read) < len(known) / 10
