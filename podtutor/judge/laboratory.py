"""The laboratory at hand: scenarios run in the simulator, rules answer, manifests go through the API server's checks.

What it takes from outside is one function, from the name of a scenario to its text and path: it reads no files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from podtutor.content.claims import FieldError
from podtutor.errors import PodtutorError, UnusableInputError
from podtutor.judge.proofs import Examination

if TYPE_CHECKING:
    from podtutor.sim.latency import Latency
    from podtutor.sim.scenario_reader import LoadedScenario

ScenarioText = Callable[[str], tuple[str, str]]
"""From the name of a scenario to its text and its path; PodtutorError where there is none of that name."""


class Workbench:
    """Runs each scenario once, however many claims it proves."""

    def __init__(self, scenario_text: ScenarioText, *, seed: int | None = None, latency: Latency | None = None) -> None:
        self._scenario_text = scenario_text
        self._seed = seed
        self._latency = latency
        self._traces: dict[str, Any] = {}
        self._loaded: dict[str, LoadedScenario] = {}

    def trace(self, scenario: str) -> Any:
        """The trace of a scenario; with a seed, what Kubernetes leaves to chance is drawn."""
        if scenario not in self._traces:
            self._traces[scenario] = run_scenario(self.loaded(scenario), seed=self._seed, latency=self._latency)
        return self._traces[scenario]

    def loaded(self, scenario: str) -> LoadedScenario:
        """A scenario, read and not run."""
        from podtutor.sim.scenario_reader import read_scenario

        if scenario not in self._loaded:
            self._loaded[scenario] = read_scenario(*self._scenario_text(scenario))
        return self._loaded[scenario]

    def decision(self, kind: str, asked: Any) -> Any:
        """The answer of one rule."""
        return answer_of(kind, asked)

    def examine(self, manifest: str) -> Examination:
        """What the API server says of a manifest."""
        return examine(manifest)


def run_scenario_text(text: str, path: str, *, seed: int | None = None) -> Any:
    """Read and run one scenario to its end; its trace as data."""
    from podtutor.sim.scenario_reader import read_scenario

    return run_scenario(read_scenario(text, path), seed=seed)


def run_scenario(loaded: LoadedScenario, *, seed: int | None = None, latency: Latency | None = None) -> Any:
    """Run a scenario to its end; its trace as data."""
    from podtutor.sim.run import simulate

    simulation = simulate(loaded, seed=seed, latency=latency)
    simulation.run()
    return simulation.trace()


def answer_of(kind: str, asked: Any) -> Any:
    """Ask the rule of that kind; its answer in the recorded shape."""
    from podtutor.kube.codec import convert
    from podtutor.rules.decide import DECISIONS

    decision = DECISIONS.get(kind)
    if decision is None:
        raise PodtutorError(f"there is no decision of the kind {kind}")
    return decision.decide(convert(asked, decision.input_type))


def examine(manifest: str) -> Examination:
    """Hand one manifest to the API server's checks: known kind, known fields, valid values; then its warnings."""
    from podtutor.kube.codec import KINDS
    from podtutor.kube.pod import Pod

    written = _as_data(manifest)
    kind = (str(written.get("apiVersion", "")), str(written.get("kind", "")))
    if kind not in KINDS:
        detail = f'no matches for kind "{kind[1]}" in version "{kind[0]}"'
        return Examination(accepted=False, errors=(FieldError(type="NoKindMatch", field="kind", detail=detail),))
    if KINDS[kind] is not Pod:
        raise PodtutorError(f"only pods are examined here, not a {kind[1]}; let a scenario apply it")
    try:
        answer = answer_of("validation", {"pod": written})
    except UnusableInputError as error:
        return Examination(accepted=False, errors=tuple(_undecodable(error)))
    errors = tuple(
        FieldError(type=error["type"], field=error["field"], detail=error.get("detail", ""))
        for error in answer["errors"]
    )
    return Examination(accepted=not errors, errors=errors, warnings=tuple(answer.get("warnings", ())))


def _undecodable(error: UnusableInputError) -> list[FieldError]:
    return [
        FieldError(type="Undecodable", field=problem.field.removeprefix("pod.") or "-", detail=problem.message)
        for problem in error.problems
    ]


def _as_data(manifest: str) -> dict[str, Any]:
    """A manifest as plain data; UnusableInputError where it is no YAML mapping."""
    from podtutor.reading import read_or_raise
    from podtutor.source import compose

    documents = compose(manifest, "manifest")
    if not documents:
        raise PodtutorError("the manifest is empty")
    data: dict[str, Any] = read_or_raise(documents[0], dict[str, Any], "manifest")
    return data
