"""Turning points of a history, each as a question: what happens next? The history itself says which answer is right.

Answers are what is true and what people believe; each carries a test on the history, and a question is asked only
where exactly one of its answers passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from msgspec import Struct

from podtutor.view.timeline.drawing import time_words
from podtutor.view.timeline.trace import PodTrace, Run, Trace

SOON: Final = 2.5
"""Seconds within which a new start counts as at once."""
_MOST: Final = 5
_WAITS: Final = (1.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0)
_GONE: Final = (1.0, 2.0, 10.0, 30.0, 60.0)


class Guess(Struct, frozen=True):
    """One answer: what would happen, whether it does, and why it does or does not."""

    text: str
    right: bool
    why: str


class Turning(Struct, frozen=True, kw_only=True):
    """A turning point: when, what has just happened, what may happen next; `shown` is when the answer can be seen."""

    at: float
    question: str
    guesses: tuple[Guess, ...]
    shown: float


def turnings_of(trace: Trace) -> tuple[Turning, ...]:
    """The turning points of a history in the order of time, at most a handful."""
    found: list[Turning] = []
    for name, pod in trace.pods.items():
        found += _first_ends(name, pod)
        found += _third_wait(name, pod)
        found += _deletion(name, pod)
    clear = [one for one in found if sum(guess.right for guess in one.guesses) == 1]
    return tuple(sorted(clear, key=lambda one: one.at)[:_MOST])


def _lives(pod: PodTrace, container: str) -> list[Run]:
    return sorted((run for run in pod.runs if run.container == container), key=lambda run: run.attempt)


def _first_ends(name: str, pod: PodTrace) -> Iterator[Turning]:
    """What happens after a container ended for the first time, while nobody was stopping the pod."""
    for container in dict.fromkeys(run.container for run in pod.runs if run.type in {"container", "sidecar"}):
        lives = _lives(pod, container)
        first = lives[0]
        if first.ended is None or first.exit_code is None or _stopping(pod, first.ended):
            continue
        following = lives[1].started if len(lives) > 1 else None
        yield Turning(
            at=first.ended,
            question=f"{container} of {name} has just ended with exit code {first.exit_code}. What happens next?",
            guesses=_mixed(_after_end(pod, container, first.ended, following), f"{name} {container}"),
            shown=(following if following is not None else first.ended + SOON) + 0.3,
        )


def _mixed(guesses: Iterable[Guess], name: str) -> tuple[Guess, ...]:
    """Answers in an order that says nothing about them, the same whenever the same is asked."""
    mixed = list(guesses)
    Random(name).shuffle(mixed)  # noqa: S311 -- a quiz, not a secret
    return tuple(mixed)


def _stopping(pod: PodTrace, at: float) -> bool:
    return pod.deletion_requested is not None and pod.deletion_requested <= at


def _after_end(pod: PodTrace, container: str, at: float, following: float | None) -> Iterator[Guess]:
    others = [
        run
        for run in pod.runs
        if run.container != container and run.attempt and run.started is not None and at <= run.started <= at + SOON
    ]
    replaced = pod.gone is not None and pod.gone <= at + SOON
    soon = following is not None and following - at <= SOON and not replaced
    ended = "The kubelet decides container by container, by the pod's restartPolicy and how the container ended."
    yield Guess(f"{container} is started again at once, in the same pod", soon and not others, ended)
    waits = following is not None and following - at > SOON and not replaced
    wait = time_words(following - at) if following is not None and waits else "10s"
    yield Guess(
        f"{container} is started again, after about {wait}",
        waits,
        "A first end is forgiven without a wait; back-off begins with the second one.",
    )
    many = len({run.container for run in pod.runs}) > 1
    if many:
        yield Guess(
            "all containers of the pod are started again",
            soon and bool(others),
            "The neighbours are not asked and not touched, unless a rule of the pod says so.",
        )
    yield Guess(
        "the pod is deleted, and another one takes its place",
        replaced,
        "No controller is asked about a container that ended. The pod keeps its name, its uid and its node.",
    )
    yield Guess(
        f"{container} stays as it is; nothing starts it again",
        following is None and not replaced,
        "Whether an ended container is started again is a question of restartPolicy; Always is the default.",
    )


def _third_wait(name: str, pod: PodTrace) -> Iterator[Turning]:
    """How long a crash loop waits before a later start."""
    for container in dict.fromkeys(run.container for run in pod.runs):
        lives = _lives(pod, container)
        if len(lives) < 4 or lives[2].ended is None or lives[3].started is None:
            continue
        wait = lives[3].started - lives[2].ended
        near = min(_WAITS, key=lambda usual: abs(usual - wait))
        yield Turning(
            at=lives[2].ended,
            question=f"{container} of {name} has ended for the third time. How long until its next start?",
            guesses=tuple(
                Guess(
                    "at once" if usual == 1.0 else f"about {time_words(usual)}",
                    usual == near,
                    "The wait doubles from one restart to the next: 10 s, 20 s, 40 s and on, up to 5 minutes.",
                )
                for usual in sorted({near, 1.0, 10.0, 20.0, 300.0})
            ),
            shown=lives[3].started + 0.3,
        )


def _deletion(name: str, pod: PodTrace) -> Iterator[Turning]:
    """How long a deleted pod is still there."""
    at, gone = pod.deletion_requested, pod.gone
    if at is None or gone is None:
        return
    near = min(_GONE, key=lambda usual: abs(usual - (gone - at)))
    why = "A pod goes when its last container has ended: after SIGTERM, or by SIGKILL at the end of its grace period."
    yield Turning(
        at=at,
        question=f"{name} is being deleted. When will it be gone?",
        guesses=tuple(
            Guess("at once" if usual == 1.0 else f"after about {time_words(usual)}", usual == near, why)
            for usual in sorted({near, 1.0, 10.0, 30.0})
        ),
        shown=gone + 0.3,
    )
