"""Makes predictions ready and remembers them: on disk, as long as question, scenario and program stay what they are.

Only what is asked for is computed. A scenario is run once however many questions are about it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

import podtutor
from podtutor.content.bank import BankQuestion, ReadyEntry
from podtutor.content.cache import Cache, digest
from podtutor.content.quiz import Predict, ReadyQuestion
from podtutor.errors import PodtutorError, Problem, UnusableInputError
from podtutor.judge.resolution import Flaw, Resolution

if TYPE_CHECKING:  # where everything is in the cache, neither the simulator nor the language of queries is loaded
    from podtutor.judge.laboratory import ScenarioText, Workbench

_DECIDING: Final = ("kube", "rules", "sim", "judge")
"""The folders of the program on which an answer depends."""
_OTHER_PHASES: Final = ((1, 120, 980, 8450), (2, 870, 250, 950))
"""Other runs: a seed, and where in its second the PLEG looks, the sync loop turns, and the node reports (ms).

What differs in one of them is left to chance.
"""


@cache
def engine_key() -> bytes:
    """Changes whenever the simulator or a rule does: the version, and the state of every file that decides."""
    package = Path(podtutor.__file__).parent
    states = [podtutor.__version__]
    for folder in _DECIDING:
        for place, inner, names in os.walk(package / folder):
            inner.sort()
            for name in sorted(one for one in names if one.endswith(".py")):
                with suppress(OSError):
                    state = Path(place, name).stat()
                    states.append(f"{place} {name} {state.st_size} {state.st_mtime_ns}")
    return digest("\n".join(states).encode("utf-8", "surrogateescape"))


class Predictor:
    """Resolves predictions. It needs the texts of scenarios by name, and a cache where there is one."""

    def __init__(self, scenario_text: ScenarioText, cached: Cache | None = None) -> None:
        self._scenario_text = scenario_text
        self._cache = cached or Cache(None)

    @cached_property
    def _usual(self) -> Workbench:
        """Nothing is left to chance here."""
        from podtutor.judge.laboratory import Workbench

        return Workbench(self._scenario_text)

    @cached_property
    def _shaken(self) -> tuple[Workbench, ...]:
        """Here chance is drawn, and the kubelet's loops turn at other moments."""
        from podtutor.judge.laboratory import Workbench
        from podtutor.sim.latency import Latency

        return tuple(
            Workbench(
                self._scenario_text,
                seed=seed,
                latency=Latency(relist_phase=relist, sync_tick_phase=tick, node_status_phase=report),
            )
            for seed, relist, tick, report in _OTHER_PHASES
        )

    def resolution(self, question: Predict) -> Resolution:
        """What comes of a prediction, from the cache where it is there."""
        name, key = f"predict-{digest(question.id.encode()).hex()[:16]}", self._key(question)
        if (record := self._cache.get(name, key)) is not None:
            return msgspec.msgpack.decode(record, type=Resolution)
        from podtutor.judge.predict import resolve

        made = resolve(question, self._usual)
        self._cache.put(name, key, msgspec.msgpack.encode(made))
        return made

    def flaws(self, question: Predict) -> tuple[Flaw, ...]:
        """Everything wrong with a prediction, chance included."""
        usual = self.resolution(question)
        if usual.flaws or not question.scenario:
            return usual.flaws
        name, key = f"steady-{digest(question.id.encode()).hex()[:16]}", self._key(question)
        if (record := self._cache.get(name, key)) is not None:
            return msgspec.msgpack.decode(record, type=tuple[Flaw, ...])
        from podtutor.judge.predict import differs_by_chance

        tried = (differs_by_chance(question, usual, shaken) for shaken in self._shaken)
        found = next((flaw for flaw in tried if flaw is not None), None)
        flaws = () if found is None else (found,)
        self._cache.put(name, key, msgspec.msgpack.encode(flaws))
        return flaws

    def ready(self, entries: Iterable[BankQuestion]) -> tuple[ReadyEntry, ...]:
        """The same questions, ready to be asked. Raises UnusableInputError with the flaws of those that cannot be."""
        problems: list[Problem] = []
        made = [self._ready(entry, problems) for entry in entries]
        if problems:
            raise UnusableInputError(problems)
        return tuple(entry for entry in made if entry is not None)

    def _ready(self, entry: BankQuestion, problems: list[Problem]) -> ReadyEntry | None:
        question: ReadyQuestion
        if isinstance(entry.question, Predict):
            resolution = self.resolution(entry.question)
            if resolution.ready is None:
                problems += [_problem(entry, flaw) for flaw in resolution.flaws]
                return None
            question = resolution.ready
        else:
            question = entry.question
        return ReadyEntry(question, entry.lesson, entry.path)

    def _key(self, question: Predict) -> bytes:
        text = ""
        if question.scenario:
            with suppress(PodtutorError):
                text, _ = self._scenario_text(question.scenario)
        return digest(msgspec.msgpack.encode(question), text.encode("utf-8", "surrogatepass"), engine_key())


def _problem(entry: BankQuestion, flaw: Flaw) -> Problem:
    message = f"the question `{entry.id}` cannot be asked: {flaw.message}"
    return Problem(path=entry.path, field=flaw.field, code=flaw.code, message=message, expected=flaw.expected)
