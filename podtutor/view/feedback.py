"""What is said after an answer: right or wrong, why, what is true; and a refutation for what was believed with certainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.content.claims import Claim
from podtutor.content.quiz import Open, Order, RedFlagQuestion
from podtutor.tutor.grading import Remark
from podtutor.tutor.quiz import CERTAIN, Asked, Outcome
from podtutor.tutor.rubric import RubricGrade
from podtutor.view.console import is_plain
from podtutor.view.layout import Barred, Hanging, Stack
from podtutor.view.prose import Prose
from podtutor.view.remarks import BeliefView, contradicted, marked
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

CONFIDENCE: Final = {1: "a guess", 2: "fairly sure", 3: "certain"}
"""The three degrees of being sure, in words."""

WHEN: Final = {1: "When guessing", 2: "When fairly sure", 3: "When certain"}
"""The same, looking back."""


class FeedbackView:
    """The verdict on one answer. `claims` lets a wrong option show the belief it spoke for; `every` tells every why."""

    def __init__(self, outcome: Outcome, claims: Mapping[str, Claim], *, every: bool = False) -> None:
        """Take what answering led to."""
        self.asked = outcome.asked
        self.comes_again = outcome.comes_again
        self.claims = claims
        self.every = every

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        asked = self.asked
        told = any(one.chosen and (asked.grade.right or not one.correct) for one in asked.grade.remarks)
        parts: list[RenderableType] = [] if told else [_verdict(asked, console)]
        parts += [Prose(note) for note in asked.grade.notes]
        if not asked.grade.right:
            parts += _mistaken(asked, console)
            parts += self._refutation()
        else:
            parts += [_confirmed(one, console) for one in asked.grade.remarks if one.chosen]
        if asked.grade.rubric is not None:
            parts.append(RubricView(asked.grade.rubric))
        if isinstance(asked.shown.question, Open):
            parts.append(_model(asked.shown.question.model, console))
        if isinstance(asked.shown.question, RedFlagQuestion) and asked.shown.question.flag:
            parts.append(
                Barred(
                    Prose(asked.shown.question.instead),
                    style="right.text",
                    heading=marked("→", "Say instead", "right", console),
                )
            )
        parts.append(
            Barred(
                Prose(asked.shown.question.explanation),
                style="callout.core-idea",
                heading=marked("◆", "Why", "callout.core-idea", console),
            )
        )
        if self.every:
            parts += _others(asked.grade.remarks, console)
        if self.comes_again:
            parts.append(
                Prose(
                    "You were certain; such mistakes teach most. It comes again.",
                    style="unsure",
                )
            )
        yield Stack(parts)

    def _refutation(self) -> list[RenderableType]:
        """The belief behind the chosen answer, where it was held with certainty and is a judged claim."""
        if self.asked.confidence != CERTAIN:
            return []
        for remark in self.asked.grade.remarks:
            claim = self.claims.get(remark.voices) if remark.chosen else None
            if claim is not None and claim.misconception:
                return [BeliefView(claim.misconception, claim.tempting, claim.truth)]
        return []


def _verdict(asked: Asked, console: Console) -> RenderableType:
    if asked.grade.right:
        return marked("✓", "Right", "right", console)
    if not asked.grade.answered:
        return marked("○", "No answer", "unsure", console)
    if asked.grade.credit > 0 and asked.grade.rubric is None:
        return marked("✗", "Not quite", "wrong", console)
    if asked.grade.rubric is not None:
        return marked("○", "Not enough yet", "unsure", console)
    return marked("✗", "Not so", "wrong", console)


def _confirmed(one: Remark, console: Console) -> RenderableType:
    """A right choice, and why it is right; of a red flag the part that is wrong."""
    heading = _heading("✓", f"Right, {one.letter}", one.text, "right", console)
    return Barred(Prose(one.why), style="right.text", heading=heading)


def _mistaken(asked: Asked, console: Console) -> list[RenderableType]:
    """What was chosen and why it is wrong; then the right answer and why."""
    parts: list[RenderableType] = [
        Barred(
            Prose(one.why),
            style="wrong.text",
            heading=_heading("✗", f"You said {one.letter}", one.text, "wrong", console),
        )
        for one in asked.grade.remarks
        if one.chosen and not one.correct
    ]
    right = [one for one in asked.grade.remarks if one.correct]
    if right:
        parts += [
            Barred(
                Prose(one.why),
                style="right.text",
                heading=_heading("✓", _right_word(asked, one), one.text, "right", console),
            )
            for one in right
        ]
    elif isinstance(asked.shown.question, Order):
        steps = [
            Hanging(f"{number}. ", Inline(step), style="right")
            for number, step in enumerate(asked.shown.question.steps, start=1)
        ]
        parts.append(
            Barred(Stack(steps, gap=0), style="right.text", heading=marked("✓", "The order", "right", console))
        )
    elif asked.grade.rubric is None:
        parts.append(_heading("✓", "The answer", asked.grade.answer, "right", console))
    return parts


def _right_word(asked: Asked, one: Remark) -> str:
    if isinstance(asked.shown.question, RedFlagQuestion):
        return f"The wrong part is {one.letter}"
    return f"{'Right as well' if one.chosen else 'The answer'} is {one.letter}"


def _heading(glyph: str, word: str, text: str, style: str, console: Console) -> Text:
    heading = marked(glyph, word, style, console)
    heading.append(" " if is_plain(console) else ": ", style)
    heading.append_text(Inline(text).rendered(console))
    return heading


def _model(model: str, console: Console) -> RenderableType:
    return Barred(Prose(model), style="right.text", heading=marked("✓", "A good answer, said aloud", "right", console))


def _others(remarks: tuple[Remark, ...], console: Console) -> list[RenderableType]:
    others = [one for one in remarks if not one.chosen and not one.correct]
    return [
        Barred(Prose(one.why), style="rule", heading=_heading("✗", f"Why not {one.letter}", one.text, "label", console))
        for one in others
    ]


class RubricView:
    """What was heard in a typed answer and in which words, what was missing, and which red flags were said."""

    def __init__(self, grade: RubricGrade) -> None:
        """Take the grade of an open answer."""
        self.grade = grade

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        for heard in self.grade.heard:
            text = Text.assemble(Inline(heard.idea).rendered(console), (f"  (“{heard.words}”)", "muted"))
            yield Hanging("Heard: " if plain else "✓ heard    ", text, style="right")
        for missing in self.grade.missing:
            yield Hanging("Missing: " if plain else "○ missing  ", Inline(missing.idea), style="unsure")
        for said in self.grade.said:
            text = Inline(contradicted(said.idea, said.words)).rendered(console)
            yield Hanging("Red flag: " if plain else "✗ red flag ", text, style="wrong")
