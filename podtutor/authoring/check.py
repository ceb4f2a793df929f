"""`podtutor check`: every problem of lessons, quizzes, claims, glossary and paths with line and column, and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import yaml

from podtutor.authoring.claims import claim_problems, taught
from podtutor.authoring.course import Course, loose_files, loose_scenarios, read_course
from podtutor.authoring.craft import craft_figures, craft_problems
from podtutor.authoring.interviews import interview_problems
from podtutor.authoring.lessons import lesson_problems, mean_sentence_length
from podtutor.authoring.manifests import manifest_problems, scenario_problems
from podtutor.authoring.predictions import Scored, prediction_problems, ready_questions
from podtutor.authoring.questions import question_problems
from podtutor.authoring.references import reference_problems
from podtutor.authoring.terms import term_problems
from podtutor.content.bank import KINDS
from podtutor.content.cache import Cache
from podtutor.content.common import LEVELS
from podtutor.content.formats import FileReading
from podtutor.errors import Problem
from podtutor.judge.predictor import Predictor
from podtutor.source import Node, mark_of


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What checking found: problems in the order of files and lines, and figures about the course as a whole."""

    problems: tuple[Problem, ...]
    figures: dict[str, float]


def check(roots: Sequence[Path], paths: Sequence[Path] = (), *, cached: Cache | None = None) -> CheckReport:
    """Checks the content folders `roots`; with `paths` given, these files and folders against the rest, and only them.

    `cached` remembers what predictions come to. Raises UnusableInputError where a path does not exist.
    """
    own = {path.resolve() for given in paths for path in (*loose_files(given), *loose_scenarios(given))}
    course = read_course(roots, paths)

    def asked(path: str) -> bool:
        return not paths or Path(path).resolve() in own

    predictor = Predictor(course.scenario_text, cached)
    ready = ready_questions(course, predictor)
    told = (*_problems(course, asked, ready), *prediction_problems(course, predictor, asked))
    found = [problem for problem in told if asked(problem.path)]
    unique = dict.fromkeys(sorted(found, key=lambda problem: (problem.path, problem.line, problem.column)))
    return CheckReport(problems=tuple(unique), figures=_figures(course, ready))


def _problems(course: Course, asked: Callable[[str], bool], ready: Sequence[Scored]) -> Iterator[Problem]:
    for file in course.files:
        yield from file.problems
        yield from _control_characters(file)
    yield from reference_problems(course)
    for place in course.lessons():
        yield from lesson_problems(place)
        yield from manifest_problems(place)
    for place, question in course.questions():
        yield from question_problems(place, question)
    for place in course.interviews():
        yield from interview_problems(place)
    yield from claim_problems(course, asked)
    yield from term_problems(course)
    yield from scenario_problems(course)
    yield from craft_problems(course, ready)


_HIDDEN: Final = frozenset(
    chr(code)
    for low, high in ((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
    for code in range(low, high + 1)
)


def _control_characters(file: FileReading) -> Iterator[Problem]:
    """Characters that a terminal would obey or that nobody can see; they are shown literally, and have no business here."""
    waiting: list[Node] = [file.node] if file.node is not None and not file.problems else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            hidden = [letter for letter in node.value if letter in _HIDDEN]
            if hidden:
                line, column = mark_of(node)
                message = f"this text holds the control character U+{ord(hidden[0]):04X}"
                yield Problem(
                    path=file.path, line=line, column=column, code="control-character", message=message, expected="text"
                )
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _figures(course: Course, ready: Sequence[Scored]) -> dict[str, float]:
    questions = [question for _, question in course.questions()]
    lessons = [place.value for place in course.lessons()]
    kinds = Counter(KINDS[type(question)] for question in questions)
    levels = Counter(question.level for question in questions)
    figures: dict[str, float] = {
        "lessons": len(lessons),
        "questions": len(questions),
        **{f"questions.{kind}": kinds[kind] for kind in KINDS.values()},
        **{f"questions.{level}": levels[level] for level in LEVELS},
        "claims": len(course.claims()),
        "claimsTaught": len({place.value.id for place in course.claims()} & {*taught(course)}),
        "terms": len(course.terms()),
        "scenarios": len(course.scenarios),
        "interviews": len(course.interviews()),
        **craft_figures(ready),
    }
    means = [mean for lesson in lessons if (mean := mean_sentence_length(lesson))]
    figures["juniorWordsPerSentence"] = round(max(means, default=0.0), 1)
    return figures
