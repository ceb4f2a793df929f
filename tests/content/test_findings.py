"""docs/findings.md keeps its word: each law is taught in the section it names, with a scenario that runs and shows it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import yaml

from podtutor.content.claims import ScenarioProof
from podtutor.content.common import Level
from podtutor.content.folders import shipped_folder
from podtutor.content.lesson import Section, ShowScenario
from podtutor.content.library import Library
from podtutor.judge.laboratory import Workbench
from podtutor.judge.query import ask

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
SHOWS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "findings.yaml").read_text("utf-8"))
ROW = re.compile(
    r"^\| (?P<law>.+) \| `(?P<lesson>[\w-]+)#(?P<section>[\w-]+)` \((?P<level>\w+)\) "
    r"\| `podtutor simulate (?P<scenario>[\w-]+)` \|$"
)


class Law(NamedTuple):
    """One line of the page."""

    law: str
    lesson: str
    section: str
    level: Level
    scenario: str


def lines() -> list[str]:
    """The lines of the page's tables, without their heads."""
    table = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    return [line for line in table if not line.startswith(("| The law", "|---"))]


LAWS = [Law(**found.groupdict()) for found in map(ROW.match, lines()) if found]  # type: ignore[arg-type]
SCENARIOS = sorted({law.scenario for law in LAWS})


@cache
def library() -> Library:
    return Library([shipped_folder()])


@cache
def bench() -> Workbench:
    def text_of(name: str) -> tuple[str, str]:
        path = library().scenario(name)
        return path.read_text("utf-8"), str(path)

    return Workbench(text_of)


def section_of(law: Law) -> Section:
    sections = library().lesson(law.lesson).tracks.of(law.level).sections
    return next(section for section in sections if section.id == law.section)


def shown_in(section: Section) -> set[str]:
    """The scenarios that a section runs, and those that prove the claims it names."""
    named = {claim for block in section.blocks for claim in block.claims}
    proofs = [library().claim(claim).proof for claim in sorted(named)]
    run = {block.scenario for block in section.blocks if isinstance(block, ShowScenario)}
    return run | {proof.scenario for proof in proofs if isinstance(proof, ScenarioProof)}


def test_every_line_of_the_page_can_be_read() -> None:
    assert [line for line in lines() if not ROW.match(line)] == []
    assert len(LAWS) > 100


def test_no_law_is_told_twice() -> None:
    told = [law.law for law in LAWS]
    assert sorted(set(told)) == sorted(told)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.section}-{law.scenario}")
def test_the_section_exists_and_shows_the_scenario(law: Law) -> None:
    assert law.level in get_args(Level)
    assert law.scenario in shown_in(section_of(law))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_runs_and_shows_the_law(scenario: str) -> None:
    trace: Any = bench().trace(scenario)
    answers = {query: ask(query, trace) for query in SHOWS[scenario]}
    assert answers
    assert {query: answer for query, answer in answers.items() if answer.value is not True} == {}


def test_nothing_is_asked_of_a_scenario_that_the_page_does_not_name() -> None:
    assert sorted(SHOWS) == SCENARIOS
