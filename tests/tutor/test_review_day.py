"""What a review asks: what is due, most valuable first, in other words; a year of study with a clock of its own."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from podtutor.content.bank import BankQuestion
from podtutor.content.quiz import Choice, Option
from podtutor.tutor.progress import Card, QuestionHistory
from podtutor.tutor.review import (
    A_DAY,
    LEECH,
    Preparation,
    ahead_of_time,
    confusable,
    plan_until,
    review_today,
    side_by_side,
)
from podtutor.tutor.review import Item as ReviewItem
from podtutor.tutor.schedule import Evidence, after


def question(
    name: str, claim: str = "", topic: str = "pod", level: str = "junior", voices: str = "trap"
) -> BankQuestion:
    options = (Option(text="yes", why="so", correct=True), Option(text="no", why="not so", voices=voices))
    asked = Choice(
        id=name, level=level, topic=topic, claims=(claim or name,), prompt=name, explanation="so", options=options
    )
    return BankQuestion(asked, "pod", "pod.yaml")


def card(name: str, *, due: int = 0, reviewed: int = -5, stability: float = 5.0, **changes) -> Card:
    values = {"difficulty": 5.0, "reviews": 2, "missed": 0, "last_missed": False, **changes}
    return Card(question=name, stability=stability, reviewed=reviewed, due=due, **values)


def history(name: str, at: int) -> QuestionHistory:
    return QuestionHistory(question=name, revision=1, asked=1, right=1, in_a_row=1, last_right=True, last_at=at)


def asked(today) -> list[str]:
    return [item.entry.id for item in today.items]


def test_only_what_is_due_is_asked() -> None:
    bank = [question("one"), question("two")]
    today = review_today([card("one", due=3), card("two", due=4)], bank, {}, day=3, level="junior")
    assert asked(today) == ["one"]


def test_a_question_that_is_gone_or_above_ones_level_is_not_asked() -> None:
    bank = [question("hard", level="senior"), question("easy")]
    cards = [card("gone"), card("hard"), card("easy")]
    assert asked(review_today(cards, bank, {}, day=9, level="junior")) == ["easy"]
    assert sorted(asked(review_today(cards, bank, {}, day=9, level="senior"))) == ["easy", "hard"]


def test_after_a_break_the_day_is_capped_and_begins_with_what_can_still_be_saved() -> None:
    bank = [question(f"q{number:02}") for number in range(50)]
    cards = [card(f"q{number:02}", stability=1 + number, reviewed=-60) for number in range(50)]
    today = review_today(cards, bank, {}, day=0, level="junior")
    assert (len(today.items), today.waiting) == (A_DAY, 30)
    assert sorted(asked(today)) == [f"q{number:02}" for number in range(30, 50)]


def test_a_claim_is_asked_in_other_words() -> None:
    bank = [question("a", "c"), question("b", "c"), question("c", "c")]
    histories = {"a": history("a", 100), "b": history("b", 50)}
    today = review_today([card("a")], bank, histories, day=1, level="junior")
    assert [(item.entry.id, item.stands_for) for item in today.items] == [("c", "a")]
    histories["a"] = history("a", 30)
    histories["c"] = history("c", 200)
    today = review_today([card("c")], bank, histories, day=1, level="junior")
    assert [(item.entry.id, item.stands_for) for item in today.items] == [("a", "c")]


def test_two_wordings_that_are_due_are_asked_once() -> None:
    bank = [question("a", "c"), question("b", "c"), question("d", "c")]
    histories = {"a": history("a", 100), "b": history("b", 50)}
    today = review_today([card("a"), card("b")], bank, histories, day=1, level="junior")
    assert [(item.entry.id, item.stands_for) for item in today.items] == [("b", "a")]


def test_the_only_wording_is_asked_again() -> None:
    today = review_today([card("a")], [question("a")], {"a": history("a", 9)}, day=1, level="junior")
    assert [(item.entry.id, item.stands_for) for item in today.items] == [("a", "")]


def test_what_is_confused_stands_side_by_side() -> None:
    liveness, readiness = question("l", topic="probes"), question("r", topic="probes")
    oom, evicted = question("o", topic="qos"), question("e", topic="eviction")
    others = [question(f"x{number}", topic=f"t{number}") for number in range(3)]
    mixed = [liveness, others[0], oom, others[1], readiness, others[2], evicted]
    order = [item.entry.id for item in side_by_side([ReviewItem(entry=entry) for entry in mixed])]
    assert abs(order.index("l") - order.index("r")) == 1
    assert abs(order.index("o") - order.index("e")) == 1


def test_a_wrong_option_that_voices_another_claim_makes_two_questions_confusable() -> None:
    assert confusable(question("a", voices="b"), question("b"))
    assert not confusable(question("a"), question("b"))
    assert not confusable(question("a", "c", voices="c"), question("b", "c"))


def test_wordings_of_one_claim_do_not_follow_one_another() -> None:
    bank = [question("a", "c", topic="probes"), question("b", "c", topic="probes"), question("d", topic="other")]
    order = [item.entry.id for item in side_by_side([ReviewItem(entry=entry) for entry in bank])]
    assert order == ["a", "d", "b"]


def test_a_question_missed_five_times_turns_into_its_section_until_that_was_read() -> None:
    bank = [question("a"), question("b")]
    cards = [card("a", missed=LEECH, last_missed=True, reviewed=4), card("b", missed=LEECH - 1, last_missed=True)]
    today = review_today(cards, bank, {}, day=9, level="junior", read_since={"a": 3})
    assert (asked(today), [(one.entry.id, one.missed) for one in today.leeches]) == (["b"], [("a", LEECH)])
    read = review_today(cards, bank, {}, day=9, level="junior", read_since={"a": 5})
    assert (sorted(asked(read)), read.leeches) == (["a", "b"], ())


def test_ahead_of_time_takes_the_soonest() -> None:
    bank = [question("a"), question("b"), question("c")]
    items = ahead_of_time([card("a", due=9), card("b", due=3), card("c", due=5)], bank, {}, level="junior", cap=2)
    assert sorted(item.entry.id for item in items) == ["b", "c"]


# Until the interview


def test_before_an_interview_everything_is_seen() -> None:
    cards = [card(f"q{number}", due=number * 10, stability=1 + number * 10) for number in range(40)]
    preparation = Preparation(day=12, since=0)
    days = plan_until(cards, preparation, today=0)
    assert [day.day for day in days] == list(range(12))
    assert sum(day.brought_forward for day in days) == sum(one.due >= 12 for one in cards)
    assert max(day.questions for day in days) <= A_DAY
    loads = [day.brought_forward for day in days]
    assert max(loads) - min(loads) <= 2


def test_what_was_seen_since_the_preparation_began_is_not_brought_forward() -> None:
    bank = [question("seen"), question("unseen")]
    cards = [card("seen", due=90, reviewed=1, stability=90), card("unseen", due=90, stability=90)]
    today = review_today(cards, bank, {}, day=2, level="junior", preparation=Preparation(day=3, since=1))
    assert asked(today) == ["unseen"]


@pytest.mark.parametrize("days", [1, 2, 30])
def test_following_the_plan_every_day_every_card_is_seen_before_the_day(days: int) -> None:
    bank = [question(f"q{number}") for number in range(60)]
    cards = {entry.id: card(entry.id, due=number * 3, stability=5 + number * 3) for number, entry in enumerate(bank)}
    preparation = Preparation(day=days, since=0)
    seen = Counter[str]()
    for day in range(days):
        today = review_today(list(cards.values()), bank, {}, day=day, level="junior", cap=60, preparation=preparation)
        for name in asked(today):
            seen[name] += 1
            cards[name] = after(cards[name], name, Evidence(kind="choice", right=True, day=day))
    assert set(seen) == {entry.id for entry in bank}


# A year


class Learner:
    """Somebody who forgets as people do: half of it after `half_life` days, which doubles with each success."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.half_life: dict[str, float] = {}
        self.last: dict[str, int] = {}

    def answers(self, claim: str, day: int) -> bool:
        known = claim in self.last
        share = 0.5 ** ((day - self.last[claim]) / self.half_life[claim]) if known else 0.4
        right = self.chance.random() < share
        self.half_life[claim] = self.half_life.get(claim, 3.0) * (2.2 if right else 0.5)
        self.last[claim] = day
        return right


def study(days: range, *, rest: range = range(0)) -> tuple[list[int], dict[str, Card], list[BankQuestion]]:
    """Two new questions a day and the review of the day; how many were asked on each day, and the cards at the end."""
    bank = [question(f"q{number:03}", f"claim-{number // 2:03}", topic=f"t{number % 9}") for number in range(240)]
    learner, cards = Learner(7), dict[str, Card]()
    histories: dict[str, QuestionHistory] = {}
    fresh, loads = iter(bank), []
    for day in days:
        if day in rest:
            loads.append(0)
            continue
        today = review_today(list(cards.values()), bank, histories, day=day, level="junior")
        new = [entry for _, entry in zip(range(2), fresh, strict=False)]
        loads.append(len(today.items))
        for entry, stands_for in [(item.entry, item.stands_for) for item in today.items] + [(one, "") for one in new]:
            right = learner.answers(entry.question.claims[0], day)
            for name in [entry.id, stands_for] if stands_for else [entry.id]:
                cards[name] = after(cards.get(name), name, Evidence(kind="choice", right=right, day=day))
            histories[entry.id] = history(entry.id, day)
    return loads, cards, bank


def test_a_year_of_study_stays_bearable() -> None:
    loads, cards, bank = study(range(365))
    assert set(cards) == {entry.id for entry in bank}
    assert max(loads) <= A_DAY
    assert sum(loads[300:]) / 65 < 12
    assert sum(one.due <= 365 for one in cards.values()) < A_DAY


def test_a_month_of_rest_is_made_up_for_without_a_flood() -> None:
    loads, cards, _ = study(range(365), rest=range(150, 180))
    assert max(loads) <= A_DAY
    assert loads[180] == A_DAY
    back = next(day for day in range(180, 365) if loads[day] < A_DAY)
    assert back < 215
    assert sum(one.due <= 365 for one in cards.values()) < 2 * A_DAY


def test_the_same_year_twice_is_the_same() -> None:
    assert study(range(120))[:2] == study(range(120))[:2]
