"""`podtutor decide`: asks one rule directly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.errors import ExitCode, PodtutorError

if TYPE_CHECKING:
    from podtutor.rules.decide import Decision


def complete_decision(incomplete: str) -> list[tuple[str, str]]:
    """The kinds of decisions that begin so."""
    from podtutor.rules.decide import DECISIONS

    return [(name, one.summary) for name, one in DECISIONS.items() if name.startswith(incomplete)]


def decide(
    ctx: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", autocompletion=complete_decision, help="What is to be decided.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The question, as YAML or JSON; without FILE, standard input."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the kinds.")] = False,
    json: JsonOption = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One question a line in, one answer a line out.")] = False,
) -> ExitCode:
    """Ask one rule, as Kubernetes would decide.

    The question is a small document of its own, or a bare Pod for the kinds that take one.
    """
    world = world_of(ctx)
    if listing or kind is None:
        return _list(world, json=json)
    decision = _known(kind)
    if jsonl:
        return _stream(world, decision, file)
    from podtutor.cli.deciding import asked_in

    questions = asked_in(decision, _text(world, file), str(file) if file else "standard input")
    if json:
        from podtutor.cli.shapes import print_json

        answers = [decision.decide(question) for _, question in questions]
        print_json(world, answers[0] if len(answers) == 1 else answers)
        return ExitCode.DONE
    from podtutor.view.decision import ExplanationView
    from podtutor.view.layout import Page, Stack

    views = [
        ExplanationView(
            decision.explain(question), subject=name if len(questions) > 1 else "", upstream=decision.upstream
        )
        for name, question in questions
    ]
    world.console.print(Page(Stack(views, gap=2)))
    return ExitCode.DONE


def _known(kind: str) -> Decision:
    from podtutor.content.library import UnknownNameError
    from podtutor.rules.decide import DECISIONS

    name = kind.replace("-", "_")
    if name not in DECISIONS:
        raise UnknownNameError("kind of decision", kind, DECISIONS)
    return DECISIONS[name]


def _list(world: World, *, json: bool) -> ExitCode:
    from podtutor.rules.decide import DECISIONS

    if json:
        from podtutor.cli.shapes import print_json

        print_json(
            world,
            [
                {"kind": one.name, "summary": one.summary, "pod": one.accepts_pod, "upstream": one.upstream}
                for one in DECISIONS.values()
            ],
        )
        return ExitCode.DONE
    from podtutor.view.decision import DecisionsView
    from podtutor.view.layout import Page

    world.console.print(Page(DecisionsView(list(DECISIONS.values())), widest=120))
    return ExitCode.DONE


def _text(world: World, file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        if world.stdin.isatty():
            raise PodtutorError("decide reads a question; name a FILE, or pipe one in (`podtutor decide --list`)")
        return world.stdin.buffer.read() if hasattr(world.stdin, "buffer") else world.stdin.read().encode()
    try:
        return file.read_bytes()
    except OSError as error:
        raise PodtutorError(f"{file}: this file cannot be read: {error.strerror}") from None


def _stream(world: World, decision: Decision, file: Path | None) -> ExitCode:
    """Line by line, so that a program at the other end gets each answer when it is there."""
    from podtutor.rules.decide.stream import answers

    out = world.stdout.buffer
    source = world.stdin.buffer if file is None or str(file) == "-" else _text(world, file).splitlines()
    for answer in answers(decision, source):
        out.write(answer + b"\n")
    out.flush()
    return ExitCode.DONE
