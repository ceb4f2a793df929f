"""A turning point as a question, and the verdict on a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from podtutor.cli.predictions import Turning
from podtutor.view.blocks import LETTERS, OptionLine
from podtutor.view.console import is_plain
from podtutor.view.layout import Barred
from podtutor.view.prose import Prose
from podtutor.view.remarks import marked

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class TurningView:
    """What has just happened, and what may happen next."""

    def __init__(self, turning: Turning, *, cursor: int | None = None) -> None:
        """Take the turning point."""
        self.turning = turning
        self.cursor = cursor

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield marked("?", "Predict", "accent", console)
        yield Prose(self.turning.question, style="strong")
        for place, guess in enumerate(self.turning.guesses):
            yield OptionLine(place, guess.text, cursor=place == self.cursor)


class VerdictView:
    """Whether the prediction came true, and why; shown while time runs on."""

    def __init__(self, turning: Turning, chosen: int | None) -> None:
        """Take the turning point and what was chosen; None where nothing was."""
        self.turning = turning
        self.chosen = chosen
        self.truth = next(guess for guess in turning.guesses if guess.right)

    @property
    def right(self) -> bool:
        """Whether the prediction came true."""
        return self.chosen is not None and self.turning.guesses[self.chosen].right

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        place = self.turning.guesses.index(self.truth)
        if self.right:
            heading, style = _said("✓", "As you predicted:", "right", console), "right.text"
        else:
            word = f"What happens is {LETTERS[place]}:" if self.chosen is not None else "What happens:"
            heading, style = _said("→", word, "unsure", console), "unsure"
        heading.append(f" {self.truth.text}", "strong")
        yield Barred(Prose(self.truth.why), style=style, heading=heading)
        if self.chosen is not None and not self.right and self.turning.guesses[self.chosen].why != self.truth.why:
            word = f"Not {LETTERS[self.chosen]}"
            wrong = marked("✗", word, "wrong", console)
            yield Barred(Prose(self.turning.guesses[self.chosen].why), style="wrong.text", heading=wrong)


def _said(glyph: str, words: str, style: str, console: Console) -> Text:
    """A heading whose sentence goes on behind it."""
    return Text(words) if is_plain(console) else Text.assemble((f"{glyph} {words}", style))
