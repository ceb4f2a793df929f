"""Predictions made ready: the right answer is computed, by a run of the scenario or by a rule, never written.

A scenario is run or a decision asked, the query put to what came of it, its one value put into words; then the
distractors join it. What an author may have got wrong is told as flaws, and a question with flaws is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from podtutor.content.quiz import BaseQuestion, Option, Predict, Predicted
from podtutor.errors import PodtutorError
from podtutor.judge.exhibit import decision_exhibit, manifest_names, names_in, scenario_exhibit
from podtutor.judge.query import ask, complaint
from podtutor.judge.resolution import Flaw, Resolution

PLACE: Final = "{}"
"""Where the computed value stands in `answer`."""


class Experiments(Protocol):
    """Where predictions are tried out. Each may raise PodtutorError where that is not possible."""

    def trace(self, scenario: str) -> Any:
        """Run a scenario by name; its trace as data."""

    def loaded(self, scenario: str) -> Any:
        """A scenario by name, read and not run."""

    def decision(self, kind: str, asked: Any) -> Any:
        """Ask one rule; its answer in the recorded shape."""


class _FlawError(Exception):
    """Nothing can be computed; carries the flaw."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.message)


def resolve(question: Predict, experiments: Experiments) -> Resolution:
    """Compute the right answer of a prediction, and what is shown before it. Never raises."""
    flaws = list(_malformed(question))
    if flaws:
        return Resolution(flaws=tuple(flaws))
    try:
        value = computed(question, experiments)
        said = _said(question, value)
        exhibit = question.exhibit or "\n".join(_exhibit(question, experiments))
    except _FlawError as error:
        return Resolution(flaws=(error.flaw,))
    flaws = list(_said_again(question, said))
    if flaws:
        return Resolution(flaws=tuple(flaws), value=value)
    right = Option(text=said, why=question.why, correct=True)
    wrong = (Option(text=one.text, why=one.why, voices=one.voices) for one in question.distractors)
    ready = Predicted(
        **{name: getattr(question, name) for name in BaseQuestion.__struct_fields__ if name != "exhibit"},
        exhibit=exhibit,
        options=(right, *wrong),
        query=question.query,
        scenario=question.scenario,
        decision=question.decision,
    )
    return Resolution(ready=ready, value=value)


def computed(question: Predict, experiments: Experiments) -> str:
    """The value that the query gives, as plain text: one scalar, or a list of them with commas between."""
    answer = ask(question.query, _document(question, experiments))
    if answer.trouble:
        raise _FlawError(Flaw("query", "query", answer.trouble, "a query that fits"))
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    if not values or any(value is None or value == "" for value in values):
        raise _FlawError(Flaw("query", "no-answer", "this query gives nothing", "one value, or a list of values"))
    if any(isinstance(value, (dict, list)) for value in values):
        message = "this query gives more than one value"
        raise _FlawError(Flaw("query", "no-scalar", message, "a text, a number or a list of them"))
    return ", ".join(map(_plain, values))


def differs_by_chance(question: Predict, usual: Resolution, shaken: Experiments) -> Flaw | None:
    """Whether the answer is another one where chance is drawn: then it is not to be asked."""
    try:
        value = computed(question, shaken)
    except _FlawError as error:
        value = error.flaw.message
    if value == usual.value:
        return None
    message = f"the answer is left to chance: {usual.value} in the usual run, {value} in another"
    return Flaw("query", "left-to-chance", message, "something that is the same in every run")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _document(question: Predict, experiments: Experiments) -> Any:
    try:
        if question.scenario:
            return experiments.trace(question.scenario)
        return experiments.decision(question.decision, question.input)
    except PodtutorError as error:
        raise _not_made(question, error) from None


def _exhibit(question: Predict, experiments: Experiments) -> list[str]:
    if not question.scenario:
        return decision_exhibit(question)
    named = [*([question.pod] if question.pod else names_in(question.query)), *question.shows]
    try:
        loaded = experiments.loaded(question.scenario)
    except PodtutorError as error:
        raise _not_made(question, error) from None
    if question.until is not None and question.until > loaded.scenario.duration:
        message = f"the run ends at second {loaded.scenario.duration:g}"
        raise _FlawError(Flaw("until", "bad-value", message, "a moment before"))
    if question.view == "manifest" and (
        strange := [one for one in question.shows if one not in manifest_names(loaded)]
    ):
        message = f"there is no manifest called `{strange[0]}`"
        raise _FlawError(Flaw("shows", "no-exhibit", message, "the name of an object of the scenario"))
    lines = scenario_exhibit(question, loaded, named)
    if not lines and question.view != "none":
        raise _FlawError(Flaw("view", "no-exhibit", "there is nothing to see of this", "`view: none`, or another view"))
    return lines


def _not_made(question: Predict, error: PodtutorError) -> _FlawError:
    field = "scenario" if question.scenario else "decision"
    return _FlawError(Flaw(field, field, str(error), f"a {field} that can be asked"))


def _said(question: Predict, value: str) -> str:
    """The right answer in words."""
    if question.words and value not in question.words:
        known = ", ".join(f"`{word}`" for word in question.words)
        raise _FlawError(
            Flaw("words", "no-words", f"there are no words for the computed `{value}`", f"not only {known}")
        )
    return question.answer.replace(PLACE, question.words.get(value, value))


def _malformed(question: Predict) -> Iterator[Flaw]:
    """What is wrong before anything is computed."""
    if bool(question.scenario) == bool(question.decision):
        message = "a prediction is about a scenario or about a decision"
        yield Flaw("", "prediction", message, "exactly one of `scenario` and `decision`")
    if question.input is not None and not question.decision:
        yield Flaw("input", "prediction", "a scenario takes no input", "`input` with `decision` only")
    if wrong := complaint(question.query):
        yield Flaw("query", "query", wrong, "a JMESPath query")
    if PLACE not in question.answer:
        yield Flaw("answer", "no-place", "the computed value has no place in this", f"`{PLACE}` where it stands")
    if question.decision and question.view not in ("manifest", "none"):
        yield Flaw("view", "no-exhibit", "there is no run to be seen of a decision", "`manifest` or `none`")
    if question.until is not None and (question.decision or question.until < 0):
        yield Flaw("until", "bad-value", f"up to second {question.until:g}", "a moment of the scenario")


def _said_again(question: Predict, said: str) -> Iterator[Flaw]:
    for number, distractor in enumerate(question.distractors):
        if _same(distractor.text) == _same(said):
            message = f"this is the computed answer: {said}"
            yield Flaw(f"distractors[{number}].text", "right-distractor", message, "something that is wrong")


def _same(text: str) -> str:
    return " ".join(text.replace("`", "").casefold().split()).rstrip(".")
