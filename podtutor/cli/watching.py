"""Plays a history: time runs, space stops it, arrows step from moment to moment; predictions are asked on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.ask.asker import Key
from podtutor.ask.fields import ChoiceField
from podtutor.cli.predictions import Turning
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import Frame, Screen
from podtutor.cli.turning_views import TurningView, VerdictView
from podtutor.view.blocks import LETTERS
from podtutor.view.layout import Page
from podtutor.view.pages import HeadLine
from podtutor.view.timeline.drawing import MomentsView, TimelineView, time_words
from podtutor.view.timeline.story import Story

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

FRAME_SECONDS: Final = 0.08
"""How often the picture is drawn while time runs."""
WHOLE_SECONDS: Final = 25.0
"""Without a speed of one's own, the whole history takes about so long."""
_LATEST: Final = 6
_FASTER: Final = 1.5


class Player:
    """A history being played. `now` is in seconds of the history."""

    def __init__(
        self,
        world: World,
        screen: Screen,
        story: Story,
        *,
        title: str,
        speed: float | None,
        turnings: Sequence[Turning] = (),
    ) -> None:
        """Take the story; time begins to run with the first frame. Time stops at turning points until one predicts."""
        self.turnings = list(turnings)
        self.asked = ChoiceField(letters="")
        self.verdict: VerdictView | None = None
        self.right = 0
        self.world = world
        self.screen = screen
        self.story = story
        self.title = title
        self.speed = speed or max(1.0, story.end / WHOLE_SECONDS)
        self.now = 0.0
        self.running = True
        self.page = 0
        self.stops = self._stops()

    def _stops(self) -> tuple[float, ...]:
        """The moments that arrows step to: each at least a fifth of a second after the one before."""
        kept = [0.0]
        for moment in self.story.moments:
            if moment.at - kept[-1] >= 0.2:
                kept.append(moment.at)
        return (*kept, self.story.end) if self.story.end > kept[-1] else tuple(kept)

    def play(self) -> None:
        """Play until the watcher leaves."""
        last = self.world.ticks()
        while True:
            self._draw()
            key = self.screen.key(FRAME_SECONDS if self.running else None)
            tick = self.world.ticks()
            if self.running:
                self._run_on((tick - last) / 1000 * self.speed)
            last = tick
            if key.name in QUIT:
                return
            if self.turning is not None:
                self._predict(self.turning, key)
            else:
                self._press(key)

    def _run_on(self, seconds: float) -> None:
        """Let time pass, but not past a turning point, nor past the end."""
        self.now = min(self.story.end, self.now + seconds)
        if self.turnings and self.turnings[0].at <= self.now:
            self.now = self.turnings[0].at
            self.running = False
            self.asked = ChoiceField(letters=LETTERS[: len(self.turnings[0].guesses)])
        elif self.now >= self.story.end:
            self.running = False

    @property
    def turning(self) -> Turning | None:
        """The turning point at which time stands, until it is answered."""
        return self.turnings[0] if self.asked.letters else None

    def _predict(self, turning: Turning, key: Key) -> None:
        if key.name != "s":
            self.asked = self.asked.press(key)
            if self.asked.chosen is None:
                return
        self.verdict = VerdictView(turning, self.asked.chosen)
        self.right += self.verdict.right
        self.turnings.pop(0)
        self.asked = ChoiceField(letters="")
        self.running = True

    def _press(self, key: Key) -> None:
        if key.name in {" ", "enter"}:
            if self.now >= self.story.end:
                self.now = 0.0
            self.running = not self.running
        elif key.name in {"right", "left"}:
            self.running = False
            self.now = self._neighbour(forward=key.name == "right")
        elif key.name in {"home", "end"}:
            self.running = False
            self.now = 0.0 if key.name == "home" else self.story.end
        elif key.name in {"+", "-"}:
            self.speed = max(0.1, self.speed * _FASTER if key.name == "+" else self.speed / _FASTER)
        elif key.name in {"pagedown", "down", "pageup", "up"}:
            self.page += 1 if key.name in {"pagedown", "down"} else -1

    def _neighbour(self, *, forward: bool) -> float:
        if forward:
            return next((stop for stop in self.stops if stop > self.now + 1e-6), self.story.end)
        return next((stop for stop in reversed(self.stops) if stop < self.now - 1e-6), 0.0)

    def _draw(self) -> None:
        place = f"{time_words(self.now)} of {time_words(self.story.end)}  x{self.speed:.3g}"
        head = HeadLine(self.title, place=place, share=self.now / self.story.end if self.story.end else 1.0)
        over = self.now >= self.story.end
        keys: Sequence[tuple[str, str]] = (
            ("Space", "again" if over else "pause" if self.running else "go on"),
            ("←→", "step"),
            ("+-", "speed"),
            ("q", "leave"),
        )
        parts: list[RenderableType] = [TimelineView(self.story, now=self.now, legend=False)]
        if self.turning is not None:
            parts.append(TurningView(self.turning, cursor=self.asked.cursor))
            keys = (
                (f"a–{LETTERS[len(self.turning.guesses) - 1]} or ↑↓", "predict"),
                ("s", "just go on"),
                ("q", "leave"),
            )
        elif self.verdict is not None:
            parts.append(self.verdict)
        else:
            parts.append(LatestView(self.story, self.now))
        frame = Frame(head=head, parts=tuple(parts), keys=tuple(keys))
        leaves = self.screen.cut(frame)
        if len(leaves) > 1 and len(self.story.pods) > 1:
            parts[0] = TimelineView(self.story, now=self.now, legend=False, compact=True)
            frame = Frame(head=head, parts=tuple(parts), keys=tuple(keys))
            leaves = self.screen.cut(frame)
        if len(leaves) > 1:
            frame = Frame(head=head, parts=tuple(parts), keys=(("↑↓", "page"), *keys))
            leaves = self.screen.cut(frame)
        self.page = min(max(self.page, 0), len(leaves) - 1)
        self.screen.draw(frame, leaves, self.page)


class LatestView(MomentsView):
    """The last few moments before now, the newest at the bottom."""

    def __init__(self, story: Story, now: float, *, count: int = _LATEST) -> None:
        """Take the story and the time."""
        latest = [moment for moment in story.moments if moment.at <= now][-count:]
        shown = Story(end=story.end, pods=story.pods, actions=story.actions, moments=tuple(latest))
        super().__init__(shown, now=now, every=True)


def watch(
    world: World, story: Story, *, title: str, speed: float | None = None, turnings: Sequence[Turning] = ()
) -> None:
    """Play a history on the screen."""
    with Screen(world.console, world.asker) as screen:
        player = Player(world, screen, story, title=title, speed=speed, turnings=turnings)
        try:
            player.play()
        except EOFError:
            return
        finally:
            answered = len(turnings) - len(player.turnings)
            farewell = f"{player.right} of {answered} predicted."
    if answered:
        world.console.print(Text(farewell))


def predict_by_lines(world: World, story: Story, turnings: Sequence[Turning], *, title: str) -> None:
    """Predictions without a screen: the story so far in sentences, a question, a line, the verdict; then the rest."""
    console, told = world.console, 0.0
    console.print(Text(title, style="title"))
    for turning in turnings:
        console.print(Page(LatestView(_between(story, told, turning.at), turning.at, count=10_000)))
        told = turning.at
        console.print(Page(TurningView(turning)))
        console.print(Text("Your letter:"), end=" ")
        console.file.flush()
        line = world.asker.line()
        if line is None:
            break
        letter = line.strip().lower()
        place = LETTERS.find(letter) if len(letter) == 1 else -1
        chosen = place if 0 <= place < len(turning.guesses) else None
        console.print()
        console.print(Page(VerdictView(turning, chosen)))
        console.print()
    console.print(Page(LatestView(_between(story, told, story.end), story.end, count=10_000)))


def _between(story: Story, begin: float, end: float) -> Story:
    """The part of a story after `begin`, up to `end`."""
    moments = tuple(moment for moment in story.moments if (begin < moment.at or begin == 0.0) and moment.at <= end)
    return Story(end=story.end, pods=story.pods, actions=story.actions, moments=moments)
