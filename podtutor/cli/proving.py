"""Proofs on the screen: the statement and the experiment first, a guess, and then what happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from podtutor.ask.asker import Key
from podtutor.cli.reading import QUIT
from podtutor.cli.screen import Frame, Screen, moved
from podtutor.content.claims import ScenarioProof
from podtutor.content.lesson import ShowScenario
from podtutor.judge.proofs import Proved
from podtutor.view.lists import VERDICTS
from podtutor.view.pages import HeadLine
from podtutor.view.proofs import ProofView, StatementView
from podtutor.view.prose import Prose

if TYPE_CHECKING:
    from rich.console import RenderableType

    from podtutor.cli.world import World

_GUESSES: Final = {"t": "true", "f": "false", "n": "nuanced", "o": "outdated"}


def picture_for(world: World, proved: Proved) -> RenderableType | None:
    """The run of a scenario's proof; nothing for the others."""
    from podtutor.cli.scenes import picture_of

    proof = proved.claim.proof
    return picture_of(world, ShowScenario(scenario=proof.scenario)) if isinstance(proof, ScenarioProof) else None


def prove_on_screen(world: World, proofs: Sequence[Proved]) -> None:
    """One proof after the other, until the learner leaves."""
    with Screen(world.console, world.asker) as screen:
        for number, one in enumerate(proofs, start=1):
            head = HeadLine(
                "Proof", aside=one.claim.level, place=f"{number} of {len(proofs)}" if len(proofs) > 1 else ""
            )
            keys = (*((key, word) for key, word in _GUESSES.items()), ("Enter", "just see it"), ("q", "quit"))
            try:
                key = _show(screen, head, (StatementView(one.claim),), keys, question="What do you think?")
                if key.name in QUIT:
                    return
                told = _told(one, _GUESSES.get(key.name))
                last = number == len(proofs)
                after = (("Enter", "done" if last else "next"), ("q", "quit"))
                parts = (*told, ProofView(one, picture=picture_for(world, one)))
                if _show(screen, head, parts, after).name in QUIT:
                    return
            except EOFError:
                return


def _told(proved: Proved, guess: str | None) -> tuple[RenderableType, ...]:
    """What the learner thought, beside what it is."""
    if guess is None:
        return (Prose(proved.claim.claim, style="strong"),)
    right = guess == proved.claim.verdict
    word = "and so it is" if right else f"but it is {VERDICTS[proved.claim.verdict][1]}"
    style = "right" if right else "unsure"
    return (Prose(proved.claim.claim, style="strong"), Prose(f"You thought: {guess}, {word}.", style=style))


def _show(
    screen: Screen,
    head: HeadLine,
    parts: tuple[RenderableType, ...],
    keys: tuple[tuple[str, str], ...],
    *,
    question: str = "",
) -> Key:
    """Page through a body; the first key that is not about that."""
    page = 0
    while True:
        frame = Frame(head=head, parts=parts, keys=keys, question=question)
        leaves = screen.cut(frame)
        if page < len(leaves) - 1:
            frame = Frame(head=head, parts=parts, keys=(("Enter", "read on"), ("q", "quit")))
        page = min(page, len(leaves) - 1)
        screen.draw(frame, leaves, page)
        key = screen.key()
        goal = moved(key, page, len(leaves))
        if goal is not None:
            page = goal
        elif key.name != "resize":
            return key
