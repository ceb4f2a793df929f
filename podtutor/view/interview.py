"""A mock interview as it is seen: the question as it is put, each answer looked back upon, and the scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.tutor.interview import Asking, Turn, quoted
from podtutor.tutor.scorecard import RedFlagSaid, Scorecard, TopicScore
from podtutor.view.console import is_plain
from podtutor.view.grid import Grid
from podtutor.view.layout import Bar, Barred, Hanging, Stack
from podtutor.view.progress import CalibrationView, counted, titled
from podtutor.view.prose import Prose
from podtutor.view.questions import Draft
from podtutor.view.remarks import contradicted, marked
from podtutor.view.text import Inline, literal, words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

TYPED: Final = (
    "You are asked as in an interview: broad first, then into what you said, or left out.",
    "Answer as you would say it aloud, in a few sentences. Nothing is judged until the end.",
    "Then you see what was heard, in which words, and may correct it.",
)
_BARS: Final = 64
"""Columns from which on there is room for bars beside titles."""

SPOKEN: Final = (
    "You are asked as in an interview: broad first, then into what you said, or left out.",
    "Answer aloud. Then you see a good answer, and tick honestly what you said.",
)


class IntroView:
    """What will happen, and for how long."""

    def __init__(self, level: str, minutes: int, *, aloud: bool) -> None:
        """Take the settings."""
        self.level = level
        self.minutes = minutes
        self.aloud = aloud

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        first = Text.assemble(
            (f"{self.minutes} minutes at level ", "strong"), (self.level, f"level.{self.level}"), end="\n"
        )
        lines = [Prose(line) for line in (SPOKEN if self.aloud else TYPED)]
        yield Stack((first, Stack(lines, gap=0)))


class PutView:
    """A question as it is put, with what leads to it; and the answer on its way."""

    def __init__(self, asking: Asking, draft: Draft | None = None) -> None:
        """Take the question; without a draft nothing is being typed."""
        self.asking = asking
        self.draft = draft

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts: list[RenderableType] = []
        lead = lead_in(self.asking)
        if lead:
            parts.append(Prose(lead, style="muted"))
        parts.append(Prose(self.asking.question.ask, style="strong"))
        if self.draft is not None and not is_plain(console):
            place = self.draft.place or 0
            text = self.draft.text
            line = Text(literal(text[:place]), overflow="fold")
            line.append(literal(text[place : place + 1]) or " ", "reverse")
            line.append(literal(text[place + 1 :]))
            parts.append(Hanging("› ", line, style="prompt"))
        yield Stack(parts)


def lead_in(asking: Asking) -> str:
    """What an interviewer says before the question."""
    if asking.because == "opening":
        return f"Topic: {words(asking.tree.title)}"
    if asking.because == "said" and asking.words:
        return f"You said “{asking.words}”."
    if asking.because == "heard" and asking.words:
        return f"You mentioned “{asking.words}”."
    return ""


class TurnView:
    """A question looked back upon: what was heard in which words, what was missing, red flags and what to say instead.

    `numbered` puts a number before each, by which the learner corrects it.
    """

    def __init__(self, turn: Turn, *, numbered: bool = False, model: bool = True, answer: bool = True) -> None:
        """Take the turn; `model` shows the model answer, `answer` what was said."""
        self.turn = turn
        self.numbered = numbered
        self.model = model
        self.answer = answer

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        turn, plain = self.turn, is_plain(console)
        parts: list[RenderableType] = [Prose(turn.asking.question.ask, style="strong")]
        if self.answer:
            said = Text(literal(turn.answer.strip())) if turn.answer.strip() else Text("(no answer)", style="muted")
            parts.append(Hanging("You said: " if plain else "› ", said, style="muted"))
        parts.append(Stack(self._lines(plain=plain), gap=0))
        if self.model:
            heading = marked("✓", "A good answer, said aloud", "right", console)
            parts.append(Barred(Prose(turn.asking.question.model), style="right.text", heading=heading))
        yield Stack(parts)

    def _lines(self, *, plain: bool) -> list[RenderableType]:
        lines: list[RenderableType] = []
        for number, idea in enumerate(self.turn.ideas, start=1):
            heard = self.turn.heard(idea.id)
            words_, style = ("heard", "right") if heard else ("missing", "unsure")
            glyph = "✓" if heard else "○"
            text = f"{idea.idea}{self._where(idea.id)}"
            lines.append(_line(number if self.numbered else 0, glyph, words_, text, style, plain=plain))
        flags = self.turn.open_to_marks[len(self.turn.ideas) :]
        for number, flag in enumerate(flags, start=len(self.turn.ideas) + 1):
            if self.turn.heard(flag.id):
                found = None if flag.id in self.turn.marks else quoted(self.turn.grade, flag.id)
                text = contradicted(flag.idea, found.words if found else "")
                text += f" Say instead: {flag.instead}" if flag.instead else ""
                text += " (by your own mark)" if flag.id in self.turn.marks and self.turn.answer else ""
                lines.append(_line(number if self.numbered else 0, "✗", "red flag", text, "wrong", plain=plain))
            elif self.numbered:
                text = f"the contrary of this: {flag.idea}"
                lines.append(_line(number, "·", "not said", text, "muted", plain=plain))
        return lines

    def _where(self, name: str) -> str:
        if name in self.turn.marks:
            return " (by your own mark)" if self.turn.answer else ""
        found = quoted(self.turn.grade, name)
        return f" (“{found.words}”)" if found else ""


def _line(number: int, glyph: str, word: str, text: str, style: str, *, plain: bool) -> RenderableType:
    before = f"{number} " if number else ""
    marker = f"{before}{word.capitalize()}: " if plain else f"{before}{glyph} {word:9}"
    return Hanging(marker, Inline(text), style=style)


class TicksView:
    """After a spoken answer: the model answer, and ideas and red flags to tick."""

    def __init__(self, asking: Asking, ticked: Mapping[str, bool]) -> None:
        """Take the question and what is ticked, by id."""
        self.asking = asking
        self.ticked = ticked

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        question, plain = self.asking.question, is_plain(console)
        heading = marked("✓", "A good answer, said aloud", "right", console)
        ideas = [
            self._box(number, one.id, one.idea, plain=plain) for number, one in enumerate(question.rubric.ideas, 1)
        ]
        parts: list[RenderableType] = [
            Prose(question.ask, style="strong"),
            Barred(Prose(question.model), style="right.text", heading=heading),
            titled("Which of these did you say?", Stack(ideas, gap=0)),
        ]
        start = len(ideas) + 1
        flags = [
            self._box(number, one.id, one.idea, plain=plain)
            for number, one in enumerate(question.rubric.forbidden, start)
        ]
        if flags:
            parts.append(titled("And did you say the contrary of one of these?", Stack(flags, gap=0)))
        yield Stack(parts)

    def _box(self, number: int, name: str, text: str, *, plain: bool) -> RenderableType:
        on = self.ticked.get(name, False)
        box = ("(yes) " if on else "") if plain else ("[x] " if on else "[ ] ")
        return Hanging(f"{number} {box}", Inline(text), style="right" if on else "key")


class ScorecardView:
    """The whole scorecard."""

    def __init__(self, card: Scorecard) -> None:
        """Take the scorecard."""
        self.card = card

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Stack(scorecard_parts(self.card))


def scorecard_parts(card: Scorecard) -> list[RenderableType]:
    """The parts of a scorecard, for a screen that cuts between them."""
    parts: list[RenderableType] = [_Verdict(card)]
    if not card.turns:
        return parts
    parts.append(titled("By topic", _Topics(card.topics)))
    if len(card.by_level) > 1:
        rows: list[list[str | Text]] = [
            [level, f"{one.right} of {one.asked} ideas", f"{one.share:.0%}"] for level, one in card.by_level.items()
        ]
        parts.append(titled("By level of the questions", Grid(("", "", ""), rows, ruled=False, spoken=False)))
    if card.red_flags:
        parts.append(titled("Red flags", Stack([_Flag(flag) for flag in card.red_flags])))
    missed = [one for one in card.topics if one.missed]
    if missed:
        parts.append(titled("What was missing", Stack([_Missing(one) for one in missed])))
    if card.calibration:
        parts.append(titled("What your being sure is worth", CalibrationView(card.calibration)))
    if card.study:
        parts.append(titled("Study next", Stack([_StudyView(one.why, one.commands) for one in card.study], gap=0)))
    return parts


class _Verdict:
    def __init__(self, card: Scorecard) -> None:
        self.card = card

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        card = self.card
        yield Text(card.verdict, style="title")
        if not card.turns:
            return
        one = card.overall
        minutes = max(1, round(card.spent / 60_000))
        text = (
            f"{counted(len(card.turns), 'question')} in {counted(minutes, 'minute')}: {one.right} of {one.asked} ideas heard, "
            f"{one.share:.0%} (likely {one.low:.0%} to {one.high:.0%} of what you would be asked)"
        )
        flags = len(card.red_flags)
        text += f", {flags or 'no'} red {'flag' if flags == 1 else 'flags'}."
        if card.corrected:
            text += f" {counted(card.corrected, 'mark')} corrected by you."
        yield Prose(text)


class _Topics:
    def __init__(self, topics: tuple[TopicScore, ...]) -> None:
        self.topics = topics

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bare = is_plain(console) or options.max_width < _BARS
        rows: list[list[str | Text]] = []
        for one in self.topics:
            flags = f"{counted(one.flags, 'red flag')}" if one.flags else ""
            row: list[str | Text] = [words(one.title), one.level, f"{one.heard} of {one.ideas} ideas"]
            row += [] if bare else [Bar(one.heard / one.ideas if one.ideas else 0.0, width=8).text()]
            rows.append([*row, Text(flags, style="wrong")])
        yield Grid([""] * (4 if bare else 5), rows, ruled=False, spoken=False)


class _Flag:
    def __init__(self, flag: RedFlagSaid) -> None:
        self.flag = flag

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        flag = self.flag
        text = contradicted(flag.wrong, flag.words)
        yield Hanging("- " if is_plain(console) else "✗ ", Inline(text), style="wrong")
        if flag.instead:
            arrow = "  Say instead: " if is_plain(console) else "  → Say instead: "
            yield Hanging(arrow, Inline(flag.instead), style="right")


class _Missing:
    def __init__(self, topic: TopicScore) -> None:
        self.topic = topic

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        asked = ""
        for missed in self.topic.missed[:4]:
            if missed.asked != asked:
                yield Prose(missed.asked, style="muted")
            asked = missed.asked
            yield Hanging("- " if is_plain(console) else "○ ", Inline(missed.idea), style="unsure")
        if len(self.topic.missed) > 4:
            yield Text(f"  and {len(self.topic.missed) - 4} more on {words(self.topic.title)}", style="muted")


class _StudyView:
    def __init__(self, why: str, commands: tuple[str, ...]) -> None:
        self.why = why
        self.commands = commands

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Hanging("- " if is_plain(console) else "→ ", Inline(self.why), style="accent")
        for command in self.commands:
            yield Hanging("  ", Text(command, style="command"))
