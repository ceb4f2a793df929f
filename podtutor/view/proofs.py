"""Proofs: what is claimed, the experiment, what the belief predicts, what happened, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.content.claims import Claim
from podtutor.judge.expectations import Finding
from podtutor.judge.proofs import Proved, experiment_in_words
from podtutor.view.console import is_plain
from podtutor.view.layout import Barred, Hanging, Stack
from podtutor.view.lists import VERDICTS
from podtutor.view.prose import Prose
from podtutor.view.remarks import marked
from podtutor.view.text import Inline, literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

OUTCOMES: Final = {
    True: ("✓", "shown", "right"),
    False: ("✗", "not shown", "wrong"),
    None: ("·", "evidence only", "muted"),
}
"""Glyph, word and style of how a proof came out."""


class StatementView:
    """The beginning of a proof: the statement, and what will be done to find out."""

    def __init__(self, claim: Claim) -> None:
        """Take the claim."""
        self.claim = claim

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        experiment = experiment_in_words(self.claim)
        yield Stack(
            (
                Stack((marked("?", "People say", "accent", console), Prose(self.claim.claim, style="strong")), gap=0),
                Stack(
                    (
                        marked("▸", "The experiment", "accent", console),
                        Hanging("  ", Text(literal(experiment), style="command")),
                    ),
                    gap=0,
                ),
            )
        )


class ProofView:
    """What happened, what the belief had predicted, and what follows; `picture` shows the run itself."""

    def __init__(self, proved: Proved, *, picture: RenderableType | None = None) -> None:
        """Take how the experiment came out."""
        self.proved = proved
        self.picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        proved = self.proved
        parts: list[RenderableType] = []
        if self.picture is not None:
            parts.append(self.picture)
        if proved.trouble:
            parts.append(Prose(f"The experiment could not be made: {proved.trouble}", style="wrong"))
        if proved.findings:
            lines = [_finding(one, console) for one in proved.findings]
            parts.append(Stack((marked("◆", "What happened", "accent", console), *lines), gap=0))
        if proved.predicted:
            parts.append(
                Barred(
                    Stack((Prose(proved.predicted), *(_missed(one, console) for one in proved.refuted)), gap=0),
                    style="wrong.text",
                    heading=marked("✗", "What the belief predicts", "wrong", console),
                )
            )
        glyph, word, style = VERDICTS[proved.claim.verdict]
        said = f"Therefore, {word}"
        parts.append(Barred(Prose(proved.claim.truth), style=style, heading=marked(glyph, said, style, console)))
        if proved.claim.tempting:
            parts.append(Hanging("Why it is believed: ", Inline(proved.claim.tempting), style="label"))
        yield Stack(parts)


def _finding(finding: Finding, console: Console) -> RenderableType:
    plain = is_plain(console)
    word = ("as expected: " if finding.holds else "not as expected: ") if plain else ("✓ " if finding.holds else "✗ ")
    text = Text(literal(finding.says or finding.observed), overflow="fold")
    if finding.says:
        text.append(f"  {literal(finding.observed)}", "muted")
    if not finding.holds:
        text.append(f"  (expected {literal(finding.expected)})", "wrong")
    return Hanging(f"  {word}", text, style="right" if finding.holds else "wrong")


def _missed(finding: Finding, console: Console) -> RenderableType:
    arrow = "instead: " if is_plain(console) else "→ "
    word = "it came true: " if finding.holds else ""
    return Hanging(arrow, Text(f"{word}{literal(finding.observed)}", overflow="fold"), style="label")


class ProofsView:
    """Many proofs, a line each, then how many came out."""

    def __init__(self, proofs: Sequence[Proved]) -> None:
        """Take them in order."""
        self.proofs = tuple(proofs)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        for one in self.proofs:
            glyph, word, style = OUTCOMES[one.passed]
            label = f"{word}: " if plain else f"{glyph} {word}"
            yield Hanging(label, Text(literal(one.claim.id), style="strong"), style=style, width=0 if plain else 17)
            if one.trouble:
                yield Hanging(" " * (2 if plain else 17), Text(literal(one.trouble), style="wrong"))
        counts = {outcome: sum(one.passed is outcome for one in self.proofs) for outcome in OUTCOMES}
        yield Text("")
        yield Text(
            f"{counts[True]} shown by experiment, {counts[None]} by evidence only, {counts[False]} not shown.",
            style="wrong" if counts[False] else "right",
        )
