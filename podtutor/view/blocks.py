"""Every kind of block of a lesson as a renderable. Questions and scenarios are shown in the state they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from rich.text import Text

from podtutor.content import lesson as authored
from podtutor.content.lesson import AnyBlock, Ask, Lesson, Reveal, Section, ShowScenario
from podtutor.view.console import is_plain
from podtutor.view.grid import Grid
from podtutor.view.layout import Barred, Hanging, Stack
from podtutor.view.manifest import CommandView, DiagramView, ManifestView
from podtutor.view.prose import Prose
from podtutor.view.remarks import AnalogyView, BeliefView, CalloutView, marked
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
PRINTED: Final = -2
"""In place of a choice: nobody is there to choose, the answer follows the question at once."""
SKIPPED: Final = -1
"""In place of a choice: the learner wanted to see the answer."""


class BlockState(Struct, frozen=True, kw_only=True):
    """What happened to an inline question or scenario so far: where the cursor is, and what was answered."""

    cursor: int | None = None
    given: int | None = None
    typed: str = ""
    picture: Any = None
    """The scenario's drawing, once it has run."""


UNTOUCHED: Final = BlockState()
IN_PRINT: Final = BlockState(given=PRINTED)


def block_view(block: AnyBlock, lesson: Lesson, state: BlockState = UNTOUCHED) -> RenderableType | None:
    """The block as it is to be shown now; None where nothing can be shown yet."""
    return _VIEWS[type(block)](block, lesson, state)


def _analogy(block: authored.ShowAnalogy, lesson: Lesson, _: BlockState) -> RenderableType | None:
    found = next((one for one in lesson.analogies if one.id == block.analogy), None)
    return AnalogyView(found) if found else None


def _scenario(block: ShowScenario, _: Lesson, state: BlockState) -> RenderableType | None:
    return ScenarioView(block, state) if state.picture is not None or state.given == PRINTED else None


_VIEWS: Final[Mapping[type, Callable[[Any, Lesson, BlockState], RenderableType | None]]] = {
    authored.Prose: lambda block, _lesson, _state: Prose(block.prose),
    authored.Callout: lambda block, _lesson, _state: CalloutView(block),
    authored.Belief: lambda block, _lesson, _state: BeliefView(block.belief, block.tempting, block.truth, block.see),
    authored.Table: lambda block, _lesson, _state: TableView(block.table, block.columns, block.rows),
    authored.Manifest: lambda block, _lesson, _state: ManifestView(
        block.manifest, [(note.at, note.note) for note in block.notes], title=block.title
    ),
    authored.Command: lambda block, _lesson, _state: CommandView(block.command, block.output, block.note),
    authored.Diagram: lambda block, _lesson, _state: DiagramView(block.diagram, block.caption),
    authored.ShowAnalogy: _analogy,
    Ask: lambda block, _lesson, state: AskView(block, state),
    Reveal: lambda block, _lesson, state: RevealView(block, state),
    ShowScenario: _scenario,
}


class TableView:
    """A table under its title."""

    def __init__(self, title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
        """Take the table as authored."""
        self.title = title
        self.grid = Grid(columns, rows, lead="strong")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Inline(self.title, style="heading")
        if not is_plain(console):
            yield Text("")
        yield self.grid


class AskView:
    """An inline question; once answered, why the chosen answer is right or wrong."""

    def __init__(self, block: Ask, state: BlockState) -> None:
        """Take the question and what was answered."""
        self.block = block
        self.state = state

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield marked("?", "Before you read on" if self.state.given is None else "The question", "accent", console)
        yield Prose(self.block.ask, style="strong")
        yield Text("")
        for index, option in enumerate(self.block.options):
            yield OptionLine(
                index,
                option.text,
                cursor=self.state.cursor == index and self.state.given is None,
                mark=self._mark(index),
            )
        if self.state.given is not None:
            yield Text("")
            yield from self._feedback(self.state.given, console)

    def _mark(self, index: int) -> str:
        given = self.state.given
        if given is None or given == PRINTED:
            return ""
        if self.block.options[index].correct:
            return "right"
        return "wrong" if index == given else ""

    def _feedback(self, given: int, console: Console) -> RenderResult:
        right = next(index for index, option in enumerate(self.block.options) if option.correct)
        answer = self.block.options[right]
        if given == right:
            yield Barred(Prose(answer.why), style="right.text", heading=marked("✓", "Right", "right", console))
            return
        if given >= 0:
            chosen = self.block.options[given]
            yield Barred(Prose(chosen.why), style="wrong.text", heading=marked("✗", "Not so", "wrong", console))
            yield Text("")
        word = f"The answer is {LETTERS[right]}"
        yield Barred(Prose(answer.why), style="right.text", heading=marked("✓", word, "right", console))


class OptionLine:
    """One option of a question: its letter, the cursor before it, and after the answer whether it was right."""

    def __init__(
        self, index: int, text: str, *, cursor: bool = False, chosen: bool | None = None, mark: str = ""
    ) -> None:
        """Take the option; `chosen` is a tick box where several may be chosen, `mark` is right, wrong or empty."""
        self.index = index
        self.text = text
        self.cursor = cursor
        self.chosen = chosen
        self.mark = mark

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        letter = LETTERS[self.index]
        if is_plain(console):
            word = {"right": " [right]", "wrong": " [your answer, wrong]"}.get(self.mark, "")
            yield Hanging(f"{letter}) ", Text.assemble(Inline(self.text).rendered(console), word))
            return
        pointer = "▸ " if self.cursor else {"right": "✓ ", "wrong": "✗ "}.get(self.mark, "  ")
        box = "" if self.chosen is None else ("[x] " if self.chosen else "[ ] ")
        style = self.mark or ("cursor" if self.cursor else "key")
        body = "cursor" if self.cursor else {"right": "right.text", "wrong": "wrong.text"}.get(self.mark, "")
        yield Hanging(f"{pointer}{box}{letter}  ", Inline(self.text, style=body), style=style)


class RevealView:
    """An inline open question; the answer appears when asked for."""

    def __init__(self, block: Reveal, state: BlockState) -> None:
        """Take the question and whether its answer is wanted."""
        self.block = block
        self.state = state

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield marked("?", "Think first", "accent", console)
        yield Prose(self.block.reveal, style="strong")
        if self.state.given is not None:
            yield Text("")
            yield Barred(Prose(self.block.answer), style="right.text", heading=marked("✓", "Answer", "right", console))


class ScenarioView:
    """A scenario that ran: what to predict before, what was seen, what to notice after."""

    def __init__(self, block: ShowScenario, state: BlockState) -> None:
        """Take the block; its state holds the picture of the run."""
        self.block = block
        self.state = state

    def pieces(self) -> tuple[RenderableType, ...]:
        """What stands below one another; a page had better end between two of them than within one."""
        found: list[RenderableType] = []
        if self.block.predict:
            found.append(Marked("?", "Predict", "accent", Prose(self.block.predict, style="strong")))
        if self.state.given is not None:
            command = CommandView(f"podtutor simulate {self.block.scenario}")
            found.append(self.state.picture if self.state.picture is not None else command)
            if self.block.notice:
                found.append(NoticeView(self.block.notice))
        return tuple(found)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Stack(self.pieces())


class Marked:
    """Something below a line that says what it is."""

    def __init__(self, glyph: str, words: str, style: str, content: RenderableType) -> None:
        """Take the mark, its words, their style, and what stands below."""
        self.heading = (glyph, words, style)
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Stack((marked(*self.heading, console), self.content), gap=0)


class NoticeView:
    """What to notice in a run."""

    def __init__(self, notice: str) -> None:
        """Take the text."""
        self.notice = notice

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = "callout.core-idea"
        yield Barred(Prose(self.notice), style=style, heading=marked("◆", "What to notice", style, console))


class SectionView:
    """A whole section: its title and its blocks, each in the state it is in."""

    def __init__(self, section: Section, lesson: Lesson, states: Mapping[int, BlockState]) -> None:
        """Take states by number of the block; a block without one is untouched."""
        self.section = section
        self.lesson = lesson
        self.states = states

    def parts(self) -> list[tuple[int, RenderableType]]:
        """The blocks that show something, each with its number."""
        views = [
            (index, block_view(block, self.lesson, self.states.get(index, UNTOUCHED)))
            for index, block in enumerate(self.section.blocks)
        ]
        return [(index, view) for index, view in views if view is not None]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Inline(self.section.title, style="heading")
        yield Text("")
        yield Stack(view for _, view in self.parts())
