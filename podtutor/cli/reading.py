"""A lesson on the screen: one section at a time, questions asked where they stand, the place kept after every key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from podtutor.ask.asker import Key
from podtutor.ask.fields import STEPS, ChoiceField, stepped
from podtutor.cli.scenes import picture_of, situation_of
from podtutor.cli.screen import BACKWARD, FORWARD, Frame, Screen, moved
from podtutor.cli.whereabouts import beside
from podtutor.content.lesson import AnyBlock, Ask, Reveal, ShowScenario
from podtutor.tutor.reading import LessonReading
from podtutor.view.blocks import LETTERS, SKIPPED, UNTOUCHED, BlockState, ScenarioView, block_view
from podtutor.view.layout import Stack
from podtutor.view.pages import ClosingView, HeadLine, NextSteps, OpeningView, OutlineView
from podtutor.view.screens import Leaf, Together
from podtutor.view.text import Inline

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

QUIT: Final = frozenset({"q", "escape", "ctrl-d"})
_LAST: Final = 1_000
"""As the number of a page among those that hold a part: the last of them."""

HELP: Final = (
    ("Enter", "read on; Space, → and Page Down do the same"),
    ("b", "back; ← and Page Up do the same"),
    ("a b c …", "answer the question; or ↑ ↓ and Enter"),
    ("s", "show the answer without answering"),
    ("m", "the manifests of what is run here, and what happens to it"),
    ("o", "the sections of this lesson, to go to any of them"),
    ("q", "leave; your place is kept, and Ctrl-C keeps it too"),
)


class Following(Struct, frozen=True, kw_only=True):
    """What may come after a lesson: the key, what it does in words, and the step it leads to."""

    key: str
    words: str
    step: Any


class Reader:
    """One lesson being read. `following` are the steps offered at its end, the first under Enter."""

    def __init__(
        self,
        world: World,
        screen: Screen,
        reading: LessonReading,
        *,
        assumed: Sequence[str],
        following: Sequence[Following],
        test_out: Any = None,
    ) -> None:
        """Take the open lesson; nothing is shown yet. The anchor is a part of the page, and its how-manieth page."""
        self.world = world
        self.screen = screen
        self.reading = reading
        self.assumed = tuple(assumed)
        self.following = tuple(following)
        self.test_out = test_out
        self.states: dict[str, dict[int, BlockState]] = {}
        self.anchor = (0, 0)
        self.has_run = False

    def read(self) -> Any:
        """Show page after page until the reader leaves; give the step that was chosen at the end, or None."""
        self._keep()
        seen: Leaf | None = None
        while True:
            frame = self.frame()
            leaves = self.screen.cut(frame)
            leaf = self._leaf(leaves)
            if self.has_run and seen is not None and leaves[leaf].lines == seen.lines and leaf < len(leaves) - 1:
                leaf += 1  # the picture found no room below the prediction, and it is what was asked for
                self._go(leaves, leaf)
            self.has_run, seen = False, leaves[leaf]
            last = leaf == len(leaves) - 1
            frame = replace(frame, keys=self._keys(first=leaf == 0, last=last))
            self.screen.draw(frame, leaves, leaf)
            key = self.screen.key()
            if key.name in QUIT:
                return None
            if key.name == "?":
                self._help()
            elif key.name == "m" and self.scenario is not None:
                self._situation(self.scenario)
            elif key.name == "t" and self.reading.at_start and self.test_out is not None:
                return self.test_out
            elif key.name == "o":
                self._outline()
            elif (goal := moved(key, leaf, len(leaves))) is not None:
                self._go(leaves, goal)
            elif self.open_block is not None and last and self._answer(key):
                continue
            elif self.reading.at_end and (step := self._chosen(key)) is not None:
                return step
            elif key.name in BACKWARD and leaf == 0 and not self.reading.at_start:
                self._turn(self.reading.back(), at_its_end=True)
            elif key.name in FORWARD and last and self.open_block is None and not self.reading.at_end:
                self._turn(self.reading.forward())

    # Where we are

    @property
    def here(self) -> dict[int, BlockState]:
        """The states of this page's blocks; its scenarios are run when it is first opened."""
        page = self.reading.page.id
        if page not in self.states:
            pictures = {
                index: picture_of(self.world, block)
                for index, block in enumerate(self.blocks)
                if isinstance(block, ShowScenario)
            }
            asks = {index: isinstance(block, ShowScenario) and block.predict for index, block in enumerate(self.blocks)}
            self.states[page] = {
                index: BlockState(picture=one, given=None if asks[index] else SKIPPED)
                for index, one in pictures.items()
                if one is not None
            }
        return self.states[page]

    @property
    def blocks(self) -> tuple[AnyBlock, ...]:
        """The blocks of this page."""
        section = self.reading.page.section
        return section.blocks if section else ()

    @property
    def open_block(self) -> int | None:
        """The first question of this page that is not answered; what follows it is not shown yet."""
        for index, block in enumerate(self.blocks):
            state = self.here.get(index, UNTOUCHED)
            if state.given is None and (isinstance(block, Ask | Reveal) or state.picture is not None):
                return index
        return None

    @property
    def scenario(self) -> ShowScenario | None:
        """The scenario that is next to be run on this page, or was run last."""
        until = len(self.blocks) - 1 if self.open_block is None else self.open_block
        shown = [
            block
            for index, block in enumerate(self.blocks[: until + 1])
            if isinstance(block, ShowScenario) and index in self.here
        ]
        return shown[-1] if shown else None

    def _turn(self, reading: LessonReading, *, at_its_end: bool = False) -> None:
        self.reading = reading
        self.anchor = (len(self.blocks), _LAST) if at_its_end else (0, 0)
        self._keep()

    def _keep(self) -> None:
        now = self.world.now()
        self.world.progress.keep_position(self.reading.position, now)
        if self.reading.at_end:
            self.world.progress.finish(self.reading.lesson.id, self.reading.level, now)

    def _leaf(self, leaves: Sequence[Leaf]) -> int:
        """The page that holds the place, wherever that is at the size that the terminal has now."""
        part, nth = self.anchor
        holding = [number for number, leaf in enumerate(leaves) if part in leaf.parts]
        return holding[min(nth, len(holding) - 1)] if holding else len(leaves) - 1

    def _go(self, leaves: Sequence[Leaf], goal: int) -> None:
        part = leaves[goal].first
        self.anchor = (part, sum(part in leaf.parts for leaf in leaves[:goal]))

    # What is shown

    def frame(self) -> Frame:
        """The page as it stands."""
        reading = self.reading
        sections = len(reading.pages) - 2
        place = f"section {reading.index} of {sections}" if 0 < reading.index <= sections else ""
        head = HeadLine(
            reading.lesson.title, aside=reading.level, place=place, share=reading.index / (len(reading.pages) - 1)
        )
        return Frame(head=head, parts=tuple(self._parts()), keys=self._keys(first=True, last=True))

    def _parts(self) -> list[RenderableType]:
        reading = self.reading
        if reading.page.kind == "opening":
            sections = len(reading.pages) - 2
            return [OpeningView(reading.lesson, reading.level, sections=sections, assumed=self.assumed, titled=False)]
        if reading.page.kind == "closing":
            takeaways = reading.lesson.tracks.of(reading.level).takeaways
            steps = [(one.key, one.words) for one in self.following]
            return [ClosingView(takeaways, steps, beside=beside(self.world, reading.lesson))]
        until = self.open_block
        parts: list[RenderableType] = []
        for index, block in enumerate(self.blocks):
            view = block_view(block, reading.lesson, self.here.get(index, UNTOUCHED))
            title = Inline(reading.page.title, style="title") if index == 0 else None
            pieces = view.pieces() if isinstance(view, ScenarioView) else (view,)
            shown = [one for one in (title, *pieces) if one is not None]
            whole = isinstance(block, Ask | Reveal | ShowScenario)
            parts.append(Together(*shown) if whole else Stack(shown))
            if index == until:
                break
        return parts

    def _keys(self, *, first: bool, last: bool) -> tuple[tuple[str, str], ...]:
        keys: list[tuple[str, str]] = []
        block = self.blocks[self.open_block] if self.open_block is not None else None
        if not last:
            keys.append(("Enter", "read on"))
        elif isinstance(block, Ask):
            keys += [
                (f"a–{LETTERS[len(block.options) - 1]} or ↑↓", "answer"),
                ("s", "show the answer"),
            ]
        elif isinstance(block, Reveal):
            keys.append(("Enter", "show the answer"))
        elif isinstance(block, ShowScenario):
            keys.append(("Enter", "run it"))
        elif not self.reading.at_end:
            keys.append(("Enter", "begin" if self.reading.at_start else "next"))
        if self.scenario is not None:
            keys.append(("m", "manifest"))
        if self.reading.at_start and self.test_out is not None:
            keys.append(("t", "test out"))
        if not (first and self.reading.at_start):
            keys.append(("b", "back"))
        return (*keys, ("o", "outline"), ("?", "help"), ("q", "quit"))

    # What keys do

    def _answer(self, key: Key) -> bool:
        """Let the open question have the key; whether it took it."""
        index = self.open_block
        if index is None:
            return False
        block, state = self.blocks[index], self.here.get(index, UNTOUCHED)
        if isinstance(block, Ask):
            field = ChoiceField(letters=LETTERS[: len(block.options)], cursor=state.cursor)
            pressed = replace(field, chosen=SKIPPED) if key.name == "s" else field.press(key)
            after = BlockState(cursor=pressed.cursor, given=pressed.chosen)
        else:
            after = replace(state, given=SKIPPED) if key.name in {"enter", " ", "s"} else state
        if after == state:
            return key.name == "enter"
        self.here[index] = after
        self.has_run = isinstance(block, ShowScenario)
        self.anchor = (index, 0 if self.has_run else _LAST)
        return True

    def _chosen(self, key: Key) -> Any:
        """The step that a key leads to at the end of the lesson."""
        return next((one.step for one in self.following if key.name == one.key.lower()), None)

    def _help(self) -> None:
        head = HeadLine("Keys", aside=self.reading.lesson.title)
        frame = Frame(head=head, parts=(NextSteps(HELP, title=""),), keys=(("any key", "back to the lesson"),))
        self._overlay(frame)

    def _situation(self, block: ShowScenario) -> None:
        """Page through what a scenario is given, and come back."""
        head, page = HeadLine("What is run", aside=block.scenario), 0
        parts = (situation_of(self.world, block),)
        while True:
            leaves = self.screen.cut(Frame(head=head, parts=parts, keys=(("any key", "back to the lesson"),)))
            page = min(page, len(leaves) - 1)
            more = (("Enter", "read on"),) if page < len(leaves) - 1 else ()
            frame = Frame(head=head, parts=parts, keys=(*more, ("any key", "back to the lesson")))
            self.screen.draw(frame, leaves, page)
            key = self.screen.key()
            goal = page if key.name == "resize" else moved(key, page, len(leaves))
            if goal is None:
                return
            page = goal

    def _overlay(self, frame: Frame) -> Key:
        key = Key("resize")
        while key.name == "resize":
            leaves = self.screen.cut(frame)
            self.screen.draw(frame, leaves, next((number for number, leaf in enumerate(leaves) if leaf.pointed), 0))
            key = self.screen.key()
        return key

    def _outline(self) -> None:
        """Choose a section by arrows or number."""
        titles = [page.title for page in self.reading.pages[1:-1]]
        cursor = min(max(self.reading.index - 1, 0), len(titles) - 1)
        typed = ""
        while True:
            view = OutlineView(titles, here=self.reading.index - 1, cursor=cursor)
            keys = (("↑↓", "choose"), ("Enter", "go there"), ("1–9", "by number"), ("Esc", "back"))
            head = HeadLine(self.reading.lesson.title, aside=self.reading.level)
            key = self._overlay(Frame(head=head, parts=(view,), keys=keys))
            if key.name in STEPS:
                cursor, typed = stepped(cursor, STEPS[key.name], len(titles)) or 0, ""
            elif key.name.isdecimal():
                typed = typed + key.name if 1 <= int(typed + key.name) <= len(titles) else key.name
                cursor = min(max(int(typed) - 1, 0), len(titles) - 1)
            elif key.name in {"enter", " "}:
                self._turn(self.reading.to(str(cursor + 1)))
                return
            else:
                return
