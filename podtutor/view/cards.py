"""Glossary cards, and the cheat sheet on screen and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.content.claims import Term
from podtutor.content.common import LEVELS, Level
from podtutor.content.lesson import CheatSheet, FollowUp, MustKnow, RedFlag
from podtutor.view.console import is_plain
from podtutor.view.layout import Barred, Hanging, Labelled, Stack
from podtutor.view.prose import Prose
from podtutor.view.remarks import marked
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


class TermView:
    """A glossary card. The learner's own level comes with its details; deeper ones are there for the curious."""

    def __init__(self, term: Term, *, level: Level, see: Sequence[str] = ()) -> None:
        """Take the card and the names of related terms."""
        self.term = term
        self.level = level
        self.see = tuple(see)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        term = self.term
        title = Text(literal(term.term), style="term")
        if term.also:
            title.append(f"  also: {', '.join(literal(one) for one in term.also)}", "muted")
        parts: list[RenderableType] = [Stack((title, Prose(term.line, style="strong")), gap=0)]
        if term.analogy:
            rows: list[tuple[str | Text, RenderableType]] = [("Picture", Prose(term.analogy))]
            if term.breaks:
                rows.append(("It breaks", Prose(term.breaks)))
            parts.append(Barred(Labelled(rows), style="accent"))
        details = [(one, getattr(term.details, one)) for one in LEVELS if getattr(term.details, one)]
        if details:
            parts.append(Labelled([(Text(one, style=f"level.{one}"), Prose(text)) for one, text in details], gap=1))
        parts += [
            Barred(Prose(one), style="callout.gotcha", heading=marked("!", "Gotcha", "callout.gotcha", console))
            for one in term.gotchas
        ]
        links = [f"podtutor learn {one}" for one in term.lessons] + [f"podtutor explain {one}" for one in self.see]
        if links:
            parts.append(_Links(links))
        yield Stack(parts)


class _Links:
    def __init__(self, links: Sequence[str]) -> None:
        self.links = tuple(links)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for one in self.links:
            yield Hanging("  " if is_plain(console) else "→ ", Text(literal(one), style="command"), style="accent")


class SheetView:
    """A lesson's cheat sheet: what one must know, what is asked next, what must never be said."""

    def __init__(self, title: str, sheet: CheatSheet) -> None:
        """Take the sheet as it is to be shown; levels are chosen before."""
        self.title = title
        self.sheet = sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts: list[RenderableType] = [Inline(self.title, style="title")]
        if self.sheet.must_know:
            parts.append(
                _part("◆", "Must know", [_point(one, console) for one in self.sheet.must_know], console, gap=0)
            )
        if self.sheet.follow_ups:
            parts.append(_part("?", "They ask next", [_follow_up(one) for one in self.sheet.follow_ups], console))
        if self.sheet.red_flags:
            flags = [_red_flag(one, console) for one in self.sheet.red_flags]
            parts.append(_part("✗", "Red flags", flags, console))
        yield Stack(parts)


def _part(glyph: str, word: str, items: list[RenderableType], console: Console, *, gap: int = 1) -> RenderableType:
    style = {"✗": "wrong", "?": "accent"}.get(glyph, "accent")
    return Stack((marked(glyph, word, style, console), Stack(items, gap=gap)), gap=0)


def _point(one: MustKnow, console: Console) -> RenderableType:
    return Hanging("- " if is_plain(console) else "• ", Inline(one.point), style="accent")


def _follow_up(one: FollowUp) -> RenderableType:
    return Stack((Inline(one.question, style="strong"), Hanging("  ", Prose(one.answer))), gap=0)


def _red_flag(one: RedFlag, console: Console) -> RenderableType:
    plain = is_plain(console)
    rows: list[tuple[str | Text, RenderableType]] = [
        (Text("Never say" if plain else "✗ never", style="wrong"), Inline(f"“{one.says.strip()}”", style="emphasis")),
        (Text("Because" if plain else "  because", style="label"), Prose(one.wrong)),
        (Text("Say" if plain else "✓ say", style="right"), Prose(one.instead)),
    ]
    return Labelled(rows)


def sheet_markdown(title: str, sheet: CheatSheet) -> str:
    """The same sheet as Markdown, for printing and for notes."""
    lines = [f"# {_one_line(title)}", ""]
    if sheet.must_know:
        lines += ["## Must know", "", *(f"- {_one_line(one.point)}" for one in sheet.must_know), ""]
    if sheet.follow_ups:
        lines += ["## They ask next", ""]
        for follow_up in sheet.follow_ups:
            lines += [f"**{_one_line(follow_up.question)}**", "", _block(follow_up.answer), ""]
    if sheet.red_flags:
        lines += ["## Red flags", ""]
        for flag in sheet.red_flags:
            lines += [
                f"- **Never say:** “{_one_line(flag.says)}”",
                f"  **Because:** {_one_line(flag.wrong)}",
                f"  **Say:** {_one_line(flag.instead)}",
                "",
            ]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return literal(" ".join(text.split()))


def _block(text: str) -> str:
    return literal(text.strip())
