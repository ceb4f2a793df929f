"""How faithful the rules and the simulator are: agreement kind by kind, and where they differ, how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.fidelity.decisions import DecisionsAgreement, KindAgreement
from podtutor.fidelity.replay import HistoriesAgreement
from podtutor.view.console import is_plain
from podtutor.view.layout import Bar, Hanging, Labelled, Stack
from podtutor.view.text import literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

QUESTION_WORDS: Final = {
    "outcome": "the same pods, runs, phases, final states and events",
    "timing": "the same times, as far as Kubernetes fixes them",
    "display": "the same lines of `kubectl get pods`",
}
"""What each question asks of a history."""

_NAME: Final = 20
_COUNT: Final = 15
_BAR: Final = 10


class AgreementLine:
    """One row: a name, how many of how many agree, a bar, and what it is about as far as the line goes."""

    def __init__(self, name: str, agree: int, cases: int, about: str = "") -> None:
        """Take the counts; `about` is cut at the end of the line."""
        self.name = name
        self.agree = agree
        self.cases = cases
        self.about = about

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = self.agree == self.cases
        count = f"{self.agree:,} of {self.cases:,}"
        if is_plain(console):
            yield Text(f"{self.name:<{_NAME}} {count:>{_COUNT}} agree" + ("" if whole else ", some differ"))
            return
        style = "right" if whole else "wrong"
        line = Text.assemble((f"{'✓' if whole else '✗'} ", style), (f"{self.name:<{_NAME}}", "strong"))
        line.append(f"{count:>{_COUNT}}  ", "" if whole else "wrong.text")
        share = self.agree / self.cases if self.cases else 1.0
        line.append_text(Bar(share, width=_BAR, done="right.text", rest="wrong.text").text())
        line.append(f"  {literal(self.about)}", "muted")
        line.truncate(options.max_width, overflow="ellipsis")
        line.no_wrap = True
        yield line


class DifferencesView:
    """The first differences of a kind, each as field: recorded / ours."""

    def __init__(self, kind: KindAgreement) -> None:
        """Take a kind that does not agree."""
        self.kind = kind

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"{self.kind.kind}: {self.kind.cases - self.kind.agree} differ", style="wrong")
        case = ""
        for one in self.kind.differences:
            if one.case != case:
                case = one.case
                yield Hanging("  ", Text(literal(case), style="strong"))
            yield Hanging("    ", Text(literal(one.field), style="strong"))
            yield Hanging(
                "    ",
                Labelled([("recorded", Text(literal(one.recorded))), ("ours", Text(literal(one.ours)))], style="label"),
            )


class DecisionsTotal:
    """The last line of the decisions: how many in all."""

    def __init__(self, agreement: DecisionsAgreement) -> None:
        """Take every kind."""
        self.agreement = agreement

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        one = self.agreement
        verdict = "all agree" if one.agrees else f"{one.agree:,} agree"
        yield Text(f"{one.cases:,} recorded decisions, {verdict}.", style="right" if one.agrees else "wrong")


class HistoriesView:
    """How histories compare, question by question, and the first scenarios that differ."""

    def __init__(self, agreement: HistoriesAgreement, *, shown: int = 5) -> None:
        """Take every scenario; at most `shown` differing ones are told of each question."""
        self.agreement = agreement
        self.shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for question, about in QUESTION_WORDS.items():
            counted = self.agreement.counted(question)
            yield AgreementLine(question, self.agreement.agree(question), len(counted), about)
        for question in QUESTION_WORDS:
            yield from self._differing(question)

    def _differing(self, question: str) -> list[RenderableType]:
        found = [
            (one.name, one.agreement.differences(question))
            for one in self.agreement.counted(question)
            if one.agreement.differences(question)
        ]
        if not found:
            return []
        lines: list[RenderableType] = [Text(""), Text(f"{question}: {len(found)} scenarios differ", style="wrong")]
        for name, differences in found[: self.shown]:
            lines.append(Hanging("  ", Text(literal(name), style="strong")))
            lines += [Hanging("    ", Text(literal(one))) for one in differences[:3]]
        if len(found) > self.shown:
            lines.append(Hanging("  ", Text(f"and {len(found) - self.shown} more", style="muted")))
        return lines


class VerifyHeading:
    """What this page is, above its rows."""

    def __init__(self, title: str, text: str) -> None:
        """Take a title and a sentence."""
        self.title = title
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Stack((Text(self.title, style="title"), Text(self.text, style="muted")), gap=0)


def differing(kinds: Sequence[KindAgreement]) -> list[KindAgreement]:
    """The kinds that do not agree."""
    return [kind for kind in kinds if not kind.agrees]
