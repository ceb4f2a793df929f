"""Draws a story: pods below one another, a row for each container, phases above and READY below, the time at the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from podtutor.view.console import is_plain
from podtutor.view.layout import Hanging
from podtutor.view.text import literal
from podtutor.view.timeline.scale import Scale, scale_of
from podtutor.view.timeline.story import Label, Lane, Moment, PodStory, Step, Story

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

STATES: Final = {
    "absent": (" ", "state.gone", ""),
    "waiting": ("·", "state.waiting", "waits to start"),
    "pulling": ("░", "state.pulling", "image is fetched"),
    "running": ("━", "state.running", "runs"),
    "stopping": ("╍", "state.stopping", "is stopping"),
    "backoff": ("┄", "state.backoff", "waits for its next start"),
    "down": ("┈", "state.gone", "its node is down"),
    "done": (" ", "state.done", ""),
}
"""Glyph, style and words of a container's state."""

MARKS: Final = {
    "start": ("━", "state.running", ""),
    "pull": ("↓", "state.pulling", "image is fetched"),
    "probe": ("!", "unsure", "probe failed"),
    "resize": ("±", "mark.action", "resized"),
    "signal": ("▼", "mark.signal", "to be stopped"),
    "restart": ("↻", "state.running", "starts again"),
    "exit-ok": ("✓", "right", "ended, exit code 0"),
    "exit-bad": ("✗", "wrong", "ended with an error"),
    "no-memory": ("M", "mark.failure", "killed, out of memory"),
    "lost": ("?", "mark.failure", "ended unseen"),
    "evicted": ("⊘", "mark.failure", "evicted"),
    "call-ok": ("·", "state.waiting", "answered"),
    "call-refused": ("✗", "wrong", "refused"),
    "call-cut": ("!", "unsure", "cut off"),
}
"""Glyph, style and words of a mark; a later one in this table wins where two fall into one column."""

CUT: Final = "╱╱"
"""Where a long wait is not drawn to scale."""

_RANK: Final = {mark: rank for rank, mark in enumerate(MARKS)}
_WIDEST_NAME: Final = 18
_LONGEST_TELLING: Final = 3
"""Of moments that repeat themselves this many are told, then how often they came again."""


def time_words(at: float) -> str:
    """Seconds as people write them: `3.6s`, `45s`, `4m10s`."""
    if at < 60:
        return f"{at:.1f}".removesuffix(".0") + "s"
    minutes, seconds = divmod(round(at), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}h" if hours else ""
    text += f"{minutes}m" if minutes else ""
    return text + (f"{seconds}s" if seconds else "")


class TimelineView:
    """The picture of a story; with `now`, as far as time has come. Plain consoles are told the story instead."""

    def __init__(self, story: Story, *, now: float | None = None, legend: bool = True, compact: bool = False) -> None:
        """Take the story; `now` is in seconds. Compact: one row a container and no other, for many pods on one screen."""
        self.compact = compact
        self.story = story
        self.now = story.end if now is None else now
        self.legend = legend

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if is_plain(console):
            yield MomentsView(self.story, now=self.now)
            return
        names = ["STATUS", *(self._name(pod, lane) for pod in self.story.pods for lane in pod.lanes)]
        names += ["actions"] * bool(self.story.actions)
        names += [f"svc {service}" for service, _ in self.story.services]
        column = min(_WIDEST_NAME + 8 * self.compact, max(len(name) for name in names)) + 2
        scale = scale_of(self.story.times(), max(20, options.max_width - column - 1))
        used: dict[str, None] = {}
        if self.story.actions:
            yield from self._actions(scale, column)
        there = [pod for pod in self.story.pods if pod.phases and pod.phases[0].at <= self.now]
        for number, pod in enumerate(there):
            if self.compact:
                yield from self._lanes(pod, scale, column, used)
                continue
            if number:
                yield Text("")
            yield from self._pod(pod, scale, column, used)
        yield from self._services(scale, column, used)
        yield self._row("time", self._axis(scale), column, "label")
        if self.legend and used:
            yield Text("")
            yield _legend(used, options.max_width, cut=bool(scale.folds))

    def _pod(self, pod: PodStory, scale: Scale, column: int, used: dict[str, None]) -> Iterator[Text]:
        heading = Text.assemble(
            (literal(pod.name), "strong"), (f"  on {literal(pod.node)}" if pod.node else "", "muted")
        )
        yield heading
        yield self._row("phase", self._labels(pod.phases, scale), column, "label")
        yield from self._lanes(pod, scale, column, used)
        yield self._row("READY", self._labels(pod.ready, scale), column, "label")
        yield self._row("STATUS", self._labels(pod.status, scale), column, "label")

    def _lanes(self, pod: PodStory, scale: Scale, column: int, used: dict[str, None]) -> Iterator[Text]:
        for lane in pod.lanes:
            yield self._row(self._name(pod, lane), self._lane(lane, scale, used), column, "accent")

    def _name(self, pod: PodStory, lane: Lane) -> str:
        return f"{pod.name} {lane.name}" if self.compact else lane.name

    def _row(self, name: str, cells: Text, column: int, style: str) -> Text:
        label = Text(literal(name), style=style)
        label.truncate(column - 2, overflow="ellipsis")
        label.pad_right(column - label.cell_len)
        row = Text.assemble(" ", label, cells, no_wrap=True, end="\n")
        row.rstrip()
        return row

    def _lane(self, lane: Lane, scale: Scale, used: dict[str, None]) -> Text:
        cells: list[tuple[str, str]] = []
        state, ahead = "absent", list(lane.steps)
        marks = self._marks(lane.steps, scale)
        folds = {fold.middle for fold in scale.folds}
        for place in range(scale.column(self.now) + 1):
            while ahead and scale.column(ahead[0].at) <= place and ahead[0].at <= self.now:
                state = ahead.pop(0).state or state
            glyph, style, _ = STATES[state]
            if place in marks:
                used.setdefault(marks[place])
                glyph, style, _ = MARKS[marks[place]]
            elif state != "absent":
                used.setdefault(state)
                if (place in folds or place - 1 in folds) and glyph.strip():
                    glyph = CUT[0]
            cells.append((glyph, style))
        return Text.assemble(*cells)

    def _marks(self, steps: Sequence[Step], scale: Scale) -> dict[int, str]:
        """The mark of each column; of several the one that says most."""
        marks: dict[int, str] = {}
        for step in steps:
            if not step.mark or step.at > self.now:
                continue
            place = scale.column(step.at)
            if place not in marks or _RANK[step.mark] >= _RANK[marks[place]]:
                marks[place] = step.mark
        return marks

    def _labels(self, labels: Sequence[Label], scale: Scale) -> Text:
        """Words at their columns, each as far as the next one leaves room."""
        reached = [label for label in labels if label.at <= self.now]
        text = Text()
        for number, label in enumerate(reached):
            place = scale.column(label.at)
            following = scale.column(reached[number + 1].at) if number + 1 < len(reached) else scale.width + 6
            word, room = literal(label.text), max(0, following - place - 1)
            if room < min(3, len(word)):
                continue
            word = word if len(word) <= room else word[: room - 1] + "…"
            text.pad_right(max(0, place - text.cell_len))
            text.append(word)
        return text

    def _axis(self, scale: Scale) -> Text:
        """Times under the moments that matter, as many as there is room for: the ends and those beside a cut first."""
        now = scale.column(self.now)
        cuts = {column for fold in scale.folds for column in (fold.begin, fold.end)}
        ends = {0, len(scale.moments) - 1}
        known = [place for place, at in enumerate(scale.moments) if at <= self.now or place in ends]
        order = sorted(known, key=lambda place: (place not in ends, scale.columns[place] not in cuts, place))
        taken: list[tuple[int, str, str]] = []

        def put(begin: int, text: str, style: str) -> None:
            if all(begin > at + len(other) or begin + len(text) < at for at, other, _ in taken):
                taken.append((begin, text, style))

        for place in order:
            text = time_words(scale.moments[place])
            put(min(scale.columns[place], scale.width - len(text)), text, "label")
        for fold in scale.folds:
            if fold.end <= now:
                put(fold.middle, CUT, "muted")
        axis = Text()
        for begin, text, style in sorted(taken):
            axis.pad_right(max(0, begin - axis.cell_len))
            axis.append(text, style)
        return axis

    def _actions(self, scale: Scale, column: int) -> Iterator[Text]:
        """What people and the world do: a number at its time, and the words behind the numbers."""
        reached = [action for action in self.story.actions if action.at <= self.now]
        text = Text()
        for number, action in enumerate(reached, start=1):
            place = scale.column(action.at)
            if place >= text.cell_len:
                text.pad_right(place - text.cell_len)
                text.append(_numbered(number), "mark.action")
        for number, action in enumerate(reached, start=1):
            said = Text.assemble(
                (f"{_numbered(number)} ", "mark.action"), (f"{time_words(action.at)}  ", "muted"), literal(action.text)
            )
            yield said
        if reached:
            yield self._row("actions", text, column, "label")
            yield Text("")

    def _services(self, scale: Scale, column: int, used: dict[str, None]) -> Iterator[Text]:
        if self.story.services:
            yield Text("")
        for service, labels in self.story.services:
            yield self._row(f"svc {service}", self._labels(labels, scale), column, "label")
        for service, calls in self.story.requests:
            marks = self._marks(calls, scale)
            cells = Text()
            for place in sorted(marks):
                cells.pad_right(place - cells.cell_len)
                used.setdefault(marks[place])
                cells.append(*MARKS[marks[place]][:2])
            yield self._row(f"calls {service}", cells, column, "label")


def _numbered(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else "*"


def _legend(used: dict[str, None], width: int, *, cut: bool) -> Text:
    """The glyphs that were drawn, each with its words; words that came already are not said twice."""
    pieces: list[Text] = []
    said: set[str] = set()
    for table in (STATES, MARKS):
        for name, (glyph, style, words) in table.items():
            if name in used and words and words not in said:
                said.add(words)
                pieces.append(Text.assemble((glyph, style), (f" {words}", "muted")))
    if cut:
        pieces.append(Text.assemble((CUT, "muted"), (" a long time, cut short", "muted")))
    legend, line = Text(), Text(" ")
    for piece in pieces:
        if line.cell_len + piece.cell_len + 3 > width and line.cell_len > 1:
            legend.append_text(line).append("\n")
            line = Text(" ")
        line.append_text(piece).append("   ")
    line.rstrip()
    return legend.append_text(line)


class MomentsView:
    """The story in sentences, in the order of time; what repeats itself is told a few times, then counted."""

    def __init__(self, story: Story, *, now: float | None = None, every: bool = False) -> None:
        """Take the story; `every` tells repetitions too."""
        self.story = story
        self.now = story.end if now is None else now
        self.every = every

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        moments = [moment for moment in self.story.moments if moment.at <= self.now]
        several = len({moment.who for moment in moments if moment.who}) > 1
        seen: dict[str, int] = {}
        for moment in moments:
            key = _without_digits(moment.text)
            seen[key] = seen.get(key, 0) + 1
            if self.every or seen[key] <= _LONGEST_TELLING:
                yield _told(moment, several=several)
        left = {key: count - _LONGEST_TELLING for key, count in seen.items() if count > _LONGEST_TELLING}
        if left and not self.every:
            yield Text(f"  … {sum(left.values())} more moments of the same kind", style="muted")


def _without_digits(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdecimal())


def _told(moment: Moment, *, several: bool) -> Hanging:
    text = Text()
    if not moment.who:
        text.append("you: " if moment.kind == "action" else "", "mark.action")
    elif several:
        text.append(f"{literal(moment.who)}: ", "strong")
    text.append(literal(moment.text))
    return Hanging(f"{time_words(moment.at):>7}  ", text, style="accent")
