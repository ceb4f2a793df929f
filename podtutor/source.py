"""YAML that remembers where it stands: text to nodes, and the way back from a field to its line and column.

`compose` turns text into nodes that keep line and column, and refuses what could hurt: too large, too deep.
`podtutor.reading` then walks the nodes along a type; both serve lessons, scenarios and manifests alike.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import yaml

from podtutor.errors import Problem, UnusableInputError

Node = yaml.Node

LARGEST_BYTES: Final = 1 << 20
DEEPEST: Final = 100


class Mark(NamedTuple):
    """A place in a file, counted from 1, as editors do."""

    line: int
    column: int


def mark_of(node: Node) -> Mark:
    """Where a node begins."""
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)


def compose(text: str | bytes, path: str = "", *, largest: int = LARGEST_BYTES) -> list[Node]:
    """The documents of a YAML (or JSON) text as nodes; empty documents are left out.

    Raises UnusableInputError where the text is not YAML, larger than `largest` bytes, or nested deeper than DEEPEST.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > largest:
        raise UnusableInputError(
            [
                Problem(
                    path=path,
                    code="too-large",
                    message=f"the file has {len(raw):,} bytes",
                    expected=f"at most {largest:,}",
                )
            ]
        )
    try:
        source = raw.decode("utf-8-sig")
        _refuse_depth(source, path)
        documents = list(yaml.compose_all(source, Loader=yaml.CSafeLoader))
    except UnicodeDecodeError as error:
        raise UnusableInputError(
            [
                Problem(
                    path=path, code="encoding", message=f"byte {error.start} is not UTF-8", expected="a UTF-8 text file"
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise UnusableInputError([_syntax_problem(error, path)]) from None
    return [node for node in documents if node is not None and not is_null(node)]


def _refuse_depth(source: str, path: str) -> None:
    """Composing recurses in C, where too deep means a crash; parsing does not, so it looks first."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            depth += 1
            if depth > DEEPEST:
                raise UnusableInputError([_too_deep(event.start_mark, path)])
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            depth -= 1


def _too_deep(mark: Any, path: str) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    expected = f"at most {DEEPEST} levels"
    message = "values are nested too deeply"
    return Problem(path=path, line=line, column=column, code="too-deep", message=message, expected=expected)


def _syntax_problem(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "the text cannot be read"
    if "\t" in str(getattr(mark, "buffer", "") or "") or "cannot start any token" in str(said):
        said = f"{said} (YAML indents with spaces, never tabs)"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return Problem(path=path, line=line, column=column, code="syntax", message=f"this is not YAML: {said}")


def is_null(node: Node) -> bool:
    """Whether the node is an empty value (`~`, `null`, or nothing at all)."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def entries(node: Node) -> list[tuple[str, Node, Node]]:
    """The entries of a mapping as (key, key node, value node), merge keys (`<<`) spread behind the mapping's own."""
    if not isinstance(node, yaml.MappingNode):
        return []
    own: list[tuple[str, Node, Node]] = []
    merged: list[tuple[str, Node, Node]] = []
    for key, value in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            merged += [
                (k.value, k, v)
                for source in sources
                if isinstance(source, yaml.MappingNode)
                for k, v in source.value
                if isinstance(k, yaml.ScalarNode) and k.tag != "tag:yaml.org,2002:merge"
            ]
        else:
            own.append((key.value if isinstance(key, yaml.ScalarNode) else "", key, value))
    seen = {key for key, _, _ in own}
    for entry in merged:
        if entry[0] not in seen:
            seen.add(entry[0])
            own.append(entry)
    return own


def child(node: Node, key: str) -> Node | None:
    """The value under a key of a mapping, or None."""
    return next((value for name, _, value in entries(node) if name == key), None)


_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\]]*)\]")


def locate(node: Node, field: str) -> Mark:
    """The mark of a field such as `spec.containers[0].name`; of its nearest written parent where it is not there."""
    for name, bracket in _STEP.findall(field):
        found: Node | None
        if isinstance(node, yaml.SequenceNode):
            found = node.value[int(bracket)] if bracket.isdigit() and int(bracket) < len(node.value) else None
        else:
            found = child(node, name or bracket)
        if found is None:
            break
        node = found
    return mark_of(node)
