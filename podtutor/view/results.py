"""The end of a quiz: the score by topic, how far being sure can be trusted, what to read again; in exams every verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.tutor.quiz import Asked, QuizResult, Reread, Tally
from podtutor.view.console import is_plain
from podtutor.view.feedback import WHEN
from podtutor.view.grid import Grid
from podtutor.view.layout import Bar, Hanging, Stack
from podtutor.view.text import Inline, words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


def topic_name(topic: str) -> str:
    """A topic's id as words: `container-states` is “container states”."""
    return topic.replace("-", " ")


def tally_words(tally: Tally) -> str:
    """A score in words."""
    return f"{tally.right} of {tally.asked}"


class ResultView:
    """The whole end screen of a quiz."""

    def __init__(self, result: QuizResult, rereads: Sequence[Reread] = (), *, verdicts: bool = False) -> None:
        """Take the result; `verdicts` lists every question, for exams that told nothing on the way."""
        self.result = result
        self.rereads = tuple(rereads)
        self.verdicts = verdicts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        result = self.result
        if not result.score.asked:
            yield Text("No question was answered.")
            return
        parts: list[RenderableType] = [_Score(result.score)]
        if self.verdicts:
            parts.append(_titled("Your answers", Stack([_Verdict(asked) for asked in result.asked], gap=0)))
        parts.append(_titled("By topic", TalliesView([(topic_name(one), two) for one, two in result.by_topic.items()])))
        if result.calibration:
            rows = [(WHEN[degree], tally) for degree, tally in sorted(result.calibration.items())]
            parts.append(_titled("How far you can trust being sure", TalliesView(rows)))
        if self.rereads:
            parts.append(_titled("Worth reading again", Stack([_Reread(one) for one in self.rereads[:4]], gap=0)))
        yield Stack(parts)


def _titled(title: str, content: RenderableType) -> Stack:
    return Stack((Text(title, style="heading"), content), gap=0)


class _Score:
    """The score in large, as far as a terminal goes: words, share and a bar."""

    def __init__(self, score: Tally) -> None:
        self.score = score

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        share = self.score.right / self.score.asked
        line = Text.assemble((f"{tally_words(self.score)} right", "title"), f"  {share:.0%}", end="\n")
        if not is_plain(console):
            line.append("  ").append_text(Bar(share, width=min(30, max(8, options.max_width - 24))).text())
        yield line


class TalliesView:
    """Scores under one another: a name, right of asked, and a bar."""

    def __init__(self, rows: Sequence[tuple[str, Tally]]) -> None:
        """Take names with their tallies."""
        self.rows = tuple(rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        cells: list[list[str | Text]] = []
        for name, tally in self.rows:
            share = tally.right / tally.asked if tally.asked else 0.0
            row: list[str | Text] = [name, f"{tally_words(tally)} right"]
            cells.append(row if plain else [*row, Bar(share, width=16).text()])
        yield Grid(("", "") if plain else ("", "", ""), cells, ruled=False, spoken=False)


class _Reread:
    def __init__(self, reread: Reread) -> None:
        self.reread = reread

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        one = self.reread
        command = f"podtutor learn {one.lesson} --level {one.level} --from {one.section}"
        yield Hanging("- " if is_plain(console) else "→ ", Inline(one.title), style="accent")
        yield Hanging("  ", Text(command, style="command"))


class _Verdict:
    """One question of an exam in a line or two."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grade = self.asked.grade
        plain = is_plain(console)
        glyph, word, style = ("✓", "right", "right") if self.asked.right else ("✗", "wrong", "wrong")
        yield Hanging(
            f"{word}: " if plain else f"{glyph} {word}  ", Inline(self.asked.shown.question.prompt), style=style
        )
        if not self.asked.right:
            given = words(grade.given) or "no answer"
            indent = "  " if plain else "         "
            yield Hanging(indent, Inline(f"You said: {given}. Right is: {grade.answer}", style="muted"))
