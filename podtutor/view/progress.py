"""What one has learned, as pictures in the terminal: lessons, topics with honest uncertainty, days, calibration, the forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.text import Text

from podtutor.tutor.picture import CALENDAR_WEEKS, Forgotten, LessonProgress, Picture, Track
from podtutor.tutor.progress import Total
from podtutor.tutor.strength import Strength, trust_in
from podtutor.view.console import is_plain
from podtutor.view.feedback import WHEN
from podtutor.view.grid import Grid
from podtutor.view.layout import Hanging, Stack
from podtutor.view.prose import Prose
from podtutor.view.results import topic_name
from podtutor.view.text import Inline, words

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_MOST_TOPICS: Final = 12
_TRUST: Final = {
    "overconfident": "less than it feels",
    "underconfident": "more than it feels",
    "fair": "as it should be",
    "too few": "too few to tell",
}


class ProgressView:
    """The whole picture."""

    def __init__(self, picture: Picture) -> None:
        """Take the picture."""
        self.picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Stack((_Head(self.picture), *progress_parts(self.picture)))


def progress_parts(picture: Picture) -> list[RenderableType]:
    """The pictures one by one, for a screen that cuts between them."""
    parts: list[RenderableType] = []
    if picture.lessons:
        parts.append(titled("Lessons", _Lessons(picture.lessons)))
    if not picture.answers.asked:
        parts.append(Prose("No question is answered yet. `podtutor quiz` asks ten, and says why after each one."))
        return parts
    parts.append(titled("Topics, weakest first", TopicsView(picture.topics[:_MOST_TOPICS])))
    parts.append(titled("The last four months", CalendarView(picture.calendar, picture.today)))
    if picture.calibration:
        parts.append(titled("What your being sure is worth", CalibrationView(picture.calibration)))
    if picture.forgotten:
        parts.append(titled("Known once, missed the last time", _ForgottenView(picture.forgotten)))
    parts.append(_DueView(picture))
    return parts


def titled(title: str, content: RenderableType) -> Stack:
    """Something under a heading."""
    return Stack((Text(title, style="heading"), content), gap=0)


class _Head:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        picture = self.picture
        gap = ", " if is_plain(console) else " · "
        line = Text("What you have learned", style="title")
        line.append(f"{gap}{picture.level}", f"level.{picture.level}")
        if picture.path_title:
            line.append(f"{gap}{words(picture.path_title)}", "muted")
        yield line
        if picture.answers.asked:
            yield Text(f"{counted(picture.answers.asked, 'answer')}, {picture.answers.right} of them right")


class _Lessons:
    """A line for each lesson: its three tracks, done, begun or not, and the answers over it.

    Read aloud, those without any of it are one line.
    """

    def __init__(self, lessons: tuple[LessonProgress, ...]) -> None:
        self.lessons = lessons

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        rows: list[list[str | Text]] = []
        rest = [one for one in self.lessons if plain and not any(map(_touched, one.tracks))]
        for lesson in self.lessons:
            if lesson in rest:
                continue
            total = Total(sum(one.total.asked for one in lesson.tracks), sum(one.total.right for one in lesson.tracks))
            score = f"{total.right} of {total.asked}" if total.asked else ("none" if plain else "–")
            rows.append([words(lesson.title), *(_track(track, plain=plain) for track in lesson.tracks), score])
        if rows:
            yield Grid(("lesson", "junior", "middle", "senior", "right"), rows, ruled=False)
        if rest:
            names = ", ".join(words(one.title) for one in rest)
            yield Hanging("- ", Text(f"{counted(len(rest), 'lesson')} not begun: {names}"))


def _touched(track: Track) -> bool:
    return track.done is not None or track.begun or track.total.asked > 0


def _track(track: Track, *, plain: bool) -> Text:
    if track.done is not None:
        return Text("done" if plain else "✓ done", style="right")
    if track.begun:
        return Text("begun" if plain else "◐ begun", style="unsure")
    return Text("not begun" if plain else "○", style="muted")


class TopicsView:
    """Topics as bars: the dot is the share of right answers, the thick part where it lies nine times in ten."""

    def __init__(self, topics: tuple[tuple[str, Strength], ...]) -> None:
        """Take names with their strengths, in the order in which they are shown."""
        self.topics = topics

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = is_plain(console)
        width = max(12, min(32, options.max_width - 52))
        rows: list[list[str | Text]] = []
        for name, one in self.topics:
            row: list[str | Text] = [topic_name(name), f"{one.right} of {one.asked}"]
            sure = _certainty(one, short=options.max_width < 72)
            rows.append([*row, sure] if plain else [*row, _range(one, width), sure])
        columns = ("topic", "right", "how sure") if plain else ("", "", "", "")
        yield Grid(columns, rows, ruled=False)


def _range(one: Strength, width: int) -> Text:
    """The bar: a thin line from none to all, thick between the two ends, a dot at the share."""
    low, high = int(one.low * (width - 1)), round(one.high * (width - 1))
    place = min(max(round(one.share * (width - 1)), low), high)
    style = {"weak": "unsure", "strong": "right"}.get(one.standing, "bar.done")
    return Text.assemble(
        ("─" * low, "bar.rest"),
        ("━" * (place - low), style),
        ("●", style),
        ("━" * (high - place), style),
        ("─" * (width - 1 - high), "bar.rest"),
        no_wrap=True,
    )


def _certainty(one: Strength, *, short: bool) -> Text:
    if one.standing == "unknown":
        return Text("too few" if short else "too few to tell", style="muted")
    if short:
        return Text(f"{one.low:.0%} to {one.high:.0%}", style="muted")
    return Text(f"{one.share:.0%}, likely {one.low:.0%} to {one.high:.0%}", style="muted")


_SHADES: Final = (("·", "muted"), ("░", "bar.done"), ("▒", "bar.done"), ("▓", "bar.done"), ("█", "bar.done"))
_FROM: Final = (1, 6, 16, 31)
_WEEKDAYS: Final = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class CalendarView:
    """Seventeen weeks, a column each; the denser a day, the more answers. Days of rest are as good as any."""

    def __init__(self, days: Mapping[int, Total], today: int) -> None:
        """Take the days with answers, and today, counted from 1970-01-01."""
        self.days = days
        self.today = today

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if is_plain(console):
            yield from self._in_words()
            return
        start = self.today - (self.today + 3) % 7 - 7 * (CALENDAR_WEEKS - 1)
        yield self._months(start, options.max_width)
        for weekday in range(7):
            line = Text(f"{_WEEKDAYS[weekday]:4} ", style="muted", no_wrap=True)
            for week in range(CALENDAR_WEEKS):
                day = start + 7 * week + weekday
                if day <= self.today:
                    glyph, style = _SHADES[_shade(self.days.get(day, Total()).asked)]
                    line.append(f"{glyph} ", style)
            line.rstrip()
            yield line
        active = sum(day >= start for day in self.days)
        yield Text(f"     {counted(active, 'day')} with answers;  ░ up to 5  ▒ 15  ▓ 30  █ more", style="muted")

    def _months(self, start: int, width: int) -> Text:
        """The names of the months above the weeks in which they begin, where there is room before the next."""
        months = [_date(start + 7 * week + 6).month for week in range(CALENDAR_WEEKS)]
        heads = Text("     ", style="muted", no_wrap=True)
        for week, month in enumerate(months):
            begins = week == 0 or months[week - 1] != month
            fits = months[week + 1 : week + 2] in ([month], [])
            heads.append(_MONTHS[month - 1] if begins and fits and heads.cell_len <= 5 + 2 * week else "")
            heads.append(" " * max(0, 5 + 2 * (week + 1) - heads.cell_len))
        heads.rstrip()
        heads.truncate(width)
        return heads

    def _in_words(self) -> RenderResult:
        months: dict[tuple[int, int], list[int]] = {}
        for day, total in self.days.items():
            date = _date(day)
            months.setdefault((date.year, date.month), []).append(total.asked)
        for (year, month), counts in sorted(months.items()):
            text = f"{_MONTHS[month - 1]} {year}: {counted(len(counts), 'day')}, {counted(sum(counts), 'answer')}"
            yield Segment(text)
            yield Segment.line()


def _shade(count: int) -> int:
    return sum(count >= least for least in _FROM)


def _date(day: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)


class CalibrationView:
    """How often one was right when a guess, fairly sure, certain; and what that says."""

    def __init__(self, calibration: Mapping[int, Total]) -> None:
        """Take totals by degree, 1 to 3."""
        self.calibration = calibration

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows: list[list[str | Text]] = []
        for degree, total in sorted(self.calibration.items()):
            if degree in WHEN and total.asked:
                share = f"{total.right / total.asked:.0%}"
                verdict = _TRUST[trust_in(degree, total)]
                rows.append(
                    [
                        WHEN[degree],
                        f"{total.right} of {total.asked}",
                        share,
                        Text(verdict, style="muted"),
                    ]
                )
        yield Grid(("", "", "", ""), rows, ruled=False, spoken=False)


class _ForgottenView:
    def __init__(self, forgotten: tuple[Forgotten, ...]) -> None:
        self.forgotten = forgotten

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for one in self.forgotten:
            text = Inline(" ".join(one.prompt.split())).rendered(console)
            text.truncate(max(10, options.max_width - len(one.lesson) - 6), overflow="ellipsis")
            text.append(f"  ({one.lesson})", "muted")
            yield Hanging("- " if is_plain(console) else "↓ ", text, style="unsure")


class _DueView:
    def __init__(self, picture: Picture) -> None:
        self.due = picture.due

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        due = self.due
        if not due.cards:
            return
        days = f"{due.now} due now, {due.tomorrow} tomorrow, {due.week} in the week after"
        yield Text.assemble(("Review: ", "heading"), days, ("; `podtutor review`" if due.now else "", "muted"))


def counted(count: int, what: str) -> str:
    """`1 day`, `3 days`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
