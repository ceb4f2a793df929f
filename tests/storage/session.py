"""A scripted session: an endless row of changes to progress, the same each time, each told on a line once it is kept.

    python session.py FOLDER SEED FROM

begins with change FROM of the row; `test_kills.py` ends it at random moments and knows what must be there.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from podtutor.storage.opening import open_progress
from podtutor.storage.store import Store
from podtutor.tutor.progress import Flag, KeptAnswer, KeptInterview, Position

Change = Callable[[Store], object]
KINDS = ("answer", "rate", "correct", "undo", "position", "finish", "flag", "setting", "interview", "import")
WEIGHTS = (50, 8, 8, 6, 8, 3, 4, 4, 3, 3)
QUESTIONS = [f"restarts-{number}" for number in range(40)]


def changes(seed: int) -> Iterator[Change]:
    """The row of changes that a seed makes."""
    chance, at, given = random.Random(seed), 1_790_000_000_000, list[tuple[str, int]]()
    while True:
        at += chance.randrange(20_000, 20_000_000)
        kind = chance.choices(KINDS, WEIGHTS)[0] if given else "answer"
        question, then = chance.choice(given[-30:]) if given else ("", 0)
        good, number = chance.random() < 0.7, chance.randrange(1, 5)
        if kind == "answer":
            question = chance.choice(QUESTIONS)
            given.append((question, at))
            fresh = answer(question, at, right=good)
            yield lambda store, fresh=fresh: store.keep_answer(fresh)
        elif kind == "rate":
            yield lambda store, q=question, at=then, rating=number: store.rate_answer(q, at, rating=rating)
        elif kind == "correct":
            yield lambda store, q=question, at=then, right=good: store.correct_answer(q, at, right=right)
        elif kind == "undo":
            given.remove((question, then))
            yield lambda store, q=question, at=then: store.undo_answer(q, at)
        elif kind == "position":
            place = Position(lesson="restarts", level="middle", section=f"section-{number}", index=number)
            yield lambda store, place=place, at=at: store.keep_position(place, at)
        elif kind == "finish":
            yield lambda store, at=at, lesson=f"lesson-{number}": store.finish(lesson, "senior", at)
        elif kind == "flag":
            found = Flag(question=question, revision=1, at=at, note="two options are right")
            yield lambda store, found=found: store.flag(found)
        elif kind == "setting":
            yield lambda store, value=str(number): store.set_setting("confidence", value)
        elif kind == "interview":
            kept = KeptInterview(at=at, level="senior", document='{"topics": []}')
            yield lambda store, kept=kept: store.keep_interview(kept)
        else:
            document = another_machine(chance, at)
            yield lambda store, document=document: store.merge(document)


def answer(question: str, at: int, *, right: bool) -> KeptAnswer:
    """An answer."""
    return KeptAnswer(
        question=question, revision=1, lesson="restarts", topic="restart", level="middle", kind="choice",
        given="It waits", right=right, at=at, confidence=1 + at % 3, milliseconds=4_200,
    )  # fmt: skip


def another_machine(chance: random.Random, at: int) -> bytes:
    """An export of another machine: thirty answers, given shortly before."""
    answers = [
        {
            **msgspec.to_builtins(answer(chance.choice(QUESTIONS), at - 1 - number, right=chance.random() < 0.6)),
            "key": f"{chance.getrandbits(60):x}",
        }
        for number in range(30)
    ]
    return msgspec.json.encode({"podtutorProgress": 1, "answers": answers})


def main(folder: str, seed: str, begin: str) -> None:
    """Makes changes until it is ended from outside."""
    store = open_progress(Path(folder), warn=sys.exit, today="2026-11-20")
    for number, change in enumerate(islice(changes(int(seed)), int(begin), None), start=int(begin) + 1):
        change(store)
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
