"""Manifests with notes on their lines, commands with their output, drawings: everything in a typewriter's letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.view.console import is_plain
from podtutor.view.layout import Hanging, Stack, prefixed
from podtutor.view.prose import Code, Prose
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

_LINE: Final = re.compile(
    r"^(?P<lead>\s*(?:- +)*)(?:(?P<key>[^\s#:'\"{\[][^:#]*?|\"[^\"]*\"|'[^']*')(?P<colon>:)(?=\s|$))?(?P<rest>.*)$"
)
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$")
_INDENT: Final = "  "


def yaml_text(text: str) -> Text:
    """YAML with its keys, marks and comments in their styles; never joined, never reflowed."""
    lines = [_yaml_line(line) for line in literal(text.rstrip("\n")).expandtabs(2).split("\n")]
    return Text("\n").join(lines)


def _yaml_line(line: str) -> Text:
    out = Text(overflow="fold")
    comment = _COMMENT.search(line)
    body, tail = (line[: comment.start()], line[comment.start() :]) if comment else (line, "")
    if body.strip() == "---":
        return Text(line, style="yaml.mark")
    match = _LINE.match(body)
    if match is None:
        out.append(body)
    else:
        out.append(match["lead"], "yaml.mark")
        if match["key"] is not None:
            out.append(match["key"], "yaml.key")
            out.append(match["colon"], "yaml.mark")
        out.append(match["rest"], "yaml.value")
    out.append(tail, "yaml.comment")
    return out


def note_mark(number: int, *, plain: bool) -> str:
    """The mark of the note so numbered (from 1): a circled digit, or plain digits."""
    return f"({number})" if plain or number > 20 else chr(0x2460 + number - 1)


class ManifestView:
    """A manifest; a noted line carries a mark at its end, and the notes follow below in order."""

    def __init__(self, manifest: str, notes: Sequence[tuple[str, str]] = (), *, title: str = "") -> None:
        """Take the YAML and (piece of a line, note) pairs, each piece standing in one line only."""
        self.manifest = manifest
        self.notes = tuple(notes)
        self.title = title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        if self.title:
            yield Inline(self.title, style="label")
        lines = yaml_text(self.manifest).split("\n", allow_blank=True)
        source = self.manifest.rstrip("\n").split("\n")
        numbered = sorted(self.notes, key=lambda note: _line_of(source, note[0]))
        for number, (piece, _) in enumerate(numbered, start=1):
            place = _line_of(source, piece)
            if place < len(lines):
                lines[place].append(f"  {note_mark(number, plain=plain)}", "note")
        yield from prefixed(console, options, Text("\n").join(lines), _INDENT)
        if numbered:
            yield Text("")
        for number, (_, note) in enumerate(numbered, start=1):
            yield Hanging(f"{_INDENT}{note_mark(number, plain=plain)} ", Inline(note), style="note")


def _line_of(lines: Sequence[str], piece: str) -> int:
    """The number of the first line that holds the piece; past the end where none does."""
    return next((index for index, line in enumerate(lines) if piece in line), len(lines))


class CommandView:
    """A command behind its prompt, the output to expect, and a remark."""

    def __init__(self, command: str, output: str = "", note: str = "") -> None:
        """Take the command as typed; it may have several lines."""
        self.command = command
        self.output = output
        self.note = note

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Hanging(f"{_INDENT}$ ", Text(literal(self.command.rstrip("\n")), style="command"), style="prompt")
        if self.output.strip():
            yield Code(self.output, indent=_INDENT)
        if self.note:
            yield Text("")
            yield Prose(self.note)


class DiagramView:
    """A drawing in text, and its caption; a plain console, which is read aloud, gets the caption alone."""

    def __init__(self, diagram: str, caption: str) -> None:
        """Take the drawing as it stands; it is never reflowed, only cut where the console is too narrow."""
        self.diagram = diagram
        self.caption = caption

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if is_plain(console):
            yield Hanging("Picture: ", Inline(self.caption))
            return
        lines = literal(self.diagram.strip("\n")).expandtabs(4).split("\n")
        widest = max(len(line) for line in lines)
        indent = "" if widest + len(_INDENT) > options.max_width else _INDENT
        drawing = Text("\n".join(line.rstrip() for line in lines), no_wrap=True, overflow="crop")
        yield Stack((_Indented(drawing, indent), Hanging(_INDENT, Inline(self.caption, style="emphasis"))))


class _Indented:
    def __init__(self, content: Text, indent: str) -> None:
        self.content = content
        self.indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from prefixed(console, options, self.content, self.indent) if self.indent else [self.content]
