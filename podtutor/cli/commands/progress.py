"""`podtutor progress`: what one has learned; and out with it, in with it, away with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from podtutor.cli.options import JsonOption
from podtutor.cli.settings import world_of
from podtutor.cli.world import World
from podtutor.errors import ExitCode, PodtutorError

ACTIONS = ("export", "import", "reset")


def _action(value: str | None) -> str | None:
    if value is not None and value not in ACTIONS:
        raise typer.BadParameter(f"`{value}` is none of {', '.join(ACTIONS)}")
    return value


def _complete(incomplete: str) -> list[str]:
    return [one for one in ACTIONS if one.startswith(incomplete)]


def progress(
    ctx: typer.Context,
    action: Annotated[
        str | None,
        typer.Argument(
            metavar="[export|import|reset]",
            callback=_action,
            autocompletion=_complete,
            help="Write everything to FILE, take in such a file, or forget everything.",
        ),
    ] = None,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The file; `-` is standard output.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Reset without asking.")] = False,
    json: JsonOption = False,
) -> ExitCode:
    """Show what you have learned, as pictures.

    `export FILE` writes all that is kept as JSON, `import FILE` merges it on another machine, `reset` forgets it.
    """
    world = world_of(ctx)
    if action is None:
        return _show(world, json=json)
    if action == "reset":
        return _reset(world, yes=yes)
    if file is None:
        raise PodtutorError(f"`podtutor progress {action}` needs the name of a file")
    return _export(world, file) if action == "export" else _import(world, file)


def _show(world: World, *, json: bool) -> ExitCode:
    from podtutor.cli.progressing import picture_of_progress, progress_shape

    picture = picture_of_progress(world)
    if json:
        from podtutor.cli.shapes import print_json

        print_json(world, progress_shape(picture))
        return ExitCode.DONE
    from podtutor.view.layout import Page
    from podtutor.view.progress import ProgressView

    world.console.print(Page(ProgressView(picture)))
    return ExitCode.DONE


def _export(world: World, file: Path) -> ExitCode:
    if str(file) == "-":
        for piece in world.progress.export():
            world.stdout.write(piece.decode("utf-8"))
        return ExitCode.DONE
    if not world.progress.keeps and not world.progress.by_topic():
        raise PodtutorError(f"{file}: not written: there is nothing to export that could be read")
    draft = file.with_name(f"{file.name}.part")
    try:
        with draft.open("wb") as stream:
            for piece in world.progress.export():
                stream.write(piece)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise PodtutorError(f"{file}: this file cannot be written: {error.strerror}") from None
    world.console.print(Text(f"Written to {file}. On another machine: podtutor progress import FILE"))
    return ExitCode.DONE


def _import(world: World, file: Path) -> ExitCode:
    from podtutor.tutor.progress import UnusableExportError

    try:
        document = file.read_bytes()
    except OSError as error:
        raise PodtutorError(f"{file}: this file cannot be read: {error.strerror}") from None
    try:
        merged = world.progress.merge(document)
    except UnusableExportError as error:
        raise PodtutorError(f"{file}: {error}") from None
    if not world.progress.keeps:
        raise PodtutorError(f"{file}: nothing was taken in, as it could not be kept")
    known = f"; {merged.known} were here already" if merged.known else ""
    answers = "1 answer" if merged.added == 1 else f"{merged.added} answers"
    world.console.print(Text(f"{answers} taken in{known}."))
    return ExitCode.DONE


def _reset(world: World, *, yes: bool) -> ExitCode:
    if not world.progress.keeps:
        raise PodtutorError("nothing was forgotten: the file cannot be changed")
    if not yes:
        count = sum(total.asked for total in world.progress.by_topic().values())
        question = f"Forget everything: your level, your place in lessons, {count} answers and what is due?"
        world.messages.print(Text(f"{question}\n`podtutor progress export FILE` keeps a copy. Type yes to forget:"))
        said = world.asker.line()
        if said is None or said.strip().lower() != "yes":
            world.messages.print(Text("Nothing was forgotten."))
            return ExitCode.NO
    world.progress.reset()
    if not world.progress.keeps:
        raise PodtutorError("nothing was forgotten: the file cannot be changed")
    world.console.print(Text("Everything is forgotten."))
    return ExitCode.DONE
