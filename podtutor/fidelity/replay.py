"""Histories replayed: every recorded scenario is run again in the simulator and compared with its recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources.abc import Traversable

from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.fidelity.histories import QUESTIONS, Agreement, compare
from podtutor.fidelity.history import read_history
from podtutor.fidelity.recordings import read_histories, recorded_histories, shipped

Simulate = Callable[[str], bytes | str]
"""Runs the scenario of a name and gives its trace as JSON; PodtutorError where it cannot."""


class ScenarioAgreement(Struct, frozen=True):
    """How one scenario compares."""

    name: str
    agreement: Agreement


class HistoriesAgreement(Struct, frozen=True):
    """How all scenarios compare, sorted by name."""

    scenarios: tuple[ScenarioAgreement, ...]

    def counted(self, question: str) -> list[ScenarioAgreement]:
        """The scenarios in which the recordings answer one of QUESTIONS alike."""
        return [scenario for scenario in self.scenarios if question not in scenario.agreement.noise]

    def agree(self, question: str) -> int:
        """In how many of those the simulator agrees."""
        return sum(not scenario.agreement.differences(question) for scenario in self.counted(question))

    @property
    def agrees(self) -> bool:
        """Whether every scenario agrees in every question that counts."""
        return all(self.agree(question) == len(self.counted(question)) for question in QUESTIONS)

    def as_json(self) -> dict[str, dict[str, int]]:
        """`{outcome: {cases, agree}, timing: …, display: …}`."""
        return {
            question: {"cases": len(self.counted(question)), "agree": self.agree(question)} for question in QUESTIONS
        }


def verify_histories(
    simulate: Simulate, folder: Traversable | None = None, names: Sequence[str] | None = None
) -> HistoriesAgreement:
    """Replay the recorded histories of a folder (the shipped ones without it), or only some scenarios of them."""
    return HistoriesAgreement(tuple(verifying_histories(simulate, folder, names)))


def verifying_histories(
    simulate: Simulate, folder: Traversable | None = None, names: Sequence[str] | None = None
) -> Iterator[ScenarioAgreement]:
    """As verify_histories, scenario by scenario as they come, for a display that grows."""
    recorded = recorded_histories(folder if folder is not None else shipped("traces"))
    if names is not None:
        missing = [name for name in names if name not in recorded]
        if missing:
            raise PodtutorError(f"no recorded history of the scenario {missing[0]!r}")
    for name, files in recorded.items():
        if names is None or name in names:
            yield ScenarioAgreement(name, _compared(name, files, simulate))


def _compared(name: str, files: list[Traversable], simulate: Simulate) -> Agreement:
    """What cannot be run or read differs in everything, and says why."""
    try:
        return compare(read_histories(files), read_history(simulate(name)))
    except PodtutorError as error:
        reason = (f"not simulated: {error}",)
        return Agreement(outcome=reason, timing=reason, display=reason)
