"""What a decision is: a recorded question put to one rule, its answer as data, and its reason for people.

Every kind of decision lives in a module of its own beside this file. Such a module has

- `Input`: a msgspec Struct of exactly the recorded input, unknown fields forbidden;
- `decide(asked: Input) -> dict`: the answer in exactly the recorded output shape, made of JSON's own types;
- `explain(asked: Input) -> Explanation`: the same answer for a person, with its reasons;
- `from_pod(pod: Pod, now: str) -> Input`, only where a bare Pod is question enough.

The module is imported when its kind is first asked: `decide qos` does not load the scheduler.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from msgspec import Struct, structs

if TYPE_CHECKING:
    from podtutor.kube.pod import Pod

Answer: TypeAlias = dict[str, Any]
"""An answer in the recorded shape: dicts with string keys, lists, strings, numbers, booleans and None."""


class Table(Struct, frozen=True):
    """A table for people: one row a step, a pod or a node, in the order of the decision."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """An answer for people: the verdict in one line, then one line a reason, then the steps in a table."""

    verdict: str
    reasons: tuple[str, ...] = ()
    table: Table | None = None


class Rule(Protocol):
    """The shape of a module that answers one kind."""

    Input: type[Any]

    def decide(self, asked: Any, /) -> Answer:
        """Answer in the recorded output shape; PodtutorError where the question has no answer."""

    def explain(self, asked: Any, /) -> Explanation:
        """Say the same to a person, with the reason."""


class Decision(Struct, frozen=True, kw_only=True):
    """One kind of decision: its name on the command line, what it is, and the module that answers it.

    `upstream` names the function of Kubernetes that answered the recordings; `module` is imported when first
    asked.
    """

    name: str
    summary: str
    upstream: str
    module: str
    accepts_pod: bool = False

    def rule(self) -> Rule:
        """The module that answers, imported now if it was not yet."""
        return cast("Rule", importlib.import_module(self.module))

    @property
    def input_type(self) -> type[Any]:
        """The Struct of the recorded input; what a strict reader of files reads into."""
        return self.rule().Input

    def decide(self, asked: Any) -> Answer:
        """Answer `asked` (an `input_type`) in exactly the recorded output shape."""
        return self.rule().decide(asked)

    def explain(self, asked: Any) -> Explanation:
        """Answer `asked` (an `input_type`) for a person; an answer that is an empty text is shown as `(empty)`."""
        explanation = self.rule().explain(asked)
        return explanation if explanation.verdict else structs.replace(explanation, verdict="(empty)")

    def from_pod(self, pod: Pod, now: str) -> Any:
        """Make an `input_type` of a bare Pod, for kinds with `accepts_pod`; `now` is RFC 3339, for ages."""
        return cast("Any", self.rule()).from_pod(pod, now)
