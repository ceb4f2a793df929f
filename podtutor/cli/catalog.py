"""Which commands there are, in the order and the groups of the help; each module is imported when its command runs."""

from __future__ import annotations

from typing import Final, NamedTuple


class Entry(NamedTuple):
    """A command: its group in the help, and one line of what it does (the first line of its docstring)."""

    group: str
    summary: str


LEARN: Final = "Learn"
PRACTISE: Final = "Practise"
SEE: Final = "See it decided"
TEACH: Final = "Teach"

COMMANDS: Final[dict[str, Entry]] = {
    "learn": Entry(LEARN, "Take a lesson; it goes on where you left it."),
    "lessons": Entry(LEARN, "List the lessons by path, with what is done."),
    "path": Entry(LEARN, "Show the learning paths, or choose one."),
    "level": Entry(LEARN, "Show your level, or set it."),
    "explain": Entry(LEARN, "Explain a term on one card."),
    "cheatsheet": Entry(LEARN, "Must-knows, follow-ups and red flags, on paper."),
    "quiz": Entry(PRACTISE, "Answer questions, and see why after each one."),
    "questions": Entry(PRACTISE, "List the question bank itself, with answers."),
    "review": Entry(PRACTISE, "Answer what is due, in other words where there are other words."),
    "interview": Entry(PRACTISE, "Take a mock interview: broad questions, follow-ups by your answers, a scorecard."),
    "progress": Entry(PRACTISE, "Show what you have learned, as pictures."),
    "scenarios": Entry(SEE, "List the scenarios that can be run."),
    "simulate": Entry(SEE, "Run a scenario, or any manifests, in the simulator."),
    "claims": Entry(SEE, "What people say about pods, judged."),
    "prove": Entry(SEE, "Run the experiment behind a claim, before your eyes."),
    "decide": Entry(SEE, "Ask one rule, as Kubernetes would decide."),
    "verify": Entry(SEE, "Replay what was recorded from Kubernetes, and compare."),
    "check": Entry(TEACH, "Check lessons, quizzes and claims for problems."),
}
