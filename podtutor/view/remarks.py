"""Boxed remarks: callouts, refuted beliefs, analogies with the place where they break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.content.lesson import Analogy, Callout, CalloutKind
from podtutor.view.console import is_plain
from podtutor.view.grid import Grid
from podtutor.view.layout import Barred, Labelled, Stack
from podtutor.view.prose import Prose

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

CALLOUTS: Final[dict[CalloutKind, tuple[str, str]]] = {
    "core-idea": ("◆", "Core idea"),
    "why-it-matters": ("▸", "Why it matters"),
    "gotcha": ("!", "Gotcha"),
    "since": ("↑", "Since Kubernetes"),
    "easily-confused": ("≠", "Easily confused"),
    "when-not-to": ("⊘", "When not to"),
}
"""Glyph and word of every kind of callout; the word alone says it all."""


def marked(glyph: str, word: str, style: str, console: Console) -> Text:
    """A heading of glyph and word; plain consoles hear the word and a colon."""
    if is_plain(console):
        return Text(f"{word}:")
    return Text.assemble((f"{glyph} ", style), (word, style), style="strong")


def contradicted(truth: str, said: str) -> str:
    """A red flag in words: what was said, where that is known, and the truth that it denies."""
    return (f"You said “{said}”. " if said else "") + f"In truth: {truth}"


class CalloutView:
    """A remark behind a bar, headed by what kind of remark it is."""

    def __init__(self, callout: Callout) -> None:
        """Take the callout as authored."""
        self.callout = callout

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        glyph, word = CALLOUTS[self.callout.callout]
        style = f"callout.{self.callout.callout}"
        if self.callout.version:
            word = f"{word} {self.callout.version}"
        yield Barred(Prose(self.callout.text), style=style, heading=marked(glyph, word, style, console))


class BeliefView:
    """A refutation: the sentence people say, why it tempts, what is true, and how to see it."""

    def __init__(self, says: str, tempting: str, truth: str, see: str = "") -> None:
        """Take the four parts; `see` may be empty."""
        self.says = says
        self.tempting = tempting
        self.truth = truth
        self.see = see

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        said = self.says.strip().strip('“”"')
        plain = is_plain(console)
        rows: list[tuple[str | Text, RenderableType]] = [
            (_label("✗", "People say", "wrong", plain=plain), Prose(f"“{said}”", style="emphasis")),
            (_label(" ", "Tempting", "label", plain=plain), Prose(self.tempting)),
            (_label("✓", "In truth", "right", plain=plain), Prose(self.truth)),
        ]
        if self.see:
            rows.append((_label("→", "See it", "label", plain=plain), Prose(self.see)))
        yield Barred(Labelled(rows), style="wrong.text")


def _label(glyph: str, word: str, style: str, *, plain: bool) -> Text:
    return Text(word if plain else f"{glyph} {word}", style=style)


class AnalogyView:
    """A picture from everyday life, what in it is what, and where it stops being true."""

    def __init__(self, analogy: Analogy) -> None:
        """Take the analogy as authored."""
        self.analogy = analogy

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [(row.this, row.that) for row in self.analogy.table]
        yield Stack(
            (
                Stack(
                    (
                        marked("◇", f"Picture this: {self.analogy.title}", "accent", console),
                        Prose(self.analogy.picture),
                    ),
                    gap=0,
                ),
                Grid(("In the picture", "In Kubernetes"), rows),
                Barred(
                    Prose(self.analogy.breaks),
                    style="callout.gotcha",
                    heading=marked("✂", "Where the picture breaks", "callout.gotcha", console),
                ),
            )
        )
