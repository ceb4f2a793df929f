"""Strict reading: YAML nodes as values of a type, with every problem found, each with its line and column.

The walker knows msgspec's types and nothing of what is read: lessons, scenarios and manifests come the same way.
What a scalar means in YAML 1.1 (is `no` a boolean, is `0644` a number) is decided in `podtutor.scalars`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, Generic, Literal, TypeVar

import msgspec
import yaml
from msgspec import inspect

from podtutor.errors import Problem, UnusableInputError
from podtutor.scalars import NotThisKind, plain_value, scalar_as
from podtutor.source import DEEPEST, Node, child, entries, is_null, locate, mark_of

T = TypeVar("T")
DecodeHook = Callable[[type, Any], Any]
UnknownKeys = Literal["problem", "warning"]

MOST_VALUES: Final = 200_000  # values visited in one document, aliases expanded
_ANYTHING: Final = inspect.AnyType()


class Name(msgspec.Struct, frozen=True):
    """A text that names something: its type carries `Meta(extra={role: kind})`, such as `{"refers": "lesson"}`."""

    role: str
    kind: str
    text: str
    field: str
    line: int
    column: int


class Reading(msgspec.Struct, Generic[T], frozen=True):
    """What reading a node gave: the value where no problem was found, and everything there is to say.

    `names` are those found on the way, whatever else is wrong.
    """

    value: T | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    tree: Any = None
    names: tuple[Name, ...] = ()


def read(
    node: Node,
    into: type[T],
    path: str = "",
    *,
    unknown: UnknownKeys = "problem",
    dec_hook: DecodeHook | None = None,
) -> Reading[T]:
    """A node as a value of the type `into`, or every reason why it is none.

    A union of tagged structs may also be told apart by a key that equals one of its tags
    (`- prose: …` is the member tagged `prose`).
    """
    walker = _Walker(path, unknown)
    tree = walker.walk(node, type_information(into), "")  # type: ignore[arg-type]
    names = tuple(walker.names)
    if walker.problems:
        in_order = sorted(walker.problems, key=lambda problem: (problem.line, problem.column))
        return Reading(None, tuple(in_order), tuple(walker.warnings), tree, names)
    try:
        value = msgspec.convert(tree, into, dec_hook=dec_hook)
    except (msgspec.ValidationError, ValueError, TypeError, ArithmeticError) as error:
        message, _, field = str(error).partition(" - at `$")
        field = field.rstrip("`").lstrip(".").replace("[...]", "")
        line, column = locate(node, field)
        problem = Problem(path=path, line=line, column=column, field=field, code="bad-value", message=message)
        return Reading(None, (problem,), tuple(walker.warnings), tree, names)
    return Reading(value, (), tuple(walker.warnings), tree, names)


def read_or_raise(node: Node, into: type[T], path: str = "", *, dec_hook: DecodeHook | None = None) -> T:
    """As `read`, with every problem in one UnusableInputError."""
    reading = read(node, into, path, dec_hook=dec_hook)
    if reading.value is None:
        raise UnusableInputError(reading.problems)
    return reading.value


@lru_cache(maxsize=256)
def type_information(of: Any) -> inspect.Type:
    """The description of a type by msgspec, kept, for building it walks the whole type."""
    return inspect.type_info(of)


class _Walker:
    """Goes over nodes by a type; gives builtins for msgspec to convert, and collects what is wrong."""

    def __init__(self, path: str, unknown: UnknownKeys) -> None:
        self.path = path
        self.unknown = unknown
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.names: list[Name] = []
        self.visited = 0
        self.depth = 0
        self.stopped = False
        self._fields: dict[type, dict[str, inspect.Field]] = {}

    def problem(self, node: Node, field: str, code: str, message: str, expected: str = "") -> None:
        self.problems.append(self._located(node, field, code, message, expected))

    def _located(self, node: Node, field: str, code: str, message: str, expected: str) -> Problem:
        line, column = mark_of(node)
        return Problem(
            path=self.path, line=line, column=column, field=field, code=code, message=message, expected=expected
        )

    def walk(self, node: Node, kind: inspect.Type, field: str) -> Any:
        if self._too_much(node, field):
            return None
        self.depth += 1
        try:
            return self._walk(node, kind, field)
        finally:
            self.depth -= 1

    def _too_much(self, node: Node, field: str) -> bool:
        """Whether aliases repeat or nest without end; said once."""
        self.visited += 1
        endless = self.depth > DEEPEST
        if not endless and self.visited <= MOST_VALUES:
            return False
        if not self.stopped:
            self.stopped = True
            message = "an alias contains itself" if endless else "aliases make this file explode"
            expected = f"at most {DEEPEST} levels" if endless else f"at most {MOST_VALUES:,} values"
            self.problem(node, field, "too-many", message, expected)
        return True

    def _walk(self, node: Node, kind: inspect.Type, field: str) -> Any:
        described, roles = "", dict[str, str]()
        while isinstance(kind, inspect.Metadata):
            described = (kind.extra_json_schema or {}).get("description", described)
            roles |= kind.extra or {}
            kind = kind.type
        if isinstance(kind, inspect.UnionType):
            return self._union(node, kind, field)
        if isinstance(kind, inspect.StructType):
            return self._struct(node, kind, field)
        if isinstance(kind, inspect.DictType):
            return self._dict(node, kind, field)
        if isinstance(kind, (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)):
            return self._list(node, kind.item_type, field)
        if isinstance(kind, inspect.TupleType):
            return self._tuple(node, kind, field)
        if isinstance(kind, (inspect.AnyType, inspect.RawType)):
            return self._anything(node, field)
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, field, "wrong-type", f"this is {_name_of(node)}", _expectation(kind))
            return None
        try:
            value = scalar_as(node, kind)
        except NotThisKind as no:
            wanted = described if described and no.misshapen else no.expected or _expectation(kind)
            self.problem(node, field, "wrong-type", no.message, wanted)
            return None
        self.names += [Name(role, of, value, field, *mark_of(node)) for role, of in roles.items()]
        return value

    def _struct(self, node: Node, kind: inspect.StructType, field: str, *, named: str | None = None) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, field, "wrong-type", f"this is {_name_of(node)}", _expectation(kind))
            return None
        fields = self._fields_of(kind)
        out: dict[str, Any] = {}
        if kind.tag_field is not None and (named is not None or kind.tag_field not in fields):
            out[kind.tag_field] = kind.tag
        for key, key_node, value in self._unique(node, field):
            under = f"{field}.{key}" if field else key
            known = fields.get(key)
            if known is None:
                if key != kind.tag_field or named is not None:
                    self._unknown_key(key_node, under, key, fields)
                continue
            if is_null(value) and not known.required:
                continue
            out[key] = self.walk(value, known.type, under)
        for name, entry in fields.items():
            if entry.required and name not in out:
                self.problem(node, field, "missing-key", f"`{name}` is missing", _expectation(entry.type))
        return out

    def _fields_of(self, kind: inspect.StructType) -> dict[str, inspect.Field]:
        known = self._fields.get(kind.cls)
        if known is None:
            known = self._fields[kind.cls] = {entry.encode_name: entry for entry in kind.fields}
        return known

    def _unknown_key(self, node: Node, field: str, key: str, known: Mapping[str, object]) -> None:
        near = get_close_matches(key, known, n=1)
        hint = f"`{near[0]}`" if near else "one of " + ", ".join(f"`{name}`" for name in known)
        located = self._located(node, field, "unknown-key", f"unknown key `{_short(key)}`", hint)
        (self.problems if self.unknown == "problem" else self.warnings).append(located)

    def _unique(self, node: yaml.MappingNode, field: str) -> list[tuple[str, Node, Node]]:
        seen: dict[str, Node] = {}
        out: list[tuple[str, Node, Node]] = []
        for key, key_node, value in entries(node):
            if not isinstance(key_node, yaml.ScalarNode):
                self.problem(key_node, field, "wrong-type", f"a key is {_name_of(key_node)}", "a word")
            elif key in seen:
                first = mark_of(seen[key])
                self.problem(
                    key_node,
                    field,
                    "duplicate-key",
                    f"`{_short(key)}` stands here twice",
                    f"only the one in line {first.line}",
                )
            else:
                seen[key] = key_node
                out.append((key, key_node, value))
        return out

    def _dict(self, node: Node, kind: inspect.DictType, field: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, field, "wrong-type", f"this is {_name_of(node)}", _expectation(kind))
            return None
        out: dict[Any, Any] = {}
        for key, key_node, value in self._unique(node, field):
            name = (
                key
                if isinstance(kind.key_type, (inspect.StrType, inspect.AnyType))
                else self.walk(key_node, kind.key_type, field)
            )
            under = f"{field}[{key}]" if "." in key or "/" in key else (f"{field}.{key}" if field else key)
            out[name] = self.walk(value, kind.value_type, under)
        return out

    def _list(self, node: Node, item: inspect.Type, field: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, field, "wrong-type", f"this is {_name_of(node)}", f"a list of {_plural(item)}")
            return None
        return [self.walk(value, item, f"{field}[{index}]") for index, value in enumerate(node.value)]

    def _tuple(self, node: Node, kind: inspect.TupleType, field: str) -> Any:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) != len(kind.item_types):
            self.problem(
                node, field, "wrong-type", f"this is {_name_of(node)}", f"a list of {len(kind.item_types)} values"
            )
            return None
        pairs = zip(node.value, kind.item_types, strict=True)
        return [self.walk(value, item, f"{field}[{index}]") for index, (value, item) in enumerate(pairs)]

    def _union(self, node: Node, kind: inspect.UnionType, field: str) -> Any:
        members = [m.type if isinstance(m, inspect.Metadata) else m for m in kind.types]
        if is_null(node) and any(isinstance(m, inspect.NoneType) for m in members):
            return None
        members = [m for m in members if not isinstance(m, inspect.NoneType)]
        if len(members) == 1:
            return self.walk(node, members[0], field)
        structs = [m for m in members if isinstance(m, inspect.StructType)]
        if isinstance(node, yaml.MappingNode) and len(structs) > 1:
            return self._tagged(node, structs, field)
        fitting = [m for m in members if _fits(node, m)]
        if not fitting:
            expected = " or ".join(_expectation(m) for m in members)
            self.problem(node, field, "wrong-type", f"this is {_name_of(node)}", expected)
            return None
        return self.walk(node, fitting[0], field)

    def _tagged(self, node: yaml.MappingNode, structs: list[inspect.StructType], field: str) -> Any:
        tag_field = structs[0].tag_field or ""
        by_tag = {str(s.tag): s for s in structs}
        written = child(node, tag_field)
        if written is not None:
            chosen = by_tag.get(written.value) if isinstance(written, yaml.ScalarNode) else None
            if chosen is None:
                said = _short(written.value) if isinstance(written, yaml.ScalarNode) else _name_of(written)
                self.problem(
                    written,
                    f"{field}.{tag_field}",
                    "bad-value",
                    f"unknown {tag_field} `{said}`",
                    f"one of {_one_of(by_tag)}",
                )
                return None
            return self._struct(node, chosen, field)
        if not all(self._fields_of(member).get(tag) for tag, member in by_tag.items()):
            self.problem(node, field, "missing-key", f"`{tag_field}` is missing", f"one of {_one_of(by_tag)}")
            return None
        names = [key for key, _, _ in entries(node) if key in by_tag]
        if len(names) != 1:
            self._untold(node, names, by_tag, field)
            return None
        return self._struct(node, by_tag[names[0]], field, named=names[0])

    def _untold(self, node: Node, names: list[str], by_tag: Mapping[str, object], field: str) -> None:
        """A mapping that none or several of its keys name."""
        expected = f"exactly one of the keys {_one_of(by_tag)}"
        if names:
            message = "this could be " + " and ".join(f"`{name}`" for name in names)
            self.problem(node, field, "missing-key", message, expected)
            return
        for key, key_node, _ in entries(node):
            near = get_close_matches(key, by_tag, n=1)
            if near:
                self.problem(key_node, field, "unknown-key", f"unknown key `{_short(key)}`", f"`{near[0]}`")
                return
        self.problem(node, field, "missing-key", "it cannot be told what this is", expected)

    def _anything(self, node: Node, field: str) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self.walk(value, _ANYTHING, f"{field}[{i}]") for i, value in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return {k: self.walk(v, _ANYTHING, f"{field}.{k}" if field else k) for k, _, v in self._unique(node, field)}
        return plain_value(node) if isinstance(node, yaml.ScalarNode) else None


def _fits(node: Node, kind: inspect.Type) -> bool:
    """Whether a member of a union is meant, judged by the node alone."""
    if isinstance(node, yaml.MappingNode):
        return isinstance(kind, (inspect.StructType, inspect.DictType, inspect.AnyType))
    if isinstance(node, yaml.SequenceNode):
        return isinstance(kind, (inspect.ListType, inspect.VarTupleType, inspect.TupleType, inspect.AnyType))
    if isinstance(
        kind, (inspect.StructType, inspect.DictType, inspect.ListType, inspect.VarTupleType, inspect.TupleType)
    ):
        return False
    if not isinstance(node, yaml.ScalarNode):
        return False
    try:
        scalar_as(node, kind)
    except NotThisKind:
        return False
    return True


def _name_of(node: Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "empty" if is_null(node) else f"the value `{_short(node.value)}`"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _one_of(names: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_EXPECTATIONS: Final[dict[type, str]] = {
    inspect.StrType: "text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
    inspect.NoneType: "nothing",
    inspect.DictType: "a mapping",
    inspect.StructType: "a mapping",
    inspect.AnyType: "any value",
}


def _expectation(kind: inspect.Type) -> str:
    """What a type wants, in the words of somebody who writes YAML."""
    if isinstance(kind, inspect.Metadata):
        return _expectation(kind.type)
    if isinstance(kind, inspect.LiteralType):
        return "one of " + ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, inspect.UnionType):
        return " or ".join(_expectation(m) for m in kind.types if not isinstance(m, inspect.NoneType))
    if isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
        return f"a list of {_plural(kind.item_type)}"
    if isinstance(kind, inspect.StructType):
        needed = [f"`{f.encode_name}`" for f in kind.fields if f.required]
        return "a mapping with " + ", ".join(needed) if needed else "a mapping"
    if isinstance(kind, inspect.CustomType):
        return f"a {kind.cls.__name__.lower()}"
    return _EXPECTATIONS.get(type(kind), "another kind of value")


def _plural(kind: inspect.Type) -> str:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    words = {inspect.StrType: "texts", inspect.IntType: "whole numbers", inspect.FloatType: "numbers"}
    return words.get(type(kind), "mappings" if isinstance(kind, (inspect.StructType, inspect.DictType)) else "values")
