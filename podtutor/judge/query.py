"""Queries: JMESPath with our functions, checked before they are asked.

What is wrong with a query is found without any trace: its syntax, the names of its functions, how many arguments
they get. What only shows when it runs (a number where a list was needed) is an answer: the query found nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError, LexerError, ParseError
from jmespath.parser import ParsedResult
from jmespath.visitor import Options
from msgspec import Struct

from podtutor.judge.functions import TraceFunctions


class Answer(Struct, frozen=True):
    """What a query found: its value, or why it could not be asked of this document."""

    value: Any = None
    trouble: str = ""


def complaint(query: str) -> str:
    """What is wrong with a query, in words; empty where it can be asked."""
    try:
        parsed = _compiled(query)
    except (JMESPathError, ValueError, RecursionError) as error:
        return _syntax(query, error)
    return next(_wrong_calls(parsed.parsed), "")


def ask(query: str, document: Any) -> Answer:
    """Ask a query of a trace or of a decision's output."""
    wrong = complaint(query)
    if wrong:
        return Answer(trouble=wrong)
    try:
        return Answer(
            value=_compiled(query).search(document, options=Options(custom_functions=TraceFunctions(document)))
        )
    except (JMESPathError, TypeError, ValueError, KeyError, RecursionError) as error:
        return Answer(trouble=f"the query does not fit what is there: {_first_line(error)}")


@lru_cache(maxsize=2048)
def _compiled(query: str) -> ParsedResult:
    return jmespath.compile(query)


def _wrong_calls(node: Any) -> Iterator[str]:
    if node.get("type") == "function_expression":
        name, given = node["value"], len(node["children"])
        known = TraceFunctions.FUNCTION_TABLE.get(name)
        if known is None:
            ours = "pod, runs, status_at, phase_at, ready_at, row_at, endpoints_at, since"
            yield f"there is no function {name}(); ours are {ours}, the others are JMESPath's"
        elif not _takes(known["signature"], given):
            yield f"{name}() takes {len(known['signature'])} arguments, not {given}"
    for child in node.get("children") or ():
        if isinstance(child, dict):
            yield from _wrong_calls(child)


def _takes(signature: Any, given: int) -> bool:
    variadic = bool(signature) and signature[-1].get("variadic", False)
    return given >= len(signature) if variadic else given == len(signature)


def _syntax(query: str, error: Exception) -> str:
    if isinstance(error, (LexerError, ParseError)) and getattr(error, "lex_position", None) is not None:
        near = query[error.lex_position : error.lex_position + 20] or "its end"
        return f"the query cannot be read near character {error.lex_position + 1}: {near}"
    return f"the query cannot be read: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
