"""Questions as lines of JSON, answers as lines of JSON: one line in, one line out, whatever stands in the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from podtutor.errors import PodtutorError, UnusableInputError
from podtutor.kube.codec import decode_json
from podtutor.rules.decide.frame import Decision

_encode = msgspec.json.Encoder().encode


def answers(decision: Decision, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The answers to a stream of questions, in order and without line ends; blank lines are skipped.

    A line that cannot be read, or asked for something that has no answer, gives `{"error": "…"}`.
    """
    answer = line_answerer(decision)
    for line in lines:
        stripped = line.strip()
        if stripped:
            yield answer(stripped)


def line_answerer(decision: Decision) -> Callable[[bytes], bytes]:
    """A function from one question as JSON to its answer as JSON; the kind's rule is loaded now."""
    rule = decision.rule()
    into, decide = rule.Input, rule.decide

    def answer(line: bytes) -> bytes:
        try:
            return _encode(decide(decode_json(line, into)))
        except PodtutorError as error:
            return _encode({"error": in_words(error)})

    return answer


def read_question(decision: Decision, text: bytes | str) -> Any:
    """One question of this kind from JSON; PodtutorError in words where it is none."""
    return decode_json(text, decision.input_type)


def in_words(error: PodtutorError) -> str:
    """What is wrong, each problem with the field it stands in."""
    if not isinstance(error, UnusableInputError):
        return str(error)
    return "; ".join(
        f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in error.problems
    )
