"""A quiz from its seed to its score: what is asked, what comes again, what counts."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from one_of_each import CHOICE, COMMON, EVERY, MULTI, NUMBER, OPEN, TRUE_FALSE, options

from podtutor.content.bank import ReadyEntry
from podtutor.content.outline import LessonOutline, SectionOutline
from podtutor.content.quiz import Choice
from podtutor.tutor.answers import Nothing, Picked, UnreadableAnswerError
from podtutor.tutor.quiz import QuizSession, Tally, select, start_quiz, to_reread

BANK = [ReadyEntry(question, "pod", "quizzes/pod.yaml") for question in EVERY]


def many(count: int) -> list[ReadyEntry]:
    """A bank of choices over three topics and all levels."""
    levels = ("junior", "middle", "senior")
    return [
        ReadyEntry(
            Choice(
                id=f"q-{number}",
                options=options("one", "two", "three", "four", right="two"),
                **{**COMMON, "topic": f"topic-{number % 3}", "level": levels[number % 3]},
            ),
            "pod",
            "",
        )
        for number in range(count)
    ]


def session(*questions, seed: int = 7, exam: bool = False) -> QuizSession:
    return start_quiz([ReadyEntry(question, "pod", "") for question in questions], seed=seed, exam=exam)


def right(quiz: QuizSession) -> Picked:
    assert quiz.current is not None
    return Picked(tuple(place for place, option in enumerate(quiz.current.options) if option.option.correct))


def wrong(quiz: QuizSession) -> Picked:
    assert quiz.current is not None
    return Picked((next(place for place, option in enumerate(quiz.current.options) if not option.option.correct),))


def test_the_same_seed_gives_the_same_quiz_whatever_the_order_of_the_bank() -> None:
    bank = many(40)
    one = start_quiz(select(bank, count=8, seed=3), seed=3)
    two = start_quiz(select(bank[::-1], count=8, seed=3), seed=3)
    assert one == two
    assert one != start_quiz(select(bank, count=8, seed=4), seed=4)


def test_the_options_of_a_question_stand_alike_whatever_else_is_asked() -> None:
    alone, among = session(CHOICE), session(MULTI, CHOICE)
    assert alone.waiting[0] == among.waiting[1]


def test_a_selection_is_of_the_level_the_kinds_and_the_number_wanted() -> None:
    assert [entry.question.level for entry in select(many(30), level="senior", count=5)] == ["senior"] * 5
    assert {entry.kind for entry in select(BANK, kinds=("number", "open"), count=None)} == {"number", "open"}
    assert len(select(BANK, count=None)) == len(BANK)
    assert len(select(BANK, count=100)) == len(BANK)
    assert select(BANK, level="senior") == ()
    assert {entry.question.topic for entry in select(many(30), topics=("topic-1",))} == {"topic-1"}


def test_a_short_quiz_shows_several_kinds() -> None:
    bank, kinds = many(50) + BANK, {entry.kind for entry in BANK}
    assert {entry.kind for entry in select(bank, count=len(kinds), seed=1)} == kinds


@pytest.mark.parametrize("seed", range(5))
def test_neighbours_are_of_different_topics(seed: int) -> None:
    topics = [entry.question.topic for entry in select(many(30), count=9, seed=seed)]
    assert sum(one == other for one, other in pairwise(topics)) <= 2


def test_answers_lead_to_a_score_by_topic() -> None:
    quiz = start_quiz(many(3), seed=1)
    for choose in (right, wrong, right):
        quiz, outcome = quiz.answer(choose(quiz), confidence=2, milliseconds=900)
        assert outcome.tell
    result = quiz.result()
    assert quiz.current is None
    assert result.score == Tally(2, 3)
    assert result.by_topic == {"topic-0": Tally(1, 1), "topic-1": Tally(0, 1), "topic-2": Tally(1, 1)}
    assert result.calibration == {2: Tally(2, 3)}
    assert [asked.shown.id for asked in result.missed] == ["q-1"]


def test_a_session_never_changes() -> None:
    quiz = session(CHOICE, MULTI)
    kept = msgspec.structs.replace(quiz)
    quiz.answer(wrong(quiz), confidence=3)
    assert quiz == kept


def test_what_was_wrong_with_certainty_comes_again_at_the_end_and_does_not_count_twice() -> None:
    quiz = session(CHOICE, TRUE_FALSE)
    quiz, outcome = quiz.answer(wrong(quiz), confidence=3)
    assert outcome.comes_again
    assert (quiz.position, quiz.total) == (2, 3)
    quiz, _ = quiz.answer(right(quiz), confidence=3)
    assert quiz.current is not None
    assert (quiz.current.id, quiz.current.again) == ("choice", True)
    quiz, outcome = quiz.answer(wrong(quiz), confidence=3)
    assert not outcome.comes_again
    assert quiz.current is None
    assert quiz.result().score == Tally(1, 2)
    assert quiz.result().calibration == {3: Tally(1, 2)}
    assert len(quiz.result().asked) == 3


@pytest.mark.parametrize(("confidence", "exam"), [(2, False), (None, False), (3, True)])
def test_nothing_else_comes_again(confidence: int | None, exam: bool) -> None:
    quiz = session(CHOICE, exam=exam)
    quiz, outcome = quiz.answer(wrong(quiz), confidence=confidence)
    assert (outcome.comes_again, outcome.tell, quiz.current) == (False, not exam, None)


def test_a_line_answers_and_an_unreadable_one_changes_nothing() -> None:
    quiz = session(NUMBER, OPEN)
    with pytest.raises(UnreadableAnswerError):
        quiz.answer_line("many !3")
    quiz, outcome = quiz.answer_line("30 s !2", milliseconds=1200)
    assert (outcome.asked.right, outcome.asked.confidence, outcome.asked.milliseconds) == (True, 2, 1200)
    quiz, outcome = quiz.answer_line("")
    assert (outcome.asked.given, outcome.asked.right, outcome.asked.confidence) == (Nothing(), False, None)


def test_what_was_not_asked_is_not_scored() -> None:
    quiz = start_quiz(many(10), seed=1)
    quiz, _ = quiz.answer(right(quiz))
    assert quiz.result().score == Tally(1, 1)
    assert start_quiz(many(10), seed=1).result().score == Tally(0, 0)


def test_the_learner_may_correct_a_grade_and_both_are_kept() -> None:
    quiz = session(OPEN)
    quiz, _ = quiz.answer_line("in other words than the rubric knows")
    corrected = quiz.correct_last(right=True)
    (asked,) = corrected.asked
    assert (asked.grade.right, asked.corrected, asked.right) == (False, True, True)
    assert corrected.result().score == Tally(1, 1)
    assert corrected.correct_last(right=False).asked[0].corrected is None


def test_missed_claims_lead_back_to_the_sections_that_teach_them() -> None:
    def section(name: str, *claims: str) -> SectionOutline:
        return SectionOutline(id=name, title=name.title(), claims=claims)

    claim = CHOICE.claims[0]
    outline = LessonOutline(
        id="pod",
        claims=(claim,),
        sections={
            "junior": (section("crash", claim), section("crash-again", claim)),
            "middle": (section("policies", claim),),
            "senior": (),
        },
    )
    quiz, _ = session(CHOICE).answer(Nothing())
    (again,) = to_reread(quiz.result().missed, {"pod": outline})
    assert (again.lesson, again.level, again.section, again.claims) == ("pod", "junior", "crash", (claim,))
    assert to_reread(quiz.result().missed, {}) == ()
