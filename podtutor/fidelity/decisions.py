"""Do our decisions agree with the recorded ones? Asked of every kind, through the door `podtutor decide` uses.

Agreement is equality of the JSON values: key order does not matter, an absent key is not a null one, numbers are
compared by value. Two kinds have their own sense of equality, see `agree`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
from msgspec import Struct

from podtutor.errors import PodtutorError
from podtutor.fidelity.recordings import read_cases, recorded_decisions, shipped
from podtutor.rules.decide import DECISIONS
from podtutor.rules.decide.stream import line_answerer

RELATIVE_TOLERANCE = 1e-9
SHOWN_CASES = 3
"""Of how many differing cases of a kind the differences are kept."""


class Absent:
    """A key or element that is not there, as against one that is null."""

    def __str__(self) -> str:
        return "(absent)"


ABSENT = Absent()


class Difference(Struct, frozen=True):
    """One field of one case: what was recorded, what we say, both as JSON, or `(absent)`."""

    case: str
    field: str
    recorded: str
    ours: str


class KindAgreement(Struct, frozen=True):
    """How one kind compares; `first` is the id of the first case that differs, None where all agree."""

    kind: str
    cases: int
    agree: int
    first: str | None
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether every case agrees."""
        return self.agree == self.cases


class DecisionsAgreement(Struct, frozen=True):
    """How all kinds compare, sorted by kind."""

    kinds: tuple[KindAgreement, ...]

    @property
    def cases(self) -> int:
        """How many decisions were compared."""
        return sum(kind.cases for kind in self.kinds)

    @property
    def agree(self) -> int:
        """How many of them agree."""
        return sum(kind.agree for kind in self.kinds)

    @property
    def agrees(self) -> bool:
        """Whether every decision agrees."""
        return all(kind.agrees for kind in self.kinds)

    def as_json(self) -> dict[str, dict[str, Any]]:
        """`{KIND: {cases, agree, first}}`."""
        return {kind.kind: {"cases": kind.cases, "agree": kind.agree, "first": kind.first} for kind in self.kinds}


def verify_decisions(folder: Traversable | None = None, kinds: Sequence[str] | None = None) -> DecisionsAgreement:
    """Replay the recorded decisions of a folder (the shipped ones without it), or only some kinds of them."""
    return DecisionsAgreement(tuple(verifying_decisions(folder, kinds)))


def verifying_decisions(
    folder: Traversable | None = None, kinds: Sequence[str] | None = None
) -> Iterator[KindAgreement]:
    """As verify_decisions, kind by kind as they come, for a display that grows."""
    files = recorded_decisions(folder if folder is not None else shipped("vectors"))
    if kinds is not None:
        missing = [kind for kind in kinds if kind not in files]
        if missing:
            raise PodtutorError(f"no recorded decisions of the kind {missing[0]!r}")
    for kind, file in files.items():
        if kinds is None or kind in kinds:
            yield verify_kind(kind, file)


def verify_kind(kind: str, file: Traversable) -> KindAgreement:
    """Replay the recorded decisions of one kind."""
    decision = DECISIONS.get(kind)
    answer = line_answerer(decision) if decision is not None else None
    cases = agreeing = 0
    differing: list[str] = []
    found: list[Difference] = []
    for case in read_cases(file):
        cases += 1
        if answer is None:
            ours: Any = {"error": "podtutor has no such kind of decision"}
        else:
            ours = msgspec.json.decode(answer(bytes(case.input)))
        if agree(kind, case.output, ours):
            agreeing += 1
            continue
        differing.append(case.id)
        if len(differing) <= SHOWN_CASES:
            found += [
                Difference(case.id, field, _shown(recorded), _shown(our_value))
                for field, recorded, our_value in differences(kind, case.output, ours)
            ]
    return KindAgreement(kind, cases, agreeing, differing[0] if differing else None, tuple(found))


def agree(kind: str, recorded: Any, ours: Any) -> bool:
    """Whether two answers of a kind are the same answer.

    validation: the verdict, the warnings, and the errors as (type, field, detail), without order where Kubernetes
    defines none. quantity: `dec` as a number.
    """
    return not differences(kind, recorded, ours)


def differences(kind: str, recorded: Any, ours: Any) -> list[tuple[str, Any, Any]]:
    """Where two answers of a kind differ: (field, recorded, ours), with ABSENT for a key that is not there."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        if kind == "validation":
            ordered = recorded.get("orderDefined", True)
            return list(_walk("", _validated(recorded, ordered), _validated(ours, ordered)))
        if kind == "quantity" and "dec" in recorded:
            rest = [{key: value for key, value in answer.items() if key != "dec"} for answer in (recorded, ours)]
            found = list(_walk("", rest[0], rest[1]))
            if not _same_number(recorded["dec"], ours.get("dec")):
                found.append(("dec", recorded["dec"], ours.get("dec", ABSENT)))
            return found
    return list(_walk("", recorded, ours))


def _validated(answer: dict[str, Any], ordered: bool) -> dict[str, Any]:
    """What counts of an answer of validation."""
    errors = [[error.get("type"), error.get("field"), error.get("detail")] for error in answer.get("errors") or []]
    return {
        "valid": answer.get("valid"),
        "warnings": answer.get("warnings") or [],
        "errors": errors if ordered else sorted(errors, key=str),
    }


def _same_number(recorded: Any, ours: Any) -> bool:
    try:
        return Decimal(recorded) == Decimal(ours)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _walk(field: str, recorded: Any, ours: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for key in (*recorded, *(key for key in ours if key not in recorded)):
            under = f"{field}.{key}" if field else key
            yield from _walk(under, recorded.get(key, ABSENT), ours.get(key, ABSENT))
    elif isinstance(recorded, list) and isinstance(ours, list):
        for index in range(max(len(recorded), len(ours))):
            pair = [values[index] if index < len(values) else ABSENT for values in (recorded, ours)]
            yield from _walk(f"{field}[{index}]", pair[0], pair[1])
    elif not _same_scalar(recorded, ours):
        yield field or "(the whole answer)", recorded, ours


def _same_scalar(recorded: Any, ours: Any) -> bool:
    if isinstance(recorded, bool) or isinstance(ours, bool):
        return recorded is ours
    if isinstance(recorded, (int, float)) and isinstance(ours, (int, float)):
        return abs(recorded - ours) <= RELATIVE_TOLERANCE * max(1, abs(recorded), abs(ours))
    return bool(recorded == ours)


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Absent) else msgspec.json.encode(value).decode()
