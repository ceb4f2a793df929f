"""Compares recordings with what the rules and the simulator say now, all at once or growing before one's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.fidelity.decisions import DecisionsAgreement, KindAgreement, verifying_decisions
from podtutor.fidelity.recordings import scenario_files, shipped
from podtutor.fidelity.replay import HistoriesAgreement, Simulate, verify_histories
from podtutor.rules.decide import DECISIONS
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.sim.trace import encode_trace
from podtutor.view.fidelity import (
    AgreementLine,
    DecisionsTotal,
    DifferencesView,
    HistoriesView,
    VerifyHeading,
    differing,
)
from podtutor.view.layout import Page

if TYPE_CHECKING:
    from podtutor.cli.world import World


class Recordings(Struct, frozen=True, kw_only=True):
    """Which recordings to replay: folders, or without any those that came with podtutor."""

    vectors: Path | None = None
    traces: Path | None = None
    scenarios: Path | None = None

    @property
    def has_decisions(self) -> bool:
        """Whether decisions are to be replayed."""
        return self.vectors is not None or self.traces is None

    @property
    def has_histories(self) -> bool:
        """Whether histories are to be replayed."""
        return self.traces is not None or self.vectors is None

    def decisions(self) -> Iterator[KindAgreement]:
        """Kind by kind."""
        return verifying_decisions(self.vectors) if self.has_decisions else iter(())

    def histories(self) -> HistoriesAgreement:
        """Every scenario, run again."""
        if not self.has_histories:
            return HistoriesAgreement(())
        return verify_histories(_simulator(self.scenarios), self.traces)


class FullAgreement(Struct, frozen=True):
    """Decisions and histories together."""

    decisions: DecisionsAgreement
    histories: HistoriesAgreement

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return self.decisions.agrees and self.histories.agrees

    def as_json(self) -> dict[str, Any]:
        """The shape of `verify --json`."""
        return {"kinds": self.decisions.as_json(), "histories": self.histories.as_json()}


def _simulator(folder: Path | None) -> Simulate:
    files = scenario_files(folder if folder is not None else shipped("scenarios"))

    def run(name: str) -> bytes:
        if name not in files:
            raise PodtutorError(f"there is no scenario {name}.yaml")
        simulation = simulate(read_scenario(files[name].read_bytes(), f"{name}.yaml"))
        simulation.run()
        return encode_trace(simulation.trace())

    return run


def collected(recordings: Recordings) -> FullAgreement:
    """Everything compared, nothing shown."""
    return FullAgreement(DecisionsAgreement(tuple(recordings.decisions())), recordings.histories())


def shown(world: World, recordings: Recordings) -> FullAgreement:
    """Each kind as soon as it is compared, then the histories, then what differs."""

    def show(content: Any) -> None:
        world.console.print(Page(content, widest=120))

    kinds: list[KindAgreement] = []
    if recordings.has_decisions:
        title, text = (
            "Does podtutor decide as Kubernetes does?",
            "Decisions recorded from Kubernetes v1.36.2, asked again.",
        )
        show(VerifyHeading(title, text))
        world.console.print()
        for kind in recordings.decisions():
            kinds.append(kind)
            about = DECISIONS[kind.kind].summary if kind.kind in DECISIONS else ""
            show(AgreementLine(kind.kind, kind.agree, kind.cases, about))
        world.console.print()
        show(DecisionsTotal(DecisionsAgreement(tuple(kinds))))
    for kind in differing(kinds):
        world.console.print()
        show(DifferencesView(kind))
    histories = HistoriesAgreement(())
    if recordings.has_histories:
        if kinds:
            world.console.print()
        text = "Histories recorded on real nodes of Kubernetes v1.36.2, run again in the simulator."
        show(VerifyHeading("Does the same happen?", text))
        world.console.print()
        histories = recordings.histories()
        show(HistoriesView(histories))
    return FullAgreement(DecisionsAgreement(tuple(kinds)), histories)
