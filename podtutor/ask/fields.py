"""What can be filled in by keys, as pure values: a choice, tick boxes, an order, a line of text. A key makes a new one."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from podtutor.ask.asker import Key


class ChoiceField(Struct, frozen=True, kw_only=True):
    """One of several options, known by their letters; `chosen` is set once the choice is made.

    The cursor begins nowhere, so that Enter pressed by habit chooses nothing.
    """

    letters: str
    cursor: int | None = None
    chosen: int | None = None

    def press(self, key: Key) -> ChoiceField:
        """Arrows move, a letter chooses at once, Enter chooses where the cursor is."""
        if key.name in STEPS:
            return replace(self, cursor=stepped(self.cursor, STEPS[key.name], len(self.letters)))
        if key.name == "enter":
            return replace(self, chosen=self.cursor)
        place = self.letters.find(key.name.lower()) if len(key.name) == 1 else -1
        return replace(self, cursor=place, chosen=place) if place >= 0 else self


class TicksField(Struct, frozen=True, kw_only=True):
    """Any of several options; Enter ends it where at least one is ticked."""

    letters: str
    cursor: int | None = None
    ticked: frozenset[int] = frozenset()
    done: bool = False

    def press(self, key: Key) -> TicksField:
        """Arrows move, space or a letter ticks, Enter ends."""
        if key.name in STEPS:
            return replace(self, cursor=stepped(self.cursor, STEPS[key.name], len(self.letters)))
        if key.name == "enter":
            return replace(self, done=bool(self.ticked))
        place = self.cursor if key.name == " " else self.letters.find(key.name.lower()) if len(key.name) == 1 else -1
        if place is not None and place >= 0:
            return replace(self, cursor=place, ticked=self.ticked ^ {place})
        return self


class OrderField(Struct, frozen=True, kw_only=True):
    """`order` holds the steps (by number) as they stand now; space lifts the step at the cursor, arrows carry it."""

    order: tuple[int, ...]
    cursor: int = 0
    lifted: bool = False
    done: bool = False

    def press(self, key: Key) -> OrderField:
        """Arrows move the cursor or the lifted step, space lifts and drops, a digit brings a step here, Enter ends."""
        if key.name in {"up", "down"}:
            return self._moved(-1 if key.name == "up" else 1)
        if key.name == " ":
            return replace(self, lifted=not self.lifted)
        if key.name == "enter":
            return replace(self, done=True)
        if key.name.isdecimal() and 1 <= int(key.name) <= len(self.order):
            return self._brought(int(key.name) - 1)
        return self

    def _moved(self, by: int) -> OrderField:
        goal = self.cursor + by
        if not 0 <= goal < len(self.order):
            return self
        if not self.lifted:
            return replace(self, cursor=goal)
        order = list(self.order)
        order[self.cursor], order[goal] = order[goal], order[self.cursor]
        return replace(self, order=tuple(order), cursor=goal)

    def _brought(self, step: int) -> OrderField:
        """The step of that number comes to the cursor's place, and the cursor goes on to the next."""
        rest = [one for one in self.order if one != step]
        order = (*rest[: self.cursor], step, *rest[self.cursor :])
        return replace(self, order=order, cursor=min(self.cursor + 1, len(order) - 1), lifted=False)


class TextField(Struct, frozen=True, kw_only=True):
    """A line of text with a cursor; `place` counts characters from its beginning."""

    text: str = ""
    place: int = 0
    done: bool = False

    def press(self, key: Key) -> TextField:
        """Edit as in a shell: arrows, Home, End, Backspace, Delete, Ctrl-U, Ctrl-W, Ctrl-K; Enter ends."""
        before, after = self.text[: self.place], self.text[self.place :]
        if key.name == "enter":
            return replace(self, done=True)
        if key.text:
            typed = " ".join(key.text.split("\n")) if key.name == "paste" else key.text
            return replace(self, text=before + typed + after, place=self.place + len(typed))
        if key.name == "backspace":
            return replace(self, text=before[:-1] + after, place=max(0, self.place - 1))
        if key.name == "delete":
            return replace(self, text=before + after[1:])
        if key.name == "ctrl-u":
            return replace(self, text=after, place=0)
        if key.name == "ctrl-k":
            return replace(self, text=before)
        if key.name == "ctrl-w":
            kept = before.rstrip()
            kept = kept[: kept.rfind(" ") + 1]
            return replace(self, text=kept + after, place=len(kept))
        moves = {"left": self.place - 1, "right": self.place + 1, "home": 0, "end": len(self.text)}
        return replace(self, place=min(len(self.text), max(0, moves.get(key.name, self.place))))


STEPS: Final = {"up": -1, "back-tab": -1, "down": 1, "tab": 1}
"""Keys that move a cursor in a list, and by how much."""


def stepped(cursor: int | None, by: int, count: int) -> int:
    """The next place of a cursor in a list that goes round; from nowhere to the first or the last."""
    if cursor is None:
        return 0 if by > 0 else count - 1
    return (cursor + by) % count
