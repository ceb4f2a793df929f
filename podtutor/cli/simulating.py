"""Runs what was asked for in the simulator: finds it, runs it, and keeps everything that views and JSON want of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from podtutor.cli.sketch import Happenings, sketch
from podtutor.content.outline import first_key
from podtutor.errors import PodtutorError, Problem
from podtutor.kube.manifest import WrittenObject
from podtutor.sim.run import Simulation, simulate
from podtutor.sim.scenario_reader import LoadedScenario, read_scenario
from podtutor.view.timeline.story import Story, story_of
from podtutor.view.timeline.trace import Trace, as_trace
from podtutor.view.why import Reason

if TYPE_CHECKING:
    from podtutor.cli.world import World


class Run(Struct, frozen=True, kw_only=True):
    """A simulation that has ended: itself, its trace as data and typed, and what there is to say about the input."""

    simulation: Simulation
    data: Any
    trace: Trace
    until: float
    problems: tuple[Problem, ...] = ()

    @property
    def story(self) -> Story:
        """The history as it is drawn and told."""
        return story_of(self.trace, self.until)

    @property
    def title(self) -> str:
        """What the scenario is called."""
        scenario = self.simulation.loaded.scenario
        return scenario.title or scenario.name

    def reasons(self) -> list[Reason]:
        """Every step that has a cause, in the order of time."""
        history = self.simulation.history
        found: list[Reason] = []
        several = history is not None and len(history.pods) > 1
        for record in history.pods if history is not None else ():
            who = f"{record.name}: " if several else ""
            found += [_reason(one.at, f"{who}phase {one.phase}", one.cause) for one in record.phases]
            found += [_reason(one.at, f"{who}{_READY[one.ready]}", one.cause) for one in record.ready]
            found += [
                _reason(
                    one.at,
                    f"{who}kubectl shows {one.ready} {one.status}",
                    one.cause,
                    f"STATUS is made of this: {one.why}",
                )
                for one in record.rows
            ]
        for line in history.cluster.api.events.log if history is not None else ():
            name = f"{line.kind} {line.key.rpartition('/')[2]}"
            found.append(_reason(line.at, f"event {line.reason} of {name}: {line.message}", line.cause))
        return sorted((one for one in found if one.cause.rule), key=lambda one: one.at)


_READY = {True: "the pod is ready", False: "the pod is not ready"}


def _reason(at: int, text: str, cause: Any, because: str = "") -> Reason:
    return Reason(at=at / 1000, text=text, cause=cause, because=because)


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be run: names of scenarios or files, what happens besides, until when, with which seed."""

    names: tuple[str, ...]
    happenings: Happenings = Happenings()
    until: float | None = None
    seed: int | None = None


def run(world: World, wanted: Wanted) -> Run:
    """Find, run and record. Raises PodtutorError where something cannot be read or run."""
    return _run(*_load(world, wanted), wanted)


def run_scenario(path: Path) -> Run:
    """Run one scenario file to its end."""
    return _run(read_scenario(_read(path), str(path)), (), (), Wanted(names=(path.stem,)))


def _run(
    loaded: LoadedScenario, written: tuple[WrittenObject, ...], problems: tuple[Problem, ...], wanted: Wanted
) -> Run:
    simulation = simulate(loaded, seed=wanted.seed)
    refused = tuple(_refusal(obj, error, written) for obj, error in simulation.refused)
    until = min(wanted.until or simulation.end / 1000, simulation.end / 1000)
    simulation.run(round(until * 1000))
    data = simulation.trace()
    return Run(simulation=simulation, data=data, trace=as_trace(data), until=until, problems=(*problems, *refused))


def _load(world: World, wanted: Wanted) -> tuple[LoadedScenario, tuple[WrittenObject, ...], tuple[Problem, ...]]:
    paths = [_path(world, name) for name in wanted.names]
    texts = [_read(path) for path in paths]
    if len(paths) == 1 and _first_key(texts[0]) == "scenario":
        return read_scenario(texts[0], str(paths[0])), (), ()
    for path, text in zip(paths, texts, strict=True):
        if _first_key(text) == "scenario":
            raise PodtutorError(f"{path}: a scenario runs alone, not together with other files")
    made = sketch(paths, texts, wanted.happenings, wanted.until)
    return made.loaded, made.written, made.problems


def _first_key(text: bytes) -> str:
    return first_key(text[:10_000].decode("utf-8", "replace"))


def _path(world: World, name: str) -> Path:
    """A file where there is one of that name, else the scenario so called."""
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in {".yaml", ".yml", ".json"} or "/" in name:
        raise PodtutorError(f"{name}: there is no such file")
    return world.library.scenario(name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PodtutorError(f"{path}: this file cannot be read: {error.strerror}") from None


def _refusal(obj: Any, error: Any, written: Sequence[WrittenObject]) -> Problem:
    """What the API server said of an object, with the place of the object where it has one."""
    from podtutor.source import mark_of

    place = next((one for one in written if one.value is obj), None)
    message = f"{type(obj).__name__} {obj.metadata.name} is refused: {error.message}"
    if place is None:
        return Problem(message=message, code=error.reason)
    line, column = mark_of(place.node)
    return Problem(path=place.path, line=line, column=column, message=message, code=error.reason)
