"""One question of each kind, for the tests of grading and of sessions."""

from __future__ import annotations

from typing import Any

from podtutor.content.bank import ReadyEntry
from podtutor.content.quiz import (
    Choice,
    Fill,
    Idea,
    Multi,
    Number,
    Open,
    Option,
    Order,
    Predicted,
    ReadyQuestion,
    RedFlagQuestion,
    Rubric,
    TrueFalse,
)
from podtutor.tutor.answers import Shown, ShownOption

COMMON: dict[str, Any] = {
    "level": "junior",
    "topic": "restart",
    "claims": ("one-crash-restarts-all",),
    "prompt": "What happens?",
    "explanation": "That is how it is.",
}


def options(*texts: str, right: str) -> tuple[Option, ...]:
    """Options; those whose text is among the words of `right` are right."""
    return tuple(Option(text=text, why=f"why {text}", correct=text in right.split("|"), voices="") for text in texts)


CHOICE = Choice(id="choice", options=options("It restarts", "It waits", "It is moved", right="It waits"), **COMMON)
MULTI = Multi(id="multi", options=options("IP", "ports", "files, all of them", "volumes", right="IP|volumes"), **COMMON)
TRUE_FALSE = TrueFalse(id="truefalse", answer=False, why_true="No.", why_false="Yes.", voices="trap-1", **COMMON)
RED_FLAG = RedFlagQuestion(
    id="redflag",
    statement="The container crashed. Then the pod was replaced. We saw it in the logs.",
    flag=True,
    parts=options(
        "The container crashed.",
        "Then the pod was replaced.",
        "We saw it in the logs.",
        right="Then the pod was replaced.",
    ),
    instead="The container was restarted.",
    **COMMON,
)
FINE = RedFlagQuestion(
    id="fine", statement="It is so. It stays so.", flag=False, parts=options("It is so.", "It stays so.", right=""),
    instead="Nothing.", **COMMON,
)  # fmt: skip
ORDER = Order(id="order", steps=("scheduled", "pulled", "started", "ready"), **COMMON)
NUMBER = Number(id="number", answer=30, unit="seconds", tolerance=1, **COMMON)
FILL = Fill(id="fill", accept=("emptyDir", "empty dir volume"), **COMMON)
OPEN = Open(
    id="open",
    rubric=Rubric(
        ideas=(
            Idea(id="kubelet", idea="The kubelet does it.", accept=("kubelet",)),
            Idea(id="in-place", idea="In the same pod.", accept=("same pod", "in place", "pod stay*|remain*")),
            Idea(id="back-off", idea="With growing waits.", accept=("back-off|backoff", "wait* longer|grow*|double*")),
        ),
        forbidden=(Idea(id="new-pod", idea="A new pod is made.", accept=("new|another pod",)),),
    ),
    model="The kubelet restarts it in the same pod, with back-off.",
    **COMMON,
)
PREDICTED = Predicted(
    id="predict",
    options=options("Error", "Running", "CrashLoopBackOff", right="Error"),
    query="status_at('ledger', `40`)",
    scenario="crash-loop",
    **COMMON,
)
EVERY: tuple[ReadyQuestion, ...] = (CHOICE, MULTI, TRUE_FALSE, RED_FLAG, FINE, ORDER, NUMBER, FILL, OPEN, PREDICTED)


def shown(question: ReadyQuestion) -> Shown:
    """A question with its options and steps as authored (steps turned round)."""
    from podtutor.content.bank import options_of

    lettered = tuple(ShownOption("abcdef"[place], option) for place, option in enumerate(options_of(question)))
    steps = tuple(reversed(question.steps)) if isinstance(question, Order) else ()
    return Shown(bank=ReadyEntry(question, "pod", "quizzes/pod.yaml"), options=lettered, steps=steps)
