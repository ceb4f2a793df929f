"""Label selectors as people type them: `kubectl get pods -l 'app in (web,db),!canary'` (apimachinery labels.Parse)."""

from __future__ import annotations

import re
from typing import Final

from podtutor.kube.selector import Requirement, Selector, SelectorError, new_requirement
from podtutor.kube.validation.field_error import quoted
from podtutor.kube.validation.names import is_qualified_name

_BLANKS: Final = " \t\r\n"
_SPECIAL: Final = "=!(),><"
_OPERATOR_SYMBOLS: Final = {")", ",", "!", "==", "=", ">", "<", "!=", "("}
_WORDS: Final = {"in", "notin"}
_BINARY: Final = {"in": "In", "notin": "NotIn", "=": "=", "==": "==", "!=": "!=", ">": "Gt", "<": "Lt"}
_END: Final = "end"
_NAME: Final = "name"
_BROKEN: Final = "broken"

_Token = tuple[str, str]
"""(kind, text): the kind of a symbol is the symbol itself, that of `in` and `notin` the word."""


def parse_selector(text: str) -> Selector:
    """apimachinery/pkg/labels Parse. Raises SelectorError in upstream's words."""
    return Selector(tuple(sorted(_Parser(text).requirements(), key=lambda one: one.key)))


def _tokens(text: str) -> list[_Token]:
    """The lexer; like upstream's, it stops for good at a NUL."""
    text = text.split("\0", 1)[0]
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character in _BLANKS:
            position += 1
        elif character in _SPECIAL:
            length, token = _symbol(text, position)
            tokens.append(token)
            position += length
        else:
            word = re.match(rf"[^{re.escape(_SPECIAL + _BLANKS)}]+", text[position:])
            found = word.group() if word is not None else character
            tokens.append((found if found in _WORDS else _NAME, found))
            position += len(found)
    return [*tokens, (_END, "")]


def _symbol(text: str, start: int) -> tuple[int, _Token]:
    """The longest operator at this place; a run of symbols is read until it stops being one."""
    best = ""
    end = start
    while end < len(text) and text[end] in _SPECIAL:
        candidate = text[start : end + 1]
        if candidate in _OPERATOR_SYMBOLS:
            best = candidate
        elif best:
            break
        end += 1
    if not best:
        return end - start, (_BROKEN, f"error expected: keyword found '{text[start:end]}'")
    return len(best), (best, best)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._position = 0

    def _peek(self) -> _Token:
        """The next token, `in` and `notin` taken for names."""
        kind, text = self._tokens[self._position]
        return (_NAME if kind in _WORDS else kind), text

    def _take(self) -> _Token:
        token = self._peek()
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return token

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            kind, text = self._peek()
            if kind == _END:
                return found
            if kind not in {_NAME, "!"}:
                message = f"found '{text}', expected: !, identifier, or 'end of string'"
                raise SelectorError(message)
            try:
                found.append(self._requirement())
            except SelectorError as error:
                message = f"unable to parse requirement: {error}"
                raise SelectorError(message) from None
            kind, text = self._take()
            if kind == _END:
                return found
            if kind != ",":
                message = f"found '{text}', expected: ',' or 'end of string'"
                raise SelectorError(message)
            kind, text = self._peek()
            if kind not in {_NAME, "!"}:
                message = f"found '{text}', expected: identifier after ','"
                raise SelectorError(message)

    def _requirement(self) -> Requirement:
        kind, text = self._take()
        negated = kind == "!"
        if negated:
            kind, text = self._take()
        if kind != _NAME:
            message = f"found '{text}', expected: identifier"
            raise SelectorError(message)
        messages = is_qualified_name(text)
        if messages:
            message = f"<nil>: Invalid value: {quoted(text)}: {'; '.join(messages)}"
            raise SelectorError(message)
        if negated:
            return new_requirement(text, "DoesNotExist", ())
        if self._peek()[0] in {_END, ","}:
            return new_requirement(text, "Exists", ())
        operator = self._operator()
        values = self._values() if operator in {"In", "NotIn"} else [self._exact_value()]
        return new_requirement(text, operator, tuple(sorted(dict.fromkeys(values))))

    def _operator(self) -> str:
        kind, text = self._tokens[self._position]
        self._take()
        if kind not in _BINARY:
            message = f"found '{text}', expected: in, notin, =, ==, !=, gt, lt"
            raise SelectorError(message)
        return _BINARY[kind]

    def _values(self) -> list[str]:
        kind, text = self._take()
        if kind != "(":
            message = f"found '{text}' expected: '('"
            raise SelectorError(message)
        kind, text = self._peek()
        if kind == ")":
            self._take()
            return [""]
        if kind not in {_NAME, ","}:
            message = f"found '{text}', expected: ',', ')' or identifier"
            raise SelectorError(message)
        values = self._identifiers()
        self._take()
        return values

    def _identifiers(self) -> list[str]:
        """What stands between the parentheses, up to the closing one; nothing between commas is the empty value."""
        values: list[str] = []
        while True:
            kind, text = self._take()
            following, following_text = self._peek()
            if kind == _NAME:
                values.append(text)
                if following == ")":
                    return values
                if following != ",":
                    message = f"found '{following_text}', expected: ',' or ')'"
                    raise SelectorError(message)
            elif kind == ",":
                if not values or following in {")", ","}:
                    values.append("")
                if following == ")":
                    return values
            else:
                message = f"found '{text}', expected: ',', or identifier"
                raise SelectorError(message)

    def _exact_value(self) -> str:
        kind, text = self._peek()
        if kind in {_END, ","}:
            return ""
        self._take()
        if kind != _NAME:
            message = f"found '{text}', expected: identifier"
            raise SelectorError(message)
        return text
