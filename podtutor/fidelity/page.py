"""The page docs/fidelity.md: which decisions are covered, against what they were measured, where we stop short.

Write it anew with `python -m podtutor.fidelity.page`; a test holds the page against what this module says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podtutor.fidelity.decisions import DecisionsAgreement, verify_decisions
from podtutor.fidelity.histories import JITTER, LASTING_SECONDS, POLL_SECONDS, QUESTIONS, SHORT_SECONDS
from podtutor.fidelity.limits import EVERYWHERE, WHERE_WE_STOP
from podtutor.fidelity.recordings import recorded_histories, scenario_files, shipped
from podtutor.rules.decide import DECISIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fidelity.md"


def fidelity_page() -> str:
    """The whole page as Markdown, made of the shipped recordings; takes about a second."""
    return "\n".join([*_introduction(), *_decisions(verify_decisions()), *_limits(), *_histories(), ""])


def _introduction() -> Iterator[str]:
    yield from (
        "# How faithful podtutor is",
        "",
        "<!-- Made by `python -m podtutor.fidelity.page`; do not edit by hand. -->",
        "",
        "podtutor answers by rules, and the rules were measured: against decisions of Kubernetes v1.36.2, asked of its",
        "own code, and against histories recorded on real nodes of that version. The recordings come with podtutor;",
        "`podtutor verify` replays them before your eyes, and `podtutor decide KIND` asks one rule directly.",
        "What was recorded, and how, is told in [SOURCE.md](../tests/conformance/SOURCE.md).",
        "",
    )


def _decisions(agreement: DecisionsAgreement) -> Iterator[str]:
    yield from ("## Decisions", "", f"{agreement.agree:,} of {agreement.cases:,} recorded decisions agree.", "")
    yield from ("| kind | decides | Kubernetes' own function | agree |", "|---|---|---|---|")
    for kind in agreement.kinds:
        decision = DECISIONS[kind.kind]
        link = f"[`{kind.kind}`](../tests/conformance/vectors/{kind.kind}.md)"
        yield f"| {link} | {decision.summary} | `{decision.upstream}` | {kind.agree} of {kind.cases} |"
    yield from (
        "",
        "Agreement is equality of the JSON values: an absent key is not a null one, numbers are compared by value.",
        "Of `validation` the verdict, the warnings and each error's type, field and detail count; of `quantity` the",
        "exact amount counts as a number. The rule of each kind, in words and with its corners, is behind its name.",
        "",
    )


def _limits() -> Iterator[str]:
    yield from ("## Where we stop short of Kubernetes", "", *(f"- {limit}" for limit in EVERYWHERE), "")
    yield from ("| kind | what is left out |", "|---|---|")
    for kind in sorted(DECISIONS):
        limits = WHERE_WE_STOP[kind]
        if limits:
            yield f"| `{kind}` | {' '.join(limits)} |"
    complete = ", ".join(f"`{kind}`" for kind in sorted(DECISIONS) if not WHERE_WE_STOP[kind])
    yield from ("", f"Nothing is known to be left out of {complete}.", "")


def _histories() -> Iterator[str]:
    recorded = recorded_histories(shipped("traces"))
    count = sum(len(files) for files in recorded.values())
    scenarios = len(scenario_files(shipped("scenarios")))
    yield from (
        "## Histories",
        "",
        f"{count} histories of {scenarios} scenarios were recorded on real nodes; each scenario at least twice. The",
        f"simulator runs the same scenarios, and {len(QUESTIONS)} questions are asked of the two:",
        "",
        "- **outcome**: the same pods, runs, exit codes, phases, final states, reasons of events, statuses of other",
        "  objects, endpoints and answers to what was done from outside;",
        f"- **timing**: runs last as long and follow each other as quickly, within {SHORT_SECONDS:g} s; after a back-off",
        f"  {JITTER:.0%} more, {POLL_SECONDS:g} s for the containers of an evicted pod; first runs keep their order;",
        f"- **display**: every STATUS and READY that `kubectl get pod` showed for {LASTING_SECONDS:g} s, in order.",
        "",
        "Where two recordings of a scenario contradict each other, Kubernetes does not fix the answer, and the question",
        "does not count. How many scenarios agree is what `podtutor verify` prints; it is not repeated here.",
    )


if __name__ == "__main__":
    PAGE.write_text(fidelity_page(), encoding="utf-8")
