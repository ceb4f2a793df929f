"""The JSON shapes of docs/cli.md: one function a list, made of JSON's own types, key names stable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from podtutor.content.bank import ReadyEntry, options_of
from podtutor.content.quiz import Choice, Fill, Multi, Number, Open, Order, Predicted, Rubric, TrueFalse
from podtutor.content.quiz import RedFlagQuestion as RedFlag
from podtutor.errors import Problem
from podtutor.tutor.quiz import QuizSession, Tally
from podtutor.view.lists import DONE

if TYPE_CHECKING:
    from podtutor.cli.world import World
    from podtutor.view.lists import LessonLine

Document = dict[str, Any]


def print_json(world: World, document: object) -> None:
    """One JSON document on standard output, and nothing else."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=1)
    world.stdout.write(text.decode("utf-8") + "\n")


def lesson_shape(world: World, line: LessonLine) -> Document:
    """A lesson of `lessons --json`."""
    head = line.head
    return {
        "id": head.id,
        "title": head.title,
        "summary": head.summary,
        "minutes": head.minutes,
        "paths": [path.id for path in world.library.paths if head.id in path.lessons] or list(head.paths),
        "prerequisites": list(head.prerequisites),
        "next": list(head.next),
        "levels": {one.level: {"sections": one.sections, "done": one.state == DONE} for one in line.tracks},
        "claims": list(world.library.outline(head.id).claims),
    }


def _options(question: Any) -> Document:
    return {
        "options": [{"text": one.text, "correct": one.correct, "why": one.why} for one in options_of(question)],
    }


def _red_flag(question: RedFlag) -> Document:
    return {
        "statement": question.statement,
        "flag": question.flag,
        **_options(question),
        "instead": question.instead,
    }


def _predicted(question: Predicted) -> Document:
    asked = {"decision": question.decision} if question.decision else {"scenario": question.scenario}
    return {**_options(question), **asked, "query": question.query}


def _rubric(rubric: Rubric) -> Document:
    def ideas(listed: Any) -> list[Document]:
        return [{"id": one.id, "idea": one.idea, "accept": list(one.accept)} for one in listed]

    return {"ideas": ideas(rubric.ideas), "forbidden": ideas(rubric.forbidden)}


_BY_KIND: Final[Mapping[type, Callable[[Any], Document]]] = {
    Choice: _options,
    Multi: _options,
    TrueFalse: _options,
    RedFlag: _red_flag,
    Order: lambda question: {"steps": list(question.steps)},
    Number: lambda question: {"answer": question.answer, "tolerance": question.tolerance, "unit": question.unit},
    Fill: lambda question: {"accept": list(question.accept)},
    Predicted: _predicted,
    Open: lambda question: {"rubric": _rubric(question.rubric), "model": question.model},
}


def question_shape(entry: ReadyEntry) -> Document:
    """A question of `questions --json`."""
    question = entry.question
    shape: Document = {
        "id": question.id,
        "revision": question.revision,
        "lesson": entry.lesson,
        "topic": question.topic,
        "level": question.level,
        "kind": entry.kind,
        "prompt": question.prompt,
        "claims": list(question.claims),
        "explanation": question.explanation,
    }
    if question.exhibit:
        shape["exhibit"] = question.exhibit
    return shape | _BY_KIND[type(question)](question)


def _tally(tally: Tally) -> Document:
    return {"right": tally.right, "asked": tally.asked}


def quiz_shape(session: QuizSession) -> Document:
    """What `quiz --json` prints at its end; a question that came again is there twice, the second time with `again`."""
    result = session.result()
    return {
        "seed": result.seed,
        "level": result.level,
        "asked": [
            {
                "id": one.shown.id,
                "given": one.grade.given,
                "correct": one.right,
                "confidence": one.confidence,
                "milliseconds": one.milliseconds,
                "again": one.shown.again,
            }
            for one in result.asked
        ],
        "score": {**_tally(result.score), "byTopic": {name: _tally(one) for name, one in result.by_topic.items()}},
        "calibration": {str(degree): _tally(one) for degree, one in result.calibration.items()},
    }


def problem_shape(problem: Problem) -> Document:
    """A problem of `check --json`."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "expected": problem.expected,
    }
