"""The program as a whole: finds the command, runs it, and is the one place where errors become messages and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from podtutor.cli.catalog import COMMANDS
from podtutor.cli.settings import settle, world_of
from podtutor.errors import ExitCode, PodtutorError

if TYPE_CHECKING:
    from typer.main import Typer

PROGRAM: Final = "podtutor"
_MISTAKE: Final = 70
"""EX_SOFTWARE of sysexits.h: podtutor itself is at fault."""

# typer carries its own copy of click from 0.28 on; whose it is does not matter when it is reached by name
_WrongUsage: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _plain(context: typer.Context, value: bool) -> None:
    if value:
        settle(context, plain=True)


def _content(context: typer.Context, value: list[Path] | None) -> None:
    if value:
        settle(context, content=tuple(value))


Plain = Annotated[
    bool,
    typer.Option("--plain", callback=_plain, help="Plain text: no colours, boxes or single keys; for screen readers."),
]
Content = Annotated[
    list[Path] | None,
    typer.Option(
        "--content", metavar="DIR", callback=_content, help="Add a folder with lessons and quizzes of your own."
    ),
]


def _common_options() -> list[Any]:
    """The options every command has, as typer makes them."""
    app = typer.Typer(add_completion=False)

    @app.command()
    def common(plain: Plain = False, content: Content = None) -> None:
        """Nothing but its options."""

    options = [option for option in get_command(app).params if option.name in {"plain", "content"}]
    for option in options:
        option.expose_value = False
    return options


class Commands(TyperGroup):
    """The group of all commands; each is imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every name, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, with the common options added; None where there is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"podtutor.cli.commands.{cmd_name}")
        app: Typer = typer.Typer(add_completion=False, rich_markup_mode="rich")
        if hasattr(module, "register"):
            module.register(app)
        else:
            app.command(cmd_name)(getattr(module, cmd_name))
        command: Any = get_command(app)
        command.name = cmd_name
        command.rich_help_panel = entry.group
        command.params = [*command.params, *_common_options()]
        command.format_help = _dressed(command)
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant. Raises UnknownNameError, with what may have been meant, where there is none."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from podtutor.content.library import UnknownNameError

            raise UnknownNameError("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Help in colours on a terminal, as plain text everywhere else."""
        dress_help(self, ctx)
        super().format_help(ctx, formatter)


def _dressed(command: Any) -> Callable[[Any, Any], None]:
    """The help of a command, dressed when it is asked for."""

    def format_help(context: Any, formatter: Any) -> None:
        dress_help(command, context)
        type(command).format_help(command, context, formatter)

    return format_help


def dress_help(command: Any, context: Any) -> None:
    """Give typer's help podtutor's colours; where only text is wanted, take its boxes away."""
    if world_of(context).console.plain:
        command.rich_markup_mode = None
        return
    from typer import rich_utils

    from podtutor.view.theme import STYLES

    rich_utils.STYLE_OPTION = rich_utils.STYLE_SWITCH = STYLES["key"]
    rich_utils.STYLE_COMMANDS_TABLE_FIRST_COLUMN = STYLES["key"]
    rich_utils.STYLE_TYPES = rich_utils.STYLE_USAGE = STYLES["accent"]
    rich_utils.STYLE_HELPTEXT = ""
    rich_utils.STYLE_OPTIONS_PANEL_BORDER = rich_utils.STYLE_COMMANDS_PANEL_BORDER = STYLES["rule"]
    rich_utils.STYLE_OPTION_DEFAULT = rich_utils.STYLE_OPTION_ENVVAR = STYLES["muted"]


def _version(asked: bool) -> None:
    if asked:
        from podtutor import __version__

        sys.stdout.write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


app = typer.Typer(cls=Commands, rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]})


@app.callback(invoke_without_command=True, epilog="Without a command: where you stand, and the next step.")
def home(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    plain: Plain = False,
    content: Content = None,
) -> None:
    """Learn Kubernetes pods in your terminal, offline; nothing it teaches is merely asserted."""
    if ctx.invoked_subcommand is None:
        from podtutor.cli.home import go_home

        raise typer.Exit(go_home(world_of(ctx)))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code. Messages about wrong usage and unusable input are printed here."""
    try:
        code = get_command(app).main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
        return int(code or ExitCode.DONE)
    except PodtutorError as error:
        return _say(str(error), error.exit_code)
    except _WrongUsage as error:
        return _say(_usage_message(error), ExitCode.UNUSABLE)
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return _hushed()


def _usage_message(error: Any) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    return f"{path}: {error.format_message()}\nTry `{path} --help`."


def _say(message: str, code: int) -> int:
    from podtutor.view.text import literal

    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.write(literal(message) + "\n")
    return int(code)


def _hushed() -> int:
    """Whoever read our output has stopped reading; that is no error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return int(ExitCode.DONE)


def _stumble(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python's last resort: a mistake of podtutor's own is told in two lines, never as a traceback."""
    if os.environ.get("PODTUTOR_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
    else:
        sys.stderr.write(
            f"{PROGRAM} made a mistake of its own: {kind.__name__}: {error}\n"
            "Please report it, with what PODTUTOR_TRACEBACK=1 adds to this message.\n"
        )
    raise SystemExit(_MISTAKE)


def main() -> NoReturn:
    """The console script."""
    sys.excepthook = _stumble
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = int(ExitCode.INTERRUPTED)
    sys.exit(code)
