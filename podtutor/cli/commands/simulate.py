"""`podtutor simulate`: runs scenarios and manifests in the simulator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from podtutor.cli.options import JsonOption, complete_scenario, one_of
from podtutor.cli.settings import world_of
from podtutor.errors import ExitCode, PodtutorError

if TYPE_CHECKING:
    from podtutor.cli.simulating import Run
    from podtutor.cli.world import World

VIEWS = ("timeline", "pods", "events", "describe", "all")


def complete_view(incomplete: str) -> list[str]:
    """The views that begin so."""
    return [view for view in VIEWS if view.startswith(incomplete)]


def _happens(name: str, example: str, words: str) -> Any:
    """An option that says what happens to plain manifests; it may be given several times."""
    return typer.Option(name, metavar=example, help=words, rich_help_panel="What happens to plain manifests")


Names = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO|FILE...", autocompletion=complete_scenario, help="A scenario, or manifests."),
]
Until = Annotated[float | None, typer.Option("--until", metavar="S", min=0.001, help="Stop after so many seconds.")]
View = Annotated[
    str,
    typer.Option(
        "--view", metavar="|".join(VIEWS), callback=one_of(VIEWS), autocompletion=complete_view, help="What to show."
    ),
]
Why = Annotated[bool, typer.Option("--why", help="Say why each thing happened, and where Kubernetes decides it.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Draw what Kubernetes leaves to chance.")]
TraceFile = Annotated[Path | None, typer.Option("--trace", metavar="FILE", help="Write the history as JSON.")]
Watch = Annotated[bool, typer.Option("--watch", help="Play it: space stops, arrows step, q leaves.")]
Predict = Annotated[bool, typer.Option("--predict", help="Ask at each turning point what happens next.")]
Speed = Annotated[float | None, typer.Option("--speed", metavar="X", min=0.01, help="Play so many seconds in one.")]
Crash = Annotated[list[str] | None, _happens("--crash", "C@5s", "Container C fails 5 s after each start.")]
Exits = Annotated[list[str] | None, _happens("--exit", "C=0@10s", "Container C ends with exit code 0 after 10 s.")]
Memory = Annotated[list[str] | None, _happens("--memory", "C=300Mi@3s", "Container C uses so much from then on.")]
Delete = Annotated[list[str] | None, _happens("--delete", "POD@20s", "Somebody deletes a pod, or KIND/NAME.")]
NodeMemory = Annotated[str, _happens("--node-memory", "1Gi", "Memory of each node.")]
NodeCpu = Annotated[str, _happens("--node-cpu", "2", "CPUs of each node.")]
Nodes = Annotated[
    int,
    typer.Option("--nodes", min=1, max=5000, help="How many nodes.", rich_help_panel="What happens to plain manifests"),
]


def simulate(
    ctx: typer.Context,
    names: Names,
    until: Until = None,
    view: View = "timeline",
    watch: Watch = False,
    speed: Speed = None,
    predict: Predict = False,
    why: Why = False,
    seed: Seed = None,
    trace: TraceFile = None,
    crash: Crash = None,
    exits: Exits = None,
    memory: Memory = None,
    delete: Delete = None,
    node_memory: NodeMemory = "",
    node_cpu: NodeCpu = "",
    nodes: Nodes = 1,
    json: JsonOption = False,
) -> ExitCode:
    """Run a scenario, or any manifests, in the simulator.

    The options from --crash to --nodes say what happens to plain manifests; a scenario says it itself.
    """
    from podtutor.cli.simulating import Wanted, run
    from podtutor.cli.sketch import Happenings

    world = world_of(ctx)
    happenings = Happenings(
        crash=tuple(crash or ()), exit=tuple(exits or ()), memory=tuple(memory or ()), delete=tuple(delete or ()),
        node_memory=node_memory, node_cpu=node_cpu, nodes=nodes,
    )  # fmt: skip
    done = run(world, Wanted(names=tuple(names), happenings=happenings, until=until, seed=seed))
    if trace is not None:
        _write(trace, done)
    if json:
        _print_json(world, done)
        return ExitCode.DONE
    for problem in done.problems:
        world.warn(str(problem))
    if not done.trace.pods and done.problems:
        world.warn("Nothing runs.")
    elif (watch and world.has_screen) or predict:
        _play(world, done, speed, predict=predict)
    else:
        _show(world, done, view, why=why)
    return ExitCode.DONE


def _print_json(world: World, done: Run) -> None:
    from podtutor.cli.shapes import print_json, problem_shape

    problems = [problem_shape(one) | {"field": one.field} for one in done.problems]
    print_json(world, {"trace": done.data, "problems": problems, "advice": []})


def _play(world: World, done: Run, speed: float | None, *, predict: bool) -> None:
    from podtutor.cli.predictions import turnings_of
    from podtutor.cli.watching import predict_by_lines, watch

    turnings = turnings_of(done.trace) if predict else ()
    if world.has_screen:
        watch(world, done.story, title=done.title, speed=speed, turnings=turnings)
    else:
        predict_by_lines(world, done.story, turnings, title=done.title)


def _write(path: Path, done: Run) -> None:
    from podtutor.sim.trace import encode_trace

    try:
        path.write_bytes(encode_trace(done.data))
    except OSError as error:
        raise PodtutorError(f"{path}: cannot be written: {error.strerror}") from None


def _show(world: World, done: Run, view: str, *, why: bool) -> None:
    from rich.text import Text

    from podtutor.cli.showing import views_of
    from podtutor.view.layout import Page, Stack

    parts: list[Any] = [Text(done.title, style="title")]
    for name in VIEWS[:-1] if view == "all" else (view,):
        parts += views_of(done, name)
    if why:
        from podtutor.view.why import WhyView

        parts += [Text("Why", style="heading"), WhyView(done.reasons())]
    world.console.print(Page(Stack(parts), widest=200))
