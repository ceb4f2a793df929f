"""Manifests as people have them: text to objects, each remembering where it stands in the user's file.

YAML of many documents, JSON, `List`s, what `kubectl get -o yaml`, `kubectl run --dry-run=client` and Helm print. What is
not understood is named with its line, and the rest still works: a field we do not know is a warning, a kind we do not
know is left out with a note; only what cannot be read at all is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
import yaml

from podtutor.errors import Problem, UnusableInputError
from podtutor.kube.codec import KINDS, dec_hook
from podtutor.kube.validation.field_error import FieldError
from podtutor.kube.wire import ApiType
from podtutor.reading import UnknownKeys, read
from podtutor.source import Node, child, compose, entries, is_null, locate, mark_of

LARGEST_BYTES: Final = 8 << 20
"""More than a lesson may have: `kubectl get pods -A -o yaml` is long."""

_LIST: Final = "List"
_MAPS_OF_TEXT: Final = ("labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData")


class WrittenObject(msgspec.Struct, frozen=True):
    """An object, and the place where the user wrote it. `field` is its path in the document: `items[2]`, mostly empty."""

    value: ApiType
    api_version: str
    kind: str
    name: str
    path: str
    node: Any
    field: str = ""

    def problem(self, error: FieldError) -> Problem:
        """A field error of this object with its line and column; of the nearest written parent if need be."""
        line, column = locate(self.node, error.field)
        message = error.text.removeprefix(f"{error.field}: ")
        return Problem(path=self.path, line=line, column=column, field=error.field, code=error.type, message=message)


class Manifest(msgspec.Struct, frozen=True):
    """What a text gave: objects in the order of the file, what kept others from being read, what to mention."""

    objects: tuple[WrittenObject, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def or_raise(self) -> Manifest:
        """The manifest itself; UnusableInputError with every problem if there is any."""
        if self.problems:
            raise UnusableInputError(self.problems)
        return self


def read_manifest(text: str | bytes, path: str = "", *, unknown: UnknownKeys = "warning") -> Manifest:
    """Read every object in a text. `unknown`: what a field nobody knows is, a warning or a problem.

    Never raises for what the text says: problems are in the result.
    """
    try:
        documents = compose(_without_release_notes(text), path, largest=LARGEST_BYTES)
    except UnusableInputError as error:
        return Manifest(problems=error.problems)
    reader = _Reader(path, unknown)
    for document in documents:
        reader.document(document)
    return reader.manifest()


def _without_release_notes(text: str | bytes) -> str | bytes:
    """`helm install --dry-run` wraps its manifest in a report; JSON may be indented by tabs. Lines keep their numbers."""
    if isinstance(text, bytes):
        return text
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return text.replace("\t", " ")
    start = re.search(r"^MANIFEST:[ \t]*$", text, re.MULTILINE)
    if start is None or not re.match(r"NAME: ", text):
        return text
    end = re.search(r"^NOTES:[ \t]*$", text[start.end() :], re.MULTILINE)
    body = text[start.end() : start.end() + end.start()] if end is not None else text[start.end() :]
    return "\n" * text[: start.end()].count("\n") + body


class _Reader:
    """Collects what the documents of one file give."""

    def __init__(self, path: str, unknown: UnknownKeys) -> None:
        self._path = path
        self._unknown: UnknownKeys = unknown
        self._objects: list[WrittenObject] = []
        self._problems: list[Problem] = []
        self._warnings: list[Problem] = []
        self._strangers: list[Problem] = []

    def manifest(self) -> Manifest:
        """The result; documents that are no objects are a problem only where nothing else was found."""
        strangers = self._strangers
        if self._objects or self._warnings:
            self._warnings += strangers
        else:
            self._problems += strangers
        if not self._objects and not self._problems and not self._warnings:
            nothing = Problem(path=self._path, code="empty", message="there is no Kubernetes object in this text")
            self._problems.append(nothing)
        return Manifest(tuple(self._objects), _by_place(self._problems), _by_place(self._warnings))

    def document(self, node: Node, field: str = "", implied: tuple[str, str] = ("", "")) -> None:
        """One document or one item of a list; `implied`: apiVersion and kind that a typed list gives its items."""
        if not entries(node):
            self._strangers.append(self._at(node, field, "no-object", "this is no Kubernetes object", "a mapping"))
            return
        api_version = _text(child(node, "apiVersion")) or implied[0]
        kind = _text(child(node, "kind")) or implied[1]
        items = child(node, "items")
        if kind.endswith(_LIST) and items is not None and (api_version, kind) not in KINDS:
            self._items(items, field, (api_version, kind.removesuffix(_LIST)))
        elif not kind or not api_version:
            missing = "kind" if not kind else "apiVersion"
            message = f"this is no Kubernetes object: `{missing}` is missing"
            self._strangers.append(self._at(node, field, "no-object", message, "`apiVersion` and `kind`"))
        elif (api_version, kind) not in KINDS:
            self._skip(child(node, "kind") or node, field, api_version, kind)
        else:
            self._object(node, field, api_version, kind)

    def _items(self, items: Node, field: str, of: tuple[str, str]) -> None:
        values = getattr(items, "value", ())
        if is_null(items) or not isinstance(values, list) or entries(items):
            if not is_null(items):
                self._problems.append(self._at(items, "items", "wrong-type", "`items` is no list", "a list of objects"))
            return
        implied = of if of[1] else ("", "")
        for index, item in enumerate(values):
            self.document(item, f"{field}.items[{index}]" if field else f"items[{index}]", implied)

    def _skip(self, node: Node, field: str, api_version: str, kind: str) -> None:
        served = [version for version, known in KINDS if known == kind]
        expected = f"apiVersion {served[0]}" if served else ""
        message = f"{api_version} {kind} is left out: podtutor does not know it"
        self._warnings.append(self._at(node, field, "skipped-kind", message, expected))

    def _object(self, node: Node, field: str, api_version: str, kind: str) -> None:
        _write_empty_texts(node)
        reading = read(node, KINDS[api_version, kind], self._path, unknown=self._unknown, dec_hook=dec_hook)
        self._problems += reading.problems
        self._warnings += reading.warnings
        value = reading.value
        if value is None:
            return
        if _text(child(node, "kind")) != kind:
            value = msgspec.structs.replace(value, api_version=api_version, kind=kind)
        name = getattr(value, "metadata").name  # noqa: B009 -- every kind has metadata, their base has not
        self._objects.append(WrittenObject(value, api_version, kind, name, self._path, node, field))

    def _at(self, node: Node, field: str, code: str, message: str, expected: str) -> Problem:
        line, column = mark_of(node)
        return Problem(
            path=self._path, line=line, column=column, field=field, code=code, message=message, expected=expected
        )


def _write_empty_texts(node: Node) -> None:
    """`label:` with nothing behind it is an empty text to the API server; templates print that often."""
    seen: dict[int, Node] = {}
    waiting = [node]
    while waiting:
        parent = waiting.pop()
        if id(parent) in seen:
            continue
        seen[id(parent)] = parent
        if isinstance(parent, yaml.SequenceNode):
            waiting += parent.value
        elif isinstance(parent, yaml.MappingNode):
            for key, value in parent.value:
                if isinstance(value, yaml.MappingNode) and getattr(key, "value", None) in _MAPS_OF_TEXT:
                    value.value = [(name, _empty_text(each) if is_null(each) else each) for name, each in value.value]
            waiting += [value for _, value in parent.value]


def _empty_text(node: Node) -> Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", "", node.start_mark, node.end_mark, style='"')


def _text(node: Node | None) -> str:
    value = getattr(node, "value", "")
    return value if isinstance(value, str) and node is not None and not is_null(node) else ""


def _by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def objects_of(manifest: Manifest, kind: type[ApiType]) -> Iterator[WrittenObject]:
    """The objects of one type, in the order of the file."""
    return (written for written in manifest.objects if isinstance(written.value, kind))
