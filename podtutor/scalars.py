"""What a scalar of YAML 1.1 means: as Kubernetes' own reader takes it, and as an author is most likely to have meant it."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml
from msgspec import inspect

_BOOLEANS: Final = {
    word: value
    for words, value in ((("true", "yes", "on"), True), (("false", "no", "off"), False))
    for word in words
    for word in (word, word.capitalize(), word.upper())
}
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+)")
_FLOAT: Final = re.compile(r"[-+]?([0-9][0-9_]*)?\.?[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+\.")
_LONGEST_NUMBER: Final = 400


class NotThisKind(Exception):  # noqa: N818 -- a verdict of a type test, not an error that anybody is shown
    """A scalar is not of the type that is wanted: what it is, and what was expected where the type alone does not say.

    `misshapen`: it is text as wanted, but not of the form that is wanted.
    """

    def __init__(self, message: str, expected: str = "", *, misshapen: bool = False) -> None:
        self.message = message
        self.expected = expected
        self.misshapen = misshapen
        super().__init__(message)


def _plain(node: yaml.ScalarNode) -> bool:
    return node.style is None or node.style == ""


def _integer(text: str) -> int | None:
    if len(text) > _LONGEST_NUMBER or not _INTEGER.fullmatch(text):
        return None
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.lstrip("+"))
    digits = digits.replace("_", "")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        digits = "0o" + digits[1:]
    try:
        return sign * int(digits, 0)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    if len(text) > _LONGEST_NUMBER or not _FLOAT.fullmatch(text):
        return None
    value = float(text.replace("_", ""))
    return value if abs(value) != float("inf") else None


def plain_value(node: yaml.ScalarNode) -> str | int | float | bool | None:
    """The value as YAML reads it where nothing says what is wanted."""
    text: str = node.value
    if not _plain(node):
        return text
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if text in _BOOLEANS and node.tag == "tag:yaml.org,2002:bool":
        return _BOOLEANS[text]
    whole = _integer(text)
    if whole is not None:
        return whole
    number = _number(text)
    return number if number is not None else text


def _described(value: str | float | bool | None, text: str) -> str:
    if value is None:
        return "nothing stands here"
    if isinstance(value, bool):
        return f"`{text}` is read as {'true' if value else 'false'}"
    if isinstance(value, str):
        return f"this is the text `{text if len(text) <= 40 else text[:39] + '…'}`"
    return f"`{text[:40]}` is read as a number"


def scalar_as(node: yaml.ScalarNode, kind: inspect.Type) -> Any:
    """The scalar as the type `kind` takes it; raises NotThisKind."""
    value = plain_value(node)
    text: str = node.value
    if isinstance(kind, inspect.StrType):
        return _text(value, text, kind)
    if isinstance(kind, inspect.BoolType):
        if isinstance(value, bool):
            return value
    elif isinstance(kind, inspect.IntType):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
            return int(value)
    elif isinstance(kind, inspect.FloatType):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**300:
            return float(value)
    elif isinstance(kind, (inspect.LiteralType, inspect.EnumType)):
        return _listed(value, text, kind)
    elif isinstance(kind, inspect.CustomType):
        if value is not None and not isinstance(value, bool):
            return text if not isinstance(value, str) or _plain(node) else value
    elif isinstance(kind, inspect.NoneType):
        if value is None:
            return None
    else:
        return value
    raise NotThisKind(_described(value, text))


def _text(value: str | float | bool | None, text: str, kind: inspect.StrType) -> str:
    if value is None:
        raise NotThisKind(_described(value, text))
    if not isinstance(value, str):
        raise NotThisKind(_described(value, text), f'text; put it in quotes: "{text[:40]}"')
    if kind.min_length is not None and len(value) < kind.min_length:
        if not value:
            raise NotThisKind("this text is empty", "some text")
        raise NotThisKind("this text is too short", f"at least {kind.min_length} characters")
    if kind.max_length is not None and len(value) > kind.max_length:
        raise NotThisKind(f"this text has {len(value)} characters", f"at most {kind.max_length}")
    if kind.pattern is not None and not re.search(kind.pattern, value):
        raise NotThisKind(
            f"`{value[:40]}` is not of the right form", f"text that matches {kind.pattern}", misshapen=True
        )
    return value


def _listed(value: str | float | bool | None, text: str, kind: inspect.LiteralType | inspect.EnumType) -> Any:
    allowed = list(kind.values) if isinstance(kind, inspect.LiteralType) else [member.value for member in kind.cls]
    for candidate in allowed:
        if candidate == value and isinstance(candidate, bool) == isinstance(value, bool):
            return candidate
    message = f"`{text[:40]}` is not known here" if isinstance(value, str) else _described(value, text)
    raise NotThisKind(message, "one of " + ", ".join(f"`{item}`" for item in allowed))
