"""Lists: lessons by path with what is done, paths, levels, claims, the question bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from rich.text import Text

from podtutor.content.bank import ReadyEntry, options_of, right_answer
from podtutor.content.claims import Claim
from podtutor.content.common import LEVELS, Level
from podtutor.content.outline import LessonHead
from podtutor.view.console import is_plain
from podtutor.view.layout import Barred, Ends, Hanging, Labelled, Stack
from podtutor.view.prose import Prose
from podtutor.view.remarks import BeliefView, marked
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

NOT_BEGUN: Final = "new"
BEGUN: Final = "begun"
DONE: Final = "done"
_GLYPHS: Final = {NOT_BEGUN: "·", BEGUN: "◐", DONE: "✓"}
_STYLES: Final = {NOT_BEGUN: "muted", BEGUN: "unsure", DONE: "right"}


class TrackState(Struct, frozen=True, kw_only=True):
    """A track of a lesson in a list: its sections, and whether it is new, begun or done."""

    level: Level
    sections: int
    state: str = NOT_BEGUN


class LessonLine(Struct, frozen=True, kw_only=True):
    """A lesson in a list."""

    head: LessonHead
    tracks: tuple[TrackState, ...]
    next_up: bool = False


class LessonsView:
    """A learning path: its lessons in order, each with its three tracks."""

    def __init__(self, title: str, summary: str, lessons: Sequence[LessonLine]) -> None:
        """Take the lessons in the order of the path."""
        self.title = title
        self.summary = summary
        self.lessons = tuple(lessons)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Inline(self.title, style="title")
        if self.summary:
            yield Inline(self.summary, style="muted")
        yield Text("")
        for number, lesson in enumerate(self.lessons, start=1):
            yield _LessonEntry(number, lesson)


class _LessonEntry:
    def __init__(self, number: int, lesson: LessonLine) -> None:
        self.number = number
        self.lesson = lesson

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        head = self.lesson.head
        pointer = "→" if self.lesson.next_up and not plain else " "
        title = Text.assemble((literal(head.id), "strong"), "  ", Inline(head.title).rendered(console))
        if plain and self.lesson.next_up:
            title.append(" (next)")
        marker = f"{self.number}. " if plain else f"{pointer}{self.number:>2}  "
        yield Hanging(marker, Ends(title, self._tracks(plain=plain)), style="accent")
        indent = "   " if plain else "     "
        yield Hanging(indent, Inline(f"{head.summary} {head.minutes} min.", style="muted"))
        yield Text("")

    def _tracks(self, *, plain: bool) -> Text:
        if plain:
            return Text(", ".join(f"{one.level}: {one.state}" for one in self.lesson.tracks))
        text = Text()
        for one in self.lesson.tracks:
            text.append(f" {_GLYPHS[one.state]} ", _STYLES[one.state])
            text.append(one.level, _STYLES[one.state] if one.state != NOT_BEGUN else "muted")
        return text


def legend(console: Console) -> Text:
    """What the glyphs of a lesson list mean."""
    if is_plain(console):
        return Text("")
    text = Text()
    for state in (DONE, BEGUN, NOT_BEGUN):
        text.append(f"{_GLYPHS[state]} ", _STYLES[state])
        text.append(f"{state}   ", "muted")
    return text


class ChoicesView:
    """A few named things to choose among, the one in force marked: paths, levels."""

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], chosen: str | None, hint: str) -> None:
        """Take (name, what it is) pairs."""
        self.title = title
        self.rows = tuple(rows)
        self.chosen = chosen
        self.hint = hint

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        yield Text(self.title, style="title")
        yield Text("")
        column = max(len(name) for name, _ in self.rows) + 4
        for name, text in self.rows:
            here = name == self.chosen
            label = f"{name}{' (yours)' if here else ''}: " if plain else f"{'●' if here else '○'} {name}"
            content = Text.assemble(Inline(text).rendered(console), "" if plain or not here else ("  (yours)", "muted"))
            yield Hanging(label, content, style="cursor" if here else "strong", width=0 if plain else column)
        yield Text("")
        yield Text(self.hint, style="muted")


VERDICTS: Final = {
    "true": ("✓", "true", "right"),
    "false": ("✗", "false", "wrong"),
    "nuanced": ("~", "nuanced", "unsure"),
    "outdated": ("↻", "outdated", "unsure"),
}
"""Glyph, word and style of a verdict on a claim."""


class ClaimsView:
    """Claims in a list, by topic."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        """Take the claims in order."""
        self.claims = tuple(claims)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        topic = ""
        for claim in self.claims:
            if claim.topic != topic:
                if topic:
                    yield Text("")
                topic = claim.topic
                yield Text(topic.replace("-", " "), style="title")
            glyph, word, style = VERDICTS[claim.verdict]
            label = f"{word}: " if plain else f"{glyph} {word}"
            yield Hanging(label, Inline(claim.claim), style=style, width=0 if plain else 12)
            yield Hanging("  " if plain else " " * 12, Text(literal(claim.id), style="muted"))


class ClaimView:
    """One claim in full: the verdict, the truth, why the belief tempts, and the evidence."""

    def __init__(self, claim: Claim) -> None:
        """Take the claim."""
        self.claim = claim

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        claim = self.claim
        glyph, word, style = VERDICTS[claim.verdict]
        parts: list[RenderableType] = [
            Prose(claim.claim, style="strong"),
            Barred(Prose(claim.truth), style=style, heading=marked(glyph, word.capitalize(), style, console)),
        ]
        if claim.misconception:
            parts.append(BeliefView(claim.misconception, claim.tempting, claim.truth))
        if claim.holds or claim.breaks:
            parts.append(
                Labelled(
                    [(name, Prose(text)) for name, text in (("Holds", claim.holds), ("Breaks", claim.breaks)) if text]
                )
            )
        facts: list[tuple[str | Text, RenderableType]] = [
            ("Topic", Text(claim.topic.replace("-", " "))),
            ("Level", Text(claim.level)),
            ("Evidence", Stack([Text(literal(one), overflow="fold") for one in claim.evidence], gap=0)),
        ]
        parts.append(Labelled(facts))
        yield Stack(parts)


class ScenariosView:
    """Scenarios in a list: name, title, and the situation before anything happens."""

    def __init__(self, scenarios: Sequence[tuple[str, str, str]]) -> None:
        """Take (name, title, summary) of each."""
        self.scenarios = tuple(scenarios)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for index, (name, title, summary) in enumerate(self.scenarios):
            if index:
                yield Text("")
            yield Hanging("", Text.assemble((literal(name), "title"), "  ", Inline(title).rendered(console)))
            if summary:
                yield Hanging("  ", Inline(summary, style="muted"))


class QuestionsView:
    """The question bank with its answers, for people who want to read it."""

    def __init__(self, questions: Sequence[ReadyEntry]) -> None:
        """Take the questions in order."""
        self.questions = tuple(questions)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for index, entry in enumerate(self.questions):
            if index:
                yield Text("")
            question = entry.question
            facts = (", " if is_plain(console) else " · ").join((question.level, entry.kind, question.topic))
            yield Text.assemble((literal(question.id), "strong"), (f"  {facts}", "muted"))
            yield Hanging("  ", Inline(question.prompt))
            listed = options_of(question)
            if listed:
                for option in listed:
                    mark = (
                        ("(right) " if option.correct else "- ")
                        if is_plain(console)
                        else "✓ "
                        if option.correct
                        else "· "
                    )
                    yield Hanging(f"    {mark}", Inline(option.text), style="right" if option.correct else "muted")
            else:
                yield Hanging("    = ", Inline(right_answer(question)), style="right")


def level_lines() -> tuple[tuple[str, str], ...]:
    """The levels with what each is for."""
    return tuple(zip(LEVELS, _LEVEL_WORDS, strict=True))


_LEVEL_WORDS: Final = (
    "the ideas, in pictures and short sentences; nothing assumed but containers",
    "how it works: fields, defaults, who does what and in which order",
    "why and when it goes wrong: exact rules, corner cases, what interviewers dig into",
)
