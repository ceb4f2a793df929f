"""Expectations: what must hold of a query's answer, and the verdict in words.

`equals`, `contains`, `absent`, `atLeast`, `atMost` (the last two together are a range) and `before` another query.
Null equals nothing, is never a number, and is never before anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from podtutor.content.claims import Belief, Claims, DecisionProof, Expectation, ScenarioProof
from podtutor.errors import Problem
from podtutor.judge.query import ask, complaint
from podtutor.judge.wording import in_words
from podtutor.source import Node, locate

_CHECKS: Final = ("equals", "contains", "absent", "atLeast", "atMost", "before")


class Finding(Struct, frozen=True, kw_only=True, rename="camel"):
    """The verdict on one expectation: whether it holds, what was expected and what was observed, in words."""

    holds: bool
    query: str
    expected: str
    observed: str
    says: str = ""
    value: Any = None
    asked: bool = True
    """False where the query could not be asked of what is there: then nothing is shown, and nothing refuted."""


def judge(expectation: Expectation, document: Any) -> Finding:
    """Hold one expectation against a trace or a decision's output. Never raises: what is wrong is in the words."""
    answer = ask(expectation.query, document)
    expected = expected_in_words(expectation, document)
    if answer.trouble:
        observed, holds = answer.trouble, False
    else:
        observed, holds = in_words(answer.value), _holds(expectation, answer.value, document)
    return Finding(
        holds=holds,
        query=expectation.query,
        expected=expected,
        observed=observed,
        says=expectation.says,
        value=answer.value,
        asked=not answer.trouble,
    )


def judge_all(expectations: Iterable[Expectation], document: Any) -> tuple[Finding, ...]:
    """The verdict on each, in order."""
    return tuple(judge(expectation, document) for expectation in expectations)


def _checks_of(expectation: Expectation) -> list[str]:
    said = (
        ("equals", expectation.equals is not None),
        ("contains", expectation.contains is not None),
        ("absent", expectation.absent),
        ("atLeast", expectation.at_least is not None),
        ("atMost", expectation.at_most is not None),
        ("before", bool(expectation.before)),
    )
    return [name for name, given in said if given]


def complaints(expectation: Expectation) -> list[tuple[str, str]]:
    """What is wrong with an expectation itself, as (key, message); empty where it can be judged."""
    found = [("query", wrong) for wrong in (complaint(expectation.query),) if wrong]
    if expectation.before:
        found += [("before", wrong) for wrong in (complaint(expectation.before),) if wrong]
    checks = _checks_of(expectation)
    if not checks:
        found.append(("query", f"nothing is expected of this query (one of {', '.join(_CHECKS)})"))
    elif len(checks) > 1 and checks != ["atLeast", "atMost"]:
        found.append((checks[1], f"{' and '.join(checks)} stand together; one expectation says one thing"))
    return found


def _holds(expectation: Expectation, value: Any, document: Any) -> bool:
    if expectation.equals is not None:
        return same(expectation.equals, value)
    if expectation.contains is not None:
        return has(value, expectation.contains)
    if expectation.absent:
        return value is None or value in ([], {})
    if expectation.before:
        other = ask(expectation.before, document).value
        return _is_number(value) and _is_number(other) and bool(value < other)
    if not _is_number(value):
        return False
    low, high = expectation.at_least, expectation.at_most
    return (low is None or bool(value >= low)) and (high is None or bool(value <= high))


def same(expected: Any, value: Any) -> bool:
    """Equality of JSON values: numbers by value, true is not 1, the order of keys does not matter."""
    if isinstance(expected, bool) or isinstance(value, bool):
        return expected is value
    if isinstance(expected, Mapping) and isinstance(value, Mapping):
        return expected.keys() == value.keys() and all(same(member, value[key]) for key, member in expected.items())
    if isinstance(expected, (list, tuple)) and isinstance(value, (list, tuple)):
        return len(expected) == len(value) and all(map(same, expected, value))
    return bool(expected == value)


def has(value: Any, wanted: Any) -> bool:
    """Whether a text has that piece, a list such a member, or a mapping those entries (and maybe more)."""
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    if isinstance(value, (list, tuple)):
        return any(same(wanted, member) or (isinstance(wanted, Mapping) and has(member, wanted)) for member in value)
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return all(
            key in value and (same(member, value[key]) or (isinstance(member, Mapping) and has(value[key], member)))
            for key, member in wanted.items()
        )
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def expected_in_words(expectation: Expectation, document: Any = None) -> str:
    """What an expectation asks for, without its query: `2`, `at least 5`, `a list with "web"`, `before 12.3`."""
    if expectation.equals is not None:
        return in_words(expectation.equals)
    if expectation.contains is not None:
        return f"something with {in_words(expectation.contains)}"
    if expectation.absent:
        return "nothing"
    if expectation.before:
        other = None if document is None else ask(expectation.before, document)
        known = f", which is {in_words(other.value)}" if other is not None and not other.trouble else ""
        return f"less than `{expectation.before}`{known}"
    low, high = expectation.at_least, expectation.at_most
    if low is not None and high is not None:
        return f"from {in_words(low)} to {in_words(high)}"
    return f"at least {in_words(low)}" if low is not None else f"at most {in_words(high)}"


def problems_of(claims: Claims, node: Node, path: str) -> list[Problem]:
    """Every expectation of a file of claims that could never be judged, with its line and column."""
    found: list[Problem] = []
    for number, claim in enumerate(claims.entries):
        proof = claim.proof
        if not isinstance(proof, (ScenarioProof, DecisionProof)):
            continue
        under = f"entries[{number}].proof"
        found += expectation_problems(proof.expect, f"{under}.expect", node, path)
        if isinstance(proof.believed, Belief):
            found += expectation_problems(proof.believed.expect, f"{under}.believed.expect", node, path)
    return found


def expectation_problems(expectations: Iterable[Expectation], field: str, node: Node, path: str) -> list[Problem]:
    """What is wrong with a list of expectations that stands at `field` of a document."""
    found: list[Problem] = []
    for number, expectation in enumerate(expectations):
        for key, message in complaints(expectation):
            place = f"{field}[{number}].{key}"
            line, column = locate(node, place)
            found.append(
                Problem(path=path, line=line, column=column, field=place, code="bad-expectation", message=message)
            )
    return found
